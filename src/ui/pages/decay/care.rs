//! The care cycle: how often a contact pays, and when to give the list up.

use leptos::prelude::*;

use super::figure_line::FigureLine;
use super::sentence::Sentence;
use super::state::use_decay;
use super::wording;
use super::write::Writer;
use crate::job::list_plan::ListPlan;
use crate::scenario::ParameterId;
use crate::ui::components::chart_frame::ChartFrame;
use crate::ui::context::use_shared;
use crate::ui::i18n::{Locale, td_string};
use crate::ui::parameter_field::ParameterField;

/// The section.
#[component]
pub fn CareSection() -> impl IntoView {
    let locale = use_shared().locale;
    let state = use_decay();
    let of_plan = move |words: fn(Locale, &ListPlan) -> String| {
        Signal::derive(move || {
            state.plan.get().map(|plan| words(locale.get(), &plan)).unwrap_or_default()
        })
    };
    let best = move || state.plan.get()?.recontact().optimal_interval_months;
    let title = Signal::derive(move || td_string!(locale.get(), decay.care_title).to_owned());
    let optimum = Signal::derive(move || td_string!(locale.get(), decay.optimum).to_owned());
    let meaning = Signal::derive(move || td_string!(locale.get(), decay.care_meaning).to_owned());
    let months = move |months| {
        let write = Writer::new(locale.get());
        td_string!(write.locale, decay.months, n = write.formats.number(months, 1))
    };
    view! {
        <section class="section decay" id="care">
            <div class="two">
                <div>
                    <ParameterField parameter=ParameterId::LiveValue />
                    <ParameterField parameter=ParameterId::MailingFixedCost />
                    <ParameterField parameter=ParameterId::NewContactCost />
                    <details>
                        <summary>{move || td_string!(locale.get(), decay.inputs_more)}</summary>
                        <ParameterField parameter=ParameterId::MailingCost />
                        <ParameterField parameter=ParameterId::RepairCost />
                        <ParameterField parameter=ParameterId::UnsubscribeRate />
                        <ParameterField parameter=ParameterId::ContactValue />
                        <ParameterField parameter=ParameterId::DecayHorizon />
                    </details>
                </div>
                <div class="results">
                    <ChartFrame
                        name="care-cycle"
                        title=title
                        subtitle=Signal::derive(move || td_string!(locale.get(), decay.care_subtitle).to_owned())
                        spec=move |width_px| wording::care::chart(locale.get(), state.plan.get().as_ref()?, width_px)
                        is_stale=false
                    />
                    <Sentence text=of_plan(wording::care::sentence) />
                    <FigureLine
                        id="decay.optimal_interval_months"
                        label=optimum
                        value=Signal::derive(best)
                        text=months
                        note=Signal::derive(String::new)
                        meaning=meaning
                    />
                    <NetLine />
                    <NothingLine />
                    <Sentence text=of_plan(wording::care::implied) is_note=true />
                </div>
            </div>
        </section>
    }
}

/// What care earns over the horizon.
#[component]
fn NetLine() -> impl IntoView {
    let locale = use_shared().locale;
    let state = use_decay();
    let cost = Memo::new(move |_| state.plan.get().map(|plan| plan.cost()));
    let label = move || {
        let write = Writer::new(locale.get());
        let months = write.number(state.scenarios.number(ParameterId::DecayHorizon));
        td_string!(write.locale, decay.care_net, months = months)
    };
    let note = move || {
        let write = Writer::new(locale.get());
        cost.get().map_or_else(String::new, |cost| {
            let kept = cost.value_lost_untouched_eur - cost.value_lost_maintained_eur;
            td_string!(
                write.locale,
                decay.care_net_note,
                kept = write.eur(kept),
                cost = write.eur(cost.maintenance_cost_eur)
            )
        })
    };
    view! {
        <FigureLine
            id="decay.care_net"
            label=Signal::derive(label)
            value=Signal::derive(move || cost.get().map(|cost| cost.net_benefit_eur))
            text=move |eur| Writer::new(locale.get()).eur(eur)
            note=Signal::derive(note)
            meaning=Signal::derive(move || td_string!(locale.get(), decay.care_net_meaning).to_owned())
        />
    }
}

/// What it costs to do nothing: also where the key figures are those of the own data.
#[component]
fn NothingLine() -> impl IntoView {
    let locale = use_shared().locale;
    let state = use_decay();
    view! {
        <FigureLine
            id="decay.nothing_month"
            label=Signal::derive(move || td_string!(locale.get(), decay.nothing).to_owned())
            value=Signal::derive(move || Some(state.plan.get()?.cost().replacement_cost_month_eur))
            text=move |eur| {
                let write = Writer::new(locale.get());
                td_string!(write.locale, decay.nothing_value, eur = write.eur(eur))
            }
            note=Signal::derive(move || wording::care::nothing_note(locale.get(), state.plan.get().as_ref()))
            meaning=Signal::derive(move || wording::care::nothing_meaning(locale.get(), state.plan.get().as_ref()))
        />
    }
}
