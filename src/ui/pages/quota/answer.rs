//! The sentence the page opens with: how often the plan reaches the quota, and what it takes to be sure.

use leptos::prelude::*;

use super::state::use_quota;
use super::write::Writer;
use crate::job::plan::Certainty;
use crate::ui::components::lead::Lead;
use crate::ui::context::use_shared;
use crate::ui::i18n::td_string;

/// Probability from which a plan counts as sure (MATH 10.6: 80 % for planning).
const SURE: f64 = 0.8;

/// The sentence.
#[component]
pub fn Answer() -> impl IntoView {
    let locale = use_shared().locale;
    let state = use_quota();
    let sentence = move || {
        let locale = locale.get();
        let write = Writer::new(locale);
        let Some((plan, certainty)) = state.plan.get().zip(state.certainty.get()) else {
            return String::new();
        };
        let quota = write.money(plan.quota_eur.get());
        if certainty.month.wins_needed == 0 {
            return td_string!(locale, quota.lead_no_quota).to_owned();
        }
        if plan.close_rate.get() <= 0.0 {
            return td_string!(locale, quota.lead_never, quota = quota);
        }
        let p = certainty.p_month;
        let months = if p < 0.005 {
            td_string!(locale, quota.months_hardly).to_owned()
        } else if p > 0.995 {
            td_string!(locale, quota.months_nearly_all).to_owned()
        } else {
            td_string!(locale, quota.months, n = write.count((p * 100.0).round()))
        };
        let n = write.count(plan.n_opportunities.get());
        match n_sure(&certainty).map(|n| write.count(n as f64)) {
            None => td_string!(locale, quota.lead_thin, n = n, quota = quota, months = months),
            Some(n_sure) if p < SURE => td_string!(
                locale,
                quota.lead_risky,
                n = n,
                quota = quota,
                months = months,
                n_sure = n_sure
            ),
            Some(n_sure) => td_string!(
                locale,
                quota.lead_sure,
                n = n,
                quota = quota,
                months = months,
                n_sure = n_sure
            ),
        }
    };
    view! {
        <Lead
            title=Signal::derive(move || td_string!(locale.get(), app.nav_quota).to_owned())
            sentence=Signal::derive(sentence)
        />
    }
}

/// Opportunities that make the quota sure; `None` where the data are too few to say.
fn n_sure(certainty: &Certainty) -> Option<u64> {
    let plans = &certainty.month.plans;
    let plan = plans.iter().find(|plan| (plan.confidence.share() - SURE).abs() < 1e-9)?;
    let n = plan.predictive_n_opportunities.or(plan.n_opportunities)?;
    (!plan.data_too_thin).then_some(n)
}
