//! Campaigns: name, month, and how many leads they bring, entered as leads or as messages with a response rate.

use leptos::prelude::*;

use super::levelling::Levelling;
use super::load::LoadChart;
use super::state::{CapacityState, use_capacity};
use crate::job::capacity::MONTHS;
use crate::model::Day;
use crate::model::probability::Probability;
use crate::scenario::plan::MAX_CAMPAIGN;
use crate::scenario::{Campaign, CampaignSize, ParameterId, Unit};
use crate::ui::context::{formats, use_shared};
use crate::ui::i18n::{Locale, td_string};
use crate::ui::pages::quota::write::Writer;
use crate::ui::parameter_field::{ParameterField, read_typed};
use crate::ui::text::parameter::entry_text;

/// Messages of the example: 120 replies at the rate of the defaults.
const EXAMPLE_SENDS: f64 = 4_000.0;
/// The month of the example, from 0.
const EXAMPLE_MONTH: i32 = 2;

/// The section.
#[component]
pub fn CampaignsSection() -> impl IntoView {
    let locale = use_shared().locale;
    let state = use_capacity();
    let ids = Memo::new(move |_| {
        state.plan.with(|plan| plan.campaigns().map(|(id, _)| id).collect::<Vec<_>>())
    });
    let n = Memo::new(move |_| ids.with(Vec::len));
    let n_outside = move || state.year.with(|year| year.as_ref().map_or(0, |year| year.n_outside));
    let add = move |campaign: Campaign| {
        let id = state.scenarios.with_book_untracked(crate::scenario::Book::next_campaign);
        state.change(|plan| plan.set_campaign(id, Some(campaign)));
    };
    // The year begins with the file: until the worker has said when, a campaign would go into another.
    let is_asked = state.answer.is_stale;
    let on_add = move |_| {
        let number = Writer::new(locale.get_untracked()).count(n.get_untracked() as f64 + 1.0);
        let name = td_string!(locale.get_untracked(), capacity.campaign_new_name, n = number);
        add(Campaign::new(name, first_month(state), CampaignSize::Leads(40.0)));
    };
    let on_example = move |_| {
        let name = td_string!(locale.get_untracked(), capacity.campaign_example_name);
        let month = first_month(state) + EXAMPLE_MONTH;
        add(Campaign::new(name, month, CampaignSize::Sends(EXAMPLE_SENDS, None)));
    };
    view! {
        <section class="section" aria-labelledby="campaigns-title">
            <h2 id="campaigns-title">{move || td_string!(locale.get(), capacity.campaigns_title)}</h2>
            <Show
                when=move || n.get() != 0
                fallback=move || view! { <p class="answer">{move || td_string!(locale.get(), capacity.campaign_none)}</p> }
            >
                <div class="table campaigns">
                    <table>
                        <thead>
                            <tr>
                                <th scope="col">{move || td_string!(locale.get(), capacity.campaign_name)}</th>
                                <th scope="col">{move || td_string!(locale.get(), capacity.campaign_month)}</th>
                                <th scope="col">{move || td_string!(locale.get(), capacity.campaign_by)}</th>
                                <th scope="col">{move || td_string!(locale.get(), capacity.campaign_sends)}</th>
                                <th scope="col">{move || td_string!(locale.get(), capacity.campaign_rate)}</th>
                                <th scope="col">{move || td_string!(locale.get(), capacity.campaign_leads)}</th>
                                <th scope="col">
                                    <span class="visually-hidden">{move || td_string!(locale.get(), capacity.campaign_actions)}</span>
                                </th>
                            </tr>
                        </thead>
                        <tbody>{move || ids.get().into_iter().map(|id| view! { <CampaignRow id=id /> }).collect_view()}</tbody>
                    </table>
                </div>
            </Show>
            <p class="buttons">
                <button class="button" disabled=move || is_asked.get() on:click=on_add>{move || td_string!(locale.get(), capacity.campaign_add)}</button>
                <button class="button" disabled=move || is_asked.get() on:click=on_example>{move || td_string!(locale.get(), capacity.campaign_example)}</button>
            </p>
            <Show when=move || n_outside() != 0>
                <p class="note">
                    {move || td_string!(locale.get(), capacity.campaign_outside, n = Writer::new(locale.get()).count(n_outside() as f64))}
                </p>
            </Show>
            <LoadChart />
            <Levelling />
            <details>
                <summary>{move || td_string!(locale.get(), capacity.campaign_rate)}</summary>
                <div class="fields">
                    <ParameterField parameter=ParameterId::ResponseRate />
                    <ParameterField parameter=ParameterId::ResponseLag />
                    <ParameterField parameter=ParameterId::ReplyDays />
                    <ParameterField parameter=ParameterId::Opportunities />
                </div>
            </details>
        </section>
    }
}

fn first_month(state: CapacityState) -> i32 {
    state.team.with_untracked(|team| team.first_month)
}

/// A campaign.
#[component]
fn CampaignRow(
    /// Which.
    id: u32,
) -> impl IntoView {
    let locale = use_shared().locale;
    let state = use_capacity();
    let campaign = Memo::new(move |_| state.plan.with(|plan| plan.campaign(id).cloned()));
    let name =
        move || campaign.with(|one| one.as_ref().map(|one| one.name.clone()).unwrap_or_default());
    let month = Memo::new(move |_| campaign.with(|one| one.as_ref().map_or(0, |one| one.month)));
    let size = move || campaign.with(|one| one.as_ref().map(|one| one.size));
    let change = move |change: &dyn Fn(&mut Campaign)| {
        state.change(|plan| {
            if let Some(mut one) = plan.campaign(id).cloned() {
                change(&mut one);
                plan.set_campaign(id, Some(one));
            }
        });
    };
    let label = move |field: fn(Locale) -> &'static str| {
        let locale = locale.get();
        td_string!(locale, capacity.campaign_of, field = field(locale), name = name())
    };
    let rate = move || Probability::new(state.scenarios.number(ParameterId::ResponseRate)).ok();
    let leads = move || {
        let n = campaign.with(|one| Some(one.as_ref()?.n_leads(rate()?)));
        n.map(|n| Writer::new(locale.get()).count(n as f64))
    };
    let months = move || {
        let first = state.team.with(|team| team.first_month);
        // A campaign outside the year keeps its month in the list.
        let mut months: Vec<i32> = (0..MONTHS as i32).map(|m| first + m).collect();
        if !months.contains(&month.get()) {
            months.insert(0, month.get());
        }
        months
            .into_iter()
            .map(|one| {
                view! {
                    <option value=one.to_string() prop:selected=move || month.get() == one>
                        {formats(locale.get()).month(Day::first_of_month(one))}
                    </option>
                }
            })
            .collect_view()
    };
    let by_sends = Memo::new(move |_| matches!(size(), Some(CampaignSize::Sends(..))));
    let on_by = move |event| {
        let to_sends = event_target_value(&event) == "sends";
        let current = leads_untracked(state, id);
        let rate =
            state.scenarios.parameters.with_untracked(|p| p.number(ParameterId::ResponseRate));
        change(&move |one| {
            one.size = match (to_sends, one.size) {
                (true, CampaignSize::Leads(n)) if rate > 0.0 => {
                    CampaignSize::Sends((n / rate).round().min(MAX_CAMPAIGN), None)
                }
                (false, CampaignSize::Sends(..)) => CampaignSize::Leads(current as f64),
                (_, size) => size,
            };
        });
    };
    view! {
        <tr>
            <td>
                <input type="text" autocomplete="off" maxlength="60" prop:value=name
                    aria-label=move || label(|locale| td_string!(locale, capacity.campaign_name))
                    on:change=move |event| {
                        let text = event_target_value(&event).trim().to_owned();
                        change(&move |one| one.name.clone_from(&text));
                    } />
            </td>
            <td>
                <select aria-label=move || label(|locale| td_string!(locale, capacity.campaign_month))
                    on:change=move |event| {
                        if let Ok(month) = event_target_value(&event).parse() {
                            change(&move |one| one.month = month);
                        }
                    }>{months}</select>
            </td>
            <td>
                <select aria-label=move || label(|locale| td_string!(locale, capacity.campaign_by)) on:change=on_by>
                    <option value="leads" prop:selected=move || !by_sends.get()>
                        {move || td_string!(locale.get(), capacity.campaign_by_leads)}
                    </option>
                    <option value="sends" prop:selected=move || by_sends.get()>
                        {move || td_string!(locale.get(), capacity.campaign_by_sends)}
                    </option>
                </select>
            </td>
            <Show
                when=move || by_sends.get()
                fallback=move || view! {
                    <td class="number">"—"</td>
                    <td class="number">"—"</td>
                    <td>
                        <Number
                            label=Signal::derive(move || label(|locale| td_string!(locale, capacity.campaign_leads)))
                            unit=Unit::Count
                            most=MAX_CAMPAIGN
                            value=Signal::derive(move || match size() { Some(CampaignSize::Leads(n)) => n, _ => 0.0 })
                            on_change=Callback::new(move |n: f64| change(&move |one| one.size = CampaignSize::Leads(n.floor())))
                        />
                    </td>
                }
            >
                <td>
                    <Number
                        label=Signal::derive(move || label(|locale| td_string!(locale, capacity.campaign_sends)))
                        unit=Unit::Count
                        most=MAX_CAMPAIGN
                        value=Signal::derive(move || match size() { Some(CampaignSize::Sends(n, _)) => n, _ => 0.0 })
                        on_change=Callback::new(move |n: f64| change(&move |one| {
                            if let CampaignSize::Sends(sends, _) = &mut one.size { *sends = n.floor(); }
                        }))
                    />
                </td>
                <td>
                    <Number
                        label=Signal::derive(move || label(|locale| td_string!(locale, capacity.campaign_rate)))
                        unit=Unit::Share
                        most=1.0
                        value=Signal::derive(move || match size() {
                            Some(CampaignSize::Sends(_, Some(rate))) => rate,
                            _ => state.scenarios.number(ParameterId::ResponseRate),
                        })
                        on_change=Callback::new(move |share: f64| change(&move |one| {
                            if let CampaignSize::Sends(_, rate) = &mut one.size { *rate = Some(share); }
                        }))
                    />
                </td>
                <td class="number">{leads}</td>
            </Show>
            <td>
                <button class="link" aria-label=move || td_string!(locale.get(), capacity.campaign_remove, name = name())
                    on:click=move |_| state.change(|plan| plan.set_campaign(id, None))>{move || td_string!(locale.get(), capacity.remove)}</button>
            </td>
        </tr>
    }
}

/// Leads of a campaign as they are now.
fn leads_untracked(state: CapacityState, id: u32) -> u64 {
    let rate = state.scenarios.parameters.with_untracked(|p| p.number(ParameterId::ResponseRate));
    let rate = Probability::new(rate).unwrap_or(Probability::ZERO);
    state.plan.with_untracked(|plan| plan.campaign(id).map_or(0, |one| one.n_leads(rate)))
}

/// A number in a row; what cannot be read stays in the field, marked, and the value stays as it was.
#[component]
fn Number(
    /// Its name for assistive tools.
    #[prop(into)]
    label: Signal<String>,
    /// What it counts.
    unit: Unit,
    /// The largest it can be.
    most: f64,
    /// The value.
    #[prop(into)]
    value: Signal<f64>,
    /// Called with a new value.
    on_change: Callback<f64>,
) -> impl IntoView {
    let locale = use_shared().locale;
    let is_bad = RwSignal::new(false);
    let on_typed = move |event: web_sys::Event| {
        let read = read_typed(locale.get_untracked(), unit, &event_target_value(&event));
        match read.ok().filter(|number| (0.0..=most).contains(number)) {
            Some(number) => {
                is_bad.set(false);
                on_change.run(number);
                let text = entry_text(locale.get_untracked(), unit, value.get_untracked());
                event_target::<web_sys::HtmlInputElement>(&event).set_value(&text);
            }
            None => is_bad.set(true),
        }
    };
    let text = move || {
        let text = entry_text(locale.get(), unit, value.get());
        if unit.is_percent() { format!("{text}\u{a0}%") } else { text }
    };
    view! {
        <input class="number" type="text" inputmode="decimal" autocomplete="off"
            aria-label=move || label.get()
            aria-invalid=move || is_bad.get().then_some("true")
            prop:value=text
            on:change=on_typed />
    }
}
