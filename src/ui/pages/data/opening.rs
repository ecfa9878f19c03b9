//! Below the button: what to do, how far the reading is, or why it failed.

use leptos::prelude::*;

use super::{add, open};
use crate::job::session::Origin;
use crate::ui::choices::use_choices;
use crate::ui::components::job_progress::JobProgress;
use crate::ui::components::notice::{Gravity, Notice};
use crate::ui::context::{Opening, use_formats, use_shared};
use crate::ui::i18n::td_string;
use crate::ui::route::Page;
use crate::ui::text::job_error;

/// The state of an import.
#[component]
pub fn OpeningState() -> impl IntoView {
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
            share = formats.percent(progress.share(), 0),
            speed = formats.number(progress.done as f64 / 1e6 / seconds, 0)
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
            <JobProgress
                told=Signal::derive(told)
                progress=Signal::derive(progress)
                on_cancel=Callback::new(move |()| shared.cancel_opening())
            />
        }
        .into_any(),
        Phase::Failed(error) => view! {
            <Notice gravity=Gravity::Failure>
                {move || job_error(locale.get(), &error)} " "
                {move || {
                    let is_open = shared.data.with(|data| data.report().is_some());
                    is_open.then(|| td_string!(locale.get(), data.failed_keep))
                }}
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
    let choices = use_choices();
    let locale = shared.locale;
    let has_files = Memo::new(move |_| {
        shared.data.with(|data| data.report().is_some_and(|report| report.origin == Origin::Files))
    });
    view! {
        <p>{move || td_string!(locale.get(), data.drop_hint)}</p>
        <Show when=move || has_files.get()>
            <label class="link file-link">
                {move || td_string!(locale.get(), data.add_files)}
                <input
                    class="visually-hidden"
                    type="file"
                    multiple
                    accept=".csv,.tsv,.txt,text/csv,text/plain"
                    on:change=move |event| add(shared, choices, super::incoming::chosen(&event))
                />
            </label>
            " · "
        </Show>
        <button class="link" on:click=move |_| open(shared, choices, Origin::demo(), Vec::new())>
            {move || td_string!(locale.get(), data.demo)}
        </button>
        " · "
        <a href=Page::Quota.href()>{move || td_string!(locale.get(), data.without)}</a>
    }
}
