//! The records behind a figure, in a window of their own, and as CSV.

use std::cell::RefCell;
use std::rc::Rc;

use leptos::html::Dialog;
use leptos::prelude::*;

use super::state::{ShownRecords, use_funnel};
use super::wording::Writer;
use crate::browser::download;
use crate::browser::intl::Formats;
use crate::job::funnel::records::{RecordCell, RecordsCsvQuestion, RecordsQuestion, RecordsReport};
use crate::model::Currency;
use crate::ui::components::filter_bar::filter_text;
use crate::ui::components::records_table::{MAX_SHOWN, PAGE_ROWS, RecordsTable, RecordsWindow};
use crate::ui::context::{Shared, formats, use_report, use_shared};
use crate::ui::i18n::{Locale, td_string};

/// Rows of a piece of the CSV: some megabytes a message.
const CSV_ROWS: usize = 20_000;

/// The window; closed while no records are asked for.
#[component]
pub fn Records() -> impl IntoView {
    let shared = use_shared();
    let locale = shared.locale;
    let shown = use_funnel().records;
    let offset = RwSignal::new(0_usize);
    let dialog = NodeRef::<Dialog>::new();
    Effect::new(move |_| {
        let is_wanted = shown.with(Option::is_some);
        let Some(dialog) = dialog.get() else { return };
        if is_wanted && !dialog.open() {
            offset.set(0);
            // A dialog that is open already has what it needs.
            let _ = dialog.show_modal();
        } else if !is_wanted && dialog.open() {
            dialog.close();
        }
    });
    let answer = use_report(move || {
        let ShownRecords { scope, set, .. } = shown.get()?;
        Some(RecordsQuestion { scope, set, offset: offset.get(), limit: PAGE_ROWS })
    });
    let window = Memo::new(move |_| {
        let formats = formats(locale.get());
        answer.with(|answer| {
            answer.report.as_ref().map(|report| window_of(&formats, report)).unwrap_or_default()
        })
    });
    let title = move || {
        shown.with(|shown| shown.as_ref().map(|shown| shown.title.clone())).unwrap_or_default()
    };
    let note = move || {
        let locale = locale.get();
        let write = Writer::new(locale);
        let filter = shown
            .with(|shown| shown.as_ref().map(|shown| filter_text(locale, &shown.scope.filter)));
        let filter = filter.filter(|text| !text.is_empty());
        let filter = filter.unwrap_or_else(|| td_string!(locale, funnel.all_deals).to_owned());
        let n = window.with(|window| window.n);
        let mut note = match n {
            1 => td_string!(locale, funnel.records_one, filter = filter),
            n => td_string!(locale, funnel.records_n, n = write.count(n as u64), filter = filter),
        };
        if n > MAX_SHOWN {
            note = format!(
                "{note} {}",
                td_string!(locale, funnel.records_capped, n = write.count(MAX_SHOWN as u64))
            );
        }
        note
    };
    let is_saving = RwSignal::new(false);
    let save = move |_| {
        if let Some(shown) = shown.get_untracked() {
            is_saving.set(true);
            save_csv(shared, shown, locale.get_untracked() == Locale::de, is_saving);
        }
    };
    view! {
        <dialog class="panel records-panel" node_ref=dialog aria-labelledby="records-title" on:close=move |_| shown.set(None)>
            <div class="records-head">
                <h2 id="records-title">{title}</h2>
                <p class="note" role="status">{note}</p>
            </div>
            <RecordsTable caption=Signal::derive(title) window=window on_want=move |first| offset.set(first) />
            <div class="actions">
                <button class="button" on:click=save disabled=move || is_saving.get()>{move || td_string!(locale.get(), funnel.records_csv)}</button>
                <button class="button primary" on:click=move |_| shown.set(None)>{move || td_string!(locale.get(), app.close)}</button>
            </div>
        </dialog>
    }
}

fn window_of(formats: &Formats, report: &RecordsReport) -> RecordsWindow {
    let row = |row: &Vec<RecordCell>| {
        row.iter().map(|cell| text(formats, cell, report.currency)).collect()
    };
    RecordsWindow {
        columns: report.columns.clone(),
        n: report.n,
        offset: report.offset,
        rows: report.rows.iter().map(row).collect(),
    }
}

fn text(formats: &Formats, cell: &RecordCell, currency: Option<Currency>) -> String {
    match cell {
        RecordCell::Missing => String::new(),
        RecordCell::Text(text) => text.clone(),
        RecordCell::Day(day) => formats.day(*day),
        RecordCell::Minute(minute) => {
            let (hour, of_hour) = minute.hour_minute();
            format!("{} {hour:02}:{of_hour:02}", formats.day(minute.day()))
        }
        RecordCell::Money(amount) => match currency {
            Some(currency) => formats.money(amount.units(), currency, 2),
            // Mixed currencies: the number as it is, no sign of one of them.
            None => formats.number(amount.units(), 2),
        },
        RecordCell::Number(number) => {
            formats.number(*number, if number.fract() == 0.0 { 0 } else { 2 })
        }
    }
}

/// Fetches the records piece by piece and hands them over as one file.
fn save_csv(shared: Shared, shown: ShownRecords, is_german: bool, is_saving: RwSignal<bool>) {
    let pieces = Rc::new(RefCell::new(Vec::<u8>::new()));
    next_piece(shared, shown, is_german, is_saving, pieces, 0);
}

/// Asks for one piece; its answer asks for the next, so that the worker can serve others in between.
fn next_piece(
    shared: Shared,
    shown: ShownRecords,
    is_german: bool,
    is_saving: RwSignal<bool>,
    pieces: Rc<RefCell<Vec<u8>>>,
    offset: usize,
) {
    let (scope, set) = (shown.scope.clone(), shown.set);
    let records = RecordsQuestion { scope, set, offset, limit: CSV_ROWS };
    let question = RecordsCsvQuestion { records, is_german };
    shared.engine.with_value(|engine| {
        engine.ask(engine.slot(), question, move |answer| {
            let Ok(piece) = answer else {
                // The worker's end has its notice on the page.
                let _ = is_saving.try_set(false);
                return;
            };
            pieces.borrow_mut().extend_from_slice(piece.text.as_bytes());
            if offset + CSV_ROWS < piece.n {
                next_piece(shared, shown, is_german, is_saving, pieces, offset + CSV_ROWS);
            } else {
                let _ = download::save("deals.csv", "text/csv", &pieces.borrow());
                let _ = is_saving.try_set(false);
            }
        });
    });
}
