//! Names of the regions whose holidays office time leaves out.

use crate::simulation::holiday::{GermanState, Region, SwissDays};
use crate::ui::i18n::{Locale, td_string};

/// The regions offered: the days common to a country, and the states of Germany. Days of a canton or of a
/// municipality move a median wait by minutes; they are left out.
pub(in crate::ui::pages::decay) const REGIONS: [Region; 19] = [
    state(None),
    state(Some(GermanState::Bw)),
    state(Some(GermanState::By)),
    state(Some(GermanState::Be)),
    state(Some(GermanState::Bb)),
    state(Some(GermanState::Hb)),
    state(Some(GermanState::Hh)),
    state(Some(GermanState::He)),
    state(Some(GermanState::Mv)),
    state(Some(GermanState::Ni)),
    state(Some(GermanState::Nw)),
    state(Some(GermanState::Rp)),
    state(Some(GermanState::Sl)),
    state(Some(GermanState::Sn)),
    state(Some(GermanState::St)),
    state(Some(GermanState::Sh)),
    state(Some(GermanState::Th)),
    Region::Austria,
    Region::Switzerland { canton: None, days: SwissDays::Statutory },
];

const fn state(state: Option<GermanState>) -> Region {
    Region::Germany { state, catholic_municipality: false }
}

/// Name of a region.
pub(in crate::ui::pages::decay) fn name(locale: Locale, region: Region) -> &'static str {
    match region {
        Region::Germany { state: None, .. } => td_string!(locale, decay.region_de),
        Region::Germany { state: Some(state), .. } => state_name(locale, state),
        Region::Austria => td_string!(locale, decay.region_at),
        Region::Switzerland { .. } => td_string!(locale, decay.region_ch),
    }
}

fn state_name(locale: Locale, state: GermanState) -> &'static str {
    match state {
        GermanState::Bb => "Brandenburg",
        GermanState::Be => "Berlin",
        GermanState::Bw => "Baden-Württemberg",
        GermanState::By => td_string!(locale, decay.region_by),
        GermanState::Hb => "Bremen",
        GermanState::He => td_string!(locale, decay.region_he),
        GermanState::Hh => "Hamburg",
        GermanState::Mv => "Mecklenburg-Vorpommern",
        GermanState::Ni => td_string!(locale, decay.region_ni),
        GermanState::Nw => td_string!(locale, decay.region_nw),
        GermanState::Rp => td_string!(locale, decay.region_rp),
        GermanState::Sh => "Schleswig-Holstein",
        GermanState::Sl => "Saarland",
        GermanState::Sn => td_string!(locale, decay.region_sn),
        GermanState::St => td_string!(locale, decay.region_st),
        GermanState::Th => td_string!(locale, decay.region_th),
    }
}
