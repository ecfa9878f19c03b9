//! Which rows a question is about.
//!
//! A [`Filter`] speaks the words of the file (headers and values), so that it survives a reload and travels in
//! a link; [`Filter::select`] turns it into a [`Selection`] of rows once per question. A filter acts on the
//! entry of a deal (SPEC F5): the period clause looks at the creation date, never at the close date.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::block::{BLOCK_ROWS, blocks};
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
        let mut bits = Vec::with_capacity(len.div_ceil(64));
        for block in blocks(len) {
            push_kept(block, &mut keep, &mut bits);
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
        let (Self::All(len) | Self::Some { len, .. }) = self;
        (0..len.div_ceil(64)).map(|at| (self.word(at) & other.word(at)).count_ones() as usize).sum()
    }

    /// Puts a row into a selection of some rows.
    pub fn insert(&mut self, row: usize) {
        if let Self::Some { bits, len } = self
            && let Some(word) = bits.get_mut(row / 64).filter(|_| row < *len)
        {
            *word |= 1 << (row % 64);
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

    /// Calls with the rows in ascending order, up to 4,096 at a time. `take` is not known to the compiler, so that the
    /// loop in it stays a call of its own (see [`super::block`]).
    pub fn for_each_block(&self, take: &mut dyn FnMut(&[u32])) {
        let (Self::All(len) | Self::Some { len, .. }) = self;
        let mut rows: Vec<u32> = Vec::with_capacity(BLOCK_ROWS);
        for block in blocks(*len) {
            rows.clear();
            self.push_rows(block, &mut rows);
            take(&rows);
        }
    }

    /// Appends the rows of a block, which begins at a multiple of 64.
    #[inline(never)]
    fn push_rows(&self, block: Range<usize>, rows: &mut Vec<u32>) {
        for at in block.start / 64..block.end.div_ceil(64) {
            let mut rest = self.word(at);
            while rest != 0 {
                rows.push((at * 64) as u32 + rest.trailing_zeros());
                rest &= rest - 1;
            }
        }
    }

    /// The rows that are in another selection too.
    ///
    /// ```
    /// use trichterwerk::model::Selection;
    /// let second = Selection::Some { bits: vec![0b10], len: 3 };
    /// assert_eq!(Selection::All(3).and(second).rows().collect::<Vec<_>>(), [1]);
    /// ```
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::Some { bits, len }, Self::Some { bits: others, len: n }) => Self::Some {
                bits: bits.iter().zip(&others).map(|(a, b)| a & b).collect(),
                len: len.min(n),
            },
            (Self::All(_), some) | (some, Self::All(_)) => some,
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
    pub fn without(self, other: &Self) -> Self {
        let (Self::All(len) | Self::Some { len, .. }) = self;
        let mut bits = Vec::with_capacity(len.div_ceil(64));
        for at in 0..len.div_ceil(64) {
            bits.push(self.word(at) & !other.word(at));
        }
        Self::Some { bits, len }
    }

    /// 64 rows from a multiple of 64 on, one bit each; none beyond the end.
    #[inline]
    fn word(&self, at: usize) -> u64 {
        let (Self::All(len) | Self::Some { len, .. }) = self;
        let n_left = len.saturating_sub(at * 64);
        let all = if n_left < 64 { (1 << n_left) - 1 } else { u64::MAX };
        match self {
            Self::All(_) => all,
            Self::Some { bits, .. } => bits.get(at).copied().unwrap_or(0) & all,
        }
    }
}

/// Appends a word for each 64 rows of a block, which begins at a multiple of 64.
#[inline(never)]
fn push_kept(block: Range<usize>, keep: &mut impl FnMut(usize) -> bool, bits: &mut Vec<u64>) {
    for start in block.clone().step_by(64) {
        let rows = (start..block.end.min(start + 64)).enumerate();
        bits.push(rows.fold(0, |word, (bit, row)| word | (u64::from(keep(row)) << bit)));
    }
}

impl Filter {
    /// The rows of the deals that meet every condition. A condition on a column the file does not have
    /// selects nothing: a filter is never dropped silently.
    #[must_use]
    pub fn select(&self, deals: &Deals) -> Selection {
        let mut selection = Selection::All(deals.len());
        for clause in &self.clauses {
            selection = selection.and(clause.select(deals));
        }
        selection
    }
}

impl Clause {
    fn select(&self, deals: &Deals) -> Selection {
        match self {
            Self::OneOf { header, words } => {
                select_texts(deals, header, |text| words.iter().any(|word| word.as_deref() == text))
            }
            Self::StartsWith { header, prefix } => select_texts(deals, header, |text| {
                text.is_some_and(|text| text.starts_with(prefix.as_str()))
            }),
            Self::Created { from, to } => {
                let created = deals.table.date(&Meaning::Created);
                Selection::of(deals.len(), |row| {
                    created.and_then(|column| column.day(row)).is_some_and(|day| {
                        from.is_none_or(|from| day >= from) && to.is_none_or(|to| day <= to)
                    })
                })
            }
        }
    }
}

/// The rows whose text in the column of this header is accepted; `None` is the missing text. Of a dictionary each word
/// is judged once.
fn select_texts(deals: &Deals, header: &str, accepts: impl Fn(Option<&str>) -> bool) -> Selection {
    let column = deals.table.columns.iter().find(|column| column.header == *header);
    match column.map(|column| &column.values) {
        Some(Values::Dict(column)) => {
            let words = column.words.iter().map(|word| Some(word.as_ref()));
            let accepted: Vec<bool> = std::iter::once(None).chain(words).map(accepts).collect();
            let bits = column.codes.bits(&accepted);
            Selection::Some { bits, len: deals.len() }
        }
        Some(values) => Selection::of(deals.len(), |row| accepts(values.text(row).as_deref())),
        None => Selection::of(deals.len(), |_| false),
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
        for len in [0, 1, 64, 130, 5_000] {
            // Bits beyond the end are no rows.
            let full = Selection::Some { bits: vec![u64::MAX; 79], len };
            for own in [Selection::All(len), Selection::of(len, |row| row % 5 < 2), full] {
                let mut found = Vec::new();
                own.for_each_block(&mut |rows| found.extend(rows.iter().map(|&row| row as usize)));
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
