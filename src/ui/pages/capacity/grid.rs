//! The grid of reps and months: one quantity at a time, every cell of an input editable, by mouse and by keyboard.
//!
//! A grid takes the keyboard as one stop (ARIA grid pattern): arrows move, Home and End go to the ends of a row, with
//! Ctrl to the corners; Enter, F2 or a digit begin to type, Enter and Tab keep, Escape drops, Delete takes a change
//! back.

use leptos::prelude::*;
use wasm_bindgen::JsCast as _;

use super::calendar::CalendarPanel;
use super::cell::{GridCell, cell_text};
use super::names::{layer_name, load_class, load_name, load_symbol};
use super::reps::rep_name;
use super::state::{CapacityState, use_capacity};
use crate::job::capacity::{CapacityYear, Cell, Load, MONTHS};
use crate::scenario::{Layer, PlanPart, Unit, entry::read_number};
use crate::ui::components::choice::Choice;
use crate::ui::components::figure::Figure;
use crate::ui::context::{formats, use_shared};
use crate::ui::i18n::{Locale, td_string};
use crate::ui::pages::quota::write::Writer;
use crate::ui::parameter_field::entry_locale;
use crate::ui::text::parameter::entry_error;

/// Key of the choice which quantity is shown.
const LAYER: &str = "capacity.layer";

/// A cell by the places of its rep and its month.
pub type Place = (usize, usize);

/// What the grid and its cells share.
#[derive(Clone, Copy)]
pub struct GridState {
    /// The page.
    pub page: CapacityState,
    /// The quantity shown.
    pub layer: Memo<Layer>,
    /// The cell that has the keyboard.
    pub active: RwSignal<Place>,
    /// The cell that is typed into, with the first text.
    pub editing: RwSignal<Option<(Place, String)>>,
    /// What is wrong with what was typed.
    pub complaint: RwSignal<Option<String>>,
}

/// The section.
#[component]
pub fn GridSection() -> impl IntoView {
    let locale = use_shared().locale;
    let page = use_capacity();
    let layer = Memo::new(move |_| {
        let word = page.scenarios.choice(LAYER);
        let is_named = |layer: &Layer| word.as_deref() == Some(layer_key(*layer));
        Layer::ALL.into_iter().find(is_named).unwrap_or(Layer::Leads)
    });
    let grid = GridState {
        page,
        layer,
        active: RwSignal::new((0, 0)),
        editing: RwSignal::new(None),
        complaint: RwSignal::new(None),
    };
    provide_context(grid);
    let layers = Signal::derive(move || {
        Layer::ALL.map(|layer| (layer, layer_name(locale.get(), layer).to_owned())).to_vec()
    });
    let n_edits = Memo::new(move |_| page.plan.with(|plan| plan.n_entries(PlanPart::Cells)));
    let note = move || {
        let locale = locale.get();
        if !layer.get().is_editable() {
            td_string!(locale, capacity.grid_note_result)
        } else if layer.get() == Layer::Planned && page.is_levelled.get() {
            td_string!(locale, capacity.grid_note_levelled)
        } else {
            td_string!(locale, capacity.grid_note)
        }
    };
    view! {
        <section class="section capacity-grid" aria-labelledby="grid-title">
            <h2 id="grid-title">{move || td_string!(locale.get(), capacity.grid_title)}</h2>
            <CalendarPanel />
            <Choice
                legend=Signal::derive(move || td_string!(locale.get(), capacity.grid_layer).to_owned())
                options=layers
                value=layer
                on_change=Callback::new(move |layer| page.scenarios.choose(LAYER, layer_key(layer)))
            />
            <Grid grid=grid />
            <p class="complaint" role="alert">{move || grid.complaint.get()}</p>
            <Show when=move || matches!(layer.get(), Layer::Leads | Layer::Planned)>
                <p class="legend loads">
                    {move || [
                        (Load::Over, td_string!(locale.get(), capacity.legend_over)),
                        (Load::Fits, td_string!(locale.get(), capacity.legend_fits)),
                        (Load::Under, td_string!(locale.get(), capacity.legend_under)),
                    ].map(|(load, text)| view! { <span class=load_class(load)>{text}</span> }).collect_view()}
                </p>
            </Show>
            <p class="note">
                {note} " " {move || team_note(locale.get(), page)} " "
                <Show when=move || n_edits.get() != 0>
                    {move || td_string!(locale.get(), capacity.n_edits, n = Writer::new(locale.get()).count(n_edits.get() as f64))}
                    " "
                    <button class="link" on:click=move |_| page.change(crate::scenario::CapacityPlan::clear_cells)>
                        {move || td_string!(locale.get(), capacity.clear_edits)}
                    </button>
                    " "
                </Show>
                <Show when=move || page.can_undo()>
                    <button class="link" on:click=move |_| page.scenarios.undo()>
                        {move || td_string!(locale.get(), capacity.undo_plan)}
                    </button>
                </Show>
            </p>
        </section>
    }
}

/// Where the reps come from, and what belongs to none of them.
fn team_note(locale: Locale, page: CapacityState) -> String {
    page.answer.with(|answer| {
        let reps = answer.report.as_ref().filter(|report| !report.reps.is_empty());
        let Some(report) = reps else {
            return td_string!(locale, capacity.reps_assumed).to_owned();
        };
        let write = Writer::new(locale);
        let n = write.count(report.reps.len() as f64);
        let mut note = format!("{}.", td_string!(locale, capacity.reps_from_file, n = n));
        if report.n_open_without_rep > 0 {
            let n = write.count(report.n_open_without_rep as f64);
            note.push(' ');
            note.push_str(&td_string!(locale, capacity.without_rep, n = n));
        }
        note
    })
}

/// The table.
#[component]
fn Grid(
    /// What it shares with its cells.
    grid: GridState,
) -> impl IntoView {
    let locale = use_shared().locale;
    let page = grid.page;
    // Rows are made anew only when there are more or fewer of them.
    let n_reps =
        Memo::new(move |_| page.year.with(|year| year.as_ref().map_or(0, |y| y.reps.len())));
    let months = move || {
        let first = page.year.with(|year| year.as_ref().map_or(0, |year| year.first_month));
        (0..MONTHS)
            .map(|m| {
                let day = crate::model::Day::first_of_month(first + m as i32);
                view! { <th scope="col">{formats(locale.get()).month(day)}</th> }
            })
            .collect_view()
    };
    let name = move || {
        let layer = layer_name(locale.get(), grid.layer.get());
        td_string!(locale.get(), capacity.grid_caption, layer = layer)
    };
    view! {
        <div class="table cells">
            <table role="grid" aria-label=name on:keydown=move |event| on_key(&grid, locale.get_untracked(), &event)>
                <thead>
                    <tr>
                        <th scope="col">{move || td_string!(locale.get(), capacity.rep)}</th>
                        {months}
                        <th scope="col">{move || td_string!(locale.get(), capacity.total)}</th>
                    </tr>
                </thead>
                <tbody>{move || (0..n_reps.get()).map(|rep| view! { <Row rep=rep /> }).collect_view()}</tbody>
                <tfoot><Totals grid=grid /></tfoot>
            </table>
        </div>
    }
}

/// A rep's row.
#[component]
fn Row(
    /// Place of the rep.
    rep: usize,
) -> impl IntoView {
    let locale = use_shared().locale;
    let grid: GridState = expect_context();
    let page = grid.page;
    let name = move || rep_name(locale.get(), page, rep);
    let total = move || {
        let (layer, is_levelled) = (grid.layer.get(), page.is_levelled.get());
        let sum = page.year.with(|year| {
            let cells = &year.as_ref().ok()?.reps.get(rep)?.cells;
            Some(cells.iter().map(|cell| cell.number(layer, is_levelled)).sum())
        });
        sum.map(|sum| cell_text(&Writer::new(locale.get()), layer, sum))
    };
    view! {
        <tr>
            <th scope="row">{name}</th>
            {(0..MONTHS).map(|m| view! { <GridCell place=(rep, m) /> }).collect_view()}
            <td class="sum">{total}</td>
        </tr>
    }
}

/// Totals of the months; for leads also what is planned against them.
#[component]
fn Totals(
    /// What the grid shares.
    grid: GridState,
) -> impl IntoView {
    let locale = use_shared().locale;
    let page = grid.page;
    let sum = move |m: Option<usize>| {
        let (layer, is_levelled) = (grid.layer.get(), page.is_levelled.get());
        page.year.with(|year| {
            let cells = cells_of(year.as_ref().ok()?, m);
            Some(cells.map(|cell| cell.number(layer, is_levelled)).sum::<f64>())
        })
    };
    let text =
        Callback::new(move |n: f64| cell_text(&Writer::new(locale.get()), grid.layer.get(), n));
    let totals = move || {
        let is_leads = grid.layer.get() == Layer::Leads;
        (0..MONTHS)
            .map(|m| {
                let value = Signal::derive(move || sum(Some(m)));
                if is_leads {
                    let id = format!("capacity.leads_month.{}", m + 1);
                    view! { <td><Figure id=id value=value text=text /></td> }.into_any()
                } else {
                    view! { <td>{move || value.get().map(|n| text.run(n))}</td> }.into_any()
                }
            })
            .collect_view()
    };
    let planned = move || {
        let is_levelled = page.is_levelled.get();
        let write = Writer::new(locale.get());
        page.year.with(|year| {
            let year = year.as_ref().ok()?;
            let months =
                year.planned_by_month(is_levelled).into_iter().zip(year.n_leads_by_month());
            let cell = |(planned, leads): (u64, u64)| {
                let load = Load::of(planned, leads);
                view! {
                    <td class=load_class(load)>
                        {write.count(planned as f64)} <i aria-hidden="true">{load_symbol(load)}</i>
                        <span class="visually-hidden">" " {load_name(write.locale, load)}</span>
                    </td>
                }
            };
            let total = write.count(year.planned_by_month(is_levelled).iter().sum::<u64>() as f64);
            Some(view! { {months.map(cell).collect_view()} <td>{total}</td> })
        })
    };
    view! {
        <tr class="total">
            <th scope="row">{move || td_string!(locale.get(), capacity.team)}</th>
            {totals}
            <td class="sum">{move || sum(None).map(|n| text.run(n))}</td>
        </tr>
        <Show when=move || grid.layer.get() == Layer::Leads>
            <tr class="planned">
                <th scope="row">{move || td_string!(locale.get(), capacity.row_planned)}</th>
                {planned}
            </tr>
        </Show>
    }
}

/// The cells of a month, or all.
fn cells_of(year: &CapacityYear, m: Option<usize>) -> impl Iterator<Item = &Cell> {
    year.reps.iter().flat_map(move |rep| {
        let cells = rep.cells.iter().enumerate();
        cells.filter(move |(at, _)| m.is_none_or(|m| m == *at)).map(|(_, cell)| cell)
    })
}

/// What a key does in the grid.
fn on_key(grid: &GridState, locale: Locale, event: &web_sys::KeyboardEvent) {
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
    if is_editable(grid) {
        grid.active.set(place);
        grid.editing.set(Some((place, text.unwrap_or_default())));
    }
}

/// Whether the cells shown can be changed.
#[must_use]
pub fn is_editable(grid: GridState) -> bool {
    let layer = grid.layer.get_untracked();
    layer.is_editable() && !(layer == Layer::Planned && grid.page.is_levelled.get_untracked())
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
    if !is_editable(*grid) {
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

/// The word of a layer among the choices.
const fn layer_key(layer: Layer) -> &'static str {
    match layer {
        Layer::Leads => "leads",
        Layer::Planned => "planned",
        Layer::WorkingDays => "working_days",
        Layer::Vacation => "vacation",
        Layer::Sick => "sick",
        Layer::OtherMeetings => "other_meetings",
        Layer::ExistingCustomers => "existing_customers",
        Layer::Committed => "committed",
        Layer::FreeHours => "free_hours",
        Layer::Visits => "visits",
        Layer::Deals => "deals",
    }
}
