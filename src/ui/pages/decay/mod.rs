//! Decay: contacts that rot and enquiries that cool.
//!
//! Four parts, each of use with what is there: the user's own contacts, the model of a list with its care cycle
//! (which needs no file), the waiting of enquiries, and the channels. The model is closed forms in memos; the rest
//! are two questions to the worker. `wording` sets reports in words, [`crate::chart`] lays the charts out.

use leptos::prelude::*;

use crate::ui::components::lead::Lead;
use crate::ui::context::use_shared;
use crate::ui::i18n::td_string;
use crate::ui::route::Page;
use crate::ui::text::page_name;

mod age;
mod backlog;
mod care;
mod channel;
mod curves;
mod fates;
mod figure_line;
mod group;
mod list;
mod own;
mod pins;
mod preset;
mod question;
mod response;
mod sentence;
mod standing;
mod state;
mod survival;
mod wording;
mod write;

use backlog::BacklogSection;
use care::CareSection;
use channel::ChannelSection;
use list::ListSection;
use own::OwnSection;
use response::ResponseSection;
use standing::Standing;
use state::DecayState;

/// The decay page.
#[component]
pub fn DecayPage() -> impl IntoView {
    let locale = use_shared().locale;
    let state = DecayState::provide();
    let sentence = move || {
        let locale = locale.get();
        let is_waiting = state.has_data.get()
            && state
                .contacts
                .with(|contacts| contacts.report.is_none() && contacts.error.is_none());
        if is_waiting {
            return td_string!(locale, decay.lead_waiting).to_owned();
        }
        state.contacts.with(|contacts| {
            state.responses.with(|responses| {
                let contacts = contacts.report.as_deref().and_then(Option::as_ref);
                let responses = responses.report.as_deref().and_then(|report| report.as_ref().ok());
                wording::lead::lead(locale, contacts, responses, state.plan.get().as_ref())
            })
        })
    };
    view! {
        <Lead
            title=Signal::derive(move || page_name(locale.get(), Page::Decay).to_owned())
            sentence=Signal::derive(sentence)
        />
        <Standing />
        <Show when=move || state.has_data.get()>
            <OwnSection />
        </Show>
        <ListSection />
        <CareSection />
        <ResponseSection />
        <BacklogSection />
        <ChannelSection />
    }
}
