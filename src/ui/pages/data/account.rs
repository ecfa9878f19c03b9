//! What became of every line of the open files, and how each was understood.

use std::sync::Arc;

use leptos::prelude::*;

use crate::chart::Table;
use crate::import::Account as LineAccount;
use crate::job::session::{OpenReport, OpenedFile};
use crate::ui::components::data_table::DataTable;
use crate::ui::components::figure::{Figure, WordFigure};
use crate::ui::context::{formats, use_shared};
use crate::ui::i18n::{Locale, td_string};
use crate::ui::route::Page;
use crate::ui::text::import_issue;
use crate::ui::text::meaning::meaning;

/// The account of all files, then each file.
#[component]
pub fn Account() -> impl IntoView {
    let shared = use_shared();
    let locale = shared.locale;
    let report = move || shared.data.with(|data| data.report().map(Arc::clone));
    move || {
        report().map(|report| {
            view! {
                <p><a href=Page::Funnel.href()>{td_string!(locale.get(), data.to_funnel)}</a></p>
                <Totals account=report.account() report=Arc::clone(&report) />
                {report.files.iter().map(|file| file_section(locale.get(), file)).collect_view()}
            }
        })
    }
}

/// Lines = accepted + rejected + blank + meta (P2).
#[component]
fn Totals(account: LineAccount, report: Arc<OpenReport>) -> impl IntoView {
    let locale = use_shared().locale;
    let count = move |value: f64| formats(locale.get()).number(value, 0);
    let part = move |id: &'static str, n: u64| {
        view! { <Figure id=id value=Some(n as f64) text=count /> }
    };
    let word = |text: String| Signal::derive(move || text.clone());
    let first = report.files.first().map(|file| {
        (
            file.report.encoding.encoding.label().to_owned(),
            delimiter_name(locale.get(), char::from(file.report.dialect.dialect.delimiter)),
        )
    });
    view! {
        <section class="section">
            <h2>{td_string!(locale.get(), data.account_title)}</h2>
            <p class="sum">
                {part("import.lines", account.lines)} " " {td_string!(locale.get(), data.account_lines)} " = "
                {part("import.rows", account.accepted)} " " {td_string!(locale.get(), data.account_accepted)} " + "
                {part("import.rejected", account.rejected)} " " {td_string!(locale.get(), data.account_rejected)} " + "
                {part("import.blank", account.blank)} " " {td_string!(locale.get(), data.account_blank)} " + "
                {part("import.meta", account.meta)} " " {td_string!(locale.get(), data.account_meta)}
            </p>
            {first.map(|(encoding, delimiter)| view! {
                <p>
                    {td_string!(locale.get(), data.encoding)} ": " <WordFigure id="import.encoding" word=word(encoding) />
                    " · " {td_string!(locale.get(), data.delimiter)} ": " <WordFigure id="import.delimiter" word=word(delimiter) />
                </p>
            })}
        </section>
    }
}

fn file_section(locale: Locale, file: &OpenedFile) -> impl IntoView + use<> {
    let formats = formats(locale);
    let account = file.report.account;
    let n = |n: u64| formats.number(n as f64, 0);
    let sum = td_string!(
        locale,
        data.account_sum,
        lines = n(account.lines),
        accepted = n(account.accepted),
        rejected = n(account.rejected),
        blank = n(account.blank),
        meta = n(account.meta)
    );
    let groups = &file.report.issues.groups;
    let issues = if groups.is_empty() {
        view! { <p>{td_string!(locale, data.issues_none)}</p> }.into_any()
    } else {
        let items = groups.iter().map(|group| {
            let sentence = import_issue::sentence(locale, &group.first);
            let more =
                (group.n > 1).then(|| td_string!(locale, data.issues_more, n = n(group.n - 1)));
            view! { <li>{sentence} " " {more}</li> }
        });
        view! { <ul class="issues">{items.collect_view()}</ul> }.into_any()
    };
    let columns = columns_table(locale, file);
    let name = file.report.name.clone();
    view! {
        <section class="section file-section">
            <h2>{name}</h2>
            <p>{sum}</p>
            <h3>{td_string!(locale, data.issues_title)}</h3>
            {issues}
            <details>
                <summary>{td_string!(locale, data.columns_title)}</summary>
                <DataTable table=columns caption=td_string!(locale, data.columns_title).to_owned() />
            </details>
        </section>
    }
}

fn columns_table(locale: Locale, file: &OpenedFile) -> Table {
    let formats = formats(locale);
    let header = [
        td_string!(locale, data.column_header),
        td_string!(locale, data.column_meaning),
        td_string!(locale, data.column_confidence),
        td_string!(locale, data.column_samples),
    ];
    let rows = file.plan.columns.iter().map(|column| {
        vec![
            column.header.clone(),
            meaning(locale, &column.meaning),
            formats.percent(column.confidence, 0),
            column.samples.join(" · "),
        ]
    });
    Table { header: header.map(str::to_owned).to_vec(), rows: rows.collect() }
}

/// A delimiter in words where it cannot be seen.
fn delimiter_name(locale: Locale, delimiter: char) -> String {
    match delimiter {
        '\t' => td_string!(locale, data.delimiter_tab).to_owned(),
        visible => visible.to_string(),
    }
}
