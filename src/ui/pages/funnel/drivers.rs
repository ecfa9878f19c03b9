//! What the won deals have that the lost ones lack, in plain words (F12).

use leptos::prelude::*;

use super::state::use_funnel;
use super::wording::{Writer, none};
use crate::analysis::win_driver::{ColumnLevel, WinDriver};
use crate::job::funnel::FunnelAnswer;
use crate::job::funnel::records::RecordSet;
use crate::job::funnel::trend::{DriversAnswer, DriversQuestion};
use crate::ui::components::explain::Explain;
use crate::ui::components::filter_bar::word_text;
use crate::ui::components::sortable_table::{SortableCell, SortableRow, SortableTable};
use crate::ui::context::{Remote, use_report, use_shared};
use crate::ui::i18n::{Locale, td_string};
use crate::ui::text::emphasis::emphasised;

type Driver = WinDriver<ColumnLevel>;

/// Drivers told in a sentence each; the rest is in the table.
const N_TOLD: usize = 6;

/// The section.
#[component]
pub fn DriversSection(answer: Remote<FunnelAnswer>) -> impl IntoView {
    let locale = use_shared().locale;
    let state = use_funnel();
    let drivers = use_report(move || Some(DriversQuestion { scope: state.settled_scope()? }));
    let knows_lost = move || {
        answer.with(|answer| {
            answer.report.as_ref().is_some_and(|report| report.summary.win_rate.why.is_none())
        })
    };
    let is_stale = move || drivers.is_stale.get() || answer.is_stale.get();
    let sentences = move || {
        let locale = locale.get();
        drivers.with(|drivers| {
            let report = drivers.report.as_ref()?;
            let sentences = sentences(locale, report, knows_lost());
            let lines = sentences.iter().map(|line| view! { <li>{emphasised(line)}</li> });
            Some(view! { <ul class="issues">{lines.collect_view()}</ul> })
        })
    };
    let rows = move || {
        let report = drivers.with(|drivers| drivers.report.clone()).filter(|_| knows_lost());
        let locale = locale.get();
        report.map_or_else(Vec::new, |report| {
            let all = report.report.drivers.iter().enumerate();
            all.map(|(at, driver)| row(locale, at, driver)).collect()
        })
    };
    let on_records = move |key: String| {
        let level = drivers.with_untracked(|drivers| {
            let report = drivers.report.as_ref()?;
            Some(report.report.drivers.get(key.parse::<usize>().ok()?)?.level.clone())
        });
        let Some(ColumnLevel { header, word }) = level else { return };
        let title = format!("{header}: {}", word_text(locale.get_untracked(), word.as_deref()));
        state.show_word(&header, word, RecordSet::All, title);
    };
    let left_out = move || {
        let locale = locale.get();
        drivers.with(|drivers| {
            let report = drivers.report.as_ref()?;
            let names = |headers: &[String]| headers.join(", ");
            let mut notes = Vec::new();
            if !report.leaking.is_empty() {
                let columns = names(&report.leaking);
                notes.push(td_string!(locale, funnel.drivers_leaking, columns = columns));
            }
            if !report.report.not_compared.is_empty() {
                let columns = names(&report.report.not_compared);
                notes.push(td_string!(locale, funnel.drivers_too_many, columns = columns));
            }
            Some(notes.join(" "))
        })
    };
    let heads = move || {
        let locale = locale.get();
        [
            td_string!(locale, funnel.col_trait),
            td_string!(locale, funnel.col_decided),
            td_string!(locale, funnel.win_rate),
            td_string!(locale, funnel.col_rest),
            td_string!(locale, funnel.col_difference),
            td_string!(locale, funnel.col_q),
        ]
        .map(str::to_owned)
        .to_vec()
    };
    view! {
        <section class="section" class:stale=is_stale aria-labelledby="drivers-title">
            <h2 id="drivers-title">
                {move || td_string!(locale.get(), funnel.drivers_title)}
                <Explain
                    about=Signal::derive(move || td_string!(locale.get(), funnel.drivers_title).to_owned())
                    meaning=Signal::derive(move || td_string!(locale.get(), funnel.drivers_meaning).to_owned())
                />
            </h2>
            {sentences}
            <p class="note">{move || td_string!(locale.get(), funnel.drivers_caution)} " " {left_out}</p>
            <details>
                <summary>{move || td_string!(locale.get(), funnel.drivers_all)}</summary>
                <SortableTable
                    caption=Signal::derive(move || td_string!(locale.get(), funnel.drivers_title).to_owned())
                    header=Signal::derive(heads)
                    rows=Signal::derive(rows)
                    total=Signal::derive(|| None)
                    on_records=on_records
                />
            </details>
        </section>
    }
}

fn sentences(locale: Locale, report: &DriversAnswer, knows_lost: bool) -> Vec<String> {
    if !knows_lost {
        return vec![td_string!(locale, funnel.win_rate_refused).to_owned()];
    }
    let write = Writer::new(locale);
    let size = |driver: &Driver| driver.comparison.difference.value.map_or(0.0, f64::abs);
    let mut flagged: Vec<&Driver> =
        report.report.drivers.iter().filter(|driver| driver.is_flagged).collect();
    flagged.sort_by(|a, b| size(b).total_cmp(&size(a)));
    if flagged.is_empty() {
        return vec![td_string!(locale, funnel.drivers_none).to_owned()];
    }
    let sentence = |driver: &&Driver| {
        let (points, range) = write.points(&driver.comparison.difference);
        let name =
            format!("{}: {}", driver.level.header, word_text(locale, driver.level.word.as_deref()));
        let (rate, rest) = (driver.comparison.first.share(), driver.comparison.second.share());
        let (rate, rest, n) =
            (write.share(rate), write.share(rest), write.count(driver.win_rate.n));
        if driver.comparison.difference.value > Some(0.0) {
            td_string!(
                locale,
                funnel.driver_more,
                name = name,
                rate = rate,
                rest = rest,
                points = points,
                range = range,
                n = n
            )
        } else {
            td_string!(
                locale,
                funnel.driver_less,
                name = name,
                rate = rate,
                rest = rest,
                points = points,
                range = range,
                n = n
            )
        }
    };
    flagged.iter().take(N_TOLD).map(sentence).collect()
}

fn row(locale: Locale, at: usize, driver: &Driver) -> SortableRow {
    let write = Writer::new(locale);
    let cell = |name: &str, value: Option<f64>, text: String, note: String| SortableCell {
        id: if name.is_empty() { String::new() } else { format!("driver.{}.{name}", at + 1) },
        value,
        text,
        note,
    };
    let rest = driver.comparison.second.share();
    let difference = &driver.comparison.difference;
    let (points, range) = write.points(difference);
    let q_text = if driver.q_value < 0.001 {
        format!("< {}", write.formats().number(0.001, 3))
    } else {
        write.formats().number(driver.q_value, 3)
    };
    let n = driver.win_rate.n;
    SortableRow {
        name: format!(
            "{}: {}",
            driver.level.header,
            word_text(locale, driver.level.word.as_deref())
        ),
        cells: vec![
            cell("", Some(n as f64), write.count(n), String::new()),
            cell(
                "",
                driver.win_rate.value,
                write.share(driver.win_rate.value),
                write.interval(&driver.win_rate),
            ),
            cell("", rest, rest.map_or_else(none, |rest| write.percent(rest)), String::new()),
            cell("difference", difference.value, points, range),
            cell("q", Some(driver.q_value), q_text, String::new()),
        ],
        is_small: n < super::stages::FIRM_N,
        records_key: Some(at.to_string()),
    }
}
