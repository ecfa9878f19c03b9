//! Whose holidays count, which of them are worked, and which days are off beside them.

use leptos::prelude::*;

use super::names::{
    feast_name, german_regions, region_from_key, region_key, region_name, swiss_regions,
};
use super::state::use_capacity;
use crate::job::capacity::MONTHS;
use crate::model::Day;
use crate::scenario::DayUse;
use crate::simulation::holiday::Region;
use crate::ui::context::{formats, use_shared};
use crate::ui::i18n::td_string;
use crate::ui::pages::quota::write::Writer;

/// The region, the month of the headline and the list of holidays.
#[component]
pub fn CalendarPanel() -> impl IntoView {
    let locale = use_shared().locale;
    let state = use_capacity();
    let region = Memo::new(move |_| state.plan.with(crate::scenario::CapacityPlan::region));
    let options = move |regions: Vec<Region>| {
        regions
            .into_iter()
            .map(|one| {
                view! {
                    <option value=region_key(one) prop:selected=move || region.get() == one>
                        {region_name(locale.get(), one)}
                    </option>
                }
            })
            .collect_view()
    };
    let on_region = move |event| {
        if let Some(region) = region_from_key(&event_target_value(&event)) {
            state.change(|plan| plan.set_region(region));
        }
    };
    let months = move || {
        let first = state.year.with(|year| year.as_ref().map_or(0, |year| year.first_month));
        (0..MONTHS)
            .map(|m| {
                let day = Day::first_of_month(first + m as i32);
                view! {
                    <option value=m.to_string() prop:selected=move || state.chosen_month.get() == Some(m)>
                        {formats(locale.get()).month(day)}
                    </option>
                }
            })
            .collect_view()
    };
    let on_month =
        move |event| state.chosen_month.set(event_target_value(&event).parse::<usize>().ok());
    view! {
        <div class="calendar">
            <label>
                <span>{move || td_string!(locale.get(), capacity.region)}</span>
                <select on:change=on_region>
                    <optgroup label=move || td_string!(locale.get(), capacity.group_germany)>{options(german_regions())}</optgroup>
                    {options(vec![Region::Austria])}
                    <optgroup label=move || td_string!(locale.get(), capacity.group_switzerland)>{options(swiss_regions())}</optgroup>
                </select>
            </label>
            <label>
                <span>{move || td_string!(locale.get(), capacity.headline_month)}</span>
                <select on:change=on_month>
                    <option value="" prop:selected=move || state.chosen_month.get().is_none()>
                        {move || td_string!(locale.get(), capacity.headline_auto)}
                    </option>
                    {months}
                </select>
            </label>
        </div>
        <Holidays />
    }
}

/// The list of holidays and days off.
#[component]
fn Holidays() -> impl IntoView {
    let locale = use_shared().locale;
    let state = use_capacity();
    let holidays = Memo::new(move |_| {
        state.year.with(|year| year.as_ref().map(|year| year.holidays.clone()).unwrap_or_default())
    });
    let days_off = Memo::new(move |_| state.plan.with(|plan| plan.days(DayUse::Off)));
    let n_off = move || {
        let holidays = holidays.with(|days| days.iter().filter(|day| day.is_off).count());
        Writer::new(locale.get()).count((holidays + days_off.with(Vec::len)) as f64)
    };
    let rows = move || {
        let locale = locale.get();
        let row = |day: crate::job::capacity::year::CalendarDay| {
            let date = day.holiday.day;
            view! {
                <li>
                    <label>
                        <input type="checkbox" prop:checked=day.is_off
                            on:change=move |event| state.change(|plan| {
                                plan.set_day(date, (!event_target_checked(&event)).then_some(DayUse::Worked));
                            }) />
                        {formats(locale).day(date)} " " {feast_name(locale, day.holiday.feast)}
                    </label>
                </li>
            }
        };
        holidays.get().into_iter().map(row).collect_view()
    };
    let own = move || {
        let locale = locale.get();
        let row = |date: Day| {
            let name = format!(
                "{} {}",
                formats(locale).day(date),
                td_string!(locale, capacity.day_off_own)
            );
            let label = td_string!(locale, capacity.campaign_remove, name = name.clone());
            view! {
                <li>
                    <label>
                        <input type="checkbox" prop:checked=true aria-label=label
                            on:change=move |_| state.change(|plan| plan.set_day(date, None)) />
                        {name}
                    </label>
                </li>
            }
        };
        days_off.get().into_iter().map(row).collect_view()
    };
    let typed = RwSignal::new(String::new());
    let on_add = move |_| {
        if let Some(day) = iso_day(&typed.get_untracked()) {
            state.change(|plan| plan.set_day(day, Some(DayUse::Off)));
            typed.set(String::new());
        }
    };
    view! {
        <details class="holidays">
            <summary>{move || td_string!(locale.get(), capacity.holidays_title, n = n_off())}</summary>
            <ul>{rows} {own}</ul>
            <p class="day-off">
                <label>
                    <span>{move || td_string!(locale.get(), capacity.day_off_date)}</span>
                    <input type="date" prop:value=move || typed.get() on:input=move |event| typed.set(event_target_value(&event)) />
                </label>
                <button class="button" on:click=on_add>{move || td_string!(locale.get(), capacity.day_off_add)}</button>
            </p>
            <p class="note">{move || td_string!(locale.get(), capacity.holidays_note)}</p>
        </details>
    }
}

/// The day of `2026-12-24`, as a date field gives it.
fn iso_day(text: &str) -> Option<Day> {
    let mut parts = text.split('-');
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    Day::from_ymd(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)
}
