//! What stands in the way of keeping the scenarios, in a sentence, with what can be done.

use leptos::prelude::*;

use super::components::notice::{Gravity, Notice};
use super::context::use_shared;
use super::i18n::{Locale, td_string};
use super::keeping::{Keeper, Keeping, put_aside_text};
use super::scenarios::use_scenarios;
use super::text::scenario::link_error;
use crate::browser::download;
use crate::scenario::document;

/// The notice; nothing while all is well.
#[component]
pub fn KeepingNotice() -> impl IntoView {
    let locale = use_shared().locale;
    let keeper: Keeper = expect_context();
    let scenarios = use_scenarios();
    let button = move |text: &'static str, act: Callback<()>| {
        view! { <button class="button" on:click=move |_| act.run(())>{text}</button> }
    };
    let dismiss = move |locale: Locale| {
        button(td_string!(locale, scenario.dismiss), Callback::new(move |()| keeper.dismiss()))
    };
    let export = move |locale: Locale| {
        let save = Callback::new(move |()| {
            let text = document::write(&untrack(|| scenarios.workspace()));
            // A refused download has its own message from the browser.
            let _ = download::save("trichterwerk.json", "application/json", text.as_bytes());
        });
        button(td_string!(locale, scenario.save_file), save)
    };
    let notice = move |gravity, sentence: String, buttons: AnyView| {
        view! {
            <Notice gravity=gravity>
                <p>{sentence}</p>
                <p class="actions">{buttons}</p>
            </Notice>
        }
        .into_any()
    };
    move || {
        let locale = locale.get();
        match keeper.keeping.get() {
            Keeping::Kept => ().into_any(),
            Keeping::Blocked => notice(
                Gravity::Note,
                td_string!(locale, scenario.kept_blocked).to_owned(),
                view! { {export(locale)} {dismiss(locale)} }.into_any(),
            ),
            Keeping::Full => notice(
                Gravity::Failure,
                td_string!(locale, scenario.kept_full).to_owned(),
                export(locale).into_any(),
            ),
            Keeping::Newer => notice(
                Gravity::Note,
                td_string!(locale, scenario.kept_newer).to_owned(),
                export(locale).into_any(),
            ),
            Keeping::Broken(key) => {
                let save = Callback::new(move |()| {
                    if let Some(text) = put_aside_text(&key) {
                        let _ = download::save("trichterwerk-alt.txt", "text/plain", text.as_bytes());
                    }
                });
                notice(
                    Gravity::Failure,
                    td_string!(locale, scenario.kept_broken).to_owned(),
                    view! { {button(td_string!(locale, scenario.save_broken), save)} {dismiss(locale)} }
                        .into_any(),
                )
            }
            Keeping::Linked => notice(
                Gravity::Note,
                td_string!(locale, scenario.kept_linked).to_owned(),
                view! {
                    {button(td_string!(locale, scenario.adopt), Callback::new(move |()| keeper.adopt()))}
                    {button(td_string!(locale, scenario.go_back), Callback::new(move |()| keeper.go_back()))}
                }
                .into_any(),
            ),
            Keeping::BadLink(error) => notice(
                Gravity::Failure,
                td_string!(locale, scenario.bad_link, why = link_error(locale, &error)),
                dismiss(locale).into_any(),
            ),
        }
    }
}
