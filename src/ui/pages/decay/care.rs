//! The care cycle: how often a contact pays, and when to give the list up.

use leptos::prelude::*;

use super::sentence::Sentence;
use super::state::use_decay;
use super::wording;
use super::write::Writer;
use crate::job::list_plan::ListPlan;
use crate::scenario::ParameterId;
use crate::ui::components::chart_frame::ChartFrame;
use crate::ui::components::explain::Explain;
use crate::ui::components::figure::Figure;
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
        <section class="section" id="care">
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
                    <p class="sentence note">
                        {move || optimum.get()} ": "
                        <Figure id="decay.optimal_interval_months" value=Signal::derive(best) text=months />
                        <Explain about=optimum meaning=meaning />
                    </p>
                    <Sentence text=of_plan(wording::care::implied) is_note=true />
                </div>
            </div>
        </section>
    }
}
