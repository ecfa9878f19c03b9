//! Principal and interest, entry by entry, in the order to pay them off.

use leptos::prelude::*;

use super::parameters::Parameters;
use super::state::use_debt;
use super::wording::{entry_name, formula};
use crate::analysis::debt_ledger::{Fault, Rule};
use crate::job::debt::{DAYS_PER_MONTH, DebtAnswer};
use crate::job::debt_price::{Entry, PricedDebt};
use crate::scenario::{ParameterId, Value};
use crate::simulation::debt::DebtLine;
use crate::ui::components::badge::{Badge, Provenance};
use crate::ui::components::explain::Explain;
use crate::ui::context::use_shared;
use crate::ui::i18n::{Locale, td_string};
use crate::ui::pages::quota::write::Writer;
use crate::ui::text::parameter::parameter_name;

/// The section.
#[component]
pub fn PriceSection() -> impl IntoView {
    let locale = use_shared().locale;
    let state = use_debt();
    let rows = move || {
        let write = Writer::new(locale.get());
        state.priced.with(|priced| {
            let entries = priced.as_ref().map(|priced| priced.entries.clone()).unwrap_or_default();
            entries.into_iter().map(|entry| row(&write, entry)).collect_view()
        })
    };
    let total = move || {
        let write = Writer::new(locale.get());
        state.priced.with(|priced| priced.as_ref().map(|priced| total_row(&write, priced)))
    };
    let heads = move || {
        let locale = locale.get();
        [
            td_string!(locale, debt.col_entry),
            td_string!(locale, debt.col_interest),
            td_string!(locale, debt.col_hours),
            td_string!(locale, debt.col_principal),
            td_string!(locale, debt.col_charged),
            td_string!(locale, debt.col_rate),
            td_string!(locale, debt.col_payback),
        ]
        .into_iter()
        .map(|head| view! { <th scope="col">{head}</th> })
        .collect_view()
    };
    let cooling = state.scenarios.value(ParameterId::ListReadinessDecay);
    let notes = move || {
        let write = Writer::new(locale.get());
        state.ledger.answer.with(|answer| {
            let notes = answer.report.as_ref().map(|report| notes(&write, report, &cooling.get()));
            notes
                .unwrap_or_default()
                .into_iter()
                .map(|note| view! { <li>{note}</li> })
                .collect_view()
        })
    };
    let title = Signal::derive(move || td_string!(locale.get(), debt.price_title).to_owned());
    view! {
        <section class="section" aria-labelledby="price-title">
            <h2 id="price-title">{move || title.get()}</h2>
            <div class="table compact" tabindex="0" role="group" aria-label=move || title.get()>
                <table>
                    <thead><tr>{heads}</tr></thead>
                    <tbody>{rows} {total}</tbody>
                </table>
            </div>
            <ul class="notes">{notes}</ul>
            <Parameters />
        </section>
    }
}

fn row(write: &Writer, entry: Entry) -> impl IntoView + use<> {
    let locale = write.locale;
    let name = entry_name(locale, &entry.kind);
    let meaning = meaning(locale, &entry);
    let is_counted = entry.kind.is_counted();
    let (provenance, source) = if is_counted {
        (Provenance::Measured, td_string!(locale, debt.counted))
    } else {
        (Provenance::Assumed, td_string!(locale, debt.entered))
    };
    let [interest, hours, principal, rate, payback] = cells(write, &entry.line);
    view! {
        <tr>
            <th scope="row">{name.clone()} " " <Explain about=name meaning=meaning /></th>
            {interest} {hours} {principal}
            <td>{write.count(entry.n)} " " <Badge provenance=provenance text=source.to_owned() /></td>
            {rate} {payback}
        </tr>
    }
}

fn cells(write: &Writer, line: &DebtLine) -> [impl IntoView + use<>; 5] {
    let missing = || "—".to_owned();
    [
        write.money(line.interest_month_eur),
        write.one_decimal(line.fix_hours),
        write.money(line.principal_eur),
        line.monthly_rate.map_or_else(missing, |rate| write.whole_percent(rate)),
        line.payback_months.map_or_else(missing, |months| write.one_decimal(months)),
    ]
    .map(|cell| view! { <td>{cell}</td> })
}

fn total_row(write: &Writer, priced: &PricedDebt) -> impl IntoView + use<> {
    let report = &priced.report;
    let missing = || "—".to_owned();
    let rate = report.effective_monthly_rate;
    view! {
        <tr class="total">
            <th scope="row">{td_string!(write.locale, debt.total)}</th>
            <td>{write.money(report.interest_month_eur)}</td>
            <td>{write.one_decimal(priced.hours())}</td>
            <td>{write.money(report.principal_eur)}</td>
            <td></td>
            <td>{rate.map_or_else(missing, |rate| write.whole_percent(rate))}</td>
            <td>{priced.payback_months().map_or_else(missing, |months| write.one_decimal(months))}</td>
        </tr>
    }
}

/// The formula and the parameters it takes.
fn meaning(locale: Locale, entry: &Entry) -> String {
    let names: Vec<&str> =
        entry.kind.parameters().iter().map(|id| parameter_name(locale, *id)).collect();
    format!("{}\n\n{}", formula(locale, &entry.kind), names.join(" · "))
}

/// What keeps the sums honest.
fn notes(write: &Writer, answer: &DebtAnswer, cooling: &Value) -> Vec<String> {
    let (locale, claims) = (write.locale, &answer.claims);
    let mut notes = vec![td_string!(
        locale,
        debt.price_note,
        behind = write.count(claims.n_behind_deals as f64)
    )];
    let copies = [Fault::ExactCopy, Fault::NearCopy]
        .map(|fault| answer.line(Rule::contact(fault)).and_then(|line| line.n).unwrap_or(0));
    let n_copies = copies.iter().sum::<u64>();
    if n_copies > 0 {
        notes.push(td_string!(locale, debt.price_copies, n = write.count(n_copies as f64)));
    }
    let is_assumed = cooling.provenance == crate::scenario::Provenance::Assumed;
    if is_assumed && !claims.never_contacted.is_empty() {
        let share = -(-cooling.number * DAYS_PER_MONTH).exp_m1();
        notes.push(td_string!(locale, debt.price_assumed, share = write.whole_percent(share)));
    }
    let n_worthless = claims.follow_ups.iter().filter(|deal| deal.value_eur.is_none()).count();
    if n_worthless > 0 {
        let n = write.count(n_worthless as f64);
        notes.push(td_string!(locale, debt.price_no_value, n = n));
    }
    if claims.n_undated > 0 {
        let n = write.count(claims.n_undated as f64);
        notes.push(td_string!(locale, debt.price_undated, n = n));
    }
    notes
}
