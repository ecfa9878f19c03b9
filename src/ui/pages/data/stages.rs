//! The stages of the deals: their order, which of them are one, which mean won or lost, and those outside the funnel.
//!
//! The list moves at once; the files are read again a moment after the last change. Steps are moved by drag or by two
//! buttons, which the keyboard and a finger reach alike.

use leptos::prelude::*;
use wasm_bindgen::JsCast as _;

use super::is_running;
use crate::import::stage_edit::{StageEdit, StageMerge};
use crate::job::session::OpenedStage;
use crate::model::{Stage, StageKind};
use crate::ui::choices::{Choices, use_choices};
use crate::ui::context::{formats, use_shared};
use crate::ui::i18n::{Locale, td_string};
use crate::ui::text::evidence::order_source;

const KINDS: [StageKind; 4] =
    [StageKind::Step, StageKind::Won, StageKind::Lost, StageKind::Unmapped];

/// The editor; nothing where no deals are open.
#[component]
pub fn Stages() -> impl IntoView {
    let shared = use_shared();
    let locale = shared.locale;
    let choices = use_choices();
    let stages = Memo::new(move |_| {
        shared
            .data
            .with(|data| data.report().map(|report| report.stages.clone()).unwrap_or_default())
    });
    // The order as the user sees it, which is ahead of the files while they are read.
    let order = RwSignal::new(Vec::<String>::new());
    Effect::new(move |_| {
        let read = stages.with(|stages| names(stages, StageKind::Step));
        if !choices.is_waiting() {
            order.set(read);
        }
    });
    let announced = RwSignal::new(String::new());
    let dragged = RwSignal::new(None::<String>);
    let arrange = move |name: &str, to: usize| {
        let Some(from) = order.with_untracked(|order| order.iter().position(|one| one == name))
        else {
            return;
        };
        let to = to.min(order.with_untracked(Vec::len).saturating_sub(1));
        if from == to {
            return;
        }
        order.update(|order| {
            let moved = order.remove(from);
            order.insert(to, moved);
        });
        let n = |n: usize| formats(locale.get_untracked()).number(n as f64, 0);
        let count = order.with_untracked(Vec::len);
        announced.set(td_string!(
            locale.get_untracked(),
            data.stage_moved,
            name = name,
            place = n(to + 1),
            count = n(count)
        ));
        choices.change_stages(|edit| edit.order = order.get_untracked());
    };
    let arrange = Callback::new(move |(name, to): (String, usize)| arrange(&name, to));
    let is_edited = move || {
        shared.data.with(|data| {
            data.report().is_some_and(|report| report.edits.stages != StageEdit::default())
        })
    };
    let group = move |kind: StageKind| {
        let own = Signal::derive(move || stages.with(|stages| names(stages, kind)));
        view! { <Group kind=kind names=own stages=stages /> }
    };
    view! {
        <Show when=move || stages.with(|stages| !stages.is_empty())>
            <section class="section stages" aria-busy=move || is_running(shared).to_string()>
                <h2>{move || td_string!(locale.get(), data.stages_title)}</h2>
                <p class="note">{move || td_string!(locale.get(), data.stages_note)}</p>
                <ol class="steps">
                    <For
                        each=move || order.get()
                        key=Clone::clone
                        children=move |name| view! { <Step name=name order=order stages=stages arrange=arrange dragged=dragged /> }
                    />
                </ol>
                {group(StageKind::Won)}
                {group(StageKind::Lost)}
                {group(StageKind::Unmapped)}
                <p class="visually-hidden" role="status">{move || announced.get()}</p>
                <Show when=is_edited>
                    <button class="link" on:click=move |_| choices.change_stages(|edit| *edit = StageEdit::default())>
                        {move || td_string!(locale.get(), data.stages_reset)}
                    </button>
                </Show>
            </section>
        </Show>
    }
}

fn names(stages: &[OpenedStage], kind: StageKind) -> Vec<String> {
    let own = stages.iter().filter(|opened| opened.stage.kind == kind);
    own.map(|opened| opened.stage.name.clone()).collect()
}

/// A step of the funnel, which can be moved.
#[component]
fn Step(
    name: String,
    order: RwSignal<Vec<String>>,
    stages: Memo<Vec<OpenedStage>>,
    arrange: Callback<(String, usize)>,
    dragged: RwSignal<Option<String>>,
) -> impl IntoView {
    let shared = use_shared();
    let locale = shared.locale;
    let name = StoredValue::new(name);
    let place = Memo::new(move |_| {
        order.with(|order| order.iter().position(|one| *one == name.get_value()).unwrap_or(0))
    });
    let source = move || {
        shared.data.with(|data| {
            let report = data.report()?.assembly.stages.as_ref()?;
            let (_, source) = report.steps.iter().find(|(step, _)| *step == name.get_value())?;
            Some(order_source(locale.get(), *source))
        })
    };
    let is_over = RwSignal::new(false);
    let step_button = move |is_up: bool| {
        let target = move || {
            if is_up {
                place.get().checked_sub(1)
            } else {
                Some(place.get() + 1).filter(|to| *to < order.with(Vec::len))
            }
        };
        let label = move || {
            let locale = locale.get();
            let name = name.get_value();
            if is_up {
                td_string!(locale, data.stage_up, name = name)
            } else {
                td_string!(locale, data.stage_down, name = name)
            }
        };
        let on_click = move |event: leptos::ev::MouseEvent| {
            if let Some(to) = untrack(target) {
                arrange.run((name.get_value(), to));
                keep_focus(&event);
            }
        };
        view! {
            <button class="button move" aria-label=label aria-disabled=move || target().is_none().to_string() on:click=on_click>
                {if is_up { "↑" } else { "↓" }}
            </button>
        }
    };
    view! {
        <li
            class="stage"
            draggable="true"
            class:over=move || is_over.get()
            on:dragstart=move |event| {
                if let Some(data) = event.data_transfer() {
                    // Firefox drags nothing without data.
                    let _ = data.set_data("text/plain", &name.get_value());
                }
                dragged.set(Some(name.get_value()));
            }
            on:dragend=move |_| dragged.set(None)
            on:dragover=move |event| {
                if dragged.with_untracked(Option::is_some) {
                    event.prevent_default();
                    is_over.set(true);
                }
            }
            on:dragleave=move |_| is_over.set(false)
            on:drop=move |event| {
                is_over.set(false);
                if let Some(moved) = dragged.get_untracked() {
                    event.prevent_default();
                    dragged.set(None);
                    arrange.run((moved, place.get_untracked()));
                }
            }
        >
            <span class="moves">{step_button(true)} {step_button(false)}</span>
            <StageWords name=name stages=stages />
            <span class="note">{source}</span>
            <StageChoices name=name stages=stages />
        </li>
    }
}

/// Moving an element in the page takes the focus from it.
fn keep_focus(event: &leptos::ev::MouseEvent) {
    let button = event.target().and_then(|target| target.dyn_into::<web_sys::HtmlElement>().ok());
    if let Some(button) = button {
        request_animation_frame(move || {
            let _ = button.focus();
        });
    }
}

/// Stages of one kind besides the steps.
#[component]
fn Group(
    kind: StageKind,
    names: Signal<Vec<String>>,
    stages: Memo<Vec<OpenedStage>>,
) -> impl IntoView {
    let locale = use_shared().locale;
    let note = move || {
        (kind == StageKind::Unmapped).then(|| td_string!(locale.get(), data.stage_unmapped_note))
    };
    view! {
        <Show when=move || names.with(|names| !names.is_empty())>
            <h3>{move || kind_name(locale.get(), kind)}</h3>
            <p class="note">{note}</p>
            <ul class="steps">
                <For each=move || names.get() key=Clone::clone children=move |name| {
                    let is_nameless = name.is_empty();
                    let name = StoredValue::new(name);
                    view! {
                        <li class="stage">
                            <StageWords name=name stages=stages />
                            // Deals without a stage are no stage that could be moved.
                            {(!is_nameless).then(|| view! { <StageChoices name=name stages=stages /> })}
                        </li>
                    }
                } />
            </ul>
        </Show>
    }
}

/// The name of a stage, the words it stands for and its deals.
#[component]
fn StageWords(name: StoredValue<String>, stages: Memo<Vec<OpenedStage>>) -> impl IntoView {
    let locale = use_shared().locale;
    let found = move || {
        stages.with(|stages| stages.iter().find(|one| one.stage.name == name.get_value()).cloned())
    };
    let words = move || {
        let Stage { name, words, .. } = found()?.stage;
        let others: Vec<String> = words.into_iter().filter(|word| *word != name).collect();
        (!others.is_empty())
            .then(|| td_string!(locale.get(), data.stage_words, words = others.join(", ")))
    };
    let count = move || {
        found().map(|found| {
            td_string!(
                locale.get(),
                data.stage_deals,
                n = formats(locale.get()).number(found.n_deals as f64, 0)
            )
        })
    };
    let shown = move || match name.get_value() {
        nameless if nameless.is_empty() => td_string!(locale.get(), data.stage_nameless).to_owned(),
        named => named,
    };
    view! {
        <span class="name"><strong>{shown}</strong> " " <span class="note">{count} " " {words}</span></span>
    }
}

/// What a stage means and which other stage it is one with.
#[component]
fn StageChoices(name: StoredValue<String>, stages: Memo<Vec<OpenedStage>>) -> impl IntoView {
    let shared = use_shared();
    let locale = shared.locale;
    let choices = use_choices();
    let kind = move || {
        stages.with(|stages| {
            stages.iter().find(|one| one.stage.name == name.get_value()).map(|one| one.stage.kind)
        })
    };
    let on_kind = move |event| {
        let wanted =
            event_target_value(&event).parse().ok().and_then(|at: usize| KINDS.get(at).copied());
        if let Some(wanted) = wanted {
            choices.change_stages(|edit| {
                edit.kinds.retain(|(known, _)| *known != name.get_value());
                edit.kinds.push((name.get_value(), wanted));
            });
        }
    };
    let kinds = KINDS.into_iter().enumerate().map(|(at, one)| view! {
        <option value=at.to_string() prop:selected=move || kind() == Some(one)>{move || kind_name(locale.get(), one)}</option>
    });
    let others = move || {
        let own = name.get_value();
        let all = stages
            .with(|stages| stages.iter().map(|one| one.stage.name.clone()).collect::<Vec<_>>());
        let others = all.into_iter().filter(|other| *other != own && !other.is_empty());
        others
            .map(|other| {
                let value = other.clone();
                view! { <option value=value>{other}</option> }
            })
            .collect_view()
    };
    let on_merge = move |event| {
        let into = event_target_value(&event);
        if !into.is_empty() {
            merge(choices, stages, &name.get_value(), into);
        }
    };
    let is_merged = move || {
        shared.data.with(|data| {
            data.report().is_some_and(|report| {
                report.edits.stages.merges.iter().any(|merge| merge.into == name.get_value())
            })
        })
    };
    view! {
        <span class="choices">
            <select aria-label=move || format!("{}: {}", td_string!(locale.get(), data.stage_kind), name.get_value()) on:change=on_kind>
                {kinds.collect_view()}
            </select>
            <select aria-label=move || format!("{} {}", td_string!(locale.get(), data.stage_merge), name.get_value()) on:change=on_merge>
                <option value="">{move || td_string!(locale.get(), data.stage_merge)}</option>
                {others}
            </select>
            <Show when=is_merged>
                <button class="link" on:click=move |_| choices.change_stages(|edit| edit.merges.retain(|merge| merge.into != name.get_value()))>
                    {move || td_string!(locale.get(), data.stage_split)}
                </button>
            </Show>
        </span>
    }
}

/// Makes two stages one, under the name and with the kind of the second.
fn merge(choices: Choices, stages: Memo<Vec<OpenedStage>>, from: &str, into: String) {
    let words = stages.with_untracked(|stages| {
        let own = stages.iter().find(|one| one.stage.name == from);
        own.map(|one| one.stage.words.clone()).unwrap_or_default()
    });
    choices.change_stages(|edit| {
        edit.order.retain(|name| name != from);
        edit.kinds.retain(|(name, _)| name != from);
        // What was merged into the first goes along with it.
        edit.merges.retain(|merge| merge.into != from);
        match edit.merges.iter_mut().find(|merge| merge.into == into) {
            Some(merge) => merge.words.extend(words),
            None => edit.merges.push(StageMerge { into, words }),
        }
    });
}

fn kind_name(locale: Locale, kind: StageKind) -> &'static str {
    match kind {
        StageKind::Step => td_string!(locale, data.stage_step),
        StageKind::Won => td_string!(locale, data.stage_won),
        StageKind::Lost => td_string!(locale, data.stage_lost),
        StageKind::Unmapped => td_string!(locale, data.stage_unmapped),
    }
}
