//! The funnel: how far the deals come, where they are lost, how long it takes and what makes the difference.
//!
//! [`state`] holds what the reader has chosen; every section asks the worker its own question about it and sets the
//! answer in words, in a chart and in a table. The funnel itself is asked first; what stands below it waits until it
//! is there, so that a change of filter shows where most readers look before anything else is computed.

use leptos::prelude::*;

use crate::job::funnel::FunnelQuestion;
use crate::job::funnel::timing::TimingQuestion;
use crate::ui::components::lead::Lead;
use crate::ui::components::notice::{Gravity, Notice};
use crate::ui::context::{use_report, use_shared};
use crate::ui::i18n::td_string;
use crate::ui::route::Page;
use crate::ui::text::{job_error, page_name};

mod breakdown;
mod controls;
mod drivers;
mod pin;
mod records;
mod reps;
mod rule;
mod stages;
mod stale;
mod standing;
pub mod state;
mod timing;
mod trend;
mod wording;

use state::{FunnelState, FunnelView};

/// The funnel page.
#[component]
pub fn FunnelPage() -> impl IntoView {
    let shared = use_shared();
    let locale = shared.locale;
    let state = FunnelState::provide();
    let question = Memo::new(move |_| state.view.with(FunnelView::question));
    let answer = use_report(move || Some(question.get()));
    // What stands below asks when the funnel is there: an effect, because the worker is outside the graph of signals.
    Effect::new(move |_| {
        let is_there = answer.with(|answer| answer.report.is_some()) && !answer.is_stale.get();
        if is_there {
            let scope = question.with(|question| question.scope.clone());
            if state.settled.with_untracked(|settled| settled.as_ref() != Some(&scope)) {
                state.settled.set(Some(scope));
            }
        }
    });
    let timing = use_report(move || {
        let FunnelQuestion { window, step_windows, .. } = question.get();
        Some(TimingQuestion { scope: state.settled_scope()?, window, step_windows })
    });
    let has_report = Memo::new(move |_| answer.with(|answer| answer.report.is_some()));
    view! {
        <Lead
            title=Signal::derive(move || page_name(locale.get(), Page::Funnel).to_owned())
            sentence=Signal::derive(move || answer.with(|answer| wording::lead(locale.get(), shared.data.with(|data| data.report().is_some()), answer)))
        />
        {move || {
            answer.with(|answer| answer.error.clone()).map(|error| view! {
                <Notice gravity=Gravity::Failure>{job_error(locale.get(), &error)}</Notice>
            })
        }}
        <Show
            when=move || has_report.get()
            fallback=move || view! { <a href=Page::Data.href()>{move || td_string!(locale.get(), funnel.open_data)}</a> }
        >
            <standing::Standing answer=answer />
            <controls::Controls answer=answer />
            <stages::FunnelChart answer=answer />
            <stages::Balances answer=answer />
            <breakdown::BreakdownSection answer=answer />
            <reps::RepsSection answer=answer />
            <timing::TimingSection answer=answer timing=timing />
            <stale::StaleSection answer=answer timing=timing />
            <trend::TrendSection answer=answer />
            <drivers::DriversSection answer=answer />
            <records::Records />
        </Show>
    }
}
