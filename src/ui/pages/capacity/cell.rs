//! A cell of the grid: its number, what is planned against it, and the field to type another into.

use leptos::html::Input;
use leptos::prelude::*;

use super::edit::{begin, cell_id, focus_soon, is_editable, keep};
use super::grid::{GridState, Place};
use super::names::{load_class, load_name, load_symbol};
use crate::job::capacity::Load;
use crate::scenario::Layer;
use crate::ui::context::use_shared;
use crate::ui::i18n::td_string;
use crate::ui::pages::quota::write::Writer;

/// What a cell shows.
#[derive(Clone, Debug, PartialEq)]
struct CellView {
    text: String,
    /// For leads: what is planned, and how it compares.
    planned: Option<(String, Load)>,
    is_edited: bool,
}

/// The cell.
#[component]
pub fn GridCell(
    /// Its place.
    place: Place,
) -> impl IntoView {
    let locale = use_shared().locale;
    let grid: GridState = expect_context();
    let (rep, m) = place;
    let shown = Memo::new(move |_| {
        let (layer, is_levelled) = (grid.layer.get(), grid.page.is_levelled.get());
        let write = Writer::new(locale.get());
        grid.page.year.with(|year| {
            let year = year.as_ref().ok()?;
            let cell = year.reps.get(rep)?.cells.get(m)?;
            let planned = (layer == Layer::Leads).then(|| {
                let n = cell.number(Layer::Planned, is_levelled);
                (cell_text(&write, Layer::Planned, n), cell.load(is_levelled))
            });
            let month = year.first_month + m as i32;
            Some(CellView {
                text: cell_text(&write, layer, cell.number(layer, is_levelled)),
                planned,
                is_edited: grid.page.plan.with(|plan| plan.cell(rep, month, layer).is_some()),
            })
        })
    });
    let is_active = Memo::new(move |_| grid.active.get() == place);
    let typing = Memo::new(move |_| {
        grid.editing
            .with(|editing| editing.as_ref().filter(|(at, _)| *at == place).map(|e| e.1.clone()))
    });
    let load = move || shown.with(|cell| Some(cell.as_ref()?.planned.as_ref()?.1));
    let content = move || {
        if let Some(text) = typing.get() {
            return view! { <CellInput place=place start=text /> }.into_any();
        }
        let Some(cell) = shown.get() else { return ().into_any() };
        let locale = locale.get();
        let planned = cell.planned.map(|(text, load)| {
            view! {
                <small>
                    {text} <i aria-hidden="true">{load_symbol(load)}</i>
                    <span class="visually-hidden">" " {load_name(locale, load)}</span>
                </small>
            }
        });
        let edited = cell.is_edited.then(|| {
            view! { <span class="visually-hidden">" " {td_string!(locale, capacity.edited)}</span> }
        });
        view! { <b>{cell.text}</b> {edited} {planned} }.into_any()
    };
    view! {
        <td
            role="gridcell"
            id=cell_id(place)
            tabindex=move || if is_active.get() { "0" } else { "-1" }
            aria-readonly=move || {
                let _ = (grid.layer.get(), grid.page.is_levelled.get());
                (!is_editable(grid)).to_string()
            }
            class=move || load().map_or("", load_class)
            class:edited=move || shown.with(|cell| cell.as_ref().is_some_and(|cell| cell.is_edited))
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
