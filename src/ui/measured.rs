//! What opened files measure becomes the base of the plan; what the user has decided stays.
//!
//! Asked once the files are open and not by the page that shows it: a price on one page must not depend on which pages
//! were looked at before.

use leptos::prelude::*;

use super::context::{Remote, Shared, use_report};
use super::scenarios::Scenarios;
use crate::analysis::contact::ContactDecayReport;
use crate::analysis::enquiry::{NoResponse, ResponseReport};
use crate::job::decay::{ContactDecayQuestion, ResponseQuestion};
use crate::job::pin;

/// What the open files say, found in every component by [`use_measured`].
#[derive(Clone, Copy)]
pub struct Measured {
    /// About the contacts.
    pub contacts: Remote<Option<ContactDecayReport>>,
    /// About the enquiries, as the question is put first.
    responses: Remote<Result<ResponseReport, NoResponse>>,
}

/// What the open files say.
///
/// # Panics
/// Outside [`super::app::App`], which provides it.
#[must_use]
pub fn use_measured() -> Measured {
    expect_context()
}

impl Measured {
    /// Follows the open files.
    pub fn provide(shared: Shared, scenarios: Scenarios) -> Self {
        let contacts = use_report(|| Some(ContactDecayQuestion {}));
        let responses = use_report(|| Some(ResponseQuestion::first()));
        // While nothing is open, or nothing answered, the base keeps what earlier files have measured.
        Effect::new(move |_| {
            let values = shared.data.with(|data| {
                let deals = &data.report()?.deals;
                Some(deals.as_ref().map_or_else(Vec::new, |(_, summary)| pin::measured(summary)))
            });
            if let Some(values) = values {
                scenarios.measure(&pin::OF_DEALS, &values);
            }
        });
        Effect::new(move |_| {
            let values = contacts.with(|answer| {
                let report = answer.report.as_deref()?;
                Some(report.as_ref().map_or_else(Vec::new, pin::measured_contacts))
            });
            if let Some(values) = values {
                scenarios.measure(&pin::OF_CONTACTS, &values);
            }
        });
        Effect::new(move |_| {
            let values = responses.with(|answer| {
                let report = answer.report.as_deref()?;
                Some(report.as_ref().map_or_else(|_| Vec::new(), pin::measured_responses))
            });
            if let Some(values) = values {
                scenarios.measure(&pin::OF_RESPONSES, &values);
            }
        });
        let measured = Self { contacts, responses };
        provide_context(measured);
        measured
    }

    /// Whether the worker still measures: until it is done, the base holds what is usual.
    pub fn is_stale(self) -> bool {
        self.contacts.is_stale.get() || self.responses.is_stale.get()
    }
}
