//! The four key figures of the selected deals.

use leptos::prelude::*;

use super::pin::PinButton;
use super::state::use_funnel;
use super::wording;
use crate::analysis::deal_summary::DealSummary;
use crate::job::funnel::FunnelAnswer;
use crate::job::funnel::records::RecordSet;
use crate::job::pin;
use crate::model::{Currency, Outcome};
use crate::scenario::{ParameterId, Value};
use crate::ui::components::key_figures::{KeyFigure, KeyFigures};
use crate::ui::context::{Remote, formats, use_shared};
use crate::ui::i18n::td_string;

/// The figures.
#[component]
pub fn Standing(answer: Remote<FunnelAnswer>) -> impl IntoView {
    let locale = use_shared().locale;
    let state = use_funnel();
    let summary = Memo::new(move |_| {
        answer.with(|answer| answer.report.as_ref().map(|report| report.summary.clone()))
    });
    let value = move |pick: fn(&DealSummary) -> Option<f64>| {
        Signal::derive(move || summary.with(|summary| summary.as_ref().and_then(pick)))
    };
    let note = move |write: fn(crate::ui::i18n::Locale, &DealSummary) -> String| {
        Signal::derive(move || {
            summary.with(|summary| {
                summary.as_ref().map(|s| write(locale.get(), s)).unwrap_or_default()
            })
        })
    };
    let pinned = move |id: ParameterId| {
        Signal::derive(move || -> Option<Value> {
            let values = summary.with(|summary| summary.as_ref().map(pin::measured))?;
            values.into_iter().find_map(|(known, value)| (known == id).then_some(value))
        })
    };
    let currency = move || {
        summary.with(|summary| summary.as_ref().and_then(|s| s.currency)).unwrap_or(Currency::EUR)
    };
    let show_open = move |_| {
        let title = td_string!(locale.get_untracked(), funnel.records_open).to_owned();
        state.show(RecordSet::Outcome(Outcome::Open), title);
    };
    view! {
        <KeyFigures>
            <KeyFigure
                id="deals.win_rate"
                label=Signal::derive(move || td_string!(locale.get(), funnel.win_rate).to_owned())
                value=value(|summary| summary.win_rate.value)
                text=move |share| formats(locale.get()).percent(share, 1)
                note=note(wording::win_rate_note)
                meaning=Signal::derive(move || td_string!(locale.get(), funnel.win_rate_meaning).to_owned())
            >
                <PinButton parameter=ParameterId::CloseRate value=pinned(ParameterId::CloseRate) />
            </KeyFigure>
            <KeyFigure
                id="deals.avg_won_amount"
                label=Signal::derive(move || td_string!(locale.get(), funnel.avg_won).to_owned())
                value=value(|summary| summary.avg_won_amount.value)
                text=move |amount| formats(locale.get()).money(amount, currency(), 0)
                note=note(wording::avg_won_note)
                meaning=Signal::derive(move || td_string!(locale.get(), funnel.avg_won_meaning).to_owned())
            >
                <PinButton parameter=ParameterId::AvgDeal value=pinned(ParameterId::AvgDeal) />
            </KeyFigure>
            <KeyFigure
                id="deals.median_days_won"
                label=Signal::derive(move || td_string!(locale.get(), funnel.days).to_owned())
                value=value(|summary| summary.median_days_won.days)
                text=move |days| td_string!(locale.get(), funnel.days_value, days = formats(locale.get()).number(days, 0))
                note=note(wording::days_note)
                meaning=Signal::derive(move || td_string!(locale.get(), funnel.days_meaning).to_owned())
            />
            <KeyFigure
                id="deals.open"
                label=Signal::derive(move || td_string!(locale.get(), funnel.open).to_owned())
                value=value(|summary| Some(summary.n_open as f64))
                text=move |count| formats(locale.get()).number(count, 0)
                note=note(wording::open_note)
                meaning=Signal::derive(move || td_string!(locale.get(), funnel.open_meaning).to_owned())
            >
                <button class="link pin" on:click=show_open>{move || td_string!(locale.get(), funnel.show_records)}</button>
            </KeyFigure>
        </KeyFigures>
    }
}
