//! Names that probably mean one thing (`GTXPro`, `GTX Pro`): offered, never merged in silence (SPEC I7).

use leptos::prelude::*;

use crate::import::assemble::WordMerge;
use crate::import::company::MergeCandidate;
use crate::import::plan::Fingerprint;
use crate::job::files::SpellingsQuestion;
use crate::ui::choices::{Choices, use_choices};
use crate::ui::context::{Shared, formats, use_report, use_shared};
use crate::ui::i18n::td_string;

/// Groups that are offered at a time.
const MOST: usize = 50;

/// The offers, and the merges the user has made.
#[component]
pub fn Spellings() -> impl IntoView {
    let shared = use_shared();
    let locale = shared.locale;
    let choices = use_choices();
    let report = use_report(|| Some(SpellingsQuestion { n_most: MOST }));
    let n_all =
        move || report.with(|remote| remote.report.as_ref().map_or(0, |report| report.n_all));
    let offers = move || {
        let offers =
            report.with(|remote| remote.report.as_ref().map(|report| report.offered.clone()));
        let item = |offer: MergeCandidate| view! { <Offer offer=offer /> };
        offers.unwrap_or_default().into_iter().map(item).collect_view()
    };
    let made = Memo::new(move |_| {
        shared.data.with(|data| {
            data.report().map(|report| report.edits.merges.clone()).unwrap_or_default()
        })
    });
    let is_any = move || n_all() > 0 || made.with(|made| !made.is_empty());
    let undo = move |merge: WordMerge| {
        let told = format!("{}: {} → {}", merge.header, merge.from, merge.into);
        let on_click = move |_| {
            change(shared, choices, &merge.header, |merges| merges.retain(|one| *one != merge));
        };
        view! {
            <li>{told} " " <button class="link" on:click=on_click>{td_string!(locale.get(), data.spelling_split)}</button></li>
        }
    };
    view! {
        <Show when=is_any>
            <section class="section">
                <h2>{move || td_string!(locale.get(), data.spellings_title)}</h2>
                <p class="note">{move || td_string!(locale.get(), data.spellings_note)}</p>
                <ul class="joins">{offers}</ul>
                {move || {
                    let rest = n_all().saturating_sub(MOST);
                    (rest > 0).then(|| view! {
                        <p class="note">{td_string!(locale.get(), data.list_rest, n = formats(locale.get()).number(rest as f64, 0))}</p>
                    })
                }}
                <ul class="joins">{move || made.get().into_iter().map(undo).collect_view()}</ul>
            </section>
        </Show>
    }
}

#[component]
fn Offer(offer: MergeCandidate) -> impl IntoView {
    let shared = use_shared();
    let locale = shared.locale;
    let choices = use_choices();
    let offer = StoredValue::new(offer);
    let told = move || {
        let formats = formats(locale.get());
        offer.with_value(|offer| {
            let names = offer
                .names
                .iter()
                .map(|(name, n)| format!("{name} ({})", formats.number(*n as f64, 0)));
            format!("{}: {}", offer.header, names.collect::<Vec<_>>().join(" · "))
        })
    };
    let into = offer
        .with_value(|offer| offer.names.first().map(|(name, _)| name.clone()).unwrap_or_default());
    let into = StoredValue::new(into);
    let on_click = move |_| {
        let offer = offer.get_value();
        let others = offer.names.iter().skip(1).map(|(from, _)| WordMerge {
            header: offer.header.clone(),
            from: from.clone(),
            into: into.get_value(),
        });
        let others: Vec<WordMerge> = others.collect();
        change(shared, choices, &offer.header, |merges| merges.extend(others.iter().cloned()));
    };
    view! {
        <li>
            {told} " "
            <button class="link" on:click=on_click>
                {move || td_string!(locale.get(), data.spelling_merge, name = into.get_value())}
            </button>
        </li>
    }
}

/// Changes the merges of all open files that have a column of this header.
fn change(shared: Shared, choices: Choices, header: &str, change: impl Fn(&mut Vec<WordMerge>)) {
    let keys: Vec<Fingerprint> = shared.data.with_untracked(|data| {
        let files = data.report().map(|report| report.files.as_slice()).unwrap_or_default();
        let own = files
            .iter()
            .filter(|file| file.plan.columns.iter().any(|column| column.header == header));
        own.map(|file| file.plan.fingerprint).collect()
    });
    for key in keys {
        choices.change(key, |mapping| change(&mut mapping.merges));
    }
}
