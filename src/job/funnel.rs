//! The funnel of the selected deals, whichever traces of the stages the file holds, and the questions beside it.
//!
//! - here: how far the deals come, by count and by value.
//! - [`columns`]: what deals can be told apart by. [`compare`]: groups against each other, reps side by side.
//! - [`timing`]: how long it takes, and what is open for too long. [`trend`]: months of entry and win drivers.
//! - [`records`]: the records behind a figure.
//!
//! Every question names its [`Scope`]: which deals, and by which rule they become bars. All answers of one scope are
//! about the same deals.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use serde::{Deserialize, Serialize};

pub mod columns;
pub mod compare;
pub mod records;
pub mod timing;
pub mod trend;

use super::Figures;
use crate::analysis::deal_summary::{DealSummary, deal_summary};
use crate::analysis::funnel::{
    Bounds, ConversionWindow, Fate, FunnelConfig, FunnelReport, FunnelRule, FunnelStep,
    FunnelTally, Placements, SnapshotCounts, SnapshotReport, SnapshotStep, StageBalance,
    StageOrder, StageValue, StageValues, TallyMemory, Windowed, snapshot, stage_values,
};
use crate::analysis::interval::{Estimate, Level, NotEstimable};
use crate::analysis::proportion::Proportion;
use crate::model::{Day, Deals, Filter, Money, Selection, Shape};

/// Which deals, and how they become bars.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scope {
    /// Which deals.
    pub filter: Filter,
    /// By which rule they are placed. A file of current stages alone knows no other than the usual one.
    pub rule: FunnelRule,
}

impl Scope {
    /// The deals of a filter, placed as usual.
    #[must_use]
    pub const fn usual(filter: Filter) -> Self {
        Self { filter, rule: FunnelRule::USUAL }
    }
}

/// How far do the selected deals come?
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FunnelQuestion {
    /// Which deals.
    pub scope: Scope,
    /// Within how many days a deal must advance to count as converted.
    pub window: ConversionWindow,
    /// Windows of single stages, from 0, in place of it.
    pub step_windows: BTreeMap<usize, u16>,
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
    /// The funnel by value, or why there is none.
    pub values: Result<StageValues, NotEstimable>,
    /// The selected rows that are in no stage, by why.
    pub outside: OutsideFunnel,
    /// The rule the deals were placed by: the usual one where the file knows current stages only.
    pub rule: FunnelRule,
    /// Selected deals with a skipped stage (R6), whatever that counts as.
    pub n_skipping: u64,
}

/// Selected rows that reached no stage of the funnel. Beside the stages, never dropped (P2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OutsideFunnel {
    /// Lost, and the file does not tell at which stage.
    pub n_lost_somewhere: u64,
    /// Open at a word of the file that no step was chosen for.
    pub n_unmapped: u64,
    /// Left out by the rule of the scope: in no figure of it.
    pub n_excluded: u64,
}

/// The open deals with what was found out about them once.
#[derive(Clone)]
pub(super) struct OpenDeals<'a> {
    pub deals: &'a Deals,
    /// Where each deal stands by the rule of the question.
    pub placements: Rc<Placements>,
    /// The counts of the question before.
    pub tallies: &'a TallyMemory,
    pub as_of: Day,
}

impl OpenDeals<'_> {
    /// The rows a question is about: those of its filter that its rule does not leave out.
    fn select(&self, scope: &Scope) -> Selection {
        self.placements.kept(scope.filter.select(self.deals))
    }

    /// The counts of some rows by a rule.
    fn tally(&self, rows: &Selection, config: &FunnelConfig) -> Rc<FunnelTally> {
        self.tallies.tally(self.deals, rows, config)
    }

    /// The usual way to compute, by the rule of a question.
    fn config(&self, scope: &Scope) -> FunnelConfig {
        let usual = FunnelConfig::usual(self.as_of, ConversionWindow::FromData, Level::ESTIMATE);
        FunnelConfig { rule: scope.rule, ..usual }
    }
}

/// The placements of the rules asked for: the usual one, and the last other one.
#[derive(Default)]
pub(super) struct PlacementStore(RefCell<Vec<(FunnelRule, Rc<Placements>)>>);

impl PlacementStore {
    /// The placements of a rule, made when first asked for.
    pub fn get(&self, rule: FunnelRule, place: impl FnOnce() -> Placements) -> Rc<Placements> {
        let mut known = self.0.borrow_mut();
        if let Some((_, placements)) = known.iter().find(|(known, _)| *known == rule) {
            return Rc::clone(placements);
        }
        let placements = Rc::new(place());
        known.retain(|(known, _)| *known == FunnelRule::USUAL);
        known.push((rule, Rc::clone(&placements)));
        placements
    }
}

/// Where most deals are lost, and how sure that is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LargestLoss {
    /// The stage, from 0.
    pub stage: usize,
    /// Deals lost there.
    pub n_lost: u64,
    /// Lost among decided, with its interval.
    pub drop_off: Estimate,
    /// Their worth; `None` without amounts of one currency.
    pub value: Option<Money>,
    /// The stage with the next most losses; `None` if nothing is lost elsewhere.
    pub runner_up: Option<usize>,
    /// Whether chance alone hardly explains the lead over it: the 95 % interval of this stage's share of both
    /// losses lies above one half (the conditional test of two Poisson counts; Przyborowski & Wilenski 1940).
    pub is_clear: bool,
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
    /// Where the order does not count, the bar holds the deals that were in at least so many stages.
    pub n_touched: Option<usize>,
    /// Deals that reached it.
    pub n_entered: u64,
    /// What became of them; `None` for the win.
    pub balance: Option<StageBalance>,
    /// Advanced among decided (MATH 2.2 *resolved*); `None` for the win. Refused where it would leave lost deals out (P5):
    /// the file knows none, or not where they were lost.
    pub step_conversion: Option<Estimate>,
    /// Where it is not known at which stage deals were lost: what the share that advanced lies between.
    pub unknown_loss: Option<Bounds>,
    /// Reached among the deals of the funnel; by the usual rule all of them reached the first stage.
    pub overall_conversion: Estimate,
    /// Median days until any exit, open deals censored; `None` for the win and without dates.
    pub median_days: Option<Estimate>,
    /// Advanced within the conversion window among the deals old enough; `None` for the win, without dates and
    /// where no window can be taken from the data.
    pub windowed: Option<Windowed>,
    /// What the deals are worth; `None` for the win and without amounts of one currency.
    pub value: Option<StageValue>,
    /// Deals in the timing of the stage that lack its entry date: the stage was skipped (R6).
    pub n_skipped: u64,
}

/// Answers the question.
pub(super) fn answer(open: &OpenDeals<'_>, question: &FunnelQuestion) -> FunnelAnswer {
    let OpenDeals { deals, placements, as_of, .. } = open;
    let chosen = question.scope.filter.select(deals);
    let n_excluded = placements.n_excluded(&chosen);
    let n_skipping = placements.n_skipping(&chosen);
    let rows = placements.kept(chosen);
    let fates = placements.fates(&rows);
    let level = Level::ESTIMATE;
    let basis = match deals.shape {
        Shape::Snapshot | Shape::Aggregate => {
            FunnelBasis::Inferred(snapshot(SnapshotCounts::of(deals, &rows), level))
        }
        Shape::StageDates | Shape::History | Shape::EventLog => {
            let config = FunnelConfig {
                window: question.window,
                step_windows: question.step_windows.clone(),
                ..open.config(&question.scope)
            };
            FunnelBasis::Dated(open.tally(&rows, &config).report(&config))
        }
    };
    FunnelAnswer {
        shape: deals.shape,
        step_names: deals.pipeline.steps().map(|stage| stage.name.clone()).collect(),
        won_name: deals.pipeline.won().map(|stage| stage.name.clone()),
        summary: deal_summary(deals, &rows, *as_of),
        basis,
        values: stage_values(deals, placements, &rows, level),
        outside: OutsideFunnel {
            n_lost_somewhere: fates.n(Fate::LostSomewhere),
            n_unmapped: fates.n(Fate::Unmapped),
            n_excluded,
        },
        rule: match deals.shape {
            Shape::Snapshot | Shape::Aggregate => FunnelRule::USUAL,
            Shape::StageDates | Shape::History | Shape::EventLog => question.scope.rule,
        },
        n_skipping,
    }
}

impl FunnelAnswer {
    /// The stages in order, the win last.
    #[must_use]
    pub fn stages(&self) -> Vec<FunnelStage<'_>> {
        struct Step {
            balance: StageBalance,
            resolved: Estimate,
            unknown_loss: Option<Bounds>,
            median_days: Option<Estimate>,
            windowed: Option<Windowed>,
            n_skipped: u64,
        }
        let (reached, steps): (&[u64], Vec<Step>) = match &self.basis {
            FunnelBasis::Dated(report) => {
                let step = |step: &FunnelStep| Step {
                    balance: step.balance,
                    resolved: step.resolved,
                    unknown_loss: None,
                    median_days: Some(step.timing.median_sojourn_days),
                    windowed: step.timing.windowed,
                    n_skipped: step.timing.n_no_start,
                };
                (&report.reached, report.steps.iter().map(step).collect())
            }
            FunnelBasis::Inferred(report) => {
                let step = |step: &SnapshotStep| Step {
                    balance: step.balance,
                    resolved: step.resolved,
                    unknown_loss: Some(step.unknown_loss)
                        .filter(|_| report.counts.n_lost_stage_unknown > 0),
                    median_days: None,
                    windowed: None,
                    n_skipped: 0,
                };
                (&report.reached, report.steps.iter().map(step).collect())
            }
        };
        let refusal = self.no_stage_rates();
        let told = |rate: Estimate| {
            refusal.map_or(rate, |why| Estimate::missing(why, Level::ESTIMATE, rate.n))
        };
        let values = self.values.as_ref().ok();
        let n_deals = self.n_in_funnel();
        reached
            .iter()
            .enumerate()
            .map(|(at, &n_entered)| {
                let step = steps.get(at);
                FunnelStage {
                    name: self.step_names.get(at).or(self.won_name.as_ref()).map(String::as_str),
                    n_touched: (self.rule.order == StageOrder::Any && step.is_some())
                        .then_some(at + 1),
                    n_entered,
                    balance: step.map(|step| step.balance),
                    step_conversion: step.map(|step| told(step.resolved)),
                    unknown_loss: step.and_then(|step| step.unknown_loss),
                    overall_conversion: if n_deals == 0 {
                        Estimate::missing(NotEstimable::NoObservations, Level::ESTIMATE, 0)
                    } else {
                        Proportion::of(n_entered, n_deals.saturating_sub(n_entered))
                            .wilson(Level::ESTIMATE)
                    },
                    median_days: step.and_then(|step| step.median_days),
                    windowed: step.and_then(|step| step.windowed),
                    value: values
                        .and_then(|values| values.stages.get(at))
                        .map(|value| StageValue { resolved: told(value.resolved), ..*value }),
                    n_skipped: step.map_or(0, |step| step.n_skipped),
                }
            })
            .collect()
    }

    /// Why there is no rate of a stage (P5): of deals that are never lost all advance, and so do those of a stage if it is
    /// not known which of the lost ones stood in it (MATH 2.2).
    fn no_stage_rates(&self) -> Option<NotEstimable> {
        let no_lost = Some(NotEstimable::NoLostStage);
        match &self.basis {
            FunnelBasis::Inferred(report) if report.counts.n_lost_stage_unknown > 0 => {
                Some(NotEstimable::LossStageUnknown)
            }
            _ => self.summary.win_rate.why.filter(|&why| Some(why) == no_lost),
        }
    }

    /// Deals that left the strict order, at any bar.
    #[must_use]
    pub fn n_left(&self) -> u64 {
        self.stages().iter().filter_map(|stage| Some(stage.balance?.n_left)).sum()
    }

    /// Deals that are in a bar of the funnel, or would be if they had not passed it over, or if the file told where they
    /// were lost.
    #[must_use]
    pub fn n_in_funnel(&self) -> u64 {
        match &self.basis {
            FunnelBasis::Dated(report) => report.n_deals(),
            FunnelBasis::Inferred(report) => {
                let n_reached = report.reached.first().copied().unwrap_or(0);
                n_reached + report.counts.n_lost_stage_unknown
            }
        }
    }

    /// Where most deals are lost; `None` if nothing was lost at a known stage.
    #[must_use]
    pub fn largest_loss(&self) -> Option<LargestLoss> {
        let stages = self.stages();
        let mut losses: Vec<(usize, StageBalance)> = stages
            .iter()
            .enumerate()
            .filter_map(|(at, stage)| Some((at, stage.balance.filter(|b| b.n_lost > 0)?)))
            .collect();
        // A stable sort: of equals the earlier stage stands first.
        losses.sort_by_key(|(_, balance)| std::cmp::Reverse(balance.n_lost));
        let &(stage, balance) = losses.first()?;
        let runner_up = losses.get(1);
        let lead = Proportion::of(balance.n_lost, runner_up.map_or(0, |(_, next)| next.n_lost));
        Some(LargestLoss {
            stage,
            n_lost: balance.n_lost,
            drop_off: balance.drop_off(Level::ESTIMATE),
            value: stages.get(stage).and_then(|stage| Some(stage.value?.lost)),
            runner_up: runner_up.map(|&(at, _)| at),
            is_clear: lead.wilson(Level::ESTIMATE).lower.is_some_and(|lower| lower > 0.5),
        })
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
        figures.number("funnel.skipping", Some(self.n_skipping as f64), "");
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
            // Only strict order has deals that leave it.
            let left = stage.balance.map(|b| b.n_left).filter(|&n| n > 0).map(|n| ("left", n));
            for (name, n) in parts.into_iter().flatten().chain(left) {
                figures.number(id(name), Some(n as f64), "");
            }
            if let Some(step) = &stage.step_conversion {
                figures.estimate(id("step_conversion"), step);
            }
            if let Some(Bounds { lower, upper }) = stage.unknown_loss {
                figures.number(id("step_lower"), lower, "nothing entered");
                figures.number(id("step_upper"), upper, "nothing entered");
            }
            figures.estimate(id("overall_conversion"), &stage.overall_conversion);
            if let Some(value) = &stage.value {
                for (name, amount) in [
                    ("entered_value", value.entered()),
                    ("advanced_value", value.advanced),
                    ("lost_value", value.lost),
                    ("back_value", value.back),
                    ("open_value", value.open),
                ] {
                    figures.number(id(name), Some(amount.units()), "");
                }
                figures.estimate(id("value_conversion"), &value.resolved);
            }
            if let Some(windowed) = &stage.windowed {
                figures.estimate(id("windowed"), &windowed.rate);
            }
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
