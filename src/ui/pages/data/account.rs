//! What became of the lines of all files together (P2).

use leptos::prelude::*;

use crate::import::Account as LineAccount;
use crate::ui::components::figure::{Figure, WordFigure};
use crate::ui::context::{formats, use_shared};
use crate::ui::i18n::{Locale, td_string};
use crate::ui::route::Page;

/// Lines = accepted + rejected + blank + meta.
#[component]
pub fn Account() -> impl IntoView {
    let shared = use_shared();
    let locale = shared.locale;
    let account = Memo::new(move |_| {
        shared.data.with(|data| data.report().map(|report| report.account()).unwrap_or_default())
    });
    let count = move |value: f64| formats(locale.get()).number(value, 0);
    let part = move |id: &'static str, pick: fn(&LineAccount) -> u64| {
        let value = Signal::derive(move || Some(account.with(pick) as f64));
        view! { <Figure id=id value=value text=count /> }
    };
    let first = Memo::new(move |_| {
        shared.data.with(|data| {
            let file = data.report()?.files.first()?;
            Some((
                file.report.encoding.encoding.label(),
                char::from(file.report.dialect.dialect.delimiter),
            ))
        })
    });
    let encoding =
        Signal::derive(move || first.get().map(|(label, _)| label.to_owned()).unwrap_or_default());
    let delimiter = Signal::derive(move || {
        first.get().map(|(_, mark)| delimiter_name(locale.get(), mark)).unwrap_or_default()
    });
    let has_deals =
        move || shared.data.with(|data| data.report().is_some_and(|report| report.deals.is_some()));
    view! {
        <section class="section">
            <h2>{move || td_string!(locale.get(), data.account_title)}</h2>
            <p class="sum">
                {part("import.lines", |account| account.lines)} " " {move || td_string!(locale.get(), data.account_lines)} " = "
                {part("import.rows", |account| account.accepted)} " " {move || td_string!(locale.get(), data.account_accepted)} " + "
                {part("import.rejected", |account| account.rejected)} " " {move || td_string!(locale.get(), data.account_rejected)} " + "
                {part("import.blank", |account| account.blank)} " " {move || td_string!(locale.get(), data.account_blank)} " + "
                {part("import.meta", |account| account.meta)} " " {move || td_string!(locale.get(), data.account_meta)}
            </p>
            <p class="note">
                {move || td_string!(locale.get(), data.encoding)} ": " <WordFigure id="import.encoding" word=encoding />
                " · " {move || td_string!(locale.get(), data.delimiter)} ": " <WordFigure id="import.delimiter" word=delimiter />
                {move || {
                    let n_files = shared.data.with(|data| data.report().map_or(0, |report| report.files.len()));
                    (n_files > 1).then(|| td_string!(locale.get(), data.of_the_first))
                }}
            </p>
            <Show when=has_deals>
                <p><a href=Page::Funnel.href()>{move || td_string!(locale.get(), data.to_funnel)}</a></p>
            </Show>
        </section>
    }
}

/// A delimiter in words where it cannot be seen.
pub fn delimiter_name(locale: Locale, delimiter: char) -> String {
    match delimiter {
        '\t' => td_string!(locale, data.delimiter_tab).to_owned(),
        visible => visible.to_string(),
    }
}
