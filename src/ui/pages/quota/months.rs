//! The plan month by month against the quota, and beside it what the open deals of the file bring.

use std::sync::Arc;

use leptos::prelude::*;

use super::state::use_quota;
use super::write::{Writer, signed};
use crate::browser::clock;
use crate::chart::months::{Month, Words, months};
use crate::chart::{ChartSpec, Table};
use crate::job::months::{MonthPlan, MonthRow, MonthsError, month_plan};
use crate::job::pipeline::{NoForecast, PipelineAnswer, PipelineQuestion, PipelineReport};
use crate::scenario::ParameterId;
use crate::ui::components::chart_frame::ChartFrame;
use crate::ui::components::notice::{Gravity, Notice};
use crate::ui::context::{Shared, formats, use_report, use_shared};
use crate::ui::i18n::{Locale, td_string};
use crate::ui::parameter_field::ParameterField;
use crate::ui::text::emphasis::emphasised;
use crate::ui::text::job_error;

type Answer = Option<Arc<PipelineAnswer>>;

/// The section.
#[component]
pub fn MonthsSection() -> impl IntoView {
    let shared = use_shared();
    let locale = shared.locale;
    let state = use_quota();
    let first_month = Memo::new(move |_| first_month(shared));
    let asked = use_report(move || Some(PipelineQuestion { first_month: first_month.get() }));
    let answer: Memo<Answer> = Memo::new(move |_| asked.with(|asked| asked.report.clone()));
    let plan = Memo::new(move |_| {
        let answer = answer.get();
        let open = match answer.as_deref() {
            Some(PipelineAnswer::Forecast(report)) => report.months.as_slice(),
            _ => &[],
        };
        state.coupled.with(|coupled| month_plan(coupled, first_month.get(), open))
    });
    let told = move || {
        let locale = locale.get();
        plan.with(|plan| match plan {
            Ok(plan) => sentence(locale, plan),
            Err(MonthsError::Season(_)) => td_string!(locale, quota.months_no_weight).to_owned(),
            Err(_) => String::new(),
        })
    };
    let error = move || asked.with(|asked| asked.error.clone());
    view! {
        <section class="section" aria-label=move || td_string!(locale.get(), quota.months_title)>
            <ChartFrame
                name="months"
                title=Signal::derive(move || td_string!(locale.get(), quota.months_title).to_owned())
                subtitle=Signal::derive(move || plan.with(|plan| {
                    plan.as_ref().map(|plan| subtitle(locale.get(), plan)).unwrap_or_default()
                }))
                spec=Callback::new(move |width_px| plan.with(|plan| chart(locale.get(), plan.as_ref().ok()?, width_px)))
                is_stale=Signal::derive(move || asked.is_stale.get())
            />
            <p class="answer">{move || emphasised(&told())}</p>
            {move || error().map(|error| view! {
                <Notice gravity=Gravity::Failure>{job_error(locale.get(), &error)}</Notice>
            })}
            <p class="answer">{move || emphasised(&answer.with(|answer| pipeline(locale.get(), answer)))}</p>
            <details>
                <summary>{move || td_string!(locale.get(), quota.months_inputs)}</summary>
                <div class="fields">
                    <ParameterField parameter=ParameterId::Cycle />
                    <ParameterField parameter=ParameterId::CycleSpread />
                    <ParameterField parameter=ParameterId::VacationDays />
                    <ParameterField parameter=ParameterId::LeaveShare />
                    <ParameterField parameter=ParameterId::LeaveMonth />
                    <ParameterField parameter=ParameterId::Reps />
                    <ParameterField parameter=ParameterId::NewRepsMonth />
                    <ParameterField parameter=ParameterId::RampUp />
                </div>
                <h3>{move || td_string!(locale.get(), quota.months_weights)}</h3>
                <div class="fields">
                    {ParameterId::SEASON.map(|id| view! { <ParameterField parameter=id /> }).collect_view()}
                </div>
            </details>
        </section>
    }
}

/// The month after the export of the file; without one, the coming January.
fn first_month(shared: Shared) -> i32 {
    let as_of = shared.data.with(|data| data.report().map(|report| report.as_of));
    as_of.map_or_else(
        || (clock::today().month_index().div_euclid(12) + 1) * 12,
        |as_of| as_of.month_index() + 1,
    )
}

fn subtitle(locale: Locale, plan: &MonthPlan) -> String {
    let month = |row: Option<&MonthRow>| {
        row.map_or_else(String::new, |row| formats(locale).month(row.first_day))
    };
    td_string!(
        locale,
        quota.months_subtitle,
        first = month(plan.rows.first()),
        last = month(plan.rows.last())
    )
}

fn sentence(locale: Locale, plan: &MonthPlan) -> String {
    let write = Writer::new(locale);
    let Some(year) = plan.rows.last() else { return String::new() };
    let gap = year.cumulative_eur - year.cumulative_quota_eur;
    let (sum, amount) = (write.money(year.cumulative_eur), write.money(gap.abs()));
    // Half a euro is nobody's gap.
    let mut told = if gap.abs() < 0.5 {
        td_string!(locale, quota.months_exact, sum = sum)
    } else if gap > 0.0 {
        td_string!(locale, quota.months_over, sum = sum, gap = amount)
    } else {
        td_string!(locale, quota.months_under, sum = sum, gap = amount)
    };
    let behind = |row: &MonthRow| row.cumulative_quota_eur - row.cumulative_eur;
    let worst = plan.rows.iter().max_by(|a, b| behind(a).total_cmp(&behind(b)));
    if let Some(worst) = worst.filter(|row| behind(row) >= 0.5) {
        told.push(' ');
        told += &td_string!(
            locale,
            quota.months_worst,
            month = formats(locale).month(worst.first_day),
            gap = write.money(behind(worst))
        );
    }
    if plan.wins_later >= 0.05 {
        told.push(' ');
        told += &td_string!(locale, quota.months_later, n = write.one_decimal(plan.wins_later));
    }
    told
}

/// What the open deals bring, or why that is not measurable.
fn pipeline(locale: Locale, answer: &Answer) -> String {
    match answer.as_deref() {
        None => td_string!(locale, quota.pipeline_no_file).to_owned(),
        Some(PipelineAnswer::Forecast(report)) => forecast(locale, report),
        Some(PipelineAnswer::NotMeasurable(why)) => match why {
            NoForecast::NoOpenDeals => td_string!(locale, quota.pipeline_none_open),
            NoForecast::NoDecidedDeals => td_string!(locale, quota.pipeline_none_decided),
            NoForecast::NoDates => td_string!(locale, quota.pipeline_no_dates),
            NoForecast::NoEuros => td_string!(locale, quota.pipeline_no_euros),
        }
        .to_owned(),
    }
}

fn forecast(locale: Locale, report: &PipelineReport) -> String {
    let write = Writer::new(locale);
    let Some(year) = report.months.last() else { return String::new() };
    let count = |n: u64| write.count(n as f64);
    let mut told = td_string!(
        locale,
        quota.pipeline_sentence,
        n = count(report.n_deals),
        wins = write.one_decimal(year.wins),
        low = count(year.wins_p10),
        high = count(year.wins_p90),
        eur = write.money(year.revenue_eur),
        weighted = write.money(report.weighted_eur),
        staged = count(report.n_by_stage),
        aged = count(report.n_by_age)
    );
    let mut add = |n: u64, text: fn(Locale, String) -> String| {
        if n > 0 {
            told.push(' ');
            told += &text(locale, count(n));
        }
    };
    add(report.n_without_evidence, |locale, n| td_string!(locale, quota.pipeline_old, n = n));
    add(report.n_without_amount, |locale, n| td_string!(locale, quota.pipeline_no_amount, n = n));
    add(report.n_left_out, |locale, n| td_string!(locale, quota.pipeline_left_out, n = n));
    told
}

fn chart(locale: Locale, plan: &MonthPlan, width_px: u32) -> Option<ChartSpec> {
    let write = Writer::new(locale);
    let formats = formats(locale);
    let has_open = plan.rows.last()?.cumulative_open_eur > 0.0;
    let mut header = vec![
        td_string!(locale, quota.months_month),
        td_string!(locale, quota.months_days),
        td_string!(locale, quota.node_opportunities),
        td_string!(locale, quota.column_deals),
    ];
    if has_open {
        header.push(td_string!(locale, quota.months_open));
    }
    header.extend([
        td_string!(locale, quota.column_revenue),
        td_string!(locale, quota.months_sum),
        td_string!(locale, quota.months_quota),
        td_string!(locale, quota.months_gap),
    ]);
    let cells = |row: &MonthRow| {
        let gap = row.cumulative_eur - row.cumulative_quota_eur;
        let mut cells = vec![
            formats.month(row.first_day),
            write.count(f64::from(row.n_working_days)),
            write.one_decimal(row.opportunities),
            write.one_decimal(row.wins),
        ];
        if has_open {
            cells.push(write.one_decimal(row.wins_open));
        }
        cells.extend([
            write.money(row.revenue_eur),
            write.money(row.cumulative_eur),
            write.money(row.cumulative_quota_eur),
            signed(gap, write.money(gap.abs())),
        ]);
        cells
    };
    let rows: Vec<Vec<String>> = plan.rows.iter().map(cells).collect();
    let header: Vec<String> = header.into_iter().map(str::to_owned).collect();
    let year = plan.rows.iter().zip(&rows).map(|(row, cells)| Month {
        name: short(&formats.month(row.first_day)),
        plan_eur: row.cumulative_eur,
        open_eur: row.cumulative_open_eur,
        quota_eur: row.cumulative_quota_eur,
        readout: cells
            .iter()
            .zip(&header)
            .enumerate()
            .map(
                |(at, (cell, head))| if at == 0 { cell.clone() } else { format!("{head}: {cell}") },
            )
            .collect(),
    });
    let year: Vec<Month> = year.collect();
    let words = Words {
        quota: td_string!(locale, quota.year_target).to_owned(),
        plan: td_string!(locale, quota.months_plan).to_owned(),
        open: td_string!(locale, quota.months_open_name).to_owned(),
        summary: sentence(locale, plan).replace("**", ""),
    };
    months(&year, words, Table { header, rows }, formats.as_ref(), width_px)
}

/// `Jan. 2026` without its year.
fn short(month: &str) -> String {
    month.rsplit_once(' ').map_or(month, |(month, _)| month).to_owned()
}
