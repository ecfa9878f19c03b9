//! Filter loss: whom an invitation by filter finds and whom it probably misses.

use leptos::prelude::*;

use super::detail::shares;
use super::state::use_debt;
use crate::job::debt::FilterField;
use crate::job::debt_filter::{FilterAnswer, FilterQuestion};
use crate::ui::components::choice::Choice;
use crate::ui::components::data_table::DataTable;
use crate::ui::components::figure::Figure;
use crate::ui::context::{use_report, use_shared};
use crate::ui::i18n::td_string;
use crate::ui::pages::quota::write::Writer;
use crate::ui::text::emphasis::emphasised;

/// The section.
#[component]
pub fn FilterSection() -> impl IntoView {
    let locale = use_shared().locale;
    let state = use_debt();
    let fields = Memo::new(move |_| {
        state.ledger.answer.with(|answer| {
            answer.report.as_ref().map(|report| report.fields.clone()).unwrap_or_default()
        })
    });
    let chosen = RwSignal::new(0_usize);
    let typed = RwSignal::new(None::<String>);
    let is_prefix = RwSignal::new(true);
    let field = move || fields.with(|fields| fields.get(chosen.get()).cloned());
    let value = move || {
        let example = || field().map(|field| field.example).unwrap_or_default();
        typed.get().unwrap_or_else(example)
    };
    let answer = use_report(move || {
        let field = field()?;
        let value = value();
        let is_prefix = is_prefix.get();
        (!value.trim().is_empty()).then_some(FilterQuestion {
            of: field.of,
            header: field.header,
            value,
            is_prefix,
        })
    });
    let report = Memo::new(move |_| answer.with(|answer| answer.report.clone()));
    let sentence = move || {
        report.with(|report| {
            let report = report.as_ref()?;
            Some(sentence(&Writer::new(locale.get()), report, &value()))
        })
    };
    let figure = move |pick: fn(&FilterAnswer) -> Option<f64>| {
        Signal::derive(move || report.with(|report| pick(report.as_ref()?)))
    };
    let options = move || {
        let named = |(at, field): (usize, &FilterField)| {
            view! { <option value=at.to_string() prop:selected=move || chosen.get() == at>{field.header.clone()}</option> }
        };
        fields.with(|fields| fields.iter().enumerate().map(named).collect_view())
    };
    let table = Signal::derive(move || {
        report.with(|report| {
            let groups = report.as_ref().map(|report| {
                let one = if report.owners.is_empty() { &report.sources } else { &report.owners };
                one.clone()
            });
            let name = td_string!(locale.get(), debt.filter_empty_by);
            shares(locale.get(), name, &groups.unwrap_or_default())
        })
    });
    let count = Callback::new(move |n: f64| Writer::new(locale.get()).count(n.round()));
    view! {
        <section class="section" aria-labelledby="filter-title">
            <h2 id="filter-title">{move || td_string!(locale.get(), debt.filter_title)}</h2>
            <div class="filter">
                <label>
                    <span>{move || td_string!(locale.get(), debt.filter_field)}</span>
                    <select on:change=move |event| {
                        typed.set(None);
                        chosen.set(event_target_value(&event).parse().unwrap_or(0));
                    }>{options}</select>
                </label>
                <Choice
                    legend=Signal::derive(move || td_string!(locale.get(), debt.filter_how).to_owned())
                    options=Signal::derive(move || vec![
                        (true, td_string!(locale.get(), debt.filter_prefix).to_owned()),
                        (false, td_string!(locale.get(), debt.filter_is).to_owned()),
                    ])
                    value=is_prefix
                    on_change=Callback::new(move |prefix| is_prefix.set(prefix))
                />
                <label>
                    <span>{move || td_string!(locale.get(), debt.filter_value)}</span>
                    <input type="text" autocomplete="off" prop:value=value
                        on:change=move |event| typed.set(Some(event_target_value(&event))) />
                </label>
            </div>
            <p class="answer" aria-live="polite">{move || sentence().map(|sentence| emphasised(&sentence))}</p>
            <p class="visually-hidden">
                <Figure id="debt.filter.found" value=figure(|report| Some(report.recall.n_matched as f64)) text=count />
                <Figure id="debt.filter.missed" value=figure(|report| report.recall.missed.value) text=count />
            </p>
            <DataTable table=table caption=Signal::derive(move || td_string!(locale.get(), debt.filter_empty_by).to_owned()) />
            <p class="note">{move || td_string!(locale.get(), debt.filter_note)}</p>
        </section>
    }
}

fn sentence(write: &Writer, report: &FilterAnswer, value: &str) -> String {
    let recall = &report.recall;
    let Some(share) = recall.recall else {
        return td_string!(write.locale, debt.filter_none, value = value);
    };
    let n = |value: Option<f64>| write.count(value.unwrap_or(0.0).round());
    td_string!(
        write.locale,
        debt.filter_answer,
        value = value,
        found = write.count(recall.n_matched as f64),
        missed = n(recall.missed.value),
        lower = n(recall.missed.lower),
        upper = n(recall.missed.upper),
        empty = write.count(recall.n_empty as f64),
        recall = write.percent(share)
    )
}
