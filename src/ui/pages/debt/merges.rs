//! Contacts that are probably one, side by side.

use leptos::prelude::*;

use super::state::use_debt;
use super::wording::sign_name;
use crate::analysis::debt_ledger::Sign;
use crate::job::debt_cleanup::MergeQuestion;
use crate::ui::context::{use_report, use_shared};
use crate::ui::i18n::{Locale, td_string};
use crate::ui::pages::quota::write::Writer;

/// Groups that are shown.
const N_GROUPS: usize = 12;

type Group = Vec<(Vec<Option<String>>, Option<Sign>)>;

/// The section; nothing where no contact is double.
#[component]
pub fn MergeSection() -> impl IntoView {
    let locale = use_shared().locale;
    let state = use_debt();
    let answer =
        use_report(move || Some(MergeQuestion { config: state.ledger.config.get(), n: N_GROUPS }));
    let has_groups = Memo::new(move |_| {
        answer.with(|answer| answer.report.as_ref().is_some_and(|report| report.n_groups > 0))
    });
    let note = move || {
        let write = Writer::new(locale.get());
        answer.with(|answer| {
            let report = answer.report.as_ref()?;
            Some(td_string!(
                locale.get(),
                debt.merge_note,
                n = write.count(report.n_groups as f64),
                shown = write.count(report.groups.len() as f64)
            ))
        })
    };
    let heads = move || {
        answer.with(|answer| {
            let header = answer.report.as_ref().map(|report| report.header.clone());
            let sign = td_string!(locale.get(), debt.merge_col_sign).to_owned();
            let heads = std::iter::once(sign).chain(header.unwrap_or_default());
            heads.map(|head| view! { <th scope="col">{head}</th> }).collect_view()
        })
    };
    let groups = move || {
        answer.with(|answer| {
            let groups = answer.report.as_ref().map(|report| report.groups.clone());
            let groups = groups.unwrap_or_default().into_iter();
            groups.map(|group| group_rows(locale.get(), group)).collect_view()
        })
    };
    let title = Signal::derive(move || td_string!(locale.get(), debt.merge_title).to_owned());
    view! {
        <Show when=move || has_groups.get()>
            <section class="section" aria-labelledby="merge-title">
                <h2 id="merge-title">{move || title.get()}</h2>
                <p class="note">{note}</p>
                <div class="table merges" tabindex="0" role="group" aria-label=move || title.get()>
                    <table>
                        <thead><tr>{heads}</tr></thead>
                        {groups}
                    </table>
                </div>
            </section>
        </Show>
    }
}

/// The contacts of a group; what differs from the first is marked.
fn group_rows(locale: Locale, group: Group) -> impl IntoView {
    let first: Vec<Option<String>> =
        group.first().map(|(cells, _)| cells.clone()).unwrap_or_default();
    let rows = group.into_iter().map(|(cells, sign)| {
        let told = sign.map_or(td_string!(locale, debt.merge_kept), |sign| sign_name(locale, sign));
        let cells = cells
            .into_iter()
            .zip(first.clone())
            .map(|(cell, other)| {
                let differs = cell != other;
                let text = cell.unwrap_or_else(|| "—".to_owned());
                if differs {
                    view! { <td class="text"><mark>{text}</mark></td> }.into_any()
                } else {
                    view! { <td class="text">{text}</td> }.into_any()
                }
            })
            .collect_view();
        view! { <tr><th scope="row">{told}</th>{cells}</tr> }
    });
    view! { <tbody>{rows.collect_view()}</tbody> }
}
