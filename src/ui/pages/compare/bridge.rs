//! The bridge from one scenario to another: what each lever contributes, in the order that is stated.

use leptos::prelude::*;

use super::state::use_compare;
use super::wording::{part_name, part_text};
use crate::chart::bridge::{Step, bridge};
use crate::chart::{ChartSpec, Table};
use crate::job::compare::{Amount, LeverOrder, amount_bridge};
use crate::model::{Currency, Money};
use crate::scenario::{Bridge, Lever, ParameterId};
use crate::ui::components::chart_frame::ChartFrame;
use crate::ui::components::choice::Choice;
use crate::ui::context::{formats, use_shared};
use crate::ui::i18n::{Locale, td_string};
use crate::ui::pages::quota::write::{Writer, signed};
use crate::ui::text::parameter::{parameter_name, value_text};

/// Keys of the choices of this section.
const AMOUNT: &str = "compare.amount";
const ORDER: &str = "compare.order";

/// A bridge with the names of its ends and of its steps.
#[derive(Clone, Debug, PartialEq)]
struct Named {
    bridge: Bridge,
    ends: (String, String),
    /// Name and changed values of each step.
    steps: Vec<(String, String)>,
}

/// The section.
#[component]
pub fn BridgeSection() -> impl IntoView {
    let locale = use_shared().locale;
    let state = use_compare();
    let scenarios = state.scenarios;
    let amount = Memo::new(move |_| match scenarios.choice(AMOUNT).as_deref() {
        Some("margin") => Amount::Margin,
        _ => Amount::Revenue,
    });
    let order = Memo::new(move |_| match scenarios.choice(ORDER).as_deref() {
        Some("reversed") => LeverOrder::Reversed,
        _ => LeverOrder::AsListed,
    });
    let named = Memo::new(move |_| {
        let locale = locale.get();
        state.pair.with(|pair| {
            let (from, to) = pair.as_ref()?;
            let (a, b) = (from.parameters(), to.parameters());
            let bridge =
                state.team.with(|team| amount_bridge(a, b, team, amount.get(), order.get()));
            let bridge = bridge.ok()?;
            let write = Writer::new(locale);
            let value = |id: ParameterId, of: f64| value_text(locale, id.spec().unit, of);
            let change = |id: &ParameterId| {
                format!("{} → {}", value(*id, a.number(*id)), value(*id, b.number(*id)))
            };
            let steps = bridge.steps.iter().map(|step| match &step.lever {
                Lever::Parameters(ids) => {
                    let values: Vec<String> = ids.iter().map(change).collect();
                    (lever_name(locale, ids), values.join(", "))
                }
                Lever::Plan(part) => {
                    let (before, after) =
                        (part_text(&write, *part, a), part_text(&write, *part, b));
                    (part_name(locale, *part).to_owned(), format!("{before} → {after}"))
                }
            });
            let steps = steps.collect();
            Some(Named { bridge, ends: (from.name.clone(), to.name.clone()), steps })
        })
    });
    let amounts = Signal::derive(move || {
        let locale = locale.get();
        vec![
            (Amount::Revenue, td_string!(locale, compare.revenue).to_owned()),
            (Amount::Margin, td_string!(locale, compare.margin).to_owned()),
        ]
    });
    let orders = Signal::derive(move || {
        let locale = locale.get();
        vec![
            (LeverOrder::AsListed, td_string!(locale, compare.order_listed).to_owned()),
            (LeverOrder::Reversed, td_string!(locale, compare.order_reversed).to_owned()),
        ]
    });
    let has_order = Memo::new(move |_| {
        named.with(|named| named.as_ref().is_some_and(|named| moving(named).count() > 1))
    });
    view! {
        <section class="section" aria-label=move || td_string!(locale.get(), compare.bridge_title)>
            <ChartFrame
                name="bridge"
                title=Signal::derive(move || td_string!(locale.get(), compare.bridge_title).to_owned())
                subtitle=Signal::derive(move || named.with(|named| {
                    named.as_ref().map(|named| td_string!(
                        locale.get(), compare.bridge_subtitle,
                        from = named.ends.0.as_str(), to = named.ends.1.as_str()
                    )).unwrap_or_default()
                }))
                spec=Callback::new(move |width_px| named.with(|named| chart(locale.get(), named.as_ref()?, width_px)))
                is_stale=false
            />
            <p class="note">{move || named.with(|named| named.as_ref().map(|named| note(locale.get(), named)))}</p>
            <div class="controls">
                <Choice
                    legend=Signal::derive(move || td_string!(locale.get(), compare.amount).to_owned())
                    options=amounts
                    value=amount
                    on_change=Callback::new(move |amount| scenarios.choose(AMOUNT, match amount {
                        Amount::Revenue => "revenue",
                        Amount::Margin => "margin",
                    }))
                />
                <Show when=move || has_order.get()>
                    <Choice
                        legend=Signal::derive(move || td_string!(locale.get(), compare.order).to_owned())
                        options=orders
                        value=order
                        on_change=Callback::new(move |order| scenarios.choose(ORDER, match order {
                            LeverOrder::AsListed => "listed",
                            LeverOrder::Reversed => "reversed",
                        }))
                    />
                </Show>
            </div>
        </section>
    }
}

/// The steps that move the amount: their contribution, name and values.
fn moving(named: &Named) -> impl Iterator<Item = (Money, &str, &str)> {
    let contributions = named.bridge.steps.iter().map(|step| step.contribution);
    contributions
        .zip(&named.steps)
        .filter(|(contribution, _)| contribution.0 != 0)
        .map(|(contribution, (name, values))| (contribution, name.as_str(), values.as_str()))
}

/// The order of the levers, and which changes do not move the amount.
fn note(locale: Locale, named: &Named) -> String {
    let order: Vec<&str> = moving(named).map(|(_, name, _)| name).collect();
    let still = named.bridge.steps.iter().zip(&named.steps);
    let still: Vec<&str> = still
        .filter(|(step, _)| step.contribution.0 == 0)
        .map(|(_, (name, _))| name.as_str())
        .collect();
    let mut sentences = Vec::new();
    match order[..] {
        [] => sentences.push(td_string!(locale, compare.bridge_none).to_owned()),
        [_] => {}
        _ => {
            sentences.push(td_string!(locale, compare.bridge_order, levers = order.join(" → ")));
        }
    }
    if !still.is_empty() {
        sentences.push(td_string!(locale, compare.bridge_still, levers = still.join(", ")));
    }
    sentences.join(" ")
}

fn chart(locale: Locale, named: &Named, width_px: u32) -> Option<ChartSpec> {
    let (start, end) = (named.bridge.start, named.bridge.end);
    let all = moving(named).map(|(contribution, ..)| contribution).chain([start, end]);
    // Cents only where there are some: then every row has them, so that the column adds up as printed.
    let digits = if all.into_iter().all(|amount| amount.0 % 100 == 0) { 0 } else { 2 };
    let money = |cents: i64| formats(locale).money(cents as f64 / 100.0, Currency::EUR, digits);
    let end_step = |name: &String, amount: Money| Step {
        name: name.clone(),
        from: 0.0,
        to: amount.0 as f64 / 100.0,
        text: money(amount.0),
        is_end: true,
    };
    let mut steps = vec![end_step(&named.ends.0, start)];
    let mut rows = vec![vec![named.ends.0.clone(), String::new(), money(start.0)]];
    let mut total = start.0;
    for (contribution, name, values) in moving(named) {
        let text = signed(contribution.0 as f64, money(contribution.0.abs()));
        let after = total + contribution.0;
        steps.push(Step {
            name: name.to_owned(),
            from: total as f64 / 100.0,
            to: after as f64 / 100.0,
            text: text.clone(),
            is_end: false,
        });
        rows.push(vec![name.to_owned(), values.to_owned(), text]);
        total = after;
    }
    steps.push(end_step(&named.ends.1, end));
    rows.push(vec![named.ends.1.clone(), String::new(), money(end.0)]);
    let header = [
        td_string!(locale, compare.bridge_lever),
        td_string!(locale, compare.bridge_values),
        td_string!(locale, compare.bridge_amount),
    ];
    let table = Table { header: header.map(str::to_owned).to_vec(), rows };
    let summary = td_string!(
        locale,
        compare.bridge_summary,
        from = named.ends.0.as_str(),
        to = named.ends.1.as_str(),
        start = money(start.0),
        end = money(end.0)
    );
    bridge(&steps, table, summary, width_px)
}

/// The name of a lever: of its group, or of its one parameter.
fn lever_name(locale: Locale, lever: &[ParameterId]) -> String {
    let all_of = |group: &[ParameterId]| lever.iter().all(|id| group.contains(id));
    let name = match lever {
        _ if all_of(&ParameterId::SEASON) => td_string!(locale, compare.lever_season),
        _ if all_of(&ParameterId::VISIT_HOURS) => td_string!(locale, compare.lever_visit),
        _ if all_of(&ParameterId::CALLS) => td_string!(locale, compare.lever_calls),
        _ if all_of(&ParameterId::VISITS) => td_string!(locale, compare.lever_visits),
        [only] => parameter_name(locale, *only),
        _ => "",
    };
    name.to_owned()
}
