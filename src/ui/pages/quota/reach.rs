//! What would be enough: each lever alone, all three together, and the chance over opportunities and close rate.

use leptos::prelude::*;

use super::state::use_quota;
use super::working::working_rows;
use super::write::Writer;
use crate::analysis::interval::Level;
use crate::chart::grid::{Cells, Contour, Words, grid};
use crate::chart::{ChartSpec, Dash};
use crate::job::capacity::Team;
use crate::job::plan::Plan;
use crate::job::reach::{WorkingSolution, levers_to_goal, reach_grid, working_levers};
use crate::scenario::ParameterId;
use crate::simulation::goal_seek::{Goal, GoalSeekReport, LeverSolution, Unreachable};
use crate::ui::components::chart_frame::ChartFrame;
use crate::ui::components::choice::Choice;
use crate::ui::context::use_shared;
use crate::ui::i18n::{Locale, td_string};
use crate::ui::parameter_field::ParameterField;
use crate::ui::rest::use_rest;
use crate::ui::text::emphasis::emphasised;
use crate::ui::text::parameter::parameter_name;

/// Key of the choice what counts as reaching the quota.
const GOAL: &str = "quota.goal";
/// From this width on, the grid has nine columns.
const WIDE_PX: u32 = 560;

/// The section.
#[component]
pub fn ReachSection() -> impl IntoView {
    let locale = use_shared().locale;
    let state = use_quota();
    let sure = Memo::new(move |_| Level::new(state.scenarios.number(ParameterId::Confidence)).ok());
    let is_expected =
        Memo::new(move |_| state.scenarios.choice(GOAL).as_deref() == Some(word(true)));
    let report = Memo::new(move |_| {
        let goal = if is_expected.get() { Goal::Expected } else { Goal::Confidence(sure.get()?) };
        levers_to_goal(&state.plan.get()?, goal)
    });
    // Trying hours and people takes a year of the capacity plan each: once nothing moves any more.
    let wanted = Memo::new(move |_| {
        let required = report.with(|report| report.as_ref()?.opportunities.required)?;
        Some((required, state.coupled.get()))
    });
    let is_at_rest = use_rest(wanted);
    let working = Memo::new(move |before: Option<&Option<[WorkingSolution; 3]>>| {
        if !is_at_rest.get() {
            return before.copied().flatten();
        }
        let solve = |team: &Team| {
            wanted.with(|wanted| {
                let (required, coupled) = wanted.as_ref()?;
                Some(working_levers(coupled, team, *required))
            })
        };
        state.team.with(solve)
    });
    let goals = Signal::derive(move || {
        let locale = locale.get();
        vec![
            (false, td_string!(locale, quota.goal_sure).to_owned()),
            (true, td_string!(locale, quota.goal_expected).to_owned()),
        ]
    });
    view! {
        <section class="section" aria-labelledby="reach-title">
            <h2 id="reach-title">{move || td_string!(locale.get(), quota.reach_title)}</h2>
            <p class="answer">
                {move || report.with(|report| report.as_ref().map(|report| emphasised(&sentence(locale.get(), report))))}
            </p>
            <div class="controls">
                <ParameterField parameter=ParameterId::Confidence />
                <div>
                    <Choice
                        legend=Signal::derive(move || td_string!(locale.get(), quota.goal).to_owned())
                        options=goals
                        value=is_expected
                        on_change=Callback::new(move |expected| state.scenarios.choose(GOAL, word(expected)))
                    />
                </div>
            </div>
            <div class="table compact">
                <table>
                    <caption>{move || td_string!(locale.get(), quota.alone_caption)}</caption>
                    <thead>
                        <tr>
                            <td></td>
                            <th scope="col">{move || td_string!(locale.get(), quota.row_today)}</th>
                            <th scope="col">{move || td_string!(locale.get(), quota.alone_needed)}</th>
                            <th scope="col">{move || td_string!(locale.get(), quota.alone_change)}</th>
                        </tr>
                    </thead>
                    <tbody>
                        {move || report.with(|report| report.as_ref().map(|report| levers(locale.get(), report)))}
                    </tbody>
                    <tbody class:stale=move || !is_at_rest.get()>
                        {move || working.get().map(|solutions| working_rows(&Writer::new(locale.get()), &solutions))}
                    </tbody>
                </table>
            </div>
            <ChartFrame
                name="reach"
                title=Signal::derive(move || td_string!(locale.get(), quota.grid_title).to_owned())
                subtitle=Signal::derive(move || td_string!(locale.get(), quota.grid_subtitle).to_owned())
                spec=Callback::new(move |width_px| chart(locale.get(), &state.plan.get()?, sure.get()?, width_px))
                is_stale=false
            />
        </section>
    }
}

const fn word(expected: bool) -> &'static str {
    if expected { "expected" } else { "sure" }
}

/// A row per lever, and one for all together.
fn levers(locale: Locale, report: &GoalSeekReport) -> impl IntoView + use<> {
    let write = Writer::new(locale);
    let row = |id: ParameterId, solution: &LeverSolution, text: &dyn Fn(f64) -> String| {
        let needed = solution.required.map_or_else(
            || solution.unreachable.map_or_else(|| "—".to_owned(), |why| unreachable(&write, why)),
            text,
        );
        let change = solution
            .relative_change
            .map_or_else(|| "—".to_owned(), |change| write.change_percent(change));
        view! {
            <tr>
                <th scope="row">{parameter_name(locale, id)}</th>
                <td>{text(solution.current)}</td>
                <td>{needed}</td>
                <td>{change}</td>
            </tr>
        }
    };
    let count = |n: f64| write.count(n);
    let percent = |share: f64| write.percent(share);
    let money = |amount: f64| write.money(amount);
    let mix = report.equal_mix.map(|mix| {
        let all = td_string!(
            locale,
            quota.alone_mix_values,
            n = write.count(mix.n_opportunities),
            rate = write.percent(mix.close_rate.get()),
            deal = write.money(mix.avg_deal_eur)
        );
        view! {
            <tr class="total">
                <th scope="row">{td_string!(locale, quota.alone_mix)}</th>
                <td colspan="2">{all}</td>
                <td>{write.change_percent(mix.relative_change)}</td>
            </tr>
        }
    });
    view! {
        {row(ParameterId::Opportunities, &report.opportunities, &count)}
        {row(ParameterId::CloseRate, &report.close_rate, &percent)}
        {row(ParameterId::AvgDeal, &report.avg_deal, &money)}
        {mix}
    }
}

/// Why a lever alone is not enough.
fn unreachable(write: &Writer, why: Unreachable) -> String {
    let locale = write.locale;
    match why {
        Unreachable::FewerOpportunitiesThanWins { wins_needed, .. } => {
            td_string!(locale, quota.unreachable_wins, n = write.count(wins_needed as f64))
        }
        Unreachable::RateAboveOne { .. } => td_string!(locale, quota.unreachable_rate).to_owned(),
        Unreachable::RateIsZero => td_string!(locale, quota.unreachable_zero).to_owned(),
        Unreachable::NoWinCertainEnough => {
            td_string!(locale, quota.unreachable_uncertain).to_owned()
        }
        Unreachable::BeyondSearch => td_string!(locale, quota.unreachable_far).to_owned(),
    }
}

fn sentence(locale: Locale, report: &GoalSeekReport) -> String {
    let write = Writer::new(locale);
    let Some(mix) = report.equal_mix else {
        return td_string!(locale, quota.reach_never).to_owned();
    };
    let change = write.percent(mix.relative_change.abs());
    if mix.relative_change > 0.0 {
        td_string!(locale, quota.reach_sentence, change = change)
    } else {
        td_string!(locale, quota.reach_spare, change = change)
    }
}

fn chart(locale: Locale, plan: &Plan, sure: Level, width_px: u32) -> Option<ChartSpec> {
    let write = Writer::new(locale);
    let n_columns = if width_px >= WIDE_PX { 9 } else { 5 };
    let reach = reach_grid(plan, sure, n_columns).ok()?;
    let texts = |row: &Vec<f64>| row.iter().map(|chance| write.whole_percent(*chance)).collect();
    let cells = Cells {
        x: reach.even.x.iter().map(|n| (*n, write.count(*n))).collect(),
        y: reach.even.y.iter().map(|rate| (*rate, write.percent(*rate))).collect(),
        texts: reach.even.rows.iter().map(texts).collect(),
        rows: reach.even.rows,
    };
    let contour = |level: f64, dash| Contour { level, name: write.short_percent(level), dash };
    let contours = [contour(0.5, Dash::Dashed), contour(sure.share(), Dash::Solid)];
    let words = Words {
        x: td_string!(locale, quota.node_opportunities).to_owned(),
        y: parameter_name(locale, ParameterId::CloseRate).to_owned(),
        summary: td_string!(locale, quota.grid_summary).to_owned(),
    };
    grid(&cells, &contours, reach.here, words, width_px)
}
