//! The columns a funnel reads, borrowed once.

use super::rule::NO_STEP;
use super::snapshot::step_of_stage;
use crate::analysis::interval::NotEstimable;
use crate::model::{DateColumn, Day, Deals, MoneyColumn, Outcome};

/// The columns of the deals of a file.
pub(super) struct DealView<'a> {
    /// Entry days per step.
    pub entries: Vec<Option<&'a DateColumn>>,
    pub created: Option<&'a DateColumn>,
    pub closed: &'a DateColumn,
    pub outcome: &'a [Outcome],
    stage: &'a [u8],
    /// Per stage of the pipeline its step; [`NO_STEP`] for ends and unmapped words.
    steps: Vec<u8>,
    /// Amounts of one currency, or why there are none.
    pub amount: Result<&'a MoneyColumn, NotEstimable>,
}

impl<'a> DealView<'a> {
    pub fn new(deals: &'a Deals) -> Self {
        let n_steps = deals.pipeline.n_steps();
        let steps = step_of_stage(deals).into_iter();
        Self {
            entries: (0..n_steps).map(|step| deals.entries(step)).collect(),
            created: deals.created(),
            closed: &deals.closed,
            outcome: &deals.outcome,
            stage: &deals.stage,
            steps: steps.map(|step| step.map_or(NO_STEP, |step| step as u8)).collect(),
            amount: match (deals.amount(), deals.currency) {
                (Some(amounts), Some(_)) => Ok(amounts),
                (Some(_), None) => Err(NotEstimable::MixedCurrencies),
                (None, _) => Err(NotEstimable::NoAmounts),
            },
        }
    }

    pub fn n_steps(&self) -> usize {
        self.entries.len()
    }

    /// The step a deal stands in; [`NO_STEP`] where the file does not say so.
    #[inline]
    pub fn current_step(&self, row: usize) -> u8 {
        let step = self.stage.get(row).and_then(|&stage| self.steps.get(usize::from(stage)));
        step.copied().unwrap_or(NO_STEP)
    }

    /// The day a deal entered the funnel: its first stage, else its creation.
    pub fn entry_day(&self, row: usize) -> Option<Day> {
        let first = self.entries.first().copied().flatten();
        let day = |column: Option<&DateColumn>| column?.day(row);
        day(first).or_else(|| day(self.created))
    }
}

/// The days of some rows; none of a column that is not there.
pub(super) fn gather(column: Option<&DateColumn>, rows: &[u32], days: &mut [u16]) {
    match column {
        Some(column) => column.gather(rows, days),
        None => days.fill(0),
    }
}
