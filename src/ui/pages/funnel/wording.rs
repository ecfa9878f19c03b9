//! The funnel in words: sentence, notes, labels and table of a [`FunnelAnswer`].

use crate::analysis::deal_summary::DealSummary;
use crate::analysis::funnel::StageBalance;
use crate::chart::Table;
use crate::chart::funnel::StageBar;
use crate::job::funnel::{FunnelAnswer, FunnelStage};
use crate::model::Currency;
use crate::ui::context::{Remote, formats};
use crate::ui::i18n::{Locale, td_string};

/// The opening sentence.
pub(super) fn lead(locale: Locale, is_open: bool, answer: &Remote<FunnelAnswer>) -> String {
    let Some(report) = &answer.report else {
        return if is_open && answer.error.is_none() {
            td_string!(locale, funnel.lead_waiting).to_owned()
        } else {
            td_string!(locale, funnel.lead_none).to_owned()
        };
    };
    let count = |n: u64| formats(locale).number(n as f64, 0);
    let summary = &report.summary;
    let standing = td_string!(
        locale,
        funnel.lead,
        n = count(summary.n),
        won = count(summary.n_won),
        open = count(summary.n_open)
    );
    format!("{standing} {}", loss(locale, report))
}

fn loss(locale: Locale, report: &FunnelAnswer) -> String {
    let count = |n: u64| formats(locale).number(n as f64, 0);
    let stages = report.stages();
    let at = report.largest_loss();
    let Some((stage, balance)) =
        at.and_then(|at| Some((stages.get(at)?, stages.get(at)?.balance?)))
    else {
        return td_string!(locale, funnel.lead_no_loss).to_owned();
    };
    let (stage_name, lost, entered) =
        (name(locale, stage), count(balance.n_lost), count(stage.n_entered));
    match at.and_then(|at| stages.get(at + 1)) {
        Some(next) => td_string!(
            locale,
            funnel.lead_loss_between,
            stage = stage_name,
            next = name(locale, next),
            lost = lost,
            entered = entered
        ),
        None => {
            td_string!(locale, funnel.lead_loss, stage = stage_name, lost = lost, entered = entered)
        }
    }
}

/// The name of a stage, or our word for the win where the file has none.
fn name(locale: Locale, stage: &FunnelStage<'_>) -> String {
    stage.name.unwrap_or(td_string!(locale, funnel.won_stage)).to_owned()
}

/// `10,3–14,1 %`: the unit stands once.
pub(super) fn interval(locale: Locale, lower: f64, upper: f64) -> String {
    let formats = formats(locale);
    format!("{}–{}", formats.number(lower * 100.0, 1), formats.percent(upper, 1))
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
        _ => td_string!(locale, funnel.win_rate_refused).to_owned(),
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

/// The bars of the chart with their labels.
pub(super) fn bars(locale: Locale, report: &FunnelAnswer) -> Vec<StageBar> {
    report.stages().iter().map(|stage| bar(locale, stage)).collect()
}

fn bar(locale: Locale, stage: &FunnelStage<'_>) -> StageBar {
    let formats = formats(locale);
    let count = |n: u64| formats.number(n as f64, 0);
    let share = stage
        .overall_conversion
        .value
        .map_or_else(|| "—".to_owned(), |share| formats.percent(share, 1));
    let n_undecided = stage.balance.map_or(0, StageBalance::n_undecided);
    let n_lost = stage.balance.map_or(0, |balance| balance.n_lost);
    let fate_text = stage
        .balance
        .map(|_| td_string!(locale, funnel.fate, lost = count(n_lost), open = count(n_undecided)))
        .unwrap_or_default();
    let step_text =
        stage.step_conversion.map(|step| match (step.value, step.lower.zip(step.upper)) {
            (Some(rate), Some((lower, upper))) => td_string!(
                locale,
                funnel.step,
                rate = formats.percent(rate, 1),
                n = count(step.n),
                lower = formats.number(lower * 100.0, 1),
                upper = formats.percent(upper, 1)
            ),
            _ => td_string!(locale, funnel.step_none).to_owned(),
        });
    let reached_text = count(stage.n_entered);
    let name = name(locale, stage);
    let of_first = td_string!(locale, funnel.readout_of_first, share = share.clone());
    let mut readout = vec![name.clone(), format!("{reached_text} · {of_first}")];
    readout.extend(
        [fate_text.clone(), step_text.clone().unwrap_or_default()]
            .into_iter()
            .filter(|line| !line.is_empty()),
    );
    StageBar {
        name,
        reached: stage.n_entered as f64,
        open: n_undecided as f64,
        lost: n_lost as f64,
        reached_text,
        share_text: share,
        fate_text,
        step_text: step_text.unwrap_or_default(),
        readout,
        records_key: None,
    }
}

/// Heads of the table of balances.
pub(super) fn columns(locale: Locale) -> Vec<String> {
    [
        td_string!(locale, funnel.col_stage),
        td_string!(locale, funnel.col_entered),
        td_string!(locale, funnel.col_advanced),
        td_string!(locale, funnel.col_lost),
        td_string!(locale, funnel.col_back),
        td_string!(locale, funnel.col_open),
        td_string!(locale, funnel.col_step),
        td_string!(locale, funnel.col_interval),
        td_string!(locale, funnel.col_overall),
        td_string!(locale, funnel.col_days),
    ]
    .map(str::to_owned)
    .to_vec()
}

/// The chart as a table: the first columns of the balances.
pub(super) fn table(locale: Locale, report: &FunnelAnswer) -> Table {
    let formats = formats(locale);
    let count = |n: Option<u64>| n.map_or_else(|| "—".to_owned(), |n| formats.number(n as f64, 0));
    let header = columns(locale).into_iter().take(7).collect();
    let rows = report
        .stages()
        .iter()
        .map(|stage| {
            let balance = stage.balance;
            let step = stage.step_conversion.and_then(|step| step.value);
            vec![
                name(locale, stage),
                count(Some(stage.n_entered)),
                count(balance.map(|balance| balance.n_advanced)),
                count(balance.map(|balance| balance.n_lost)),
                count(balance.map(|balance| balance.n_back)),
                count(balance.map(|balance| balance.n_open)),
                step.map_or_else(|| "—".to_owned(), |share| formats.percent(share, 1)),
            ]
        })
        .collect();
    Table { header, rows }
}

/// The chart in a sentence.
pub(super) fn summary(locale: Locale, report: &FunnelAnswer) -> String {
    let formats = formats(locale);
    let stages = report.stages();
    td_string!(
        locale,
        funnel.summary,
        n = formats.number(stages.len() as f64, 0),
        first = stages.first().map(|stage| name(locale, stage)).unwrap_or_default(),
        won = formats.number(report.summary.n_won as f64, 0),
        all = formats.number(report.summary.n as f64, 0)
    )
}
