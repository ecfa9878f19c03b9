//! The chain as an equation: quota / deal = deals / rate = opportunities, and what stands before them.

use leptos::prelude::*;

use super::state::use_quota;
use super::write::Writer;
use crate::job::plan::{Node, link};
use crate::scenario::ParameterId;
use crate::ui::components::explain::Explain;
use crate::ui::components::figure::Figure;
use crate::ui::components::notice::{Gravity, Notice};
use crate::ui::context::use_shared;
use crate::ui::i18n::{Locale, td_string};
use crate::ui::text::parameter::parameter_name;

/// The equation.
#[component]
pub fn Chain() -> impl IntoView {
    let locale = use_shared().locale;
    let state = use_quota();
    let is_blocked = Memo::new(move |_| {
        state
            .chain
            .with(|chain| chain.as_ref().is_some_and(|chain| chain.blocked_at_stage.is_some()))
    });
    view! {
        <div class="chain">
            <Given sign="" parameter=ParameterId::Quota />
            <Given sign="÷" parameter=ParameterId::AvgDeal />
            <Solved node=Node::Deals id="quota.deals" />
            <Given sign="÷" parameter=ParameterId::CloseRate />
            <Solved node=Node::Opportunities id="quota.opportunities" />
        </div>
        <div class="chain before">
            <span>{move || td_string!(locale.get(), quota.before)}</span>
            <Given sign="÷" parameter=ParameterId::QualifyRate />
            <Solved node=Node::Leads id="quota.leads" />
            <Given sign="÷" parameter=ParameterId::ContactRate />
            <Solved node=Node::Contacts id="quota.contacts" />
        </div>
        <Show when=move || is_blocked.get()>
            <Notice gravity=Gravity::Note>{move || td_string!(locale.get(), quota.blocked)}</Notice>
        </Show>
    }
}

/// A number that goes into the equation, with the sign before it, so that a line never ends on one.
#[component]
fn Given(
    /// The sign; empty for the first.
    sign: &'static str,
    /// Which input.
    parameter: ParameterId,
) -> impl IntoView {
    let locale = use_shared().locale;
    let state = use_quota();
    let value =
        move || Writer::new(locale.get()).value(parameter, state.scenarios.number(parameter));
    view! {
        <div class="term">
            <i>{sign}</i>
            <div>
                <strong>{value}</strong> " "
                <span>{move || short_name(locale.get(), parameter)}</span>
            </div>
        </div>
    }
}

/// A number that comes out of it, whole; the unrounded one below where it differs.
#[component]
fn Solved(
    /// Which link.
    node: Node,
    /// Id of its figure.
    id: &'static str,
) -> impl IntoView {
    let locale = use_shared().locale;
    let state = use_quota();
    let link = Memo::new(move |_| state.chain.with(|chain| link(chain.as_ref()?, node)));
    let whole = Signal::derive(move || link.get()?.display.map(|n| n as f64));
    let exact = move || link.get()?.exact;
    let label = Signal::derive(move || solved_name(locale.get(), node).to_owned());
    let note = move || {
        let (exact, whole) = (exact()?, whole.get()?);
        let write = Writer::new(locale.get());
        ((whole - exact).abs() > 1e-9 * whole.max(1.0))
            .then(|| td_string!(locale.get(), quota.exact, n = write.count(exact)))
    };
    let meaning = Signal::derive(move || {
        let write = Writer::new(locale.get());
        let value = |parameter| write.value(parameter, state.scenarios.number(parameter));
        let exact = |node| {
            let n = state.plan.get().and_then(|plan| plan.number(node));
            n.map_or_else(|| "—".to_owned(), |n| write.count(n.get()))
        };
        let locale = locale.get();
        match node {
            Node::Quota => String::new(),
            Node::Deals => td_string!(
                locale,
                quota.meaning_deals,
                quota = value(ParameterId::Quota),
                deal = value(ParameterId::AvgDeal),
                n = exact(node)
            ),
            Node::Opportunities => td_string!(
                locale,
                quota.meaning_opportunities,
                deals = exact(Node::Deals),
                rate = value(ParameterId::CloseRate),
                n = exact(node)
            ),
            Node::Leads => td_string!(
                locale,
                quota.meaning_leads,
                opportunities = exact(Node::Opportunities),
                rate = value(ParameterId::QualifyRate),
                n = exact(node)
            ),
            Node::Contacts => td_string!(
                locale,
                quota.meaning_contacts,
                leads = exact(Node::Leads),
                rate = value(ParameterId::ContactRate),
                n = exact(node)
            ),
        }
    });
    view! {
        <div class="term solved">
            <i>"="</i>
            <div>
            <strong>
                <Figure id=id value=whole text=Callback::new(move |n| Writer::new(locale.get()).count(n)) />
            </strong> " "
            <span>
                {move || label.get()} <Explain about=label meaning=meaning />
                " " {move || note().map(|note| view! { <small>{note}</small> })}
            </span>
            </div>
        </div>
    }
}

fn short_name(locale: Locale, parameter: ParameterId) -> &'static str {
    match parameter {
        ParameterId::Quota => td_string!(locale, quota.short_quota),
        ParameterId::QualifyRate => td_string!(locale, quota.short_lead_conversion),
        ParameterId::ContactRate => td_string!(locale, quota.short_contact_conversion),
        other => parameter_name(locale, other),
    }
}

fn solved_name(locale: Locale, node: Node) -> &'static str {
    match node {
        Node::Quota => td_string!(locale, quota.short_quota),
        Node::Deals => td_string!(locale, quota.short_deals),
        Node::Opportunities => td_string!(locale, quota.short_opportunities),
        Node::Leads => td_string!(locale, quota.short_leads),
        Node::Contacts => td_string!(locale, quota.short_contacts),
    }
}
