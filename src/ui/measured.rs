//! What opened files measure becomes the base of the plan; what the user has decided stays.
//!
//! Asked once the files are open and not by the page that shows it: a price on one page must not depend on which pages
//! were looked at before.

use leptos::prelude::*;

use super::context::{Shared, use_report};
use super::scenarios::Scenarios;
use crate::job::decay::{ContactDecayQuestion, ResponseQuestion};
use crate::job::pin;

/// Follows the open files.
pub fn follow(shared: Shared, scenarios: Scenarios) {
    Effect::new(move |_| {
        let values = shared.data.with(|data| {
            let (_, summary) = data.report()?.deals.as_ref()?;
            Some(pin::measured(summary))
        });
        scenarios.measure(values.unwrap_or_default());
    });
    let contacts = use_report(|| Some(ContactDecayQuestion {}));
    Effect::new(move |_| {
        let values = contacts
            .with(|answer| Some(pin::measured_contacts(answer.report.as_deref()?.as_ref()?)));
        scenarios.measure(values.unwrap_or_default());
    });
    let responses = use_report(|| Some(ResponseQuestion::first()));
    Effect::new(move |_| {
        let values = responses
            .with(|answer| Some(pin::measured_responses(answer.report.as_deref()?.as_ref().ok()?)));
        scenarios.measure(values.unwrap_or_default());
    });
}
