//! What the debt means for the quota: opportunities a month, and how much of it the scenario pays down.

use leptos::prelude::*;

use super::state::use_debt;
use crate::scenario::ParameterId;
use crate::ui::components::figure::Figure;
use crate::ui::context::use_shared;
use crate::ui::i18n::td_string;
use crate::ui::pages::quota::write::Writer;
use crate::ui::parameter_field::ParameterField;
use crate::ui::route::Page;
use crate::ui::text::emphasis::emphasised;

/// The section.
#[component]
pub fn LeverSection() -> impl IntoView {
    let locale = use_shared().locale;
    let state = use_debt();
    let n = Signal::derive(move || {
        state.priced.with(|priced| priced.as_ref().and_then(|priced| priced.opportunities_month))
    });
    let sentence = move || match n.get() {
        None => td_string!(locale.get(), debt.lever_none).to_owned(),
        Some(n) => {
            td_string!(
                locale.get(),
                debt.lever_answer,
                n = Writer::new(locale.get()).one_decimal(n)
            )
        }
    };
    view! {
        <section class="section" aria-labelledby="lever-title">
            <h2 id="lever-title">{move || td_string!(locale.get(), debt.lever_title)}</h2>
            <p class="answer">{move || emphasised(&sentence())}</p>
            <p class="visually-hidden">
                <Figure id="debt.opportunities_month" value=n text=Callback::new(move |n| Writer::new(locale.get()).one_decimal(n)) />
            </p>
            <div class="fields">
                <ParameterField parameter=ParameterId::DebtPaid />
            </div>
            <p><a href=Page::Quota.href()>{move || td_string!(locale.get(), debt.to_quota)}</a></p>
        </section>
    }
}
