//! What the parts of the page share: the scenario's parameters, the answers of the worker, and what follows from both.

use leptos::prelude::*;

use crate::analysis::contact::ContactDecayReport;
use crate::analysis::enquiry::{ClockKind, NoResponse, ResponseReport, Target};
use crate::job::decay::ResponseQuestion;
use crate::job::list_plan::{AgeSpan, ListPlan};
use crate::job::session::Origin;
use crate::scenario::ParameterId;
use crate::simulation::holiday::Region;
use crate::ui::context::{Remote, use_report, use_shared};
use crate::ui::measured::use_measured;
use crate::ui::scenarios::{Scenarios, use_scenarios};

/// What the worker says about the contacts.
pub type ContactAnswer = Remote<Option<ContactDecayReport>>;
/// What the worker says about the enquiries.
pub type ResponseAnswer = Remote<Result<ResponseReport, NoResponse>>;

/// The shared state of the page.
#[derive(Clone, Copy)]
pub struct DecayState {
    /// The scenarios, whose parameters are the inputs.
    pub scenarios: Scenarios,
    /// How old the contacts of the model are.
    pub ages: RwSignal<AgeSpan>,
    /// The parameters as a plan; `None` where one of them has no meaning.
    pub plan: Memo<Option<ListPlan>>,
    /// What the open files say about the contacts.
    pub contacts: ContactAnswer,
    /// What counts as converted; `None` for the first hurdle.
    pub target: RwSignal<Option<Target>>,
    /// By which clock waits are measured.
    pub clock: RwSignal<ClockKind>,
    /// Whose holidays the office keeps.
    pub region: RwSignal<Region>,
    /// Whether activities without a direction count as ours.
    pub undirected_are_ours: RwSignal<bool>,
    /// What the open files say about the enquiries.
    pub responses: ResponseAnswer,
    /// Whether files are open.
    pub has_data: Memo<bool>,
    /// Whether these are the demo data.
    pub is_demo: Memo<bool>,
    /// Whether the curve of the literature is drawn.
    pub shows_preset: RwSignal<bool>,
}

/// The state, inside [`super::DecayPage`].
///
/// # Panics
/// Outside of it.
#[must_use]
pub fn use_decay() -> DecayState {
    expect_context()
}

impl DecayState {
    /// Sets up the state of the page and hands it to its parts.
    #[must_use]
    pub fn provide() -> Self {
        let shared = use_shared();
        let scenarios = use_scenarios();
        let ages = RwSignal::new(AgeSpan::LIST_OF_2008);
        let target = RwSignal::new(None);
        let clock = RwSignal::new(ClockKind::Calendar);
        let region = RwSignal::new(ResponseQuestion::first().region);
        let undirected_are_ours = RwSignal::new(false);
        let target_hours = Memo::new(move |_| scenarios.number(ParameterId::TargetHours));
        let state = Self {
            scenarios,
            ages,
            plan: Memo::new(move |_| {
                scenarios.parameters.with(|parameters| ListPlan::of(parameters, ages.get()).ok())
            }),
            contacts: use_measured().contacts,
            target,
            clock,
            region,
            undirected_are_ours,
            responses: use_report(move || {
                Some(ResponseQuestion {
                    target: target.get(),
                    clock: clock.get(),
                    region: region.get(),
                    target_hours: target_hours.get(),
                    undirected_are_ours: undirected_are_ours.get(),
                    ..ResponseQuestion::first()
                })
            }),
            has_data: Memo::new(move |_| shared.data.with(|data| data.report().is_some())),
            is_demo: Memo::new(move |_| {
                shared.data.with(|data| {
                    data.report().is_some_and(|report| matches!(report.origin, Origin::Demo { .. }))
                })
            }),
            shows_preset: RwSignal::new(false),
        };
        provide_context(state);
        state
    }

    /// A part of the report on the contacts.
    pub fn of_contacts<T>(&self, pick: impl FnOnce(&ContactDecayReport) -> Option<T>) -> Option<T> {
        self.contacts.with(|contacts| pick(contacts.report.as_deref()?.as_ref()?))
    }

    /// A part of the report on the enquiries.
    pub fn of_responses<T>(&self, pick: impl FnOnce(&ResponseReport) -> Option<T>) -> Option<T> {
        self.responses.with(|responses| pick(responses.report.as_deref()?.as_ref().ok()?))
    }
}
