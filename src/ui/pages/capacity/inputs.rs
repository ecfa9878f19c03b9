//! What a rep's time goes into: the team, its meetings, a visit and a lead, each number with its source.

use leptos::prelude::*;

use super::reps::RepsPanel;
use super::state::use_capacity;
use crate::scenario::ParameterId;
use crate::ui::context::use_shared;
use crate::ui::i18n::td_string;
use crate::ui::pages::quota::write::Writer;
use crate::ui::parameter_field::ParameterField;

/// Time of the team, without the visit and the lead.
const TEAM: [ParameterId; 8] = [
    ParameterId::HoursPerDay,
    ParameterId::Fte,
    ParameterId::VacationDays,
    ParameterId::SickDays,
    ParameterId::AdminShare,
    ParameterId::ExistingCustomers,
    ParameterId::CommittedHours,
    ParameterId::Opportunities,
];
const MEETINGS: [ParameterId; 4] = [
    ParameterId::WeeklyMeeting,
    ParameterId::DailyMeeting,
    ParameterId::OtherMeetings,
    ParameterId::MeetingCut,
];
/// Who comes to the team within the year.
const NEW_REPS: [ParameterId; 3] =
    [ParameterId::NewReps, ParameterId::NewRepsMonth, ParameterId::RampUp];

/// The section.
#[component]
pub fn InputsSection() -> impl IntoView {
    let locale = use_shared().locale;
    let state = use_capacity();
    let has_names = Memo::new(move |_| {
        state
            .answer
            .with(|answer| answer.report.as_ref().is_some_and(|report| !report.reps.is_empty()))
    });
    let hours = move |of: fn(&crate::job::capacity::CapacityYear) -> f64| {
        let number = state.year.with(|year| year.as_ref().ok().map(|year| of(year)));
        number.map_or_else(
            || "—".to_owned(),
            |n| Writer::new(locale.get()).count((n * 10.0).round() / 10.0),
        )
    };
    let fields = |ids: &'static [ParameterId]| {
        ids.iter().map(|id| view! { <ParameterField parameter=*id /> }).collect_view()
    };
    view! {
        <section class="section" aria-label=move || td_string!(locale.get(), capacity.inputs_team)>
            <details>
                <summary>{move || td_string!(locale.get(), capacity.inputs_team)}</summary>
                <div class="fields">
                    <Show when=move || !has_names.get()><ParameterField parameter=ParameterId::Reps /></Show>
                    {fields(&TEAM)}
                    {fields(&NEW_REPS)}
                </div>
                <p class="note">{move || td_string!(locale.get(), capacity.leave_note)}</p>
            </details>
            <RepsPanel />
            <details>
                <summary>{move || td_string!(locale.get(), capacity.inputs_meetings)}</summary>
                <div class="fields">{fields(&MEETINGS)}</div>
            </details>
            <details>
                <summary>
                    {move || td_string!(locale.get(), capacity.inputs_visit, hours = hours(|year| year.hours_per_visit))}
                </summary>
                <div class="fields">
                    {fields(&ParameterId::VISIT_HOURS)}
                    <ParameterField parameter=ParameterId::TourSize />
                    <ParameterField parameter=ParameterId::CallHours />
                </div>
            </details>
            <details>
                <summary>
                    {move || td_string!(
                        locale.get(), capacity.inputs_lead,
                        hours = hours(|year| year.hours_per_lead), visits = hours(|year| year.visits_per_lead)
                    )}
                </summary>
                <Stages />
            </details>
        </section>
    }
}

/// Calls and visits of the stages the funnel has.
#[component]
fn Stages() -> impl IntoView {
    let locale = use_shared().locale;
    let state = use_capacity();
    let n_stages = Memo::new(move |_| {
        state.year.with(|year| year.as_ref().map_or(3, |year| year.conversions.len())).clamp(1, 6)
    });
    let head = move |k: usize| {
        let locale = locale.get();
        let write = Writer::new(locale);
        let name = state.team.with(|team| team.stages.get(k)?.name.clone());
        let name = name.unwrap_or_else(|| {
            td_string!(locale, capacity.stage_n, n = write.count(k as f64 + 1.0))
        });
        let share = state.year.with(|year| Some(year.as_ref().ok()?.conversions.get(k)?.get()));
        let share = share.map_or_else(String::new, |share| {
            td_string!(locale, capacity.stage_goes_on, share = write.percent(share))
        });
        format!("{name} · {share}")
    };
    let note = move || {
        let locale = locale.get();
        let source = if state.team.with(|team| team.stages.is_empty()) {
            td_string!(locale, capacity.shares_assumed)
        } else {
            td_string!(locale, capacity.shares_from_file)
        };
        td_string!(locale, capacity.inputs_lead_note, source = source)
    };
    let stages = move || {
        (0..n_stages.get())
            .zip(ParameterId::CALLS.into_iter().zip(ParameterId::VISITS))
            .map(|(k, (calls, visits))| {
                view! {
                    <h3>{move || head(k)}</h3>
                    <div class="fields">
                        <ParameterField parameter=calls />
                        <ParameterField parameter=visits />
                    </div>
                }
            })
            .collect_view()
    };
    view! {
        {stages}
        <p class="note">{note}</p>
    }
}
