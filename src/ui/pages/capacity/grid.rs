//! The grid of reps and months: one quantity at a time, every cell of an input editable, by mouse and by keyboard
//! ([`super::edit`]).

use leptos::prelude::*;

use super::calendar::CalendarPanel;
use super::cell::{GridCell, RowState, cell_text};
use super::edit::on_key;
use super::names::{layer_name, load_class, load_name, load_symbol};
use super::reps::rep_name;
use super::state::{CapacityState, use_capacity};
use crate::job::capacity::{CapacityYear, Cell, Load, MONTHS};
use crate::scenario::{Layer, PlanPart};
use crate::ui::components::choice::Choice;
use crate::ui::components::figure::Figure;
use crate::ui::context::{formats, use_shared};
use crate::ui::i18n::{Locale, td_string};
use crate::ui::pages::quota::write::Writer;

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
    /// Whether its cells can be changed.
    pub is_editable: Memo<bool>,
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
        word.and_then(|word| Layer::from_key(&word)).unwrap_or(Layer::Leads)
    });
    let grid = GridState {
        page,
        layer,
        is_editable: Memo::new(move |_| {
            let layer = layer.get();
            layer.is_editable() && !(layer == Layer::Planned && page.is_levelled.get())
        }),
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
                on_change=Callback::new(move |layer: Layer| page.scenarios.choose(LAYER, layer.key()))
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
    let row = RowState::new(grid, rep);
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
            {(0..MONTHS).map(|m| view! { <GridCell row=row m=m /> }).collect_view()}
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
