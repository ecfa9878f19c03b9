//! Public holidays of Germany by state, Austria, and Switzerland by canton.
//!
//! # Definition (MATH 6.1)
//! Easter Sunday by the anonymous Gregorian computus (Meeus/Jones/Butcher); movable feasts by their
//! distance from it; fixed dates; and a handful of weekday rules, each written out below.
//!
//! # Sources
//! - **Germany**: the Feiertagsgesetze of the 16 states. Year rules: 8 March BE from 2019, MV from 2023;
//!   20 September TH from 2019; 31 October in BB MV SN ST TH, in HB HH NI SH from 2018, everywhere in 2017;
//!   BE also 8 May 2020 and 2025 and 17 June 2028. BB counts Easter and Whit Sunday. 15 August in Bavaria
//!   holds in municipalities with a Catholic majority: a switch. Municipal holidays (Augsburg, 8 August;
//!   Corpus Christi in parts of SN and TH) are left to the user's list.
//! - **Austria**: Feiertagsruhegesetz 1957 (Bundesgesetzblatt 153); Good Friday is no public holiday since 2019.
//! - **Switzerland**: Arbeitsgesetz (SR 822.11) Art. 20a: 1 August and up to eight days a canton puts on a
//!   par with Sundays; Bundesamt für Justiz, "Gesetzliche Feiertage und Tage, die in der Schweiz wie
//!   gesetzliche Feiertage behandelt werden" (the second kind: [`SwissDays::WithCustomary`]). Rules of a
//!   day's own: Näfelser Fahrt GL, first Thursday of April, a week later if that is Maundy Thursday;
//!   Jeûne genevois GE, Thursday after the first Sunday of September; Lundi du Jeûne VD, Monday after the
//!   third; 26 December in AI AR UR not on a Tuesday or Saturday; 2 January and 26 December in NE on a
//!   Monday only. Days of districts and municipalities (parts of AG, FR, SO) are left to the user's list.
//!
//! # Verified
//! Golden file `working_days`; every date of every region from 2015 to 2035 against the Python package
//! holidays 0.109 (`tests/native/simulation_holidays.csv` keeps the counts).

use serde::{Deserialize, Serialize};

use crate::model::Day;

/// First year whose rules are written down here (the German Buss- und Bettag changed in 1995).
const FIRST_YEAR: i32 = 1995;
/// Last year: laws change.
const LAST_YEAR: i32 = 2199;

#[allow(clippy::enum_glob_use, reason = "the tables below are lists of feasts")]
use Feast::*;

/// Whose holidays apply.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Region {
    /// Germany.
    Germany {
        /// The state; `None` for the days common to all.
        state: Option<GermanState>,
        /// 15 August in a Bavarian municipality with a Catholic majority.
        catholic_municipality: bool,
    },
    /// Austria.
    Austria,
    /// Switzerland.
    Switzerland {
        /// The canton; `None` for the days common to all.
        canton: Option<Canton>,
        /// Whether customary days count.
        days: SwissDays,
    },
}

/// Which Swiss days count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SwissDays {
    /// Those on a par with Sundays by law.
    Statutory,
    /// Also those treated so by custom.
    WithCustomary,
}

/// The states of Germany, by their usual codes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
#[allow(missing_docs, reason = "the codes are their meaning")]
#[rustfmt::skip]
pub enum GermanState { Bb, Be, Bw, By, Hb, He, Hh, Mv, Ni, Nw, Rp, Sh, Sl, Sn, St, Th }

/// The cantons of Switzerland, by their codes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
#[allow(missing_docs, reason = "the codes are their meaning")]
#[rustfmt::skip]
pub enum Canton {
    Ag, Ai, Ar, Be, Bl, Bs, Fr, Ge, Gl, Gr, Ju, Lu, Ne, Nw, Ow, Sg, Sh, So, Sz, Tg, Ti, Ur, Vd, Vs, Zg, Zh,
}

impl Region {
    /// The name in files and links: `DE`, `DE-BY`, `DE-BY+catholic`, `AT`, `CH-ZH`, `CH-ZH+customary` (ISO 3166).
    ///
    /// ```
    /// use trichterwerk::simulation::holiday::Region;
    /// for code in ["DE", "DE-SN", "DE-BY+catholic", "AT", "CH", "CH+customary", "CH-ZH"] {
    ///     assert_eq!(Region::from_code(code).map(Region::code).as_deref(), Some(code));
    /// }
    /// assert_eq!(Region::from_code("DE-XX"), None);
    /// ```
    #[must_use]
    pub fn code(self) -> String {
        let (country, part, extra) = match self {
            Self::Germany { state, catholic_municipality } => {
                ("DE", state.map(|state| word(&state)), catholic_municipality.then_some("catholic"))
            }
            Self::Austria => ("AT", None, None),
            Self::Switzerland { canton, days } => (
                "CH",
                canton.map(|canton| word(&canton)),
                (days == SwissDays::WithCustomary).then_some("customary"),
            ),
        };
        let part = part.map_or_else(String::new, |part| format!("-{part}"));
        let extra = extra.map_or_else(String::new, |extra| format!("+{extra}"));
        format!("{country}{part}{extra}")
    }

    /// The region of a code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        let (place, extra) =
            code.split_once('+').map_or((code, None), |(place, extra)| (place, Some(extra)));
        let (country, part) =
            place.split_once('-').map_or((place, None), |(country, part)| (country, Some(part)));
        match (country, extra) {
            ("DE", None | Some("catholic")) => {
                let state = part.map(unit_from_word).transpose().ok()?;
                Some(Self::Germany { state, catholic_municipality: extra.is_some() })
            }
            ("AT", None) if part.is_none() => Some(Self::Austria),
            ("CH", None | Some("customary")) => {
                let canton = part.map(unit_from_word).transpose().ok()?;
                let days =
                    if extra.is_some() { SwissDays::WithCustomary } else { SwissDays::Statutory };
                Some(Self::Switzerland { canton, days })
            }
            _ => None,
        }
    }
}

/// The code of a state or canton.
fn word(unit: &impl Serialize) -> String {
    serde_json::to_value(unit)
        .ok()
        .and_then(|json| json.as_str().map(str::to_owned))
        .unwrap_or_default()
}

/// The state or canton of a code.
fn unit_from_word<T: serde::de::DeserializeOwned>(word: &str) -> Result<T, serde_json::Error> {
    serde_json::from_value(word.into())
}

/// What is celebrated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
#[allow(missing_docs, reason = "the names are their meaning; the dates are in `Feast::day`")]
pub enum Feast {
    NewYear,
    Berchtold,
    Epiphany,
    NeuchatelRepublic,
    WomensDay,
    SaintJoseph,
    GoodFriday,
    EasterSunday,
    EasterMonday,
    NaefelsRide,
    LabourDay,
    LiberationDay,
    Ascension,
    WhitSunday,
    WhitMonday,
    CorpusChristi,
    Uprising1953,
    JuraIndependence,
    PeterAndPaul,
    SwissNationalDay,
    Assumption,
    GenevaFast,
    FederalFastMonday,
    ChildrensDay,
    BrotherKlaus,
    GermanUnity,
    AustrianNationalDay,
    Reformation,
    AllSaints,
    RepentanceDay,
    ImmaculateConception,
    Christmas,
    SaintStephen,
    GenevaRestoration,
}

/// A holiday of one year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Holiday {
    /// When.
    pub day: Day,
    /// What.
    pub feast: Feast,
}

/// A year whose holidays are not known here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no holiday rules for the year {0}, only for {FIRST_YEAR} to {LAST_YEAR}")]
pub struct YearError(pub i32);

/// Public holidays of `region` in `year`, by date; also those on a weekend.
///
/// ```
/// use trichterwerk::simulation::holiday::{GermanState, Region, holidays};
/// let hamburg = Region::Germany { state: Some(GermanState::Hh), catholic_municipality: false };
/// assert_eq!(holidays(hamburg, 2024)?.len(), 10);
/// assert!(holidays(hamburg, 1900).is_err());
/// # Ok::<(), trichterwerk::simulation::holiday::YearError>(())
/// ```
pub fn holidays(region: Region, year: i32) -> Result<Vec<Holiday>, YearError> {
    if !(FIRST_YEAR..=LAST_YEAR).contains(&year) {
        return Err(YearError(year));
    }
    let mut list: Vec<Holiday> = feasts(region, year)
        .into_iter()
        .filter_map(|feast| Some(Holiday { day: feast.day(year)?, feast }))
        .filter(|holiday| is_observed(region, *holiday))
        .collect();
    list.sort_unstable();
    list.dedup_by_key(|holiday| holiday.day);
    Ok(list)
}

/// Easter Sunday of a Gregorian year.
///
/// ```
/// use trichterwerk::model::Day;
/// use trichterwerk::simulation::holiday::easter_sunday;
/// assert_eq!(Some(easter_sunday(2026)), Day::from_ymd(2026, 4, 5));
/// ```
pub fn easter_sunday(year: i32) -> Day {
    // Meeus, Astronomical Algorithms, ch. 8; the letters are those of the source.
    let a = year.rem_euclid(19);
    let (b, c) = (year.div_euclid(100), year.rem_euclid(100));
    let (d, e) = (b / 4, b % 4);
    let f = (b + 8) / 25;
    let g = (b - f + 1) / 3;
    let h = (19 * a + b - d - g + 15) % 30;
    let (i, k) = (c / 4, c % 4);
    let l = (32 + 2 * e + 2 * i - h - k) % 7;
    let m = (a + 11 * h + 22 * l) / 451;
    let march_days = h + l - 7 * m + 22;
    let first_of_march = Day::first_of_month(year * 12 + 2);
    Day(first_of_march.0 + march_days - 1)
}

/// Weekday, 0 = Monday to 6 = Sunday.
pub(super) fn weekday(day: Day) -> i32 {
    // 1970-01-01 was a Thursday.
    (day.0 + 3).rem_euclid(7)
}

impl Feast {
    /// Its date in `year`, where the calendar has it.
    fn day(self, year: i32) -> Option<Day> {
        let easter = |offset: i32| Some(Day(easter_sunday(year).0 + offset));
        let on = |month: u32, day: u32| Day::from_ymd(year, month, day);
        // The first day from month/day on that is the given weekday.
        let from = |month: u32, day: u32, wanted: i32| {
            on(month, day).map(|start| Day(start.0 + (wanted - weekday(start)).rem_euclid(7)))
        };
        match self {
            Self::NewYear => on(1, 1),
            Self::Berchtold => on(1, 2),
            Self::Epiphany => on(1, 6),
            Self::NeuchatelRepublic => on(3, 1),
            Self::WomensDay => on(3, 8),
            Self::SaintJoseph => on(3, 19),
            Self::GoodFriday => easter(-2),
            Self::EasterSunday => easter(0),
            Self::EasterMonday => easter(1),
            Self::NaefelsRide => {
                let thursday = from(4, 1, 3)?;
                let maundy = thursday.0 == easter_sunday(year).0 - 3;
                Some(Day(thursday.0 + if maundy { 7 } else { 0 }))
            }
            Self::LabourDay => on(5, 1),
            Self::LiberationDay => on(5, 8),
            Self::Ascension => easter(39),
            Self::WhitSunday => easter(49),
            Self::WhitMonday => easter(50),
            Self::CorpusChristi => easter(60),
            Self::Uprising1953 => on(6, 17),
            Self::JuraIndependence => on(6, 23),
            Self::PeterAndPaul => on(6, 29),
            Self::SwissNationalDay => on(8, 1),
            Self::Assumption => on(8, 15),
            // Thursday after the first Sunday: four days later.
            Self::GenevaFast => from(9, 1, 6).map(|sunday| Day(sunday.0 + 4)),
            // Monday after the third Sunday, which is the first from the 15th on.
            Self::FederalFastMonday => from(9, 15, 6).map(|sunday| Day(sunday.0 + 1)),
            Self::ChildrensDay => on(9, 20),
            Self::BrotherKlaus => on(9, 25),
            Self::GermanUnity => on(10, 3),
            Self::AustrianNationalDay => on(10, 26),
            Self::Reformation => on(10, 31),
            Self::AllSaints => on(11, 1),
            // Wednesday before 23 November: the first from the 16th on.
            Self::RepentanceDay => from(11, 16, 2),
            Self::ImmaculateConception => on(12, 8),
            Self::Christmas => on(12, 25),
            Self::SaintStephen => on(12, 26),
            Self::GenevaRestoration => on(12, 31),
        }
    }
}

/// What `region` celebrates in `year`, in no particular order.
fn feasts(region: Region, year: i32) -> Vec<Feast> {
    match region {
        Region::Germany { state, catholic_municipality } => {
            let mut list = vec![
                NewYear,
                GoodFriday,
                EasterMonday,
                LabourDay,
                Ascension,
                WhitMonday,
                GermanUnity,
                Christmas,
                SaintStephen,
            ];
            if year == 2017 {
                list.push(Reformation);
            }
            if let Some(state) = state {
                list.extend(german_feasts(state, year, catholic_municipality));
            }
            list
        }
        Region::Austria => vec![
            NewYear,
            Epiphany,
            EasterMonday,
            LabourDay,
            Ascension,
            WhitMonday,
            CorpusChristi,
            Assumption,
            AustrianNationalDay,
            AllSaints,
            ImmaculateConception,
            Christmas,
            SaintStephen,
        ],
        Region::Switzerland { canton, days } => {
            let mut list = vec![NewYear, Ascension, SwissNationalDay, Christmas];
            if let Some(canton) = canton {
                list.extend(statutory_feasts(canton));
                if days == SwissDays::WithCustomary {
                    list.extend(customary_feasts(canton));
                }
            }
            list
        }
    }
}

/// What a German state adds.
fn german_feasts(state: GermanState, year: i32, catholic_municipality: bool) -> Vec<Feast> {
    let mut list = match state {
        GermanState::Bb => vec![EasterSunday, WhitSunday, Reformation],
        GermanState::By if catholic_municipality => {
            vec![Epiphany, CorpusChristi, Assumption, AllSaints]
        }
        GermanState::Bw | GermanState::By => vec![Epiphany, CorpusChristi, AllSaints],
        GermanState::Be | GermanState::Hb | GermanState::Hh | GermanState::Ni | GermanState::Sh => {
            Vec::new()
        }
        GermanState::Mv | GermanState::Th => vec![Reformation],
        GermanState::He => vec![CorpusChristi],
        GermanState::Nw | GermanState::Rp => vec![CorpusChristi, AllSaints],
        GermanState::Sl => vec![CorpusChristi, Assumption, AllSaints],
        GermanState::Sn => vec![Reformation, RepentanceDay],
        GermanState::St => vec![Epiphany, Reformation],
    };
    // Laws that began, or held, in certain years.
    match (state, year) {
        (GermanState::Be, 2019..) | (GermanState::Mv, 2023..) => list.push(WomensDay),
        (GermanState::Th, 2019..) => list.push(ChildrensDay),
        (GermanState::Hb | GermanState::Hh | GermanState::Ni | GermanState::Sh, 2018..) => {
            list.push(Reformation);
        }
        _ => {}
    }
    match (state, year) {
        (GermanState::Be, 2020 | 2025) => list.push(LiberationDay),
        (GermanState::Be, 2028) => list.push(Uprising1953),
        _ => {}
    }
    list
}

/// What a canton puts on a par with Sundays, beyond the four days of all cantons.
#[rustfmt::skip]
fn statutory_feasts(canton: Canton) -> &'static [Feast] {
    match canton {
        Canton::Ag => &[Berchtold, GoodFriday, EasterMonday, LabourDay, WhitMonday, CorpusChristi, Assumption,
            AllSaints, ImmaculateConception, SaintStephen],
        Canton::Ai => &[GoodFriday, EasterMonday, WhitMonday, CorpusChristi, Assumption, AllSaints,
            ImmaculateConception, SaintStephen],
        Canton::Ar => &[GoodFriday, EasterMonday, WhitMonday, SaintStephen],
        Canton::Be => &[Berchtold, GoodFriday, EasterMonday, WhitMonday, SaintStephen],
        Canton::Bl | Canton::Bs | Canton::Sh | Canton::Zh =>
            &[GoodFriday, EasterMonday, LabourDay, WhitMonday, SaintStephen],
        Canton::Fr | Canton::So => &[GoodFriday],
        Canton::Ge => &[GoodFriday, EasterMonday, WhitMonday, GenevaFast, GenevaRestoration],
        Canton::Gl => &[NaefelsRide, GoodFriday, EasterMonday, WhitMonday, AllSaints, SaintStephen],
        Canton::Gr => &[EasterMonday, WhitMonday, SaintStephen],
        Canton::Ju => &[Berchtold, GoodFriday, EasterMonday, LabourDay, WhitMonday, CorpusChristi,
            JuraIndependence, Assumption, AllSaints],
        Canton::Lu => &[Berchtold, GoodFriday, EasterMonday, WhitMonday, CorpusChristi, Assumption, AllSaints,
            ImmaculateConception, SaintStephen],
        Canton::Ne => &[Berchtold, NeuchatelRepublic, GoodFriday, LabourDay, CorpusChristi, SaintStephen],
        Canton::Nw => &[SaintJoseph, GoodFriday, CorpusChristi, Assumption, AllSaints, ImmaculateConception],
        Canton::Ow => &[GoodFriday, CorpusChristi, Assumption, BrotherKlaus, AllSaints, ImmaculateConception],
        Canton::Sg => &[GoodFriday, EasterMonday, WhitMonday, AllSaints, SaintStephen],
        Canton::Sz | Canton::Ur => &[Epiphany, SaintJoseph, GoodFriday, EasterMonday, WhitMonday, CorpusChristi,
            Assumption, AllSaints, ImmaculateConception, SaintStephen],
        Canton::Tg => &[Berchtold, GoodFriday, EasterMonday, LabourDay, WhitMonday, SaintStephen],
        Canton::Ti => &[Epiphany, SaintJoseph, EasterMonday, LabourDay, WhitMonday, CorpusChristi, PeterAndPaul,
            Assumption, AllSaints, ImmaculateConception, SaintStephen],
        Canton::Vd => &[Berchtold, GoodFriday, EasterMonday, WhitMonday, FederalFastMonday],
        Canton::Vs => &[SaintJoseph, CorpusChristi, Assumption, AllSaints, ImmaculateConception],
        Canton::Zg => &[GoodFriday, CorpusChristi, Assumption, AllSaints, ImmaculateConception],
    }
}

/// What a canton treats like a holiday by custom.
fn customary_feasts(canton: Canton) -> &'static [Feast] {
    match canton {
        Canton::Fr | Canton::Nw | Canton::Ow | Canton::Vs | Canton::Zg => {
            &[Berchtold, EasterMonday, WhitMonday, SaintStephen]
        }
        Canton::Gl | Canton::Sg | Canton::Sh | Canton::So => &[Berchtold],
        Canton::Gr => &[GoodFriday],
        _ => &[],
    }
}

/// Rules that look at the weekday.
fn is_observed(region: Region, holiday: Holiday) -> bool {
    let Region::Switzerland { canton: Some(canton), .. } = region else { return true };
    let weekday = weekday(holiday.day);
    match (canton, holiday.feast) {
        (Canton::Ai | Canton::Ar | Canton::Ur, SaintStephen) => weekday != 1 && weekday != 5,
        (Canton::Ne, Berchtold | SaintStephen) => weekday == 0,
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn dates(region: Region, year: i32) -> Vec<String> {
        holidays(region, year).unwrap().iter().map(|h| h.day.to_string()).collect()
    }

    fn germany(state: GermanState) -> Region {
        Region::Germany { state: Some(state), catholic_municipality: false }
    }

    fn swiss(canton: Canton) -> Region {
        Region::Switzerland { canton: Some(canton), days: SwissDays::Statutory }
    }

    /// US Naval Observatory, dates of Easter.
    #[test]
    fn easter_is_where_the_observatory_has_it() {
        for (year, month, day) in [
            (2000, 4, 23),
            (2008, 3, 23),
            (2011, 4, 24),
            (2024, 3, 31),
            (2025, 4, 20),
            (2038, 4, 25),
        ] {
            assert_eq!(Some(easter_sunday(year)), Day::from_ymd(year, month, day), "{year}");
        }
    }

    #[test]
    fn laws_begin_in_their_year() {
        let has = |state, year, date: &str| dates(germany(state), year).contains(&date.to_owned());
        assert!(
            !has(GermanState::Be, 2018, "2018-03-08") && has(GermanState::Be, 2019, "2019-03-08")
        );
        assert!(
            !has(GermanState::Mv, 2022, "2022-03-08") && has(GermanState::Mv, 2023, "2023-03-08")
        );
        assert!(
            !has(GermanState::Th, 2018, "2018-09-20") && has(GermanState::Th, 2019, "2019-09-20")
        );
        assert!(
            !has(GermanState::Hh, 2016, "2016-10-31") && has(GermanState::Hh, 2018, "2018-10-31")
        );
        assert!(
            has(GermanState::By, 2017, "2017-10-31") && !has(GermanState::By, 2018, "2018-10-31")
        );
        assert!(
            has(GermanState::Be, 2025, "2025-05-08") && !has(GermanState::Be, 2026, "2026-05-08")
        );
    }

    #[test]
    fn bavaria_has_a_switch_for_the_assumption() {
        let catholic =
            Region::Germany { state: Some(GermanState::By), catholic_municipality: true };
        assert!(dates(catholic, 2026).contains(&"2026-08-15".to_owned()));
        assert!(!dates(germany(GermanState::By), 2026).contains(&"2026-08-15".to_owned()));
    }

    #[test]
    fn saxony_repents_on_a_wednesday() {
        for (year, date) in [(2023, "2023-11-22"), (2024, "2024-11-20"), (2028, "2028-11-22")] {
            assert!(dates(germany(GermanState::Sn), year).contains(&date.to_owned()), "{date}");
        }
    }

    #[test]
    fn the_ride_of_naefels_avoids_maundy_thursday() {
        // 2026: the first Thursday of April is Maundy Thursday.
        assert!(dates(swiss(Canton::Gl), 2026).contains(&"2026-04-09".to_owned()));
        assert!(dates(swiss(Canton::Gl), 2025).contains(&"2025-04-03".to_owned()));
    }

    #[test]
    fn swiss_rules_that_look_at_the_weekday() {
        // 26 December 2028 is a Tuesday, 2026 a Saturday, 2022 a Monday.
        assert!(!dates(swiss(Canton::Ar), 2028).contains(&"2028-12-26".to_owned()));
        assert!(!dates(swiss(Canton::Ar), 2026).contains(&"2026-12-26".to_owned()));
        assert!(dates(swiss(Canton::Ne), 2022).contains(&"2022-12-26".to_owned()));
        assert!(!dates(swiss(Canton::Ne), 2024).contains(&"2024-12-26".to_owned()));
    }

    #[test]
    fn customs_add_to_the_law_and_never_take_away() {
        for canton in [Canton::Zg, Canton::Fr, Canton::Gr, Canton::Zh] {
            let law = dates(swiss(canton), 2026);
            let all = Region::Switzerland { canton: Some(canton), days: SwissDays::WithCustomary };
            let all = dates(all, 2026);
            assert!(law.iter().all(|date| all.contains(date)));
            assert_eq!(all.len() > law.len(), canton != Canton::Zh);
        }
    }

    #[test]
    fn two_feasts_on_one_day_are_one_holiday() {
        // 1 May 2008 was both Labour Day and Ascension.
        let may = dates(germany(GermanState::Nw), 2008);
        assert_eq!(may.iter().filter(|date| *date == "2008-05-01").count(), 1);
    }

    #[test]
    fn years_without_rules_are_errors() {
        assert_eq!(holidays(Region::Austria, 1994), Err(YearError(1994)));
        assert_eq!(holidays(Region::Austria, 2200), Err(YearError(2200)));
    }

    proptest! {
        #[test]
        fn easter_is_a_sunday_between_22_march_and_25_april(year in 1583_i32..4000) {
            let easter = easter_sunday(year);
            prop_assert_eq!(weekday(easter), 6);
            let earliest = Day::from_ymd(year, 3, 22).unwrap();
            let latest = Day::from_ymd(year, 4, 25).unwrap();
            prop_assert!(earliest <= easter && easter <= latest);
        }
    }
}
