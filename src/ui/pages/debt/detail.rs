//! One line of the ledger: when its debt arose, whose it is, where it came from, and the first records.

use std::sync::Arc;

use leptos::prelude::*;

use super::state::use_debt;
use super::wording::rule_name;
use crate::analysis::debt_ledger::detail::GroupShare;
use crate::chart::monthly_share::{Month, monthly_share};
use crate::chart::{ChartSpec, Table};
use crate::job::debt::{LineAnswer, LineQuestion};
use crate::ui::components::chart_frame::ChartFrame;
use crate::ui::components::data_table::DataTable;
use crate::ui::context::{formats, use_report, use_shared};
use crate::ui::i18n::{Locale, td_string};
use crate::ui::pages::quota::write::Writer;

/// Records that are shown.
const N_RECORDS: usize = 20;

/// The line that is looked at; nothing while there is none.
#[component]
pub fn Detail() -> impl IntoView {
    let locale = use_shared().locale;
    let state = use_debt();
    let answer = use_report(move || {
        let rule = state.shown.get()?;
        Some(LineQuestion { config: state.ledger.config.get(), rule, n_records: N_RECORDS })
    });
    let report = Memo::new(move |_| {
        let shown = state.shown.get()?;
        answer.with(|answer| answer.report.clone()).filter(|report| report.detail.rule == shown)
    });
    let title = move || {
        report.with(|report| {
            let report = report.as_ref()?;
            let rule = report.detail.rule;
            let name = state.ledger.config.with(|config| rule_name(locale.get(), rule, config));
            let line = state
                .ledger
                .answer
                .with(|answer| answer.report.as_ref().and_then(|all| all.line(rule)?.n));
            let n = Writer::new(locale.get()).count(line.unwrap_or(0) as f64);
            Some(td_string!(locale.get(), debt.detail_title, rule = name, n = n))
        })
    };
    view! {
        <Show when=move || report.with(Option::is_some)>
            <div class="detail" role="region" aria-labelledby="detail-title">
                <h3 id="detail-title">{title}</h3>
                <button class="link" on:click=move |_| state.shown.set(None)>
                    {move || td_string!(locale.get(), debt.close_look)}
                </button>
                <ChartFrame
                    name="debt-trend"
                    title=Signal::derive(move || td_string!(locale.get(), debt.detail_trend).to_owned())
                    subtitle=Signal::derive(move || td_string!(locale.get(), debt.detail_trend_sub).to_owned())
                    spec=Callback::new(move |width_px| report.with(|report| trend(locale.get(), report.as_ref()?, width_px)))
                    is_stale=Signal::derive(move || answer.is_stale.get())
                />
                <div class="pair">
                    {group_table(report, |locale| td_string!(locale, debt.detail_owner), |report| &report.detail.owners)}
                    {group_table(report, |locale| td_string!(locale, debt.detail_source), |report| &report.detail.sources)}
                </div>
                <h3>{move || td_string!(locale.get(), debt.detail_records, n = N_RECORDS)}</h3>
                <DataTable
                    table=Signal::derive(move || report.with(|report| report.as_ref().map(|report| records(report)).unwrap_or_default()))
                    caption=Signal::derive(move || title().unwrap_or_default())
                />
            </div>
        </Show>
    }
}

fn group_table(
    report: Memo<Option<Arc<LineAnswer>>>,
    title: fn(Locale) -> &'static str,
    pick: fn(&LineAnswer) -> &Vec<GroupShare>,
) -> impl IntoView {
    let locale = use_shared().locale;
    let table = Signal::derive(move || {
        report.with(|report| {
            let groups = report.as_ref().map(|report| pick(report).clone()).unwrap_or_default();
            shares(locale.get(), title(locale.get()), &groups)
        })
    });
    view! {
        <Show when=move || table.with(|table| !table.rows.is_empty())>
            <div>
                <h3>{move || title(locale.get())}</h3>
                <DataTable table=table caption=Signal::derive(move || title(locale.get()).to_owned()) />
            </div>
        </Show>
    }
}

/// Groups with their shares and intervals.
pub fn shares(locale: Locale, name: &str, groups: &[GroupShare]) -> Table {
    let write = Writer::new(locale);
    let header = [
        name,
        td_string!(locale, debt.col_n),
        td_string!(locale, debt.col_of),
        td_string!(locale, debt.col_share),
        td_string!(locale, debt.col_interval),
    ];
    let rows = groups.iter().map(|group| {
        let interval = group.share.lower.zip(group.share.upper).map_or_else(
            || "—".to_owned(),
            |(lower, upper)| format!("{}–{}", write.percent(lower), write.percent(upper)),
        );
        vec![
            group.name.clone().unwrap_or_else(|| td_string!(locale, debt.empty).to_owned()),
            write.count(group.n as f64),
            write.count(group.n_of as f64),
            group.share.value.map_or_else(|| "—".to_owned(), |share| write.percent(share)),
            interval,
        ]
    });
    Table { header: header.map(str::to_owned).to_vec(), rows: rows.collect() }
}

fn records(report: &LineAnswer) -> Table {
    let rows = report.records.iter().map(|record| {
        record.iter().map(|cell| cell.clone().unwrap_or_else(|| "—".to_owned())).collect()
    });
    Table { header: report.header.clone(), rows: rows.collect() }
}

fn trend(locale: Locale, report: &LineAnswer, width_px: u32) -> Option<ChartSpec> {
    let formats = formats(locale);
    let write = Writer::new(locale);
    let months: Vec<Month> = report
        .detail
        .months
        .iter()
        .map(|month| Month { first: month.month, n: month.n, n_of: month.n_of })
        .collect();
    let header = [
        td_string!(locale, debt.col_month),
        td_string!(locale, debt.col_n),
        td_string!(locale, debt.col_of),
        td_string!(locale, debt.col_share),
    ];
    let rows = months.iter().map(|month| {
        let share = (month.n_of > 0).then(|| month.n as f64 / month.n_of as f64);
        vec![
            formats.month(month.first),
            write.count(month.n as f64),
            write.count(month.n_of as f64),
            share.map_or_else(|| "—".to_owned(), |share| write.percent(share)),
        ]
    });
    let table = Table { header: header.map(str::to_owned).to_vec(), rows: rows.collect() };
    let summary = td_string!(locale, debt.detail_trend_summary).to_owned();
    monthly_share(&months, table, summary, formats.as_ref(), width_px)
}
