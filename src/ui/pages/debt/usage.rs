//! Whether the CRM is used, and what weeks without an agreed tool cost.

use leptos::prelude::*;

use super::state::use_debt;
use crate::chart::Table;
use crate::job::debt_use::{OwnerUse, blocked, licence_use};
use crate::scenario::ParameterId;
use crate::ui::components::data_table::DataTable;
use crate::ui::context::{formats, use_shared};
use crate::ui::i18n::{Locale, td_string};
use crate::ui::pages::quota::write::Writer;
use crate::ui::parameter_field::ParameterField;
use crate::ui::text::emphasis::emphasised;

/// Seats against the people at work.
#[component]
pub fn UsageSection() -> impl IntoView {
    let locale = use_shared().locale;
    let state = use_debt();
    let owners = Memo::new(move |_| {
        state.ledger.answer.with(|answer| answer.report.as_ref()?.owners.clone())
    });
    // Nothing is known while it is being looked for.
    let is_counting = Memo::new(move |_| {
        state.ledger.answer.with(|answer| answer.report.is_none())
            && state.ledger.answer.is_stale.get()
    });
    let sentence = move || {
        if is_counting.get() {
            return String::new();
        }
        let write = Writer::new(locale.get());
        let seats = state.scenarios.number(ParameterId::Seats);
        let price = state.scenarios.number(ParameterId::SeatPrice);
        owners.with(|owners| {
            let (used, is_counted) = state
                .scenarios
                .parameters
                .with(|parameters| licence_use(parameters, owners.as_deref()));
            told(&write, owners.as_deref(), seats, seats * price * (1.0 - used), used, is_counted)
        })
    };
    let table = Signal::derive(move || {
        owners.with(|owners| table(locale.get(), owners.as_deref().unwrap_or_default()))
    });
    let title = Signal::derive(move || td_string!(locale.get(), debt.use_title).to_owned());
    view! {
        <section class="section" aria-labelledby="use-title">
            <h2 id="use-title">{move || title.get()}</h2>
            <p class="answer" aria-live="polite">{move || emphasised(&sentence())}</p>
            <div class="fields">
                <ParameterField parameter=ParameterId::Seats />
                <ParameterField parameter=ParameterId::SeatPrice />
                <ParameterField parameter=ParameterId::SeatUse />
            </div>
            <Show when=move || table.with(|table| !table.rows.is_empty())>
                <DataTable table=table caption=title />
            </Show>
        </section>
    }
}

fn told(
    write: &Writer,
    owners: Option<&[OwnerUse]>,
    seats: f64,
    cost_eur: f64,
    used: f64,
    is_counted: bool,
) -> String {
    let locale = write.locale;
    let mut parts = vec![match owners {
        None => td_string!(locale, debt.use_none).to_owned(),
        Some(owners) => {
            let n = owners.iter().filter(|owner| owner.is_at_work()).count();
            td_string!(
                locale,
                debt.use_answer,
                n = write.count(n as f64),
                of = write.count(owners.len() as f64)
            )
        }
    }];
    if seats > 0.0 {
        parts.push(td_string!(locale, debt.use_cost, eur = write.money(cost_eur)));
        if is_counted {
            let share = write.whole_percent(used);
            parts.push(format!("({})", td_string!(locale, debt.use_counted, share = share)));
        }
    } else {
        parts.push(td_string!(locale, debt.use_no_seats).to_owned());
    }
    parts.join(" ")
}

fn table(locale: Locale, owners: &[OwnerUse]) -> Table {
    let (write, formats) = (Writer::new(locale), formats(locale));
    let header = [
        td_string!(locale, debt.field_owner),
        td_string!(locale, debt.use_recent),
        td_string!(locale, debt.use_all),
        td_string!(locale, debt.use_last),
    ];
    let rows = owners.iter().take(30).map(|owner| {
        vec![
            owner.name.clone(),
            write.count(owner.n_recent as f64),
            write.count(owner.n as f64),
            owner.last.map_or_else(|| "—".to_owned(), |day| formats.day(day)),
        ]
    });
    Table { header: header.map(str::to_owned).to_vec(), rows: rows.collect() }
}

/// Weeks without a tool: two views of the loss, side by side.
#[component]
pub fn ToolSection() -> impl IntoView {
    let locale = use_shared().locale;
    let state = use_debt();
    // Nothing is known while it is being looked for.
    let is_counting = Memo::new(move |_| {
        state.ledger.answer.with(|answer| answer.report.is_none())
            && state.ledger.answer.is_stale.get()
    });
    let sentence = move || {
        if is_counting.get() {
            return String::new();
        }
        let write = Writer::new(locale.get());
        let report =
            state.scenarios.parameters.with(|parameters| blocked(parameters).ok().flatten());
        match report.filter(|report| report.blocked_hours > 0.0) {
            None => td_string!(locale.get(), debt.tool_none).to_owned(),
            Some(report) => td_string!(
                locale.get(),
                debt.tool_answer,
                hours = write.count(report.blocked_hours.round()),
                wages = write.money(report.wage_cost_eur),
                capacity = write.money(report.lost_margin_capacity_eur),
                waiting = write.money(report.lost_margin_waiting_eur)
            ),
        }
    };
    view! {
        <section class="section" aria-labelledby="tool-title">
            <h2 id="tool-title">{move || td_string!(locale.get(), debt.tool_title)}</h2>
            <p class="answer" aria-live="polite">{move || emphasised(&sentence())}</p>
            <div class="fields">
                <ParameterField parameter=ParameterId::BlockedWeeks />
                <ParameterField parameter=ParameterId::BlockedShare />
                <ParameterField parameter=ParameterId::Reps />
            </div>
        </section>
    }
}
