//! The table: what the scenarios assume and what they come to, each against the one they are compared with.

use leptos::prelude::*;

use super::state::{Column, use_compare};
use super::wording::{
    outcome_change, outcome_name, outcome_text, parameter_change, part_name, part_text,
};
use crate::job::compare::{Outcome, change, differing, differing_parts, outcomes};
use crate::scenario::{ParameterId, Parameters};
use crate::ui::components::figure::Figure;
use crate::ui::context::use_shared;
use crate::ui::i18n::{Locale, td_string};
use crate::ui::pages::quota::write::Writer;
use crate::ui::text::parameter::parameter_name;

/// The table.
#[component]
pub fn ComparisonTable() -> impl IntoView {
    let locale = use_shared().locale;
    let state = use_compare();
    let columns = Memo::new(move |_| state.reference_first());
    let heads = move || {
        columns.with(|columns| {
            columns
                .iter()
                .map(|column| view! { <th scope="col">{column.name.clone()}</th> })
                .collect_view()
        })
    };
    let assumed = move || columns.with(|columns| assumptions(locale.get(), columns));
    let results = move || columns.with(|columns| results(locale.get(), columns));
    let group = move |text: &'static str| {
        let n_columns = columns.with(Vec::len) + 1;
        view! { <tr class="group"><th scope="rowgroup" colspan=n_columns>{text}</th></tr> }
    };
    view! {
        <div class="table sticky-names" tabindex="0" role="group" aria-label=move || td_string!(locale.get(), compare.table)>
            <table>
                <caption class="visually-hidden">{move || td_string!(locale.get(), compare.table)}</caption>
                <thead><tr><td></td>{heads}</tr></thead>
                <tbody>
                    {move || group(td_string!(locale.get(), compare.group_assumed))}
                    {assumed}
                </tbody>
                <tbody>
                    {move || group(td_string!(locale.get(), compare.group_results))}
                    {results}
                </tbody>
            </table>
        </div>
        <p class="note">{move || td_string!(locale.get(), compare.table_note)}</p>
    }
}

/// A row per parameter and per part of the capacity plan that differs anywhere.
fn assumptions(locale: Locale, columns: &[Column]) -> impl IntoView + use<> {
    let write = Writer::new(locale);
    let (reference, others) = split(columns);
    let ids = reference.map(|reference| differing(reference, &others)).unwrap_or_default();
    let parts = reference.map(|reference| differing_parts(reference, &others)).unwrap_or_default();
    if ids.is_empty() && parts.is_empty() {
        let n_columns = columns.len() + 1;
        let none = td_string!(locale, compare.no_difference);
        return view! { <tr><td colspan=n_columns>{none}</td></tr> }.into_any();
    }
    let of_plan = parts.into_iter().map(|part| {
        let cells = columns.iter().map(|column| {
            let parameters = column.parameters();
            let differs =
                |reference: &Parameters| differing_parts(reference, &[parameters]).contains(&part);
            let changed = reference.is_some_and(differs);
            view! { <td class:changed=changed>{part_text(&write, part, parameters)}</td> }
        });
        view! { <tr><th scope="row">{part_name(locale, part)}</th>{cells.collect_view()}</tr> }
    });
    let of_plan = of_plan.collect_view();
    let rows = ids
        .into_iter()
        .map(|id| {
            let cells = columns.iter().enumerate().map(|(at, column)| {
                let number = column.parameters().number(id);
                let change = reference.and_then(|reference| change(reference.number(id), number));
                let change = change.filter(|_| at > 0);
                let note = change.map(|change| parameter_change(&write, id, change));
                let text = if id == ParameterId::Seed {
                    format!("{number:.0}")
                } else {
                    write.value(id, number)
                };
                view! { <td class:changed=change.is_some()>{text} {note.map(small)}</td> }
            });
            view! { <tr><th scope="row">{parameter_name(locale, id)}</th>{cells.collect_view()}</tr> }
        })
        .collect_view();
    view! { {rows} {of_plan} }.into_any()
}

/// A row per outcome.
fn results(locale: Locale, columns: &[Column]) -> impl IntoView + use<> {
    let write = Writer::new(locale);
    let all: Vec<_> =
        columns.iter().map(|column| outcomes(&column.coupled).unwrap_or_default()).collect();
    let rows = Outcome::ALL.into_iter().enumerate().map(|(row, outcome)| {
        let numbers: Vec<Option<f64>> =
            all.iter().map(|outcomes| outcomes.get(row).and_then(|(_, number)| *number)).collect();
        let reference = numbers.first().copied().flatten();
        let cells = numbers.into_iter().enumerate().map(|(at, number)| {
            let change = reference.zip(number).and_then(|(from, to)| change(from, to));
            let change = change.filter(|_| at > 0);
            let note = change.map(|change| outcome_change(&write, outcome, change));
            let id = format!("compare.{at}.{}", outcome.key());
            let text = {
                let write = write.clone();
                move |number| outcome_text(&write, outcome, number)
            };
            // The texts are made anew with the row, so the language follows.
            let text = StoredValue::new_local(text);
            let text = Callback::new(move |number| text.with_value(|text| text(number)));
            view! {
                <td class:changed=change.is_some()>
                    <Figure id=id value=number text=text /> {note.map(small)}
                </td>
            }
        });
        let cells = cells.collect_view();
        view! { <tr><th scope="row">{outcome_name(locale, outcome)}</th>{cells}</tr> }
    });
    rows.collect_view()
}

/// The values of what is compared with, and those of the others.
fn split(columns: &[Column]) -> (Option<&Parameters>, Vec<&Parameters>) {
    let mut all = columns.iter().map(Column::parameters);
    (all.next(), all.collect())
}

fn small(text: String) -> impl IntoView {
    view! { <small>{text}</small> }
}
