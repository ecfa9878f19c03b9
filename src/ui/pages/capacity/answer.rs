//! The sentence the page opens with, and the four figures behind it.

use leptos::prelude::*;

use super::state::{CapacityState, use_capacity};
use crate::job::capacity::{CapacityYear, CapacityYearError};
use crate::simulation::capacity::CapacityError;
use crate::ui::components::key_figures::{KeyFigure, KeyFigures};
use crate::ui::components::lead::Lead;
use crate::ui::context::{formats, use_shared};
use crate::ui::i18n::{Locale, td_string};
use crate::ui::pages::quota::write::Writer;

/// The sentence and the figures.
#[component]
pub fn Answer() -> impl IntoView {
    let locale = use_shared().locale;
    let state = use_capacity();
    let has_year = Memo::new(move |_| state.year.with(Result::is_ok));
    view! {
        <Lead
            title=Signal::derive(move || td_string!(locale.get(), app.nav_capacity).to_owned())
            sentence=Signal::derive(move || sentence(locale.get(), state))
        />
        <Show when=move || has_year.get()>
            <Figures />
        </Show>
    }
}

fn sentence(locale: Locale, state: CapacityState) -> String {
    let m = state.headline_month();
    let is_levelled = state.is_levelled.get();
    state.year.with(|year| match year {
        Err(CapacityYearError::Capacity(CapacityError::NoTimePerLead)) => {
            td_string!(locale, capacity.no_time).to_owned()
        }
        Err(_) => td_string!(locale, capacity.no_grid).to_owned(),
        Ok(year) => headline(locale, year, m, is_levelled),
    })
}

fn headline(locale: Locale, year: &CapacityYear, m: usize, is_levelled: bool) -> String {
    if year.reps.is_empty() {
        return td_string!(locale, capacity.lead_none).to_owned();
    }
    let write = Writer::new(locale);
    let of = |counts: Vec<u64>| counts.get(m).copied().unwrap_or(0);
    let (leads, planned) = (of(year.n_leads_by_month()), of(year.planned_by_month(is_levelled)));
    let month = formats(locale).month(year.month_day(m));
    let count = |n: u64| write.count(n as f64);
    let (n, planned_text) = (count(leads), count(planned));
    if planned > leads {
        let excess = count(planned - leads);
        td_string!(
            locale,
            capacity.lead_over,
            month = month,
            n = n,
            planned = planned_text,
            excess = excess
        )
    } else if is_levelled {
        td_string!(locale, capacity.lead_levelled, month = month, n = n, planned = planned_text)
    } else if planned == leads {
        td_string!(locale, capacity.lead_fits, month = month, n = n)
    } else {
        let room = count(leads - planned);
        td_string!(
            locale,
            capacity.lead_room,
            month = month,
            n = n,
            planned = planned_text,
            room = room
        )
    }
}

/// The four figures.
#[component]
fn Figures() -> impl IntoView {
    let locale = use_shared().locale;
    let state = use_capacity();
    let count = Callback::new(move |n: f64| Writer::new(locale.get()).count(n));
    let year = move |of: fn(&CapacityYear, usize, bool) -> f64| {
        Signal::derive(move || {
            let (m, is_levelled) = (state.headline_month(), state.is_levelled.get());
            state.year.with(|year| Some(of(year.as_ref().ok()?, m, is_levelled)))
        })
    };
    let text = move |of: fn(Locale, &CapacityYear, usize, bool) -> String| {
        Signal::derive(move || {
            let (m, is_levelled) = (state.headline_month(), state.is_levelled.get());
            state.year.with(|year| {
                year.as_ref().map_or_else(
                    |_| String::new(),
                    |year| of(locale.get(), year.as_ref(), m, is_levelled),
                )
            })
        })
    };
    let run = move |of: fn(&crate::simulation::queue::QueueReport) -> f64| {
        let (is_levelled, is_newest) = (state.is_levelled.get(), state.is_newest_first.get());
        state.waiting.with(|waiting| Some(of(waiting.as_ref()?.run(is_levelled, is_newest))))
    };
    view! {
        <KeyFigures>
            <KeyFigure
                id="capacity.max_leads"
                label=Signal::derive(move || td_string!(locale.get(), capacity.kf_max).to_owned())
                value=year(|year, m, _| n_at(&year.n_leads_by_month(), m))
                text=count
                note=text(|locale, year, m, is_levelled| {
                    td_string!(
                        locale, capacity.kf_max_note,
                        month = formats(locale).month(year.month_day(m)),
                        planned = Writer::new(locale).count(n_at(&year.planned_by_month(is_levelled), m))
                    )
                })
                meaning=text(|locale, year, _, _| {
                    td_string!(locale, capacity.kf_max_meaning, hours = Writer::new(locale).one_decimal(year.hours_per_lead))
                })
            />
            <KeyFigure
                id="capacity.leads_year"
                label=Signal::derive(move || td_string!(locale.get(), capacity.kf_year).to_owned())
                value=year(|year, _, _| year.n_leads_by_month().iter().sum::<u64>() as f64)
                text=count
                note=text(|locale, year, _, _| {
                    let month = |m| formats(locale).month(year.month_day(m));
                    td_string!(locale, capacity.kf_year_note, from = month(0), to = month(11))
                })
                meaning=Signal::derive(move || td_string!(locale.get(), capacity.kf_year_meaning).to_owned())
            />
            <KeyFigure
                id="capacity.planned_year"
                label=Signal::derive(move || td_string!(locale.get(), capacity.kf_planned).to_owned())
                value=year(|year, _, is_levelled| year.planned_by_month(is_levelled).iter().sum::<u64>() as f64)
                text=count
                note=text(|locale, year, _, is_levelled| {
                    let leads = year.n_leads_by_month().iter().sum::<u64>();
                    let planned = year.planned_by_month(is_levelled).iter().sum::<u64>();
                    let share = (leads > 0).then(|| Writer::new(locale).whole_percent(planned as f64 / leads as f64));
                    td_string!(locale, capacity.kf_planned_note, share = share.unwrap_or_else(|| "—".to_owned()))
                })
                meaning=Signal::derive(move || td_string!(locale.get(), capacity.kf_planned_meaning).to_owned())
            />
            <KeyFigure
                id="capacity.deals_year"
                label=Signal::derive(move || td_string!(locale.get(), capacity.kf_deals).to_owned())
                value=Signal::derive(move || run(|run| run.conversions))
                text=Callback::new(move |n: f64| Writer::new(locale.get()).count(n.round()))
                note=Signal::derive(move || {
                    let lost = run(|run| run.conversions_lost_to_waiting).unwrap_or(0.0);
                    td_string!(locale.get(), capacity.kf_deals_note, lost = Writer::new(locale.get()).one_decimal(lost.max(0.0)))
                })
                meaning=Signal::derive(move || {
                    let fresh = state.waiting.with(|waiting| Some(waiting.as_ref()?.inputs.p_fresh.get()));
                    let share = fresh.map_or_else(|| "—".to_owned(), |fresh| Writer::new(locale.get()).percent(fresh));
                    td_string!(locale.get(), capacity.kf_deals_meaning, share = share)
                })
            />
        </KeyFigures>
    }
}

fn n_at(counts: &[u64], m: usize) -> f64 {
    counts.get(m).copied().unwrap_or(0) as f64
}
