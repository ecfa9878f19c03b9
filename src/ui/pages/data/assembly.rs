//! What was done to the rows once they were read: files joined, histories folded, spellings merged, words taken for
//! missing, the export date.

use leptos::prelude::*;

use super::save::SaveUnmatched;
use crate::import::assemble::AssembleReport;
use crate::job::files::UnmatchedQuestion;
use crate::model::Day;
use crate::ui::choices::use_choices;
use crate::ui::components::notice::{Gravity, Notice};
use crate::ui::context::{formats, use_shared};
use crate::ui::i18n::{Locale, td_string};
use crate::ui::text::assembly::{
    Count, as_of_source, join, missing, records, sentences, unused, variant,
};

/// Lines of a long list that are shown at once.
const MOST: usize = 200;

/// Makes sentences of a report.
type Tell = fn(Locale, &AssembleReport, Count<'_>) -> Vec<String>;

/// The report.
#[component]
pub fn Assembly() -> impl IntoView {
    let shared = use_shared();
    let locale = shared.locale;
    let report = Memo::new(move |_| {
        shared.data.with(|data| data.report().map(|report| report.assembly.clone()))
    });
    let list = move |tell: Tell| {
        Signal::derive(move || {
            let locale = locale.get();
            let formats = formats(locale);
            let n = |n: usize| formats.number(n as f64, 0);
            report.with(|report| {
                report.as_ref().map(|report| tell(locale, report, &n)).unwrap_or_default()
            })
        })
    };
    let done = list(sentences);
    let variants = list(|locale, report, n| {
        report.variants.iter().map(|one| variant(locale, one, n)).collect()
    });
    let missing = list(|locale, report, n| {
        report.missing.iter().map(|one| missing(locale, one, n)).collect()
    });
    view! {
        <section class="section">
            <h2>{move || td_string!(locale.get(), data.assembly_title)}</h2>
            <AsOf />
            <ul class="issues">{move || done.get().into_iter().map(|text| view! { <li>{text}</li> }).collect_view()}</ul>
            <Joins />
            <LongList
                items=variants
                summary=Signal::derive(move || td_string!(locale.get(), data.variants_title, n = formats(locale.get()).number(variants.with(Vec::len) as f64, 0)))
            />
            <LongList
                items=missing
                summary=Signal::derive(move || td_string!(locale.get(), data.missing_title, n = formats(locale.get()).number(missing.with(Vec::len) as f64, 0)))
            />
        </section>
    }
}

/// Files of which nothing is analysed: said before anything else.
#[component]
pub fn Unused() -> impl IntoView {
    let shared = use_shared();
    let locale = shared.locale;
    let told = Memo::new(move |_| {
        let locale = locale.get();
        let formats = formats(locale);
        let n = |n: usize| formats.number(n as f64, 0);
        shared.data.with(|data| {
            data.report().map(|report| unused(locale, &report.assembly, &n)).unwrap_or_default()
        })
    });
    move || {
        let told = told.get().into_iter();
        told.map(|text| view! { <Notice gravity=Gravity::Note>{text}</Notice> }).collect_view()
    }
}

/// The export date: open records are censored there, so it must be right.
#[component]
fn AsOf() -> impl IntoView {
    let shared = use_shared();
    let locale = shared.locale;
    let choices = use_choices();
    let found = move || {
        shared
            .data
            .with(|data| data.report().map(|report| (report.as_of, report.assembly.as_of_source)))
    };
    let why = move || found().map(|(_, source)| as_of_source(locale.get(), source));
    let value = move || found().map(|(day, _)| day.to_string()).unwrap_or_default();
    let on_change = move |event| {
        let chosen = event_target_value(&event).parse().ok().map(Day::from_date);
        choices.edit(|edits| edits.as_of = chosen);
    };
    view! {
        <p class="header-line">
            <label>
                {move || td_string!(locale.get(), data.as_of)} " "
                <input type="date" prop:value=value on:change=on_change />
            </label>
            <span class="note">{why}</span>
        </p>
    }
}

/// Which tables were joined by what, how many rows found a partner, and those that did not.
#[component]
fn Joins() -> impl IntoView {
    let shared = use_shared();
    let locale = shared.locale;
    let joins = Memo::new(move |_| {
        shared.data.with(|data| {
            data.report().map(|report| report.assembly.joins.clone()).unwrap_or_default()
        })
    });
    let item = move |report: crate::import::assemble::JoinReport| {
        let sentence = move || {
            let formats = formats(locale.get());
            join(locale.get(), &report, &|n| formats.number(n as f64, 0))
        };
        let question = UnmatchedQuestion { from: report.from, to: report.to, german: true };
        let n = move || formats(locale.get()).number(report.n_unmatched as f64, 0);
        let save = (report.n_unmatched > 0).then(|| view! {
            <SaveUnmatched
                question=question
                text=Signal::derive(move || td_string!(locale.get(), data.unmatched_save, n = n()))
                records=Signal::derive(move || records(locale.get(), report.from).to_owned())
            />
        });
        view! { <li>{sentence} " " {save}</li> }
    };
    view! {
        <Show when=move || joins.with(|joins| !joins.is_empty())>
            <h3>{move || td_string!(locale.get(), data.joins_title)}</h3>
            <ul class="joins">{move || joins.get().into_iter().map(item).collect_view()}</ul>
        </Show>
    }
}

/// Sentences behind a summary; nothing where there are none.
#[component]
fn LongList(items: Signal<Vec<String>>, summary: Signal<String>) -> impl IntoView {
    let locale = use_shared().locale;
    let shown = move || {
        let items = items.get().into_iter().take(MOST);
        items.map(|text| view! { <li>{text}</li> }).collect_view()
    };
    let rest = move || {
        let n = items.with(Vec::len).saturating_sub(MOST);
        (n > 0).then(|| {
            td_string!(locale.get(), data.list_rest, n = formats(locale.get()).number(n as f64, 0))
        })
    };
    view! {
        <Show when=move || items.with(|items| !items.is_empty())>
            <details>
                <summary>{move || summary.get()}</summary>
                <ul class="issues">{shown}</ul>
                <p class="note">{rest}</p>
            </details>
        </Show>
    }
}
