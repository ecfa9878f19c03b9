//! How deals become bars: the order of the stages, skipped stages, optional ones, and the window of each.

use leptos::prelude::*;

use super::state::{order_of, order_word, skip_of, skip_word, use_funnel};
use super::wording::{Writer, name};
use crate::analysis::funnel::{FunnelRule, SkipRule, StageOrder};
use crate::job::funnel::{FunnelAnswer, FunnelBasis};
use crate::ui::components::filter_bar::Chip;
use crate::ui::context::{Remote, use_shared};
use crate::ui::i18n::{Locale, td_string};

const ORDERS: [StageOrder; 4] =
    [StageOrder::Given, StageOrder::Any, StageOrder::Strict, StageOrder::Touched];
const SKIPS: [SkipRule; 3] = [SkipRule::Passed, SkipRule::NotReached, SkipRule::Excluded];

/// The chip, and its panel. A file of current stages alone leaves no choice, and the panel says why.
#[component]
pub fn RuleChip(answer: Remote<FunnelAnswer>) -> impl IntoView {
    let locale = use_shared().locale;
    let state = use_funnel();
    let is_inferred = Memo::new(move |_| {
        answer.with(|answer| {
            let report = answer.report.as_ref();
            report.is_some_and(|report| matches!(report.basis, FunnelBasis::Inferred(_)))
        })
    });
    let rule = Memo::new(move |_| {
        if is_inferred.get() { FunnelRule::USUAL } else { state.view.with(|view| view.rule) }
    });
    let n_windows = Memo::new(move |_| {
        if is_inferred.get() { 0 } else { state.view.with(|view| view.step_windows.len()) }
    });
    view! {
        <Chip
            name=Signal::derive(move || td_string!(locale.get(), funnel.rule).to_owned())
            state=Signal::derive(move || summary(locale.get(), rule.get(), n_windows.get()))
            is_active=Signal::derive(move || rule.get() != FunnelRule::USUAL || n_windows.get() > 0)
        >
            <Show
                when=move || !is_inferred.get()
                fallback=move || view! { <p class="note">{move || td_string!(locale.get(), funnel.rule_refused)}</p> }
            >
                <OrderChoice rule=rule />
                <SkipChoice rule=rule />
                <StepChoices answer=answer />
                <div class="actions">
                    <button class="button" on:click=move |_| state.view.update(|view| {
                        view.rule = FunnelRule::USUAL;
                        view.step_windows.clear();
                    })>{move || td_string!(locale.get(), funnel.rule_usual_again)}</button>
                </div>
            </Show>
        </Chip>
    }
}

/// The choice in a few words.
fn summary(locale: Locale, rule: FunnelRule, n_windows: usize) -> String {
    if rule == FunnelRule::USUAL && n_windows == 0 {
        return td_string!(locale, funnel.rule_usual).to_owned();
    }
    let mut parts = Vec::new();
    if rule.order != StageOrder::Given {
        parts.push(order_name(locale, rule.order).to_owned());
    }
    if rule.skipped != SkipRule::Passed && rule.order != StageOrder::Touched {
        parts.push(skip_name(locale, rule.skipped).to_owned());
    }
    if !rule.optional.is_empty() {
        parts.push(match rule.optional.len() {
            1 => td_string!(locale, funnel.n_optional_one).to_owned(),
            n => td_string!(locale, funnel.n_optional, n = n.to_string()),
        });
    }
    match n_windows {
        0 => {}
        1 => parts.push(td_string!(locale, funnel.n_windows_one).to_owned()),
        n => parts.push(td_string!(locale, funnel.n_windows, n = n.to_string())),
    }
    if parts.is_empty() {
        td_string!(locale, funnel.rule_usual).to_owned()
    } else {
        parts.join(" · ")
    }
}

fn order_name(locale: Locale, order: StageOrder) -> &'static str {
    match order {
        StageOrder::Given => td_string!(locale, funnel.order_given),
        StageOrder::Any => td_string!(locale, funnel.order_any),
        StageOrder::Strict => td_string!(locale, funnel.order_strict),
        StageOrder::Touched => td_string!(locale, funnel.order_touched),
    }
}

fn order_meaning(locale: Locale, order: StageOrder) -> &'static str {
    match order {
        StageOrder::Given => td_string!(locale, funnel.order_given_meaning),
        StageOrder::Any => td_string!(locale, funnel.order_any_meaning),
        StageOrder::Strict => td_string!(locale, funnel.order_strict_meaning),
        StageOrder::Touched => td_string!(locale, funnel.order_touched_meaning),
    }
}

fn skip_name(locale: Locale, skipped: SkipRule) -> &'static str {
    match skipped {
        SkipRule::Passed => td_string!(locale, funnel.skipped_passed),
        SkipRule::NotReached => td_string!(locale, funnel.skipped_not_reached),
        SkipRule::Excluded => td_string!(locale, funnel.skipped_excluded),
    }
}

/// The rule in force, and how many deals it makes a difference to: nothing where it is the usual one and makes none.
pub(super) fn in_force(write: &Writer, report: &FunnelAnswer) -> Vec<String> {
    let (locale, rule) = (write.locale, report.rule);
    let mut parts = Vec::new();
    match rule.order {
        StageOrder::Given => {}
        StageOrder::Any => parts.push(td_string!(locale, funnel.rule_any).to_owned()),
        StageOrder::Touched => parts.push(td_string!(locale, funnel.rule_touched).to_owned()),
        StageOrder::Strict => {
            parts.push(match report.n_left() {
                1 => td_string!(locale, funnel.rule_strict_one).to_owned(),
                n => td_string!(locale, funnel.rule_strict, n = write.count(n)),
            });
        }
    }
    if !rule.optional.is_empty() {
        let names = rule.optional.steps().filter_map(|step| report.step_names.get(step).cloned());
        let names = names.collect::<Vec<_>>().join(", ");
        parts.push(td_string!(locale, funnel.rule_optional, stages = names));
    }
    let deals = write.deals(report.n_skipping);
    match rule.skipped {
        // In touched order no stage is ever skipped.
        _ if rule.order == StageOrder::Touched => {}
        SkipRule::Passed if report.n_skipping == 0 => {}
        SkipRule::Passed => parts.push(td_string!(locale, funnel.skip_passed, deals = deals)),
        SkipRule::NotReached => {
            parts.push(td_string!(locale, funnel.skip_not_reached, deals = deals));
        }
        SkipRule::Excluded => {
            let deals = write.deals(report.outside.n_excluded);
            parts.push(td_string!(locale, funnel.skip_excluded, deals = deals));
        }
    }
    parts
}

#[component]
fn OrderChoice(rule: Memo<FunnelRule>) -> impl IntoView {
    let locale = use_shared().locale;
    let state = use_funnel();
    let set = move |event| {
        let order = order_of(&event_target_value(&event)).unwrap_or(StageOrder::Given);
        state.view.update(|view| view.rule.order = order);
    };
    let options = ORDERS.map(|order| {
        view! { <option value=order_word(order).unwrap_or_default()>{move || order_name(locale.get(), order)}</option> }
    });
    view! {
        <label class="choice">
            <span>{move || td_string!(locale.get(), funnel.order)}</span>
            <select prop:value=move || order_word(rule.get().order).unwrap_or_default() on:change=set>{options}</select>
        </label>
        <p class="note">{move || order_meaning(locale.get(), rule.get().order)}</p>
    }
}

#[component]
fn SkipChoice(rule: Memo<FunnelRule>) -> impl IntoView {
    let locale = use_shared().locale;
    let state = use_funnel();
    let set = move |event| {
        let skipped = skip_of(&event_target_value(&event)).unwrap_or(SkipRule::Passed);
        state.view.update(|view| view.rule.skipped = skipped);
    };
    let options = SKIPS.map(|skipped| {
        view! { <option value=skip_word(skipped).unwrap_or_default()>{move || skip_name(locale.get(), skipped)}</option> }
    });
    let is_idle = move || rule.get().order == StageOrder::Touched;
    let meaning = move || match rule.get().order {
        StageOrder::Touched => td_string!(locale.get(), funnel.skipped_never),
        StageOrder::Any => td_string!(locale.get(), funnel.skipped_any_meaning),
        StageOrder::Given | StageOrder::Strict => td_string!(locale.get(), funnel.skipped_meaning),
    };
    view! {
        <label class="choice">
            <span>{move || td_string!(locale.get(), funnel.skipped_label)}</span>
            <select prop:value=move || skip_word(rule.get().skipped).unwrap_or_default() on:change=set disabled=is_idle>{options}</select>
        </label>
        <p class="note">{meaning}</p>
    }
}

/// Of each stage: whether it may be left out, and its own window.
#[component]
fn StepChoices(answer: Remote<FunnelAnswer>) -> impl IntoView {
    let locale = use_shared().locale;
    let state = use_funnel();
    // The stages by name, whatever the bars are called in the order chosen.
    let names = Memo::new(move |_| {
        answer.with(|answer| answer.report.as_ref().map(|report| report.step_names.clone()))
    });
    let bars = move |at: usize| {
        answer.with(|answer| {
            let report = answer.report.as_ref()?;
            Some(name(locale.get(), report.stages().get(at)?))
        })
    };
    let row = move |at: usize, stage: String| {
        let is_optional = move || state.view.with(|view| view.rule.optional.contains(at));
        let set_optional = move |event| {
            let is_on = event_target_checked(&event);
            state.view.update(|view| {
                let optional = view.rule.optional;
                view.rule.optional = if is_on { optional.with(at) } else { optional.without(at) };
            });
        };
        let days = move || {
            state
                .view
                .with(|view| view.step_windows.get(&at).map(u16::to_string))
                .unwrap_or_default()
        };
        let set_days = move |event| {
            let days =
                event_target_value(&event).trim().parse::<u16>().ok().filter(|&days| days > 0);
            state.view.update(|view| match days {
                Some(days) => _ = view.step_windows.insert(at, days),
                None => _ = view.step_windows.remove(&at),
            });
        };
        view! {
            <tr>
                <th scope="row">{stage.clone()}</th>
                <td><input type="checkbox" prop:checked=is_optional on:change=set_optional
                    aria-label={let stage = stage.clone(); move || td_string!(locale.get(), funnel.optional_of, stage = stage.clone())} /></td>
                <td><input type="text" inputmode="numeric" prop:value=days on:change=set_days
                    placeholder=move || td_string!(locale.get(), funnel.window_as_above)
                    aria-label=move || td_string!(locale.get(), funnel.window_of, stage = bars(at).unwrap_or_default()) /></td>
            </tr>
        }
    };
    let rows = move || {
        let names = names.get().unwrap_or_default();
        names.into_iter().enumerate().map(|(at, stage)| row(at, stage)).collect_view()
    };
    view! {
        <table class="steps">
            <thead><tr>
                <th scope="col">{move || td_string!(locale.get(), funnel.col_stage)}</th>
                <th scope="col">{move || td_string!(locale.get(), funnel.optional)}</th>
                <th scope="col">{move || td_string!(locale.get(), funnel.window_days_head)}</th>
            </tr></thead>
            <tbody>{rows}</tbody>
        </table>
        <p class="note">{move || td_string!(locale.get(), funnel.steps_note)}</p>
    }
}
