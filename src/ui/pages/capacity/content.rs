//! Whether the funnel holds what the quota needs: by stage and rep, by a date, and month by month backwards.

use leptos::prelude::*;

use super::load::short_month;
use super::state::{CapacityState, use_capacity};
use crate::job::capacity::content::{
    Content, ContentError, Missing, Schedule, content, missing, schedule,
};
use crate::job::capacity::{CapacityAnswer, MONTHS};
use crate::model::Day;
use crate::simulation::littles_law::{Filling, StageNeed};
use crate::ui::components::choice::Choice;
use crate::ui::components::explain::Explain;
use crate::ui::components::figure::Figure;
use crate::ui::context::{formats, use_shared};
use crate::ui::i18n::{Locale, td_string};
use crate::ui::pages::quota::write::Writer;
use crate::ui::text::emphasis::emphasised;

/// Key of the choice of the deadline.
const DEADLINE: &str = "capacity.deadline";
/// Months ahead a deadline can be.
const DEADLINES: [u32; 4] = [1, 3, 6, 12];

/// The section.
#[component]
pub fn ContentSection() -> impl IntoView {
    let locale = use_shared().locale;
    let state = use_capacity();
    let found = Memo::new(move |_| {
        with_answer(state, |answer| {
            let year = state.year.get().ok()?;
            let parameters = state.scenarios.parameters;
            Some(parameters.with(|parameters| content(parameters, answer, &year.conversions)))
        })
    });
    let is_found = Memo::new(move |_| found.with(|found| matches!(found, Some(Ok(_)))));
    let sentence = move || {
        let locale = locale.get();
        found.with(|found| match found {
            None => td_string!(locale, capacity.content_no_file).to_owned(),
            Some(Err(error)) => refusal(locale, state, *error),
            Some(Ok(content)) => lead(locale, state, content),
        })
    };
    view! {
        <section class="section" aria-labelledby="content-title">
            <h2 id="content-title">{move || td_string!(locale.get(), capacity.content_title)}</h2>
            <p class="answer">{move || emphasised(&sentence())}</p>
            <Show when=move || is_found.get()>
                <div class="table compact" tabindex="0" role="group" aria-label=move || td_string!(locale.get(), capacity.content_caption)>
                    <table>
                        <caption>
                            {move || td_string!(locale.get(), capacity.content_caption)}
                            <Explain
                                about=Signal::derive(move || td_string!(locale.get(), capacity.content_caption).to_owned())
                                meaning=Signal::derive(move || td_string!(locale.get(), capacity.content_meaning).to_owned())
                            />
                        </caption>
                        {move || found.with(|found| Some(stages(locale.get(), state, found.as_ref()?.as_ref().ok()?)))}
                    </table>
                </div>
                <div class="table compact" tabindex="0" role="group" aria-label=move || td_string!(locale.get(), capacity.content_reps_caption)>
                    <table>
                        <caption>{move || td_string!(locale.get(), capacity.content_reps_caption)}</caption>
                        {move || found.with(|found| Some(reps(locale.get(), state, found.as_ref()?.as_ref().ok()?)))}
                    </table>
                </div>
                <p class="note">{move || td_string!(locale.get(), capacity.content_legend)}</p>
                <MissingPart />
                <SchedulePart />
            </Show>
        </section>
    }
}

fn with_answer<T>(
    state: CapacityState,
    read: impl FnOnce(&CapacityAnswer) -> Option<T>,
) -> Option<T> {
    let report = state.answer.with(|answer| answer.report.clone())?;
    read(&report)
}

fn step_name(state: CapacityState, stage: usize) -> String {
    let name = state.team.with(|team| team.stages.get(stage)?.name.clone());
    name.unwrap_or_default()
}

fn refusal(locale: Locale, state: CapacityState, error: ContentError) -> String {
    match error {
        ContentError::NoTimes { stage } => {
            td_string!(locale, capacity.content_no_times, stage = step_name(state, stage))
        }
        ContentError::NoStages => td_string!(locale, capacity.content_no_file).to_owned(),
        ContentError::NoDeal | ContentError::Quantity(_) => {
            td_string!(locale, capacity.content_no_deal).to_owned()
        }
    }
}

fn lead(locale: Locale, state: CapacityState, content: &Content) -> String {
    let write = Writer::new(locale);
    let wins = write.one_decimal(content.wins_per_month);
    let expected = write.count(content.team.expected_wins.round());
    let money = write.money(content.team.expected_revenue_eur);
    let worst = content.team.bottleneck_stage.and_then(|stage| {
        let need = content.team.stages.get(stage)?;
        let is_short = matches!(need.filling?, Filling::TooLittle | Filling::Thin);
        is_short.then_some((stage, need.n_required?, content.n_open.get(stage).copied()?))
    });
    match worst {
        None => td_string!(
            locale,
            capacity.content_enough,
            wins = wins,
            expected = expected,
            money = money
        ),
        Some((stage, need, n)) => td_string!(
            locale,
            capacity.content_lead,
            wins = wins,
            stage = step_name(state, stage),
            n = write.count(n as f64),
            need = write.count(need as f64),
            expected = expected,
            money = money
        ),
    }
}

/// The symbol and the word of a filling.
fn filling(locale: Locale, filling: Filling) -> (&'static str, &'static str, &'static str) {
    match filling {
        Filling::TooLittle => ("▽", td_string!(locale, capacity.filling_too_little), "over"),
        Filling::Thin => ("○", td_string!(locale, capacity.filling_thin), ""),
        Filling::Right => ("●", td_string!(locale, capacity.filling_right), "fits"),
        Filling::Full => ("◆", td_string!(locale, capacity.filling_full), ""),
        Filling::Overfull => ("▲", td_string!(locale, capacity.filling_overfull), "over"),
    }
}

/// A cell with coverage, symbol and word.
fn coverage(write: &Writer, need: &StageNeed) -> impl IntoView + use<> {
    let Some((share, kind)) = need.coverage.zip(need.filling) else {
        return view! { <td>"—"</td> }.into_any();
    };
    let (symbol, word, class) = filling(write.locale, kind);
    view! {
        <td class=format!("coverage {class}")>
            {write.whole_percent(share)} " " <i aria-hidden="true">{symbol}</i>
            <span class="visually-hidden">" " {word}</span>
        </td>
    }
    .into_any()
}

fn stages(locale: Locale, state: CapacityState, content: &Content) -> impl IntoView + use<> {
    let write = Writer::new(locale);
    let rows: Vec<_> = content
        .team
        .stages
        .iter()
        .enumerate()
        .map(|(k, need)| {
            let open = content.n_open.get(k).copied().unwrap_or(0);
            let months = content.sojourn_months.get(k).copied().unwrap_or(0.0);
            let whole = |n: Option<f64>| n.map_or_else(|| "—".to_owned(), |n| write.count(n));
            view! {
                <tr>
                    <th scope="row">{step_name(state, k)}</th>
                    <td>{write.count(open as f64)}</td>
                    <td>{whole(need.n_required.map(|n| n as f64))}</td>
                    <td>{whole(need.gap.map(f64::ceil))}</td>
                    {coverage(&write, need)}
                    <td>{write.one_decimal(months)}</td>
                    <td>{write.whole_percent(need.p_win)}</td>
                </tr>
            }
        })
        .collect();
    view! {
        <thead>
            <tr>
                <th scope="col">{td_string!(locale, capacity.content_stage)}</th>
                <th scope="col">{td_string!(locale, capacity.content_open)}</th>
                <th scope="col">{td_string!(locale, capacity.content_need)}</th>
                <th scope="col">{td_string!(locale, capacity.content_gap)}</th>
                <th scope="col">{td_string!(locale, capacity.content_coverage)}</th>
                <th scope="col">{td_string!(locale, capacity.content_months)}</th>
                <th scope="col">{td_string!(locale, capacity.content_p_win)}</th>
            </tr>
        </thead>
        <tbody>{rows}</tbody>
    }
}

fn reps(locale: Locale, state: CapacityState, content: &Content) -> impl IntoView + use<> {
    let write = Writer::new(locale);
    let names: Vec<_> = state.team.with(|team| team.names.clone());
    let head = (0..content.team.stages.len())
        .map(|k| view! { <th scope="col">{step_name(state, k)}</th> })
        .collect_view();
    let rows = names
        .into_iter()
        .zip(&content.reps)
        .map(|(name, need)| {
            let cells = need.stages.iter().map(|stage| coverage(&write, stage)).collect_view();
            view! { <tr><th scope="row">{name}</th>{cells}</tr> }
        })
        .collect_view();
    view! {
        <thead><tr><th scope="col">{td_string!(locale, capacity.rep)}</th>{head}</tr></thead>
        <tbody>{rows}</tbody>
    }
}

/// What is missing by a date.
#[component]
fn MissingPart() -> impl IntoView {
    let locale = use_shared().locale;
    let state = use_capacity();
    let months = Memo::new(move |_| {
        let word = state.scenarios.choice(DEADLINE);
        let chosen = word.and_then(|word| word.parse().ok());
        chosen.filter(|months| DEADLINES.contains(months)).unwrap_or(3)
    });
    let found = Memo::new(move |_| {
        with_answer(state, |answer| {
            let year = state.year.get().ok()?;
            state.scenarios.parameters.with(|parameters| {
                missing(parameters, answer, &year.conversions, months.get()).ok()
            })
        })
    });
    let options = Signal::derive(move || {
        let first = state.team.with(|team| team.first_month);
        let name = |n: u32| formats(locale.get()).month(Day::first_of_month(first + n as i32 - 1));
        DEADLINES.map(|n| (n, name(n))).to_vec()
    });
    let on_change = move |n: u32| state.scenarios.choose(DEADLINE, &n.to_string());
    let value =
        Signal::derive(move || found.with(|found| Some(found.as_ref()?.report.missing_wins)));
    view! {
        <h3>{move || td_string!(locale.get(), capacity.missing_title)}</h3>
        <Choice
            legend=Signal::derive(move || td_string!(locale.get(), capacity.deadline).to_owned())
            options=options
            value=months
            on_change=Callback::new(on_change)
        />
        <p class="answer" aria-live="polite">
            {move || found.with(|found| found.as_ref().map(|found| emphasised(&missing_lead(locale.get(), state, found))))}
        </p>
        <p class="visually-hidden">
            <Figure id="capacity.missing_wins" value=value text=Callback::new(move |n: f64| Writer::new(locale.get()).one_decimal(n)) />
        </p>
        <div class="table compact" tabindex="0" role="group" aria-label=move || td_string!(locale.get(), capacity.missing_caption)>
            <table>
                <caption>{move || td_string!(locale.get(), capacity.missing_caption)}</caption>
                {move || found.with(|found| found.as_ref().map(|found| missing_rows(locale.get(), state, found)))}
            </table>
        </div>
        <p class="note">{move || td_string!(locale.get(), capacity.missing_note)}</p>
    }
}

fn missing_lead(locale: Locale, state: CapacityState, found: &Missing) -> String {
    let write = Writer::new(locale);
    let (date, target) =
        (formats(locale).day(found.deadline), write.count(found.target_wins.round()));
    let expected = write.one_decimal(found.report.expected_wins);
    if found.report.missing_wins < 0.05 {
        return td_string!(
            locale,
            capacity.missing_none,
            date = date,
            target = target,
            expected = expected
        );
    }
    let missing = write.one_decimal(found.report.missing_wins);
    let money = write.money(found.report.missing_revenue_eur);
    let start = found.latest_start.first().copied().flatten();
    let start_text = start.map_or_else(|| "—".to_owned(), |day| formats(locale).day(day));
    let is_late = start.is_none_or(|day| day <= as_of(state));
    if is_late {
        td_string!(
            locale,
            capacity.missing_lead_late,
            date = date,
            target = target,
            expected = expected,
            missing = missing,
            money = money,
            start = start_text
        )
    } else {
        td_string!(
            locale,
            capacity.missing_lead,
            date = date,
            target = target,
            expected = expected,
            missing = missing,
            money = money,
            start = start_text
        )
    }
}

fn as_of(state: CapacityState) -> Day {
    state.answer.with(|answer| answer.report.as_ref().map_or(Day(i32::MAX), |report| report.as_of))
}

fn missing_rows(locale: Locale, state: CapacityState, found: &Missing) -> impl IntoView + use<> {
    let write = Writer::new(locale);
    let rows: Vec<_> = found
        .report
        .stages
        .iter()
        .zip(&found.latest_start)
        .enumerate()
        .map(|(k, (stage, start))| {
            let entries = stage.n_entries_needed;
            let visits = visits_from(state, k);
            let whole =
                |n: Option<f64>| n.map_or_else(|| "—".to_owned(), |n| write.count(n.ceil()));
            let start = start.map_or_else(|| "—".to_owned(), |day| formats(locale).day(day));
            let late = stage.too_late.then(|| td_string!(locale, capacity.missing_too_late));
            view! {
                <tr>
                    <th scope="row">{step_name(state, k)}</th>
                    <td>{write.whole_percent(stage.p_in_time)}</td>
                    <td>{whole(entries.map(|n| n as f64))}</td>
                    <td>{whole(entries.map(|n| n as f64 * visits))}</td>
                    <td>{start} {late.map(|late| view! { " · " <b>{late}</b> })}</td>
                </tr>
            }
        })
        .collect();
    view! {
        <thead>
            <tr>
                <th scope="col">{td_string!(locale, capacity.content_stage)}</th>
                <th scope="col">{td_string!(locale, capacity.missing_in_time)}</th>
                <th scope="col">{td_string!(locale, capacity.missing_entries)}</th>
                <th scope="col">{td_string!(locale, capacity.missing_visits)}</th>
                <th scope="col">{td_string!(locale, capacity.missing_start)}</th>
            </tr>
        </thead>
        <tbody>{rows}</tbody>
    }
}

/// Visits an entry into a stage takes from there to its decision.
fn visits_from(state: CapacityState, stage: usize) -> f64 {
    let conversions = state
        .year
        .with(|year| year.as_ref().map(|year| year.conversions.clone()).unwrap_or_default());
    crate::job::capacity::content::visits_from(
        &state.scenarios.parameters.get(),
        &conversions,
        stage,
    )
}

/// What has to start when.
#[component]
fn SchedulePart() -> impl IntoView {
    let locale = use_shared().locale;
    let state = use_capacity();
    let found = Memo::new(move |_| {
        let is_levelled = state.is_levelled.get();
        with_answer(state, |answer| {
            let year = state.year.get().ok()?;
            let parameters = state.scenarios.parameters;
            parameters.with(|parameters| schedule(parameters, answer, &year, is_levelled).ok())
        })
    });
    view! {
        <h3>{move || td_string!(locale.get(), capacity.schedule_title)}</h3>
        <p class="answer">
            {move || found.with(|found| found.as_ref().map(|found| emphasised(&schedule_lead(locale.get(), found))))}
        </p>
        <div class="table compact" tabindex="0" role="group" aria-label=move || td_string!(locale.get(), capacity.schedule_caption)>
            <table>
                <caption>{move || td_string!(locale.get(), capacity.schedule_caption)}</caption>
                {move || found.with(|found| found.as_ref().map(|found| schedule_rows(locale.get(), state, found)))}
            </table>
        </div>
        <p class="note">{move || td_string!(locale.get(), capacity.schedule_note)}</p>
    }
}

fn schedule_lead(locale: Locale, found: &Schedule) -> String {
    let write = Writer::new(locale);
    let Some(first) = found.report.stages.first() else { return String::new() };
    let need = first.required.first().copied().unwrap_or(0.0);
    let plan = found.planned_leads.iter().sum::<u64>() as f64 / MONTHS as f64;
    let missing = first.missing_cumulative.last().copied().unwrap_or(0.0);
    td_string!(
        locale,
        capacity.schedule_lead,
        need = write.count(need.ceil()),
        plan = write.count(plan.round()),
        missing = write.count(missing.ceil()),
        overdue = write.count(first.overdue.ceil())
    )
}

fn schedule_rows(locale: Locale, state: CapacityState, found: &Schedule) -> impl IntoView + use<> {
    let write = Writer::new(locale);
    let first = state.team.with(|team| team.first_month);
    let head = (0..MONTHS)
        .map(|m| view! { <th scope="col">{short_month(locale, Day::first_of_month(first + m as i32))}</th> })
        .collect_view();
    let row = |name: &'static str, values: Vec<f64>| {
        let cells =
            values.into_iter().map(|n| view! { <td>{write.count(n.ceil())}</td> }).collect_view();
        view! { <tr><th scope="row">{name}</th>{cells}</tr> }
    };
    let stage = found.report.stages.first();
    let of = |pick: fn(&crate::simulation::backward_schedule::ScheduleStageReport) -> Vec<f64>| {
        stage.map(pick).unwrap_or_default()
    };
    let planned = found.planned_leads.iter().map(|n| *n as f64).collect();
    view! {
        <thead><tr><td></td>{head}</tr></thead>
        <tbody>
            {row(td_string!(locale, capacity.schedule_need), of(|stage| stage.required.clone()))}
            {row(td_string!(locale, capacity.schedule_plan), planned)}
            {row(td_string!(locale, capacity.schedule_missing), of(|stage| stage.missing_cumulative.clone()))}
            {row(td_string!(locale, capacity.schedule_visits), found.report.visits.clone())}
        </tbody>
    }
}
