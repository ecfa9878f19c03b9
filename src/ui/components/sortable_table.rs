//! A table whose rows the reader puts in order by any column; the total stays below.

use leptos::prelude::*;

use super::figure::Figure;

/// A cell: a value to sort by and its text.
#[derive(Clone, Debug, PartialEq)]
pub struct SortableCell {
    /// Id of the figure; empty for a cell that is none.
    pub id: String,
    /// What is sorted by; a missing one stands last either way.
    pub value: Option<f64>,
    /// What is shown.
    pub text: String,
    /// Smaller, behind it: an interval.
    pub note: String,
}

/// A row.
#[derive(Clone, Debug, PartialEq)]
pub struct SortableRow {
    /// Its name.
    pub name: String,
    /// Its cells.
    pub cells: Vec<SortableCell>,
    /// Whether it rests on too few deals to be taken at face value.
    pub is_small: bool,
    /// Key of its records; `None` where there are none to show.
    pub records_key: Option<String>,
}

/// The table.
#[component]
pub fn SortableTable(
    /// Its name for assistive tools.
    #[prop(into)]
    caption: Signal<String>,
    /// Names of the columns; the first is that of the rows.
    #[prop(into)]
    header: Signal<Vec<String>>,
    /// The rows in their own order.
    #[prop(into)]
    rows: Signal<Vec<SortableRow>>,
    /// The row below all others.
    #[prop(into)]
    total: Signal<Option<SortableRow>>,
    /// Called with the key of a row whose name was pressed.
    #[prop(into)]
    on_records: Callback<String>,
) -> impl IntoView {
    // Column (from 1; 0 are the names) and whether it falls; `None` keeps the rows' own order.
    let order = RwSignal::new(None::<(usize, bool)>);
    let sorted = Memo::new(move |_| rows.with(|rows| sorted(rows, order.get())));
    let heads = move || {
        let names = header.get().into_iter().enumerate();
        names
            .map(|(at, name)| {
                let direction = move || match order.get() {
                    Some((column, falls)) if column == at => {
                        Some(if falls { "descending" } else { "ascending" })
                    }
                    _ => None,
                };
                // A name rises first, a number falls first; a second press turns it round, a third undoes it.
                let press = move |_| {
                    let first = at != 0;
                    order.update(|order| {
                        *order = match *order {
                            Some((column, falls)) if column == at && falls == first => {
                                Some((at, !first))
                            }
                            Some((column, _)) if column == at => None,
                            _ => Some((at, first)),
                        }
                    });
                };
                view! {
                    <th scope="col" aria-sort=direction>
                        <button class="sort" on:click=press>
                            {name}
                            <span aria-hidden="true">
                                {move || match direction() {
                                    Some("descending") => " ▾",
                                    Some(_) => " ▴",
                                    None => "",
                                }}
                            </span>
                        </button>
                    </th>
                }
            })
            .collect_view()
    };
    view! {
        <div class="table" tabindex="0" role="group" aria-label=move || caption.get()>
            <table class="sortable">
                <caption class="visually-hidden">{move || caption.get()}</caption>
                <thead><tr>{heads}</tr></thead>
                <tbody>{move || sorted.get().into_iter().map(|row| row_view(row, on_records)).collect_view()}</tbody>
                <tfoot>{move || total.get().map(|row| row_view(row, on_records))}</tfoot>
            </table>
        </div>
    }
}

/// The rows in the chosen order; equals keep their own.
fn sorted(rows: &[SortableRow], order: Option<(usize, bool)>) -> Vec<SortableRow> {
    let mut rows = rows.to_vec();
    let Some((column, falls)) = order else { return rows };
    let value =
        |row: &SortableRow| row.cells.get(column.wrapping_sub(1)).and_then(|cell| cell.value);
    rows.sort_by(|a, b| {
        if column == 0 {
            let by_name = a.name.to_lowercase().cmp(&b.name.to_lowercase());
            return if falls { by_name.reverse() } else { by_name };
        }
        match (value(a), value(b)) {
            (Some(a), Some(b)) if falls => b.total_cmp(&a),
            (Some(a), Some(b)) => a.total_cmp(&b),
            (a, b) => a.is_none().cmp(&b.is_none()),
        }
    });
    rows
}

fn row_view(row: SortableRow, on_records: Callback<String>) -> impl IntoView {
    let cells = row.cells.into_iter().map(|cell| {
        let SortableCell { id, value, text, note } = cell;
        let note = (!note.is_empty()).then(|| view! { <small>{note}</small> });
        if id.is_empty() {
            view! { <td>{text}{note}</td> }.into_any()
        } else {
            view! { <td><Figure id=id value=value text=move |_| text.clone() />{note}</td> }
                .into_any()
        }
    });
    let name = match row.records_key {
        Some(key) => {
            view! { <button class="link" on:click=move |_| on_records.run(key.clone())>{row.name}</button> }
                .into_any()
        }
        None => row.name.into_any(),
    };
    view! {
        <tr class:small-sample=row.is_small>
            <th scope="row">{name}</th>
            {cells.collect_view()}
        </tr>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(name: &str, value: Option<f64>) -> SortableRow {
        let cell =
            SortableCell { id: String::new(), value, text: String::new(), note: String::new() };
        SortableRow { name: name.into(), cells: vec![cell], is_small: false, records_key: None }
    }

    #[test]
    fn a_missing_value_stands_last_in_either_direction() {
        let rows = [row("b", Some(1.0)), row("c", None), row("a", Some(2.0))];
        let names =
            |order| -> String { sorted(&rows, order).into_iter().map(|row| row.name).collect() };
        assert_eq!(names(None), "bca");
        assert_eq!(names(Some((1, true))), "abc");
        assert_eq!(names(Some((1, false))), "bac");
        assert_eq!(names(Some((0, false))), "abc");
        assert_eq!(names(Some((0, true))), "cba");
    }
}
