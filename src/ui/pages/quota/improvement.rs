//! What a better close rate brings: ten percent more of it beside ten points more.

use leptos::prelude::*;

use super::earnings::EarningsSection;
use super::state::use_quota;
use super::write::Writer;
use crate::job::plan::{Improvement, article, earnings, improvement};
use crate::scenario::ParameterId;
use crate::ui::components::choice::Choice;
use crate::ui::components::explain::Explain;
use crate::ui::components::figure::Figure;
use crate::ui::context::use_shared;
use crate::ui::i18n::{Locale, td_string};
use crate::ui::parameter_field::ParameterField;
use crate::ui::text::emphasis::emphasised;

/// Keys of the choices of this section.
const BASIS: &str = "quota.improvement_basis";
const PRINT: &str = "quota.improvement_print";

/// What the table starts from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Basis {
    /// 900 opportunities at 33 % and 4,000 €.
    Article,
    /// The inputs of the page, twelve months of them.
    Inputs,
}

/// How the table is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Print {
    /// Unrounded inside, rounded once.
    Exact,
    /// Cut off where the article cuts off.
    AsPrinted,
}

/// The section.
#[component]
pub fn ImprovementSection() -> impl IntoView {
    let locale = use_shared().locale;
    let state = use_quota();
    let scenarios = state.scenarios;
    let print = Memo::new(move |_| match scenarios.choice(PRINT).as_deref() {
        Some("article") => Print::AsPrinted,
        _ => Print::Exact,
    });
    // While the page still shows the example, the table is the article's: it says 33 %, not a third.
    let basis = Memo::new(move |_| {
        let is_example = state.scenarios.parameters.with(|parameters| {
            [ParameterId::AvgDeal, ParameterId::CloseRate, ParameterId::Opportunities]
                .into_iter()
                .all(|id| parameters.value(id) == id.default_value())
        });
        match scenarios.choice(BASIS).as_deref() {
            Some("article") => Basis::Article,
            Some("inputs") => Basis::Inputs,
            _ if is_example => Basis::Article,
            _ => Basis::Inputs,
        }
    });
    let table = Memo::new(move |_| {
        let uplift = state.scenarios.number(ParameterId::UpliftRelative);
        let config = match basis.get() {
            Basis::Article => article(uplift),
            Basis::Inputs => state.plan.get()?.year_with(uplift),
        };
        improvement(config?).ok()
    });
    let earned = Memo::new(move |_| {
        table.with(|table| {
            let base = &table.as_ref()?.config;
            state.scenarios.parameters.with(|parameters| earnings(parameters, base).ok())
        })
    });
    let as_printed = move || basis.get() == Basis::Article && print.get() == Print::AsPrinted;
    let bases = Signal::derive(move || {
        let locale = locale.get();
        vec![
            (Basis::Article, td_string!(locale, quota.basis_article).to_owned()),
            (Basis::Inputs, td_string!(locale, quota.basis_inputs).to_owned()),
        ]
    });
    let prints = Signal::derive(move || {
        let locale = locale.get();
        vec![
            (Print::Exact, td_string!(locale, quota.print_exact).to_owned()),
            (Print::AsPrinted, td_string!(locale, quota.print_article).to_owned()),
        ]
    });
    view! {
        <section class="section" aria-labelledby="improvement-title">
            <h2 id="improvement-title">{move || td_string!(locale.get(), quota.improvement_title)}</h2>
            {move || table.with(|table| table.as_ref().map(|table| sentence(locale.get(), table)))}
            <div class="controls">
                <ParameterField parameter=ParameterId::UpliftRelative />
                <div>
                    <Choice
                        legend=Signal::derive(move || td_string!(locale.get(), quota.basis).to_owned())
                        options=bases
                        value=basis
                        on_change=Callback::new(move |basis| scenarios.choose(BASIS, match basis {
                            Basis::Article => "article",
                            Basis::Inputs => "inputs",
                        }))
                    />
                    <Show when=move || basis.get() == Basis::Article>
                        <Choice
                            legend=Signal::derive(move || td_string!(locale.get(), quota.print).to_owned())
                            options=prints
                            value=print
                            on_change=Callback::new(move |print| scenarios.choose(PRINT, match print {
                                Print::Exact => "exact",
                                Print::AsPrinted => "article",
                            }))
                        />
                    </Show>
                </div>
            </div>
            <ImprovementTable table=table as_printed=Signal::derive(as_printed) />
        </section>
        <EarningsSection report=earned />
    }
}

/// The sentence above the table.
fn sentence(locale: Locale, table: &Improvement) -> impl IntoView + use<> {
    let write = Writer::new(locale);
    let uplift = write.short_percent(table.config.uplift);
    let delta = write.money(table.report.delta_eur.abs());
    let extra = write.count(table.report.extra_deals_month);
    if table.config.uplift < 0.0 {
        let text = td_string!(
            locale,
            quota.improvement_worse,
            uplift = uplift,
            delta = delta,
            extra = extra
        );
        return view! { <p class="answer">{emphasised(&text)}</p> }.into_any();
    }
    let relative = write.short_percent(table.relative.rate.get());
    let points = write.short_percent(table.points.rate.get());
    let uplift_points = write.count(table.config.uplift * 100.0);
    view! {
        <p class="answer">
            {emphasised(&td_string!(
                locale, quota.improvement_sentence,
                uplift = uplift, delta = delta, extra = extra, relative = relative,
                uplift_points = uplift_points, points = points
            ))}
        </p>
    }
    .into_any()
}

/// Today, ten percent more, ten points more.
#[component]
fn ImprovementTable(
    /// The figures.
    table: Memo<Option<Improvement>>,
    /// Whether the relative column is cut off as in the article.
    #[prop(into)]
    as_printed: Signal<bool>,
) -> impl IntoView {
    let locale = use_shared().locale;
    let write = move || Writer::new(locale.get());
    let cell = move |text: fn(&Writer, &Improvement, bool) -> String| {
        move || {
            table.with(|table| {
                table
                    .as_ref()
                    .map_or_else(|| "—".to_owned(), |table| text(&write(), table, as_printed.get()))
            })
        }
    };
    let delta = Signal::derive(move || {
        table.with(|table| {
            let report = &table.as_ref()?.report;
            Some(if as_printed.get() { report.printed.delta_eur } else { report.delta_eur })
        })
    });
    let uplift = move || {
        table.with(|table| {
            table
                .as_ref()
                .map_or_else(String::new, |table| write().short_percent(table.config.uplift))
        })
    };
    let points = move || {
        table.with(|table| {
            table
                .as_ref()
                .map_or_else(String::new, |table| write().count(table.config.uplift * 100.0))
        })
    };
    let delta_label =
        Signal::derive(move || td_string!(locale.get(), quota.column_delta).to_owned());
    let meaning = Signal::derive(move || {
        table.with(|table| {
            table.as_ref().map_or_else(String::new, |table| {
                let write = write();
                td_string!(
                    locale.get(),
                    quota.meaning_uplift,
                    n = write.count(table.config.n_opportunities.get()),
                    rate = write.short_percent(table.config.close_rate.get()),
                    deal = write.money(table.config.avg_deal_eur.get())
                )
            })
        })
    });
    view! {
        <div class="table compact">
            <table>
                <caption class="visually-hidden">{move || td_string!(locale.get(), quota.improvement_title)}</caption>
                <thead>
                    <tr>
                        <td></td>
                        <th scope="col">{move || td_string!(locale.get(), quota.column_rate)}</th>
                        <th scope="col">{move || td_string!(locale.get(), quota.column_deals)}</th>
                        <th scope="col">{move || td_string!(locale.get(), quota.column_revenue)}</th>
                        <th scope="col">{move || delta_label.get()} <Explain about=delta_label meaning=meaning /></th>
                    </tr>
                </thead>
                <tbody>
                    <tr>
                        <th scope="row">{move || td_string!(locale.get(), quota.row_today)}</th>
                        <td>{cell(|write, table, _| write.short_percent(table.config.close_rate.get()))}</td>
                        <td>{cell(|write, table, _| write.count(table.report.deals_base))}</td>
                        <td>{cell(|write, table, _| write.money(table.report.revenue_base_eur))}</td>
                        <td></td>
                    </tr>
                    <tr class="total">
                        <th scope="row">{move || td_string!(locale.get(), quota.row_relative, uplift = uplift())}</th>
                        <td>{cell(|write, table, _| write.short_percent(table.relative.rate.get()))}</td>
                        <td>{cell(|write, table, as_printed| {
                            write.count(if as_printed { table.report.printed.deals_new } else { table.report.deals_new })
                        })}</td>
                        <td>{cell(|write, table, as_printed| {
                            let report = &table.report;
                            write.money(if as_printed { report.printed.revenue_new_eur } else { report.revenue_new_eur })
                        })}</td>
                        <td>
                            <Figure id="quota.uplift" value=delta text=Callback::new(move |value| write().change(value)) />
                        </td>
                    </tr>
                    <tr>
                        <th scope="row">{move || td_string!(locale.get(), quota.row_points, points = points())}</th>
                        <td>{cell(|write, table, _| write.short_percent(table.points.rate.get()))}</td>
                        <td>{cell(|write, table, _| write.count(table.report.deals_if_points))}</td>
                        <td>{cell(|write, table, _| write.money(table.revenue_if_points_eur))}</td>
                        <td>{cell(|write, table, _| write.change(table.delta_if_points_eur))}</td>
                    </tr>
                </tbody>
            </table>
        </div>
        <p class="note">
            {cell(|write, table, as_printed| {
                let report = &table.report;
                if as_printed {
                    td_string!(
                        write.locale, quota.note_printed,
                        exact = write.count(report.deals_new), printed = write.count(report.printed.deals_new),
                        revenue = write.money(report.from_whole_deals.revenue_new_eur),
                        delta = write.change(report.from_whole_deals.delta_eur)
                    )
                } else if table.relative.clamped || table.points.clamped {
                    td_string!(write.locale, quota.note_clamped).to_owned()
                } else {
                    td_string!(write.locale, quota.note_replaced).to_owned()
                }
            })}
        </p>
    }
}
