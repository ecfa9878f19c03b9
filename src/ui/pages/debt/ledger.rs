//! The ledger: a line a rule, switched on and off, with count, share and records.

use leptos::prelude::*;

use super::counting::Counting;
use super::detail::Detail;
use super::state::use_debt;
use super::wording::{reason, rule_meaning, rule_name};
use crate::analysis::debt_ledger::{LedgerConfig, LineReport, Rule};
use crate::model::RecordKind;
use crate::scenario::Unit;
use crate::ui::components::badge::Provenance;
use crate::ui::components::explain::Explain;
use crate::ui::components::figure::Figure;
use crate::ui::components::number_field::{NumberField, Range};
use crate::ui::context::use_shared;
use crate::ui::i18n::td_string;
use crate::ui::pages::quota::write::Writer;
use crate::ui::parameter_field::read_typed;

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

/// The lines of a kind of record.
#[component]
fn Lines(of: RecordKind) -> impl IntoView {
    let locale = use_shared().locale;
    let state = use_debt();
    let lines = Memo::new(move |_| {
        state.answer.with(|answer| {
            let lines = answer.report.as_ref().map(|report| report.lines.clone());
            let lines = lines.unwrap_or_default().into_iter();
            lines.filter(|line| line.rule.of == of).collect::<Vec<_>>()
        })
    });
    let title = Signal::derive(move || {
        let n = state.answer.with(|answer| answer.report.as_ref().map(|report| report.n_records));
        let (n_contacts, n_deals) = n.unwrap_or_default();
        let write = Writer::new(locale.get());
        if of == RecordKind::Deal {
            td_string!(locale.get(), debt.deals, n = write.count(n_deals as f64))
        } else {
            td_string!(locale.get(), debt.contacts, n = write.count(n_contacts as f64))
        }
    });
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
    let name =
        Signal::derive(move || state.config.with(|config| rule_name(locale.get(), rule, config)));
    let meaning = Signal::derive(move || {
        state.config.with(|config| rule_meaning(locale.get(), rule, config))
    });
    let is_on = move || state.config.with(|config| config.has(rule));
    let is_shown = move || state.shown.get() == Some(rule);
    let toggle = move |_| state.config.update(|config| switch(config, rule));
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

/// Limits and signs.
#[component]
fn Adjust() -> impl IntoView {
    let locale = use_shared().locale;
    let state = use_debt();
    let days = move |id: &'static str,
                     label: Signal<String>,
                     read: fn(&LedgerConfig) -> u32,
                     set: fn(&mut LedgerConfig, u32)| {
        view! {
            <NumberField
                id=id
                label=label
                unit=""
                value=Signal::derive(move || state.config.with(|config| f64::from(read(config))))
                range=Range { min: 1.0, max: 730.0, step: 1.0 }
                write=Callback::new(move |n| Writer::new(locale.get()).count(n))
                read=Callback::new(move |text: String| {
                    read_typed(locale.get_untracked(), Unit::Whole, &text)
                })
                provenance=Provenance::Assumed
                source=Signal::derive(move || td_string!(locale.get(), debt.source_rule).to_owned())
                on_change=Callback::new(move |(n, _): (f64, _)| {
                    state.config.update(|config| set(config, n.clamp(1.0, 36_500.0) as u32));
                })
            />
        }
    };
    let sign = move |label: Signal<String>,
                     read: fn(&LedgerConfig) -> bool,
                     set: fn(&mut LedgerConfig, bool)| {
        view! {
            <label class="rule">
                <input
                    type="checkbox"
                    prop:checked=move || state.config.with(read)
                    on:change=move |event| {
                        let is_on = event_target_checked(&event);
                        state.config.update(|config| set(config, is_on));
                    }
                />
                <span>{move || label.get()}</span>
            </label>
        }
    };
    let text = move |key: fn(crate::ui::i18n::Locale) -> &'static str| {
        Signal::derive(move || key(locale.get()).to_owned())
    };
    view! {
        <details>
            <summary>{move || td_string!(locale.get(), debt.rules_title)}</summary>
            <div class="fields">
                {days(
                    "debt-stale-days",
                    text(|locale| td_string!(locale, debt.stale_days)),
                    |config| config.stale_days,
                    |config, n| config.stale_days = n,
                )}
                {days(
                    "debt-silent-days",
                    text(|locale| td_string!(locale, debt.silent_days)),
                    |config| config.silent_days,
                    |config, n| config.silent_days = n,
                )}
                <div class="signs">
                    {sign(
                        text(|locale| td_string!(locale, debt.match_company)),
                        |config| config.matching.name_and_company,
                        |config, is_on| config.matching.name_and_company = is_on,
                    )}
                    {sign(
                        text(|locale| td_string!(locale, debt.match_phone)),
                        |config| config.matching.name_and_phone,
                        |config, is_on| config.matching.name_and_phone = is_on,
                    )}
                    {sign(
                        text(|locale| td_string!(locale, debt.match_letter)),
                        |config| config.matching.one_letter,
                        |config, is_on| config.matching.one_letter = is_on,
                    )}
                </div>
            </div>
        </details>
    }
}
