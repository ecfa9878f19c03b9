//! How long it takes: one transition in bars and as a curve, all stages in a table.

use leptos::prelude::*;

use super::breakdown::step_name;
use super::state::use_funnel;
use super::wording::{Writer, bar_name, none};
use crate::chart::day_histogram::{DayBars, DayHistogramWords, DayLine, day_histogram};
use crate::chart::incidence::{IncidenceStep, IncidenceWords, incidence};
use crate::chart::{ChartSpec, Table};
use crate::job::funnel::FunnelAnswer;
use crate::job::funnel::records::RecordSet;
use crate::job::funnel::timing::{TimingAnswer, TransitionTimes};
use crate::ui::components::chart_frame::ChartFrame;
use crate::ui::components::figure::Figure;
use crate::ui::context::{Remote, formats, use_shared};
use crate::ui::i18n::{Locale, td_string};
use crate::ui::text::emphasis::{emphasised, plain};

/// The section.
#[component]
pub fn TimingSection(answer: Remote<FunnelAnswer>, timing: Remote<TimingAnswer>) -> impl IntoView {
    let locale = use_shared().locale;
    let state = use_funnel();
    // A transition the file does not have is the whole way.
    let step = Memo::new(move |_| {
        let n = timing.with(|timing| timing.report.as_ref().map_or(0, |report| report.steps.len()));
        state.view.with(|view| view.transition).filter(|&step| step < n)
    });
    let times = Memo::new(move |_| {
        timing.with(|timing| {
            let report = timing.report.as_ref()?;
            Some(
                step.get()
                    .map_or(&report.to_win, |step| report.steps.get(step).unwrap_or(&report.to_win))
                    .clone(),
            )
        })
    });
    let is_stale = Signal::derive(move || timing.is_stale.get() || answer.is_stale.get());
    let name = move || match step.get() {
        None => td_string!(locale.get(), funnel.whole_way).to_owned(),
        Some(step) => step_name(locale.get(), answer, step),
    };
    let n_steps = Memo::new(move |_| {
        timing.with(|timing| timing.report.as_ref().map_or(0, |report| report.steps.len()))
    });
    let sentence = move || {
        let locale = locale.get();
        times.with(|times| times.as_ref().map(|times| emphasised(&sentence(locale, times))))
    };
    let set_step = move |event| {
        let step = event_target_value(&event).parse().ok();
        state.view.update(|view| view.transition = step);
    };
    let on_bar = move |key: String| {
        let bar = key.parse::<u16>().ok();
        let set = times.with_untracked(|times| {
            let (histogram, bar) = (&times.as_ref()?.durations.histogram, bar?);
            let from_days = bar.checked_mul(histogram.width_days)?;
            let is_last = usize::from(bar) + 1 == histogram.counts.len();
            let to_days = (!is_last).then(|| from_days.saturating_add(histogram.width_days));
            Some((from_days, to_days))
        });
        let Some((from_days, to_days)) = set else { return };
        let locale = locale.get_untracked();
        let until = to_days.map_or(String::new(), |to| (to - 1).to_string());
        let range = td_string!(locale, funnel.days_range, from = from_days.to_string(), to = until);
        let title = format!("{}: {range}", name());
        state.show(RecordSet::Duration { step: step.get_untracked(), from_days, to_days }, title);
    };
    view! {
        <section class="section" class:stale=move || is_stale.get() aria-labelledby="timing-title">
            <h2 id="timing-title">{move || td_string!(locale.get(), funnel.timing_heading)}</h2>
            <p class="answer" role="status">{sentence}</p>
            <Show when=move || { n_steps.get() > 0 }>
                <div class="filter-bar">
                    <label>
                        {move || td_string!(locale.get(), funnel.timing_of)} " "
                        <select on:change=set_step>
                            <option value="">{move || td_string!(locale.get(), funnel.whole_way)}</option>
                            {move || (0..n_steps.get()).map(|at| {
                                let is_chosen = step.get() == Some(at);
                                view! { <option value=at.to_string() selected=is_chosen>{step_name(locale.get(), answer, at)}</option> }
                            }).collect_view()}
                        </select>
                    </label>
                </div>
            </Show>
            <Comparison times=times step=step />
            <div class="pair">
                <ChartFrame
                    name="durations"
                    title=Signal::derive(move || td_string!(locale.get(), funnel.histogram_title).to_owned())
                    subtitle=Signal::derive(move || td_string!(locale.get(), funnel.histogram_subtitle, name = name()))
                    spec=move |width_px| times.with(|times| histogram(locale.get(), times.as_ref()?, width_px))
                    is_stale=is_stale
                    on_records=on_bar
                />
                <ChartFrame
                    name="incidence"
                    title=Signal::derive(move || td_string!(locale.get(), funnel.curve_title).to_owned())
                    subtitle=Signal::derive(move || td_string!(locale.get(), funnel.curve_subtitle, name = name()))
                    spec=move |width_px| times.with(|times| curve(locale.get(), times.as_ref()?, width_px))
                    is_stale=is_stale
                />
            </div>
            <StageTimes answer=answer timing=timing />
        </section>
    }
}

fn sentence(locale: Locale, times: &TransitionTimes) -> String {
    let write = Writer::new(locale);
    let Some(naive) = times.durations.naive else {
        return td_string!(locale, funnel.timing_none).to_owned();
    };
    let known = times.timing.incidence.map(|incidence| incidence.time_to_advance);
    let with_open = known.and_then(|known| known.q50);
    let n_open = times.durations.n_open;
    let first = td_string!(
        locale,
        funnel.timing_sentence,
        days = write.days(with_open),
        p90 = write.days(known.and_then(|known| known.q90))
    );
    let gap = with_open.map_or(0.0, |days| days - naive.q50);
    let second = if n_open == 0 {
        td_string!(locale, funnel.timing_no_open).to_owned()
    } else if gap.abs() < 0.5 {
        match n_open {
            1 => td_string!(locale, funnel.timing_same_one).to_owned(),
            n => td_string!(locale, funnel.timing_same, n = write.count(n)),
        }
    } else {
        let naive = write.days(Some(naive.q50));
        match n_open {
            1 => td_string!(locale, funnel.timing_gap_one, naive = naive),
            n => td_string!(locale, funnel.timing_gap, naive = naive, n = write.count(n)),
        }
    };
    format!("{first} {second}")
}

/// The usual figures beside those that know of the open deals.
#[component]
fn Comparison(times: Memo<Option<TransitionTimes>>, step: Memo<Option<usize>>) -> impl IntoView {
    let locale = use_shared().locale;
    let heads = move || {
        let locale = locale.get();
        [
            td_string!(locale, funnel.col_method),
            td_string!(locale, funnel.col_n),
            td_string!(locale, funnel.col_quarter),
            td_string!(locale, funnel.col_median),
            td_string!(locale, funnel.col_three_quarters),
            td_string!(locale, funnel.col_p90),
            td_string!(locale, funnel.col_mean),
        ]
        .map(|head| view! { <th scope="col">{head}</th> })
        .collect_view()
    };
    let rows = move || {
        let prefix =
            step.get().map_or_else(|| "time.win".to_owned(), |step| format!("time.{}", step + 1));
        let id = |name: &str| format!("{prefix}.{name}");
        let days = move |days: f64| formats(locale.get()).number(days, 0);
        times.with(|times| {
            let times = times.as_ref()?;
            let naive = times.durations.naive;
            let known = times.timing.incidence.map(|incidence| incidence.time_to_advance);
            let write = Writer::new(locale.get());
            let plain = |value: Option<f64>| view! { <td>{write.days(value)}</td> };
            Some(view! {
                <tr>
                    <th scope="row">{td_string!(locale.get(), funnel.with_open)}</th>
                    <td>{write.count(times.durations.n_timed)}</td>
                    <td><Figure id=id("q25_days") value=known.and_then(|known| known.q25) text=days /></td>
                    <td><Figure id=id("median_days") value=known.and_then(|known| known.q50) text=days /></td>
                    <td><Figure id=id("q75_days") value=known.and_then(|known| known.q75) text=days /></td>
                    <td><Figure id=id("p90_days") value=known.and_then(|known| known.q90) text=days /></td>
                    <td>{none()}</td>
                </tr>
                <tr>
                    <th scope="row">{td_string!(locale.get(), funnel.without_open)}</th>
                    <td><Figure id=id("n") value=Some(naive.map_or(0, |naive| naive.n) as f64) text=days /></td>
                    {plain(naive.map(|naive| naive.q25))}
                    <td><Figure id=id("naive_median_days") value=naive.map(|naive| naive.q50) text=days /></td>
                    {plain(naive.map(|naive| naive.q75))}
                    {plain(naive.map(|naive| naive.q90))}
                    <td><Figure id=id("naive_mean_days") value=naive.map(|naive| naive.mean_days) text=move |days: f64| formats(locale.get()).number(days, 1) /></td>
                </tr>
            })
        })
    };
    view! {
        <div class="table" tabindex="0" role="group" aria-label=move || td_string!(locale.get(), funnel.timing_heading)>
            <table class="compact">
                <thead><tr>{heads}</tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
        <p class="table-note">{move || td_string!(locale.get(), funnel.timing_note)}</p>
    }
}

fn histogram(locale: Locale, times: &TransitionTimes, width_px: u32) -> Option<ChartSpec> {
    let write = Writer::new(locale);
    let formats = formats(locale);
    let naive = times.durations.naive?;
    let bars = &times.durations.histogram;
    let width = u32::from(bars.width_days);
    let last = bars.counts.len().saturating_sub(1);
    let range = |at: usize| {
        let from = at as u32 * width;
        let to = if at == last { u32::from(bars.longest_days) } else { from + width - 1 };
        if from == to { from.to_string() } else { format!("{from}–{to}") }
    };
    let rows: Vec<Vec<String>> = bars
        .counts
        .iter()
        .enumerate()
        .map(|(at, &n)| vec![range(at), write.count(n), write.percent(n as f64 / naive.n as f64)])
        .collect();
    let readouts = rows.iter().zip(&bars.counts).map(|(row, &n)| {
        let cell = |at: usize| row.get(at).cloned().unwrap_or_default();
        let days = match cell(0).as_str() {
            "1" => td_string!(locale, funnel.days_value_one).to_owned(),
            days => td_string!(locale, funnel.days_value, days = days),
        };
        vec![days, td_string!(locale, funnel.deals_share, deals = write.deals(n), share = cell(2))]
    });
    let with_open = times.timing.incidence.and_then(|incidence| incidence.time_to_advance.q50);
    let mut lines: Vec<DayLine> = with_open
        .map(|days| DayLine {
            days,
            text: td_string!(locale, funnel.line_with_open, days = write.days(Some(days))),
            is_main: true,
        })
        .into_iter()
        .collect();
    lines.push(DayLine {
        days: naive.q50,
        text: td_string!(locale, funnel.line_naive, days = write.days(Some(naive.q50))),
        is_main: false,
    });
    let header = [
        td_string!(locale, funnel.axis_days),
        td_string!(locale, funnel.col_deals),
        td_string!(locale, funnel.col_share),
    ];
    let words = DayHistogramWords {
        days: td_string!(locale, funnel.axis_days).to_owned(),
        readouts: readouts.collect(),
    };
    let table = Table { header: header.map(str::to_owned).to_vec(), rows };
    let summary = plain(&sentence(locale, times));
    let bars = DayBars { width_days: f64::from(bars.width_days), counts: &bars.counts };
    day_histogram(bars, &lines, words, table, summary, &*formats, width_px)
}

fn curve(locale: Locale, times: &TransitionTimes, width_px: u32) -> Option<ChartSpec> {
    let write = Writer::new(locale);
    let formats = formats(locale);
    let points = &times.durations.curve;
    let incidence_report = times.timing.incidence?;
    let steps: Vec<IncidenceStep> = points
        .iter()
        .map(|point| IncidenceStep {
            days: point.days,
            advanced: point.incidence,
            limits: point.limits,
            lost: point.lost,
        })
        .collect();
    // Some thirty points are enough to read out and for the table; the curve keeps all.
    let every = points.len().div_ceil(30).max(1);
    let shown: Vec<_> = points.iter().step_by(every).chain(points.last()).collect();
    let rows: Vec<Vec<String>> = shown
        .iter()
        .map(|point| {
            let open = (1.0 - point.incidence - point.lost).max(0.0);
            vec![
                write.days(Some(point.days)),
                write.percent(point.incidence),
                write.percent(point.lost),
                write.percent(open),
            ]
        })
        .collect();
    let readouts = shown.iter().zip(&rows).map(|(point, row)| {
        let cell = |at: usize| row.get(at).cloned().unwrap_or_default();
        let lines = vec![
            match cell(0).as_str() {
                "1" => td_string!(locale, funnel.by_day_one).to_owned(),
                days => td_string!(locale, funnel.by_day, days = days),
            },
            td_string!(locale, funnel.curve_readout, on = cell(1), lost = cell(2), open = cell(3)),
        ];
        (point.days, lines)
    });
    let header = [
        td_string!(locale, funnel.axis_days),
        td_string!(locale, funnel.legend_onward),
        td_string!(locale, funnel.legend_lost),
        td_string!(locale, funnel.legend_open),
    ];
    let words = IncidenceWords {
        days: td_string!(locale, funnel.axis_days).to_owned(),
        advanced: td_string!(
            locale,
            funnel.curve_on,
            share = write.percent(incidence_report.at_last_event)
        ),
        lost: td_string!(
            locale,
            funnel.curve_lost,
            share = write.percent(incidence_report.lost_at_last_event)
        ),
        readouts: readouts.collect(),
    };
    let summary = td_string!(
        locale,
        funnel.curve_summary,
        days = write.days(Some(incidence_report.last_event_day)),
        on = write.percent(incidence_report.at_last_event),
        lost = write.percent(incidence_report.lost_at_last_event),
        naive = write.percent(incidence_report.naive_one_minus_km)
    );
    let table = Table { header: header.map(str::to_owned).to_vec(), rows };
    incidence(&steps, words, table, summary, &*formats, width_px)
}

/// Time in each stage, whatever ended it.
#[component]
fn StageTimes(answer: Remote<FunnelAnswer>, timing: Remote<TimingAnswer>) -> impl IntoView {
    let locale = use_shared().locale;
    let rows = move || {
        let write = Writer::new(locale.get());
        let steps = timing.with(|timing| Some(timing.report.as_ref()?.steps.clone()))?;
        let names = answer.with(|answer| {
            let report = answer.report.as_ref()?;
            let n_steps = report.step_names.len();
            Some((0..n_steps).map(|at| bar_name(write.locale, report, at)).collect::<Vec<_>>())
        })?;
        let rows = steps.into_iter().zip(names).map(|(step, name)| {
            let median = step.timing.median_sojourn_days;
            let range = median.lower.map_or_else(String::new, |lower| {
                format!("{}–{}", write.days(Some(lower)), write.days(median.upper))
            });
            let mean = step.timing.mean_sojourn_days;
            let excluded = step.timing.n_excluded();
            view! {
                <tr class:small-sample={median.n < super::stages::FIRM_N}>
                    <th scope="row">{name}</th>
                    <td>{write.days(median.value)}</td>
                    <td>{range}</td>
                    <td>{mean.map_or_else(none, |mean| write.formats().number(mean, 1))}</td>
                    <td>{write.count(step.timing.n_timed)}</td>
                    <td>{write.count(step.durations.n_open)}</td>
                    <td>{write.count(excluded)}</td>
                </tr>
            }
        });
        Some(rows.collect_view())
    };
    let heads = move || {
        let locale = locale.get();
        [
            td_string!(locale, funnel.col_stage),
            td_string!(locale, funnel.col_median),
            td_string!(locale, funnel.col_interval),
            td_string!(locale, funnel.col_mean_open),
            td_string!(locale, funnel.col_n),
            td_string!(locale, funnel.col_of_open),
            td_string!(locale, funnel.col_untimed),
        ]
        .map(|head| view! { <th scope="col">{head}</th> })
        .collect_view()
    };
    let has_steps = Memo::new(move |_| {
        timing.with(|timing| timing.report.as_ref().map(|report| !report.steps.is_empty()))
    });
    view! {
        {move || match has_steps.get() {
            Some(true) => view! {
                <h3>{move || td_string!(locale.get(), funnel.sojourn_title)}</h3>
                <div class="table" tabindex="0" role="group" aria-label=move || td_string!(locale.get(), funnel.sojourn_title)>
                    <table>
                        <thead><tr>{heads}</tr></thead>
                        <tbody>{rows}</tbody>
                    </table>
                </div>
                <p class="table-note">{move || td_string!(locale.get(), funnel.sojourn_note)}</p>
            }.into_any(),
            Some(false) => view! { <p class="note">{td_string!(locale.get(), funnel.sojourn_none)}</p> }.into_any(),
            None => ().into_any(),
        }}
    }
}
