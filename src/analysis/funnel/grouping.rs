//! The funnel per rep, per source, per month: one pass, one tally per group.

use serde::{Deserialize, Serialize};

use super::block::for_each_placed;
use super::tally::FunnelTally;
use super::view::DealView;
use super::{FunnelConfig, FunnelReport};
use crate::model::{Day, Deals, DictColumn, Selection};

/// Most groups of one question; more are no comparison but a list of records.
pub const MAX_GROUPS: usize = 1_000;

/// What deals are told apart by.
#[derive(Clone, Copy, Debug)]
pub enum Grouping<'a> {
    /// The words of a column (rep, source, product, region); missing ones are a group of their own.
    Column(&'a DictColumn),
    /// The month in which a deal entered the funnel.
    EntryMonth,
}

/// One group.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GroupKey {
    /// A word of the column; `None` is the group "(empty)".
    Word(Option<String>),
    /// First day of the month; `None`: no entry date.
    Month(Option<Day>),
}

/// The funnel of one group.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FunnelGroup {
    /// Which group.
    pub key: GroupKey,
    /// Its funnel.
    pub report: FunnelReport,
}

/// Why there is no comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum GroupingError {
    /// The column has more words than a comparison can hold.
    #[error("{n} groups, at most {}", MAX_GROUPS)]
    TooManyGroups {
        /// Groups found.
        n: usize,
    },
}

/// The funnel of each group of the selected deals: words in the order of the column's dictionary, months
/// in order of time, the group without a value first. Groups without deals are left out, but months
/// between the first and the last stay, with counts of 0 (a gap is a finding).
///
/// ```
/// # use trichterwerk::model::*;
/// # let stage = |name: &str, kind| Stage { name: name.into(), words: Vec::new(), kind };
/// # let dates = |days: &[u16]| DateColumn::Days(days.to_vec());
/// # let column = |header: &str, meaning, values| Column { header: header.into(), meaning, values };
/// # let owner = DictColumn { codes: Codes::One(vec![1, 1, 0]), words: vec!["Jana".into()] };
/// # let entered = Values::Date(dates(&[12_700, 12_710, 12_720]));
/// # let columns = vec![
/// #     column("Lead", Meaning::StageEntered("Lead".into()), entered),
/// #     column("Betreuer", Meaning::Owner, Values::Dict(owner)),
/// # ];
/// # let table = Table { name: "deals.csv".into(), kind: RecordKind::Deal, n_rows: 3, columns };
/// # let deals = Deals {
/// #     table,
/// #     pipeline: Pipeline { stages: vec![stage("Lead", StageKind::Step)] },
/// #     shape: Shape::StageDates,
/// #     stage: vec![0; 3],
/// #     outcome: vec![Outcome::Won, Outcome::Lost, Outcome::Open],
/// #     entry_columns: vec![Some(0)],
/// #     closed: dates(&[12_730, 12_715, 0]),
/// #     currency: None,
/// # };
/// use trichterwerk::analysis::funnel::{
///     ConversionWindow, FunnelConfig, GroupKey, Grouping, funnel_by_group,
/// };
/// use trichterwerk::analysis::interval::Level;
/// // `deals`: a step "Lead" with one deal won after 30 days, one lost, one open.
/// let as_of = Day::from_ymd(2025, 1, 1).unwrap();
/// let config = FunnelConfig::usual(as_of, ConversionWindow::Days(30), Level::ESTIMATE);
/// let by_rep = Grouping::Column(deals.owner().unwrap());
/// let groups = funnel_by_group(&deals, &Selection::All(3), by_rep, &config)?;
/// assert_eq!(groups[0].key, GroupKey::Word(None));
/// assert_eq!(groups[1].report.reached, [2, 1]);
/// # Ok::<(), trichterwerk::analysis::funnel::GroupingError>(())
/// ```
pub fn funnel_by_group(
    deals: &Deals,
    rows: &Selection,
    grouping: Grouping<'_>,
    config: &FunnelConfig,
) -> Result<Vec<FunnelGroup>, GroupingError> {
    let view = DealView::new(deals);
    let keys = Keys::new(&view, rows, grouping, config.as_of)?;
    // Beside each tally whether the group has a deal at all, even one that the rule leaves out.
    let mut groups = vec![(false, FunnelTally::new(&view)); keys.len()];
    let placing = config.placing();
    for_each_placed(&view, rows, placing, |deal| {
        if let Some((has_deals, tally)) = groups.get_mut(keys.group_of(&view, deal.row)) {
            *has_deals = true;
            tally.count(&view, deal, placing.last_day());
        }
    });
    let groups = groups.into_iter().enumerate();
    Ok(groups
        .filter(|&(group, (has_deals, _))| has_deals || keys.keeps_empty(group))
        .map(|(group, (_, tally))| FunnelGroup {
            key: keys.key(group),
            report: tally.report(config),
        })
        .collect())
}

/// The groups by number; 0 is the one without a value.
enum Keys<'a> {
    Words(&'a DictColumn),
    Months { first: i32, n: usize, as_of: Day },
}

impl<'a> Keys<'a> {
    fn new(
        view: &DealView<'_>,
        rows: &Selection,
        grouping: Grouping<'a>,
        as_of: Day,
    ) -> Result<Self, GroupingError> {
        let keys = match grouping {
            Grouping::Column(column) => Self::Words(column),
            Grouping::EntryMonth => {
                let days = rows.rows().filter_map(|row| entry_day(view, row, as_of));
                let range = days.fold(None, |range: Option<(Day, Day)>, day| {
                    let (first, last) = range.unwrap_or((day, day));
                    Some((first.min(day), last.max(day)))
                });
                let months = range.map(|(first, last)| (first.month_index(), last.month_index()));
                let (first, last) = months.unwrap_or((0, -1));
                Self::Months { first, n: (last - first + 1) as usize, as_of }
            }
        };
        if keys.len() > MAX_GROUPS + 1 {
            return Err(GroupingError::TooManyGroups { n: keys.len() - 1 });
        }
        Ok(keys)
    }

    fn len(&self) -> usize {
        match self {
            Self::Words(column) => column.words.len() + 1,
            Self::Months { n, .. } => n + 1,
        }
    }

    fn group_of(&self, view: &DealView<'_>, row: usize) -> usize {
        match self {
            Self::Words(column) => column.codes.get(row) as usize,
            Self::Months { first, as_of, .. } => entry_day(view, row, *as_of)
                .map_or(0, |day| (day.month_index() - first) as usize + 1),
        }
    }

    fn keeps_empty(&self, group: usize) -> bool {
        matches!(self, Self::Months { .. }) && group > 0
    }

    fn key(&self, group: usize) -> GroupKey {
        match self {
            Self::Words(column) => GroupKey::Word(column.word(group as u32).map(ToOwned::to_owned)),
            Self::Months { first, .. } => GroupKey::Month(
                group.checked_sub(1).map(|month| Day::first_of_month(first + month as i32)),
            ),
        }
    }
}

/// The day a deal entered the funnel, if that lies before the export date (R3).
fn entry_day(view: &DealView<'_>, row: usize, as_of: Day) -> Option<Day> {
    view.entry_day(row).filter(|&day| day <= as_of)
}
