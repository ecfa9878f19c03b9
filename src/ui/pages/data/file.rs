//! One section for each open file: how it was understood, what stood out, and the columns.

use leptos::prelude::*;

use super::columns::Columns;
use super::reading::HowRead;
use super::save::SaveRejected;
use crate::import::plan::FileShape;
use crate::job::session::OpenedFile;
use crate::ui::choices::use_choices;
use crate::ui::context::{formats, use_shared};
use crate::ui::i18n::{Locale, td_string};
use crate::ui::text::evidence::{shape, shape_evidence};
use crate::ui::text::import_issue;

/// The shapes in the order in which they are offered.
const SHAPES: [FileShape; 9] = [
    FileShape::Snapshot,
    FileShape::StageDates,
    FileShape::History,
    FileShape::EventLog,
    FileShape::Aggregate,
    FileShape::Contacts,
    FileShape::Activities,
    FileShape::Mailings,
    FileShape::Unrecognised,
];

/// The files in their order. A section outlives a new reading of its file, so that the focus stays where it is.
#[component]
pub fn Files() -> impl IntoView {
    let shared = use_shared();
    let keys = move || {
        shared.data.with(|data| {
            let files = data.report().map(|report| report.files.as_slice()).unwrap_or_default();
            let key = |(at, file): (usize, &OpenedFile)| {
                (at, file.report.name.clone(), file.report.n_bytes)
            };
            files.iter().enumerate().map(key).collect::<Vec<_>>()
        })
    };
    view! {
        <For each=keys key=Clone::clone children=move |(at, _, _)| view! { <FileSection at=at /> } />
    }
}

#[component]
fn FileSection(at: usize) -> impl IntoView {
    let shared = use_shared();
    let locale = shared.locale;
    let file = Memo::new(move |_| {
        shared.data.with(|data| data.report().and_then(|report| report.files.get(at).cloned()))
    });
    let told = move |tell: fn(Locale, &OpenedFile) -> String| {
        move || file.with(|file| file.as_ref().map(|file| tell(locale.get(), file)))
    };
    let n_rejected =
        move || file.with(|file| file.as_ref().map_or(0, |file| file.report.account.rejected));
    view! {
        <section class="section file-section">
            <h2>{told(|_, file| file.report.name.clone())}</h2>
            <p>{told(sum)}</p>
            <ShapeChoice file=file />
            <Issues file=file />
            <Show when=move || { n_rejected() > 0 }>
                <SaveRejected at=at />
            </Show>
            <HowRead at=at file=file />
            <Columns file=file />
        </section>
    }
}

fn sum(locale: Locale, file: &OpenedFile) -> String {
    let account = file.report.account;
    let formats = formats(locale);
    let n = |n: u64| formats.number(n as f64, 0);
    td_string!(
        locale,
        data.account_sum,
        lines = n(account.lines),
        accepted = n(account.accepted),
        rejected = n(account.rejected),
        blank = n(account.blank),
        meta = n(account.meta)
    )
}

/// What the file was taken for, why, and the choice of something else.
#[component]
fn ShapeChoice(file: Memo<Option<OpenedFile>>) -> impl IntoView {
    let locale = use_shared().locale;
    let choices = use_choices();
    let chosen = move || file.with(|file| file.as_ref().map(|file| file.plan.shape));
    let reasons = move || {
        file.with(|file| {
            let evidence = file.as_ref().map(|file| file.plan.shape_evidence.as_slice());
            let reasons = evidence.unwrap_or_default().iter();
            reasons.map(|one| shape_evidence(locale.get(), one)).collect::<Vec<_>>().join(" ")
        })
    };
    let on_change = move |event| {
        let wanted =
            event_target_value(&event).parse().ok().and_then(|at: usize| SHAPES.get(at).copied());
        let key = file.with_untracked(|file| file.as_ref().map(|file| file.plan.fingerprint));
        if let (Some(wanted), Some(key)) = (wanted, key) {
            choices.change(key, |mapping| mapping.shape = Some(wanted));
        }
    };
    let options = SHAPES.into_iter().enumerate().map(|(at, one)| {
        view! {
            <option value=at.to_string() prop:selected=move || chosen() == Some(one)>
                {move || shape(locale.get(), one)}
            </option>
        }
    });
    view! {
        <p class="shape">
            <label>
                {move || td_string!(locale.get(), data.shape)} ": "
                <select on:change=on_change>{options.collect_view()}</select>
            </label>
            " " <span class="note">{reasons}</span>
        </p>
    }
}

/// What stood out, by kind and column, with the number of each.
#[component]
fn Issues(file: Memo<Option<OpenedFile>>) -> impl IntoView {
    let locale = use_shared().locale;
    let items = move || {
        let locale = locale.get();
        let formats = formats(locale);
        file.with(|file| {
            let groups = file.as_ref().map(|file| file.report.issues.groups.as_slice());
            let items = groups.unwrap_or_default().iter().map(|group| {
                let sentence = import_issue::sentence(locale, &group.first);
                let more = (group.n > 1).then(|| {
                    td_string!(
                        locale,
                        data.issues_more,
                        n = formats.number((group.n - 1) as f64, 0)
                    )
                });
                view! { <li>{sentence} " " {more}</li> }
            });
            items.collect::<Vec<_>>()
        })
    };
    move || {
        let items = items();
        if items.is_empty() {
            return view! { <p class="note">{td_string!(locale.get(), data.issues_none)}</p> }
                .into_any();
        }
        view! {
            <h3>{td_string!(locale.get(), data.issues_title)}</h3>
            <ul class="issues">{items}</ul>
        }
        .into_any()
    }
}
