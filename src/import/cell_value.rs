//! What a cell says under a reading: to show a person both readings of a column that can be read in two ways.

use super::literal::{date, number};
use super::plan::{ColumnKind, ColumnPlan};
use crate::model::{Day, Money};

/// The value of a cell.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum CellValue {
    /// A day.
    Day(Day),
    /// An amount.
    Amount(Money),
    /// A number.
    Number(f64),
}

/// A cell in the reading that was taken and in the other one; `None` where a reading makes nothing of it.
#[derive(Clone, Debug, PartialEq)]
pub struct TwoReadings {
    /// The cell as written.
    pub cell: String,
    /// What it says as read.
    pub taken: Option<CellValue>,
    /// What it would say the other way.
    pub other: Option<CellValue>,
}

impl ColumnKind {
    /// What a cell says in this reading; `None` where it cannot be read so, and for text.
    ///
    /// ```
    /// use trichterwerk::import::cell_value::CellValue;
    /// use trichterwerk::import::literal::number::{Decimal, NumberFormat};
    /// use trichterwerk::import::plan::ColumnKind;
    /// use trichterwerk::model::Money;
    /// let german = ColumnKind::Money(NumberFormat { decimal: Decimal::Comma });
    /// assert_eq!(german.value("1.234"), Some(CellValue::Amount(Money(123_400))));
    /// let english = german.other_reading().unwrap();
    /// assert_eq!(english.value("1.234"), Some(CellValue::Amount(Money(123))));
    /// ```
    #[must_use]
    pub fn value(&self, cell: &str) -> Option<CellValue> {
        let cell = cell.as_bytes();
        match self {
            Self::Date(format) => date::parse(cell, *format).map(|date| CellValue::Day(date.day)),
            Self::Money(format) => number::parse_cents(cell, *format)
                .ok()
                .map(|amount| CellValue::Amount(Money(amount.cents))),
            Self::Number(format) => {
                number::parse_f64(cell, *format).ok().map(|number| CellValue::Number(number.value))
            }
            Self::Dict | Self::Text | Self::Skip => None,
        }
    }
}

impl ColumnPlan {
    /// A cell that says something else in the other reading; `None` where the column leaves no question open.
    #[must_use]
    pub fn two_readings(&self) -> Option<TwoReadings> {
        let (cell, other) = (self.telling.as_ref()?, self.kind.other_reading()?);
        Some(TwoReadings {
            cell: cell.clone(),
            taken: self.kind.value(cell),
            other: other.value(cell),
        })
    }
}
