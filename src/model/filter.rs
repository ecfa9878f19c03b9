//! Which rows a question is about.
//!
//! A [`Filter`] speaks the words of the file (headers and values), so that it survives a reload and travels in
//! a link; [`Filter::select`] turns it into a [`Selection`] of rows once per question. A filter acts on the
//! entry of a deal (SPEC F5): the period clause looks at the creation date, never at the close date.

use serde::{Deserialize, Serialize};

use super::{Day, Deals, Meaning, Values};

/// One condition; all conditions of a filter hold together.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Clause {
    /// The column of this header holds one of these words; `None` stands for "(empty)".
    OneOf {
        /// Header of the column.
        header: String,
        /// Accepted words.
        words: Vec<Option<String>>,
    },
    /// The column of this header starts with this text (postcode areas).
    StartsWith {
        /// Header of the column.
        header: String,
        /// The prefix.
        prefix: String,
    },
    /// The deal was created in this period, both ends included.
    Created {
        /// First day; `None` is unbounded.
        from: Option<Day>,
        /// Last day; `None` is unbounded.
        to: Option<Day>,
    },
}

/// Conditions that all hold; none selects every row.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Filter {
    /// The conditions.
    pub clauses: Vec<Clause>,
}

/// A set of rows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Selection {
    /// Every row of a table of this length.
    All(usize),
    /// A bit per row.
    Some {
        /// 64 rows a word.
        bits: Vec<u64>,
        /// Number of rows of the table.
        len: usize,
    },
}

impl Selection {
    /// The rows of a table of this length that are kept.
    #[must_use]
    pub fn of(len: usize, mut keep: impl FnMut(usize) -> bool) -> Self {
        let mut bits = vec![0_u64; len.div_ceil(64)];
        for (at, word) in bits.iter_mut().enumerate() {
            for bit in 0..64.min(len - at * 64) {
                *word |= u64::from(keep(at * 64 + bit)) << bit;
            }
        }
        Self::Some { bits, len }
    }

    /// Whether a row is in.
    #[inline]
    #[must_use]
    pub fn contains(&self, row: usize) -> bool {
        match self {
            Self::All(len) => row < *len,
            Self::Some { bits, .. } => {
                bits.get(row / 64).is_some_and(|word| word >> (row % 64) & 1 == 1)
            }
        }
    }

    /// Number of rows in the selection.
    #[must_use]
    pub fn count(&self) -> usize {
        match self {
            Self::All(len) => *len,
            Self::Some { bits, .. } => bits.iter().map(|word| word.count_ones() as usize).sum(),
        }
    }

    /// Number of rows in both selections.
    ///
    /// ```
    /// use trichterwerk::model::Selection;
    /// let second = Selection::Some { bits: vec![0b10], len: 3 };
    /// assert_eq!(second.count_in(&Selection::All(3)), 1);
    /// ```
    #[must_use]
    pub fn count_in(&self, other: &Self) -> usize {
        match (self, other) {
            (Self::Some { bits, .. }, Self::Some { bits: others, .. }) => {
                bits.iter().zip(others).map(|(a, b)| (a & b).count_ones() as usize).sum()
            }
            (Self::All(len), rest) | (rest, Self::All(len)) => {
                rest.rows().take_while(|row| row < len).count()
            }
        }
    }

    /// Puts a row into a selection of some rows.
    pub fn insert(&mut self, row: usize) {
        if let Self::Some { bits, len } = self
            && let Some(word) = bits.get_mut(row / 64).filter(|_| row < *len)
        {
            *word |= 1 << (row % 64);
        }
    }

    /// The rows from `64 * at` on, a bit each; `64 * at` lies before the end of the table.
    #[inline]
    fn word(&self, at: usize) -> u64 {
        let (Self::All(len) | Self::Some { len, .. }) = self;
        let all = if len - at * 64 < 64 { (1 << (len % 64)) - 1 } else { u64::MAX };
        match self {
            Self::All(_) => all,
            Self::Some { bits, .. } => bits.get(at).copied().unwrap_or(0) & all,
        }
    }

    /// The rows in ascending order. Whole words of unselected rows are skipped at once.
    pub fn rows(&self) -> impl Iterator<Item = usize> + '_ {
        let (Self::All(len) | Self::Some { len, .. }) = self;
        (0..len.div_ceil(64)).flat_map(move |at| {
            let mut rest = self.word(at);
            std::iter::from_fn(move || {
                let bit = (rest != 0).then(|| rest.trailing_zeros() as usize)?;
                rest &= rest - 1;
                Some(at * 64 + bit)
            })
        })
    }

    /// Calls with each row in ascending order: [`Self::rows`] without the state of an iterator, for loops over a
    /// million deals.
    pub fn for_each(&self, mut take: impl FnMut(usize)) {
        let (Self::All(len) | Self::Some { len, .. }) = self;
        for at in 0..len.div_ceil(64) {
            let mut rest = self.word(at);
            while rest != 0 {
                take(at * 64 + rest.trailing_zeros() as usize);
                rest &= rest - 1;
            }
        }
    }

    /// The rows that are not in another selection.
    ///
    /// ```
    /// use trichterwerk::model::Selection;
    /// let second = Selection::Some { bits: vec![0b10], len: 3 };
    /// assert_eq!(Selection::All(3).without(&second).rows().collect::<Vec<_>>(), [0, 2]);
    /// ```
    #[must_use]
    pub fn without(mut self, other: &Self) -> Self {
        self.retain(|row| !other.contains(row));
        self
    }

    fn retain(&mut self, mut keep: impl FnMut(usize) -> bool) {
        if let Self::All(len) = *self {
            let mut bits = vec![u64::MAX; len.div_ceil(64)];
            if let Some(last) = bits.last_mut().filter(|_| len % 64 != 0) {
                *last = (1 << (len % 64)) - 1;
            }
            *self = Self::Some { bits, len };
        }
        let Self::Some { bits, .. } = self else { return };
        for (at, word) in bits.iter_mut().enumerate() {
            let mut rest = *word;
            while rest != 0 {
                let bit = rest.trailing_zeros();
                rest &= rest - 1;
                if !keep(at * 64 + bit as usize) {
                    *word &= !(1 << bit);
                }
            }
        }
    }
}

impl Filter {
    /// The rows of the deals that meet every condition. A condition on a column the file does not have
    /// selects nothing: a filter is never dropped silently.
    #[must_use]
    pub fn select(&self, deals: &Deals) -> Selection {
        let mut selection = Selection::All(deals.len());
        for clause in &self.clauses {
            match clause {
                Clause::OneOf { header, words } => {
                    let column = deals.table.columns.iter().find(|column| column.header == *header);
                    match column.map(|column| &column.values) {
                        Some(Values::Dict(column)) => {
                            let mut accepted = vec![false; column.words.len() + 1];
                            for word in words {
                                let code =
                                    word.as_deref().map_or(Some(0), |word| column.code_of(word));
                                if let Some(flag) =
                                    code.and_then(|code| accepted.get_mut(code as usize))
                                {
                                    *flag = true;
                                }
                            }
                            selection.retain(|row| {
                                accepted
                                    .get(column.codes.get(row) as usize)
                                    .copied()
                                    .unwrap_or(false)
                            });
                        }
                        Some(values) => selection.retain(|row| {
                            let text = values.text(row);
                            words.iter().any(|word| word.as_deref() == text.as_deref())
                        }),
                        None => selection.retain(|_| false),
                    }
                }
                Clause::StartsWith { header, prefix } => {
                    let column = deals.table.columns.iter().find(|column| column.header == *header);
                    match column.map(|column| &column.values) {
                        Some(Values::Dict(column)) => {
                            let accepted: Vec<bool> = std::iter::once(false)
                                .chain(
                                    column
                                        .words
                                        .iter()
                                        .map(|word| word.starts_with(prefix.as_str())),
                                )
                                .collect();
                            selection.retain(|row| {
                                accepted
                                    .get(column.codes.get(row) as usize)
                                    .copied()
                                    .unwrap_or(false)
                            });
                        }
                        Some(values) => selection.retain(|row| {
                            values.text(row).is_some_and(|text| text.starts_with(prefix.as_str()))
                        }),
                        None => selection.retain(|_| false),
                    }
                }
                Clause::Created { from, to } => {
                    let created = deals.table.date(&Meaning::Created);
                    selection.retain(|row| {
                        created.and_then(|column| column.day(row)).is_some_and(|day| {
                            from.is_none_or(|from| day >= from) && to.is_none_or(|to| day <= to)
                        })
                    });
                }
            }
        }
        selection
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{
        Codes, Column, DateColumn, DictColumn, Outcome, Pipeline, RecordKind, Shape, Table,
    };

    fn deals() -> Deals {
        let source = DictColumn {
            codes: Codes::One(vec![1, 2, 0, 1]),
            words: vec!["Messe".into(), "Telefon".into()],
        };
        let mut created = DateColumn::Days(Vec::new());
        for day in [1, 2, 3, 4] {
            created.push_day(Day::from_ymd(2025, 1, day));
        }
        let column =
            |header: &str, meaning, values| Column { header: header.into(), meaning, values };
        Deals {
            table: Table {
                name: "deals.csv".into(),
                kind: RecordKind::Deal,
                n_rows: 4,
                columns: vec![
                    column("Quelle", Meaning::Source, Values::Dict(source)),
                    column("Erstellt am", Meaning::Created, Values::Date(created)),
                ],
            },
            pipeline: Pipeline::default(),
            shape: Shape::Snapshot,
            stage: vec![0; 4],
            outcome: vec![Outcome::Open; 4],
            entry_columns: Vec::new(),
            closed: DateColumn::Days(vec![0; 4]),
            currency: None,
        }
    }

    fn rows(clauses: Vec<Clause>) -> Vec<usize> {
        Filter { clauses }.select(&deals()).rows().collect()
    }

    #[test]
    fn both_loops_find_the_rows_that_are_in() {
        for len in [0, 1, 64, 130] {
            // Bits beyond the end are no rows.
            let full = Selection::Some { bits: vec![u64::MAX; 3], len };
            for own in [Selection::All(len), Selection::of(len, |row| row % 5 < 2), full] {
                let mut found = Vec::new();
                own.for_each(|row| found.push(row));
                let is_in: Vec<_> = (0..len).filter(|&row| own.contains(row)).collect();
                assert_eq!((found, own.rows().collect()), (is_in.clone(), is_in));
            }
        }
    }

    #[test]
    fn no_condition_selects_every_row() {
        assert_eq!(rows(vec![]), [0, 1, 2, 3]);
    }

    #[test]
    fn empty_is_a_group_of_its_own() {
        let words = vec![None, Some("Telefon".into())];
        assert_eq!(rows(vec![Clause::OneOf { header: "Quelle".into(), words }]), [1, 2]);
    }

    #[test]
    fn conditions_hold_together() {
        let words = vec![Some("Messe".into())];
        let from = Day::from_ymd(2025, 1, 2);
        assert_eq!(
            rows(vec![
                Clause::OneOf { header: "Quelle".into(), words },
                Clause::Created { from, to: None }
            ]),
            [3]
        );
    }

    #[test]
    fn an_unknown_column_selects_nothing() {
        let prefix = "97".into();
        assert!(rows(vec![Clause::StartsWith { header: "PLZ".into(), prefix }]).is_empty());
    }
}
