//! The funnel in words: sentence, notes, labels and table of a [`FunnelAnswer`].

use std::collections::BTreeMap;
use std::rc::Rc;

use crate::analysis::deal_summary::DealSummary;
use crate::analysis::funnel::{
    Bounds, ConversionWindow, DateAnomalies, StageBalance, StageOrder, StagePart, StageValue,
    Windowed,
};
use crate::analysis::interval::{Estimate, NotEstimable};
use crate::browser::intl::{Formats, signed};
use crate::chart::Table;
use crate::chart::funnel::StageBar;
use crate::job::funnel::{FunnelAnswer, FunnelBasis, FunnelStage};
use crate::model::{Currency, Money};
use crate::ui::context::{Told, formats};
use crate::ui::i18n::{Locale, td_string};

use super::rule;
use super::state::Basis;

/// Below so many decided deals a rate is said in counts alone (MATH 2.1).
const COUNTED_N: u64 = 5;

/// Writes the numbers of the page in one language.
#[derive(Clone)]
pub(super) struct Writer {
    pub locale: Locale,
    formats: Rc<Formats>,
}

impl Writer {
    pub fn new(locale: Locale) -> Self {
        Self { locale, formats: formats(locale) }
    }

    pub fn formats(&self) -> &Formats {
        &self.formats
    }

    pub fn count(&self, n: u64) -> String {
        self.formats.number(n as f64, 0)
    }

    /// `1 Chance`, `7 Chancen`.
    pub fn deals(&self, n: u64) -> String {
        match n {
            1 => td_string!(self.locale, funnel.deals_one).to_owned(),
            n => td_string!(self.locale, funnel.deals, n = self.count(n)),
        }
    }

    /// A sentence about `n`; nothing about none.
    pub fn about(&self, n: u64, one: &str, several: impl Fn(String) -> String) -> Option<String> {
        match n {
            0 => None,
            1 => Some(one.to_owned()),
            n => Some(several(self.count(n))),
        }
    }

    pub fn percent(&self, share: f64) -> String {
        self.formats.percent(share, 1)
    }

    pub fn share(&self, share: Option<f64>) -> String {
        share.map_or_else(none, |share| self.percent(share))
    }

    pub fn days(&self, days: Option<f64>) -> String {
        days.map_or_else(none, |days| self.formats.number(days, 0))
    }

    pub fn money(&self, amount: f64, currency: Option<Currency>) -> String {
        self.formats.money(amount, currency.unwrap_or(Currency::EUR), 0)
    }

    pub fn amount(&self, amount: Option<Money>, currency: Option<Currency>) -> String {
        amount.map_or_else(none, |amount| self.money(amount.units(), currency))
    }

    /// `10,3–14,1 %`: the unit stands once.
    pub fn interval(&self, estimate: &Estimate) -> String {
        self.range(estimate.lower, estimate.upper)
    }

    /// The same of two limits; nothing where one is missing.
    pub fn range(&self, lower: Option<f64>, upper: Option<f64>) -> String {
        match (lower, upper) {
            (Some(lower), Some(upper)) => {
                format!("{}–{}", self.formats.number(lower * 100.0, 1), self.percent(upper))
            }
            _ => String::new(),
        }
    }

    /// `+3,2 (−1,0 bis +7,4)` in points of percent.
    pub fn points(&self, estimate: &Estimate) -> (String, String) {
        let signed = |share: f64| signed(share, self.formats.number(share.abs() * 100.0, 1));
        let note = match (estimate.lower, estimate.upper) {
            (Some(lower), Some(upper)) => td_string!(
                self.locale,
                funnel.points_range,
                lower = signed(lower),
                upper = signed(upper)
            ),
            _ => String::new(),
        };
        (estimate.value.map_or_else(none, signed), note)
    }
}

/// What stands where there is no number.
pub(super) fn none() -> String {
    "—".to_owned()
}

/// Why a figure cannot be told, in a few words.
pub(super) fn why(locale: Locale, why: NotEstimable) -> &'static str {
    match why {
        NotEstimable::NoLostStage => td_string!(locale, funnel.why_no_lost),
        NotEstimable::LossStageUnknown => td_string!(locale, funnel.why_loss_unknown),
        NotEstimable::NoAmounts => td_string!(locale, funnel.why_no_amounts),
        NotEstimable::MixedCurrencies => td_string!(locale, funnel.why_mixed),
        NotEstimable::NoObservations | NotEstimable::ZeroDenominator => {
            td_string!(locale, funnel.why_nothing)
        }
        _ => td_string!(locale, funnel.why_too_few),
    }
}

/// The opening sentence.
pub(super) fn lead(locale: Locale, is_open: bool, answer: &Told<FunnelAnswer>) -> String {
    let Some(report) = &answer.report else {
        return if is_open && answer.error.is_none() {
            td_string!(locale, funnel.lead_waiting).to_owned()
        } else {
            td_string!(locale, funnel.lead_none).to_owned()
        };
    };
    let write = Writer::new(locale);
    let summary = &report.summary;
    if summary.n == 0 {
        return td_string!(locale, funnel.lead_empty).to_owned();
    }
    let open = match summary.n_open {
        1 => td_string!(locale, funnel.lead_open_one).to_owned(),
        open => td_string!(locale, funnel.lead_open, n = write.count(open)),
    };
    let n = write.count(summary.n);
    let standing = match (summary.n, summary.n_won) {
        (1, 1) => td_string!(locale, funnel.lead_only_won).to_owned(),
        (1, _) if summary.n_lost == 1 => td_string!(locale, funnel.lead_only_lost).to_owned(),
        (1, _) => td_string!(locale, funnel.lead_only_open).to_owned(),
        (_, 1) => td_string!(locale, funnel.lead_one, n = n, open = open),
        (_, won) => td_string!(locale, funnel.lead, n = n, won = write.count(won), open = open),
    };
    format!("{standing} {}", loss(&write, report))
}

/// The biggest loss, its size in deals and money, and how sure.
fn loss(write: &Writer, report: &FunnelAnswer) -> String {
    let locale = write.locale;
    let stages = report.stages();
    let Some(loss) = report.largest_loss() else {
        let text = if report.summary.n_lost > 0 {
            td_string!(locale, funnel.lead_loss_unknown)
        } else {
            td_string!(locale, funnel.lead_no_loss)
        };
        return text.to_owned();
    };
    let stage_name =
        |at: usize| stages.get(at).map(|stage| name(locale, stage)).unwrap_or_default();
    let size = if let Some(value) = loss.value.filter(|value| value.0 > 0) {
        td_string!(
            locale,
            funnel.loss_size_value,
            deals = write.deals(loss.n_lost),
            value = write.money(value.units(), report.summary.currency)
        )
    } else {
        write.deals(loss.n_lost)
    };
    let next = stage_name(loss.stage + 1);
    let between = if next.is_empty() {
        td_string!(locale, funnel.lead_loss, stage = stage_name(loss.stage), size = size)
    } else {
        td_string!(
            locale,
            funnel.lead_loss_between,
            stage = stage_name(loss.stage),
            next = next,
            size = size
        )
    };
    let sure = if let Some(runner_up) = loss.runner_up.filter(|_| !loss.is_clear) {
        // The second loss lies between two stages too, and one of them may be one of the first.
        let (stage, next) = (stage_name(runner_up), stage_name(runner_up + 1));
        if next.is_empty() {
            td_string!(locale, funnel.loss_close, stage = stage)
        } else {
            td_string!(locale, funnel.loss_close_between, stage = stage, next = next)
        }
    } else {
        td_string!(
            locale,
            funnel.loss_clear,
            share = write.share(loss.drop_off.value),
            range = write.interval(&loss.drop_off)
        )
    };
    format!("{between} {sure}")
}

/// The name of a bar: its stage, how many stages it asks for, or our word for the win where the file has none.
pub(super) fn name(locale: Locale, stage: &FunnelStage<'_>) -> String {
    match stage.n_touched {
        Some(1) => td_string!(locale, funnel.one_stage).to_owned(),
        Some(n) => td_string!(locale, funnel.n_stages, n = n.to_string()),
        None => stage.name.unwrap_or(td_string!(locale, funnel.won_stage)).to_owned(),
    }
}

/// The name of a bar by its place.
pub(super) fn bar_name(locale: Locale, report: &FunnelAnswer, at: usize) -> String {
    report.stages().get(at).map(|stage| name(locale, stage)).unwrap_or_default()
}

pub(super) fn win_rate_note(locale: Locale, summary: &DealSummary) -> String {
    let rate = &summary.win_rate;
    match (rate.value, rate.lower, rate.upper) {
        (Some(_), Some(lower), Some(upper)) => {
            let formats = formats(locale);
            td_string!(
                locale,
                funnel.win_rate_note,
                lower = formats.number(lower * 100.0, 1),
                upper = formats.percent(upper, 1),
                n = formats.number(rate.n as f64, 0)
            )
        }
        _ if rate.why == Some(NotEstimable::NoLostStage) => {
            td_string!(locale, funnel.win_rate_refused).to_owned()
        }
        _ => td_string!(locale, funnel.none_decided).to_owned(),
    }
}

pub(super) fn avg_won_note(locale: Locale, summary: &DealSummary) -> String {
    let formats = formats(locale);
    match summary.median_won_amount {
        Some(median) => td_string!(
            locale,
            funnel.avg_won_note,
            median = formats.money(median, summary.currency.unwrap_or(Currency::EUR), 0),
            n = formats.number(summary.avg_won_amount.n as f64, 0)
        ),
        None if summary.currency.is_some() => td_string!(locale, funnel.none_won).to_owned(),
        None => td_string!(locale, funnel.avg_won_refused).to_owned(),
    }
}

pub(super) fn days_note(locale: Locale, summary: &DealSummary) -> String {
    match summary.median_days_won.days {
        Some(_) => td_string!(
            locale,
            funnel.days_note,
            n = formats(locale).number(summary.median_days_won.n as f64, 0)
        ),
        None if summary.n_won == 0 => td_string!(locale, funnel.none_won).to_owned(),
        None => td_string!(locale, funnel.days_refused).to_owned(),
    }
}

pub(super) fn open_note(locale: Locale, summary: &DealSummary) -> String {
    if summary.n == 0 {
        return String::new();
    }
    td_string!(
        locale,
        funnel.open_note,
        share = formats(locale).percent(summary.n_open as f64 / summary.n as f64, 1)
    )
}

/// What the chart counts, over what, and by which rules.
pub(super) fn subtitle(
    locale: Locale,
    report: Option<&FunnelAnswer>,
    basis: Basis,
    (window, step_windows): (ConversionWindow, &BTreeMap<usize, u16>),
    filter: &str,
) -> String {
    let write = Writer::new(locale);
    let mut parts = vec![
        match basis {
            Basis::Count => td_string!(locale, funnel.chart_subtitle),
            Basis::Value => td_string!(locale, funnel.chart_subtitle_value),
        }
        .to_owned(),
        if filter.is_empty() {
            td_string!(locale, funnel.all_deals).to_owned()
        } else {
            filter.to_owned()
        },
    ];
    let Some(report) = report else { return parts.join(" · ") };
    match &report.basis {
        FunnelBasis::Inferred(_) => {
            parts.push(td_string!(locale, funnel.chart_inferred).to_owned());
        }
        FunnelBasis::Dated(_) => {
            parts.extend(rule::in_force(&write, report));
            if let ConversionWindow::Days(days) = window {
                parts.push(td_string!(locale, funnel.within, days = days.to_string()));
            }
            for (&step, days) in step_windows {
                let name = bar_name(locale, report, step);
                let days = days.to_string();
                parts.push(td_string!(locale, funnel.within_step, stage = name, days = days));
            }
        }
    }
    parts.join(" · ")
}

/// The bars of the chart with their labels.
pub(super) fn bars(locale: Locale, report: &FunnelAnswer, basis: Basis) -> Vec<StageBar> {
    let write = Writer::new(locale);
    let stages = report.stages();
    let first = stages.first().and_then(|stage| Some(stage.value?.entered().units()));
    stages
        .iter()
        .enumerate()
        .map(|(at, stage)| match basis {
            Basis::Count => count_bar(&write, at, stage),
            Basis::Value => value_bar(&write, at, stage, report, first),
        })
        .collect()
}

fn count_bar(write: &Writer, at: usize, stage: &FunnelStage<'_>) -> StageBar {
    let locale = write.locale;
    let share = write.share(stage.overall_conversion.value);
    let n_undecided = stage.balance.map_or(0, StageBalance::n_undecided);
    let n_lost = stage.balance.map_or(0, |balance| balance.n_lost);
    let n_left = stage.balance.map_or(0, |balance| balance.n_left);
    let fate_text = stage.balance.map_or_else(String::new, |_| {
        let (lost, open) = (write.count(n_lost), write.count(n_undecided));
        if n_left == 0 {
            td_string!(locale, funnel.fate, lost = lost, open = open)
        } else {
            let left = write.count(n_left);
            td_string!(locale, funnel.fate_left, lost = lost, left = left, open = open)
        }
    });
    let step_text = stage.step_conversion.map(|step| step_text(write, stage, &step));
    let windowed = stage.windowed.map(|windowed| {
        td_string!(
            locale,
            funnel.windowed,
            rate = write.share(windowed.rate.value),
            days = windowed.window_days.to_string(),
            n = write.count(windowed.rate.n),
            range = write.interval(&windowed.rate)
        )
    });
    let reached_text = write.count(stage.n_entered);
    let name = name(locale, stage);
    let of_first = td_string!(locale, funnel.readout_of_first, share = share.clone());
    let step_text = step_text.unwrap_or_default();
    let readout = [
        name.clone(),
        format!("{reached_text} · {of_first}"),
        fate_text.clone(),
        step_text.clone(),
        windowed.unwrap_or_default(),
    ];
    StageBar {
        name,
        reached: stage.n_entered as f64,
        open: n_undecided as f64,
        lost: n_lost as f64,
        left: n_left as f64,
        reached_text,
        share_text: share,
        fate_text,
        step_text,
        readout: readout.into_iter().filter(|line| !line.is_empty()).collect(),
        records_key: Some(at.to_string()),
    }
}

/// The rate to the next stage, or what can be said instead of one.
fn step_text(write: &Writer, stage: &FunnelStage<'_>, step: &Estimate) -> String {
    let (locale, n) = (write.locale, write.count(step.n));
    if let Some(Bounds { lower: Some(lower), upper: Some(upper) }) = stage.unknown_loss {
        let (lower, upper) = (write.percent(lower), write.percent(upper));
        return td_string!(locale, funnel.step_unknown, lower = lower, upper = upper);
    }
    match (step.value, stage.balance) {
        (Some(_), Some(balance)) if step.n < COUNTED_N => {
            let onward = write.count(balance.n_advanced);
            td_string!(locale, funnel.step_counts, onward = onward, n = n)
        }
        (Some(rate), _) => td_string!(
            locale,
            funnel.step,
            rate = write.percent(rate),
            n = n,
            range = write.interval(step)
        ),
        (None, _) => refusal(locale, step),
    }
}

/// Why there is no rate to the next stage.
fn refusal(locale: Locale, rate: &Estimate) -> String {
    let why = why(locale, rate.why.unwrap_or(NotEstimable::NoObservations));
    td_string!(locale, funnel.step_refused, why = why)
}

fn value_bar(
    write: &Writer,
    at: usize,
    stage: &FunnelStage<'_>,
    report: &FunnelAnswer,
    first: Option<f64>,
) -> StageBar {
    let locale = write.locale;
    let currency = report.summary.currency;
    let won = report.values.as_ref().map_or(Money(0), |values| values.won);
    let entered = stage.value.map_or(won, StageValue::entered).units();
    let open = stage.value.map_or(0.0, |value| value.open.units() + value.back.units());
    let lost = stage.value.map_or(0.0, |value| value.lost.units());
    let left = stage.value.map_or(0.0, |value| value.left.units());
    let share = write.share(first.filter(|&first| first > 0.0).map(|first| entered / first));
    let money = |amount: f64| write.money(amount, currency);
    let fate_text = stage.value.map_or_else(String::new, |value| {
        let (lost, open) = (money(lost), money(open));
        if value.left.0 == 0 {
            td_string!(locale, funnel.fate, lost = lost, open = open)
        } else {
            td_string!(locale, funnel.fate_left, lost = lost, left = money(left), open = open)
        }
    });
    let step_text = stage.value.map_or_else(String::new, |value| {
        let rate = &value.resolved;
        let told = rate.value.map(|share| {
            td_string!(
                locale,
                funnel.step_value,
                rate = write.percent(share),
                n = write.count(rate.n),
                range = write.interval(rate)
            )
        });
        told.unwrap_or_else(|| refusal(locale, rate))
    });
    let name = name(locale, stage);
    let of_first = td_string!(locale, funnel.readout_of_first_value, share = share.clone());
    let readout = [
        name.clone(),
        format!("{} · {of_first}", money(entered)),
        fate_text.clone(),
        step_text.clone(),
    ];
    StageBar {
        name,
        reached: entered,
        open,
        lost,
        left,
        reached_text: money(entered),
        share_text: share,
        fate_text,
        step_text,
        readout: readout.into_iter().filter(|line| !line.is_empty()).collect(),
        records_key: Some(at.to_string()),
    }
}

/// Heads of the table of balances.
pub(super) fn columns(locale: Locale, basis: Basis, order: StageOrder) -> Vec<String> {
    let mut columns =
        vec![td_string!(locale, funnel.col_stage), td_string!(locale, funnel.col_entered)];
    columns.extend(parts(order).iter().map(|&part| part_name(locale, part)));
    columns.push(td_string!(locale, funnel.col_step));
    columns.push(td_string!(locale, funnel.col_interval));
    if basis == Basis::Count {
        columns.push(td_string!(locale, funnel.col_windowed));
        columns.push(td_string!(locale, funnel.col_overall));
        columns.push(td_string!(locale, funnel.col_days));
    }
    columns.into_iter().map(str::to_owned).collect()
}

/// The window of a rate and the deals old enough for it.
pub(super) fn window_note(locale: Locale, windowed: &Windowed) -> String {
    let n = Writer::new(locale).count(windowed.rate.n);
    td_string!(locale, funnel.window_note, days = windowed.window_days.to_string(), n = n)
}

/// The parts of a stage's account: only strict order can be left.
pub(super) fn parts(order: StageOrder) -> &'static [StagePart] {
    match order {
        StageOrder::Strict => &[
            StagePart::Advanced,
            StagePart::Lost,
            StagePart::MovedBack,
            StagePart::Open,
            StagePart::LeftOrder,
        ],
        StageOrder::Given | StageOrder::Any | StageOrder::Touched => {
            &[StagePart::Advanced, StagePart::Lost, StagePart::MovedBack, StagePart::Open]
        }
    }
}

pub(super) fn part_name(locale: Locale, part: StagePart) -> &'static str {
    match part {
        StagePart::Advanced => td_string!(locale, funnel.col_advanced),
        StagePart::Lost => td_string!(locale, funnel.col_lost),
        StagePart::MovedBack => td_string!(locale, funnel.col_back),
        StagePart::Open => td_string!(locale, funnel.col_open),
        StagePart::LeftOrder => td_string!(locale, funnel.col_left),
    }
}

/// The chart as a table: the balances, by count or by value.
pub(super) fn table(locale: Locale, report: &FunnelAnswer, basis: Basis) -> Table {
    let write = Writer::new(locale);
    let parts = parts(report.rule.order);
    let header =
        columns(locale, basis, report.rule.order).into_iter().take(parts.len() + 4).collect();
    let currency = report.summary.currency;
    let won = report.values.as_ref().map_or(Money(0), |values| values.won);
    let row = |stage: &FunnelStage<'_>| {
        let (amounts, rate): (Vec<String>, _) = match basis {
            Basis::Count => {
                let count = |&part: &StagePart| {
                    stage.balance.map_or_else(none, |balance| write.count(balance.part(part)))
                };
                let entered = write.count(stage.n_entered);
                (
                    std::iter::once(entered).chain(parts.iter().map(count)).collect(),
                    stage.step_conversion,
                )
            }
            Basis::Value => {
                let worth = |&part: &StagePart| {
                    write.amount(stage.value.map(|value| value.part(part)), currency)
                };
                let entered =
                    write.amount(Some(stage.value.map_or(won, StageValue::entered)), currency);
                let rate = stage.value.map(|value| value.resolved);
                (std::iter::once(entered).chain(parts.iter().map(worth)).collect(), rate)
            }
        };
        let mut cells = vec![name(locale, stage)];
        cells.extend(amounts);
        cells.push(write.share(rate.and_then(|rate| rate.value)));
        cells.push(rate.map_or_else(String::new, |rate| write.interval(&rate)));
        cells
    };
    Table { header, rows: report.stages().iter().map(row).collect() }
}

/// The chart in a sentence.
pub(super) fn summary(locale: Locale, report: &FunnelAnswer) -> String {
    let write = Writer::new(locale);
    let stages = report.stages();
    td_string!(
        locale,
        funnel.summary,
        n = write.count(stages.len() as u64),
        first = stages.first().map(|stage| name(locale, stage)).unwrap_or_default(),
        won = write.count(report.summary.n_won),
        deals = write.deals(report.summary.n)
    )
}

/// The deals that are in no bar (P2): one sentence each, none for 0.
pub(super) fn outside(locale: Locale, report: &FunnelAnswer) -> Vec<String> {
    let write = Writer::new(locale);
    let outside = &report.outside;
    let lost =
        write.about(outside.n_lost_somewhere, td_string!(locale, funnel.outside_lost_one), |n| {
            td_string!(locale, funnel.outside_lost, n = n)
        });
    let unmapped =
        write.about(outside.n_unmapped, td_string!(locale, funnel.outside_unmapped_one), |n| {
            td_string!(locale, funnel.outside_unmapped, n = n)
        });
    let excluded =
        write.about(outside.n_excluded, td_string!(locale, funnel.outside_excluded_one), |n| {
            td_string!(locale, funnel.outside_excluded, n = n)
        });
    [lost, unmapped, excluded].into_iter().flatten().collect()
}

/// What was found wrong with amounts and dates: one sentence each, none for 0.
pub(super) fn remarks(locale: Locale, report: &FunnelAnswer) -> Vec<String> {
    let write = Writer::new(locale);
    let mut remarks = Vec::new();
    let mut remark = |n: u64, one: &str, several: &dyn Fn(String) -> String| {
        remarks.extend(write.about(n, one, several));
    };
    if let Ok(values) = &report.values {
        let one = td_string!(locale, funnel.without_amount_one);
        remark(values.n_without_amount, one, &|n| td_string!(locale, funnel.without_amount, n = n));
    }
    if let FunnelBasis::Dated(dated) = &report.basis {
        let DateAnomalies {
            n_no_dates,
            n_future_dates,
            n_close_in_future,
            n_close_missing,
            n_negative_steps,
            n_skipped_stages,
            ..
        } = dated.anomalies;
        remark(n_skipped_stages, td_string!(locale, funnel.found_skipped_one), &|n| {
            td_string!(locale, funnel.found_skipped, n = n)
        });
        remark(n_negative_steps, td_string!(locale, funnel.found_negative_one), &|n| {
            td_string!(locale, funnel.found_negative, n = n)
        });
        remark(n_close_missing, td_string!(locale, funnel.found_no_close_one), &|n| {
            td_string!(locale, funnel.found_no_close, n = n)
        });
        remark(n_no_dates, td_string!(locale, funnel.found_no_dates_one), &|n| {
            td_string!(locale, funnel.found_no_dates, n = n)
        });
        let n_future = n_future_dates + n_close_in_future;
        remark(n_future, td_string!(locale, funnel.found_future_one), &|n| {
            td_string!(locale, funnel.found_future, n = n)
        });
    }
    remarks
}
