//! What moves the year most: a tornado over each input's own range, and how much of the spread each explains.

use std::sync::Arc;

use leptos::prelude::*;

use super::state::use_quota;
use super::write::{Writer, signed};
use crate::chart::tornado::{Row, tornado};
use crate::chart::{ChartSpec, Table};
use crate::job::lever::{Lever, RangeBasis, SensitivityQuestion, levers, year_tornado};
use crate::scenario::ParameterId;
use crate::simulation::rank_sensitivity::RankSensitivityReport;
use crate::simulation::rng::Seed;
use crate::simulation::tornado::TornadoReport;
use crate::ui::components::chart_frame::ChartFrame;
use crate::ui::context::{formats, use_shared, use_simulation};
use crate::ui::i18n::{Locale, td_string};
use crate::ui::rest::use_rest;
use crate::ui::text::emphasis::{emphasised, plain};
use crate::ui::text::parameter::parameter_name;

type Sensitivity = Option<Arc<RankSensitivityReport<ParameterId>>>;

/// The section.
#[component]
pub fn MovesSection() -> impl IntoView {
    let locale = use_shared().locale;
    let state = use_quota();
    let scenarios = state.scenarios;
    let inputs = Memo::new(move |_| state.coupled.with(|coupled| levers(coupled).ok()));
    let report = Memo::new(move |_| inputs.with(|inputs| year_tornado(inputs.as_deref()?)));
    let question = Memo::new(move |_| {
        let inputs = inputs.with(|inputs| {
            let inputs = inputs.as_ref()?;
            Some(inputs.iter().map(|lever| (lever.input.name, lever.law)).collect())
        });
        let seed = Seed(scenarios.number(ParameterId::Seed) as u64);
        Some(SensitivityQuestion { inputs: inputs?, seed })
    });
    let is_at_rest = use_rest(question);
    let answer = use_simulation(move || question.get().filter(|_| is_at_rest.get()));
    let explained: Memo<Sensitivity> =
        Memo::new(move |_| answer.with(|answer| answer.report.clone()));
    let words = move || {
        let locale = locale.get();
        report.with(|report| {
            inputs.with(|inputs| {
                explained.with(|explained| {
                    Some(rows(locale, report.as_ref()?, inputs.as_deref()?, explained))
                })
            })
        })
    };
    let words = Memo::new(move |_| words());
    view! {
        <section class="section" aria-labelledby="moves-title">
            <p class="answer">
                {move || words.with(|words| words.as_ref().map(|words| emphasised(&words.sentence)))}
            </p>
            <ChartFrame
                name="tornado"
                title=Signal::derive(move || td_string!(locale.get(), quota.moves_title).to_owned())
                subtitle=Signal::derive(move || words.with(|words| {
                    words.as_ref().map(|words| words.subtitle.clone()).unwrap_or_default()
                }))
                spec=Callback::new(move |width_px| words.with(|words| {
                    let words = words.as_ref()?;
                    chart(words, width_px)
                }))
                is_stale=false
            />
            <Explained report=explained is_stale=Signal::derive(move || answer.is_stale.get()) />
        </section>
    }
}

/// All inputs at once: how strongly each goes with the result, and how much of the spread it explains.
#[component]
fn Explained(
    /// The rank sensitivity.
    report: Memo<Sensitivity>,
    /// Whether a newer one is being computed.
    #[prop(into)]
    is_stale: Signal<bool>,
) -> impl IntoView {
    let locale = use_shared().locale;
    let rows = move || {
        let write = Writer::new(locale.get());
        let missing = || "—".to_owned();
        report.with(|report| {
            let inputs = report.as_ref().map_or(&[][..], |report| &report.inputs);
            inputs
                .iter()
                .map(|input| {
                    let share = input.share.map_or_else(missing, |share| write.percent(share));
                    let rho = input.rho.map_or_else(missing, |rho| {
                        signed(rho, formats(write.locale).number(rho.abs(), 2))
                    });
                    view! {
                        <tr>
                            <th scope="row">{parameter_name(write.locale, input.name)}</th>
                            <td>{share}</td>
                            <td>{rho}</td>
                        </tr>
                    }
                })
                .collect_view()
        })
    };
    let caption = move || {
        report.with(|report| {
            report.as_ref().map(|report| {
                td_string!(
                    locale.get(),
                    quota.explained_caption,
                    n = formats(locale.get()).number(f64::from(report.n_samples), 0),
                    // A seed is a name, not an amount: no grouping.
                    seed = report.seed.0.to_string()
                )
            })
        })
    };
    view! {
        <div class="table compact" class:stale=move || is_stale.get()>
            <table>
                <caption>{caption}</caption>
                <thead>
                    <tr>
                        <th scope="col">{move || td_string!(locale.get(), quota.moves_input)}</th>
                        <th scope="col">{move || td_string!(locale.get(), quota.moves_explained)}</th>
                        <th scope="col">{move || td_string!(locale.get(), quota.explained_rho)}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
}

/// The tornado in words.
#[derive(Clone, Debug, PartialEq)]
struct Moves {
    base: f64,
    rows: Vec<Row>,
    table: Table,
    sentence: String,
    subtitle: String,
}

fn chart(words: &Moves, width_px: u32) -> Option<ChartSpec> {
    tornado(&words.rows, words.base, words.table.clone(), plain(&words.sentence), width_px)
}

fn rows(
    locale: Locale,
    report: &TornadoReport<ParameterId>,
    levers: &[Lever],
    explained: &Sensitivity,
) -> Moves {
    let write = Writer::new(locale);
    let mut rows = Vec::new();
    let mut cells = Vec::new();
    for bar in &report.bars {
        let Some(lever) = levers.iter().find(|lever| lever.input.name == bar.name) else {
            continue;
        };
        let name = parameter_name(locale, bar.name).to_owned();
        let input = |number: f64| match bar.name {
            ParameterId::AvgDeal => write.money(number),
            ParameterId::Opportunities => write.count(number),
            id => write.value(id, number),
        };
        let (low_text, high_text) = (input(lever.input.low), input(lever.input.high));
        let basis = basis(locale, lever.basis);
        let share = explained
            .as_ref()
            .and_then(|report| report.inputs.iter().find(|input| input.name == bar.name)?.share)
            .map_or_else(|| "—".to_owned(), |share| write.percent(share));
        let line = |end: &str, result: f64| format!("{end} → {}", write.money(result));
        rows.push(Row {
            name: name.clone(),
            low: bar.low,
            high: bar.high,
            low_text: low_text.clone(),
            high_text: high_text.clone(),
            readout: vec![
                name.clone(),
                line(&low_text, bar.low),
                line(&high_text, bar.high),
                td_string!(locale, quota.moves_share, share = share.as_str()),
                basis.clone(),
            ],
        });
        cells.push(vec![
            name,
            format!("{low_text}–{high_text}"),
            basis,
            write.money(bar.low),
            write.money(bar.high),
            share,
        ]);
    }
    let header = [
        td_string!(locale, quota.moves_input),
        td_string!(locale, quota.moves_range),
        td_string!(locale, quota.moves_basis),
        td_string!(locale, quota.moves_low),
        td_string!(locale, quota.moves_high),
        td_string!(locale, quota.moves_explained),
    ];
    Moves {
        base: report.base,
        sentence: sentence(&write, report),
        subtitle: td_string!(locale, quota.moves_subtitle, base = write.money(report.base)),
        rows,
        table: Table { header: header.map(str::to_owned).to_vec(), rows: cells },
    }
}

fn sentence(write: &Writer, report: &TornadoReport<ParameterId>) -> String {
    report.bars.first().filter(|bar| bar.swing > 0.0).map_or_else(String::new, |bar| {
        td_string!(
            write.locale,
            quota.moves_sentence,
            name = parameter_name(write.locale, bar.name),
            low = write.money(bar.low.min(bar.high)),
            high = write.money(bar.low.max(bar.high))
        )
    })
}

fn basis(locale: Locale, basis: RangeBasis) -> String {
    match basis {
        RangeBasis::Measured { n } => {
            let n = Writer::new(locale).count(n as f64);
            td_string!(locale, parameter.source_measured, n = n)
        }
        RangeBasis::ChanceOfAYear => td_string!(locale, quota.moves_chance).to_owned(),
    }
}
