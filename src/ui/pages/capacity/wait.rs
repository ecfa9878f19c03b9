//! What waiting costs: four ways to send and work the same leads side by side, and the chain of effects.

use std::sync::Arc;

use leptos::prelude::*;

use super::queue_chart::QueueCharts;
use super::state::{CapacityState, use_capacity};
use crate::job::capacity::Case;
use crate::job::capacity::waiting::{Waiting, full_load, waiting};
use crate::scenario::ParameterId;
use crate::simulation::queue::QueueReport;
use crate::ui::components::choice::Choice;
use crate::ui::components::explain::Explain;
use crate::ui::components::figure::Figure;
use crate::ui::context::use_shared;
use crate::ui::i18n::{Locale, td_string};
use crate::ui::pages::quota::write::{Writer, signed};
use crate::ui::parameter_field::ParameterField;
use crate::ui::text::emphasis::emphasised;

/// Below this many deals a difference is none.
const NOTHING: f64 = 0.005;

/// What the section shares with its parts.
#[derive(Clone, Copy)]
pub struct WaitState {
    /// The page.
    pub page: CapacityState,
    /// What is looked at.
    pub case: RwSignal<Case>,
    /// Its four runs.
    pub waiting: Memo<Option<Arc<Waiting>>>,
}

/// The section.
#[component]
pub fn WaitSection() -> impl IntoView {
    let locale = use_shared().locale;
    let page = use_capacity();
    let case = RwSignal::new(Case::default());
    let runs = Memo::new(move |_| match case.get() {
        Case::Plan => page.waiting.get(),
        example => {
            let year = page.year.get().ok()?;
            let parameters = page.scenarios.parameters;
            parameters.with(|parameters| waiting(example, parameters, &year).ok().map(Arc::new))
        }
    });
    let state = WaitState { page, case, waiting: runs };
    provide_context(state);
    let cases = Signal::derive(move || {
        let locale = locale.get();
        let name = |case| match case {
            Case::Plan => td_string!(locale, capacity.case_plan),
            Case::Burst => td_string!(locale, capacity.case_burst),
            Case::Overload => td_string!(locale, capacity.case_overload),
        };
        Case::ALL.map(|case| (case, name(case).to_owned())).to_vec()
    });
    let orders = Signal::derive(move || {
        let locale = locale.get();
        vec![
            (false, td_string!(locale, capacity.oldest_first).to_owned()),
            (true, td_string!(locale, capacity.newest_first).to_owned()),
        ]
    });
    view! {
        <section class="section" aria-labelledby="wait-title">
            <h2 id="wait-title">{move || td_string!(locale.get(), capacity.waiting_title)}</h2>
            <Choice
                legend=Signal::derive(move || td_string!(locale.get(), capacity.case).to_owned())
                options=cases
                value=case
                on_change=Callback::new(move |one| case.set(one))
            />
            <p class="answer" aria-live="polite">{move || emphasised(&sentence(locale.get(), state))}</p>
            <FourRuns state=state />
            <Balance state=state />
            <Show when=move || case.get() == Case::Plan>
                <Choice
                    legend=Signal::derive(move || td_string!(locale.get(), capacity.discipline).to_owned())
                    options=orders
                    value=page.is_newest_first
                    on_change=Callback::new(move |newest| page.set_flag(ParameterId::NewestFirst, newest))
                />
                <Effects state=state />
            </Show>
            <QueueCharts state=state />
            <p class="note">{move || note(locale.get(), state)}</p>
            <details>
                <summary>{move || td_string!(locale.get(), capacity.waiting_inputs)}</summary>
                <div class="fields">
                    <ParameterField parameter=ParameterId::ReadinessDecay />
                    <ParameterField parameter=ParameterId::AbandonRate />
                    <ParameterField parameter=ParameterId::AvgDeal />
                    <ParameterField parameter=ParameterId::CloseRate />
                </div>
            </details>
        </section>
    }
}

/// The run that is chosen: examples show sending at once, oldest first.
fn chosen(state: WaitState) -> (bool, bool) {
    match state.case.get() {
        Case::Plan => (state.page.is_levelled.get(), state.page.is_newest_first.get()),
        Case::Burst | Case::Overload => (false, false),
    }
}

fn sentence(locale: Locale, state: WaitState) -> String {
    let write = Writer::new(locale);
    let Some(waiting) = state.waiting.get() else { return String::new() };
    let decay = write.percent(waiting.inputs.readiness_decay.get());
    let sent = waiting.run(false, false);
    match state.case.get() {
        Case::Burst => td_string!(
            locale,
            capacity.wait_burst,
            decay = decay,
            lost = write.one_decimal(sent.conversions_lost_to_waiting),
            all = write.count(sent.conversions_without_wait)
        ),
        Case::Overload => td_string!(
            locale,
            capacity.wait_overload,
            oldest = write.one_decimal(sent.conversions),
            newest = write.count(waiting.run(false, true).conversions)
        ),
        Case::Plan => plan_sentence(&write, state, &waiting),
    }
}

/// What waiting costs the plan, and what levelling and the order would change.
fn plan_sentence(write: &Writer, state: WaitState, waiting: &Waiting) -> String {
    let locale = write.locale;
    let (is_levelled, is_newest) = chosen(state);
    let run = waiting.run(is_levelled, is_newest);
    let deal = state.page.scenarios.number(ParameterId::AvgDeal);
    let lost = run.conversions_lost_to_waiting;
    let mut parts = vec![if lost < NOTHING {
        td_string!(locale, capacity.wait_plan_none).to_owned()
    } else {
        td_string!(
            locale,
            capacity.wait_plan,
            lost = write.one_decimal(lost),
            all = write.one_decimal(run.conversions_without_wait),
            money = write.money(lost * deal),
            days = write.one_decimal(run.mean_wait.unwrap_or(0.0))
        )
    }];
    let unworked = run.waiting + run.lost;
    if unworked >= 0.5 {
        let n = write.count(unworked.round());
        parts.push(td_string!(locale, capacity.wait_plan_unworked, n = n));
    }
    if !is_levelled {
        let gain = waiting.run(true, is_newest).conversions - run.conversions;
        let money = write.money((gain * deal).abs());
        let deals = write.one_decimal(gain.abs());
        parts.push(if gain > NOTHING {
            td_string!(locale, capacity.gain_levelling, money = money, deals = deals)
        } else if gain < -NOTHING {
            let unplaced = write.count(waiting.n_unplaced.round());
            td_string!(
                locale,
                capacity.gain_levelling_less,
                money = money,
                deals = deals,
                unplaced = unplaced
            )
        } else {
            td_string!(locale, capacity.gain_levelling_none).to_owned()
        });
    }
    if !is_newest {
        let gain = waiting.run(is_levelled, true).conversions - run.conversions;
        if gain > NOTHING {
            let (money, deals) = (write.money(gain * deal), write.one_decimal(gain));
            parts.push(td_string!(locale, capacity.gain_newest, money = money, deals = deals));
        }
    }
    if let Some(load) = full_load(&waiting.inputs).ok().filter(|load| load.deals_full > 0.0) {
        let change = load.deals_half_more - load.deals_full;
        if change < -NOTHING {
            parts.push(td_string!(
                locale,
                capacity.full_load,
                deals = write.one_decimal(-change),
                share = signed(change, write.whole_percent((change / load.deals_full).abs()))
            ));
        }
    }
    parts.join(" ")
}

fn note(locale: Locale, state: WaitState) -> String {
    let write = Writer::new(locale);
    let Some(waiting) = state.waiting.get() else { return String::new() };
    let deal = write.money(state.page.scenarios.number(ParameterId::AvgDeal));
    if state.case.get() == Case::Plan {
        let share = write.percent(waiting.inputs.p_fresh.get());
        let fresh = td_string!(locale, capacity.fresh_close_rate, share = share);
        return format!("{} {fresh}", td_string!(locale, capacity.waiting_note, deal = deal));
    }
    let share = write.percent(waiting.inputs.p_fresh.get());
    let decay = write.percent(waiting.inputs.readiness_decay.get());
    td_string!(locale, capacity.waiting_note_example, share = share, decay = decay, deal = deal)
}

/// Deals of the four runs.
#[component]
fn FourRuns(
    /// The section.
    state: WaitState,
) -> impl IntoView {
    let locale = use_shared().locale;
    let cell = move |is_levelled: bool, is_newest: bool| {
        let read = move |of: fn(&QueueReport) -> f64| {
            state.waiting.with(|runs| Some(of(runs.as_ref()?.run(is_levelled, is_newest))))
        };
        let id = format!(
            "queue.deals.{}.{}",
            if is_levelled { "levelled" } else { "sent" },
            if is_newest { "newest" } else { "oldest" }
        );
        let value = Signal::derive(move || read(|run| run.conversions));
        let is_best = move || {
            let Some(waiting) = state.waiting.get() else { return false };
            let all = waiting.as_sent.iter().chain(&waiting.levelled).map(|run| run.conversions);
            let (least, most) =
                all.fold((f64::INFINITY, 0.0_f64), |(a, b), n| (a.min(n), b.max(n)));
            let own = waiting.run(is_levelled, is_newest).conversions;
            most - least > NOTHING && own > most - NOTHING
        };
        let lost = move || {
            let write = Writer::new(locale.get());
            let deal = state.page.scenarios.number(ParameterId::AvgDeal);
            read(|run| run.conversions_lost_to_waiting.max(0.0)).map(|lost| {
                td_string!(
                    write.locale,
                    capacity.cell_lost,
                    n = write.one_decimal(lost),
                    money = write.money(lost * deal)
                )
            })
        };
        view! {
            <td class:best=is_best class:chosen=move || chosen(state) == (is_levelled, is_newest)>
                <b><Figure id=id value=value text=Callback::new(move |n: f64| Writer::new(locale.get()).one_decimal(n)) /></b>
                <small>{lost}</small>
            </td>
        }
    };
    view! {
        <table class="two-by-two">
            <caption class="visually-hidden">{move || td_string!(locale.get(), capacity.table_caption)}</caption>
            <thead>
                <tr>
                    <th scope="col"><span class="visually-hidden">{move || td_string!(locale.get(), capacity.discipline)}</span></th>
                    <th scope="col">{move || td_string!(locale.get(), capacity.oldest_first)}</th>
                    <th scope="col">{move || td_string!(locale.get(), capacity.newest_first)}</th>
                </tr>
            </thead>
            <tbody>
                <tr>
                    <th scope="row">{move || td_string!(locale.get(), capacity.row_as_sent)}</th>
                    {cell(false, false)} {cell(false, true)}
                </tr>
                <tr>
                    <th scope="row">{move || td_string!(locale.get(), capacity.row_levelled)}</th>
                    {cell(true, false)} {cell(true, true)}
                </tr>
            </tbody>
        </table>
    }
}

/// Arrived = worked + given up + waiting, of the chosen run.
#[component]
fn Balance(
    /// The section.
    state: WaitState,
) -> impl IntoView {
    let locale = use_shared().locale;
    let read = move |of: fn(&QueueReport) -> f64| {
        let (is_levelled, is_newest) = chosen(state);
        state.waiting.with(|runs| Some(of(runs.as_ref()?.run(is_levelled, is_newest))))
    };
    let figure = move |id: &'static str, of: fn(&QueueReport) -> f64| {
        let value = Signal::derive(move || read(of));
        let text = Callback::new(move |n: f64| {
            // The parts are shown with as many decimals as they need to add up.
            Writer::new(locale.get()).count((n * 10.0).round() / 10.0)
        });
        view! { <Figure id=id value=value text=text /> }
    };
    let words = move || {
        td_string!(
            locale.get(),
            capacity.balance,
            arrived = "\u{1}",
            worked = "\u{1}",
            lost = "\u{1}",
            waiting = "\u{1}"
        )
    };
    let meaning = Signal::derive(move || {
        let backlog = read(|run| run.backlog_conversions).unwrap_or(0.0);
        let backlog = Writer::new(locale.get()).one_decimal(backlog);
        td_string!(locale.get(), capacity.balance_meaning, backlog = backlog)
    });
    let sentence = move || {
        let words = words();
        let mut figures = vec![
            figure("queue.waiting", |run| run.waiting),
            figure("queue.lost", |run| run.lost),
            figure("queue.worked", |run| run.served),
            figure("queue.arrived", |run| run.arrived),
        ];
        words
            .split('\u{1}')
            .map(|part| {
                let part = part.to_owned();
                view! { {part} }
            })
            .enumerate()
            .map(|(at, part)| {
                // A figure stands after each part of the sentence but the last.
                let figure = (at < 4).then(|| figures.pop()).flatten();
                view! { {part} {figure} }
            })
            .collect_view()
    };
    view! {
        <p class="balance">
            {sentence}
            <Explain about=Signal::derive(move || td_string!(locale.get(), capacity.waiting_title).to_owned()) meaning=meaning />
        </p>
    }
}

/// From leads to the quota, with the numbers of the chosen run.
#[component]
fn Effects(
    /// The section.
    state: WaitState,
) -> impl IntoView {
    let locale = use_shared().locale;
    let links = move || {
        let (is_levelled, is_newest) = chosen(state);
        let waiting = state.waiting.get()?;
        let run = waiting.run(is_levelled, is_newest);
        let write = Writer::new(locale.get());
        let locale = write.locale;
        let number = |id| state.page.scenarios.number(id);
        let revenue = run.conversions * number(ParameterId::AvgDeal);
        let quota = number(ParameterId::Quota) * 12.0;
        let dash = || "—".to_owned();
        let kept = (run.conversions_without_wait > 0.0)
            .then(|| write.percent(run.conversions / run.conversions_without_wait));
        let days = run.mean_wait.map(|days| write.one_decimal(days));
        let reached = (quota > 0.0).then(|| write.whole_percent(revenue / quota));
        let link = |value: String, name: &'static str| {
            view! { <li><span><b>{value}</b><span>{name}</span></span></li> }
        };
        Some(vec![
            link(write.count(run.arrived.round()), td_string!(locale, capacity.chain_leads)),
            link(write.count(run.served.round()), td_string!(locale, capacity.chain_worked)),
            link(days.unwrap_or_else(dash), td_string!(locale, capacity.chain_wait)),
            link(kept.unwrap_or_else(dash), td_string!(locale, capacity.chain_ready)),
            link(write.one_decimal(run.conversions), td_string!(locale, capacity.chain_deals)),
            link(write.money(revenue), td_string!(locale, capacity.chain_revenue)),
            link(reached.unwrap_or_else(dash), td_string!(locale, capacity.chain_quota)),
        ])
    };
    view! {
        <h3>{move || td_string!(locale.get(), capacity.chain_title)}</h3>
        <ol class="effects">{links}</ol>
    }
}
