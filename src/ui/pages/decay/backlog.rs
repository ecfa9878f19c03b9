//! What waiting costs right now: the present backlog, and the enquiries that come every day.

use leptos::prelude::*;

use super::sentence::Sentence;
use super::state::{DecayState, use_decay};
use super::wording::curves;
use super::write::Writer;
use crate::analysis::contact::samples::DAYS_PER_MONTH;
use crate::analysis::enquiry::{ResponseReport, WaitingEnquiry};
use crate::analysis::interval::Estimate;
use crate::job::decay::{backlog_day_eur, beside_eur, waiting_month_eur};
use crate::scenario::{ParameterId, Parameters};
use crate::ui::components::key_figures::{KeyFigure, KeyFigures};
use crate::ui::context::use_shared;
use crate::ui::i18n::{Locale, td_string};
use crate::ui::parameter_field::ParameterField;

/// The section; only shown where response times are measured.
#[component]
pub fn BacklogSection() -> impl IntoView {
    let locale = use_shared().locale;
    let state = use_decay();
    let has_report = Memo::new(move |_| state.of_responses(|_| Some(())).is_some());
    view! {
        <Show when=move || has_report.get()>
            <section class="section decay" id="backlog">
                <h2>{move || td_string!(locale.get(), decay.cost_title)}</h2>
                <div class="two">
                    <div>
                        <ParameterField parameter=ParameterId::AvgDeal />
                        <ParameterField parameter=ParameterId::Margin />
                    </div>
                    <div class="results">
                        <Costs />
                        <Sentence text=Signal::derive(move || backlog_sentence(locale.get(), state)) />
                        <Sentence text=Signal::derive(move || new_sentence(locale.get(), state)) />
                        <Sentence text=Signal::derive(move || curve_sentence(locale.get(), state)) />
                        <Waiting />
                    </div>
                </div>
            </section>
        </Show>
    }
}

/// A cost of waiting by some parameters.
type Cost = fn(&ResponseReport, &Parameters) -> Option<Estimate>;

/// A cost by the parameters of the shown scenario.
fn eur(state: DecayState, cost: Cost) -> Option<Estimate> {
    state.of_responses(|report| state.scenarios.parameters.with(|inputs| cost(report, inputs)))
}

/// Conversions as deals won.
fn deals(report: &ResponseReport, conversions: Option<Estimate>, factor: f64) -> Option<f64> {
    Some(conversions?.value? * report.win_given_target.value? * factor)
}

fn lost_by_backlog(report: &ResponseReport) -> Option<Estimate> {
    report.backlog.lost_per_day
}

fn lost_by_new(report: &ResponseReport) -> Option<Estimate> {
    report.new_enquiries.map(|cost| cost.lost_per_day)
}

fn eur_range(write: &Writer, estimate: &Estimate) -> String {
    let side = |side: Option<f64>| {
        side.map_or_else(|| td_string!(write.locale, app.missing).to_owned(), |eur| write.eur(eur))
    };
    td_string!(
        write.locale,
        app.interval,
        lower = side(estimate.lower),
        upper = side(estimate.upper)
    )
}

/// The two costs as key figures.
#[component]
fn Costs() -> impl IntoView {
    let locale = use_shared().locale;
    let state = use_decay();
    let note = move |cost: Cost, pick: fn(&ResponseReport) -> Option<Estimate>, factor: f64| {
        Signal::derive(move || {
            let write = Writer::new(locale.get());
            let Some(cost) = eur(state, cost) else {
                return td_string!(write.locale, decay.cost_none).to_owned();
            };
            let deals =
                state.of_responses(|report| deals(report, pick(report), factor)).unwrap_or(0.0);
            td_string!(
                write.locale,
                decay.cost_note_range,
                range = eur_range(&write, &cost),
                deals = write.formats.number(deals, 2)
            )
        })
    };
    let curve = move || {
        let locale = locale.get();
        state.of_responses(|report| Some(curves::chosen_name(locale, report))).unwrap_or("")
    };
    let value = move |cost: Cost| Signal::derive(move || eur(state, cost)?.value);
    let win = move || {
        let win = state.of_responses(|report| report.win_given_target.value).unwrap_or(1.0);
        Writer::new(locale.get()).percent(win, 0)
    };
    let answered = move || {
        let share =
            state.of_responses(|report| Some(report.new_enquiries?.share_answered)).unwrap_or(1.0);
        Writer::new(locale.get()).percent(share, 0)
    };
    let text = move |eur: f64| Writer::new(locale.get()).eur(eur);
    view! {
        <KeyFigures>
            <KeyFigure
                id="decay.backlog_day_eur"
                label=Signal::derive(move || td_string!(locale.get(), decay.cost_figure_backlog).to_owned())
                value=value(backlog_day_eur)
                text=text
                note=note(backlog_day_eur, lost_by_backlog, 1.0)
                meaning=Signal::derive(move || td_string!(locale.get(), decay.cost_meaning_backlog, curve = curve(), win = win()))
            />
            <KeyFigure
                id="decay.waiting_month_eur"
                label=Signal::derive(move || td_string!(locale.get(), decay.cost_figure_new).to_owned())
                value=value(waiting_month_eur)
                text=text
                note=note(waiting_month_eur, lost_by_new, DAYS_PER_MONTH)
                meaning=Signal::derive(move || {
                    td_string!(locale.get(), decay.cost_meaning_new, answered = answered(), curve = curve(), win = win())
                })
            />
        </KeyFigures>
    }
}

fn backlog_sentence(locale: Locale, state: DecayState) -> String {
    let write = Writer::new(locale);
    let Some((n, longest)) =
        state.of_responses(|report| Some((report.backlog.n, report.backlog.longest_hours)))
    else {
        return String::new();
    };
    let Some(longest) = longest.map(|hours| write.wait(hours)) else {
        return td_string!(locale, decay.cost_backlog_none).to_owned();
    };
    let n = write.count(n);
    if let Some(cost) = eur(state, backlog_day_eur) {
        td_string!(
            locale,
            decay.cost_backlog,
            n = n,
            longest = longest,
            eur = write.eur(cost.value.unwrap_or(0.0)),
            range = eur_range(&write, &cost)
        )
    } else {
        td_string!(locale, decay.cost_backlog_plain, n = n, longest = longest)
    }
}

fn new_sentence(locale: Locale, state: DecayState) -> String {
    let write = Writer::new(locale);
    let known =
        state.of_responses(|report| Some((report.new_enquiries?, report.config.target_hours)));
    let Some((cost, target)) = known else { return String::new() };
    let per_month = eur(state, waiting_month_eur).and_then(|eur| eur.value);
    td_string!(
        locale,
        decay.cost_new,
        per_day = write.formats.number(cost.enquiries_per_day, 1),
        target = write.wait(target),
        conversions = write.formats.number(cost.lost_per_day.value.unwrap_or(0.0), 2),
        range = write.numbers(&cost.lost_per_day, 2),
        eur = write.eur(per_month.unwrap_or(0.0))
    )
}

fn curve_sentence(locale: Locale, state: DecayState) -> String {
    let sentence = state.of_responses(|report| {
        let beside = state.scenarios.parameters.with(|parameters| beside_eur(report, parameters));
        Some(curves::priced_by(locale, report, beside))
    });
    sentence.unwrap_or_default()
}

/// The enquiries that wait, freshest first.
#[component]
fn Waiting() -> impl IntoView {
    let locale = use_shared().locale;
    let state = use_decay();
    let has_any = Memo::new(move |_| {
        state.of_responses(|report| Some(report.backlog.n > 0)).unwrap_or(false)
    });
    let rows = move || {
        let write = Writer::new(locale.get());
        state.of_responses(|report| {
            Some(report.backlog.freshest.iter().map(|waiting| row(&write, waiting)).collect_view())
        })
    };
    let title = move || td_string!(locale.get(), decay.waiting_title);
    view! {
        <Show when=move || has_any.get()>
            <h3>{title}</h3>
            <p class="sentence note">{move || td_string!(locale.get(), decay.waiting_note)}</p>
            <div class="table" tabindex="0" role="group" aria-label=title>
                <table>
                    <thead>
                        <tr>
                            <th scope="col">{move || td_string!(locale.get(), decay.col_enquiry)}</th>
                            <th scope="col" class="text">{move || td_string!(locale.get(), decay.col_owner)}</th>
                            <th scope="col">{move || td_string!(locale.get(), decay.col_asked)}</th>
                            <th scope="col">{move || td_string!(locale.get(), decay.col_waited)}</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </Show>
    }
}

fn row(write: &Writer, waiting: &WaitingEnquiry) -> impl IntoView + use<> {
    let missing = || td_string!(write.locale, app.missing).to_owned();
    let unnamed =
        || td_string!(write.locale, decay.unnamed, n = write.count(u64::from(waiting.row) + 1));
    view! {
        <tr>
            <th scope="row">{waiting.name.clone().unwrap_or_else(unnamed)}</th>
            <td class="text">{waiting.owner.clone().unwrap_or_else(missing)}</td>
            <td>{write.formats.day(waiting.asked)}</td>
            <td>{write.wait(waiting.wait_hours)}</td>
        </tr>
    }
}
