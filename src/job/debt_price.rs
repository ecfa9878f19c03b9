//! The ledger in EUR: principal, interest, the order to pay off and the course of paying down.
//!
//! # Definition
//! Each [`Entry`] is one or several items of MATH 7.1 with their numbers from three sources: *counted* in the files (the
//! claims of the ledger), entered by the *user*, or *assumed*. Records whose interest depends on age are one item a
//! month of age. All of it goes through [`debt`], which the golden file proves.
//!
//! New debt a month is what the charged records created in the last 90 days take to repair, times 30.4375/90, unless the
//! user says otherwise. Records that have only grown old are not among them: a lower limit.
//!
//! # The lever
//! What the debt costs in deals, as opportunities a month: interest that is lost margin / (close rate deal margin).
//! Replacement of contacts and licences are costs and bring no opportunity.
//!
//! # Edge cases
//! Items without a record, without cards, visitors or seats are left out. Without margin there is no equivalent in
//! opportunities.

use serde::{Deserialize, Serialize};

use super::Figures;
use super::debt::{AgeGroup, ClaimSummary, DAYS_PER_MONTH, DebtAnswer, FollowUp, NEW_DEBT_DAYS};
use super::debt_use::licence_use;
use super::plan::PlanError;
use crate::analysis::debt_ledger::{Claim, Field};
use crate::analysis::rate_conversion::MonthlyRate;
use crate::model::probability::Probability;
use crate::scenario::{ParameterId, Parameters, Provenance};
use crate::simulation::debt::{
    DebtGlobals, DebtItem, DebtLine, DebtReport, OverdueDeal, debt, payoff_order,
};
use crate::simulation::quantity::NonNegative;

/// What an entry is about.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EntryKind {
    /// Open deals that are overdue or silent.
    FollowUps,
    /// Open deals nobody answered.
    Unanswered,
    /// Contacts nobody ever touched.
    NeverContacted,
    /// Contacts with a gap.
    Gap(Field),
    /// Contacts with an unusual tag; the usual one.
    Tag(String),
    /// Stale contacts.
    Stale,
    /// Business cards in a drawer.
    Cards,
    /// The website.
    Website,
    /// Licences nobody uses.
    Licences,
}

impl EntryKind {
    /// The number that is not from the page: counted in the files, or entered by the user.
    #[must_use]
    pub const fn is_counted(&self) -> bool {
        !matches!(self, Self::Cards | Self::Website | Self::Licences)
    }

    /// The parameters its price depends on, beside those of all.
    #[must_use]
    pub const fn parameters(&self) -> &'static [ParameterId] {
        match self {
            Self::FollowUps => &[
                ParameterId::FollowUpHours,
                ParameterId::OverdueLoss,
                ParameterId::CloseRate,
                ParameterId::Margin,
            ],
            Self::Unanswered => &[
                ParameterId::ContactHours,
                ParameterId::ReadinessDecay,
                ParameterId::ContactDecay,
                ParameterId::QualifyRate,
                ParameterId::CloseRate,
                ParameterId::AvgDeal,
                ParameterId::Margin,
            ],
            Self::NeverContacted => &[
                ParameterId::ContactHours,
                ParameterId::ListReadinessDecay,
                ParameterId::ContactDecay,
                ParameterId::QualifyRate,
                ParameterId::CloseRate,
                ParameterId::AvgDeal,
                ParameterId::Margin,
            ],
            Self::Gap(_) => &[
                ParameterId::FieldHours,
                ParameterId::InvitationShare,
                ParameterId::Invitations,
                ParameterId::InvitationValue,
            ],
            Self::Tag(_) => {
                &[ParameterId::TagHours, ParameterId::Invitations, ParameterId::InvitationValue]
            }
            Self::Stale => {
                &[ParameterId::CareHours, ParameterId::ContactDecay, ParameterId::LeadCost]
            }
            Self::Cards => &[
                ParameterId::Cards,
                ParameterId::CardAge,
                ParameterId::CardHours,
                ParameterId::ListReadinessDecay,
                ParameterId::ContactDecay,
            ],
            Self::Website => &[
                ParameterId::WebsiteVisitors,
                ParameterId::WebsiteRate,
                ParameterId::WebsiteTarget,
                ParameterId::WebsiteHours,
                ParameterId::WebsiteExternal,
            ],
            Self::Licences => &[ParameterId::Seats, ParameterId::SeatPrice, ParameterId::SeatUse],
        }
    }

    /// Whether its interest is margin of deals that are not made.
    const fn costs_deals(&self) -> bool {
        !matches!(self, Self::Stale | Self::Licences)
    }
}

/// An entry of the debt in EUR.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// What it is about.
    pub kind: EntryKind,
    /// Records charged; for a website 1.
    pub n: f64,
    /// Its sums.
    pub line: DebtLine,
}

/// The debt in EUR.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PricedDebt {
    /// The entries in the order to pay them off.
    pub entries: Vec<Entry>,
    /// All items, with their totals.
    pub report: DebtReport,
    /// Hours of new debt each month.
    pub new_hours_month: f64,
    /// Whether these were counted in the files, not set by the user.
    pub new_is_counted: bool,
    /// What the debt costs, in opportunities a month; `None` without margin or close rate.
    pub opportunities_month: Option<f64>,
}

impl PricedDebt {
    /// The figures `debt.principal`, `debt.interest_month` and what follows from them.
    pub fn add_figures(&self, figures: &mut Figures) {
        let report = &self.report;
        figures.number("debt.principal", Some(report.principal_eur), "");
        figures.number("debt.interest_month", Some(report.interest_month_eur), "");
        figures.number("debt.monthly_rate", report.effective_monthly_rate, "no principal");
        figures.number("debt.payback_months", self.payback_months(), "no interest");
    }

    /// Principal / interest, months; `None` without interest.
    #[must_use]
    pub fn payback_months(&self) -> Option<f64> {
        let report = &self.report;
        (report.interest_month_eur > 0.0).then(|| report.principal_eur / report.interest_month_eur)
    }

    /// Hours to be rid of all of it.
    #[must_use]
    pub fn hours(&self) -> f64 {
        self.entries.iter().map(|entry| entry.line.fix_hours).sum()
    }
}

/// Prices what was counted.
pub fn price(answer: &DebtAnswer, parameters: &Parameters) -> Result<PricedDebt, PlanError> {
    let globals = globals(parameters)?;
    let groups = items(answer, parameters)?;
    let all: Vec<DebtItem> =
        groups.iter().flat_map(|(_, _, items)| items.iter().cloned()).collect();
    let report = debt(&globals, &all);
    let mut at = 0;
    let mut entries = Vec::with_capacity(groups.len());
    for (kind, n, items) in groups {
        let lines = report.lines.get(at..at + items.len()).unwrap_or_default();
        at += items.len();
        if let Some(first) = lines.first() {
            entries.push(Entry { kind, n, line: DebtLine::sum(first.kind, lines) });
        }
    }
    let lines: Vec<DebtLine> = entries.iter().map(|entry| entry.line).collect();
    let opportunities_month = opportunities(&entries, &globals);
    let entries =
        payoff_order(&lines).into_iter().filter_map(|at| entries.get(at).cloned()).collect();
    let (new_hours_month, new_is_counted) = new_debt(&answer.claims, parameters);
    Ok(PricedDebt { entries, report, new_hours_month, new_is_counted, opportunities_month })
}

/// The interest a month of one record, EUR, and the minutes to repair it.
pub fn price_of_record(
    claim: Claim,
    age_months: Option<f64>,
    deal: Option<FollowUp>,
    n_cluster: (u64, u64),
    parameters: &Parameters,
) -> Result<(f64, f64), PlanError> {
    let one = ClaimSummary::default();
    let group = |age_months: Option<f64>| {
        age_months.map(|age_months| AgeGroup { age_months, n: 1 }).into_iter().collect()
    };
    let claims = match claim {
        Claim::FollowUp => ClaimSummary { follow_ups: deal.into_iter().collect(), ..one },
        Claim::Unanswered => ClaimSummary { unanswered: group(age_months), ..one },
        Claim::NeverContacted => ClaimSummary { never_contacted: group(age_months), ..one },
        Claim::Gap(field) => ClaimSummary { gaps: vec![(field, 1)], ..one },
        Claim::Tag(_) => {
            let tag = super::debt::TagClaim { usual: String::new(), n_usual: n_cluster.0, n: 1 };
            ClaimSummary { tags: vec![tag], ..one }
        }
        Claim::Stale => ClaimSummary { n_stale: 1, ..one },
    };
    let items: Vec<DebtItem> =
        counted_items(&claims, parameters)?.into_iter().flat_map(|(_, _, items)| items).collect();
    let report = debt(&globals(parameters)?, &items);
    let hours: f64 = report.lines.iter().map(|line| line.fix_hours).sum();
    Ok((report.interest_month_eur, hours * 60.0))
}

fn globals(parameters: &Parameters) -> Result<DebtGlobals, PlanError> {
    let number = |id| parameters.number(id);
    Ok(DebtGlobals {
        p_opportunity: Probability::new(number(ParameterId::QualifyRate))?,
        p_win: Probability::new(number(ParameterId::CloseRate))?,
        avg_deal_eur: NonNegative::new(number(ParameterId::AvgDeal))?,
        margin: Probability::new(number(ParameterId::Margin))?,
        // The limits of the parameter keep it below 1.
        contact_decay: MonthlyRate::new(number(ParameterId::ContactDecay).clamp(0.0, 0.99))
            .unwrap_or(MonthlyRate::NONE),
        hourly_cost_eur: NonNegative::new(number(ParameterId::HourlyCost))?,
        cost_per_lead_eur: NonNegative::new(number(ParameterId::LeadCost))?,
    })
}

/// How interest falls in a month (delta). Who asked and got no answer cools as enquiries were measured to. A card or a
/// contact nobody spoke to never asked: no enquiry says how fast its interest falls, so that is an assumption of its own.
fn readiness_decay_month(
    id: ParameterId,
    parameters: &Parameters,
) -> Result<NonNegative, PlanError> {
    Ok(NonNegative::new(parameters.number(id) * DAYS_PER_MONTH)?)
}

type Group = (EntryKind, f64, Vec<DebtItem>);

/// The items of what was counted and of what the user has entered.
fn items(answer: &DebtAnswer, parameters: &Parameters) -> Result<Vec<Group>, PlanError> {
    let number = |id| NonNegative::new(parameters.number(id));
    let share = |id| Probability::new(parameters.number(id));
    let mut groups = counted_items(&answer.claims, parameters)?;
    let cards = number(ParameterId::Cards)?;
    if cards.get() > 0.0 {
        let item = DebtItem::UncapturedCards {
            n: cards,
            age_months: number(ParameterId::CardAge)?,
            readiness_decay_month: readiness_decay_month(
                ParameterId::ListReadinessDecay,
                parameters,
            )?,
            fix_hours: number(ParameterId::CardHours)?,
        };
        groups.push((EntryKind::Cards, cards.get(), vec![item]));
    }
    let visitors = number(ParameterId::WebsiteVisitors)?;
    if visitors.get() > 0.0 {
        let item = DebtItem::StaleWebsite {
            visitors_month: visitors,
            current_rate: share(ParameterId::WebsiteRate)?,
            target_rate: share(ParameterId::WebsiteTarget)?,
            fix_hours: number(ParameterId::WebsiteHours)?,
            external_eur: number(ParameterId::WebsiteExternal)?,
        };
        groups.push((EntryKind::Website, 1.0, vec![item]));
    }
    let seats = number(ParameterId::Seats)?;
    if seats.get() > 0.0 {
        let (used, _) = licence_use(parameters, answer.owners.as_deref());
        let item = DebtItem::UnusedLicences {
            seats,
            price_month_eur: number(ParameterId::SeatPrice)?,
            utilisation: Probability::new(used)?,
        };
        groups.push((EntryKind::Licences, seats.get() * (1.0 - used), vec![item]));
    }
    Ok(groups)
}

fn counted_items(claims: &ClaimSummary, parameters: &Parameters) -> Result<Vec<Group>, PlanError> {
    let number = |id| NonNegative::new(parameters.number(id));
    let share = |id| Probability::new(parameters.number(id));
    let mut groups = Vec::new();
    if !claims.follow_ups.is_empty() {
        let close_rate = share(ParameterId::CloseRate)?;
        let deal = |deal: &FollowUp| {
            Ok(OverdueDeal {
                p_win: deal.p_win.map_or(Ok(close_rate), Probability::new)?,
                value_eur: NonNegative::new(deal.value_eur.unwrap_or(0.0))?,
            })
        };
        let deals = claims.follow_ups.iter().map(deal).collect::<Result<Vec<_>, PlanError>>()?;
        let item = DebtItem::OverdueFollowUps {
            deals,
            loss_hazard_day: number(ParameterId::OverdueLoss)?,
            fix_hours: number(ParameterId::FollowUpHours)?,
        };
        groups.push((EntryKind::FollowUps, claims.follow_ups.len() as f64, vec![item]));
    }
    let waiting = [
        (EntryKind::Unanswered, &claims.unanswered, ParameterId::ReadinessDecay),
        (EntryKind::NeverContacted, &claims.never_contacted, ParameterId::ListReadinessDecay),
    ];
    for (kind, ages, decay) in waiting {
        let readiness_decay_month = readiness_decay_month(decay, parameters)?;
        let mut items = Vec::with_capacity(ages.len());
        for group in ages {
            items.push(DebtItem::UncontactedLeads {
                n: NonNegative::new(group.n as f64)?,
                age_months: NonNegative::new(group.age_months)?,
                readiness_decay_month,
                fix_hours: number(ParameterId::ContactHours)?,
            });
        }
        groups.push((kind, ages.iter().map(|group| group.n as f64).sum(), items));
    }
    for (field, n) in &claims.gaps {
        let item = DebtItem::MissingField {
            n: NonNegative::new(*n as f64)?,
            match_share: share(ParameterId::InvitationShare)?,
            campaigns_per_month: number(ParameterId::Invitations)?,
            value_per_invite_eur: number(ParameterId::InvitationValue)?,
            fix_hours: number(ParameterId::FieldHours)?,
        };
        groups.push((EntryKind::Gap(*field), *n as f64, vec![item]));
    }
    for tag in &claims.tags {
        // The cluster without the records that are charged elsewhere: cluster (1 - recall) is then what is charged.
        let cluster = tag.n_usual + tag.n;
        let item = DebtItem::InconsistentTags {
            n: NonNegative::new(tag.n as f64)?,
            cluster_size: NonNegative::new(cluster as f64)?,
            recall: Probability::new(tag.n_usual as f64 / (cluster as f64).max(1.0))?,
            campaigns_per_month: number(ParameterId::Invitations)?,
            value_per_invite_eur: number(ParameterId::InvitationValue)?,
            fix_hours: number(ParameterId::TagHours)?,
        };
        groups.push((EntryKind::Tag(tag.usual.clone()), tag.n as f64, vec![item]));
    }
    if claims.n_stale > 0 {
        let item = DebtItem::DecayingContacts {
            n: NonNegative::new(claims.n_stale as f64)?,
            fix_hours: number(ParameterId::CareHours)?,
        };
        groups.push((EntryKind::Stale, claims.n_stale as f64, vec![item]));
    }
    Ok(groups)
}

/// Hours of new debt a month, and whether they were counted.
fn new_debt(claims: &ClaimSummary, parameters: &Parameters) -> (f64, bool) {
    let set = parameters.value(ParameterId::NewDebt);
    let hourly = parameters.number(ParameterId::HourlyCost);
    if set.provenance == Provenance::User && hourly > 0.0 {
        return (set.number / hourly, false);
    }
    let hours = |claim: &Claim| {
        parameters.number(match claim {
            Claim::FollowUp => ParameterId::FollowUpHours,
            Claim::Unanswered | Claim::NeverContacted => ParameterId::ContactHours,
            Claim::Gap(_) => ParameterId::FieldHours,
            Claim::Tag(_) => ParameterId::TagHours,
            Claim::Stale => ParameterId::CareHours,
        })
    };
    let total: f64 = claims.new.iter().map(|(claim, n)| *n as f64 * hours(claim)).sum();
    (total * DAYS_PER_MONTH / f64::from(NEW_DEBT_DAYS), true)
}

fn opportunities(entries: &[Entry], globals: &DebtGlobals) -> Option<f64> {
    let margin = globals.p_win.get() * globals.avg_deal_eur.get() * globals.margin.get();
    let lost: f64 = entries
        .iter()
        .filter(|entry| entry.kind.costs_deals())
        .map(|entry| entry.line.interest_month_eur)
        .sum();
    (margin > 0.0).then(|| lost / margin)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::debt_ledger::{LedgerConfig, LineReport};
    use crate::model::Day;
    use crate::scenario::{Book, Command, Target, Value};

    fn parameters(changes: &[(ParameterId, f64)]) -> Parameters {
        let book = changes.iter().fold(Book::new(), |book, (id, number)| {
            let (target, value) = (Target::Base, Value::user(*number));
            book.apply(&Command::Set { target, id: *id, value }).unwrap()
        });
        book.parameters(Target::Base)
    }

    fn answer(claims: ClaimSummary) -> DebtAnswer {
        DebtAnswer {
            config: LedgerConfig::usual(),
            lines: Vec::<LineReport>::new(),
            clusters: Vec::new(),
            n_groups: 0,
            claims,
            owners: None,
            fields: Vec::new(),
            n_records: (0, 0),
            as_of: Day(20_000),
        }
    }

    fn counted() -> ClaimSummary {
        ClaimSummary {
            never_contacted: vec![AgeGroup { age_months: 0.7, n: 45 }],
            gaps: vec![(Field::Zip, 40)],
            n_stale: 2_000,
            follow_ups: vec![
                FollowUp { p_win: Some(0.33), value_eur: Some(4_000.0) },
                FollowUp { p_win: Some(0.2), value_eur: Some(9_000.0) },
            ],
            new: vec![(Claim::NeverContacted, 9)],
            ..ClaimSummary::default()
        }
    }

    /// The example of MATH 7.1 (golden `sales_debt_interest-s01`) counted and entered as a user would.
    #[test]
    fn the_example_of_the_golden_file_comes_out_of_the_page() {
        let parameters = parameters(&[
            (ParameterId::ListReadinessDecay, 0.35 / DAYS_PER_MONTH),
            (ParameterId::Cards, 80.0),
            (ParameterId::WebsiteVisitors, 1_500.0),
            (ParameterId::Seats, 12.0),
        ]);
        let priced = price(&answer(counted()), &parameters).unwrap();
        let interest = |kind: &EntryKind| {
            priced.entries.iter().find(|entry| entry.kind == *kind).unwrap().line.interest_month_eur
        };
        for (kind, expected) in [
            (EntryKind::Cards, 2_653.642_837_681_409_7),
            (EntryKind::NeverContacted, 2_008.821_267_578_042_4),
            (EntryKind::Gap(Field::Zip), 48.0),
            (EntryKind::Website, 560.0),
            (EntryKind::Stale, 2_520.0),
            (EntryKind::Licences, 468.0),
        ] {
            assert!((interest(&kind) - expected).abs() < 1e-6, "{kind:?} {}", interest(&kind));
        }
        assert_eq!(priced.entries[0].kind, EntryKind::Licences);
        let sum: f64 = priced.entries.iter().map(|entry| entry.line.interest_month_eur).sum();
        assert!((sum - priced.report.interest_month_eur).abs() < 1e-6);
    }

    /// What enquiries were measured to lose says nothing about contacts who never asked, and the other way round.
    #[test]
    fn an_enquiry_and_a_contact_that_never_asked_cool_each_in_its_own_way() {
        let age = |age_months| vec![AgeGroup { age_months, n: 10 }];
        let claims = ClaimSummary {
            unanswered: age(3.0),
            never_contacted: age(3.0),
            ..ClaimSummary::default()
        };
        let interest = |changes: &[(ParameterId, f64)], kind: &EntryKind| {
            let priced = price(&answer(claims.clone()), &parameters(changes)).unwrap();
            let entry = priced.entries.iter().find(|entry| entry.kind == *kind).cloned();
            entry.unwrap().line.interest_month_eur
        };
        let (asked, list) = (EntryKind::Unanswered, EntryKind::NeverContacted);
        let (enquiry, contact) = (ParameterId::ReadinessDecay, ParameterId::ListReadinessDecay);
        for (changed, moved, kept) in [(enquiry, &asked, &list), (contact, &list, &asked)] {
            let change = [(changed, 0.08)];
            assert_ne!(interest(&change, moved), interest(&[], moved));
            assert_eq!(interest(&change, kept), interest(&[], kept));
        }
        assert!(interest(&[], &list) > interest(&[], &asked), "an old enquiry is cold");
    }

    #[test]
    fn nothing_counted_is_guessed() {
        let priced = price(&answer(ClaimSummary::default()), &parameters(&[])).unwrap();
        assert_eq!((priced.entries.len(), priced.report.interest_month_eur), (0, 0.0));
        assert_eq!(priced.new_hours_month, 0.0);
    }

    #[test]
    fn new_debt_is_counted_until_the_user_says_otherwise() {
        let counted = answer(counted());
        let priced = price(&counted, &parameters(&[])).unwrap();
        assert!(priced.new_is_counted);
        assert!((priced.new_hours_month - 9.0 * 0.4 * DAYS_PER_MONTH / 90.0).abs() < 1e-9);
        let priced = price(&counted, &parameters(&[(ParameterId::NewDebt, 110.0)])).unwrap();
        assert_eq!((priced.new_hours_month, priced.new_is_counted), (2.0, false));
    }

    #[test]
    fn a_record_costs_its_part_of_the_entry() {
        let parameters = parameters(&[]);
        let claims = ClaimSummary {
            never_contacted: vec![AgeGroup { age_months: 0.5, n: 3 }],
            ..ClaimSummary::default()
        };
        let priced = price(&answer(claims), &parameters).unwrap();
        let (eur, minutes) =
            price_of_record(Claim::NeverContacted, Some(0.5), None, (0, 0), &parameters).unwrap();
        assert!((3.0 * eur - priced.report.interest_month_eur).abs() < 1e-9);
        assert!((minutes - 24.0).abs() < 1e-9);
    }
}
