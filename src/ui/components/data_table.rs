//! A plain table of texts: the first cell of a row is its header, numbers stand right.

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
                                    table.header.iter().map(|cell| view! { <th scope="col">{cell.clone()}</th> }).collect_view()
                                })
                        }}
                    </tr>
                </thead>
                <tbody>
                    {move || {
                        table.with(|table| table.rows.iter().map(|row| view! { <tr>{cells(row)}</tr> }).collect_view())
                    }}
                </tbody>
            </table>
        </div>
    }
}

fn cells(row: &[String]) -> impl IntoView + use<> {
    row.iter()
        .enumerate()
        .map(|(at, cell)| {
            if at == 0 {
                view! { <th scope="row">{cell.clone()}</th> }.into_any()
            } else {
                view! { <td>{cell.clone()}</td> }.into_any()
            }
        })
        .collect_view()
}
