//! The sentence the page opens with: what the scenario brings.

use leptos::prelude::*;

use super::state::{Column, use_compare};
use crate::job::compare::{Outcome, change, is_same, outcomes};
use crate::ui::components::lead::Lead;
use crate::ui::context::use_shared;
use crate::ui::i18n::{Locale, td_string};
use crate::ui::pages::quota::write::Writer;

/// The sentence.
#[component]
pub fn ComparisonLead() -> impl IntoView {
    let locale = use_shared().locale;
    let state = use_compare();
    let sentence = move || {
        let locale = locale.get();
        state.pair.with(|pair| match pair {
            None => td_string!(locale, compare.lead_alone).to_owned(),
            Some((from, to)) => sentence(locale, from, to).unwrap_or_default(),
        })
    };
    view! {
        <Lead
            title=Signal::derive(move || td_string!(locale.get(), app.nav_compare).to_owned())
            sentence=Signal::derive(sentence)
        />
    }
}

fn sentence(locale: Locale, from: &Column, to: &Column) -> Option<String> {
    let (name, other) = (to.name.as_str(), from.name.as_str());
    if is_same(from.parameters(), to.parameters()) {
        return Some(td_string!(locale, compare.lead_same, name = name, other = other));
    }
    let write = Writer::new(locale);
    let (before, after) = (outcomes(&from.coupled).ok()?, outcomes(&to.coupled).ok()?);
    let number = |outcomes: &[(Outcome, Option<f64>)], wanted| {
        outcomes.iter().find(|(outcome, _)| *outcome == wanted)?.1
    };
    let of_100 = |outcomes| {
        let p: f64 = number(outcomes, Outcome::YearMet)?;
        // Neither never nor always where it is neither.
        let years =
            if p > 0.0 && p < 1.0 { (p * 100.0).round().clamp(1.0, 99.0) } else { p * 100.0 };
        Some(write.count(years))
    };
    let (p_before, p_after) = (of_100(&before)?, of_100(&after)?);
    let revenue = |outcomes| number(outcomes, Outcome::Revenue);
    let Some(change) = change(revenue(&before)?, revenue(&after)?) else {
        return Some(td_string!(
            locale,
            compare.lead_no_revenue,
            name = name,
            other = other,
            p_after = p_after,
            p_before = p_before
        ));
    };
    let amount = write.money(change.absolute.abs());
    let share = change
        .relative
        .map_or_else(String::new, |relative| format!(" ({})", write.change_percent(relative)));
    Some(if change.absolute > 0.0 {
        td_string!(
            locale,
            compare.lead_more,
            name = name,
            other = other,
            amount = amount,
            share = share,
            p_after = p_after,
            p_before = p_before
        )
    } else {
        td_string!(
            locale,
            compare.lead_less,
            name = name,
            other = other,
            amount = amount,
            share = share,
            p_after = p_after,
            p_before = p_before
        )
    })
}
