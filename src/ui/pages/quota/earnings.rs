//! Whether an improvement is worth its cost: return, payback and break-even, on margin and not on revenue.

use leptos::prelude::*;

use super::state::use_quota;
use super::write::Writer;
use crate::scenario::ParameterId;
use crate::simulation::whatif::WhatIfReport;
use crate::ui::components::key_figures::{KeyFigure, KeyFigures};
use crate::ui::context::use_shared;
use crate::ui::i18n::{Locale, td_string};
use crate::ui::parameter_field::ParameterField;
use crate::ui::text::emphasis::emphasised;

/// The section.
#[component]
pub fn EarningsSection(
    /// What the improvement earns, from the same starting point as its table.
    report: Memo<Option<WhatIfReport>>,
) -> impl IntoView {
    let locale = use_shared().locale;
    let scenarios = use_quota().scenarios;
    let write = move || Writer::new(locale.get());
    let figure = move |pick: fn(&WhatIfReport) -> Option<f64>| {
        Signal::derive(move || report.with(|report| pick(report.as_ref()?)))
    };
    let sentence = move || {
        let horizon = scenarios.number(ParameterId::UpliftHorizon);
        report.with(|report| Some(emphasised(&sentence(&write(), report.as_ref()?, horizon))))
    };
    let value = move |id| write().value(id, scenarios.number(id));
    view! {
        <section class="section" aria-labelledby="earnings-title">
            <h2 id="earnings-title">{move || td_string!(locale.get(), quota.earnings_title)}</h2>
            <p class="answer">{sentence}</p>
            <KeyFigures>
                <KeyFigure
                    id="quota.roi"
                    label=Signal::derive(move || td_string!(locale.get(), quota.roi).to_owned())
                    value=figure(|report| report.roi)
                    text=Callback::new(move |roi| write().percent(roi))
                    note=Signal::derive(move || report.with(|report| report.as_ref().map_or_else(String::new, |report| {
                        td_string!(locale.get(), quota.roi_note, cost = write().money(report.cost_eur))
                    })))
                    meaning=Signal::derive(move || td_string!(
                        locale.get(), quota.roi_meaning,
                        horizon = value(ParameterId::UpliftHorizon), lag = value(ParameterId::UpliftLag),
                        margin = value(ParameterId::Margin)
                    ))
                />
                <KeyFigure
                    id="quota.payback_months"
                    label=Signal::derive(move || td_string!(locale.get(), quota.payback).to_owned())
                    value=figure(|report| report.payback_months)
                    text=Callback::new(move |months: f64| td_string!(locale.get(), quota.months_of, n = write().one_decimal(months)))
                    note=Signal::derive(move || report.with(|report| match report {
                        Some(report) if report.payback_months.is_none() => td_string!(locale.get(), quota.payback_never).to_owned(),
                        _ => td_string!(locale.get(), quota.payback_note).to_owned(),
                    }))
                    meaning=Signal::derive(move || td_string!(locale.get(), quota.payback_meaning).to_owned())
                />
                <KeyFigure
                    id="quota.break_even_uplift"
                    label=Signal::derive(move || td_string!(locale.get(), quota.break_even).to_owned())
                    value=figure(|report| report.break_even_uplift)
                    text=Callback::new(move |uplift| write().change_percent(uplift))
                    note=Signal::derive(move || td_string!(locale.get(), quota.break_even_note).to_owned())
                    meaning=Signal::derive(move || td_string!(locale.get(), quota.break_even_meaning).to_owned())
                />
            </KeyFigures>
            <details>
                <summary>{move || td_string!(locale.get(), quota.earnings_inputs)}</summary>
                <div class="fields">
                    <ParameterField parameter=ParameterId::UpliftCostOnce />
                    <ParameterField parameter=ParameterId::UpliftCostMonth />
                    <ParameterField parameter=ParameterId::Margin />
                    <ParameterField parameter=ParameterId::UpliftLag />
                    <ParameterField parameter=ParameterId::UpliftHorizon />
                    <ParameterField parameter=ParameterId::UpliftOpportunities />
                    <ParameterField parameter=ParameterId::UpliftDeal />
                </div>
            </details>
        </section>
    }
}

fn sentence(write: &Writer, report: &WhatIfReport, horizon_months: f64) -> String {
    let locale: Locale = write.locale;
    let net = write.money(report.net_benefit_eur.abs());
    let months = write.count(horizon_months);
    let gain = write.change(report.margin_delta_month_eur);
    if report.net_benefit_eur >= 0.0 {
        td_string!(locale, quota.earnings_worth, net = net, months = months, gain = gain)
    } else {
        td_string!(locale, quota.earnings_not_worth, net = net, months = months, gain = gain)
    }
}
