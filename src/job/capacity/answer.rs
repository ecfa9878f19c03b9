//! What the open deals know of the team: who sells, what is in the funnel, how far and how fast it gets.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::meeting_evidence::{MeetingEvidence, meeting_evidence};
use crate::analysis::funnel::{
    ConversionWindow, FunnelConfig, FunnelStep, SnapshotCounts, funnel, snapshot,
};
use crate::analysis::interval::Level;
use crate::analysis::survival::{EventTable, Exit, aalen_johansen};
use crate::job::JobError;
use crate::model::{Dataset, Day, Deals, Outcome, Selection, Shape, StageKind};

/// Who sells, and what is in the funnel?
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CapacityQuestion {}

/// The answer to a [`CapacityQuestion`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CapacityAnswer {
    /// Export date.
    pub as_of: Day,
    /// Reps by name; empty without a column of reps.
    pub reps: Vec<CapacityRep>,
    /// Open deals nobody owns.
    pub n_open_without_rep: u64,
    /// Steps of the funnel in order.
    pub steps: Vec<CapacityStep>,
    /// Deals won per month, from the first month with a win to the export date's; gaps are 0.
    pub wins: Vec<MonthWins>,
    /// Won deals without a usable close date: in no month.
    pub n_won_undated: u64,
    /// What activities say about meetings; `None` where no file of activities is open.
    pub meetings: Option<MeetingEvidence>,
}

/// A rep.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CapacityRep {
    /// The name in the file.
    pub name: String,
    /// Open deals per step.
    pub n_open: Vec<u64>,
}

/// A step of the funnel.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CapacityStep {
    /// Its name.
    pub name: String,
    /// Advanced among decided; `None` where nothing was decided.
    pub conversion: Option<f64>,
    /// Decided deals behind it.
    pub n_decided: u64,
    /// Mean days in the step of all deals (exposure over exits); `None` without dates.
    pub mean_days: Option<f64>,
    /// Deals in it now.
    pub n_open: u64,
    /// Days from an entry here to the win, given the win; `None` without dates or wins.
    pub days_to_win: Option<WinDays>,
}

/// How long wins take.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct WinDays {
    /// Wins with both dates.
    pub n: u64,
    /// Days and the share of wins that has come by then, ascending: a step curve.
    pub curve: Vec<(f64, f64)>,
}

/// The wins of a month.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct MonthWins {
    /// Which month ([`Day::month_index`]).
    pub month: i32,
    /// Deals won.
    pub n: u64,
    /// Their amounts, where all are in one currency.
    pub amount: f64,
}

/// Answers the question.
pub(in crate::job) fn answer(dataset: &Dataset) -> Result<CapacityAnswer, JobError> {
    let deals = dataset.deals.as_ref().ok_or(JobError::NoDeals)?;
    let as_of = dataset.as_of;
    let open = open_by_rep(deals);
    let (wins, n_won_undated) = wins(deals, as_of);
    Ok(CapacityAnswer {
        as_of,
        n_open_without_rep: open.without_rep,
        steps: steps(deals, as_of, &open.by_step),
        reps: open.reps,
        wins,
        n_won_undated,
        meetings: dataset.activities.as_ref().map(meeting_evidence),
    })
}

struct OpenDeals {
    reps: Vec<CapacityRep>,
    without_rep: u64,
    by_step: Vec<u64>,
}

/// Open deals by rep and step. A rep is who owns any deal, open or not; sorted by name.
fn open_by_rep(deals: &Deals) -> OpenDeals {
    let n_steps = deals.pipeline.n_steps();
    let is_step = |stage: usize| {
        deals.pipeline.stages.get(stage).is_some_and(|stage| stage.kind == StageKind::Step)
    };
    // The place of each stage among the steps.
    let places: Vec<Option<usize>> = (0..deals.pipeline.stages.len())
        .map(|at| is_step(at).then(|| (0..at).filter(|before| is_step(*before)).count()))
        .collect();
    let mut reps: BTreeMap<&str, Vec<u64>> = BTreeMap::new();
    let (mut without_rep, mut by_step) = (0, vec![0; n_steps]);
    let owner = deals.owner();
    for row in 0..deals.len() {
        let is_open = deals.outcome.get(row) == Some(&Outcome::Open);
        let stage = deals.stage.get(row).map(|stage| usize::from(*stage));
        let place = stage.and_then(|at| places.get(at).copied().flatten());
        let count = |counts: &mut Vec<u64>| {
            if let Some(n) = place.filter(|_| is_open).and_then(|at| counts.get_mut(at)) {
                *n += 1;
            }
        };
        count(&mut by_step);
        match owner.and_then(|owner| owner.get(row)).filter(|name| !name.trim().is_empty()) {
            Some(name) => count(reps.entry(name).or_insert_with(|| vec![0; n_steps])),
            None => without_rep += u64::from(is_open),
        }
    }
    let reps = reps.into_iter();
    OpenDeals {
        reps: reps.map(|(name, n_open)| CapacityRep { name: name.to_owned(), n_open }).collect(),
        without_rep,
        by_step,
    }
}

/// The steps with what is known of each, by the dates or by the current stage alone.
fn steps(deals: &Deals, as_of: Day, open_by_step: &[u64]) -> Vec<CapacityStep> {
    let (rows, level) = (Selection::All(deals.len()), Level::ESTIMATE);
    let known: Vec<_> = match deals.shape {
        Shape::Snapshot | Shape::Aggregate => {
            let report = snapshot(SnapshotCounts::of(deals, &rows), level);
            report.steps.iter().map(|step| (step.resolved, None)).collect()
        }
        Shape::StageDates | Shape::History | Shape::EventLog => {
            let config = FunnelConfig::usual(as_of, ConversionWindow::FromData, level);
            let report = funnel(deals, &rows, &config);
            let step = |step: &FunnelStep| (step.resolved, step.timing.mean_sojourn_days);
            report.steps.iter().map(step).collect()
        }
    };
    let names = deals.pipeline.steps().map(|stage| stage.name.clone());
    names
        .enumerate()
        .map(|(at, name)| {
            let (resolved, mean_days) = known.get(at).copied().unzip();
            CapacityStep {
                name,
                conversion: resolved.and_then(|estimate| estimate.value),
                n_decided: resolved.map_or(0, |estimate| estimate.n),
                mean_days: mean_days.flatten(),
                n_open: open_by_step.get(at).copied().unwrap_or(0),
                days_to_win: days_to_win(deals, as_of, at),
            }
        })
        .collect()
}

/// Days from the entry into a step to the win, given the win: the incidence of winning over its last value, losses
/// competing and open deals censored (Aalen-Johansen, MATH 2.4 and 6.7).
fn days_to_win(deals: &Deals, as_of: Day, step: usize) -> Option<WinDays> {
    let entries = deals.entries(step)?;
    let exits = (0..deals.len()).filter_map(|row| {
        let (exit, end) = match deals.outcome.get(row)? {
            Outcome::Open => (Exit::Censored, as_of),
            Outcome::Won => (Exit::Event, deals.closed.day(row)?),
            Outcome::Lost => (Exit::Competing, deals.closed.day(row)?),
        };
        let days = end.0 - entries.day(row)?.0;
        (days >= 0 && end <= as_of).then_some((f64::from(days), exit))
    });
    let curve = aalen_johansen(&EventTable::from_exits(exits), Level::ESTIMATE);
    let last = curve.final_incidence();
    // Rows of losses alone repeat the share before them.
    let mut points: Vec<(f64, f64)> = Vec::new();
    for row in &curve.rows {
        let share = row.incidence / last;
        if points.last().map_or(0.0, |point| point.1) < share {
            points.push((row.time, share));
        }
    }
    (last > 0.0).then_some(WinDays { n: curve.n_events, curve: points })
}

/// Wins by month of their close date, and those without one.
fn wins(deals: &Deals, as_of: Day) -> (Vec<MonthWins>, u64) {
    let mut by_month: BTreeMap<i32, (u64, i64)> = BTreeMap::new();
    let mut n_undated = 0;
    let amount = deals.amount().filter(|_| deals.currency.is_some());
    for row in 0..deals.len() {
        if deals.outcome.get(row) != Some(&Outcome::Won) {
            continue;
        }
        match deals.closed.day(row).filter(|day| *day <= as_of) {
            None => n_undated += 1,
            Some(day) => {
                let month = by_month.entry(day.month_index()).or_default();
                month.0 += 1;
                // Cents add up exactly.
                month.1 += amount.and_then(|amount| amount.get(row)).map_or(0, |money| money.0);
            }
        }
    }
    let last = as_of.month_index();
    let first = by_month.keys().next().copied().unwrap_or(last + 1);
    let month = |month| {
        let (n, cents) = by_month.get(&month).copied().unwrap_or_default();
        MonthWins { month, n, amount: cents as f64 / 100.0 }
    };
    ((first..=last).map(month).collect(), n_undated)
}

impl CapacityAnswer {
    /// Deals in the funnel.
    #[must_use]
    pub fn n_open(&self) -> u64 {
        self.steps.iter().map(|step| step.n_open).sum()
    }
}
