//! Good and bad opportunities: what better qualification frees, and why a higher close rate need not mean more deals.

use leptos::prelude::*;

use super::state::use_quota;
use super::write::Writer;
use crate::job::plan::screening;
use crate::scenario::ParameterId;
use crate::simulation::qualification::QualificationReport;
use crate::ui::context::use_shared;
use crate::ui::i18n::{Locale, td_string};
use crate::ui::parameter_field::ParameterField;
use crate::ui::text::emphasis::emphasised;

/// The section.
#[component]
pub fn ScreeningSection() -> impl IntoView {
    let locale = use_shared().locale;
    let scenarios = use_quota().scenarios;
    let report =
        Memo::new(move |_| scenarios.parameters.with(|parameters| screening(parameters).ok()));
    view! {
        <section class="section" aria-labelledby="screening-title">
            <h2 id="screening-title">{move || td_string!(locale.get(), quota.screening_title)}</h2>
            <p class="answer">
                {move || report.with(|report| Some(emphasised(&sentence(&Writer::new(locale.get()), report.as_ref()?))))}
            </p>
            <div class="table compact">
                <table>
                    <caption>{move || td_string!(locale.get(), quota.screening_caption)}</caption>
                    <thead>
                        <tr>
                            <td></td>
                            <th scope="col">{move || td_string!(locale.get(), quota.screening_without)}</th>
                            <th scope="col">{move || td_string!(locale.get(), quota.screening_with)}</th>
                        </tr>
                    </thead>
                    <tbody>
                        {move || report.with(|report| Some(rows(&Writer::new(locale.get()), report.as_ref()?)))}
                    </tbody>
                </table>
            </div>
            <details>
                <summary>{move || td_string!(locale.get(), quota.screening_inputs)}</summary>
                <div class="fields">
                    <ParameterField parameter=ParameterId::GoodShare />
                    <ParameterField parameter=ParameterId::Sensitivity />
                    <ParameterField parameter=ParameterId::Specificity />
                    <ParameterField parameter=ParameterId::WinGood />
                    <ParameterField parameter=ParameterId::WinBad />
                    <ParameterField parameter=ParameterId::QualifyCost />
                    <ParameterField parameter=ParameterId::SalesEffort />
                </div>
            </details>
        </section>
    }
}

fn rows(write: &Writer, report: &QualificationReport) -> impl IntoView + use<> {
    let locale: Locale = write.locale;
    let rate = |rate: Option<f64>| rate.map_or_else(|| "—".to_owned(), |rate| write.percent(rate));
    let row = |name: &'static str, without: String, with: String| {
        view! { <tr><th scope="row">{name}</th><td>{without}</td><td>{with}</td></tr> }
    };
    let all = report.passed + report.leads_freed;
    view! {
        {row(td_string!(locale, quota.screening_worked), write.one_decimal(all), write.one_decimal(report.passed))}
        {row(td_string!(locale, quota.screening_rate), rate(report.close_rate_without), rate(report.close_rate_with))}
        {row(td_string!(locale, quota.screening_wins), write.one_decimal(report.wins_without), write.one_decimal(report.wins_with))}
        {row(td_string!(locale, quota.screening_profit), write.money(report.profit_without_eur), write.money(report.profit_with_eur))}
    }
}

fn sentence(write: &Writer, report: &QualificationReport) -> String {
    let delta = report.profit_with_eur - report.profit_without_eur;
    let amount = write.money(delta.abs());
    let freed = write.one_decimal(report.leads_freed);
    let lost = write.one_decimal((report.wins_without - report.wins_with).max(0.0));
    if delta >= 0.0 {
        td_string!(write.locale, quota.screening_worth, amount = amount, freed = freed, lost = lost)
    } else {
        td_string!(
            write.locale,
            quota.screening_not_worth,
            amount = amount,
            freed = freed,
            lost = lost
        )
    }
}
