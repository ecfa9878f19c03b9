//! The ledger: a line a rule, switched on and off, with count, share and records.

use leptos::prelude::*;

use super::adjust::Adjust;
use super::counting::Counting;
use super::detail::Detail;
use super::state::use_debt;
use super::wording::{reason, rule_meaning, rule_name};
use crate::analysis::debt_ledger::{LedgerConfig, LineReport, Rule};
use crate::model::RecordKind;
use crate::ui::components::explain::Explain;
use crate::ui::components::figure::Figure;
use crate::ui::context::use_shared;
use crate::ui::i18n::td_string;
use crate::ui::pages::quota::write::Writer;

/// The section.
#[component]
pub fn LedgerSection() -> impl IntoView {
    let locale = use_shared().locale;
    view! {
        <section class="section" aria-labelledby="ledger-title">
            <h2 id="ledger-title">{move || td_string!(locale.get(), debt.ledger_title)}</h2>
            <Lines of=RecordKind::Contact />
            <Lines of=RecordKind::Deal />
            <p class="table-note">{move || td_string!(locale.get(), debt.ledger_note)}</p>
            <Adjust />
            <Counting />
            <Detail />
        </section>
    }
}

/// The lines of a kind of record; those that found nothing are folded away.
#[component]
fn Lines(of: RecordKind) -> impl IntoView {
    let locale = use_shared().locale;
    let state = use_debt();
    let lines = move |is_clean: bool| {
        Memo::new(move |_| {
            state.ledger.answer.with(|answer| {
                let lines = answer.report.as_ref().map(|report| report.lines.clone());
                let is_wanted =
                    |line: &LineReport| line.rule.of == of && (line.n == Some(0)) == is_clean;
                lines.unwrap_or_default().into_iter().filter(is_wanted).collect::<Vec<_>>()
            })
        })
    };
    let (found, clean) = (lines(false), lines(true));
    let title = Signal::derive(move || {
        let n = state
            .ledger
            .answer
            .with(|answer| answer.report.as_ref().map(|report| report.n_records));
        let (n_contacts, n_deals) = n.unwrap_or_default();
        let write = Writer::new(locale.get());
        if of == RecordKind::Deal {
            td_string!(locale.get(), debt.deals, n = write.count(n_deals as f64))
        } else {
            td_string!(locale.get(), debt.contacts, n = write.count(n_contacts as f64))
        }
    });
    let clean_title = Signal::derive(move || {
        let n = clean.with(Vec::len);
        let n = Writer::new(locale.get()).count(n as f64);
        format!("{}: {}", title.get(), td_string!(locale.get(), debt.clean_rules, n = n))
    });
    view! {
        <LineTable title=title lines=found />
        <Show when=move || clean.with(|clean| !clean.is_empty())>
            <details class="clean-rules">
                <summary>{move || clean_title.get()}</summary>
                <LineTable title=clean_title lines=clean />
            </details>
        </Show>
    }
}

/// Lines as a table.
#[component]
fn LineTable(title: Signal<String>, lines: Memo<Vec<LineReport>>) -> impl IntoView {
    let locale = use_shared().locale;
    view! {
        <div class="table compact ledger" tabindex="0" role="group" aria-label=move || title.get()>
            <table>
                <caption>{move || title.get()}</caption>
                <thead>
                    <tr>
                        <th scope="col">{move || td_string!(locale.get(), debt.col_rule)}</th>
                        <th scope="col">{move || td_string!(locale.get(), debt.col_n)}</th>
                        <th scope="col">{move || td_string!(locale.get(), debt.col_of)}</th>
                        <th scope="col">{move || td_string!(locale.get(), debt.col_share)}</th>
                        <th scope="col">{move || td_string!(locale.get(), debt.col_look)}</th>
                    </tr>
                </thead>
                <tbody>
                    // A row stays while its figures do: a rule switched by keyboard keeps the focus.
                    <For
                        each=move || lines.get()
                        key=|line| (line.rule, line.n, line.n_of, line.why)
                        children=move |line| view! { <LineRow line=line /> }
                    />
                </tbody>
            </table>
        </div>
    }
}

/// A line.
#[component]
fn LineRow(line: LineReport) -> impl IntoView {
    let locale = use_shared().locale;
    let state = use_debt();
    let rule = line.rule;
    let name = Signal::derive(move || {
        state.ledger.config.with(|config| rule_name(locale.get(), rule, config))
    });
    let meaning = Signal::derive(move || {
        state.ledger.config.with(|config| rule_meaning(locale.get(), rule, config))
    });
    let is_on = move || state.ledger.config.with(|config| config.has(rule));
    let is_shown = move || state.shown.get() == Some(rule);
    let toggle = move |_| state.ledger.config.update(|config| switch(config, rule));
    let counts = match (line.n, line.why) {
        (Some(n), _) => {
            let has_records = n > 0;
            let look = move |_| {
                state.shown.update(|shown| {
                    *shown = if *shown == Some(rule) { None } else { Some(rule) };
                });
            };
            view! {
                <td><Figure
                    id=format!("debt.{}", rule.key())
                    value=Some(n as f64)
                    text=move |n| Writer::new(locale.get()).count(n)
                /></td>
                <td>{move || Writer::new(locale.get()).count(line.n_of as f64)}</td>
                <td>{move || line.share().map_or_else(|| "—".to_owned(), |share| Writer::new(locale.get()).percent(share))}</td>
                <td>{has_records.then(|| view! {
                    <button class="link" aria-expanded=move || is_shown().to_string()
                        aria-label=move || td_string!(locale.get(), debt.look_at, rule = name.get())
                        on:click=look>
                        {move || td_string!(locale.get(), debt.look)}
                    </button>
                })}</td>
            }
            .into_any()
        }
        (None, why) => view! {
            <td class="text why" colspan="4">
                {move || why.map(|why| reason(locale.get(), why))}
            </td>
        }
        .into_any(),
    };
    view! {
        <tr class:off=move || !is_on()>
            <th scope="row">
                <label class="rule">
                    <input type="checkbox" prop:checked=is_on on:change=toggle />
                    <span>{move || name.get()}</span>
                </label>
                <Explain about=name meaning=meaning />
            </th>
            {counts}
        </tr>
    }
}

/// Switches a rule off or on again.
fn switch(config: &mut LedgerConfig, rule: Rule) {
    if config.has(rule) {
        config.off.push(rule);
        config.off.sort_unstable();
    } else {
        config.off.retain(|off| *off != rule);
    }
}
