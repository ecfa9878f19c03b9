//! How far the counting is, where it takes a while; and what to do where it was stopped.

use leptos::prelude::*;

use super::state::use_debt;
use crate::ui::components::job_progress::JobProgress;
use crate::ui::context::use_shared;
use crate::ui::i18n::td_string;
use crate::ui::ledger::Wish;
use crate::ui::pages::quota::write::Writer;

/// Nothing while there is nothing to wait for.
#[component]
pub fn Counting() -> impl IntoView {
    let locale = use_shared().locale;
    let state = use_debt();
    let progress = Memo::new(move |_| state.ledger.answer.progress.get());
    let is_running = Memo::new(move |_| progress.with(Option::is_some));
    let told = move || {
        let write = Writer::new(locale.get());
        progress.get().map_or_else(String::new, |progress| {
            td_string!(
                write.locale,
                debt.counting,
                rows = write.count(progress.rows as f64),
                share = write.whole_percent(progress.share())
            )
        })
    };
    view! {
        <Show when=move || is_running.get()>
            <JobProgress
                told=Signal::derive(told)
                progress=progress
                on_cancel=Callback::new(move |()| state.ledger.stop())
            />
        </Show>
        <Show when=move || state.ledger.wish.get() == Wish::Stop>
            <p>
                <button class="button" on:click=move |_| state.ledger.wish.set(Wish::Count)>
                    {move || td_string!(locale.get(), debt.count)}
                </button>
            </p>
        </Show>
    }
}
