//! A cell of the grid: its number, what is planned against it, and the field to type another into.

use leptos::html::Input;
use leptos::prelude::*;

use super::edit::{begin, cell_id, focus_soon, keep};
use super::grid::{GridState, Place};
use super::names::{load_class, load_name, load_symbol};
use crate::job::capacity::{Cell, Load};
use crate::scenario::Layer;
use crate::ui::context::use_shared;
use crate::ui::i18n::{Locale, td_string};
use crate::ui::pages::quota::write::Writer;

/// What a cell shows.
#[derive(Clone, Debug, PartialEq)]
pub struct CellView {
    text: String,
    /// For leads: what is planned, and how it compares.
    planned: Option<(String, Load)>,
    is_edited: bool,
    locale: Locale,
}

/// What the cells of a row follow. The row follows the plan, the year and the language for them: to take a follower off
/// a signal takes as long as it has followers, and a grid has hundreds of cells.
#[derive(Clone, Copy)]
pub struct RowState {
    rep: usize,
    cells: Memo<Vec<CellView>>,
    /// The cell of the row that has the keyboard.
    active: Memo<Option<usize>>,
    /// The cell of the row that is typed into, with the first text.
    typing: Memo<Option<(usize, String)>>,
}

impl RowState {
    /// The row of a rep.
    #[must_use]
    pub fn new(grid: GridState, rep: usize) -> Self {
        let locale = use_shared().locale;
        let here = move |place: Place| (place.0 == rep).then_some(place.1);
        Self {
            rep,
            cells: Memo::new(move |_| cells(grid, rep, locale.get())),
            active: Memo::new(move |_| here(grid.active.get())),
            typing: Memo::new(move |_| {
                let editing = grid.editing.get();
                editing.and_then(|(place, text)| Some((here(place)?, text)))
            }),
        }
    }
}

/// What the cells of a row show; none of a rep that is gone.
fn cells(grid: GridState, rep: usize, locale: Locale) -> Vec<CellView> {
    let (layer, is_levelled) = (grid.layer.get(), grid.page.is_levelled.get());
    let write = Writer::new(locale);
    grid.page.plan.with(|plan| {
        grid.page.year.with(|year| {
            let Some((year, row)) =
                year.as_ref().ok().and_then(|year| Some((year, year.reps.get(rep)?)))
            else {
                return Vec::new();
            };
            let months = year.first_month..;
            let cell = |(cell, month): (&Cell, i32)| CellView {
                text: cell_text(&write, layer, cell.number(layer, is_levelled)),
                planned: (layer == Layer::Leads).then(|| {
                    let n = cell.number(Layer::Planned, is_levelled);
                    (cell_text(&write, Layer::Planned, n), cell.load(is_levelled))
                }),
                is_edited: plan.cell(rep, month, layer).is_some(),
                locale,
            };
            row.cells.iter().zip(months).map(cell).collect()
        })
    })
}

/// The cell.
#[component]
pub fn GridCell(
    /// Its row.
    row: RowState,
    /// Its month.
    m: usize,
) -> impl IntoView {
    let grid: GridState = expect_context();
    let place = (row.rep, m);
    let shown = Memo::new(move |_| row.cells.with(|cells| cells.get(m).cloned()));
    let typing =
        Memo::new(move |_| row.typing.with(|at| at.clone().filter(|at| at.0 == m).map(|at| at.1)));
    // Most changes move the number alone: the rest of a cell is made anew only when it says something else.
    let text = move || shown.with(|cell| cell.as_ref().map(|cell| cell.text.clone()));
    let edited = Memo::new(move |_| {
        shown.with(|cell| cell.as_ref().filter(|cell| cell.is_edited).map(|cell| cell.locale))
    });
    let planned = Memo::new(move |_| {
        shown.with(|cell| {
            let cell = cell.as_ref()?;
            cell.planned.clone().map(|(text, load)| (text, load, cell.locale))
        })
    });
    let note = move || {
        let words = edited.get().map(|locale| td_string!(locale, capacity.edited));
        words.map(|words| view! { <span class="visually-hidden">" " {words}</span> })
    };
    let small = move || {
        planned.get().map(|(text, load, locale)| {
            view! {
                <small>
                    {text} <i aria-hidden="true">{load_symbol(load)}</i>
                    <span class="visually-hidden">" " {load_name(locale, load)}</span>
                </small>
            }
        })
    };
    let content = move || match typing.get() {
        Some(text) => view! { <CellInput place=place start=text /> }.into_any(),
        None => view! { <b>{text}</b> {note} {small} }.into_any(),
    };
    let class = move || {
        shown.with(|cell| {
            let Some(cell) = cell else { return String::new() };
            let load = cell.planned.as_ref().map_or("", |(_, load)| load_class(*load));
            format!("{load}{}", if cell.is_edited { " edited" } else { "" })
        })
    };
    view! {
        <td
            role="gridcell"
            id=cell_id(place)
            tabindex=move || if row.active.get() == Some(m) { "0" } else { "-1" }
            aria-readonly=move || (!grid.is_editable.get()).to_string()
            class=class
            on:focus=move |_| grid.active.set(place)
            on:click=move |_| grid.active.set(place)
            on:dblclick=move |_| begin(grid, place, None)
        >
            {content}
        </td>
    }
}

/// The field of a cell that is typed into.
#[component]
fn CellInput(
    /// The cell.
    place: Place,
    /// The first digit, or nothing to begin from the number that is there.
    start: String,
) -> impl IntoView {
    let locale = use_shared().locale;
    let grid: GridState = expect_context();
    let field = NodeRef::<Input>::new();
    let number = grid.page.year.with_untracked(|year| {
        let cell = year.as_ref().ok()?.reps.get(place.0)?.cells.get(place.1)?;
        let layer = grid.layer.get_untracked();
        Some(cell_text(&Writer::new(locale.get_untracked()), layer, cell.number(layer, false)))
    });
    let selects_all = start.is_empty();
    let text = if selects_all { number.unwrap_or_default() } else { start };
    Effect::new(move |_| {
        if let Some(field) = field.get() {
            let _ = field.focus();
            if selects_all {
                field.select();
            }
        }
    });
    let on_leave = move |event: web_sys::FocusEvent| {
        // Left by the mouse: what can be read is kept, what cannot is dropped.
        let text = event_target::<web_sys::HtmlInputElement>(&event).value();
        if !keep(grid, locale.get_untracked(), &text) {
            grid.editing.set(None);
            focus_soon(place);
        }
    };
    view! {
        <input
            type="text"
            inputmode="decimal"
            autocomplete="off"
            node_ref=field
            aria-label=move || td_string!(locale.get(), capacity.cell_input)
            aria-invalid=move || grid.complaint.with(Option::is_some).then_some("true")
            value=text
            on:blur=on_leave
        />
    }
}

/// A number of a layer: whole where it comes whole, one decimal where it does not.
#[must_use]
pub fn cell_text(write: &Writer, layer: Layer, number: f64) -> String {
    match layer {
        Layer::Leads | Layer::Planned => write.count(number),
        Layer::FreeHours => write.count(number.round()),
        Layer::WorkingDays
        | Layer::Vacation
        | Layer::Sick
        | Layer::OtherMeetings
        | Layer::ExistingCustomers
        | Layer::Committed => write.count((number * 10.0).round() / 10.0),
        Layer::Visits | Layer::Deals => write.one_decimal(number),
    }
}
