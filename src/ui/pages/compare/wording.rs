//! Numbers of the comparison and their differences in the reader's language.

use crate::job::compare::{Change, Measure, Outcome};
use crate::model::probability::Probability;
use crate::scenario::{ParameterId, Parameters, PlanPart, Unit};
use crate::ui::i18n::{Locale, td_string};
use crate::ui::pages::quota::write::{Writer, signed};
use crate::ui::text::parameter::entry_text;

/// The name of an outcome.
#[must_use]
pub fn outcome_name(locale: Locale, outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Revenue => td_string!(locale, compare.revenue),
        Outcome::Margin => td_string!(locale, compare.margin),
        Outcome::Deals => td_string!(locale, compare.deals),
        Outcome::Surplus => td_string!(locale, compare.surplus),
        Outcome::DealsNeeded => td_string!(locale, compare.deals_needed),
        Outcome::OpportunitiesNeeded => td_string!(locale, compare.opportunities_needed),
        Outcome::OpportunitiesSure => td_string!(locale, compare.opportunities_sure),
        Outcome::LeadsNeeded => td_string!(locale, compare.leads_needed),
        Outcome::OpportunitiesCounting => td_string!(locale, compare.opportunities_counting),
        Outcome::LeadsLost => td_string!(locale, compare.leads_lost),
        Outcome::MonthMet => td_string!(locale, compare.p_month),
        Outcome::YearMet => td_string!(locale, compare.p_year),
    }
}

/// The name of a part of the capacity plan.
#[must_use]
pub fn part_name(locale: Locale, part: PlanPart) -> &'static str {
    match part {
        PlanPart::Calendar => td_string!(locale, compare.plan_calendar),
        PlanPart::Reps => td_string!(locale, compare.plan_reps),
        PlanPart::Campaigns => td_string!(locale, compare.plan_campaigns),
        PlanPart::Cells => td_string!(locale, compare.plan_cells),
    }
}

/// What a part of the capacity plan says: how much of it there is, for campaigns also how many leads.
#[must_use]
pub fn part_text(write: &Writer, part: PlanPart, parameters: &Parameters) -> String {
    let locale = write.locale;
    let plan = parameters.plan();
    let n = plan.n_entries(part);
    if n == 0 {
        return td_string!(locale, compare.plan_none).to_owned();
    }
    let n_text = write.count(n as f64);
    if part != PlanPart::Campaigns {
        return td_string!(locale, compare.plan_entries, n = n_text);
    }
    let rate = Probability::new(parameters.number(ParameterId::ResponseRate));
    let leads: u64 =
        rate.map_or(0, |rate| plan.campaigns().map(|(_, one)| one.n_leads(rate)).sum());
    td_string!(locale, compare.plan_campaign_leads, n = n_text, leads = write.count(leads as f64))
}

/// The number of an outcome.
#[must_use]
pub fn outcome_text(write: &Writer, outcome: Outcome, number: f64) -> String {
    match outcome.measure() {
        Measure::Money if outcome == Outcome::Surplus => write.change(number),
        Measure::Money => write.money(number),
        Measure::Count => write.count(number),
        Measure::Probability => write.probability(number),
    }
}

/// The difference of an outcome: absolute, then relative. A difference of probabilities is one of points, and has no
/// second reading beside them: "+5 %" of a probability is what everybody takes for points.
#[must_use]
pub fn outcome_change(write: &Writer, outcome: Outcome, change: Change) -> String {
    let amount = change.absolute.abs();
    match outcome.measure() {
        Measure::Money => {
            with_relative(write, signed(change.absolute, write.money(amount)), change)
        }
        Measure::Count => {
            with_relative(write, signed(change.absolute, write.count(amount)), change)
        }
        Measure::Probability => points(write, change.absolute),
    }
}

/// The difference of a parameter: absolute, then relative.
#[must_use]
pub fn parameter_change(write: &Writer, id: ParameterId, change: Change) -> String {
    let unit = id.spec().unit;
    let amount = change.absolute.abs();
    let absolute = match unit {
        // Yes and no have no difference.
        Unit::Flag => return String::new(),
        // A seed is a name.
        _ if id == ParameterId::Seed => return String::new(),
        Unit::Share | Unit::SharePerMonth | Unit::Points => points(write, change.absolute),
        _ if unit.is_percent() => signed(change.absolute, entry_text(write.locale, unit, amount)),
        _ => signed(change.absolute, write.value(id, amount)),
    };
    with_relative(write, absolute, change)
}

/// A difference of shares in points.
fn points(write: &Writer, difference: f64) -> String {
    let points = write.one_decimal(difference.abs() * 100.0);
    signed(difference, td_string!(write.locale, compare.points, n = points))
}

fn with_relative(write: &Writer, absolute: String, change: Change) -> String {
    match change.relative {
        Some(relative) => format!("{absolute} · {}", write.change_percent(relative)),
        None => absolute,
    }
}
