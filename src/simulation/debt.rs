//! Sales debt and its interest: what was left undone, what doing it costs, and what leaving it costs.
//!
//! # Definition (MATH 7.1)
//! Each item has a *principal*, paid once to be rid of it (hours times the hourly cost, plus external
//! cost), and *interest*, EUR per month while it stands. V = P(lead becomes an opportunity) P(it is won)
//! deal margin is the margin of a fresh lead; delta the monthly decay of readiness; lambda the hazard of
//! contacts.
//!
//! | item | principal | interest per month |
//! |---|---|---|
//! | uncaptured cards, uncontacted leads | n h w | n V e^{-(delta+lambda) age} (1 - e^{-(delta+lambda)}) |
//! | missing field | n h w | n match campaigns value |
//! | inconsistent tags | n h w | cluster (1 - recall) campaigns value |
//! | stale website | h w + external | visitors max(0, target - current) V |
//! | decaying contacts | n h w | n (1 - e^{-lambda}) cost per lead |
//! | overdue follow-ups | n h w | sum P v margin (1 - e^{-hazard 30.4375}) |
//! | unused licences | 0 | seats price (1 - utilisation) |
//!
//! Monthly rate = interest / principal, the "overdraft rate"; payback = principal / interest. Pay off first
//! what saves most interest per hour: items without hours but with interest, then by interest per hour,
//! ties in the order given. New debt arriving each month is set against the hours available
//! ([`pay_down`]).
//!
//! # Provenance
//! Every parameter is counted from the export, entered by the user or assumed; the caller marks which
//! (MATH 7.1). Replacement leads for a capture rate q, T (1/q - 1) cost per lead, are a memo
//! ([`replacement_leads_eur`]) and in no total: they and the lost margin are two views of one loss.
//!
//! # Edge cases
//! No principal: no rate. No interest: no payback.
//!
//! # Reference
//! The metaphor: Cunningham 1992, OOPSLA. Verified: golden file `sales_debt_interest`.

use serde::{Deserialize, Serialize};

use crate::analysis::rate_conversion::MonthlyRate;
use crate::model::probability::Probability;

use super::assumption::Assumption;
use super::quantity::{NonNegative, Positive, total};

/// Days in a month (MATH 1.1).
const DAYS_PER_MONTH: f64 = 30.4375;

/// What all items share.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct DebtGlobals {
    /// Share of leads that become opportunities.
    pub p_opportunity: Probability,
    /// Share of opportunities won.
    pub p_win: Probability,
    /// Mean amount of a won deal, EUR.
    pub avg_deal_eur: NonNegative,
    /// Share of revenue that is margin.
    pub margin: Probability,
    /// Share of contacts going bad per month.
    pub contact_decay: MonthlyRate,
    /// Cost of an hour of work, EUR.
    pub hourly_cost_eur: NonNegative,
    /// Cost of a new lead, EUR.
    pub cost_per_lead_eur: NonNegative,
}

impl DebtGlobals {
    /// Margin of a fresh lead, EUR.
    pub fn value_per_lead_eur(&self) -> f64 {
        self.p_opportunity.get() * self.p_win.get() * self.avg_deal_eur.get() * self.margin.get()
    }
}

/// An open deal whose next step is overdue.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct OverdueDeal {
    /// Probability that it is won if followed up.
    pub p_win: Probability,
    /// Its amount, EUR.
    pub value_eur: NonNegative,
}

/// Something left undone.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DebtItem {
    /// Business cards nobody typed in.
    UncapturedCards {
        /// Cards.
        n: NonNegative,
        /// Months since the fair.
        age_months: NonNegative,
        /// Hazard of their interest per month (delta).
        readiness_decay_month: NonNegative,
        /// Hours per card.
        fix_hours: NonNegative,
    },
    /// Leads nobody called.
    UncontactedLeads {
        /// Leads.
        n: NonNegative,
        /// Months since they asked, or came to be known.
        age_months: NonNegative,
        /// Hazard of their interest per month (delta): who asked cools faster than who did not.
        readiness_decay_month: NonNegative,
        /// Hours per lead.
        fix_hours: NonNegative,
    },
    /// Records a filter cannot find.
    MissingField {
        /// Records with the field empty.
        n: NonNegative,
        /// Share of them the filter should find.
        match_share: Probability,
        /// Campaigns per month that use the filter.
        campaigns_per_month: NonNegative,
        /// Margin of an invitation, EUR.
        value_per_invite_eur: NonNegative,
        /// Hours per record.
        fix_hours: NonNegative,
    },
    /// One thing under several tags.
    InconsistentTags {
        /// Records with a variant.
        n: NonNegative,
        /// Records that mean the same.
        cluster_size: NonNegative,
        /// Share of them the exact tag finds.
        recall: Probability,
        /// Campaigns per month that use the tag.
        campaigns_per_month: NonNegative,
        /// Margin of an invitation, EUR.
        value_per_invite_eur: NonNegative,
        /// Hours per record.
        fix_hours: NonNegative,
    },
    /// A website that no longer convinces.
    StaleWebsite {
        /// Visitors per month.
        visitors_month: NonNegative,
        /// Share that becomes a lead now.
        current_rate: Probability,
        /// Share that could.
        target_rate: Probability,
        /// Hours in all.
        fix_hours: NonNegative,
        /// Paid to others, EUR.
        external_eur: NonNegative,
    },
    /// Contacts nobody writes to.
    DecayingContacts {
        /// Contacts.
        n: NonNegative,
        /// Hours per contact.
        fix_hours: NonNegative,
    },
    /// Deals whose next step is overdue.
    OverdueFollowUps {
        /// The deals.
        deals: Vec<OverdueDeal>,
        /// Hazard of losing one per day of silence.
        loss_hazard_day: NonNegative,
        /// Hours per deal.
        fix_hours: NonNegative,
    },
    /// CRM seats nobody uses.
    UnusedLicences {
        /// Seats.
        seats: NonNegative,
        /// Price per seat and month, EUR.
        price_month_eur: NonNegative,
        /// Share of seats used.
        utilisation: Probability,
    },
}

/// Which item.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs, reason = "see the variants of `DebtItem`")]
pub enum DebtKind {
    UncapturedCards,
    UncontactedLeads,
    MissingField,
    InconsistentTags,
    StaleWebsite,
    DecayingContacts,
    OverdueFollowUps,
    UnusedLicences,
}

/// One line of the ledger.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct DebtLine {
    /// Which item.
    pub kind: DebtKind,
    /// Cost of being rid of it, EUR.
    pub principal_eur: f64,
    /// Cost of leaving it, EUR per month.
    pub interest_month_eur: f64,
    /// interest / principal.
    pub monthly_rate: Option<f64>,
    /// principal / interest.
    pub payback_months: Option<f64>,
    /// Hours of work to be rid of it.
    pub fix_hours: f64,
    /// Interest saved per hour of work, EUR per month and hour.
    pub interest_per_fix_hour_eur: Option<f64>,
}

/// The ledger.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DebtReport {
    /// Margin of a fresh lead, EUR.
    pub value_per_lead_eur: f64,
    /// Line by line, in the order given.
    pub lines: Vec<DebtLine>,
    /// All principal, EUR.
    pub principal_eur: f64,
    /// All interest, EUR per month.
    pub interest_month_eur: f64,
    /// interest / principal over all.
    pub effective_monthly_rate: Option<f64>,
    /// Positions of the lines in the order to pay them off.
    pub payoff_order: Vec<usize>,
    /// What the ledger takes for granted.
    pub assumptions: Vec<Assumption>,
}

/// The ledger of `items`.
///
/// ```
/// use trichterwerk::analysis::rate_conversion::MonthlyRate;
/// use trichterwerk::model::probability::Probability;
/// use trichterwerk::simulation::debt::{DebtGlobals, DebtItem, debt};
/// use trichterwerk::simulation::quantity::NonNegative;
/// let globals = DebtGlobals {
///     p_opportunity: Probability::new(0.4)?,
///     p_win: Probability::new(1.0 / 3.0)?,
///     avg_deal_eur: NonNegative::new(4_000.0)?,
///     margin: Probability::new(0.35)?,
///     contact_decay: MonthlyRate::new(0.021)?,
///     hourly_cost_eur: NonNegative::new(55.0)?,
///     cost_per_lead_eur: NonNegative::new(60.0)?,
/// };
/// let contacts = DebtItem::DecayingContacts {
///     n: NonNegative::new(2_000.0)?,
///     fix_hours: NonNegative::new(0.01)?,
/// };
/// let report = debt(&globals, &[contacts]);
/// assert!((report.principal_eur - 1_100.0).abs() < 1e-9);
/// assert!((report.interest_month_eur - 2_520.0).abs() < 1e-9);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn debt(globals: &DebtGlobals, items: &[DebtItem]) -> DebtReport {
    let lines: Vec<DebtLine> = items.iter().map(|item| line(globals, item)).collect();
    let principal = total(lines.iter().map(|line| line.principal_eur));
    let interest = total(lines.iter().map(|line| line.interest_month_eur));
    DebtReport {
        value_per_lead_eur: globals.value_per_lead_eur(),
        principal_eur: principal,
        interest_month_eur: interest,
        effective_monthly_rate: (principal > 0.0).then(|| interest / principal),
        payoff_order: payoff_order(&lines),
        lines,
        assumptions: vec![Assumption::ConstantDecay, Assumption::ExponentialReadiness],
    }
}

/// Positions of lines in the order to pay them off: without hours but with interest first, then by interest per hour.
/// Ties stay in the order given.
pub fn payoff_order(lines: &[DebtLine]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..lines.len()).collect();
    order.sort_by(|a, b| {
        let urgency = |i: &usize| lines.get(*i).map_or(f64::NEG_INFINITY, DebtLine::urgency);
        urgency(b).total_cmp(&urgency(a))
    });
    order
}

impl DebtLine {
    /// Several lines of one kind as one: sums, and the rates of the sums.
    #[must_use]
    pub fn sum(kind: DebtKind, lines: &[Self]) -> Self {
        let sum = |pick: fn(&Self) -> f64| total(lines.iter().map(pick));
        Self::of(
            kind,
            sum(|line| line.principal_eur),
            sum(|line| line.interest_month_eur),
            sum(|line| line.fix_hours),
        )
    }

    fn of(kind: DebtKind, principal: f64, interest: f64, hours: f64) -> Self {
        Self {
            kind,
            principal_eur: principal,
            interest_month_eur: interest,
            monthly_rate: (principal > 0.0).then(|| interest / principal),
            payback_months: (interest > 0.0).then(|| principal / interest),
            fix_hours: hours,
            interest_per_fix_hour_eur: (hours > 0.0).then(|| interest / hours),
        }
    }

    /// Interest per hour; beyond all measure if it takes no hour, last if it earns nothing.
    fn urgency(&self) -> f64 {
        match self.interest_per_fix_hour_eur {
            Some(per_hour) => per_hour,
            None if self.interest_month_eur > 0.0 => f64::INFINITY,
            None => f64::NEG_INFINITY,
        }
    }
}

fn line(globals: &DebtGlobals, item: &DebtItem) -> DebtLine {
    let v = globals.value_per_lead_eur();
    let waiting = |n: NonNegative, age: NonNegative, readiness_decay: NonNegative| {
        let cooling = readiness_decay.get() + globals.contact_decay.hazard();
        n.get() * v * (-cooling * age.get()).exp() * -(-cooling).exp_m1()
    };
    let unreached =
        |n: f64, campaigns: NonNegative, value: NonNegative| n * campaigns.get() * value.get();
    let (kind, hours, external, interest) = match item {
        DebtItem::UncapturedCards { n, age_months, readiness_decay_month, fix_hours } => (
            DebtKind::UncapturedCards,
            n.get() * fix_hours.get(),
            0.0,
            waiting(*n, *age_months, *readiness_decay_month),
        ),
        DebtItem::UncontactedLeads { n, age_months, readiness_decay_month, fix_hours } => (
            DebtKind::UncontactedLeads,
            n.get() * fix_hours.get(),
            0.0,
            waiting(*n, *age_months, *readiness_decay_month),
        ),
        DebtItem::MissingField {
            n,
            match_share,
            campaigns_per_month,
            value_per_invite_eur,
            fix_hours,
        } => (
            DebtKind::MissingField,
            n.get() * fix_hours.get(),
            0.0,
            unreached(n.get() * match_share.get(), *campaigns_per_month, *value_per_invite_eur),
        ),
        DebtItem::InconsistentTags {
            n,
            cluster_size,
            recall,
            campaigns_per_month,
            value_per_invite_eur,
            fix_hours,
        } => (
            DebtKind::InconsistentTags,
            n.get() * fix_hours.get(),
            0.0,
            unreached(
                cluster_size.get() * recall.complement().get(),
                *campaigns_per_month,
                *value_per_invite_eur,
            ),
        ),
        DebtItem::StaleWebsite {
            visitors_month,
            current_rate,
            target_rate,
            fix_hours,
            external_eur,
        } => (
            DebtKind::StaleWebsite,
            fix_hours.get(),
            external_eur.get(),
            visitors_month.get() * (target_rate.get() - current_rate.get()).max(0.0) * v,
        ),
        DebtItem::DecayingContacts { n, fix_hours } => (
            DebtKind::DecayingContacts,
            n.get() * fix_hours.get(),
            0.0,
            n.get() * globals.contact_decay.share() * globals.cost_per_lead_eur.get(),
        ),
        DebtItem::OverdueFollowUps { deals, loss_hazard_day, fix_hours } => (
            DebtKind::OverdueFollowUps,
            deals.len() as f64 * fix_hours.get(),
            0.0,
            total(deals.iter().map(|deal| deal.p_win.get() * deal.value_eur.get()))
                * globals.margin.get()
                * -(-loss_hazard_day.get() * DAYS_PER_MONTH).exp_m1(),
        ),
        DebtItem::UnusedLicences { seats, price_month_eur, utilisation } => (
            DebtKind::UnusedLicences,
            0.0,
            0.0,
            seats.get() * price_month_eur.get() * utilisation.complement().get(),
        ),
    };
    DebtLine::of(kind, hours * globals.hourly_cost_eur.get() + external, interest, hours)
}

/// New leads that replace those a capture rate below 1 loses, EUR; a memo, in no total. `None` at 0.
pub fn replacement_leads_eur(
    n_leads: NonNegative,
    capture_rate: Probability,
    cost_per_lead_eur: NonNegative,
) -> Option<f64> {
    let q = capture_rate.get();
    (q > 0.0).then(|| n_leads.get() * (1.0 / q - 1.0) * cost_per_lead_eur.get())
}

/// One month of paying debt off.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct PayDownMonth {
    /// Hours of work left at its end.
    pub hours_left: f64,
    /// Interest of the month, on what stood at its end, EUR.
    pub interest_eur: f64,
}

/// The course of a pay-down.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PayDownReport {
    /// Month by month.
    pub months: Vec<PayDownMonth>,
    /// The month (from 1) at whose end nothing is left; `None` within the horizon.
    pub done_in_month: Option<usize>,
    /// More debt arrives than is paid off: it grows.
    pub grows: bool,
}

/// Pays the lines off in their order with `hours_month`, while `new_hours_month` of debt of the same mix
/// arrive.
///
/// A line half paid bears half its interest; new debt is spread over the lines in proportion to their
/// original hours. Lines without hours (licences) are settled in the first month.
pub fn pay_down(
    report: &DebtReport,
    hours_month: NonNegative,
    new_hours_month: NonNegative,
    n_months: Positive,
) -> PayDownReport {
    let total_hours = total(report.lines.iter().map(|line| line.fix_hours));
    let mut left: Vec<f64> = report.lines.iter().map(|line| line.fix_hours).collect();
    let mut months = Vec::new();
    // Whole months; the horizon is a handful of years.
    for _ in 0..(n_months.get().ceil().min(1_200.0) as usize) {
        for (left, line) in left.iter_mut().zip(&report.lines) {
            if total_hours > 0.0 {
                *left += new_hours_month.get() * line.fix_hours / total_hours;
            }
        }
        let mut budget = hours_month.get();
        for i in &report.payoff_order {
            if let Some(left) = left.get_mut(*i) {
                let worked = left.min(budget);
                *left -= worked;
                budget -= worked;
            }
        }
        let interest = left.iter().zip(&report.lines).filter(|(_, line)| line.fix_hours > 0.0);
        months.push(PayDownMonth {
            hours_left: total(left.iter().copied()),
            interest_eur: total(
                interest.map(|(left, line)| left / line.fix_hours * line.interest_month_eur),
            ),
        });
    }
    let done = months.iter().position(|month| month.hours_left <= 1e-9);
    PayDownReport {
        months,
        done_in_month: done.map(|month| month + 1),
        grows: total_hours > 0.0 && new_hours_month.get() > hours_month.get(),
    }
}

#[cfg(test)]
#[allow(clippy::float_cmp, reason = "exact by construction")]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn n(value: f64) -> NonNegative {
        NonNegative::new(value).unwrap()
    }

    fn p(value: f64) -> Probability {
        Probability::new(value).unwrap()
    }

    fn globals() -> DebtGlobals {
        DebtGlobals {
            p_opportunity: p(0.4),
            p_win: p(0.25),
            avg_deal_eur: n(4000.0),
            margin: p(0.5),
            contact_decay: MonthlyRate::new(0.021).unwrap(),
            hourly_cost_eur: n(50.0),
            cost_per_lead_eur: n(60.0),
        }
    }

    fn cards(count: f64, age: f64, hours: f64) -> DebtItem {
        DebtItem::UncapturedCards {
            n: n(count),
            age_months: n(age),
            readiness_decay_month: n(0.35),
            fix_hours: n(hours),
        }
    }

    fn licences(utilisation: f64) -> DebtItem {
        DebtItem::UnusedLicences {
            seats: n(10.0),
            price_month_eur: n(65.0),
            utilisation: p(utilisation),
        }
    }

    #[test]
    fn no_debt_has_no_rate() {
        let report = debt(&globals(), &[]);
        assert_eq!((report.principal_eur, report.effective_monthly_rate), (0.0, None));
    }

    #[test]
    fn what_takes_no_hour_comes_first_and_what_earns_nothing_last() {
        let items = [licences(1.0), cards(10.0, 1.0, 0.1), licences(0.4), cards(10.0, 1.0, 0.5)];
        assert_eq!(debt(&globals(), &items).payoff_order, [2, 1, 3, 0]);
    }

    #[test]
    fn equal_items_stay_in_their_order() {
        let items = [cards(5.0, 1.0, 0.2), cards(5.0, 1.0, 0.2)];
        assert_eq!(debt(&globals(), &items).payoff_order, [0, 1]);
    }

    #[test]
    fn a_website_better_than_its_target_bears_no_interest() {
        let website = DebtItem::StaleWebsite {
            visitors_month: n(1000.0),
            current_rate: p(0.02),
            target_rate: p(0.01),
            fix_hours: n(8.0),
            external_eur: n(100.0),
        };
        let line = debt(&globals(), &[website]).lines[0];
        assert_eq!((line.interest_month_eur, line.payback_months), (0.0, None));
        assert_eq!(line.principal_eur, 500.0);
    }

    #[test]
    fn replacement_leads_are_a_memo_with_an_end() {
        assert_eq!(replacement_leads_eur(n(80.0), p(0.8), n(60.0)), Some(1200.0));
        assert_eq!(replacement_leads_eur(n(80.0), p(0.0), n(60.0)), None);
    }

    #[test]
    fn debt_that_arrives_faster_than_it_is_paid_grows_and_says_so() {
        let report = debt(&globals(), &[cards(100.0, 1.0, 0.1)]);
        let growing = pay_down(&report, n(2.0), n(5.0), Positive::new(12.0).unwrap());
        assert!(growing.grows && growing.done_in_month.is_none());
        assert!(growing.months[11].interest_eur > growing.months[0].interest_eur);
        let shrinking = pay_down(&report, n(4.0), n(1.0), Positive::new(12.0).unwrap());
        assert_eq!((shrinking.grows, shrinking.done_in_month), (false, Some(4)));
    }

    #[test]
    fn an_item_survives_the_wire() {
        let bytes = postcard::to_allocvec(&cards(3.0, 1.0, 0.1)).unwrap();
        assert_eq!(postcard::from_bytes::<DebtItem>(&bytes), Ok(cards(3.0, 1.0, 0.1)));
    }

    proptest! {
        #[test]
        fn interest_over_all_months_is_the_value_left(age in 0.0..6.0_f64, count in 0.0..500.0_f64) {
            // The interest of a lead's remaining months adds up to the value it still has.
            let globals = globals();
            let sum: f64 = (0..400)
                .map(|month| debt(&globals, &[cards(count, age + f64::from(month), 0.1)]).interest_month_eur)
                .sum();
            let cooling = 0.35 + globals.contact_decay.hazard();
            let left = count * globals.value_per_lead_eur() * (-cooling * age).exp();
            prop_assert!((sum - left).abs() < 1e-6 * left.max(1.0));
        }

        #[test]
        fn totals_are_the_sum_of_the_lines(counts in prop::collection::vec(0.0..100.0_f64, 0..6)) {
            let items: Vec<_> = counts.iter().map(|c| cards(*c, 1.0, 0.1)).collect();
            let report = debt(&globals(), &items);
            let sum: f64 = report.lines.iter().map(|l| l.principal_eur).sum();
            prop_assert!((report.principal_eur - sum).abs() < 1e-9);
            prop_assert_eq!(report.payoff_order.len(), items.len());
        }
    }
}
