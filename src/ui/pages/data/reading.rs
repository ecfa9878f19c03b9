//! How the bytes of a file are read: its encoding with a sample in each, its delimiter, its quotes, its header line.

use leptos::prelude::*;

use super::account::delimiter_name;
use crate::import::dialect::{Delimiter, Layout, Quote};
use crate::import::encoding::Encoding;
use crate::job::session::{OpenedFile, Reading};
use crate::ui::choices::use_choices;
use crate::ui::components::choice::Choice;
use crate::ui::context::{formats, use_shared};
use crate::ui::i18n::td_string;
use crate::ui::text::evidence::delimiter;
use crate::ui::text::reading::{dialect_reason, encoding_name, encoding_reason};

/// How a file is read, with the choice of something else.
#[component]
pub fn HowRead(at: usize, file: Memo<Option<OpenedFile>>) -> impl IntoView {
    let locale = use_shared().locale;
    let choices = use_choices();
    let summary = move || {
        let locale = locale.get();
        file.with(|file| {
            let report = &file.as_ref()?.report;
            Some(td_string!(
                locale,
                data.read_as,
                encoding = encoding_name(locale, report.encoding.encoding),
                delimiter = delimiter(locale, char::from(report.dialect.dialect.delimiter)),
                line = formats(locale).number(f64::from(report.dialect.layout.first_line), 0)
            ))
        })
    };
    let is_chosen = move || {
        choices.readings.with(|all| all.get(at).is_some_and(|one| *one != Reading::default()))
    };
    view! {
        <details class="reading">
            <summary>{summary}</summary>
            <EncodingChoice at=at file=file />
            <DialectChoices at=at file=file />
            <Show when=is_chosen>
                <button class="link" on:click=move |_| choices.read(at, |reading| *reading = Reading::default())>
                    {move || td_string!(locale.get(), data.as_proposed)}
                </button>
            </Show>
        </details>
    }
}

/// The encodings, each with the same words of the file: one glance and one click.
#[component]
fn EncodingChoice(at: usize, file: Memo<Option<OpenedFile>>) -> impl IntoView {
    let locale = use_shared().locale;
    let choices = use_choices();
    let options = Signal::derive(move || {
        let locale = locale.get();
        file.with(|file| {
            let samples = file.as_ref().map(|file| file.encodings.as_slice()).unwrap_or_default();
            let option = |encoding, text: &str| {
                (encoding, format!("{}: {text}", encoding_name(locale, encoding)))
            };
            samples.iter().map(|sample| option(sample.encoding, &sample.text)).collect::<Vec<_>>()
        })
    });
    let value = Signal::derive(move || {
        file.with(|file| file.as_ref().map_or(Encoding::Utf8, |file| file.report.encoding.encoding))
    });
    let reason = move || {
        file.with(|file| {
            file.as_ref().map(|file| encoding_reason(locale.get(), &file.report.encoding.reason))
        })
    };
    let has_options = move || options.with(|options| !options.is_empty());
    view! {
        <div class="encodings">
            <Show when=has_options>
                <Choice
                    legend=Signal::derive(move || td_string!(locale.get(), data.encoding_choose).to_owned())
                    options=options
                    value=value
                    on_change=move |encoding| choices.read(at, |reading| reading.encoding = Some(encoding))
                />
            </Show>
            <p class="note">{move || td_string!(locale.get(), data.encoding)} ": " {reason}</p>
        </div>
    }
}

#[component]
fn DialectChoices(at: usize, file: Memo<Option<OpenedFile>>) -> impl IntoView {
    let locale = use_shared().locale;
    let choices = use_choices();
    let guess =
        Memo::new(move |_| file.with(|file| file.as_ref().map(|file| file.report.dialect.clone())));
    let delimiters = Signal::derive(move || {
        let name = |delimiter| (delimiter, delimiter_name(locale.get(), char::from(delimiter)));
        Delimiter::CANDIDATES.map(name).to_vec()
    });
    let quotes = Signal::derive(move || {
        vec![
            (Quote::Double, "\"".to_owned()),
            (Quote::Single, "'".to_owned()),
            (Quote::None, td_string!(locale.get(), data.quote_none).to_owned()),
        ]
    });
    let layout = move || guess.with(|guess| guess.as_ref().map(|guess| guess.layout));
    let set_layout = move |change: &dyn Fn(&mut Layout)| {
        if let Some(mut layout) =
            guess.with_untracked(|guess| guess.as_ref().map(|guess| guess.layout))
        {
            change(&mut layout);
            choices.read(at, |reading| reading.dialect.layout = Some(layout));
        }
    };
    let reasons = move || {
        guess.with(|guess| {
            let reasons = guess.as_ref().map(|guess| guess.reasons.as_slice()).unwrap_or_default();
            reasons
                .iter()
                .map(|one| dialect_reason(locale.get(), one))
                .collect::<Vec<_>>()
                .join(" ")
        })
    };
    view! {
        <Choice
            legend=Signal::derive(move || td_string!(locale.get(), data.delimiter).to_owned())
            options=delimiters
            value=Signal::derive(move || guess.with(|guess| guess.as_ref().map_or(Delimiter::COMMA, |guess| guess.dialect.delimiter)))
            // Another delimiter finds another header: the line is proposed again.
            on_change=move |delimiter| choices.read(at, |reading| {
                reading.dialect.delimiter = Some(delimiter);
                reading.dialect.layout = None;
            })
        />
        <p class="note">{reasons}</p>
        <Choice
            legend=Signal::derive(move || td_string!(locale.get(), data.quote).to_owned())
            options=quotes
            value=Signal::derive(move || guess.with(|guess| guess.as_ref().map_or(Quote::Double, |guess| guess.dialect.quote)))
            on_change=move |quote| choices.read(at, |reading| reading.dialect.quote = Some(quote))
        />
        <p class="header-line">
            <label>
                {move || td_string!(locale.get(), data.header_line)} " "
                <input
                    type="number"
                    min="1"
                    max="100"
                    prop:value=move || layout().map(|layout| layout.first_line.to_string()).unwrap_or_default()
                    on:change=move |event| {
                        if let Ok(line @ 1..) = event_target_value(&event).parse::<u32>() {
                            set_layout(&|layout| layout.first_line = line);
                        }
                    }
                />
            </label>
            <label>
                <input
                    type="checkbox"
                    prop:checked=move || layout().is_some_and(|layout| layout.has_header)
                    on:change=move |event| {
                        let has_header = event_target_checked(&event);
                        set_layout(&|layout| layout.has_header = has_header);
                    }
                />
                " " {move || td_string!(locale.get(), data.has_header)}
            </label>
        </p>
    }
}
