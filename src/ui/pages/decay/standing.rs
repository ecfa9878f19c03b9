//! The four key figures: each of the user's own contacts where it can be measured, of the model else; and the wait.

use leptos::prelude::*;

use super::state::{DecayState, use_decay};
use super::wording;
use super::write::Writer;
use crate::analysis::interval::Estimate;
use crate::job::list_plan::REFERENCE_MONTHLY_RATE;
use crate::scenario::{ParameterId, Provenance};
use crate::ui::components::key_figures::{KeyFigure, KeyFigures};
use crate::ui::context::use_shared;
use crate::ui::i18n::td_string;

/// The key figures.
#[component]
pub fn Standing() -> impl IntoView {
    let state = use_decay();
    let has_share =
        Memo::new(move |_| state.of_contacts(|report| report.bounced_share.value).is_some());
    let has_rate = Memo::new(move |_| own_rate(state).is_some());
    view! {
        <KeyFigures>
            <Show when=move || has_share.get() fallback=|| view! { <Annual /> }>
                <BadShare />
            </Show>
            <Show when=move || has_rate.get() fallback=|| view! { <AssumedRate /> }>
                <OwnRate />
            </Show>
            <HalfLife is_own=has_rate />
            <Show when=move || state.has_data.get() fallback=|| view! { <Nothing /> }>
                <Wait />
            </Show>
        </KeyFigures>
    }
}

/// Share of the own contacts gone bad.
#[component]
fn BadShare() -> impl IntoView {
    let locale = use_shared().locale;
    let state = use_decay();
    let note = move || {
        let write = Writer::new(locale.get());
        let counts = state.of_contacts(|report| Some((report.n_bounced()?, report.n_contacts)));
        counts.map_or_else(String::new, |(bad, n)| {
            td_string!(
                write.locale,
                decay.bad_share_note,
                bad = write.count(bad),
                n = write.count(n)
            )
        })
    };
    view! {
        <KeyFigure
            id="contacts.bounced_share"
            label=Signal::derive(move || td_string!(locale.get(), decay.bad_share).to_owned())
            value=Signal::derive(move || state.of_contacts(|report| report.bounced_share.value))
            text=move |share| Writer::new(locale.get()).percent(share, 1)
            note=Signal::derive(note)
            meaning=Signal::derive(move || td_string!(locale.get(), decay.bad_share_meaning).to_owned())
        />
    }
}

fn own_rate(state: DecayState) -> Option<Estimate> {
    state.of_contacts(|report| Some(report.rate.as_ref().ok()?.fit.monthly))
}

/// The measured rate.
#[component]
fn OwnRate() -> impl IntoView {
    let locale = use_shared().locale;
    let state = use_decay();
    let note = move || {
        let write = Writer::new(locale.get());
        own_rate(state).filter(|rate| rate.value.is_some()).map_or_else(
            || td_string!(write.locale, decay.wait_missing).to_owned(),
            |rate| {
                td_string!(
                    write.locale,
                    decay.rate_own_note,
                    range = write.percents(&rate, 2),
                    n = write.count(rate.n),
                    reference = write.percent(REFERENCE_MONTHLY_RATE, 1)
                )
            },
        )
    };
    view! {
        <KeyFigure
            id="contacts.monthly_rate"
            label=Signal::derive(move || td_string!(locale.get(), decay.rate).to_owned())
            value=Signal::derive(move || own_rate(state)?.value)
            text=move |share| Writer::new(locale.get()).percent(share, 2)
            note=Signal::derive(note)
            meaning=Signal::derive(move || td_string!(locale.get(), decay.rate_own_meaning).to_owned())
        />
    }
}

/// The assumed rate.
#[component]
fn AssumedRate() -> impl IntoView {
    let locale = use_shared().locale;
    let state = use_decay();
    let rate = state.scenarios.value(ParameterId::ContactDecay);
    let note = move || {
        let provenance = rate.get().provenance;
        match provenance {
            Provenance::User => td_string!(locale.get(), decay.rate_entered_note).to_owned(),
            Provenance::Measured { n, .. } => {
                let n = Writer::new(locale.get()).count(n);
                td_string!(locale.get(), decay.rate_kept_note, n = n)
            }
            Provenance::Assumed | Provenance::Literature(_) => {
                td_string!(locale.get(), decay.rate_literature_note).to_owned()
            }
        }
    };
    view! {
        <KeyFigure
            id="decay.monthly_rate"
            label=Signal::derive(move || td_string!(locale.get(), decay.rate).to_owned())
            value=Signal::derive(move || state.plan.get().map(|plan| plan.decay.share()))
            text=move |share| Writer::new(locale.get()).percent(share, 1)
            note=Signal::derive(note)
            meaning=Signal::derive(move || td_string!(locale.get(), decay.rate_model_meaning).to_owned())
        />
    }
}

/// Loss within a year, compounded; what adding up would say beside it.
#[component]
fn Annual() -> impl IntoView {
    let locale = use_shared().locale;
    let state = use_decay();
    let note = move || {
        let write = Writer::new(locale.get());
        state.plan.get().map_or_else(String::new, |plan| {
            td_string!(
                write.locale,
                decay.annual_note,
                rate = write.percent(plan.decay.share(), 1),
                linear = write.percent(plan.decay.annual_linear(), 1)
            )
        })
    };
    view! {
        <KeyFigure
            id="decay.annual_rate"
            label=Signal::derive(move || td_string!(locale.get(), decay.annual).to_owned())
            value=Signal::derive(move || state.plan.get().map(|plan| plan.decay.annual()))
            text=move |share| Writer::new(locale.get()).percent(share, 1)
            note=Signal::derive(note)
            meaning=Signal::derive(move || td_string!(locale.get(), decay.annual_meaning).to_owned())
        />
    }
}

/// Time in which half is gone: measured where contacts are open, of the model else.
#[component]
fn HalfLife(is_own: Memo<bool>) -> impl IntoView {
    let locale = use_shared().locale;
    let state = use_decay();
    let own =
        move || state.of_contacts(|report| Some(report.rate.as_ref().ok()?.fit.half_life_months));
    let text = move |months| Writer::new(locale.get()).formats.number(months, 1);
    let unit = Signal::derive(move || td_string!(locale.get(), decay.half_life_unit).to_owned());
    let meaning =
        Signal::derive(move || td_string!(locale.get(), decay.half_life_meaning).to_owned());
    let label = Signal::derive(move || td_string!(locale.get(), decay.half_life).to_owned());
    let own_note = Signal::derive(move || {
        let write = Writer::new(locale.get());
        own().filter(|half| half.value.is_some()).map_or_else(
            || td_string!(write.locale, decay.wait_missing).to_owned(),
            |half| {
                td_string!(write.locale, decay.half_life_own_note, range = write.numbers(&half, 1))
            },
        )
    });
    let model = move || state.plan.get()?.decay.half_life_months();
    let model_note =
        Signal::derive(move || td_string!(locale.get(), decay.half_life_note).to_owned());
    view! {
        <Show
            when=move || is_own.get()
            fallback=move || view! {
                <KeyFigure id="decay.half_life_months" label=label value=Signal::derive(model) text=text unit=unit note=model_note meaning=meaning />
            }
        >
            <KeyFigure
                id="contacts.half_life_months"
                label=label
                value=Signal::derive(move || own()?.value)
                text=text
                unit=unit
                note=own_note
                meaning=meaning
            />
        </Show>
    }
}

/// What doing nothing costs.
#[component]
fn Nothing() -> impl IntoView {
    let locale = use_shared().locale;
    let state = use_decay();
    view! {
        <KeyFigure
            id="decay.nothing_month"
            label=Signal::derive(move || td_string!(locale.get(), decay.nothing).to_owned())
            value=Signal::derive(move || Some(state.plan.get()?.cost().replacement_cost_month_eur))
            text=move |eur| {
                let write = Writer::new(locale.get());
                td_string!(write.locale, decay.nothing_value, eur = write.eur(eur))
            }
            note=Signal::derive(move || wording::care::nothing_note(locale.get(), state.plan.get().as_ref()))
            meaning=Signal::derive(move || wording::care::nothing_meaning(locale.get(), state.plan.get().as_ref()))
        />
    }
}

/// Median time until the first answer.
#[component]
fn Wait() -> impl IntoView {
    let locale = use_shared().locale;
    let state = use_decay();
    let note = move || {
        let write = Writer::new(locale.get());
        let known = state.of_responses(|report| {
            Some((report.answered_in_time.value?, report.config.target_hours))
        });
        let is_busy = state
            .responses
            .with(|responses| responses.report.is_none() && responses.error.is_none());
        if is_busy {
            return td_string!(write.locale, decay.wait_busy).to_owned();
        }
        known.map_or_else(
            || td_string!(write.locale, decay.wait_missing).to_owned(),
            |(share, target)| {
                td_string!(
                    write.locale,
                    decay.wait_note,
                    share = write.percent(share, 0),
                    target = write.wait(target)
                )
            },
        )
    };
    let meaning = move || {
        let write = Writer::new(locale.get());
        let n = state.of_responses(|report| Some(report.counts.n)).unwrap_or(0);
        td_string!(write.locale, decay.wait_meaning, n = write.count(n))
    };
    view! {
        <KeyFigure
            id="response.median_wait_hours"
            label=Signal::derive(move || td_string!(locale.get(), decay.wait).to_owned())
            value=Signal::derive(move || state.of_responses(|report| report.median_wait_hours.value))
            text=move |hours| Writer::new(locale.get()).wait(hours)
            note=Signal::derive(note)
            meaning=Signal::derive(meaning)
        />
    }
}
