//! The funnel of the selected deals, whichever traces of the stages the file holds.

use serde::{Deserialize, Serialize};

use super::{Figures, JobError};
use crate::analysis::deal_summary::{DealSummary, deal_summary};
use crate::analysis::funnel::{
    ConversionWindow, FunnelConfig, FunnelReport, SnapshotCounts, SnapshotReport, StageBalance,
    funnel, snapshot,
};
use crate::analysis::interval::{Estimate, Level, NotEstimable};
use crate::analysis::proportion::Proportion;
use crate::model::{Dataset, Filter, Selection, Shape};

/// How far do the selected deals come?
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FunnelQuestion {
    /// Which deals.
    pub filter: Filter,
    /// Within how many days a deal must advance to count as converted.
    pub window: ConversionWindow,
}

/// The answer to a [`FunnelQuestion`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FunnelAnswer {
    /// What traces of the stages the file holds.
    pub shape: Shape,
    /// Names of the steps in funnel order.
    pub step_names: Vec<String>,
    /// Name of the stage that is the win.
    pub won_name: Option<String>,
    /// Where the deals stand.
    pub summary: DealSummary,
    /// The funnel.
    pub basis: FunnelBasis,
}

/// What the funnel was made from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(clippy::large_enum_variant, reason = "one answer at a time")]
pub enum FunnelBasis {
    /// Entry dates of the stages.
    Dated(FunnelReport),
    /// The current stage alone: inferred, without times (P5).
    Inferred(SnapshotReport),
}

/// One stage of the funnel, from either basis. The last one is the win.
#[derive(Clone, Debug, PartialEq)]
pub struct FunnelStage<'a> {
    /// Its name; `None` where the file has no word for the win.
    pub name: Option<&'a str>,
    /// Deals that reached it.
    pub n_entered: u64,
    /// What became of them; `None` for the win.
    pub balance: Option<StageBalance>,
    /// Advanced among decided (MATH 2.2 *resolved*); `None` for the win.
    pub step_conversion: Option<Estimate>,
    /// Reached among all.
    pub overall_conversion: Estimate,
    /// Median days until any exit, open deals censored; `None` for the win and without dates.
    pub median_days: Option<Estimate>,
}

/// Answers the question.
pub(super) fn answer(
    dataset: &Dataset,
    superseded: &Selection,
    question: &FunnelQuestion,
) -> Result<FunnelAnswer, JobError> {
    let deals = dataset.deals.as_ref().ok_or(JobError::NoDeals)?;
    let rows = question.filter.select(deals);
    let level = Level::ESTIMATE;
    let basis = match deals.shape {
        Shape::Snapshot | Shape::Aggregate => {
            FunnelBasis::Inferred(snapshot(SnapshotCounts::of(deals, &rows, superseded), level))
        }
        Shape::StageDates | Shape::History | Shape::EventLog => {
            let config = FunnelConfig { as_of: dataset.as_of, window: question.window, level };
            FunnelBasis::Dated(funnel(deals, &rows, superseded, &config))
        }
    };
    Ok(FunnelAnswer {
        shape: deals.shape,
        step_names: deals.pipeline.steps().map(|stage| stage.name.clone()).collect(),
        won_name: deals.pipeline.won().map(|stage| stage.name.clone()),
        summary: deal_summary(deals, &rows, dataset.as_of),
        basis,
    })
}

impl FunnelAnswer {
    /// The stages in order, the win last.
    #[must_use]
    pub fn stages(&self) -> Vec<FunnelStage<'_>> {
        let (reached, steps): (&[u64], Vec<_>) = match &self.basis {
            FunnelBasis::Dated(report) => (
                &report.reached,
                report
                    .steps
                    .iter()
                    .map(|step| {
                        (step.balance, step.resolved, Some(step.timing.median_sojourn_days))
                    })
                    .collect(),
            ),
            FunnelBasis::Inferred(report) => (
                &report.reached,
                report.steps.iter().map(|step| (step.balance, step.resolved, None)).collect(),
            ),
        };
        let first = reached.first().copied().unwrap_or(0);
        reached
            .iter()
            .enumerate()
            .map(|(at, &n_entered)| {
                let step = steps.get(at);
                FunnelStage {
                    name: self.step_names.get(at).or(self.won_name.as_ref()).map(String::as_str),
                    n_entered,
                    balance: step.map(|step| step.0),
                    step_conversion: step.map(|step| step.1),
                    overall_conversion: if first == 0 {
                        Estimate::missing(NotEstimable::NoObservations, Level::ESTIMATE, 0)
                    } else {
                        Proportion::of(n_entered, first.saturating_sub(n_entered))
                            .wilson(Level::ESTIMATE)
                    },
                    median_days: step.and_then(|step| step.2),
                }
            })
            .collect()
    }

    /// The step where most of the decided deals are lost, with its place; `None` if nothing was lost.
    #[must_use]
    pub fn largest_loss(&self) -> Option<usize> {
        let lost = |stage: &FunnelStage<'_>| stage.balance.map_or(0, |balance| balance.n_lost);
        let stages = self.stages();
        let most = stages.iter().map(lost).max().filter(|&most| most > 0)?;
        stages.iter().position(|stage| lost(stage) == most)
    }

    /// The figures `deals.*`, `reps.count` and `funnel.N.*`.
    pub fn add_figures(&self, figures: &mut Figures) {
        let summary = &self.summary;
        for (id, n) in [
            ("count", summary.n),
            ("won", summary.n_won),
            ("lost", summary.n_lost),
            ("open", summary.n_open),
        ] {
            figures.number(format!("deals.{id}"), Some(n as f64), "");
        }
        figures.estimate("deals.win_rate", &summary.win_rate);
        figures.number("deals.won_amount", summary.won_amount, "no amounts of one currency");
        figures.estimate("deals.avg_won_amount", &summary.avg_won_amount);
        for (id, median) in [
            ("median_days_won", &summary.median_days_won),
            ("median_days_lost", &summary.median_days_lost),
        ] {
            figures.number(format!("deals.{id}"), median.days, "no closed deal has both dates");
        }
        figures.number("reps.count", summary.n_reps.map(|n| n as f64), "no column of reps");
        for (at, stage) in self.stages().iter().enumerate() {
            let id = |name: &str| format!("funnel.{}.{name}", at + 1);
            figures.word(id("name"), stage.name.unwrap_or("won"));
            figures.number(id("entered"), Some(stage.n_entered as f64), "");
            let parts = stage.balance.map(|b| {
                [
                    ("advanced", b.n_advanced),
                    ("lost", b.n_lost),
                    ("back", b.n_back),
                    ("open", b.n_open),
                ]
            });
            for (name, n) in parts.into_iter().flatten() {
                figures.number(id(name), Some(n as f64), "");
            }
            if let Some(step) = &stage.step_conversion {
                figures.estimate(id("step_conversion"), step);
            }
            figures.estimate(id("overall_conversion"), &stage.overall_conversion);
            if stage.balance.is_some() {
                match &stage.median_days {
                    Some(days) => figures.estimate(id("median_days"), days),
                    None => figures.number(
                        id("median_days"),
                        None,
                        "the file holds current stages only, no times",
                    ),
                }
            }
        }
    }
}
