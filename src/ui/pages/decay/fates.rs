//! What became of the contacts: bounces, marks, departures and unsubscribes told apart.

use leptos::prelude::*;

use super::sentence::Sentence;
use super::state::use_decay;
use super::wording;
use super::write::Writer;
use crate::analysis::contact::{ContactDecayReport, Fate, NoRate};
use crate::ui::components::figure::Figure;
use crate::ui::context::use_shared;
use crate::ui::i18n::{Locale, td_string};

/// What became of the contacts, with the figures of the contract.
#[component]
pub fn Fates() -> impl IntoView {
    let locale = use_shared().locale;
    let state = use_decay();
    let count = move |n: f64| Writer::new(locale.get()).count(n as u64);
    let share = move |share: f64| Writer::new(locale.get()).percent(share, 1);
    let rows = move || state.of_contacts(|report| Some(fate_rows(locale.get(), report)));
    let of = move |pick: fn(&ContactDecayReport) -> Option<f64>| {
        Signal::derive(move || state.of_contacts(pick))
    };
    let note = move || {
        state
            .of_contacts(|report| Some(wording::contact::counts(locale.get(), report)))
            .unwrap_or_default()
    };
    view! {
        <h3>{move || td_string!(locale.get(), decay.fates_title)}</h3>
        <div class="table" tabindex="0" role="group" aria-label=move || td_string!(locale.get(), decay.fates_title)>
            <table class="narrow">
                <thead>
                    <tr>
                        <th scope="col">{move || td_string!(locale.get(), decay.fate)}</th>
                        <th scope="col">{move || td_string!(locale.get(), decay.fate_n)}</th>
                        <th scope="col">{move || td_string!(locale.get(), decay.fate_share)}</th>
                    </tr>
                </thead>
                <tbody>
                    {rows}
                    <tr class="total">
                        <th scope="row">{move || td_string!(locale.get(), decay.fate_bad)}</th>
                        <td><Figure id="contacts.bounced" value=of(|report| report.n_bounced().map(|n| n as f64)) text=count /></td>
                        <td><Figure id="contacts.bounced_share" value=of(|report| report.bounced_share.value) text=share /></td>
                    </tr>
                    <tr>
                        <th scope="row">{move || td_string!(locale.get(), decay.fate_all)}</th>
                        <td><Figure id="contacts.count" value=of(|report| Some(report.n_contacts as f64)) text=count /></td>
                        <td></td>
                    </tr>
                </tbody>
            </table>
        </div>
        <Sentence text=Signal::derive(note) is_note=true />
    }
}

fn fate_rows(locale: Locale, report: &ContactDecayReport) -> impl IntoView + use<> {
    let write = Writer::new(locale);
    let all = report.n_contacts.max(1) as f64;
    // Without any result nobody can be said to have been written to or not.
    let name = |fate: Fate| match fate {
        Fate::Unknown if report.rate == Err(NoRate::NoResult) => {
            td_string!(locale, decay.fate_no_result)
        }
        fate => wording::contact::fate(locale, fate),
    };
    report
        .fates
        .iter()
        .map(|counted| {
            view! {
                <tr>
                    <th scope="row">{name(counted.fate)}</th>
                    <td>{write.count(counted.n)}</td>
                    <td>{write.percent(counted.n as f64 / all, 1)}</td>
                </tr>
            }
        })
        .collect_view()
}
