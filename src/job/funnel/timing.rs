//! How long the stages take, and which open deals have been open for too long.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{OpenDeals, Scope};
use crate::analysis::funnel::{
    ConversionWindow, Durations, FunnelConfig, StaleReport, StepTiming, stale_deals,
};
use crate::analysis::interval::Level;
use crate::job::Figures;
use crate::model::Shape;

/// Most stale deals listed.
const MAX_STALE_LISTED: usize = 100;

/// How long does it take?
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TimingQuestion {
    /// Which deals.
    pub scope: Scope,
    /// Within how many days a deal must advance to count as converted.
    pub window: ConversionWindow,
    /// Windows of single stages, from 0, in place of it.
    pub step_windows: BTreeMap<usize, u16>,
}

/// One transition in time.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TransitionTimes {
    /// Rates and quantiles that know of the open deals.
    pub timing: StepTiming,
    /// The ended durations, their bars, and the curve.
    pub durations: Durations,
}

/// The answer to a [`TimingQuestion`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TimingAnswer {
    /// What traces of the stages the file holds: current stages alone have no times per stage.
    pub shape: Shape,
    /// Names of the steps.
    pub step_names: Vec<String>,
    /// From the first stage (or the creation) to the win.
    pub to_win: TransitionTimes,
    /// From each stage to the next; empty where the file has no times per stage.
    pub steps: Vec<TransitionTimes>,
    /// What is open for long.
    pub stale: StaleReport,
}

/// Answers the question.
pub(in crate::job) fn answer(open: &OpenDeals<'_>, question: &TimingQuestion) -> TimingAnswer {
    let level = Level::ESTIMATE;
    let rows = open.select(&question.scope);
    let config = FunnelConfig {
        window: question.window,
        step_windows: question.step_windows.clone(),
        ..open.config(&question.scope)
    };
    let tally = open.tally(&rows, &config);
    let report = tally.report(&config);
    let is_dated = !matches!(open.deals.shape, Shape::Snapshot | Shape::Aggregate);
    let steps =
        report.steps.into_iter().enumerate().filter(|_| is_dated).filter_map(|(at, step)| {
            let durations = tally.durations(Some(at), level)?;
            Some(TransitionTimes { timing: step.timing, durations })
        });
    let steps = steps.collect();
    let curve = tally.win_curve(level);
    let durations = tally.durations(None, level);
    TimingAnswer {
        shape: open.deals.shape,
        step_names: open.deals.pipeline.steps().map(|stage| stage.name.clone()).collect(),
        to_win: TransitionTimes {
            timing: report.overall.timing,
            durations: durations.unwrap_or_else(Durations::none),
        },
        steps,
        stale: stale_deals(
            open.deals,
            &open.placements,
            &rows,
            &curve,
            open.as_of,
            MAX_STALE_LISTED,
        ),
    }
}

impl TimingAnswer {
    /// The figures `time.win.*`, `time.N.*` and `stale.*`.
    pub fn add_figures(&self, figures: &mut Figures) {
        let steps = self.steps.iter().enumerate().map(|(at, step)| ((at + 1).to_string(), step));
        for (name, step) in [("win".to_owned(), &self.to_win)].into_iter().chain(steps) {
            let id = |what: &str| format!("time.{name}.{what}");
            let naive = step.durations.naive;
            figures.number(id("n"), Some(naive.map_or(0, |naive| naive.n) as f64), "");
            let why = "no deal has advanced";
            figures.number(id("naive_median_days"), naive.map(|naive| naive.q50), why);
            figures.number(id("naive_mean_days"), naive.map(|naive| naive.mean_days), why);
            let known = step.timing.incidence.map(|incidence| incidence.time_to_advance);
            for (what, days) in [
                ("q25_days", known.and_then(|known| known.q25)),
                ("median_days", known.and_then(|known| known.q50)),
                ("q75_days", known.and_then(|known| known.q75)),
                ("p90_days", known.and_then(|known| known.q90)),
            ] {
                figures.number(id(what), days, why);
            }
        }
        figures.number("stale.count", Some(self.stale.n_stale as f64), "");
        figures.number("stale.median_days", self.stale.median_days, "no deal was won");
        figures.number("stale.expected_wins", Some(self.stale.expected_wins), "");
    }
}
