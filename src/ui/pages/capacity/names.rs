//! Names of regions, holidays and quantities, and the keys regions have in their list.

use crate::job::capacity::Load;
use crate::scenario::Layer;
use crate::simulation::holiday::{Canton, Feast, GermanState, Region, SwissDays};
use crate::ui::i18n::{Locale, td_string};

/// The states of Germany by name.
const STATES: [GermanState; 16] = [
    GermanState::Bw,
    GermanState::By,
    GermanState::Be,
    GermanState::Bb,
    GermanState::Hb,
    GermanState::Hh,
    GermanState::He,
    GermanState::Mv,
    GermanState::Ni,
    GermanState::Nw,
    GermanState::Rp,
    GermanState::Sl,
    GermanState::Sn,
    GermanState::St,
    GermanState::Sh,
    GermanState::Th,
];

/// The cantons of Switzerland by code.
#[rustfmt::skip]
const CANTONS: [Canton; 26] = [
    Canton::Ag, Canton::Ai, Canton::Ar, Canton::Be, Canton::Bl, Canton::Bs, Canton::Fr, Canton::Ge, Canton::Gl,
    Canton::Gr, Canton::Ju, Canton::Lu, Canton::Ne, Canton::Nw, Canton::Ow, Canton::Sg, Canton::Sh, Canton::So,
    Canton::Sz, Canton::Tg, Canton::Ti, Canton::Ur, Canton::Vd, Canton::Vs, Canton::Zg, Canton::Zh,
];

/// Cantons whose customary days differ from those of the law.
#[rustfmt::skip]
const CUSTOMARY: [Canton; 10] = [
    Canton::Fr, Canton::Gl, Canton::Gr, Canton::Nw, Canton::Ow, Canton::Sg, Canton::Sh, Canton::So, Canton::Vs,
    Canton::Zg,
];

/// All regions of Germany.
#[must_use]
pub fn german_regions() -> Vec<Region> {
    let of = |state, catholic_municipality| Region::Germany { state, catholic_municipality };
    let mut regions = vec![of(None, false)];
    for state in STATES {
        regions.push(of(Some(state), false));
        if state == GermanState::By {
            regions.push(of(Some(state), true));
        }
    }
    regions
}

/// All regions of Switzerland.
#[must_use]
pub fn swiss_regions() -> Vec<Region> {
    let of = |canton, days| Region::Switzerland { canton, days };
    let mut regions = vec![of(None, SwissDays::Statutory)];
    for canton in CANTONS {
        regions.push(of(Some(canton), SwissDays::Statutory));
        if CUSTOMARY.contains(&canton) {
            regions.push(of(Some(canton), SwissDays::WithCustomary));
        }
    }
    regions
}

/// The key of a region in a list of choices.
#[must_use]
pub fn region_key(region: Region) -> String {
    region.code()
}

/// The region of a key.
#[must_use]
pub fn region_from_key(key: &str) -> Option<Region> {
    Region::from_code(key)
}

/// The name of a region.
#[must_use]
pub fn region_name(locale: Locale, region: Region) -> String {
    match region {
        Region::Germany { state: None, .. } => td_string!(locale, capacity.germany).to_owned(),
        Region::Germany { state: Some(state), catholic_municipality } => {
            let name = state_name(locale, state);
            if catholic_municipality {
                td_string!(locale, capacity.region_catholic, name = name)
            } else {
                name.to_owned()
            }
        }
        Region::Austria => td_string!(locale, capacity.austria).to_owned(),
        Region::Switzerland { canton: None, .. } => {
            td_string!(locale, capacity.switzerland).to_owned()
        }
        Region::Switzerland { canton: Some(canton), days } => {
            let name = canton_name(locale, canton);
            match days {
                SwissDays::Statutory => name.to_owned(),
                SwissDays::WithCustomary => {
                    td_string!(locale, capacity.region_customary, name = name)
                }
            }
        }
    }
}

fn state_name(locale: Locale, state: GermanState) -> &'static str {
    match state {
        GermanState::Bb => td_string!(locale, capacity.state_bb),
        GermanState::Be => td_string!(locale, capacity.state_be),
        GermanState::Bw => td_string!(locale, capacity.state_bw),
        GermanState::By => td_string!(locale, capacity.state_by),
        GermanState::Hb => td_string!(locale, capacity.state_hb),
        GermanState::He => td_string!(locale, capacity.state_he),
        GermanState::Hh => td_string!(locale, capacity.state_hh),
        GermanState::Mv => td_string!(locale, capacity.state_mv),
        GermanState::Ni => td_string!(locale, capacity.state_ni),
        GermanState::Nw => td_string!(locale, capacity.state_nw),
        GermanState::Rp => td_string!(locale, capacity.state_rp),
        GermanState::Sh => td_string!(locale, capacity.state_sh),
        GermanState::Sl => td_string!(locale, capacity.state_sl),
        GermanState::Sn => td_string!(locale, capacity.state_sn),
        GermanState::St => td_string!(locale, capacity.state_st),
        GermanState::Th => td_string!(locale, capacity.state_th),
    }
}

fn canton_name(locale: Locale, canton: Canton) -> &'static str {
    match canton {
        Canton::Ag => td_string!(locale, capacity.canton_ag),
        Canton::Ai => td_string!(locale, capacity.canton_ai),
        Canton::Ar => td_string!(locale, capacity.canton_ar),
        Canton::Be => td_string!(locale, capacity.canton_be),
        Canton::Bl => td_string!(locale, capacity.canton_bl),
        Canton::Bs => td_string!(locale, capacity.canton_bs),
        Canton::Fr => td_string!(locale, capacity.canton_fr),
        Canton::Ge => td_string!(locale, capacity.canton_ge),
        Canton::Gl => td_string!(locale, capacity.canton_gl),
        Canton::Gr => td_string!(locale, capacity.canton_gr),
        Canton::Ju => td_string!(locale, capacity.canton_ju),
        Canton::Lu => td_string!(locale, capacity.canton_lu),
        Canton::Ne => td_string!(locale, capacity.canton_ne),
        Canton::Nw => td_string!(locale, capacity.canton_nw),
        Canton::Ow => td_string!(locale, capacity.canton_ow),
        Canton::Sg => td_string!(locale, capacity.canton_sg),
        Canton::Sh => td_string!(locale, capacity.canton_sh),
        Canton::So => td_string!(locale, capacity.canton_so),
        Canton::Sz => td_string!(locale, capacity.canton_sz),
        Canton::Tg => td_string!(locale, capacity.canton_tg),
        Canton::Ti => td_string!(locale, capacity.canton_ti),
        Canton::Ur => td_string!(locale, capacity.canton_ur),
        Canton::Vd => td_string!(locale, capacity.canton_vd),
        Canton::Vs => td_string!(locale, capacity.canton_vs),
        Canton::Zg => td_string!(locale, capacity.canton_zg),
        Canton::Zh => td_string!(locale, capacity.canton_zh),
    }
}

/// The name of a holiday.
#[must_use]
pub fn feast_name(locale: Locale, feast: Feast) -> &'static str {
    match feast {
        Feast::NewYear => td_string!(locale, capacity.feast_new_year),
        Feast::Berchtold => td_string!(locale, capacity.feast_berchtold),
        Feast::Epiphany => td_string!(locale, capacity.feast_epiphany),
        Feast::NeuchatelRepublic => td_string!(locale, capacity.feast_neuchatel_republic),
        Feast::WomensDay => td_string!(locale, capacity.feast_womens_day),
        Feast::SaintJoseph => td_string!(locale, capacity.feast_saint_joseph),
        Feast::GoodFriday => td_string!(locale, capacity.feast_good_friday),
        Feast::EasterSunday => td_string!(locale, capacity.feast_easter_sunday),
        Feast::EasterMonday => td_string!(locale, capacity.feast_easter_monday),
        Feast::NaefelsRide => td_string!(locale, capacity.feast_naefels_ride),
        Feast::LabourDay => td_string!(locale, capacity.feast_labour_day),
        Feast::LiberationDay => td_string!(locale, capacity.feast_liberation_day),
        Feast::Ascension => td_string!(locale, capacity.feast_ascension),
        Feast::WhitSunday => td_string!(locale, capacity.feast_whit_sunday),
        Feast::WhitMonday => td_string!(locale, capacity.feast_whit_monday),
        Feast::CorpusChristi => td_string!(locale, capacity.feast_corpus_christi),
        Feast::Uprising1953 => td_string!(locale, capacity.feast_uprising_1953),
        Feast::JuraIndependence => td_string!(locale, capacity.feast_jura_independence),
        Feast::PeterAndPaul => td_string!(locale, capacity.feast_peter_and_paul),
        Feast::SwissNationalDay => td_string!(locale, capacity.feast_swiss_national_day),
        Feast::Assumption => td_string!(locale, capacity.feast_assumption),
        Feast::GenevaFast => td_string!(locale, capacity.feast_geneva_fast),
        Feast::FederalFastMonday => td_string!(locale, capacity.feast_federal_fast_monday),
        Feast::ChildrensDay => td_string!(locale, capacity.feast_childrens_day),
        Feast::BrotherKlaus => td_string!(locale, capacity.feast_brother_klaus),
        Feast::GermanUnity => td_string!(locale, capacity.feast_german_unity),
        Feast::AustrianNationalDay => td_string!(locale, capacity.feast_austrian_national_day),
        Feast::Reformation => td_string!(locale, capacity.feast_reformation),
        Feast::AllSaints => td_string!(locale, capacity.feast_all_saints),
        Feast::RepentanceDay => td_string!(locale, capacity.feast_repentance_day),
        Feast::ImmaculateConception => td_string!(locale, capacity.feast_immaculate_conception),
        Feast::Christmas => td_string!(locale, capacity.feast_christmas),
        Feast::SaintStephen => td_string!(locale, capacity.feast_saint_stephen),
        Feast::GenevaRestoration => td_string!(locale, capacity.feast_geneva_restoration),
    }
}

/// The name of a quantity of the grid.
#[must_use]
pub fn layer_name(locale: Locale, layer: Layer) -> &'static str {
    match layer {
        Layer::Leads => td_string!(locale, capacity.layer_leads),
        Layer::Planned => td_string!(locale, capacity.layer_planned),
        Layer::WorkingDays => td_string!(locale, capacity.layer_working_days),
        Layer::Vacation => td_string!(locale, capacity.layer_vacation),
        Layer::Sick => td_string!(locale, capacity.layer_sick),
        Layer::OtherMeetings => td_string!(locale, capacity.layer_other_meetings),
        Layer::ExistingCustomers => td_string!(locale, capacity.layer_existing),
        Layer::Committed => td_string!(locale, capacity.layer_committed),
        Layer::FreeHours => td_string!(locale, capacity.layer_free),
        Layer::Visits => td_string!(locale, capacity.layer_visits),
        Layer::Deals => td_string!(locale, capacity.layer_deals),
    }
}

/// A load in a word.
#[must_use]
pub fn load_name(locale: Locale, load: Load) -> &'static str {
    match load {
        Load::Over => td_string!(locale, capacity.load_over),
        Load::Fits => td_string!(locale, capacity.load_fits),
        Load::Under => td_string!(locale, capacity.load_under),
    }
}

/// The symbol of a load, which says the same without colour.
#[must_use]
pub const fn load_symbol(load: Load) -> &'static str {
    match load {
        Load::Over => "▲",
        Load::Fits => "●",
        Load::Under => "▽",
    }
}

/// The class of a load.
#[must_use]
pub const fn load_class(load: Load) -> &'static str {
    match load {
        Load::Over => "over",
        Load::Fits => "fits",
        Load::Under => "under",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_region_of_the_list_leads_back_from_its_key() {
        for region in german_regions().into_iter().chain(swiss_regions()).chain([Region::Austria]) {
            assert_eq!(region_from_key(&region_key(region)), Some(region));
        }
        assert_eq!(region_from_key("atlantis"), None);
    }
}
