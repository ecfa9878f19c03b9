//! What becomes of a list: the model that needs no file.

use leptos::prelude::*;

use super::age::AgeFields;
use super::figure_line::FigureLine;
use super::sentence::Sentence;
use super::state::use_decay;
use super::wording;
use super::write::Writer;
use crate::scenario::ParameterId;
use crate::ui::components::chart_frame::ChartFrame;
use crate::ui::context::use_shared;
use crate::ui::i18n::td_string;
use crate::ui::parameter_field::ParameterField;

/// The section.
#[component]
pub fn ListSection() -> impl IntoView {
    let locale = use_shared().locale;
    view! {
        <section class="section decay" id="list">
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
                    <AnnualLine />
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

/// Loss within a year, compounded, and what adding up would say.
#[component]
fn AnnualLine() -> impl IntoView {
    let locale = use_shared().locale;
    let state = use_decay();
    let note = move || {
        let write = Writer::new(locale.get());
        state.plan.get().map_or_else(String::new, |plan| {
            td_string!(
                write.locale,
                decay.annual_line_note,
                rate = write.percent(plan.decay.share(), 1),
                linear = write.percent(plan.decay.annual_linear(), 1)
            )
        })
    };
    view! {
        <FigureLine
            id="decay.annual_rate"
            label=Signal::derive(move || td_string!(locale.get(), decay.annual).to_owned())
            value=Signal::derive(move || state.plan.get().map(|plan| plan.decay.annual()))
            text=move |share| Writer::new(locale.get()).percent(share, 1)
            note=Signal::derive(note)
            meaning=Signal::derive(move || td_string!(locale.get(), decay.annual_meaning).to_owned())
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
    let note = move || {
        let write = Writer::new(locale.get());
        let n = state.scenarios.number(ParameterId::ListSize);
        share().map_or_else(String::new, |share| {
            let gone = write.count((n * share).round() as u64);
            td_string!(write.locale, decay.bounce_next_note, n = gone, of = write.count(n as u64))
        })
    };
    view! {
        <ChartFrame
            name="list-ages"
            title=Signal::derive(move || td_string!(locale.get(), decay.ages_title).to_owned())
            subtitle=Signal::derive(move || td_string!(locale.get(), decay.ages_subtitle).to_owned())
            spec=move |width_px| wording::list::ages_chart(locale.get(), state.plan.get().as_ref()?, width_px)
            is_stale=false
        />
        <Sentence text=Signal::derive(sentence) />
        <FigureLine
            id="decay.bounce_next_mailing"
            label=Signal::derive(move || td_string!(locale.get(), decay.bounce_next).to_owned())
            value=Signal::derive(share)
            text=move |share| Writer::new(locale.get()).percent(share, 1)
            note=Signal::derive(note)
            meaning=Signal::derive(move || td_string!(locale.get(), decay.bounce_next_meaning).to_owned())
        />
    }
}
