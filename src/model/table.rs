//! Columns with their header and meaning.

use std::borrow::Cow;

use super::{DateColumn, DictColumn, Meaning, MoneyColumn, NumberColumn, RecordKind, TextColumn};

/// The values of one column.
#[derive(Clone, Debug, PartialEq)]
pub enum Values {
    /// Text with repetitions.
    Dict(DictColumn),
    /// Text that hardly repeats.
    Text(TextColumn),
    /// Days or minutes.
    Date(DateColumn),
    /// Amounts.
    Money(MoneyColumn),
    /// Plain numbers.
    Number(NumberColumn),
}

/// One column of a file.
#[derive(Clone, Debug, PartialEq)]
pub struct Column {
    /// The header as the file writes it, made unique.
    pub header: String,
    /// What it means.
    pub meaning: Meaning,
    /// Its values.
    pub values: Values,
}

/// Records of one kind, column by column; all columns have `n_rows` rows.
#[derive(Clone, Debug, PartialEq)]
pub struct Table {
    /// Name of the file the rows came from.
    pub name: String,
    /// What one row is.
    pub kind: RecordKind,
    /// Number of rows.
    pub n_rows: usize,
    /// The columns in the order of the file.
    pub columns: Vec<Column>,
}

impl Table {
    /// The first column of a meaning.
    #[must_use]
    pub fn column(&self, meaning: &Meaning) -> Option<&Column> {
        self.columns.iter().find(|column| column.meaning == *meaning)
    }

    /// The first column of a meaning, where it holds repeating text.
    #[must_use]
    pub fn dict(&self, meaning: &Meaning) -> Option<&DictColumn> {
        match &self.column(meaning)?.values {
            Values::Dict(column) => Some(column),
            _ => None,
        }
    }

    /// The first column of a meaning, where it holds dates.
    #[must_use]
    pub fn date(&self, meaning: &Meaning) -> Option<&DateColumn> {
        match &self.column(meaning)?.values {
            Values::Date(column) => Some(column),
            _ => None,
        }
    }

    /// The first column of a meaning, where it holds amounts.
    #[must_use]
    pub fn money(&self, meaning: &Meaning) -> Option<&MoneyColumn> {
        match &self.column(meaning)?.values {
            Values::Money(column) => Some(column),
            _ => None,
        }
    }

    /// The text of a cell of a meaning, whichever way its text is stored.
    #[must_use]
    pub fn text(&self, meaning: &Meaning, row: usize) -> Option<Cow<'_, str>> {
        self.column(meaning)?.values.text(row)
    }
}

impl Values {
    /// The text of a row; `None` where it is missing or the column holds no text.
    #[must_use]
    pub fn text(&self, row: usize) -> Option<Cow<'_, str>> {
        match self {
            Self::Dict(column) => column.get(row).map(Cow::Borrowed),
            Self::Text(column) => column.get(row),
            Self::Date(_) | Self::Money(_) | Self::Number(_) => None,
        }
    }

    /// Whether the row has no value.
    #[must_use]
    pub fn is_missing(&self, row: usize) -> bool {
        match self {
            Self::Dict(column) => column.codes.get(row) == 0,
            Self::Text(column) => column.get(row).is_none(),
            Self::Date(column) => column.day(row).is_none(),
            Self::Money(column) => column.get(row).is_none(),
            Self::Number(column) => column.get(row).is_none(),
        }
    }
}
