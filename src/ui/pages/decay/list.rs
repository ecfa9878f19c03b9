//! What becomes of a list: the model that needs no file.

use leptos::prelude::*;

use super::age::AgeFields;
use super::sentence::Sentence;
use super::state::use_decay;
use super::wording;
use super::write::Writer;
use crate::scenario::ParameterId;
use crate::ui::components::chart_frame::ChartFrame;
use crate::ui::components::figure::Figure;
use crate::ui::context::use_shared;
use crate::ui::i18n::td_string;
use crate::ui::parameter_field::ParameterField;

/// The section.
#[component]
pub fn ListSection() -> impl IntoView {
    let locale = use_shared().locale;
    view! {
        <section class="section" id="list">
            <h2>{move || td_string!(locale.get(), decay.model_title)}</h2>
            <div class="two">
                <div>
                    <ParameterField parameter=ParameterId::ContactDecay />
                    <ParameterField parameter=ParameterId::ListSize />
                    <ParameterField parameter=ParameterId::RecontactInterval />
                    <AgeFields />
                </div>
                <div class="results">
                    <LivingChart />
                    <AgesChart />
                </div>
            </div>
        </section>
    }
}

#[component]
fn LivingChart() -> impl IntoView {
    let locale = use_shared().locale;
    let state = use_decay();
    let subtitle = move || {
        let write = Writer::new(locale.get());
        td_string!(
            write.locale,
            decay.living_subtitle,
            months = write.number(state.scenarios.number(ParameterId::RecontactInterval))
        )
    };
    view! {
        <ChartFrame
            name="living-list"
            title=Signal::derive(move || td_string!(locale.get(), decay.living_title).to_owned())
            subtitle=Signal::derive(subtitle)
            spec=move |width_px| wording::list::living_chart(locale.get(), state.plan.get().as_ref()?, width_px)
            is_stale=false
        />
    }
}

#[component]
fn AgesChart() -> impl IntoView {
    let locale = use_shared().locale;
    let state = use_decay();
    let sentence = move || {
        state
            .plan
            .get()
            .map(|plan| wording::list::ages_sentence(locale.get(), &plan))
            .unwrap_or_default()
    };
    let share = move || Some(state.plan.get()?.aged_list()?.share_gone);
    view! {
        <ChartFrame
            name="list-ages"
            title=Signal::derive(move || td_string!(locale.get(), decay.ages_title).to_owned())
            subtitle=Signal::derive(move || td_string!(locale.get(), decay.ages_subtitle).to_owned())
            spec=move |width_px| wording::list::ages_chart(locale.get(), state.plan.get().as_ref()?, width_px)
            is_stale=false
        />
        <Sentence text=Signal::derive(sentence) />
        <span class="visually-hidden">
            <Figure
                id="decay.bounce_next_mailing"
                value=Signal::derive(share)
                text=move |share| Writer::new(locale.get()).percent(share, 1)
            />
        </span>
    }
}
