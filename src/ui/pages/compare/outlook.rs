//! How the years of the scenarios end: the middle eight of ten, the median, and the target.

use std::sync::Arc;

use leptos::prelude::*;

use super::state::{Column, use_compare};
use crate::chart::outlook::{Row, outlook};
use crate::chart::{ChartSpec, Table};
use crate::job::compare::{Outlook, OutlookQuestion};
use crate::ui::components::chart_frame::ChartFrame;
use crate::ui::components::notice::{Gravity, Notice};
use crate::ui::context::{formats, use_shared, use_simulation};
use crate::ui::i18n::{Locale, td_string};
use crate::ui::pages::quota::write::Writer;
use crate::ui::text::job_error;

type Years = Option<Arc<Vec<Option<Outlook>>>>;

/// The section.
#[component]
pub fn OutlookSection() -> impl IntoView {
    let locale = use_shared().locale;
    let state = use_compare();
    let columns = Memo::new(move |_| state.reference_first());
    let answer = use_simulation(move || {
        columns.with(|columns| {
            let scenarios: Vec<_> = columns.iter().map(|column| column.coupled.clone()).collect();
            OutlookQuestion::new(&scenarios)
        })
    });
    let years: Memo<Years> = Memo::new(move |_| answer.with(|answer| answer.report.clone()));
    let error = move || answer.with(|answer| answer.error.clone());
    let subtitle = move || {
        let n =
            years.with(|years| years.as_ref()?.iter().flatten().map(|year| year.n_trials).min());
        n.map_or_else(String::new, |n| {
            let n = formats(locale.get()).number(f64::from(n), 0);
            td_string!(locale.get(), compare.years_subtitle, n = n)
        })
    };
    view! {
        {move || error().map(|error| view! {
            <Notice gravity=Gravity::Failure>{job_error(locale.get(), &error)}</Notice>
        })}
        <ChartFrame
            name="scenarios"
            title=Signal::derive(move || td_string!(locale.get(), compare.years_title).to_owned())
            subtitle=Signal::derive(subtitle)
            spec=Callback::new(move |width_px| columns.with(|columns| years.with(|years| {
                chart(locale.get(), columns, years.as_ref()?, width_px)
            })))
            is_stale=Signal::derive(move || answer.is_stale.get())
        />
    }
}

fn chart(
    locale: Locale,
    columns: &[Column],
    years: &[Option<Outlook>],
    width_px: u32,
) -> Option<ChartSpec> {
    // The answer to the scenarios as they were a moment ago may have another number of them.
    let pairs: Vec<_> = columns
        .iter()
        .zip(years)
        .filter_map(|(column, year)| Some((column.name.clone(), (*year)?)))
        .collect();
    let write = Writer::new(locale);
    let words = [
        td_string!(locale, compare.years_p10),
        td_string!(locale, compare.years_p50),
        td_string!(locale, compare.years_p90),
        td_string!(locale, compare.years_target),
        td_string!(locale, compare.years_met),
    ];
    let texts = |year: &Outlook| {
        let amounts = [year.p10_eur, year.p50_eur, year.p90_eur, year.quota_eur];
        let mut texts = amounts.map(|amount| write.money(amount)).to_vec();
        texts.push(write.probability(year.p_quota));
        texts
    };
    let rows: Vec<Row> = pairs
        .iter()
        .map(|(name, year)| {
            let lines = words.iter().zip(texts(year)).map(|(word, text)| format!("{word}: {text}"));
            Row {
                name: name.clone(),
                quantiles: [year.p10_eur, year.p50_eur, year.p90_eur],
                target: year.quota_eur,
                text: td_string!(locale, compare.years_row, p = rounded(&write, year.p_quota)),
                readout: std::iter::once(name.clone()).chain(lines).collect(),
            }
        })
        .collect();
    let header = std::iter::once(td_string!(locale, scenario.label)).chain(words);
    let table = Table {
        header: header.map(str::to_owned).collect(),
        rows: pairs
            .iter()
            .map(|(name, year)| std::iter::once(name.clone()).chain(texts(year)).collect())
            .collect(),
    };
    let best = pairs.iter().max_by(|a, b| a.1.p_quota.total_cmp(&b.1.p_quota))?;
    let summary = td_string!(
        locale,
        compare.years_summary,
        name = best.0.as_str(),
        p = write.probability(best.1.p_quota)
    );
    outlook(&rows, |at| write.money(at), table, summary, width_px)
}

/// A probability in whole percent, but neither 0 nor 100 where it is neither.
fn rounded(write: &Writer, p: f64) -> String {
    if p > 0.0 && p < 0.005 {
        format!("< {}", write.whole_percent(0.01))
    } else if (0.995..1.0).contains(&p) {
        format!("> {}", write.whole_percent(0.99))
    } else {
        write.whole_percent(p)
    }
}
