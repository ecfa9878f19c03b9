//! The customs of a file: which way it writes day and month, and which decimal mark, as far as it shows.
//!
//! A column that proves its own reading needs none of this. One that does not (`03/04/2025`, `1.234`) is read as
//! the rest of the file is: by columns that prove theirs, by points in dates, by the language of the headers, by
//! the delimiter. The guess and its reasons travel with the plan, and the user is asked once (SPEC I4).

use super::literal::date::DateOrder;
use super::literal::number::Decimal;
use super::plan::{Ambiguity, Language, LocaleEvidence};
use super::sample::SampleColumn;

/// What a file shows of its customs, strongest evidence first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Customs {
    orders: Vec<(DateOrder, LocaleEvidence)>,
    decimals: Vec<(Decimal, LocaleEvidence)>,
}

impl Customs {
    /// The customs of a file. `language` is that of most of its headers.
    #[must_use]
    pub fn of(
        headers: &[String],
        samples: &[SampleColumn<'_>],
        language: Option<Language>,
        delimiter: char,
    ) -> Self {
        let mut customs = Self::default();
        let mut dotted = false;
        for (header, sample) in headers.iter().zip(samples) {
            let is_most = |n: usize| n * 10 >= sample.n() * 9 && n > 0;
            if let Some(reading) = sample.dates.filter(|reading| is_most(reading.n)) {
                dotted |= reading.dotted;
                if reading.decided && !reading.dotted && reading.order != DateOrder::YearMonthDay {
                    let evidence = LocaleEvidence::OtherColumn { header: header.clone() };
                    customs.orders.push((reading.order, evidence));
                }
                continue;
            }
            let numbers = sample.numbers;
            if numbers.decided && is_most(numbers.n) {
                let evidence = LocaleEvidence::OtherColumn { header: header.clone() };
                customs.decimals.push((numbers.decimal, evidence));
            }
        }
        if dotted {
            customs.orders.push((DateOrder::DayMonthYear, LocaleEvidence::DottedDates));
            customs.decimals.push((Decimal::Comma, LocaleEvidence::DottedDates));
        }
        if let Some(language) = language {
            let evidence = LocaleEvidence::HeaderLanguage(language);
            match language {
                Language::German => {
                    customs.orders.push((DateOrder::DayMonthYear, evidence.clone()));
                    customs.decimals.push((Decimal::Comma, evidence));
                }
                // English alone says nothing of the order of day and month: Britain is not America.
                Language::English => customs.decimals.push((Decimal::Point, evidence)),
            }
        }
        // A list separator of `;` is what Excel writes where the comma is the decimal mark.
        match delimiter {
            ';' => {
                customs.orders.push((DateOrder::DayMonthYear, LocaleEvidence::Delimiter(';')));
                customs.decimals.push((Decimal::Comma, LocaleEvidence::Delimiter(';')));
            }
            ',' => {
                customs.orders.push((DateOrder::MonthDayYear, LocaleEvidence::Delimiter(',')));
                customs.decimals.push((Decimal::Point, LocaleEvidence::Delimiter(',')));
            }
            _ => {}
        }
        customs
    }

    /// The order the strongest evidence speaks for, with all that speaks for it; day first without evidence.
    #[must_use]
    pub fn date_order(&self) -> (DateOrder, Vec<LocaleEvidence>) {
        let guess = self.orders.first().map_or(DateOrder::DayMonthYear, |(order, _)| *order);
        (guess, reasons(&self.orders, guess))
    }

    /// The decimal mark the strongest evidence speaks for, with all that speaks for it; the comma without.
    #[must_use]
    pub fn decimal(&self) -> (Decimal, Vec<LocaleEvidence>) {
        let guess = self.decimals.first().map_or(Decimal::Comma, |(decimal, _)| *decimal);
        (guess, reasons(&self.decimals, guess))
    }
}

fn reasons<T: PartialEq>(votes: &[(T, LocaleEvidence)], guess: T) -> Vec<LocaleEvidence> {
    votes.iter().filter(|(vote, _)| *vote == guess).map(|(_, evidence)| evidence.clone()).collect()
}

/// The order of day and month of a column that does not prove its own.
#[must_use]
pub fn date_ambiguity(customs: &Customs) -> (DateOrder, Ambiguity) {
    let (guess, reasons) = customs.date_order();
    (guess, Ambiguity::DayMonth { guess, reasons })
}

/// The decimal mark of a column that does not prove its own. Amounts have two decimals or none: where every mark
/// of a column of money has three digits behind it, it groups.
#[must_use]
pub fn decimal_ambiguity(
    customs: &Customs,
    sample: &SampleColumn<'_>,
    header: &str,
    is_money: bool,
) -> (Decimal, Ambiguity) {
    let with = |mark: char| sample.cells.iter().any(|cell| cell.contains(mark));
    let groups = match (with('.'), with(',')) {
        (true, false) => Some(Decimal::Comma),
        (false, true) => Some(Decimal::Point),
        _ => None,
    };
    let own = |evidence: &LocaleEvidence| {
        *evidence == LocaleEvidence::OtherColumn { header: header.to_owned() }
    };
    let (mut guess, mut reasons) = customs.decimal();
    reasons.retain(|evidence| !own(evidence));
    if let Some(decimal) = groups.filter(|_| is_money) {
        if decimal != guess {
            guess = decimal;
            reasons.clear();
        }
        reasons.insert(0, LocaleEvidence::AmountsHaveTwoDecimals);
    }
    (guess, Ambiguity::DecimalMark { guess, reasons })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Day;

    const TODAY: Day = Day(20_778);

    fn customs(
        columns: &[(&str, &[&str])],
        language: Option<Language>,
        delimiter: char,
    ) -> Customs {
        let headers: Vec<String> = columns.iter().map(|(header, _)| (*header).to_owned()).collect();
        let n = columns.iter().map(|(_, cells)| cells.len()).max().unwrap_or(0);
        let rows: Vec<Vec<String>> = (0..n)
            .map(|row| {
                columns.iter().map(|(_, cells)| cells.get(row).unwrap_or(&"").to_string()).collect()
            })
            .collect();
        let samples: Vec<_> =
            (0..columns.len()).map(|at| SampleColumn::new(&rows, at, TODAY)).collect();
        Customs::of(&headers, &samples, language, delimiter)
    }

    #[test]
    fn a_column_that_proves_its_order_speaks_for_the_others() {
        let customs = customs(
            &[("a", &["03/04/2025"]), ("b", &["13/04/2025"])],
            Some(Language::English),
            ',',
        );
        let (order, reasons) = customs.date_order();
        assert_eq!(order, DateOrder::DayMonthYear);
        assert_eq!(reasons, [LocaleEvidence::OtherColumn { header: "b".into() }]);
    }

    #[test]
    fn language_and_delimiter_speak_where_no_column_does() {
        let german = customs(&[("a", &["03/04/2025"])], Some(Language::German), ';');
        assert_eq!(german.date_order().0, DateOrder::DayMonthYear);
        assert_eq!(german.decimal().0, Decimal::Comma);
        let english = customs(&[("a", &["03/04/2025"])], Some(Language::English), ',');
        assert_eq!(english.date_order().0, DateOrder::MonthDayYear);
        assert_eq!(english.decimal().0, Decimal::Point);
        assert_eq!(Customs::default().date_order(), (DateOrder::DayMonthYear, vec![]));
    }
}
