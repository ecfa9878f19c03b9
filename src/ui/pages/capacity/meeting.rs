//! Meetings: hours above the target regime, and what they would bring; nothing where leads are missing.

use leptos::prelude::*;

use super::state::{CapacityState, use_capacity};
use crate::job::capacity::meeting_time::{MeetingTime, meeting_time};
use crate::scenario::{Command, Gesture, ParameterId, Provenance, Value};
use crate::ui::components::figure::Figure;
use crate::ui::context::use_shared;
use crate::ui::i18n::{Locale, td_string};
use crate::ui::pages::quota::write::Writer;
use crate::ui::parameter_field::ParameterField;
use crate::ui::text::emphasis::emphasised;

const INPUTS: [ParameterId; 7] = [
    ParameterId::WeeklyMeeting,
    ParameterId::DailyMeeting,
    ParameterId::OtherMeetings,
    ParameterId::TargetSync,
    ParameterId::TargetDaily,
    ParameterId::HourlyCost,
    ParameterId::WeeksPerYear,
];

/// The section.
#[component]
pub fn MeetingSection() -> impl IntoView {
    let locale = use_shared().locale;
    let state = use_capacity();
    let found = Memo::new(move |_| {
        let year = state.year.get().ok()?;
        state.scenarios.parameters.with(|parameters| meeting_time(parameters, &year).ok())
    });
    let sentence =
        move || found.with(|found| Some(emphasised(&sentence(locale.get(), found.as_ref()?))));
    let value = Signal::derive(move || found.with(|found| Some(found.as_ref()?.revenue_year_eur)));
    let rows = move || found.with(|found| Some(week(locale.get(), found.as_ref()?)));
    let survey = move || {
        found.with(|found| {
            let share = Writer::new(locale.get()).whole_percent(found.as_ref()?.rep.selling_share);
            Some(td_string!(locale.get(), capacity.meetings_survey, share = share))
        })
    };
    view! {
        <section class="section" aria-labelledby="meetings-title">
            <h2 id="meetings-title">{move || td_string!(locale.get(), capacity.meetings_title)}</h2>
            <p class="answer" aria-live="polite">{sentence}</p>
            <p class="visually-hidden">
                <Figure id="capacity.meetings_revenue" value=value text=Callback::new(move |n: f64| Writer::new(locale.get()).money(n)) />
            </p>
            <div class="table compact">
                <table>
                    <caption>{move || td_string!(locale.get(), capacity.meetings_caption)}</caption>
                    {rows}
                </table>
            </div>
            <Evidence state=state />
            <p class="note">{survey}</p>
            <details>
                <summary>{move || td_string!(locale.get(), capacity.meetings_inputs)}</summary>
                <div class="fields">
                    {INPUTS.map(|id| view! { <ParameterField parameter=id /> }).collect_view()}
                </div>
            </details>
        </section>
    }
}

fn sentence(locale: Locale, found: &MeetingTime) -> String {
    let write = Writer::new(locale);
    let hours = |n: f64| write.count((n * 10.0).round() / 10.0);
    let (actual, target) = (hours(found.actual_hours), hours(found.rep.target_hours));
    if found.rep.excess_hours <= 0.0 {
        return td_string!(locale, capacity.meetings_fine, actual = actual, target = target);
    }
    let excess = hours(found.rep.excess_hours);
    let text = if found.deals_year > 0.0 {
        td_string!(
            locale,
            capacity.meetings_gain,
            excess = excess,
            actual = actual,
            target = target,
            leads = write.count(found.leads_year.round()),
            deals = write.one_decimal(found.deals_year),
            money = write.money(found.revenue_year_eur)
        )
    } else {
        td_string!(
            locale,
            capacity.meetings_zero,
            excess = excess,
            actual = actual,
            target = target,
            idle = hours(found.rep.idle_hours_after)
        )
    };
    let wage = write.money(found.wage_year_eur);
    format!("{text} {}", td_string!(locale, capacity.meetings_wage, money = wage))
}

fn week(locale: Locale, found: &MeetingTime) -> impl IntoView + use<> {
    let write = Writer::new(locale);
    let (rep, actual) = (found.rep, found.actual_hours);
    let row = |name: &'static str, now: Option<f64>, then: f64| {
        let now = now.map_or_else(|| "—".to_owned(), |now| write.one_decimal(now));
        view! { <tr><th scope="row">{name}</th><td>{now}</td><td>{write.one_decimal(then)}</td></tr> }
    };
    view! {
        <thead>
            <tr>
                <td></td>
                <th scope="col">{td_string!(locale, capacity.meetings_now)}</th>
                <th scope="col">{td_string!(locale, capacity.meetings_target)}</th>
            </tr>
        </thead>
        <tbody>
            {row(td_string!(locale, capacity.meetings_row_meetings), Some(actual), actual - rep.excess_hours)}
            {row(td_string!(locale, capacity.meetings_row_selling), Some(rep.selling_hours), rep.selling_hours_after)}
            {row(td_string!(locale, capacity.meetings_row_leads), Some(rep.leads_worked), rep.leads_worked_after)}
            {row(td_string!(locale, capacity.meetings_row_idle), None, rep.idle_hours_after)}
        </tbody>
    }
}

/// What a file of activities says about meetings, and the way to use it.
#[component]
fn Evidence(
    /// The page.
    state: CapacityState,
) -> impl IntoView {
    let locale = use_shared().locale;
    let evidence = Memo::new(move |_| state.answer.with(|answer| answer.report.as_ref()?.meetings));
    let measured = move || evidence.get().and_then(|found| Some((found, found.hours_per_week?)));
    let text = move || {
        let write = Writer::new(locale.get());
        let locale = write.locale;
        match (evidence.get(), measured()) {
            (_, Some((found, hours))) => {
                let n = write.count(found.n_meetings as f64);
                td_string!(
                    locale,
                    capacity.meetings_measured,
                    hours = write.one_decimal(hours),
                    n = n
                )
            }
            (Some(found), None) => {
                let n = write.count(found.n_activities as f64);
                td_string!(locale, capacity.meetings_not_in_file, n = n)
            }
            (None, None) => td_string!(locale, capacity.meetings_no_file).to_owned(),
        }
    };
    let on_use = move |_| {
        let Some((found, hours)) = untrack(measured) else { return };
        let (target, figure) =
            (untrack(|| state.scenarios.target()), "meetings.hours_week".to_owned());
        let provenance =
            Provenance::Measured { n: found.n_meetings, lower: None, upper: None, figure };
        let set = |id, value| Command::Set { target, id, value };
        // All meetings are in the measured hours: the others are none.
        let _ = state.scenarios.run(
            set(ParameterId::WeeklyMeeting, Value { number: hours.min(168.0), provenance }),
            Gesture::New,
        );
        for id in [ParameterId::DailyMeeting, ParameterId::OtherMeetings] {
            let _ = state.scenarios.run(set(id, Value::user(0.0)), Gesture::Continued);
        }
    };
    view! {
        <p class="note">
            {text} " "
            <Show when=move || measured().is_some()>
                <button class="link" on:click=on_use>{move || td_string!(locale.get(), capacity.meetings_use)}</button>
            </Show>
        </p>
    }
}
