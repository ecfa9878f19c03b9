//! The bar above the funnel: which deals, which window, counted or weighed.

use leptos::prelude::*;

use super::rule::RuleChip;
use super::state::{Basis, use_funnel};
use super::wording::Writer;
use crate::analysis::funnel::{ConversionWindow, STANDARD_WINDOWS};
use crate::job::funnel::FunnelAnswer;
use crate::ui::components::filter_bar::{FilterBar, FilterColumn, FilterColumns};
use crate::ui::context::{Remote, use_shared};
use crate::ui::i18n::td_string;

/// The bar, and how many deals it leaves.
#[component]
pub fn Controls(answer: Remote<FunnelAnswer>) -> impl IntoView {
    let locale = use_shared().locale;
    let state = use_funnel();
    let columns = Memo::new(move |_| {
        state.columns.with(|columns| columns.report.as_ref().map(|report| filter_columns(report)))
    });
    let filter = Memo::new(move |_| state.view.with(|view| view.filter.clone()));
    let selected = move || {
        let all =
            state.columns.with(|columns| columns.report.as_ref().map(|report| report.n_deals))?;
        let shown = answer.with(|answer| answer.report.as_ref().map(|report| report.summary.n))?;
        let write = Writer::new(locale.get());
        filter.with(|filter| !filter.clauses.is_empty()).then(|| {
            td_string!(
                locale.get(),
                funnel.selected,
                n = write.count(shown),
                all = write.count(all)
            )
        })
    };
    let set_window = move |event| {
        let days = event_target_value(&event).parse::<u16>();
        let window = days.map_or(ConversionWindow::FromData, ConversionWindow::Days);
        state.view.update(|view| view.window = window);
    };
    let window_value = move || match state.view.with(|view| view.window) {
        ConversionWindow::FromData => String::new(),
        ConversionWindow::Days(days) => days.to_string(),
    };
    let windows = move || {
        // A window of a link may be none of the usual ones.
        let mut windows = STANDARD_WINDOWS.to_vec();
        if let ConversionWindow::Days(days) = state.view.with(|view| view.window)
            && !windows.contains(&days)
        {
            windows.push(days);
        }
        let option = |days: u16| {
            let name = td_string!(locale.get(), funnel.window_days, days = days.to_string());
            view! { <option value=days.to_string()>{name}</option> }
        };
        windows.into_iter().map(option).collect_view()
    };
    let set_basis = move |event| {
        let basis = if event_target_value(&event) == "value" { Basis::Value } else { Basis::Count };
        state.view.update(|view| view.basis = basis);
    };
    let basis_value = move || match state.view.with(|view| view.basis) {
        Basis::Count => "count",
        Basis::Value => "value",
    };
    let has_amounts = move || {
        answer.with(|answer| answer.report.as_ref().is_none_or(|report| report.values.is_ok()))
    };
    view! {
        <FilterBar columns=columns filter=filter on_change=move |filter| state.view.update(|view| view.filter = filter)>
            <select aria-label=move || td_string!(locale.get(), funnel.window_label) prop:value=window_value on:change=set_window>
                <option value="">{move || td_string!(locale.get(), funnel.window_data)}</option>
                {windows}
            </select>
            <select aria-label=move || td_string!(locale.get(), funnel.basis_label) prop:value=basis_value on:change=set_basis
                disabled=move || !has_amounts()>
                <option value="count">{move || td_string!(locale.get(), funnel.basis_count)}</option>
                <option value="value">{move || td_string!(locale.get(), funnel.basis_value)}</option>
            </select>
            <RuleChip answer=answer />
        </FilterBar>
        {move || selected().map(|text| view! { <p class="filter-note" role="status">{text}</p> })}
    }
}

fn filter_columns(report: &crate::job::funnel::columns::DealColumns) -> FilterColumns {
    let columns = report.columns.iter().map(|column| FilterColumn {
        header: column.header.clone(),
        meaning: column.meaning.clone(),
        words: column.words.clone(),
        n_words: column.n_words,
    });
    FilterColumns {
        columns: columns.collect(),
        postcode: report.postcode.clone(),
        created: report.created,
    }
}
