//! The sentence the page opens with, and the four figures below it.

use leptos::prelude::*;

use super::state::{DebtState, use_debt};
use crate::job::debt_price::PricedDebt;
use crate::scenario::ParameterId;
use crate::ui::components::key_figures::{KeyFigure, KeyFigures};
use crate::ui::components::lead::Lead;
use crate::ui::context::use_shared;
use crate::ui::i18n::{Locale, td_string};
use crate::ui::ledger::Wish;
use crate::ui::pages::quota::write::Writer;
use crate::ui::route::Page;
use crate::ui::text::page_name;

/// The sentence.
#[component]
pub fn Answer() -> impl IntoView {
    let shared = use_shared();
    let state = use_debt();
    view! {
        <Lead
            title=Signal::derive(move || page_name(shared.locale.get(), Page::Debt).to_owned())
            sentence=Signal::derive(move || {
                let is_open = shared.data.with(|data| data.report().is_some());
                sentence(shared.locale.get(), state, is_open)
            })
        />
    }
}

fn sentence(locale: Locale, state: DebtState, is_open: bool) -> String {
    if !is_open {
        return td_string!(locale, debt.lead_none).to_owned();
    }
    let write = Writer::new(locale);
    state.priced.with(|priced| match priced {
        None if state.ledger.answer.with(|answer| answer.error.is_some()) => {
            td_string!(locale, debt.lead_none).to_owned()
        }
        None if state.ledger.wish.get() == Wish::Stop => {
            td_string!(locale, debt.lead_stopped).to_owned()
        }
        None => td_string!(locale, debt.lead_wait).to_owned(),
        Some(priced) if priced.report.interest_month_eur <= 0.0 => {
            td_string!(locale, debt.lead_clean).to_owned()
        }
        Some(priced) => td_string!(
            locale,
            debt.lead,
            interest = write.money(priced.report.interest_month_eur),
            principal = write.money(priced.report.principal_eur),
            course = course(&write, state, priced)
        ),
    })
}

fn course(write: &Writer, state: DebtState, priced: &PricedDebt) -> String {
    let locale = write.locale;
    let hours = write.count(state.scenarios.number(ParameterId::PayDownHours));
    state.plan.with(|plan| match plan {
        None => String::new(),
        Some(plan) if plan.paid.grows => td_string!(
            locale,
            debt.course_grows,
            hours = hours,
            new = write.one_decimal(priced.new_hours_month)
        ),
        Some(plan) => {
            if let Some(n) = plan.paid.done_in_month {
                td_string!(locale, debt.course_done, hours = hours, n = write.count(n as f64))
            } else {
                td_string!(locale, debt.course_long, hours = hours)
            }
        }
    })
}

/// The key figures.
#[component]
pub fn Standing() -> impl IntoView {
    let locale = use_shared().locale;
    let state = use_debt();
    let value = move |pick: fn(&PricedDebt) -> Option<f64>| {
        Signal::derive(move || state.priced.with(|priced| pick(priced.as_ref()?)))
    };
    let text =
        move |key: fn(Locale) -> &'static str| Signal::derive(move || key(locale.get()).to_owned());
    let money = Callback::new(move |eur| Writer::new(locale.get()).money(eur));
    let hours = Signal::derive(move || {
        let hours = state.priced.with(|priced| priced.as_ref().map_or(0.0, PricedDebt::hours));
        td_string!(
            locale.get(),
            debt.principal_note,
            hours = Writer::new(locale.get()).count(hours.round())
        )
    });
    view! {
        <KeyFigures>
            <KeyFigure
                id="debt.interest_month"
                label=text(|locale| td_string!(locale, debt.interest))
                value=value(|priced| Some(priced.report.interest_month_eur))
                text=money
                note=text(|locale| td_string!(locale, debt.interest_note))
                meaning=text(|locale| td_string!(locale, debt.interest_meaning))
            />
            <KeyFigure
                id="debt.principal"
                label=text(|locale| td_string!(locale, debt.principal))
                value=value(|priced| Some(priced.report.principal_eur))
                text=money
                note=hours
                meaning=text(|locale| td_string!(locale, debt.principal_meaning))
            />
            <KeyFigure
                id="debt.monthly_rate"
                label=text(|locale| td_string!(locale, debt.rate))
                value=value(|priced| priced.report.effective_monthly_rate)
                text=Callback::new(move |rate| Writer::new(locale.get()).whole_percent(rate))
                note=text(|locale| td_string!(locale, debt.rate_note))
                meaning=text(|locale| td_string!(locale, debt.rate_meaning))
            />
            <KeyFigure
                id="debt.payback_months"
                label=text(|locale| td_string!(locale, debt.payback))
                value=value(PricedDebt::payback_months)
                text=Callback::new(move |n| Writer::new(locale.get()).one_decimal(n))
                unit=text(|locale| td_string!(locale, debt.payback_unit))
                note=text(|locale| td_string!(locale, debt.payback_note))
                meaning=text(|locale| td_string!(locale, debt.payback_meaning))
            />
        </KeyFigures>
    }
}
