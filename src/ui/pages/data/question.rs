//! What the importer could not decide, asked once: both readings side by side, the one taken marked.
//!
//! All columns of a file that leave the same question open are one question. The answer is kept under the header
//! line, so that the next export does not ask again (SPEC I4).

use leptos::prelude::*;

use crate::import::cell_value::{CellValue, TwoReadings};
use crate::import::issue::ColumnRef;
use crate::import::plan::{Ambiguity, ColumnKind, ColumnPlan, Fingerprint};
use crate::model::Currency;
use crate::ui::choices::use_choices;
use crate::ui::context::{formats, use_shared};
use crate::ui::i18n::{Locale, td_string};
use crate::ui::text::evidence::{ambiguity, decimal, order};

/// Columns of a file that leave the same question open.
#[derive(Clone, Debug, PartialEq)]
struct Doubt {
    file_name: String,
    fingerprint: Fingerprint,
    columns: Vec<(usize, ColumnPlan)>,
}

/// The questions; nothing where none is open.
#[component]
pub fn OpenQuestions() -> impl IntoView {
    let shared = use_shared();
    let locale = shared.locale;
    let doubts = Memo::new(move |_| {
        shared.data.with(|data| {
            let files = data.report().map(|report| report.files.as_slice()).unwrap_or_default();
            let found = files.iter().flat_map(|file| doubts(&file.report.name, &file.plan));
            found.collect::<Vec<_>>()
        })
    });
    let is_any = move || doubts.with(|doubts| !doubts.is_empty());
    view! {
        <Show when=is_any>
            <section class="section doubts">
                <h2>{move || td_string!(locale.get(), data.doubts_title)}</h2>
                {move || doubts.get().into_iter().map(|doubt| view! { <DoubtCard doubt=doubt /> }).collect_view()}
            </section>
        </Show>
    }
}

fn doubts(file_name: &str, plan: &crate::import::plan::Plan) -> Vec<Doubt> {
    let of = |wanted: fn(&Ambiguity) -> bool| {
        let columns = plan.columns.iter().enumerate();
        let own = columns.filter(|(_, column)| column.ambiguity.as_ref().is_some_and(wanted));
        let columns: Vec<_> = own.map(|(at, column)| (at, column.clone())).collect();
        let file_name = file_name.to_owned();
        (!columns.is_empty()).then_some(Doubt { file_name, fingerprint: plan.fingerprint, columns })
    };
    [
        of(|open| matches!(open, Ambiguity::DayMonth { .. })),
        of(|open| matches!(open, Ambiguity::DecimalMark { .. })),
    ]
    .into_iter()
    .flatten()
    .collect()
}

#[component]
fn DoubtCard(doubt: Doubt) -> impl IntoView {
    let locale = use_shared().locale;
    let choices = use_choices();
    let doubt = StoredValue::new(doubt);
    let text = move || {
        let locale = locale.get();
        doubt.with_value(|doubt| {
            let named: Vec<String> =
                doubt.columns.iter().map(|(at, column)| named(*at, column)).collect();
            let why = doubt.columns.first().and_then(|(_, column)| column.ambiguity.as_ref());
            let why = why.map(|open| ambiguity(locale, open)).unwrap_or_default();
            let columns = named.join(", ");
            (
                td_string!(
                    locale,
                    data.doubt_of,
                    file = doubt.file_name.as_str(),
                    columns = columns
                ),
                why,
            )
        })
    };
    let answer = move |other: bool| {
        let (key, columns) = doubt.with_value(|doubt| (doubt.fingerprint, doubt.columns.clone()));
        choices.change(key, |mapping| {
            for (_, column) in columns {
                let kind = if other {
                    column.kind.other_reading().unwrap_or(column.kind)
                } else {
                    column.kind
                };
                mapping.choose(&column.header, |choice| match kind {
                    ColumnKind::Date(format) => choice.date_order = Some(format.order),
                    ColumnKind::Money(format) | ColumnKind::Number(format) => {
                        choice.decimal = Some(format.decimal);
                    }
                    ColumnKind::Dict | ColumnKind::Text | ColumnKind::Skip => {}
                });
            }
        });
    };
    let reading = move |other: bool| {
        move || {
            let locale = locale.get();
            doubt.with_value(|doubt| {
                let (_, column) = doubt.columns.first()?;
                let kind = if other { column.kind.other_reading()? } else { column.kind };
                let both = doubt.columns.iter().find_map(|(_, column)| column.two_readings());
                let taken = (!other).then(|| td_string!(locale, data.doubt_taken));
                Some(view! {
                    <strong>{kind_name(locale, kind)}</strong>
                    <span>{both.map(|both| shown(locale, &both, other))}</span>
                    <small>{taken}</small>
                })
            })
        }
    };
    view! {
        <div class="doubt">
            <p><strong>{move || text().0}</strong> " " {move || text().1}</p>
            <div class="readings">
                <button class="button" on:click=move |_| answer(false)>{reading(false)}</button>
                <button class="button" on:click=move |_| answer(true)>{reading(true)}</button>
            </div>
        </div>
    }
}

fn named(at: usize, column: &ColumnPlan) -> String {
    let header = column.header.clone();
    let letters = ColumnRef { index: at, header }.letters();
    format!("{letters} ({})", column.header)
}

fn kind_name(locale: Locale, kind: ColumnKind) -> &'static str {
    match kind {
        ColumnKind::Date(format) => order(locale, format.order),
        ColumnKind::Money(format) | ColumnKind::Number(format) => decimal(locale, format.decimal),
        ColumnKind::Dict | ColumnKind::Text | ColumnKind::Skip => "",
    }
}

/// A cell and what it says; months stand as words, so that the reading itself cannot be misread.
fn shown(locale: Locale, both: &TwoReadings, other: bool) -> String {
    let formats = formats(locale);
    let value = if other { both.other } else { both.taken };
    let value = match value {
        Some(CellValue::Day(day)) => {
            let (_, _, of_month) = day.ymd();
            let month = formats.month(day);
            match locale {
                Locale::de => format!("{of_month}. {month}"),
                Locale::en => format!("{of_month} {month}"),
            }
        }
        Some(CellValue::Amount(money)) => {
            formats.money(money.units(), Currency::EUR, 2).replace('€', "").trim().to_owned()
        }
        Some(CellValue::Number(number)) => formats.number(number, 3),
        None => td_string!(locale, data.doubt_unread).to_owned(),
    };
    format!("{} = {value}", both.cell)
}
