//! Import: files in, an account of every line out.

use leptos::prelude::*;

use crate::browser::clock;
use crate::job::session::{OpenFiles, Origin};
use crate::ui::components::drop_zone::DropZone;
use crate::ui::components::lead::Lead;
use crate::ui::components::notice::{Gravity, Notice};
use crate::ui::context::{Opening, Shared, use_formats, use_shared};
use crate::ui::i18n::{Locale, td_string};
use crate::ui::route::Page;
use crate::ui::text::{job_error, page_name};

mod account;

/// The data page.
#[component]
pub fn DataPage() -> impl IntoView {
    let shared = use_shared();
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
            on_files=move |files| open(shared, Origin::Files, files)
        >
            <OpeningState />
        </DropZone>
        <Show when=move || is_open.get() fallback=Questions>
            <account::Account />
        </Show>
    }
}

/// Opens files or the demo data and shows the funnel once they are read.
fn open(shared: Shared, origin: Origin, files: Vec<web_sys::File>) {
    shared.open(OpenFiles::new(origin, clock::today()), files, || {
        if let Ok(window) = crate::browser::window() {
            // A browser that refuses leaves the user here, with the account below.
            let _ = window.location().set_hash(&Page::Funnel.href());
        }
    });
}

fn lead(shared: Shared) -> String {
    let locale = shared.locale.get();
    let formats = crate::ui::context::formats(locale);
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
            let rows = formats.number(account.accepted as f64, 0);
            td_string!(locale, data.lead_open, rows = rows, files = files, rejected = rejected)
        }
    })
}

/// Below the button: what to do, how far the reading is, or why it failed.
#[component]
fn OpeningState() -> impl IntoView {
    let shared = use_shared();
    let formats = use_formats();
    let locale = shared.locale;
    let started_ms = RwSignal::new(0.0);
    Effect::new(move |_| {
        if shared.opening.get() == Opening::Running(None) {
            started_ms.set(js_sys::Date::now());
        }
    });
    let progress = move || match shared.opening.get() {
        Opening::Running(progress) => progress,
        Opening::Idle | Opening::Failed(_) => None,
    };
    let told = move || {
        let locale = locale.get();
        let Some(progress) = progress() else {
            return td_string!(locale, data.starting).to_owned();
        };
        let formats = formats();
        let seconds = (js_sys::Date::now() - started_ms.get_untracked()).max(1.0) / 1_000.0;
        td_string!(
            locale,
            data.reading,
            rows = formats.number(progress.rows as f64, 0),
            share = formats.percent(progress.bytes as f64 / progress.total.max(1) as f64, 0),
            speed = formats.number(progress.bytes as f64 / 1e6 / seconds, 0)
        )
    };
    // The phase alone decides what stands here: a button made anew at every report of progress could not be clicked.
    let phase = Memo::new(move |_| match shared.opening.get() {
        Opening::Idle => Phase::Idle,
        Opening::Running(_) => Phase::Running,
        Opening::Failed(error) => Phase::Failed(error),
    });
    move || match phase.get() {
        Phase::Running => view! {
            <p role="status">{told}</p>
            <progress
                aria-label=move || td_string!(locale.get(), data.starting)
                max=move || progress().map_or(1, |progress| progress.total.max(1)).to_string()
                value=move || progress().map(|progress| progress.bytes.to_string())
            ></progress>
            <p>
                <button class="button" on:click=move |_| shared.cancel_opening()>
                    {move || td_string!(locale.get(), data.cancel)}
                </button>
            </p>
        }
        .into_any(),
        Phase::Failed(error) => view! {
            <Notice gravity=Gravity::Failure>
                {job_error(locale.get(), &error)} " " {td_string!(locale.get(), data.failed_keep)}
            </Notice>
            <Hints />
        }
        .into_any(),
        Phase::Idle => view! { <Hints /> }.into_any(),
    }
}

/// [`Opening`] without its progress.
#[derive(Clone, Debug, PartialEq)]
enum Phase {
    Idle,
    Running,
    Failed(crate::job::JobError),
}

#[component]
fn Hints() -> impl IntoView {
    let shared = use_shared();
    let locale = shared.locale;
    view! {
        <p>{move || td_string!(locale.get(), data.drop_hint)}</p>
        <button class="link" on:click=move |_| open(shared, Origin::demo(), Vec::new())>
            {move || td_string!(locale.get(), data.demo)}
        </button>
        " · "
        <a href=Page::Quota.href()>{move || td_string!(locale.get(), data.without)}</a>
    }
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
