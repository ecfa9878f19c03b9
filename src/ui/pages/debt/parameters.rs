//! The parameters behind the prices, each with its source.

use leptos::prelude::*;

use crate::scenario::ParameterId;
use crate::ui::context::use_shared;
use crate::ui::i18n::{Locale, td_string};
use crate::ui::parameter_field::ParameterField;

const VALUE: &[ParameterId] = &[
    ParameterId::QualifyRate,
    ParameterId::CloseRate,
    ParameterId::AvgDeal,
    ParameterId::Margin,
    ParameterId::ReadinessDecay,
    ParameterId::ListReadinessDecay,
    ParameterId::ContactDecay,
    ParameterId::LeadCost,
    ParameterId::OverdueLoss,
];
const WORK: &[ParameterId] = &[
    ParameterId::HourlyCost,
    ParameterId::FollowUpHours,
    ParameterId::ContactHours,
    ParameterId::FieldHours,
    ParameterId::TagHours,
    ParameterId::CareHours,
];
const REACH: &[ParameterId] =
    &[ParameterId::Invitations, ParameterId::InvitationShare, ParameterId::InvitationValue];
const MORE: &[ParameterId] = &[
    ParameterId::Cards,
    ParameterId::CardAge,
    ParameterId::CardHours,
    ParameterId::WebsiteVisitors,
    ParameterId::WebsiteRate,
    ParameterId::WebsiteTarget,
    ParameterId::WebsiteHours,
    ParameterId::WebsiteExternal,
];

/// The fields, folded away.
#[component]
pub fn Parameters() -> impl IntoView {
    let locale = use_shared().locale;
    let group = move |title: fn(Locale) -> &'static str, ids: &'static [ParameterId]| {
        view! {
            <h3>{move || title(locale.get())}</h3>
            <div class="fields">
                {ids.iter().map(|id| view! { <ParameterField parameter=*id /> }).collect_view()}
            </div>
        }
    };
    view! {
        <details>
            <summary>{move || td_string!(locale.get(), debt.parameters_title)}</summary>
            <p class="note">{move || td_string!(locale.get(), debt.parameters_note)}</p>
            {group(|locale| td_string!(locale, debt.parameters_value), VALUE)}
            {group(|locale| td_string!(locale, debt.parameters_work), WORK)}
            {group(|locale| td_string!(locale, debt.parameters_reach), REACH)}
            {group(|locale| td_string!(locale, debt.parameters_more), MORE)}
        </details>
    }
}
