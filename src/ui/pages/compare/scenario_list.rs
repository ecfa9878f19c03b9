//! The scenarios of the book: add, rename, copy, move, remove, and the way back from that.

use leptos::prelude::*;

use super::state::use_compare;
use crate::scenario::{BookError, Command, Gesture, ScenarioId, Target};
use crate::ui::context::use_shared;
use crate::ui::i18n::td_string;
use crate::ui::route::Page;
use crate::ui::text::scenario::book_error;

/// The list with its form.
#[component]
pub fn ScenarioList() -> impl IntoView {
    let locale = use_shared().locale;
    let scenarios = use_compare().scenarios;
    let refused = RwSignal::new(None::<BookError>);
    let removed = RwSignal::new(String::new());
    let run = Callback::new(move |command: Command| {
        refused.set(scenarios.run(command, Gesture::New).err());
    });
    let ids = Memo::new(move |_| {
        let ids = |book: &crate::scenario::Book| book.scenarios().iter().map(|it| it.id).collect();
        scenarios.with_book::<Vec<ScenarioId>>(ids)
    });
    let is_removed =
        Memo::new(move |_| matches!(scenarios.last_step(), Some(Command::Remove { .. })));
    view! {
        <section class="scenarios" aria-labelledby="scenarios-title">
            <h2 id="scenarios-title">{move || td_string!(locale.get(), compare.scenarios)}</h2>
            <ol class="scenario-list">
                <For each=move || ids.get() key=|id| *id children=move |id| view! { <Entry id=id run=run removed=removed /> } />
            </ol>
            <p class="complaint" role="alert">
                {move || refused.with(|error| error.as_ref().map(|error| book_error(locale.get(), error)))}
            </p>
            <Show when=move || is_removed.get()>
                <p class="removed" role="status">
                    {move || td_string!(locale.get(), compare.removed, name = removed.get())} " "
                    <button class="link" on:click=move |_| scenarios.undo()>
                        {move || td_string!(locale.get(), scenario.undo)}
                    </button>
                </p>
            </Show>
            <NewScenario run=run />
        </section>
    }
}

/// One scenario.
#[component]
fn Entry(
    /// Which.
    id: ScenarioId,
    /// Carries a command out.
    run: Callback<Command>,
    /// Takes the name of a scenario that is removed.
    removed: RwSignal<String>,
) -> impl IntoView {
    let locale = use_shared().locale;
    let scenarios = use_compare().scenarios;
    let name = Memo::new(move |_| {
        scenarios.with_book(|book| book.scenario(id).map(|it| it.name.clone()).unwrap_or_default())
    });
    let place = Memo::new(move |_| {
        scenarios.with_book(|book| {
            let at = book.scenarios().iter().position(|scenario| scenario.id == id).unwrap_or(0);
            (at, at + 1 >= book.scenarios().len())
        })
    });
    let n_changes = move || {
        scenarios.with_book(|book| book.differences(id).len() + book.plan_differences(id).len())
    };
    let changes = move || match n_changes() {
        0 => td_string!(locale.get(), compare.changes_none).to_owned(),
        1 => td_string!(locale.get(), compare.changes_one).to_owned(),
        n => td_string!(locale.get(), compare.changes, n = n.to_string()),
    };
    let on_name = move |event: web_sys::Event| {
        run.run(Command::Rename { scenario: id, name: event_target_value(&event) });
        // A refused name gives way to the one that stands; a cut one is shown as it is kept.
        event_target::<web_sys::HtmlInputElement>(&event).set_value(&name.get_untracked());
    };
    let copy = move |_| {
        let name = td_string!(locale.get_untracked(), compare.copy_of, name = name.get_untracked());
        // A copy of a long name is cut rather than refused.
        let name = name.chars().take(crate::scenario::book::MAX_NAME_CHARS).collect();
        run.run(Command::Copy { source: Target::Scenario(id), name });
    };
    let shift = move |by: isize| {
        let to = place.get_untracked().0.saturating_add_signed(by);
        run.run(Command::Move { scenario: id, to });
    };
    let remove = move |_| {
        removed.set(name.get_untracked());
        run.run(Command::Remove { scenario: id });
    };
    let is_shown = move || scenarios.target() == Target::Scenario(id);
    view! {
        <li aria-current=move || is_shown().then_some("true")>
            <input
                type="text"
                autocomplete="off"
                aria-label=move || td_string!(locale.get(), compare.name)
                prop:value=move || name.get()
                on:change=on_name
            />
            <span class="moves">
                <button class="link" disabled=move || place.get().0 == 0 on:click=move |_| shift(-1)
                    aria-label=move || td_string!(locale.get(), compare.move_up, name = name.get())>"↑"</button>
                <button class="link" disabled=move || place.get().1 on:click=move |_| shift(1)
                    aria-label=move || td_string!(locale.get(), compare.move_down, name = name.get())>"↓"</button>
            </span>
            <span class="acts">
                <small>{changes}</small>
                <a href=Page::Quota.href() on:click=move |_| scenarios.show(Target::Scenario(id))
                    aria-label=move || td_string!(locale.get(), compare.edit_name, name = name.get())>
                    {move || td_string!(locale.get(), compare.edit)}
                </a>
                <button class="link" on:click=copy
                    aria-label=move || td_string!(locale.get(), compare.copy_name, name = name.get())>
                    {move || td_string!(locale.get(), compare.copy)}
                </button>
                <button class="link" on:click=remove
                    aria-label=move || td_string!(locale.get(), compare.remove_name, name = name.get())>
                    {move || td_string!(locale.get(), compare.remove)}
                </button>
            </span>
        </li>
    }
}

/// The form that adds one.
#[component]
fn NewScenario(
    /// Carries a command out.
    run: Callback<Command>,
) -> impl IntoView {
    let locale = use_shared().locale;
    let scenarios = use_compare().scenarios;
    // What is typed stays, whatever another window adds meanwhile.
    let typed = RwSignal::new(None::<String>);
    let suggestion = Memo::new(move |_| {
        let n = scenarios.with_book(|book| book.next_id().0).to_string();
        td_string!(locale.get(), compare.suggestion, n = n)
    });
    let on_submit = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        let name = typed.get_untracked().unwrap_or_else(|| suggestion.get_untracked());
        run.run(Command::Add { name });
        typed.set(None);
    };
    view! {
        <form class="new-scenario" on:submit=on_submit>
            <label for="new-scenario">{move || td_string!(locale.get(), compare.new)}</label>
            <span class="entry">
                <input
                    id="new-scenario"
                    type="text"
                    autocomplete="off"
                    prop:value=move || typed.get().unwrap_or_else(|| suggestion.get())
                    on:input=move |event| typed.set(Some(event_target_value(&event)))
                />
                <button class="button primary" type="submit">{move || td_string!(locale.get(), compare.add)}</button>
            </span>
            <p class="note">{move || td_string!(locale.get(), compare.add_hint)}</p>
        </form>
    }
}
