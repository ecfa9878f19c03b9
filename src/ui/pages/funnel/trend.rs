//! The win rate by month of entry: gaps, young months, and what they will come to.

use leptos::prelude::*;

use super::stages::FIRM_N;
use super::state::use_funnel;
use super::wording::{Writer, none};
use crate::analysis::funnel::{EntryCohort, EntryCohorts};
use crate::analysis::interval::Estimate;
use crate::chart::trend::{TrendMonth, trend};
use crate::chart::{ChartSpec, Table};
use crate::job::funnel::FunnelAnswer;
use crate::job::funnel::records::RecordSet;
use crate::job::funnel::trend::TrendQuestion;
use crate::ui::components::chart_frame::ChartFrame;
use crate::ui::components::figure::Figure;
use crate::ui::components::filter_bar::read_day;
use crate::ui::context::{Remote, formats, use_report, use_shared};
use crate::ui::i18n::{Locale, td_string};
use crate::ui::text::emphasis::{emphasised, plain};

/// The section.
#[component]
pub fn TrendSection(answer: Remote<FunnelAnswer>) -> impl IntoView {
    let locale = use_shared().locale;
    let state = use_funnel();
    let trend = use_report(move || Some(TrendQuestion { scope: state.settled_scope()? }));
    let knows_lost = move || {
        answer.with(|answer| {
            answer.report.as_ref().is_some_and(|report| report.summary.win_rate.why.is_none())
        })
    };
    let is_stale = Signal::derive(move || trend.is_stale.get() || answer.is_stale.get());
    let sentence = move || {
        trend.with(|trend| {
            let report = trend.report.as_ref()?;
            Some(emphasised(&sentence(locale.get(), report, knows_lost())))
        })
    };
    let on_records = move |key: String| {
        let Some(month) = read_day(&key) else { return };
        let title = formats(locale.get_untracked()).month(month);
        state.show(RecordSet::EntryMonth(month), title);
    };
    view! {
        <section class="section" class:stale=move || is_stale.get() aria-labelledby="trend-title">
            <h2 id="trend-title">{move || td_string!(locale.get(), funnel.trend_heading)}</h2>
            <p class="answer" role="status">{sentence}</p>
            <ChartFrame
                name="trend"
                title=Signal::derive(move || td_string!(locale.get(), funnel.trend_title).to_owned())
                subtitle=Signal::derive(move || td_string!(locale.get(), funnel.trend_subtitle).to_owned())
                spec=move |width_px| {
                    trend.with(|trend| chart(locale.get(), trend.report.as_ref().filter(|_| knows_lost())?, width_px))
                }
                is_stale=is_stale
                on_records=on_records
            />
            <Months trend=trend knows_lost=Signal::derive(knows_lost) />
        </section>
    }
}

/// Every month with its figures.
#[component]
fn Months(trend: Remote<EntryCohorts>, knows_lost: Signal<bool>) -> impl IntoView {
    let locale = use_shared().locale;
    let has_months = Memo::new(move |_| {
        let has_months = |report: &EntryCohorts| !report.cohorts.is_empty();
        knows_lost.get() && trend.with(|trend| trend.report.as_deref().is_some_and(has_months))
    });
    let rows = move || {
        trend.with(|trend| {
            let cohorts = &trend.report.as_ref()?.cohorts;
            let rows = cohorts.iter().enumerate().map(|(at, cohort)| month_row(locale, at, cohort));
            Some(rows.collect_view())
        })
    };
    let heads = move || {
        header(locale.get()).map(|head| view! { <th scope="col">{head}</th> }).collect_view()
    };
    view! {
        <Show when=move || has_months.get()>
            <details>
                <summary>{move || td_string!(locale.get(), funnel.months_all)}</summary>
                <div class="table" tabindex="0" role="group" aria-label=move || td_string!(locale.get(), funnel.trend_title)>
                    <table>
                        <thead><tr>{heads}</tr></thead>
                        <tbody>{rows}</tbody>
                    </table>
                </div>
            </details>
        </Show>
    }
}

fn month_row(locale: RwSignal<Locale>, at: usize, cohort: &EntryCohort) -> impl IntoView + use<> {
    let id = |name: &str| format!("month.{}.{name}", at + 1);
    let count = move |n: f64| formats(locale.get()).number(n, 0);
    let share = move |share: f64| formats(locale.get()).percent(share, 1);
    let (month, conversion) = (cohort.month, &cohort.conversion);
    let (observed, adjusted, maturity) =
        (conversion.observed, conversion.adjusted, conversion.maturity);
    let interval = |estimate: Estimate| move || Writer::new(locale.get()).interval(&estimate);
    // A month without deals is a gap: no rate, no interval.
    let has_deals = observed.n > 0;
    view! {
        <tr class:small-sample={observed.n < FIRM_N}>
            <th scope="row"><data data-figure=id("name") value=month.to_string()>{move || formats(locale.get()).month(month)}</data></th>
            <td><Figure id=id("n") value=Some(observed.n as f64) text=count /></td>
            <td><Figure id=id("rate") value=observed.value text=share /></td>
            <td>{has_deals.then(|| interval(observed))}</td>
            <td>{move || if has_deals { formats(locale.get()).percent(maturity, 0) } else { none() }}</td>
            <td><Figure id=id("adjusted") value=adjusted.value text=share /></td>
            <td>{has_deals.then(|| interval(adjusted))}</td>
        </tr>
    }
}

/// Heads of the table of months.
fn header(locale: Locale) -> [&'static str; 7] {
    [
        td_string!(locale, funnel.col_month),
        td_string!(locale, funnel.col_deals),
        td_string!(locale, funnel.col_so_far),
        td_string!(locale, funnel.col_interval),
        td_string!(locale, funnel.col_maturity),
        td_string!(locale, funnel.col_expected),
        td_string!(locale, funnel.col_interval),
    ]
}

fn sentence(locale: Locale, report: &EntryCohorts, knows_lost: bool) -> String {
    let write = Writer::new(locale);
    if !knows_lost {
        return td_string!(locale, funnel.win_rate_refused).to_owned();
    }
    let with_deals = || report.cohorts.iter().filter(|cohort| cohort.conversion.observed.n > 0);
    let n = with_deals().count() as u64;
    if n == 0 {
        return td_string!(locale, funnel.trend_none).to_owned();
    }
    let young = with_deals().filter(|cohort| !cohort.conversion.is_mature).count() as u64;
    let standing = match (n, young) {
        (1, 0) => td_string!(locale, funnel.trend_all_mature_one).to_owned(),
        (1, _) => td_string!(locale, funnel.trend_sentence_only).to_owned(),
        (n, 0) => td_string!(locale, funnel.trend_all_mature, n = write.count(n)),
        (n, 1) => td_string!(locale, funnel.trend_sentence_one, n = write.count(n)),
        (n, young) => {
            let (n, young) = (write.count(n), write.count(young));
            td_string!(locale, funnel.trend_sentence, n = n, young = young)
        }
    };
    let without_entry =
        write.about(report.n_no_entry, td_string!(locale, funnel.trend_no_entry_one), |n| {
            td_string!(locale, funnel.trend_no_entry, n = n)
        });
    [Some(standing), without_entry].into_iter().flatten().collect::<Vec<_>>().join(" ")
}

fn chart(locale: Locale, report: &EntryCohorts, width_px: u32) -> Option<ChartSpec> {
    let write = Writer::new(locale);
    let months: Vec<TrendMonth> =
        report.cohorts.iter().map(|cohort| month(&write, cohort)).collect();
    let rows = report.cohorts.iter().map(|cohort| {
        let conversion = &cohort.conversion;
        vec![
            write.formats().month(cohort.month),
            write.count(conversion.observed.n),
            write.share(conversion.observed.value),
            write.interval(&conversion.observed),
            write.formats().percent(conversion.maturity, 0),
            write.share(conversion.adjusted.value),
            write.interval(&conversion.adjusted),
        ]
    });
    let header = header(locale);
    let table = Table { header: header.map(str::to_owned).to_vec(), rows: rows.collect() };
    let formats = formats(locale);
    let young = td_string!(locale, funnel.trend_young);
    let summary = plain(&sentence(locale, report, true));
    trend(&months, young, table, summary, &*formats, width_px)
}

fn month(write: &Writer, cohort: &EntryCohort) -> TrendMonth {
    let locale = write.locale;
    let (observed, adjusted) = (&cohort.conversion.observed, &cohort.conversion.adjusted);
    let name = write.formats().month(cohort.month);
    let mut readout = vec![name.clone()];
    if observed.n == 0 {
        readout.push(td_string!(locale, funnel.month_empty).to_owned());
    } else {
        readout.push(td_string!(
            locale,
            funnel.month_rate,
            rate = write.share(observed.value),
            n = write.count(observed.n),
            range = write.interval(observed)
        ));
    }
    let is_young = !cohort.conversion.is_mature && observed.n > 0;
    let expected = adjusted.value.zip(adjusted.lower).zip(adjusted.upper);
    let expected = expected.map(|((value, lower), upper)| (value, lower, upper));
    if is_young {
        readout.push(td_string!(
            locale,
            funnel.month_young,
            share = write.formats().percent(cohort.conversion.maturity, 0),
            rate = write.share(adjusted.value),
            range = write.interval(adjusted)
        ));
    }
    TrendMonth {
        name,
        rate: observed.value,
        limits: observed.lower.zip(observed.upper).filter(|_| observed.n > 0),
        expected: expected.filter(|_| is_young),
        is_mature: cohort.conversion.is_mature,
        is_firm: observed.n >= FIRM_N,
        readout,
        records_key: cohort.month.to_string(),
    }
}
