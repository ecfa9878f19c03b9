//! Records, as many as there are, of which only those in sight exist on the page.
//!
//! Rows have one height, so that the first one in sight follows from the scroll position; blank rows above and below
//! keep the scroll bar honest. Browsers end an element at about 17 million pixels, so at most [`MAX_SHOWN`] rows can
//! be scrolled to; the rest is in the CSV.

use leptos::html::Div;
use leptos::prelude::*;

/// Height of a row; `records_table.css` sets the same.
const ROW_PX: f64 = 32.0;
/// Height of the window onto the rows.
const WINDOW_PX: f64 = 448.0;
/// Most rows that can be scrolled to.
pub const MAX_SHOWN: usize = 500_000;
/// Rows asked for at once: what is in sight, and as much again above and below.
pub const PAGE_ROWS: usize = 60;

/// The rows at hand.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RecordsWindow {
    /// Headers, and whether a column holds numbers.
    pub columns: Vec<(String, bool)>,
    /// Rows there are.
    pub n: usize,
    /// Number of the first row at hand.
    pub offset: usize,
    /// The rows at hand, as texts.
    pub rows: Vec<Vec<String>>,
}

/// The table.
#[component]
pub fn RecordsTable(
    /// Its name for assistive tools.
    #[prop(into)]
    caption: Signal<String>,
    /// The rows at hand.
    #[prop(into)]
    window: Signal<RecordsWindow>,
    /// Called with the first row wanted, when rows come into sight that are not at hand.
    #[prop(into)]
    on_want: Callback<usize>,
) -> impl IntoView {
    let frame = NodeRef::<Div>::new();
    let first = RwSignal::new(0_usize);
    let on_scroll = move |_| {
        let Some(frame) = frame.get() else { return };
        let at = (f64::from(frame.scroll_top()) / ROW_PX).floor().max(0.0) as usize;
        first.set(at);
        on_want.run(wanted(at));
    };
    // Other records begin at their first row.
    Effect::new(move |_| {
        caption.track();
        if let Some(frame) = frame.get() {
            frame.set_scroll_top(0);
        }
    });
    let n_shown = move || window.with(|window| window.n.min(MAX_SHOWN));
    let spacer = |px: f64| view! { <tr aria-hidden="true" style:height=format!("{px}px")></tr> };
    let body = move || {
        window.with(|window| {
            let (from, to) = (window.offset, window.offset + window.rows.len());
            let rows = window.rows.iter().zip(from..).map(|(row, at)| {
                let cells = row.iter().zip(&window.columns).map(|(cell, (_, is_number))| {
                    let class = if *is_number { "" } else { "text" };
                    view! { <td class=class title=cell.clone()>{cell.clone()}</td> }
                });
                view! { <tr aria-rowindex=(at + 2).to_string()>{cells.collect_view()}</tr> }
            });
            let after = n_shown().saturating_sub(to) as f64;
            view! {
                {spacer(from as f64 * ROW_PX)}
                {rows.collect_view()}
                {spacer(after * ROW_PX)}
            }
        })
    };
    view! {
        <div class="records" node_ref=frame tabindex="0" role="group" aria-label=move || caption.get() on:scroll=on_scroll
            style:max-height=format!("{WINDOW_PX}px")>
            <table aria-rowcount=move || (n_shown() + 1).to_string()>
                <caption class="visually-hidden">{move || caption.get()}</caption>
                <thead>
                    <tr aria-rowindex="1">
                        {move || {
                            let columns = window.with(|window| window.columns.clone());
                            columns
                                .into_iter()
                                .map(|(name, is_number)| view! { <th scope="col" class:text=!is_number>{name}</th> })
                                .collect_view()
                        }}
                    </tr>
                </thead>
                <tbody>{body}</tbody>
            </table>
        </div>
    }
}

/// The first row of the page of rows wanted around the first one in sight.
fn wanted(first: usize) -> usize {
    let before = PAGE_ROWS / 3;
    // In steps, so that scrolling a little asks nothing.
    first.saturating_sub(before) / 10 * 10
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rows_asked_for_hold_those_in_sight() {
        let in_sight = (WINDOW_PX / ROW_PX).ceil() as usize;
        for first in 0..1_000 {
            let from = wanted(first);
            assert!(from <= first && first + in_sight <= from + PAGE_ROWS, "{first}: {from}");
        }
    }
}
