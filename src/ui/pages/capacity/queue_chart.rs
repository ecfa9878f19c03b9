//! The queue over time: how many wait, and how long those waited who are worked; as sent and levelled.

use leptos::prelude::*;

use super::load::short_month;
use super::wait::WaitState;
use crate::chart::day_curves::{DayCurve, DayWords, day_curves};
use crate::chart::{ChartSpec, Role, Table};
use crate::job::capacity::{Case, MONTHS, Waiting};
use crate::model::Day;
use crate::simulation::queue::{QueuePeriod, QueueReport};
use crate::ui::components::chart_frame::ChartFrame;
use crate::ui::context::{formats, use_shared};
use crate::ui::i18n::{Locale, td_string};
use crate::ui::pages::quota::write::Writer;

/// What a curve shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Quantity {
    Waiting,
    Days,
}

/// Both charts.
#[component]
pub fn QueueCharts(
    /// The section.
    state: WaitState,
) -> impl IntoView {
    let locale = use_shared().locale;
    let spec = move |quantity| {
        Callback::new(move |width_px| {
            let waiting = state.waiting.get()?;
            chart(locale.get(), state, &waiting, quantity, width_px)
        })
    };
    view! {
        <ChartFrame
            name="queue"
            title=Signal::derive(move || td_string!(locale.get(), capacity.queue_title).to_owned())
            subtitle=Signal::derive(move || td_string!(locale.get(), capacity.queue_subtitle).to_owned())
            spec=spec(Quantity::Waiting)
            is_stale=false
        />
        <ChartFrame
            name="waiting-days"
            title=Signal::derive(move || td_string!(locale.get(), capacity.wait_days_title).to_owned())
            subtitle=Signal::derive(move || td_string!(locale.get(), capacity.wait_days_subtitle).to_owned())
            spec=spec(Quantity::Days)
            is_stale=false
        />
    }
}

fn chart(
    locale: Locale,
    state: WaitState,
    waiting: &Waiting,
    quantity: Quantity,
    width_px: u32,
) -> Option<ChartSpec> {
    let write = Writer::new(locale);
    // In the overload the order is the subject, elsewhere the way of sending.
    let is_order = state.case.get() == Case::Overload;
    let is_newest = !is_order && state.case.get() == Case::Plan && state.page.is_newest_first.get();
    let (first, second) = if is_order {
        (waiting.run(false, false), waiting.run(false, true))
    } else {
        (waiting.run(false, is_newest), waiting.run(true, is_newest))
    };
    let names = if is_order {
        [td_string!(locale, capacity.oldest_first), td_string!(locale, capacity.newest_first)]
    } else {
        [td_string!(locale, capacity.row_as_sent), td_string!(locale, capacity.row_levelled)]
    };
    let second_is_subject = state.case.get() == Case::Plan && state.page.is_levelled.get();
    let values = |run: &QueueReport| run.periods.iter().map(|day| value(day, quantity)).collect();
    let curve = |run: &QueueReport, name: &str, role, is_subject| DayCurve {
        name: name.to_owned(),
        values: values(run),
        role,
        is_subject,
    };
    let [first_name, second_name] = names;
    let curves = [
        curve(first, first_name, Role::Lost, !second_is_subject),
        curve(second, second_name, Role::Won, second_is_subject),
    ];
    let (words, table) = words(&write, waiting, quantity, &curves);
    let most = |curve: &DayCurve| {
        let most = curve.values.iter().copied().flatten().fold(0.0, f64::max);
        write.count((most * 10.0).round() / 10.0)
    };
    let [a, b] = &curves;
    let summary = match quantity {
        Quantity::Waiting => {
            td_string!(locale, capacity.queue_summary, most = most(a), least = most(b))
        }
        Quantity::Days => {
            td_string!(locale, capacity.wait_days_summary, most = most(a), least = most(b))
        }
    };
    day_curves(&curves, words, |n| write.count(n), table, summary, width_px)
}

fn value(day: &QueuePeriod, quantity: Quantity) -> Option<f64> {
    match quantity {
        Quantity::Waiting => Some(day.backlog_end),
        Quantity::Days => day.mean_wait,
    }
}

/// Ticks, read-outs and table: by week over a year, by day in the examples.
fn words(
    write: &Writer,
    waiting: &Waiting,
    quantity: Quantity,
    curves: &[DayCurve; 2],
) -> (DayWords, Table) {
    let locale = write.locale;
    let n_days = waiting.inputs.capacity.len();
    let first = waiting.inputs.first_day;
    let step = if first.is_some() { 7 } else { 1 };
    let name = |day: usize| {
        if let Some(first) = first {
            return formats(locale).day(Day(first.0 + day as i32));
        }
        let word = td_string!(locale, capacity.queue_days);
        format!("{word} {}", write.count(day as f64 + 1.0))
    };
    let text = |value: Option<f64>| {
        value.map_or_else(|| "—".to_owned(), |n| write.count((n * 10.0).round() / 10.0))
    };
    let at = |curve: &DayCurve, day: usize| curve.values.get(day).copied().flatten();
    let (mut readouts, mut rows) = (Vec::new(), Vec::new());
    for day in (0..n_days).step_by(step) {
        let mut lines = vec![name(day)];
        let mut row = lines.clone();
        for curve in curves {
            let n = text(at(curve, day));
            lines.push(td_string!(
                locale,
                capacity.readout_now,
                name = curve.name.as_str(),
                n = n.as_str()
            ));
            row.push(n);
        }
        readouts.push((day as f64, lines));
        rows.push(row);
    }
    let ticks = first.map_or_else(Vec::new, |first| {
        (0..MONTHS)
            .map(|m| {
                let day = Day::first_of_month(first.month_index() + m as i32);
                (f64::from(day.0 - first.0), short_month(locale, day))
            })
            .collect()
    });
    let day = td_string!(locale, capacity.queue_days).to_owned();
    let y_title = match quantity {
        Quantity::Waiting => td_string!(locale, capacity.queue_axis),
        Quantity::Days => td_string!(locale, capacity.wait_days_axis),
    };
    let header = std::iter::once(day.clone()).chain(curves.iter().map(|curve| curve.name.clone()));
    let table = Table { header: header.collect(), rows };
    let x_title = if first.is_some() { String::new() } else { day };
    (DayWords { x_title, y_title: y_title.to_owned(), ticks, readouts }, table)
}
