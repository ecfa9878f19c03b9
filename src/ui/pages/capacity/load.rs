//! The chart of demand against capacity by month.

use leptos::prelude::*;

use super::names::{load_name, load_symbol};
use super::state::use_capacity;
use crate::chart::month_load::{MonthLoad, month_load};
use crate::chart::{ChartSpec, Table};
use crate::job::capacity::{CapacityYear, Load, MONTHS};
use crate::ui::components::chart_frame::ChartFrame;
use crate::ui::context::{formats, use_shared};
use crate::ui::i18n::{Locale, td_string};
use crate::ui::pages::quota::write::Writer;

/// The chart.
#[component]
pub fn LoadChart() -> impl IntoView {
    let locale = use_shared().locale;
    let state = use_capacity();
    let subtitle = move || {
        if state.is_levelled.get() {
            td_string!(locale.get(), capacity.load_subtitle_levelled).to_owned()
        } else {
            td_string!(locale.get(), capacity.load_subtitle).to_owned()
        }
    };
    view! {
        <ChartFrame
            name="capacity"
            title=Signal::derive(move || td_string!(locale.get(), capacity.load_title).to_owned())
            subtitle=Signal::derive(subtitle)
            spec=Callback::new(move |width_px| {
                let is_levelled = state.is_levelled.get();
                state.year.with(|year| chart(locale.get(), year.as_ref().ok()?, is_levelled, width_px))
            })
            is_stale=false
        />
    }
}

/// The short name of a month: what stands before the year.
#[must_use]
pub fn short_month(locale: Locale, day: crate::model::Day) -> String {
    let text = formats(locale).month(day);
    text.split([' ', '\u{a0}']).next().unwrap_or_default().to_owned()
}

fn chart(
    locale: Locale,
    year: &CapacityYear,
    is_levelled: bool,
    width_px: u32,
) -> Option<ChartSpec> {
    let write = Writer::new(locale);
    let count = |n: u64| write.count(n as f64);
    let (leads, planned) = (year.n_leads_by_month(), year.planned_by_month(is_levelled));
    let before = year.planned_by_month(false);
    let (mut months, mut rows) = (Vec::new(), Vec::new());
    let mut worst: Option<(usize, u64)> = None;
    let mut n_over = 0_u64;
    for (m, ((leads, planned), before)) in leads.iter().zip(&planned).zip(&before).enumerate() {
        let load = Load::of(*planned, *leads);
        if load == Load::Over {
            n_over += 1;
            if worst.is_none_or(|(_, excess)| planned - leads > excess) {
                worst = Some((m, planned - leads));
            }
        }
        let name = formats(locale).month(year.month_day(m));
        let mut readout = vec![
            name.clone(),
            td_string!(locale, capacity.readout_workable, n = count(*leads)),
            td_string!(
                locale,
                capacity.readout_planned,
                n = count(*planned),
                load = load_name(locale, load)
            ),
        ];
        let mut row =
            vec![name, count(*leads), format!("{} {}", count(*planned), load_symbol(load))];
        if is_levelled {
            readout.push(td_string!(locale, capacity.readout_before, n = count(*before)));
            row.push(count(*before));
        }
        rows.push(row);
        months.push(MonthLoad {
            name: short_month(locale, year.month_day(m)),
            capacity: *leads as f64,
            planned: *planned as f64,
            before: is_levelled.then_some(*before as f64),
            text: format!("{} {}", count(*planned), load_symbol(load)),
            readout,
        });
    }
    let mut header = vec![
        td_string!(locale, capacity.column_month).to_owned(),
        td_string!(locale, capacity.column_workable).to_owned(),
        td_string!(locale, capacity.column_planned).to_owned(),
    ];
    if is_levelled {
        header.push(td_string!(locale, capacity.column_before).to_owned());
    }
    let summary = match worst.filter(|(m, _)| *m < MONTHS) {
        None => td_string!(locale, capacity.load_summary_fits).to_owned(),
        Some((m, _)) => td_string!(
            locale,
            capacity.load_summary_over,
            n = count(n_over),
            month = formats(locale).month(year.month_day(m)),
            planned = count(planned.get(m).copied().unwrap_or(0)),
            leads = count(leads.get(m).copied().unwrap_or(0))
        ),
    };
    month_load(&months, |n| write.count(n), Table { header, rows }, summary, width_px)
}
