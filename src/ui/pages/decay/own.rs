//! The user's own contacts: what became of them, how fast they go bad, how long they last.

use leptos::prelude::*;

use super::fates::Fates;
use super::figure_line::FigureLine;
use super::group::GroupChart;
use super::pins::Pins;
use super::sentence::{Failure, Sentence};
use super::state::use_decay;
use super::survival::SurvivalChart;
use super::wording;
use super::write::Writer;
use crate::analysis::contact::RateReport;
use crate::job::pin;
use crate::ui::components::chart_frame::ChartFrame;
use crate::ui::components::notice::{Gravity, Notice};
use crate::ui::context::use_shared;
use crate::ui::i18n::td_string;

/// The section; only shown with open files.
#[component]
pub fn OwnSection() -> impl IntoView {
    let locale = use_shared().locale;
    let state = use_decay();
    let has_report = Memo::new(move |_| state.of_contacts(|_| Some(())).is_some());
    let has_rate = Memo::new(move |_| {
        state.of_contacts(|report| report.rate.as_ref().ok().map(|_| ())).is_some()
    });
    let is_answered = move || state.contacts.with(|contacts| contacts.report.is_some());
    let why = move || {
        state
            .of_contacts(|report| report.rate.as_ref().err().copied())
            .map(|why| wording::contact::no_rate(locale.get(), why))
    };
    view! {
        <section class="section decay" id="own-contacts">
            <h2>{move || td_string!(locale.get(), decay.own_title)}</h2>
            <Failure error=Signal::derive(move || state.contacts.with(|contacts| contacts.error.clone())) />
            <Show when=move || is_answered() && !has_report.get()>
                <Notice gravity=Gravity::Note>{move || td_string!(locale.get(), decay.own_none)}</Notice>
            </Show>
            {move || why().map(|why| view! { <Notice gravity=Gravity::Note>{why}</Notice> })}
            <Show when=move || has_rate.get()>
                <BounceChart />
                <NextChart />
                <SurvivalChart />
                <GroupChart />
            </Show>
            <Show when=move || has_report.get()>
                <Fates />
            </Show>
        </section>
    }
}

/// Bounces by age, with the rate in words.
#[component]
fn BounceChart() -> impl IntoView {
    let locale = use_shared().locale;
    let state = use_decay();
    let of_rate = move |words: fn(crate::ui::i18n::Locale, &RateReport) -> String| {
        Signal::derive(move || {
            state
                .of_contacts(|report| Some(words(locale.get(), report.rate.as_ref().ok()?)))
                .unwrap_or_default()
        })
    };
    let details = Signal::derive(move || {
        state
            .of_contacts(|report| {
                Some(wording::contact::rate_details(
                    locale.get(),
                    report,
                    report.rate.as_ref().ok()?,
                ))
            })
            .unwrap_or_default()
    });
    let planted = move || {
        let monthly = state.of_contacts(|report| Some(report.rate.as_ref().ok()?.fit.monthly));
        monthly
            .filter(|_| state.is_demo.get())
            .map_or_else(String::new, |monthly| wording::planted::decay(locale.get(), &monthly))
    };
    let pins = move || {
        state.of_contacts(|report| Some(pin::measured_contacts(report))).unwrap_or_default()
    };
    view! {
        <Sentence text=of_rate(wording::contact::rate_sentence) />
        <Sentence text=Signal::derive(planted) is_note=true />
        <Pins values=Memo::new(move |_| pins()) />
        <ChartFrame
            name="bounces-by-age"
            title=Signal::derive(move || td_string!(locale.get(), decay.bounce_title).to_owned())
            subtitle=Signal::derive(move || td_string!(locale.get(), decay.bounce_subtitle).to_owned())
            spec=move |width_px| {
                state.of_contacts(|report| {
                    wording::contact::bounce_chart(locale.get(), report.rate.as_ref().ok()?, width_px)
                })
            }
            is_stale=Signal::derive(move || state.contacts.is_stale.get())
        />
        <Sentence text=details is_note=true />
        <Sentence text=of_rate(wording::contact::basis) is_note=true />
    }
}

/// What the next mailing will bounce.
#[component]
fn NextChart() -> impl IntoView {
    let locale = use_shared().locale;
    let state = use_decay();
    let note = move || {
        state
            .of_contacts(|report| {
                Some(wording::contact::next_note(locale.get(), report.next_mailing.as_ref()?))
            })
            .unwrap_or_default()
    };
    let subtitle = move || {
        let write = Writer::new(locale.get());
        state
            .of_contacts(|report| Some((report.next_mailing.as_ref()?.n, report.as_of)))
            .map(|(n, as_of)| {
                td_string!(
                    write.locale,
                    decay.next_subtitle,
                    n = write.count(n),
                    day = write.formats.day(as_of)
                )
            })
            .unwrap_or_default()
    };
    let has_next = Memo::new(move |_| {
        state.of_contacts(|report| report.next_mailing.as_ref().map(|_| ())).is_some()
    });
    view! {
        <Show when=move || has_next.get()>
            <ChartFrame
                name="next-mailing"
                title=Signal::derive(move || td_string!(locale.get(), decay.next_title).to_owned())
                subtitle=Signal::derive(subtitle)
                spec=move |width_px| {
                    state.of_contacts(|report| {
                        wording::contact::next_chart(locale.get(), report.next_mailing.as_ref()?, width_px)
                    })
                }
                is_stale=Signal::derive(move || state.contacts.is_stale.get())
            />
            <FigureLine
                id="contacts.next_mailing_share"
                label=Signal::derive(move || td_string!(locale.get(), decay.bounce_next).to_owned())
                value=Signal::derive(move || state.of_contacts(|report| report.next_mailing.as_ref()?.share.value))
                text=move |share| Writer::new(locale.get()).percent(share, 1)
                note=Signal::derive(note)
                meaning=Signal::derive(move || td_string!(locale.get(), decay.own_next_meaning).to_owned())
            />
        </Show>
    }
}
