//! Rows that were left out, handed back as files.

use leptos::prelude::*;

use crate::browser::download;
use crate::job::JobError;
use crate::job::files::{
    FileBytes, RejectedFileQuestion, RejectedIssues, RejectedQuestion, UnmatchedQuestion,
};
use crate::ui::components::notice::{Gravity, Notice};
use crate::ui::context::{Shared, use_shared};
use crate::ui::i18n::{Locale, td_string};
use crate::ui::text::{import_issue, job_error};

/// How far a download is.
#[derive(Clone, Debug, PartialEq)]
enum Saving {
    Idle,
    Running,
    Failed(JobError),
}

/// The rows of a file that were rejected, as they stand in it, each with its line and the reason.
#[component]
pub fn SaveRejected(at: usize) -> impl IntoView {
    let shared = use_shared();
    let locale = shared.locale;
    let state = RwSignal::new(Saving::Idle);
    let name = move || {
        let name = shared.data.with_untracked(|data| {
            data.report().and_then(|report| Some(report.files.get(at)?.report.name.clone()))
        });
        file_name(
            &name.unwrap_or_default(),
            td_string!(locale.get_untracked(), data.rejected_suffix),
        )
    };
    let on_click = move |_| {
        state.set(Saving::Running);
        shared.engine.with_value(|engine| {
            engine.ask(engine.slot(), RejectedQuestion { file: at }, move |answer| match answer {
                Ok(RejectedIssues(issues)) => {
                    let locale = locale.get_untracked();
                    let reason = |issue| import_issue::sentence(locale, issue);
                    let question = RejectedFileQuestion {
                        file: at,
                        added: added(locale),
                        reasons: issues.iter().map(reason).collect(),
                    };
                    save(shared, question, name(), state);
                }
                Err(error) => state.set(Saving::Failed(error)),
            });
        });
    };
    view! {
        <p>
            <button class="button" disabled=move || state.get() == Saving::Running on:click=on_click>
                {move || td_string!(locale.get(), data.rejected_save)}
            </button>
            " " <span class="note">{move || td_string!(locale.get(), data.rejected_note)}</span>
        </p>
        <Failure state=state />
    }
}

/// The rows of a table without a partner in another one.
#[component]
pub fn SaveUnmatched(
    /// Which rows; the language is that of the page.
    question: UnmatchedQuestion,
    /// Words on the button.
    #[prop(into)]
    text: Signal<String>,
    /// What the rows are, for the name of the file.
    #[prop(into)]
    records: Signal<String>,
) -> impl IntoView {
    let shared = use_shared();
    let locale = shared.locale;
    let state = RwSignal::new(Saving::Idle);
    let on_click = move |_| {
        state.set(Saving::Running);
        let question =
            UnmatchedQuestion { german: locale.get_untracked() == Locale::de, ..question };
        let suffix = td_string!(locale.get_untracked(), data.unmatched_suffix);
        save(shared, question, file_name(&records.get_untracked(), suffix), state);
    };
    view! {
        <button class="button" disabled=move || state.get() == Saving::Running on:click=on_click>
            {move || text.get()}
        </button>
        <Failure state=state />
    }
}

#[component]
fn Failure(state: RwSignal<Saving>) -> impl IntoView {
    let locale = use_shared().locale;
    move || match state.get() {
        Saving::Failed(error) => {
            let text = job_error(locale.get(), &error);
            view! { <Notice gravity=Gravity::Failure>{text}</Notice> }.into_any()
        }
        Saving::Idle | Saving::Running => ().into_any(),
    }
}

/// Asks for a file and hands it to the user.
fn save<Q: crate::job::Ask<Report = FileBytes>>(
    shared: Shared,
    question: Q,
    name: String,
    state: RwSignal<Saving>,
) {
    shared.engine.with_value(|engine| {
        engine.ask(engine.slot(), question, move |answer| {
            let saved = answer.and_then(|FileBytes(bytes)| {
                download::save(&name, "text/csv", &bytes)
                    .map_err(|error| JobError::Browser(error.to_string()))
            });
            // The button may be gone by now; the file is saved all the same.
            let _ = state.try_set(match saved {
                Ok(()) => Saving::Idle,
                Err(error) => Saving::Failed(error),
            });
        });
    });
}

fn added(locale: Locale) -> [String; 2] {
    [td_string!(locale, data.rejected_line), td_string!(locale, data.rejected_reason)]
        .map(str::to_owned)
}

/// `deals.csv` and `abgelehnt` give `deals-abgelehnt.csv`.
fn file_name(name: &str, suffix: &str) -> String {
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    format!("{stem}-{suffix}.csv")
}
