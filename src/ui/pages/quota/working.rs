//! Rows of the table of single levers for those that act through the capacity plan: response time, meetings, reps.

use leptos::prelude::*;

use super::write::Writer;
use crate::job::reach::{NotEnough, WorkingLever, WorkingSolution};
use crate::ui::i18n::td_string;

/// A row per lever.
pub fn working_rows(write: &Writer, solutions: &[WorkingSolution]) -> impl IntoView + use<> {
    solutions.iter().map(|solution| row(write, solution)).collect_view()
}

fn row(write: &Writer, solution: &WorkingSolution) -> impl IntoView + use<> {
    let locale = write.locale;
    let (name, text): (_, fn(&Writer, f64) -> String) = match solution.lever {
        WorkingLever::ResponseTime => (td_string!(locale, quota.working_response), hours),
        WorkingLever::Meetings => (td_string!(locale, quota.working_meetings), hours),
        WorkingLever::Reps => (td_string!(locale, quota.working_reps), |write, n| write.count(n)),
    };
    let change = solution.required.ok().filter(|_| solution.current > 0.0);
    let change = change.map(|required| required / solution.current - 1.0);
    let needed = match solution.required {
        Ok(required) => text(write, required),
        Err(NotEnough::CapacityOff) => td_string!(locale, quota.working_off).to_owned(),
        Err(NotEnough::NobodyWaits) => td_string!(locale, quota.working_spare).to_owned(),
        Err(NotEnough::AtBest { n_opportunities }) => {
            td_string!(locale, quota.working_best, n = write.one_decimal(n_opportunities))
        }
    };
    view! {
        <tr>
            <th scope="row">{name}</th>
            <td>{text(write, solution.current)}</td>
            <td>{needed}</td>
            <td>{change.map_or_else(|| "—".to_owned(), |change| write.change_percent(change))}</td>
        </tr>
    }
}

fn hours(write: &Writer, hours: f64) -> String {
    td_string!(write.locale, quota.working_hours, n = write.one_decimal(hours))
}
