//! The bar above every page: which file, how much of it, as of when, and the language.

use leptos::prelude::*;

use crate::ui::components::figure::Figure;
use crate::ui::context::{use_formats, use_shared};
use crate::ui::i18n::{Locale, td_string};
use crate::ui::scenario_bar::ScenarioBar;

/// File, rows, as-of date and the switch of language.
#[component]
pub fn FileBar() -> impl IntoView {
    let shared = use_shared();
    let formats = use_formats();
    let locale = shared.locale;
    // One line, however many files: the first by name, the others by number, all of them in the tooltip.
    let file = move || {
        shared.data.with(|data| {
            let report = data.report()?;
            let names = report.file_names();
            let first = (*names.first()?).to_owned();
            let more = match names.len() - 1 {
                0 => String::new(),
                n => td_string!(locale.get(), app.more_files, n = formats().number(n as f64, 0)),
            };
            Some((first, more, names.join("\n")))
        })
    };
    let summary = move || {
        let formats = formats();
        shared.data.with(|data| match data.report() {
            None => td_string!(locale.get(), app.no_file).to_owned(),
            Some(report) => td_string!(
                locale.get(),
                app.file_summary,
                deals = formats.number(report.n_deals() as f64, 0),
                as_of = formats.day(report.as_of),
                rejected = formats.number(report.account().rejected as f64, 0)
            ),
        })
    };
    // Where a file is open, this figure stands on every page: it is what says that an import is done.
    let rows = move || {
        let n = shared.data.with(|data| data.report().map(|report| report.account().accepted))?;
        Some(view! {
            <Figure id="import.rows" value=Some(n as f64) text=move |n| formats().number(n, 0) />
            " "
            {move || match n {
                1 => td_string!(locale.get(), app.row),
                _ => td_string!(locale.get(), app.rows),
            }}
            " · "
        })
    };
    let other = move || match locale.get() {
        Locale::de => (Locale::en, "en"),
        Locale::en => (Locale::de, "de"),
    };
    view! {
        <div class="bar">
            {move || file().map(|(first, more, all)| view! {
                <span class="file" title=all><span class="name">{first}</span> " " {more}</span>
            })}
            <span>{rows} {summary}</span>
            <span class="push"></span>
            <ScenarioBar />
            <button class="link" lang=move || other().1 on:click=move |_| shared.set_locale(other().0)>
                {move || td_string!(locale.get(), app.language_other)}
            </button>
        </div>
    }
}
