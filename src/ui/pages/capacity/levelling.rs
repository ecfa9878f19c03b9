//! Levelling: campaign leads moved between months until none is above capacity, and what does not fit.

use leptos::prelude::*;

use super::load::short_month;
use super::state::{CapacityState, use_capacity};
use crate::job::capacity::MONTHS;
use crate::scenario::ParameterId;
use crate::ui::components::choice::Choice;
use crate::ui::context::{formats, use_shared};
use crate::ui::i18n::{Locale, td_string};
use crate::ui::pages::quota::write::Writer;
use crate::ui::text::emphasis::emphasised;

/// How campaigns are spread over the months.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Spread {
    AsSent,
    Even,
    Proportional,
}

/// The choice, what it does, and the messages that follow.
#[component]
pub fn Levelling() -> impl IntoView {
    let locale = use_shared().locale;
    let state = use_capacity();
    let spread = Memo::new(move |_| {
        let is_proportional = state.scenarios.number(ParameterId::LevelProportionally) != 0.0;
        match (state.is_levelled.get(), is_proportional) {
            (false, _) => Spread::AsSent,
            (true, false) => Spread::Even,
            (true, true) => Spread::Proportional,
        }
    });
    let options = Signal::derive(move || {
        let locale = locale.get();
        vec![
            (Spread::AsSent, td_string!(locale, capacity.levelling_as_sent).to_owned()),
            (Spread::Even, td_string!(locale, capacity.levelling_even).to_owned()),
            (Spread::Proportional, td_string!(locale, capacity.levelling_proportional).to_owned()),
        ]
    });
    let on_change = move |spread| {
        if spread != Spread::AsSent {
            state.set_flag(ParameterId::LevelProportionally, spread == Spread::Proportional);
        }
        state.set_flag(ParameterId::Levelled, spread != Spread::AsSent);
    };
    view! {
        <h3>{move || td_string!(locale.get(), capacity.levelling_title)}</h3>
        <Choice
            legend=Signal::derive(move || td_string!(locale.get(), capacity.levelling_mode).to_owned())
            options=options
            value=spread
            on_change=Callback::new(on_change)
        />
        <p class="answer" aria-live="polite">{move || emphasised(&sentence(locale.get(), state))}</p>
        <Show when=move || state.is_levelled.get()><Sends /></Show>
    }
}

fn sentence(locale: Locale, state: CapacityState) -> String {
    let write = Writer::new(locale);
    let is_levelled = state.is_levelled.get();
    state.year.with(|year| {
        let Ok(year) = year else { return String::new() };
        let n_steady: u64 = year.by_month(|cell| cell.n_steady).iter().sum();
        let n: u64 = year.planned_by_month(false).iter().sum::<u64>() - n_steady;
        let count = |n: u64| write.count(n as f64);
        let mut text = if n == 0 {
            td_string!(locale, capacity.levelling_nothing).to_owned()
        } else if !is_levelled {
            td_string!(locale, capacity.levelling_possible, n = count(n))
        } else if year.n_unplaced() > 0 {
            let unplaced = year.n_unplaced();
            td_string!(
                locale,
                capacity.levelling_unplaced,
                n = count(n),
                placed = count(n - unplaced),
                unplaced = count(unplaced)
            )
        } else {
            td_string!(locale, capacity.levelling_done, n = count(n))
        };
        let steady = year.by_month(|cell| cell.n_steady);
        let over = steady.iter().zip(year.n_leads_by_month()).position(|(n, leads)| *n > leads);
        if let Some(m) = over {
            let month = formats(locale).month(year.month_day(m));
            text.push(' ');
            text.push_str(&td_string!(locale, capacity.levelling_steady_over, month = month));
        }
        text
    })
}

/// Messages by the month they leave in.
#[component]
fn Sends() -> impl IntoView {
    let locale = use_shared().locale;
    let state = use_capacity();
    let rate = move || {
        let rate = state.scenarios.number(ParameterId::ResponseRate);
        Writer::new(locale.get()).value(ParameterId::ResponseRate, rate)
    };
    let cells = move || {
        let write = Writer::new(locale.get());
        state.year.with(|year| {
            let sends = year.as_ref().ok()?.levelling.n_sends_in_month.clone()?;
            Some(
                sends
                    .into_iter()
                    .map(|n| view! { <td>{write.count(n as f64)}</td> })
                    .collect_view(),
            )
        })
    };
    let months = move || {
        let locale = locale.get();
        state.year.with(|year| {
            let year = year.as_ref().ok()?;
            let month = |m| view! { <th scope="col">{short_month(locale, year.month_day(m))}</th> };
            Some((0..MONTHS).map(month).collect_view())
        })
    };
    let overdue = move || {
        let n = state
            .year
            .with(|year| year.as_ref().ok()?.levelling.n_sends_overdue)
            .filter(|n| *n > 0)?;
        let n = Writer::new(locale.get()).count(n as f64);
        Some(td_string!(locale.get(), capacity.sends_overdue, n = n))
    };
    view! {
        <div class="table compact" tabindex="0" role="group" aria-label=move || td_string!(locale.get(), capacity.sends_caption, rate = rate())>
            <table>
                <caption>{move || td_string!(locale.get(), capacity.sends_caption, rate = rate())}</caption>
                <thead><tr>{months}</tr></thead>
                <tbody><tr>{cells}</tr></tbody>
            </table>
        </div>
        <p class="note">{overdue}</p>
    }
}
