//! All figures of the open files, as `examples/report.rs` prints them and the page shows them.

use super::decay::{ResponseQuestion, contact_figures, response_figures};
use super::funnel::FunnelQuestion;
use super::session::OpenReport;
use super::{Figures, Session};
use crate::analysis::funnel::ConversionWindow;
use crate::model::Filter;

/// Every figure that follows from the files alone. A part without its data leaves the reason.
#[must_use]
pub fn figures(session: &Session, opened: &OpenReport) -> Figures {
    let mut figures = Figures::default();
    opened.add_figures(&mut figures);
    match session.funnel(&all_deals()) {
        Ok(funnel) => funnel.add_figures(&mut figures),
        Err(error) => figures.number("deals.count", None, &error.to_string()),
    }
    contact_figures(session.contact_decay().as_ref(), &mut figures);
    response_figures(&session.response(&ResponseQuestion::first()), &mut figures);
    figures
}

/// How far do all deals come, each stage with its own conversion window?
#[must_use]
pub fn all_deals() -> FunnelQuestion {
    FunnelQuestion { filter: Filter::default(), window: ConversionWindow::FromData }
}
