//! Early warning: where the year ends at its pace, how likely the target is, and which month was more than chance.

use std::sync::Arc;

use leptos::prelude::*;

use super::state::{CapacityState, use_capacity};
use crate::analysis::control_chart::XmrChart;
use crate::chart::control::{ControlPoints, ControlWords, control as control_chart};
use crate::chart::{ChartSpec, Table};
use crate::job::capacity::CapacityAnswer;
use crate::job::capacity::answer::MonthWins;
use crate::job::capacity::content::wins_per_month;
use crate::job::capacity::pace::{Pace, PaceError, control, look_back_days, pace};
use crate::model::Day;
use crate::simulation::early_warning::Light;
use crate::ui::components::chart_frame::ChartFrame;
use crate::ui::components::figure::Figure;
use crate::ui::context::{formats, use_shared};
use crate::ui::i18n::{Locale, td_string};
use crate::ui::pages::quota::write::Writer;
use crate::ui::text::emphasis::emphasised;

/// Key of the choice of the day looked back from.
const LOOK_BACK: &str = "capacity.look_back";
/// Share of wins a campaign must leave time for.
const LAG_SHARE: f64 = 0.8;

/// The section; only with data.
#[component]
pub fn WarningSection() -> impl IntoView {
    let locale = use_shared().locale;
    let state = use_capacity();
    let answer = Memo::new(move |_| state.answer.with(|answer| answer.report.clone()));
    let has_answer = Memo::new(move |_| answer.with(Option::is_some));
    let until = Memo::new(move |_| {
        let as_of = answer.with(|answer| answer.as_ref().map(|answer| answer.as_of))?;
        let chosen = state.scenarios.choice(LOOK_BACK);
        let days = look_back_days(as_of);
        let chosen =
            chosen.and_then(|word| days.iter().find(|day| day.to_string() == word).copied());
        Some(chosen.unwrap_or(as_of))
    });
    let found = Memo::new(move |_| {
        let (answer, until) = (answer.get()?, until.get()?);
        let year = state.year.get();
        let conversions = year.as_ref().map_or(&[][..], |year| &year.conversions);
        let parameters = state.scenarios.parameters;
        Some(parameters.with(|parameters| pace(parameters, &answer, conversions, until)))
    });
    let options = move || {
        let as_of = answer.with(|answer| answer.as_ref().map(|answer| answer.as_of));
        as_of
            .map_or_else(Vec::new, look_back_days)
            .into_iter()
            .rev()
            .map(|day| {
                view! {
                    <option value=day.to_string() prop:selected=move || until.get() == Some(day)>
                        {formats(locale.get()).day(day)}
                    </option>
                }
            })
            .collect_view()
    };
    let sentence = move || {
        let answer = answer.get()?;
        let until = until.get()?;
        found.with(|found| Some(sentence(locale.get(), found.as_ref()?, &answer, until)))
    };
    let p_hit =
        Signal::derive(move || found.with(|found| found.as_ref()?.as_ref().ok()?.report.p_hit));
    view! {
        <Show when=move || has_answer.get()>
            <section class="section" aria-labelledby="pace-title">
                <h2 id="pace-title">{move || td_string!(locale.get(), capacity.pace_title)}</h2>
                <div class="calendar">
                    <label>
                        <span>{move || td_string!(locale.get(), capacity.pace_look_back)}</span>
                        <select on:change=move |event| state.scenarios.choose(LOOK_BACK, &event_target_value(&event))>
                            {options}
                        </select>
                    </label>
                </div>
                <p class="answer" aria-live="polite">{move || sentence().map(|sentence| emphasised(&sentence))}</p>
                <p class="visually-hidden">
                    <Figure id="capacity.p_target" value=p_hit text=Callback::new(move |p: f64| Writer::new(locale.get()).probability(p)) />
                </p>
                <p class="note">{move || td_string!(locale.get(), capacity.pace_note)}</p>
                <Control state=state answer=answer until=until />
            </section>
        </Show>
    }
}

fn light_name(locale: Locale, light: Light) -> &'static str {
    match light {
        Light::None => td_string!(locale, capacity.light_none),
        Light::Green => td_string!(locale, capacity.light_green),
        Light::Amber => td_string!(locale, capacity.light_amber),
        Light::Red => td_string!(locale, capacity.light_red),
    }
}

fn sentence(
    locale: Locale,
    found: &Result<Pace, PaceError>,
    answer: &CapacityAnswer,
    until: Day,
) -> String {
    let write = Writer::new(locale);
    let mut text = match found {
        Err(PaceError::NoDeal) => td_string!(locale, capacity.content_no_deal).to_owned(),
        Err(_) => td_string!(locale, capacity.pace_none).to_owned(),
        Ok(pace) => outlook(&write, pace, answer, until),
    };
    if answer.n_won_undated > 0 {
        let n = write.count(answer.n_won_undated as f64);
        text.push(' ');
        text.push_str(&td_string!(locale, capacity.undated, n = n));
    }
    text
}

fn outlook(write: &Writer, pace: &Pace, answer: &CapacityAnswer, until: Day) -> String {
    let locale = write.locale;
    let count = |n: u64| write.count(n as f64);
    let (wins, target) = (count(pace.report.n_wins), count(pace.target_wins));
    let known = pace.report.projection.zip(pace.report.lower).zip(pace.report.upper);
    let Some(((projection, lower), upper)) = known.filter(|_| pace.elapsed.get() < 1.0) else {
        return td_string!(locale, capacity.pace_over, wins = wins, target = target);
    };
    let mut parts = vec![td_string!(
        locale,
        capacity.pace_lead,
        elapsed = write.whole_percent(pace.elapsed.get()),
        wins = wins,
        target = target,
        projection = write.count(projection.round()),
        lower = count(lower),
        upper = count(upper),
        p = write.probability(pace.report.p_hit.unwrap_or(0.0)),
        light = light_name(locale, pace.light)
    )];
    if let Some(factor) = pace.report.required_multiplier.filter(|factor| *factor > 1.0) {
        parts.push(td_string!(locale, capacity.pace_faster, factor = write.one_decimal(factor)));
    }
    if let Some((money, sd)) = pace.report.revenue_projection_eur.zip(pace.report.revenue_sd_eur) {
        let (money, sd) = (write.money(money), write.money(sd));
        parts.push(td_string!(locale, capacity.pace_revenue, money = money, sd = sd));
    }
    if let Some(missing) = pace.missing_too_late {
        let missing = write.one_decimal(missing);
        parts.push(td_string!(locale, capacity.pace_too_late, missing = missing));
    } else if pace.light != Light::Green
        && let Some(start) = latest_start(answer, until)
    {
        let date = formats(locale).day(start);
        parts.push(if start > until {
            td_string!(locale, capacity.pace_campaign, date = date)
        } else {
            td_string!(locale, capacity.pace_campaign_late, date = date)
        });
    }
    parts.join(" ")
}

/// The last day on which a campaign can start whose deals come within the year.
fn latest_start(answer: &CapacityAnswer, until: Day) -> Option<Day> {
    let curve = &answer.steps.first()?.days_to_win.as_ref()?.curve;
    let (days, _) = curve.iter().find(|(_, share)| *share >= LAG_SHARE - 1e-12)?;
    let end = Day::first_of_month((until.ymd().0 + 1) * 12);
    Some(Day(end.0 - 1 - days.ceil() as i32))
}

/// The control chart.
#[component]
fn Control(
    /// The page.
    state: CapacityState,
    /// What the deals know.
    answer: Memo<Option<Arc<CapacityAnswer>>>,
    /// The day looked back from.
    until: Memo<Option<Day>>,
) -> impl IntoView {
    let locale = use_shared().locale;
    let found = Memo::new(move |_| control(answer.get()?.as_ref(), until.get()?));
    let spec = move |width_px| {
        let target = state.scenarios.parameters.with(wins_per_month);
        found.with(|found| {
            let (months, xmr) = found.as_ref()?;
            chart(locale.get(), months, xmr, target, width_px)
        })
    };
    view! {
        <ChartFrame
            name="control"
            title=Signal::derive(move || td_string!(locale.get(), capacity.control_title).to_owned())
            subtitle=Signal::derive(move || td_string!(locale.get(), capacity.control_subtitle).to_owned())
            spec=Callback::new(spec)
            is_stale=false
        />
        <p class="answer">
            {move || found.with(|found| found.as_ref().map(|(months, xmr)| verdict(locale.get(), months, xmr)))}
        </p>
    }
}

/// Months that are signals, by place, each once.
fn signals(xmr: &XmrChart) -> Vec<usize> {
    let mut found: Vec<usize> =
        [&xmr.outside, &xmr.runs, &xmr.near_limit].into_iter().flatten().copied().collect();
    found.sort_unstable();
    found.dedup();
    found
}

fn verdict(locale: Locale, months: &[MonthWins], xmr: &XmrChart) -> String {
    if xmr.limits.is_none() {
        return td_string!(locale, capacity.control_few).to_owned();
    }
    let found = signals(xmr);
    if found.is_empty() {
        return td_string!(locale, capacity.control_none_found).to_owned();
    }
    let names: Vec<String> = found
        .iter()
        .filter_map(|at| months.get(*at))
        .map(|month| formats(locale).month(Day::first_of_month(month.month)))
        .collect();
    let n = Writer::new(locale).count(found.len() as f64);
    td_string!(locale, capacity.control_found, n = n, months = names.join(", "))
}

fn chart(
    locale: Locale,
    months: &[MonthWins],
    xmr: &XmrChart,
    target: Option<f64>,
    width_px: u32,
) -> Option<ChartSpec> {
    let write = Writer::new(locale);
    let found = signals(xmr);
    let name = |month: &MonthWins| formats(locale).month(Day::first_of_month(month.month));
    let word = |at: usize| {
        if found.contains(&at) {
            td_string!(locale, capacity.control_signal)
        } else {
            td_string!(locale, capacity.control_noise)
        }
    };
    let rows: Vec<Vec<String>> = months
        .iter()
        .enumerate()
        .map(|(at, month)| vec![name(month), write.count(month.n as f64), word(at).to_owned()])
        .collect();
    let level = |n: Option<f64>| n.map_or_else(String::new, |n| write.one_decimal(n));
    let limits = xmr.limits.map(|limits| (limits.lower, limits.upper));
    let words = ControlWords {
        y_title: td_string!(locale, capacity.control_axis).to_owned(),
        mean: td_string!(locale, capacity.control_mean, n = level(xmr.mean)),
        upper: td_string!(locale, capacity.control_upper, n = level(limits.map(|l| l.1))),
        lower: td_string!(locale, capacity.control_lower, n = level(limits.map(|l| l.0))),
        target: td_string!(locale, capacity.control_target, n = level(target)),
        readouts: rows.clone(),
    };
    let points = ControlPoints {
        points: months
            .iter()
            .map(|month| {
                let day = Day::first_of_month(month.month);
                (super::load::short_month(locale, day), month.n as f64)
            })
            .collect(),
        signals: found.clone(),
        mean: xmr.mean,
        limits,
        target,
    };
    let header = vec![
        td_string!(locale, capacity.column_month).to_owned(),
        td_string!(locale, capacity.column_wins).to_owned(),
        td_string!(locale, capacity.column_verdict).to_owned(),
    ];
    let summary = verdict(locale, months, xmr);
    control_chart(&points, words, |n| write.count(n), Table { header, rows }, summary, width_px)
}
