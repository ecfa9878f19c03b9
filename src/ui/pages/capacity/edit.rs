//! Typing into the grid, and moving in it by keyboard.
//!
//! A grid takes the keyboard as one stop (ARIA grid pattern): arrows move, Home and End go to the ends of a row, with
//! Ctrl to the corners; Enter, F2 or a digit begin to type, Enter and Tab keep, Escape drops, Delete takes a change
//! back.

use leptos::prelude::*;
use wasm_bindgen::JsCast as _;

use super::grid::{GridState, Place};
use crate::job::capacity::MONTHS;
use crate::scenario::{Layer, Unit, entry::read_number};
use crate::ui::i18n::{Locale, td_string};
use crate::ui::pages::quota::write::Writer;
use crate::ui::parameter_field::entry_locale;
use crate::ui::text::parameter::entry_error;

/// What a key does in the grid.
pub fn on_key(grid: &GridState, locale: Locale, event: &web_sys::KeyboardEvent) {
    let key = event.key();
    let is_typing = grid.editing.with_untracked(Option::is_some);
    if is_typing {
        match key.as_str() {
            "Enter" => finish(grid, locale, event, (1, 0)),
            "Tab" => finish(grid, locale, event, (0, if event.shift_key() { -1 } else { 1 })),
            "Escape" => {
                event.prevent_default();
                grid.editing.set(None);
                grid.complaint.set(None);
                focus_soon(grid.active.get_untracked());
            }
            _ => {}
        }
        return;
    }
    let n_reps = grid.page.year.with_untracked(|year| year.as_ref().map_or(0, |y| y.reps.len()));
    let (rep, m) = grid.active.get_untracked();
    let (last_rep, last_month) = (n_reps.saturating_sub(1), MONTHS - 1);
    let with_ctrl = event.ctrl_key() || event.meta_key();
    let next = match key.as_str() {
        "ArrowLeft" => (rep, m.saturating_sub(1)),
        "ArrowRight" => (rep, (m + 1).min(last_month)),
        "ArrowUp" => (rep.saturating_sub(1), m),
        "ArrowDown" => ((rep + 1).min(last_rep), m),
        "Home" if with_ctrl => (0, 0),
        "End" if with_ctrl => (last_rep, last_month),
        "Home" => (rep, 0),
        "End" => (rep, last_month),
        "Enter" | "F2" => {
            event.prevent_default();
            return begin(*grid, (rep, m), None);
        }
        "Delete" | "Backspace" => {
            event.prevent_default();
            return set(grid, (rep, m), None);
        }
        digit
            if digit.len() == 1
                && !with_ctrl
                && digit.as_bytes().iter().all(u8::is_ascii_digit) =>
        {
            event.prevent_default();
            return begin(*grid, (rep, m), Some(key));
        }
        _ => return,
    };
    event.prevent_default();
    grid.active.set(next);
    focus_soon(next);
}

/// Begins to type into a cell, from its number or from a first digit.
pub fn begin(grid: GridState, place: Place, text: Option<String>) {
    if grid.is_editable.get_untracked() {
        grid.active.set(place);
        grid.editing.set(Some((place, text.unwrap_or_default())));
    }
}

/// Keeps what was typed and goes on to a neighbour; what cannot be read stays in the cell with a sentence.
fn finish(grid: &GridState, locale: Locale, event: &web_sys::KeyboardEvent, step: (usize, isize)) {
    let input =
        event.target().and_then(|target| target.dyn_into::<web_sys::HtmlInputElement>().ok());
    let Some(input) = input else { return };
    event.prevent_default();
    if keep(*grid, locale, &input.value()) {
        let (rep, m) = grid.active.get_untracked();
        let n_reps =
            grid.page.year.with_untracked(|year| year.as_ref().map_or(0, |y| y.reps.len()));
        let next = (
            (rep + step.0).min(n_reps.saturating_sub(1)),
            m.saturating_add_signed(step.1).min(MONTHS - 1),
        );
        grid.active.set(next);
        focus_soon(next);
    }
}

/// Keeps a typed text; false where it cannot be read.
pub fn keep(grid: GridState, locale: Locale, text: &str) -> bool {
    let Some((place, _)) = grid.editing.get_untracked() else { return true };
    let layer = grid.layer.get_untracked();
    if text.trim().is_empty() {
        set(&grid, place, None);
        grid.editing.set(None);
        grid.complaint.set(None);
        return true;
    }
    let number = read_number(text, Unit::Count, entry_locale(locale))
        .map_err(|error| entry_error(locale, Unit::Count, &error))
        .and_then(|number| check(locale, layer, number));
    match number {
        Ok(number) => {
            set(&grid, place, Some(number));
            grid.editing.set(None);
            grid.complaint.set(None);
            true
        }
        Err(why) => {
            grid.complaint.set(Some(why));
            false
        }
    }
}

fn check(locale: Locale, layer: Layer, number: f64) -> Result<f64, String> {
    if !(0.0..=layer.limit()).contains(&number) {
        let max = Writer::new(locale).count(layer.limit());
        return Err(td_string!(locale, capacity.entry_range, max = max));
    }
    if layer.is_whole() && number.fract() != 0.0 {
        return Err(td_string!(locale, capacity.entry_whole).to_owned());
    }
    Ok(number)
}

fn set(grid: &GridState, (rep, m): Place, value: Option<f64>) {
    if !grid.is_editable.get_untracked() {
        return;
    }
    let first = grid.page.year.with_untracked(|year| year.as_ref().ok().map(|y| y.first_month));
    let layer = grid.layer.get_untracked();
    if let Some(first) = first {
        grid.page.change(|plan| plan.set_cell(rep, first + m as i32, layer, value));
    }
}

/// Gives a cell the keyboard once the page has been drawn.
pub fn focus_soon((rep, m): Place) {
    request_animation_frame(move || {
        let cell = crate::browser::document()
            .ok()
            .and_then(|document| document.get_element_by_id(&cell_id((rep, m))));
        if let Some(cell) = cell.and_then(|cell| cell.dyn_into::<web_sys::HtmlElement>().ok()) {
            let _ = cell.focus();
        }
    });
}

/// The id of a cell.
#[must_use]
pub fn cell_id((rep, m): Place) -> String {
    format!("cell-{rep}-{m}")
}
