//! What a meaning asks of the cells of its column, and how the column is stored.

use super::literal::date::DateFormat;
use super::literal::missing::{MissingWords, Vocabulary};
use super::literal::number::{NumberFormat, parse_f64};
use super::locale::{Customs, date_ambiguity, decimal_ambiguity};
use super::plan::{Ambiguity, ColumnKind, ValuesLike};
use super::sample::SampleColumn;
use crate::model::{Day, Meaning};

/// What the cells of a column of this meaning must look like; `None` where any text will do.
#[must_use]
pub const fn wanted(meaning: &Meaning) -> Option<ValuesLike> {
    match meaning {
        Meaning::Created
        | Meaning::Updated
        | Meaning::Closed
        | Meaning::WonAt
        | Meaning::LostAt
        | Meaning::ExpectedClose
        | Meaning::StageEntered(_)
        | Meaning::StageChanged
        | Meaning::LastActivity
        | Meaning::NextActivity
        | Meaning::At
        | Meaning::MailedAt
        | Meaning::BouncedAt
        | Meaning::UnsubscribedAt
        | Meaning::VerifiedAt => Some(ValuesLike::Dates),
        Meaning::Amount => Some(ValuesLike::Money),
        Meaning::Probability | Meaning::Count | Meaning::DurationMinutes => {
            Some(ValuesLike::Numbers)
        }
        Meaning::Email => Some(ValuesLike::Emails),
        Meaning::IsWon | Meaning::IsClosed => Some(ValuesLike::YesNo),
        Meaning::Currency => Some(ValuesLike::Currencies),
        Meaning::Stage | Meaning::Status | Meaning::MailResult | Meaning::Pipeline => {
            Some(ValuesLike::FewWords)
        }
        Meaning::Id
        | Meaning::DealId
        | Meaning::ContactId
        | Meaning::Title
        | Meaning::Company
        | Meaning::CompanyId
        | Meaning::Contact
        | Meaning::FirstName
        | Meaning::LastName
        | Meaning::Salutation
        | Meaning::Job
        | Meaning::Phone
        | Meaning::Mobile
        | Meaning::Street
        | Meaning::Zip
        | Meaning::City
        | Meaning::Region
        | Meaning::Country
        | Meaning::Industry
        | Meaning::Tags
        | Meaning::Owner
        | Meaning::Source
        | Meaning::Product
        | Meaning::DealType
        | Meaning::LostReason
        | Meaning::NextStep
        | Meaning::FromStage
        | Meaning::ToStage
        | Meaning::Event
        | Meaning::Direction
        | Meaning::Subject
        | Meaning::Campaign
        | Meaning::Invalid
        | Meaning::Notes
        | Meaning::Other
        | Meaning::Ignored => None,
    }
}

/// How the cells of a column are read and stored, and what stays open about it.
#[must_use]
pub fn choose(
    header: &str,
    meaning: &Meaning,
    sample: &SampleColumn<'_>,
    customs: &Customs,
    today: Day,
) -> (ColumnKind, Option<Ambiguity>) {
    match wanted(meaning) {
        Some(ValuesLike::Dates) => dates(sample, customs, today, true),
        Some(ValuesLike::Money) => {
            let (format, ambiguity) = number_format(header, sample, customs, true);
            (ColumnKind::Money(format), ambiguity)
        }
        Some(ValuesLike::Numbers) => {
            let (format, ambiguity) = number_format(header, sample, customs, false);
            (ColumnKind::Number(format), ambiguity)
        }
        _ if *meaning == Meaning::Ignored => (ColumnKind::Skip, None),
        _ if *meaning == Meaning::Other => unnamed(header, sample, customs, today),
        _ => (text(meaning, sample), None),
    }
}

fn dates(
    sample: &SampleColumn<'_>,
    customs: &Customs,
    today: Day,
    may_count: bool,
) -> (ColumnKind, Option<Ambiguity>) {
    let counted = if may_count { sample.counted_dates } else { None };
    let Some(reading) = counted.or(sample.dates) else {
        // Nothing in the sample: the order of the rest of the file, and times in case there are some.
        let (order, _) = customs.date_order();
        return (ColumnKind::Date(DateFormat::new(order, false, today)), None);
    };
    if reading.decided {
        return (ColumnKind::Date(DateFormat::new(reading.order, reading.with_time, today)), None);
    }
    let (order, ambiguity) = date_ambiguity(customs);
    (ColumnKind::Date(DateFormat::new(order, reading.with_time, today)), Some(ambiguity))
}

fn number_format(
    header: &str,
    sample: &SampleColumn<'_>,
    customs: &Customs,
    is_money: bool,
) -> (NumberFormat, Option<Ambiguity>) {
    let reading = sample.numbers;
    if reading.decided {
        return (NumberFormat { decimal: reading.decimal }, None);
    }
    let (decimal, ambiguity) = decimal_ambiguity(customs, sample, header, is_money);
    (NumberFormat { decimal }, (reading.n_marked > 0).then_some(ambiguity))
}

/// A column without a meaning: its cells decide.
fn unnamed(
    header: &str,
    sample: &SampleColumn<'_>,
    customs: &Customs,
    today: Day,
) -> (ColumnKind, Option<Ambiguity>) {
    let n = sample.n();
    if n == 0 {
        return (ColumnKind::Dict, None);
    }
    let share = |count: usize| count as f64 / n as f64;
    if sample.dates.is_some_and(|reading| share(reading.n) >= 0.9) {
        return dates(sample, customs, today, false);
    }
    let reading = sample.numbers;
    let is_yes_no = sample.n_distinct() <= 2 && sample.count(ValuesLike::YesNo) == n;
    let is_key = reading.n_leading_zero > 0
        || (n >= 20
            && sample.n_distinct() == n
            && reading.n_marked == 0
            && reading.n_currency == 0);
    let is_phone = share(sample.count(ValuesLike::Phones)) >= 0.5;
    if share(reading.n) >= 0.9 && !is_yes_no && !is_key && !is_phone {
        let is_money = reading.n_currency > 0;
        let (format, ambiguity) = number_format(header, sample, customs, is_money);
        // Nobody is asked about a column that no figure uses.
        let ambiguity = ambiguity.filter(|_| is_money);
        let kind = if is_money { ColumnKind::Money(format) } else { ColumnKind::Number(format) };
        return (kind, ambiguity);
    }
    (text(&Meaning::Other, sample), None)
}

/// Dictionary or plain text. What figures group or join by is always a dictionary.
fn text(meaning: &Meaning, sample: &SampleColumn<'_>) -> ColumnKind {
    let may_be_plain = matches!(
        meaning,
        Meaning::Id
            | Meaning::DealId
            | Meaning::ContactId
            | Meaning::CompanyId
            | Meaning::Title
            | Meaning::Email
            | Meaning::Phone
            | Meaning::Mobile
            | Meaning::Street
            | Meaning::Zip
            | Meaning::Notes
            | Meaning::Subject
            | Meaning::NextStep
            | Meaning::Other
    );
    let hardly_repeats = sample.n_distinct() * 2 > sample.n() && sample.n() >= 20;
    let is_key = *meaning == Meaning::Id && sample.n_distinct() == sample.n() && sample.n() > 0;
    if may_be_plain && (hardly_repeats || is_key) { ColumnKind::Text } else { ColumnKind::Dict }
}

/// The words that count as missing in a column of this meaning and kind.
#[must_use]
pub fn missing_words(meaning: &Meaning, kind: ColumnKind) -> MissingWords {
    let vocabulary = match kind {
        ColumnKind::Skip => return MissingWords::default(),
        ColumnKind::Date(_) => Vocabulary::Dates,
        ColumnKind::Money(_) | ColumnKind::Number(_) => Vocabulary::Choices,
        ColumnKind::Dict | ColumnKind::Text => match meaning {
            Meaning::Company
            | Meaning::Contact
            | Meaning::FirstName
            | Meaning::LastName
            | Meaning::Title
            | Meaning::Street
            | Meaning::City
            | Meaning::Region
            | Meaning::Country => Vocabulary::Names,
            _ => Vocabulary::Choices,
        },
    };
    MissingWords::usual(vocabulary)
}

/// Numbers of the sample that may stand for "never" or "not known": `999`, `9999`, `-1`, far away from all other
/// numbers of the column and too frequent for one of them.
#[must_use]
pub fn sentinels(kind: ColumnKind, sample: &SampleColumn<'_>) -> Vec<String> {
    const SUSPECTS: [&str; 8] = ["-1", "99", "999", "9999", "99999", "999999", "-99", "-999"];
    let ColumnKind::Number(format) = kind else { return Vec::new() };
    let read = |cell: &str| parse_f64(cell.as_bytes(), format).ok().map(|number| number.value);
    SUSPECTS
        .into_iter()
        .filter(|suspect| {
            let n = sample.cells.iter().filter(|cell| *cell == suspect).count();
            let Some(value) = read(suspect) else { return false };
            if n < 3 || n * 20 < sample.n() {
                return false;
            }
            let others =
                sample.cells.iter().filter(|cell| *cell != suspect).filter_map(|cell| read(cell));
            let (least, most) = others
                .fold((f64::INFINITY, f64::NEG_INFINITY), |(least, most), value| {
                    (least.min(value), most.max(value))
                });
            if value < 0.0 { least >= 0.0 } else { most > f64::NEG_INFINITY && most * 10.0 < value }
        })
        .map(str::to_owned)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::literal::date::DateOrder;
    use crate::import::literal::number::Decimal;

    const TODAY: Day = Day(20_778);

    fn kind(header: &str, meaning: &Meaning, cells: &[&str]) -> (ColumnKind, Option<Ambiguity>) {
        let rows: Vec<Vec<String>> = cells.iter().map(|cell| vec![(*cell).to_owned()]).collect();
        choose(header, meaning, &SampleColumn::new(&rows, 0, TODAY), &Customs::default(), TODAY)
    }

    #[test]
    fn keys_with_leading_zeros_stay_text() {
        assert_eq!(kind("Artikel", &Meaning::Other, &["007", "042", "100"]).0, ColumnKind::Dict);
        assert_eq!(kind("PLZ", &Meaning::Zip, &["01067", "97070"]).0, ColumnKind::Dict);
        assert!(matches!(
            kind("Größe", &Meaning::Other, &["7", "42", "7"]).0,
            ColumnKind::Number(_)
        ));
    }

    #[test]
    fn numbers_become_dates_only_under_a_header_that_asks_for_dates() {
        let cells = ["1700000000", "1710000000"];
        assert!(matches!(
            kind("created", &Meaning::BouncedAt, &cells).0,
            ColumnKind::Date(DateFormat { order: DateOrder::UnixSeconds, .. })
        ));
        assert!(!matches!(kind("x", &Meaning::Other, &cells).0, ColumnKind::Date(_)));
    }

    #[test]
    fn open_readings_are_marked_only_where_a_figure_needs_them() {
        assert!(kind("Betrag", &Meaning::Amount, &["1.234", "5.678"]).1.is_some());
        assert!(kind("Betrag", &Meaning::Amount, &["1234", "5678"]).1.is_none());
        assert!(kind("Messwert", &Meaning::Other, &["1.234", "5.678"]).1.is_none());
        assert!(kind("created", &Meaning::Created, &["01/02/2025"]).1.is_some());
        assert!(kind("created", &Meaning::Created, &["01/13/2025"]).1.is_none());
    }

    #[test]
    fn a_far_and_frequent_number_is_offered_as_missing() {
        let mut cells = vec!["999"; 5];
        cells.extend(["3", "17", "25", "8"]);
        let rows: Vec<Vec<String>> = cells.iter().map(|cell| vec![(*cell).to_owned()]).collect();
        let number = ColumnKind::Number(NumberFormat { decimal: Decimal::Point });
        assert_eq!(sentinels(number, &SampleColumn::new(&rows, 0, TODAY)), ["999"]);
        let rows: Vec<Vec<String>> =
            ["999", "999", "999", "500"].iter().map(|cell| vec![(*cell).to_owned()]).collect();
        assert!(sentinels(number, &SampleColumn::new(&rows, 0, TODAY)).is_empty());
    }
}
