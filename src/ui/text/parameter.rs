//! Parameters in words: their names, units, sources, and what is wrong with a typed number.

use super::super::context::formats;
use super::super::i18n::{Locale, td_string};
use crate::model::Currency;
use crate::scenario::{EntryError, ParameterId, Provenance, Reference, Unit, ValueError};

/// The name of a parameter.
#[must_use]
pub fn parameter_name(locale: Locale, id: ParameterId) -> &'static str {
    match id {
        ParameterId::Quota => td_string!(locale, parameter.quota),
        ParameterId::AvgDeal => td_string!(locale, parameter.avg_deal),
        ParameterId::CloseRate => td_string!(locale, parameter.close_rate),
        ParameterId::Opportunities => td_string!(locale, parameter.opportunities),
        ParameterId::QualifyRate => td_string!(locale, parameter.qualify_rate),
        ParameterId::ContactRate => td_string!(locale, parameter.contact_rate),
        ParameterId::Confidence => td_string!(locale, parameter.confidence),
        ParameterId::Margin => td_string!(locale, parameter.margin),
        ParameterId::UpliftRelative => td_string!(locale, parameter.uplift_relative),
        ParameterId::UpliftPoints => td_string!(locale, parameter.uplift_points),
        ParameterId::UpliftOpportunities => td_string!(locale, parameter.uplift_opportunities),
        ParameterId::UpliftDeal => td_string!(locale, parameter.uplift_deal),
        ParameterId::UpliftCostOnce => td_string!(locale, parameter.uplift_cost_once),
        ParameterId::UpliftCostMonth => td_string!(locale, parameter.uplift_cost_month),
        ParameterId::UpliftLag => td_string!(locale, parameter.uplift_lag),
        ParameterId::UpliftHorizon => td_string!(locale, parameter.uplift_horizon),
        ParameterId::GoodShare => td_string!(locale, parameter.good_share),
        ParameterId::Sensitivity => td_string!(locale, parameter.sensitivity),
        ParameterId::Specificity => td_string!(locale, parameter.specificity),
        ParameterId::WinGood => td_string!(locale, parameter.win_good),
        ParameterId::WinBad => td_string!(locale, parameter.win_bad),
        ParameterId::QualifyCost => td_string!(locale, parameter.qualify_cost),
        ParameterId::SalesEffort => td_string!(locale, parameter.sales_effort),
        ParameterId::DealCv => td_string!(locale, parameter.deal_cv),
        ParameterId::Seed => td_string!(locale, parameter.seed),
        ParameterId::Trials => td_string!(locale, parameter.trials),
        ParameterId::January => td_string!(locale, parameter.january),
        ParameterId::February => td_string!(locale, parameter.february),
        ParameterId::March => td_string!(locale, parameter.march),
        ParameterId::April => td_string!(locale, parameter.april),
        ParameterId::May => td_string!(locale, parameter.may),
        ParameterId::June => td_string!(locale, parameter.june),
        ParameterId::July => td_string!(locale, parameter.july),
        ParameterId::August => td_string!(locale, parameter.august),
        ParameterId::September => td_string!(locale, parameter.september),
        ParameterId::October => td_string!(locale, parameter.october),
        ParameterId::November => td_string!(locale, parameter.november),
        ParameterId::December => td_string!(locale, parameter.december),
        ParameterId::RampUp => td_string!(locale, parameter.ramp_up),
        ParameterId::Coupled => td_string!(locale, parameter.coupled),
        ParameterId::MeetingCut => td_string!(locale, parameter.meeting_cut),
        ParameterId::NewReps => td_string!(locale, parameter.new_reps),
        ParameterId::NewRepsMonth => td_string!(locale, parameter.new_reps_month),
        ParameterId::LeaveShare => td_string!(locale, parameter.leave_share),
        ParameterId::LeaveMonth => td_string!(locale, parameter.leave_month),
        ParameterId::Cycle => td_string!(locale, parameter.cycle),
        ParameterId::CycleSpread => td_string!(locale, parameter.cycle_spread),
        ParameterId::Reps => td_string!(locale, parameter.reps),
        ParameterId::Fte => td_string!(locale, parameter.fte),
        ParameterId::HoursPerDay => td_string!(locale, parameter.hours_per_day),
        ParameterId::VacationDays => td_string!(locale, parameter.vacation_days),
        ParameterId::SickDays => td_string!(locale, parameter.sick_days),
        ParameterId::AdminShare => td_string!(locale, parameter.admin_share),
        ParameterId::ExistingCustomers => td_string!(locale, parameter.existing_customers),
        ParameterId::CommittedHours => td_string!(locale, parameter.committed_hours),
        ParameterId::WeeksPerYear => td_string!(locale, parameter.weeks_per_year),
        ParameterId::WeeklyMeeting => td_string!(locale, parameter.weekly_meeting),
        ParameterId::DailyMeeting => td_string!(locale, parameter.daily_meeting),
        ParameterId::OtherMeetings => td_string!(locale, parameter.other_meetings),
        ParameterId::TargetSync => td_string!(locale, parameter.target_sync),
        ParameterId::TargetDaily => td_string!(locale, parameter.target_daily),
        ParameterId::VisitScheduling => td_string!(locale, parameter.visit_scheduling),
        ParameterId::VisitPreparation => td_string!(locale, parameter.visit_preparation),
        ParameterId::VisitRoute => td_string!(locale, parameter.visit_route),
        ParameterId::VisitDocuments => td_string!(locale, parameter.visit_documents),
        ParameterId::VisitTravel => td_string!(locale, parameter.visit_travel),
        ParameterId::VisitPresentation => td_string!(locale, parameter.visit_presentation),
        ParameterId::VisitNotes => td_string!(locale, parameter.visit_notes),
        ParameterId::VisitAction => td_string!(locale, parameter.visit_action),
        ParameterId::TourSize => td_string!(locale, parameter.tour_size),
        ParameterId::CallHours => td_string!(locale, parameter.call_hours),
        ParameterId::Calls1 => td_string!(locale, parameter.calls_1),
        ParameterId::Calls2 => td_string!(locale, parameter.calls_2),
        ParameterId::Calls3 => td_string!(locale, parameter.calls_3),
        ParameterId::Calls4 => td_string!(locale, parameter.calls_4),
        ParameterId::Calls5 => td_string!(locale, parameter.calls_5),
        ParameterId::Calls6 => td_string!(locale, parameter.calls_6),
        ParameterId::Visits1 => td_string!(locale, parameter.visits_1),
        ParameterId::Visits2 => td_string!(locale, parameter.visits_2),
        ParameterId::Visits3 => td_string!(locale, parameter.visits_3),
        ParameterId::Visits4 => td_string!(locale, parameter.visits_4),
        ParameterId::Visits5 => td_string!(locale, parameter.visits_5),
        ParameterId::Visits6 => td_string!(locale, parameter.visits_6),
        ParameterId::ResponseRate => td_string!(locale, parameter.response_rate),
        ParameterId::ResponseLag => td_string!(locale, parameter.response_lag),
        ParameterId::ReplyDays => td_string!(locale, parameter.reply_days),
        ParameterId::Levelled => td_string!(locale, parameter.levelled),
        ParameterId::LevelProportionally => td_string!(locale, parameter.level_proportionally),
        ParameterId::NewestFirst => td_string!(locale, parameter.newest_first),
        ParameterId::AbandonRate => td_string!(locale, parameter.abandon_rate),
        ParameterId::WaitingDays => td_string!(locale, parameter.waiting_days),
        ParameterId::TargetHours => td_string!(locale, parameter.target_hours),
        ParameterId::ReadinessDecay => td_string!(locale, parameter.readiness_decay),
        ParameterId::AnsweredShare => td_string!(locale, parameter.answered_share),
        ParameterId::ContactDecay => td_string!(locale, parameter.contact_decay),
        ParameterId::ListSize => td_string!(locale, parameter.list_size),
        ParameterId::RecontactInterval => td_string!(locale, parameter.recontact_interval),
        ParameterId::MailingCost => td_string!(locale, parameter.mailing_cost),
        ParameterId::MailingFixedCost => td_string!(locale, parameter.mailing_fixed_cost),
        ParameterId::UnsubscribeRate => td_string!(locale, parameter.unsubscribe_rate),
        ParameterId::ContactValue => td_string!(locale, parameter.contact_value),
        ParameterId::LiveValue => td_string!(locale, parameter.live_value),
        ParameterId::RepairCost => td_string!(locale, parameter.repair_cost),
        ParameterId::NewContactCost => td_string!(locale, parameter.new_contact_cost),
        ParameterId::DecayHorizon => td_string!(locale, parameter.decay_horizon),
        ParameterId::HourlyCost => td_string!(locale, parameter.hourly_cost),
        ParameterId::LeadCost => td_string!(locale, parameter.lead_cost),
        ParameterId::Cards => td_string!(locale, parameter.cards),
        ParameterId::CardAge => td_string!(locale, parameter.card_age),
        ParameterId::CardHours => td_string!(locale, parameter.card_hours),
        ParameterId::ContactHours => td_string!(locale, parameter.contact_hours),
        ParameterId::FieldHours => td_string!(locale, parameter.field_hours),
        ParameterId::TagHours => td_string!(locale, parameter.tag_hours),
        ParameterId::CareHours => td_string!(locale, parameter.care_hours),
        ParameterId::FollowUpHours => td_string!(locale, parameter.follow_up_hours),
        ParameterId::Invitations => td_string!(locale, parameter.invitations),
        ParameterId::InvitationValue => td_string!(locale, parameter.invitation_value),
        ParameterId::OverdueLoss => td_string!(locale, parameter.overdue_loss),
        ParameterId::ListReadinessDecay => td_string!(locale, parameter.list_readiness_decay),
        ParameterId::WebsiteVisitors => td_string!(locale, parameter.website_visitors),
        ParameterId::WebsiteRate => td_string!(locale, parameter.website_rate),
        ParameterId::WebsiteTarget => td_string!(locale, parameter.website_target),
        ParameterId::WebsiteHours => td_string!(locale, parameter.website_hours),
        ParameterId::WebsiteExternal => td_string!(locale, parameter.website_external),
        ParameterId::Seats => td_string!(locale, parameter.seats),
        ParameterId::SeatPrice => td_string!(locale, parameter.seat_price),
        ParameterId::SeatUse => td_string!(locale, parameter.seat_use),
        ParameterId::PayDownHours => td_string!(locale, parameter.pay_down_hours),
        ParameterId::NewDebt => td_string!(locale, parameter.new_debt),
        ParameterId::InvitationShare => td_string!(locale, parameter.invitation_share),
        ParameterId::DebtOpportunities => td_string!(locale, parameter.debt_opportunities),
        ParameterId::DebtPaid => td_string!(locale, parameter.debt_paid),
        ParameterId::BlockedWeeks => td_string!(locale, parameter.blocked_weeks),
        ParameterId::BlockedShare => td_string!(locale, parameter.blocked_share),
    }
}

/// The unit behind a number; empty for what is only counted.
#[must_use]
pub fn unit_name(locale: Locale, unit: Unit) -> &'static str {
    match unit {
        Unit::Eur => td_string!(locale, parameter.unit_eur),
        Unit::EurPerMonth => td_string!(locale, parameter.unit_eur_month),
        Unit::Share => td_string!(locale, parameter.unit_percent),
        Unit::SharePerMonth => td_string!(locale, parameter.unit_percent_month),
        Unit::RatePerDay => td_string!(locale, parameter.unit_percent_day),
        Unit::Points => td_string!(locale, parameter.unit_points),
        Unit::Months => td_string!(locale, parameter.unit_months),
        Unit::Days => td_string!(locale, parameter.unit_days),
        Unit::DaysPerYear => td_string!(locale, parameter.unit_days_year),
        Unit::Weeks => td_string!(locale, parameter.unit_weeks),
        Unit::WeeksPerYear => td_string!(locale, parameter.unit_weeks_year),
        Unit::Hours => td_string!(locale, parameter.unit_hours),
        Unit::HoursPerWeek => td_string!(locale, parameter.unit_hours_week),
        Unit::HoursPerMonth => td_string!(locale, parameter.unit_hours_month),
        Unit::Minutes => td_string!(locale, parameter.unit_minutes),
        Unit::Count | Unit::CountPerMonth | Unit::Whole | Unit::Ratio | Unit::Flag => "",
    }
}

/// A number as its field shows it: in percent where the unit is, without the unit, and with no more decimals
/// than it has (at most three).
#[must_use]
pub fn entry_text(locale: Locale, unit: Unit, number: f64) -> String {
    let shown = if unit.is_percent() { number * 100.0 } else { number };
    let most = match unit {
        Unit::Share | Unit::Points => 1,
        Unit::Whole | Unit::Flag => 0,
        _ if unit.is_money() => 2,
        _ => 3,
    };
    formats(locale).number(shown, n_decimals(shown, most))
}

/// A number with its unit: `33,3 %`, `4.000 €`, `2 Monate`.
#[must_use]
pub fn value_text(locale: Locale, unit: Unit, number: f64) -> String {
    if unit == Unit::Flag {
        return if number == 0.0 {
            td_string!(locale, parameter.no).to_owned()
        } else {
            td_string!(locale, parameter.yes).to_owned()
        };
    }
    if unit.is_money() {
        let digits = if n_decimals(number, 2) == 0 { 0 } else { 2 };
        return formats(locale).money(number, Currency::EUR, digits);
    }
    if unit == Unit::Share {
        return formats(locale).percent(number, n_decimals(number * 100.0, 1));
    }
    let number = entry_text(locale, unit, number);
    match unit_name(locale, unit) {
        "" => number,
        unit => format!("{number}\u{a0}{unit}"),
    }
}

/// Where a value comes from.
#[must_use]
pub fn provenance_text(locale: Locale, unit: Unit, provenance: &Provenance) -> String {
    match provenance {
        Provenance::Assumed => td_string!(locale, parameter.source_assumed).to_owned(),
        Provenance::User => td_string!(locale, parameter.source_user).to_owned(),
        Provenance::Literature(Reference::SalesArticles) => {
            td_string!(locale, parameter.source_sales_articles).to_owned()
        }
        Provenance::Literature(Reference::MarketingSherpa) => {
            td_string!(locale, parameter.source_marketing_sherpa).to_owned()
        }
        Provenance::Measured { n, lower, upper, .. } => {
            let n = formats(locale).number(*n as f64, 0);
            match lower.zip(*upper) {
                None => td_string!(locale, parameter.source_measured, n = n),
                Some(limits) => {
                    let (lower, upper) = limits_text(locale, unit, limits);
                    td_string!(
                        locale,
                        parameter.source_measured_interval,
                        n = n,
                        lower = lower,
                        upper = upper
                    )
                }
            }
        }
    }
}

/// The limits of an interval with the unit once, where the language writes it. No cents in a limit of 100 or more: they
/// would be more exact than the interval is.
fn limits_text(locale: Locale, unit: Unit, (lower, upper): (f64, f64)) -> (String, String) {
    let rounded =
        |limit: f64| if unit.is_money() && limit.abs() >= 100.0 { limit.round() } else { limit };
    let (lower, upper) = (rounded(lower), rounded(upper));
    if unit.is_money() && locale == Locale::en {
        (value_text(locale, unit, lower), entry_text(locale, unit, upper))
    } else {
        (entry_text(locale, unit, lower), value_text(locale, unit, upper))
    }
}

/// What is wrong with a typed number, and what would be right.
#[must_use]
pub fn entry_error(locale: Locale, unit: Unit, error: &EntryError) -> String {
    match error {
        EntryError::Empty => td_string!(locale, parameter.entry_empty).to_owned(),
        EntryError::NotANumber(text) => {
            td_string!(locale, parameter.entry_not_a_number, text = text.as_str())
        }
        EntryError::Grouping(text) => {
            td_string!(locale, parameter.entry_grouping, text = text.as_str())
        }
        EntryError::Fractions(text) => {
            td_string!(locale, parameter.entry_fractions, text = text.as_str())
        }
        EntryError::DivisionByZero => {
            td_string!(locale, parameter.entry_division_by_zero).to_owned()
        }
        EntryError::Percent => td_string!(locale, parameter.entry_percent).to_owned(),
        EntryError::Currency => td_string!(locale, parameter.entry_currency).to_owned(),
        EntryError::Value(error) => value_error(locale, unit, *error),
    }
}

/// Why a number cannot be the value of a parameter.
fn value_error(locale: Locale, unit: Unit, error: ValueError) -> String {
    match error {
        ValueError::OutOfLimits { min, max, .. } => td_string!(
            locale,
            parameter.entry_out_of_limits,
            min = value_text(locale, unit, min),
            max = value_text(locale, unit, max)
        ),
        ValueError::NotWhole(_) => td_string!(locale, parameter.entry_not_whole).to_owned(),
        // An interval comes from a file, never from a field.
        ValueError::NotFinite | ValueError::Interval => {
            td_string!(locale, parameter.entry_not_finite).to_owned()
        }
    }
}

/// Decimals a number is written with: as many as it has, at most `most`.
fn n_decimals(number: f64, most: usize) -> usize {
    (0..most)
        .find(|&digits| {
            let shifted = number * 10_f64.powi(digits as i32);
            (shifted - shifted.round()).abs() < 1e-9 * shifted.abs().max(1.0)
        })
        .unwrap_or(most)
}
