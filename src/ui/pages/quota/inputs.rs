//! The inputs of the chain: what is fixed, and what it is divided by.

use leptos::prelude::*;

use super::state::use_quota;
use crate::job::plan::Node;
use crate::scenario::{ParameterId, Unit};
use crate::ui::components::badge::Provenance;
use crate::ui::components::number_field::{NumberField, Range};
use crate::ui::context::use_shared;
use crate::ui::i18n::{Locale, td_string};
use crate::ui::parameter_field::{ParameterField, read_typed};
use crate::ui::text::parameter::entry_text;

/// Key of the choice which link of the chain is entered.
const GIVEN: &str = "quota.given";

/// The column of inputs.
#[component]
pub fn Inputs() -> impl IntoView {
    let locale = use_shared().locale;
    view! {
        <section class="inputs" aria-label=move || td_string!(locale.get(), quota.inputs)>
            <Given />
            <ParameterField parameter=ParameterId::AvgDeal />
            <ParameterField parameter=ParameterId::CloseRate />
            <ParameterField parameter=ParameterId::Opportunities />
            <DebtLever />
            <details>
                <summary>{move || td_string!(locale.get(), quota.inputs_before)}</summary>
                <ParameterField parameter=ParameterId::QualifyRate />
                <ParameterField parameter=ParameterId::ContactRate />
            </details>
        </section>
    }
}

/// Paying debt down as a lever: shown once the files say what it costs in opportunities.
#[component]
fn DebtLever() -> impl IntoView {
    let scenarios = use_quota().scenarios;
    let has_debt = Memo::new(move |_| {
        scenarios.number(ParameterId::DebtOpportunities) > 0.0
            || scenarios.number(ParameterId::DebtPaid) > 0.0
    });
    view! {
        <Show when=move || has_debt.get()>
            <ParameterField parameter=ParameterId::DebtPaid />
        </Show>
    }
}

/// Which link of the chain is given, and its number; the others are solved (Q1).
#[component]
fn Given() -> impl IntoView {
    let locale = use_shared().locale;
    let state = use_quota();
    let given = Memo::new(move |_| {
        let word = state.scenarios.choice(GIVEN);
        let node = Node::ALL.into_iter().find(|&node| word.as_deref() == Some(key(node)));
        node.unwrap_or(Node::Quota)
    });
    let on_select = move |event| {
        let chosen = event_target_value(&event);
        state.scenarios.choose(GIVEN, &chosen);
    };
    let options = move || {
        Node::ALL
            .into_iter()
            .map(|node| {
                view! {
                    <option value=key(node) prop:selected=move || given.get() == node>
                        {name(locale.get(), node)}
                    </option>
                }
            })
            .collect_view()
    };
    let head = ViewFn::from(move || {
        view! {
            <select aria-label=move || td_string!(locale.get(), quota.given) on:change=on_select>
                {options}
            </select>
        }
    });
    move || match given.get() {
        Node::Quota => {
            view! { <ParameterField parameter=ParameterId::Quota head=head.clone() /> }.into_any()
        }
        node => view! { <NodeField node=node head=head.clone() /> }.into_any(),
    }
}

/// The number of a link that is given in place of the quota.
#[component]
fn NodeField(
    /// Which link.
    node: Node,
    /// The choice of the link.
    head: ViewFn,
) -> impl IntoView {
    let locale = use_shared().locale;
    let state = use_quota();
    let number = move || {
        state
            .plan
            .get()
            .and_then(|plan| plan.number(node))
            .map_or(0.0, crate::simulation::quantity::NonNegative::get)
    };
    let start = state.plan.with_untracked(|plan| plan.and_then(|plan| plan.number(node)));
    let max =
        (start.map_or(100.0, crate::simulation::quantity::NonNegative::get) * 2.5).max(10.0).ceil();
    view! {
        <NumberField
            id="given-number"
            head=Some(head)
            label=Signal::derive(move || name(locale.get(), node).to_owned())
            unit=""
            value=Signal::derive(number)
            range=Range { min: 0.0, max, step: 1.0 }
            write=Callback::new(move |n| entry_text(locale.get(), Unit::Count, n))
            read=Callback::new(move |text: String| read_typed(locale.get_untracked(), Unit::Count, &text))
            provenance=Provenance::Assumed
            source=Signal::derive(move || td_string!(locale.get(), quota.source_given).to_owned())
            on_change=Callback::new(move |(n, gesture)| state.set_node(node, n, gesture))
        />
    }
}

/// The value of a node's option.
const fn key(node: Node) -> &'static str {
    match node {
        Node::Quota => "quota",
        Node::Deals => "deals",
        Node::Opportunities => "opportunities",
        Node::Leads => "leads",
        Node::Contacts => "contacts",
    }
}

/// The name of a node.
fn name(locale: Locale, node: Node) -> &'static str {
    match node {
        Node::Quota => td_string!(locale, quota.node_quota),
        Node::Deals => td_string!(locale, quota.node_deals),
        Node::Opportunities => td_string!(locale, quota.node_opportunities),
        Node::Leads => td_string!(locale, quota.node_leads),
        Node::Contacts => td_string!(locale, quota.node_contacts),
    }
}
