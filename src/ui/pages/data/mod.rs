//! Import: files in, an account of every line out, and every guess of the importer open to change.

use leptos::prelude::*;

use crate::job::session::Origin;
use crate::ui::choices::{Choices, use_choices};
use crate::ui::components::drop_zone::DropZone;
use crate::ui::components::lead::Lead;
use crate::ui::context::{Opening, Shared, formats, use_shared};
use crate::ui::i18n::{Locale, td_string};
use crate::ui::route::{Page, Route};
use crate::ui::text::page_name;

mod account;
mod assembly;
mod column;
mod columns;
mod file;
pub mod incoming;
mod opening;
mod question;
mod reading;
mod remembered;
mod save;
mod spellings;
mod stages;

/// The data page.
#[component]
pub fn DataPage() -> impl IntoView {
    let shared = use_shared();
    let choices = use_choices();
    let locale = shared.locale;
    let is_open = Memo::new(move |_| shared.data.with(|data| data.report().is_some()));
    view! {
        <Lead
            title=Signal::derive(move || page_name(locale.get(), Page::Data).to_owned())
            sentence=Signal::derive(move || lead(shared))
        />
        <DropZone
            button=Signal::derive(move || {
                let locale = locale.get();
                if is_open.get() { td_string!(locale, data.choose_other) } else { td_string!(locale, data.choose) }.to_owned()
            })
            on_files=move |files| open(shared, choices, Origin::Files, files)
        >
            <opening::OpeningState />
        </DropZone>
        <Show when=move || is_open.get() fallback=Questions>
            <assembly::Unused />
            <question::OpenQuestions />
            <account::Account />
            <file::Files />
            <stages::Stages />
            <assembly::Assembly />
            <spellings::Spellings />
        </Show>
        <remembered::Remembered />
    }
}

/// Opens files or the demo data. The funnel is shown once they are read, unless the importer has a question or found
/// no deals.
fn open(shared: Shared, choices: Choices, origin: Origin, files: Vec<web_sys::File>) {
    choices.open(origin, files, move || show_answer(shared));
}

/// Opens files beside those that are open.
fn add(shared: Shared, choices: Choices, files: Vec<web_sys::File>) {
    choices.add(files, move || show_answer(shared));
}

fn show_answer(shared: Shared) {
    let is_clear = shared.data.with_untracked(|data| {
        data.report().is_some_and(|report| {
            let mut columns = report.files.iter().flat_map(|file| &file.plan.columns);
            report.n_deals() > 0 && columns.all(|column| column.ambiguity.is_none())
        })
    });
    show(if is_clear { Page::Funnel } else { Page::Data });
}

/// Goes to a page. A browser that refuses leaves the user where they are, which is no worse.
fn show(page: Page) {
    if let Ok(window) = crate::browser::window() {
        let hash = window.location().hash().unwrap_or_default();
        if Route::from_hash(&hash).page != page {
            let _ = window.location().set_hash(&page.href());
        }
    }
}

fn lead(shared: Shared) -> String {
    let locale = shared.locale.get();
    let formats = formats(locale);
    shared.data.with(|data| match data.report() {
        None => td_string!(locale, data.lead_empty).to_owned(),
        Some(report) => {
            let account = report.account();
            let n_files = report.files.len();
            let rejected = match account.rejected {
                0 => td_string!(locale, data.rejected_none).to_owned(),
                1 => td_string!(locale, data.rejected_one).to_owned(),
                n => td_string!(locale, data.rejected_some, n = formats.number(n as f64, 0)),
            };
            let files = match n_files {
                1 => td_string!(locale, data.one_file).to_owned(),
                n => td_string!(locale, data.n_files, n = formats.number(n as f64, 0)),
            };
            let rows = match account.accepted {
                1 => td_string!(locale, data.rows_one).to_owned(),
                n => td_string!(locale, data.rows_some, n = formats.number(n as f64, 0)),
            };
            td_string!(locale, data.lead_open, rows = rows, files = files, rejected = rejected)
        }
    })
}

/// What the pages answer, while nothing is open.
#[component]
fn Questions() -> impl IntoView {
    let locale = use_shared().locale;
    let questions =
        [Page::Funnel, Page::Quota, Page::Decay, Page::Compare, Page::Debt, Page::Capacity];
    view! {
        <div class="questions">
            {questions
                .into_iter()
                .map(|page| {
                    view! {
                        <a href=page.href()>
                            {move || question(locale.get(), page)} <small>{move || page_name(locale.get(), page)}</small>
                        </a>
                    }
                })
                .collect_view()}
        </div>
    }
}

fn question(locale: Locale, page: Page) -> &'static str {
    match page {
        Page::Funnel => td_string!(locale, data.question_funnel),
        Page::Quota => td_string!(locale, data.question_quota),
        Page::Decay => td_string!(locale, data.question_decay),
        Page::Compare => td_string!(locale, data.question_qualify),
        Page::Debt => td_string!(locale, data.question_debt),
        Page::Capacity => td_string!(locale, data.question_capacity),
        Page::Data | Page::Report => "",
    }
}

/// Whether an import is under way.
fn is_running(shared: Shared) -> bool {
    shared.opening.with(|opening| matches!(opening, Opening::Running(_)))
}
