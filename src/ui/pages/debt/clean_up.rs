//! The clean-up list: the first records, and all of them as CSV; and the words with several spellings.

use std::sync::Arc;

use leptos::prelude::*;

use super::state::{DebtState, use_debt};
use super::wording::{field_name, rule_name};
use crate::browser::download;
use crate::chart::Table;
use crate::job::debt_cleanup::{CleanUpAnswer, CleanUpExport, CleanUpQuestion, CleanUpRecord};
use crate::model::RecordKind;
use crate::ui::components::data_table::DataTable;
use crate::ui::context::{use_report, use_shared};
use crate::ui::i18n::{Locale, td_string};
use crate::ui::pages::quota::write::Writer;
use crate::ui::rest::use_rest;

/// Records that are shown.
const N_RECORDS: usize = 15;

/// The section.
#[component]
pub fn CleanUpSection() -> impl IntoView {
    let locale = use_shared().locale;
    let state = use_debt();
    let question = Memo::new(move |_| {
        let (config, numbers) = (state.ledger.config.get(), state.numbers());
        CleanUpQuestion { config, numbers, n: N_RECORDS }
    });
    let is_at_rest = use_rest(question);
    let answer = use_report(move || is_at_rest.get().then(|| question.get()));
    // The last list stays while the next one is asked for.
    let report = Memo::new(move |before: Option<&Option<Arc<CleanUpAnswer>>>| {
        let report = answer.with(|answer| answer.report.clone());
        report.or_else(|| before.cloned().flatten())
    });
    let table = Signal::derive(move || {
        report
            .with(|report| {
                let report = report.as_ref()?;
                Some(records(locale.get(), state, &report.records))
            })
            .unwrap_or_default()
    });
    let n = move |of: RecordKind| {
        report.with(|report| {
            let report = report.as_ref()?;
            let n = if of == RecordKind::Deal { report.n_deals } else { report.n_contacts };
            Some(n).filter(|n| *n > 0)
        })
    };
    let title = Signal::derive(move || td_string!(locale.get(), debt.clean_title).to_owned());
    view! {
        <section class="section" aria-labelledby="clean-title">
            <h2 id="clean-title">{move || title.get()}</h2>
            <DataTable table=table caption=title />
            <p class="note">{move || td_string!(locale.get(), debt.clean_note)}</p>
            <p class="actions">
                {move || n(RecordKind::Contact).map(|n| view! { <Save of=RecordKind::Contact n=n /> })}
                {move || n(RecordKind::Deal).map(|n| view! { <Save of=RecordKind::Deal n=n /> })}
            </p>
            <Spellings />
        </section>
    }
}

/// Asks for the whole list as a file and hands it out.
#[component]
fn Save(of: RecordKind, n: u64) -> impl IntoView {
    let locale = use_shared().locale;
    let state = use_debt();
    let wanted = RwSignal::new(None::<CleanUpExport>);
    let answer = use_report(move || wanted.get());
    Effect::new(move |_| {
        let csv = answer.with(|answer| answer.report.clone()).filter(|_| !answer.is_stale.get());
        if let (Some(csv), Some(question)) = (csv, wanted.get_untracked()) {
            let name = file_name(locale.get_untracked(), question.of);
            // A refused download has its own message from the browser.
            let _ = download::save(name, "text/csv", csv.as_bytes());
            wanted.set(None);
        }
    });
    let label = move || {
        let n = Writer::new(locale.get()).count(n as f64);
        if of == RecordKind::Deal {
            td_string!(locale.get(), debt.clean_save_deals, n = n)
        } else {
            td_string!(locale.get(), debt.clean_save_contacts, n = n)
        }
    };
    view! {
        <button class="button" on:click=move |_| wanted.set(Some(export(locale.get_untracked(), state, of)))>
            {label}
        </button>
    }
}

fn export(locale: Locale, state: DebtState, of: RecordKind) -> CleanUpExport {
    let config = state.ledger.config.get_untracked();
    let words = state.ledger.answer.with_untracked(|answer| {
        let lines = answer.report.as_ref().map(|report| report.lines.clone()).unwrap_or_default();
        let word = |rule| (rule, rule_name(locale, rule, &config));
        lines.iter().map(|line| word(line.rule)).collect()
    });
    CleanUpExport {
        config,
        numbers: untrack(|| state.numbers()),
        of,
        is_german: locale == Locale::de,
        headers: [
            td_string!(locale, debt.clean_col_place),
            td_string!(locale, debt.clean_col_faults),
            td_string!(locale, debt.clean_col_interest),
            td_string!(locale, debt.clean_col_minutes),
        ]
        .map(str::to_owned),
        words,
    }
}

fn file_name(locale: Locale, of: RecordKind) -> &'static str {
    if of == RecordKind::Deal {
        td_string!(locale, debt.clean_file_deals)
    } else {
        td_string!(locale, debt.clean_file_contacts)
    }
}

fn records(locale: Locale, state: DebtState, records: &[CleanUpRecord]) -> Table {
    let write = Writer::new(locale);
    let header = [
        td_string!(locale, debt.clean_col_record),
        td_string!(locale, debt.clean_col_faults),
        td_string!(locale, debt.clean_col_interest),
        td_string!(locale, debt.clean_col_minutes),
    ];
    let rows = records.iter().map(|record| {
        let faults: Vec<String> = state.ledger.config.with(|config| {
            record.faults.iter().map(|rule| rule_name(locale, *rule, config)).collect()
        });
        vec![
            record.name.join(" · "),
            faults.join(", "),
            write.money(record.interest_eur),
            write.count(record.minutes.round()),
        ]
    });
    Table { header: header.map(str::to_owned).to_vec(), rows: rows.collect() }
}

/// Words with several spellings.
#[component]
fn Spellings() -> impl IntoView {
    let locale = use_shared().locale;
    let state = use_debt();
    let table = Signal::derive(move || {
        let locale = locale.get();
        let write = Writer::new(locale);
        let header = [
            td_string!(locale, debt.spell_usual),
            td_string!(locale, debt.spell_field),
            td_string!(locale, debt.spell_variants),
            td_string!(locale, debt.spell_recall),
        ];
        let rows = state.ledger.answer.with(|answer| {
            let clusters =
                answer.report.as_ref().map(|report| report.clusters.clone()).unwrap_or_default();
            let row = |cluster: &crate::analysis::debt_ledger::SpellingCluster| {
                let variant =
                    |(word, n): &(String, u64)| format!("{word} ({})", write.count(*n as f64));
                vec![
                    format!("{} ({})", cluster.usual, write.count(cluster.n_usual as f64)),
                    field_name(locale, cluster.field).to_owned(),
                    cluster.variants.iter().map(variant).collect::<Vec<_>>().join(" · "),
                    write.percent(cluster.recall()),
                ]
            };
            clusters.iter().take(12).map(row).collect()
        });
        Table { header: header.map(str::to_owned).to_vec(), rows }
    });
    let title = Signal::derive(move || td_string!(locale.get(), debt.spell_title).to_owned());
    view! {
        <Show when=move || table.with(|table| !table.rows.is_empty())>
            <h3>{move || title.get()}</h3>
            <p class="note">{move || td_string!(locale.get(), debt.spell_note)}</p>
            <DataTable table=table caption=title />
        </Show>
    }
}
