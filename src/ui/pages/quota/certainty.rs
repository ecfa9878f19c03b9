//! How certain the quota is: in a month, in each of twelve, over the year, and what more certainty takes.

use leptos::prelude::*;

use super::state::use_quota;
use super::write::Writer;
use crate::job::plan::Certainty;
use crate::simulation::quota_probability::ConfidencePlan;
use crate::ui::components::key_figures::{KeyFigure, KeyFigures};
use crate::ui::context::use_shared;
use crate::ui::i18n::td_string;

/// The section.
#[component]
pub fn CertaintySection() -> impl IntoView {
    let locale = use_shared().locale;
    let state = use_quota();
    let write = move || Writer::new(locale.get());
    let certainty = move |value: fn(&Certainty) -> f64| {
        Signal::derive(move || state.certainty.with(|certainty| certainty.as_ref().map(value)))
    };
    let probability = Callback::new(move |p| write().probability(p));
    let note = move |text: fn(&Writer, &Certainty) -> String| {
        Signal::derive(move || {
            state.certainty.with(|certainty| {
                certainty.as_ref().map_or_else(String::new, |certainty| text(&write(), certainty))
            })
        })
    };
    view! {
        <section class="section" aria-labelledby="certainty-title">
            <h2 id="certainty-title">{move || td_string!(locale.get(), quota.certainty_title)}</h2>
            <KeyFigures>
                <KeyFigure
                    id="quota.p_month"
                    label=Signal::derive(move || td_string!(locale.get(), quota.p_month).to_owned())
                    value=certainty(|certainty| certainty.p_month)
                    text=probability
                    note=note(|write, certainty| td_string!(
                        write.locale, quota.p_month_note,
                        wins = write.count(certainty.month.wins_needed as f64),
                        n = write.count(certainty.month.n_opportunities as f64)
                    ))
                    meaning=Signal::derive(move || td_string!(locale.get(), quota.p_month_meaning).to_owned())
                />
                <KeyFigure
                    id="quota.p_every_month"
                    label=Signal::derive(move || td_string!(locale.get(), quota.p_every_month).to_owned())
                    value=certainty(|certainty| certainty.p_every_month)
                    text=probability
                    note=Signal::derive(move || td_string!(locale.get(), quota.p_every_month_note).to_owned())
                    meaning=Signal::derive(move || td_string!(locale.get(), quota.p_every_month_meaning).to_owned())
                />
                <KeyFigure
                    id="quota.p_year"
                    label=Signal::derive(move || td_string!(locale.get(), quota.p_year).to_owned())
                    value=certainty(|certainty| certainty.p_year)
                    text=probability
                    note=note(|write, certainty| td_string!(
                        write.locale, quota.p_year_note,
                        wins = write.count(certainty.wins_needed_year as f64),
                        n = write.count(certainty.n_opportunities_year as f64)
                    ))
                    meaning=Signal::derive(move || td_string!(locale.get(), quota.p_year_meaning).to_owned())
                />
            </KeyFigures>
            <Plans />
        </section>
    }
}

/// Opportunities for each confidence.
#[component]
fn Plans() -> impl IntoView {
    let locale = use_shared().locale;
    let state = use_quota();
    let rows = move || {
        let write = Writer::new(locale.get());
        let at_hand = state.coupled.with(|coupled| coupled.n_opportunities);
        state.certainty.with(|certainty| {
            let plans = certainty.as_ref().map_or(&[][..], |certainty| &certainty.month.plans);
            plans.iter().map(|plan| row(&write, plan, at_hand)).collect_view()
        })
    };
    view! {
        <div class="table compact">
            <table>
                <caption>{move || td_string!(locale.get(), quota.plans_caption)}</caption>
                <thead>
                    <tr>
                        <th scope="col">{move || td_string!(locale.get(), quota.plans_confidence)}</th>
                        <th scope="col">{move || td_string!(locale.get(), quota.plans_opportunities)}</th>
                        <th scope="col">{move || td_string!(locale.get(), quota.plans_missing)}</th>
                        <th scope="col">{move || td_string!(locale.get(), quota.plans_rate)}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
}

fn row(write: &Writer, plan: &ConfidencePlan, at_hand: f64) -> impl IntoView + use<> {
    let missing = || "—".to_owned();
    let n =
        plan.predictive_n_opportunities.or(plan.n_opportunities).filter(|_| !plan.data_too_thin);
    let n_text = match n {
        Some(n) => write.count(n as f64),
        None if plan.data_too_thin => td_string!(write.locale, quota.too_thin).to_owned(),
        None => missing(),
    };
    let lacking = n.map_or_else(missing, |n| {
        let lacking = (n as f64 - at_hand).max(0.0);
        if lacking > 0.0 {
            write.count(lacking)
        } else {
            td_string!(write.locale, quota.none_missing).to_owned()
        }
    });
    view! {
        <tr>
            <th scope="row">{write.short_percent(plan.confidence.share())}</th>
            <td>{n_text}</td>
            <td>{lacking}</td>
            <td>{plan.needed_rate.map_or_else(missing, |rate| write.percent(rate))}</td>
        </tr>
    }
}
