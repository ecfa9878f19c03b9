//! A plain table of texts: the first cell of a row is its header, numbers stand right, columns of words left.

use leptos::prelude::*;

use crate::chart::Table;

/// The table, scrolling sideways in its own box where the page is narrow.
#[component]
pub fn DataTable(
    /// What it shows.
    #[prop(into)]
    table: Signal<Table>,
    /// Its name for assistive tools.
    #[prop(into)]
    caption: Signal<String>,
) -> impl IntoView {
    view! {
        <div class="table" tabindex="0" role="group" aria-label=move || caption.get()>
            <table>
                <caption class="visually-hidden">{move || caption.get()}</caption>
                <thead>
                    <tr>
                        {move || {
                            table
                                .with(|table| {
                                    let head = |(at, cell): (usize, &String)| {
                                        view! { <th scope="col" class:text=is_words(table, at)>{cell.clone()}</th> }
                                    };
                                    table.header.iter().enumerate().map(head).collect_view()
                                })
                        }}
                    </tr>
                </thead>
                <tbody>
                    {move || {
                        table.with(|table| {
                            let words: Vec<bool> = (0..table.header.len()).map(|at| is_words(table, at)).collect();
                            table.rows.iter().map(|row| view! { <tr>{cells(row, &words)}</tr> }).collect_view()
                        })
                    }}
                </tbody>
            </table>
        </div>
    }
}

/// Whether a column holds words: some cell has something to say that does not begin with a number.
fn is_words(table: &Table, at: usize) -> bool {
    let is_number = |cell: &str| {
        let bare = cell.trim_start_matches(|c: char| "+-−–€$£<>≤≥ \u{a0}".contains(c));
        bare.is_empty() || bare == "—" || bare.starts_with(|c: char| c.is_ascii_digit())
    };
    table.rows.iter().filter_map(|row| row.get(at)).any(|cell| !is_number(cell))
}

fn cells(row: &[String], words: &[bool]) -> impl IntoView + use<> {
    row.iter()
        .enumerate()
        .map(|(at, cell)| {
            let is_words = words.get(at) == Some(&true);
            if at == 0 {
                view! { <th scope="row">{cell.clone()}</th> }.into_any()
            } else {
                view! { <td class:text=is_words>{cell.clone()}</td> }.into_any()
            }
        })
        .collect_view()
}
