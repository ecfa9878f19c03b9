//! Which line charges which record: each at most once.
//!
//! # Why
//! A contact without e-mail address that nobody ever wrote to and that is two years old has three faults, but it can
//! be lost once. Whoever adds up three losses sells the same contact three times.
//!
//! # Definition
//! The charging lines are walked in a set order, the dearest claim first; a record goes to the first line that fits and
//! to no other:
//! 1. open deals that are overdue or silent (MATH 7.1);
//! 2. open deals nobody has answered;
//! 3. contacts nobody has ever touched;
//! 4. contacts with an empty or malformed e-mail address, postcode or telephone number;
//! 5. contacts with an unusual tag;
//! 6. contacts that are stale.
//!
//! A copy of a contact is charged nowhere: it is no further contact. The contact of a charged deal is not charged
//! again. Rules that are switched off charge nothing. The rest of the rules is counted without a price: MATH 7.1 names
//! none for them. Sums over the claims are therefore lower limits, and say so.
//!
//! # Verified
//! A property test: however the faults lie, every record has at most one claim, and the claims add up.

use serde::{Deserialize, Serialize};

use super::copies::Copies;
use super::rule::{Fault, Field, LedgerConfig, Rule};
use super::spelling::Spellings;
use super::{Line, Selection};
use crate::model::{Dataset, Outcome, RecordKind};

/// A line that charges.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Claim {
    /// An open deal that is overdue or silent.
    FollowUp,
    /// An open deal nobody has answered.
    Unanswered,
    /// A contact nobody has ever touched.
    NeverContacted,
    /// A contact with an empty or malformed field.
    Gap(Field),
    /// A contact with an unusual tag, of this cluster.
    Tag(u16),
    /// A contact that nobody has touched for long.
    Stale,
}

impl Claim {
    /// Contacts or deals.
    #[must_use]
    pub const fn of(self) -> RecordKind {
        match self {
            Self::FollowUp | Self::Unanswered => RecordKind::Deal,
            Self::NeverContacted | Self::Gap(_) | Self::Tag(_) | Self::Stale => RecordKind::Contact,
        }
    }
}

/// The claim of each record.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Claims {
    /// Per contact.
    pub contacts: Vec<Option<Claim>>,
    /// Per deal.
    pub deals: Vec<Option<Claim>>,
    /// Copies that would have had a claim of their own.
    pub n_copies: usize,
    /// Contacts whose deal is charged in their stead.
    pub n_behind_deals: usize,
}

/// Gaps that keep an invitation from arriving, in the order in which they charge.
pub const GAPS: [Field; 3] = [Field::Email, Field::Zip, Field::Phone];

fn is_in(rows: Option<&Selection>, row: usize) -> bool {
    rows.is_some_and(|rows| rows.contains(row))
}

/// Gives each record to the first line that fits.
pub(super) fn claims(
    dataset: &Dataset,
    config: &LedgerConfig,
    lines: &[Line],
    copies: Option<&Copies>,
    spellings: &[(Field, Spellings)],
) -> Claims {
    let rows = |rule: Rule| -> Option<&Selection> {
        let line = lines.iter().find(|line| line.rule == rule && config.has(rule))?;
        line.counted.as_ref().ok().map(|counted| &counted.rows)
    };
    let mut claims = Claims::default();
    if let Some(deals) = &dataset.deals {
        let [overdue, silent, unanswered] =
            [Fault::Overdue, Fault::Silent, Fault::Unanswered].map(|fault| rows(Rule::deal(fault)));
        let of_deal = |row: usize| {
            if deals.outcome.get(row) != Some(&Outcome::Open) {
                return None;
            }
            if is_in(overdue, row) || is_in(silent, row) {
                Some(Claim::FollowUp)
            } else {
                is_in(unanswered, row).then_some(Claim::Unanswered)
            }
        };
        claims.deals = (0..deals.len()).map(of_deal).collect();
    }
    let Some(contacts) = &dataset.contacts else { return claims };
    let n_rows = contacts.table.n_rows;
    let mut is_behind_deal = vec![false; n_rows];
    if let Some(join) = dataset.join(RecordKind::Deal, RecordKind::Contact) {
        for (claim, contact) in claims.deals.iter().zip(&join.target) {
            if let (Some(_), Some(contact)) = (claim, contact)
                && let Some(flag) = is_behind_deal.get_mut(*contact as usize)
            {
                *flag = true;
            }
        }
    }
    let mut is_copy = vec![false; n_rows];
    for (row, sign) in copies.into_iter().flat_map(Copies::copies) {
        let fault = if sign == super::Sign::Email { Fault::ExactCopy } else { Fault::NearCopy };
        if let Some(flag) = is_copy.get_mut(row as usize) {
            *flag = config.has(Rule::contact(fault));
        }
    }
    let tags = spellings.iter().find(|(field, _)| *field == Field::Tags).map(|(_, found)| found);
    let contact = |fault| rows(Rule::contact(fault));
    let [untouched, tagged, stale] =
        [Fault::NeverContacted, Fault::Spelling(Field::Tags), Fault::Stale].map(contact);
    let gaps =
        GAPS.map(|field| (field, contact(Fault::Missing(field)), contact(Fault::Malformed(field))));
    let of_contact = |row: usize| {
        if is_in(untouched, row) {
            return Some(Claim::NeverContacted);
        }
        let gap = gaps.iter().find(|(_, empty, wrong)| is_in(*empty, row) || is_in(*wrong, row));
        if let Some((field, ..)) = gap {
            return Some(Claim::Gap(*field));
        }
        if is_in(tagged, row)
            && let Some(cluster) = tags.and_then(|found| *found.cluster_of_row.get(row)?)
        {
            return Some(Claim::Tag(cluster));
        }
        is_in(stale, row).then_some(Claim::Stale)
    };
    claims.contacts = vec![None; n_rows];
    for (row, slot) in claims.contacts.iter_mut().enumerate() {
        let claim = of_contact(row);
        if is_copy.get(row) == Some(&true) {
            claims.n_copies += usize::from(claim.is_some());
        } else if is_behind_deal.get(row) == Some(&true) {
            claims.n_behind_deals += usize::from(claim.is_some());
        } else {
            *slot = claim;
        }
    }
    claims
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::{Counted, Sign};
    use super::*;
    use crate::model::dataset::JoinKey;
    use crate::model::{
        Column, Contacts, DateColumn, Day, Deals, Join, Meaning, Pipeline, Shape, Table,
        TextColumn, Values,
    };

    const N: usize = 24;

    fn table(kind: RecordKind) -> Table {
        let mut ids = TextColumn::default();
        (0..N).for_each(|row| ids.push(&row.to_string()));
        let column =
            Column { header: "ID".into(), meaning: Meaning::Id, values: Values::Text(ids) };
        Table { name: "t.csv".into(), kind, n_rows: N, columns: vec![column] }
    }

    /// Deals that are all open; deal i belongs to contact `i * 5 % N`.
    fn dataset() -> Dataset {
        let target = (0..N).map(|row| Some((row * 5 % N) as u32)).collect();
        Dataset {
            deals: Some(Deals {
                table: table(RecordKind::Deal),
                pipeline: Pipeline::default(),
                shape: Shape::Snapshot,
                stage: vec![0; N],
                outcome: vec![Outcome::Open; N],
                entry_columns: Vec::new(),
                closed: DateColumn::Days(vec![0; N]),
                currency: None,
            }),
            contacts: Some(Contacts { table: table(RecordKind::Contact) }),
            activities: None,
            mailings: None,
            joins: vec![Join {
                from: RecordKind::Deal,
                to: RecordKind::Contact,
                key: JoinKey::Id,
                target,
                n_matched: N,
                n_unmatched: 0,
                n_ambiguous: 0,
            }],
            as_of: Day(20_000),
        }
    }

    const RULES: [Rule; 9] = [
        Rule::deal(Fault::Overdue),
        Rule::deal(Fault::Silent),
        Rule::deal(Fault::Unanswered),
        Rule::contact(Fault::NeverContacted),
        Rule::contact(Fault::Missing(Field::Email)),
        Rule::contact(Fault::Malformed(Field::Email)),
        Rule::contact(Fault::Missing(Field::Zip)),
        Rule::contact(Fault::Missing(Field::Phone)),
        Rule::contact(Fault::Stale),
    ];

    fn lines(faults: &[u32]) -> Vec<Line> {
        RULES
            .iter()
            .zip(faults)
            .map(|(rule, bits)| {
                let rows = Selection::of(N, |row| bits >> row & 1 == 1);
                Line { rule: *rule, counted: Ok(Counted { n: rows.count(), n_of: N, rows }) }
            })
            .collect()
    }

    proptest! {
        #[test]
        fn every_record_is_charged_once_or_not_at_all(
            faults in prop::collection::vec(any::<u32>(), RULES.len()),
            copies in prop::collection::btree_set(1..N as u32, 0..5),
        ) {
            let (dataset, config) = (dataset(), LedgerConfig::usual());
            let lines = lines(&faults);
            let groups = copies.iter().map(|row| vec![(0, None), (*row, Some(Sign::Email))]).collect();
            let copies_found = Copies { groups };
            let claims = claims(&dataset, &config, &lines, Some(&copies_found), &[]);
            let has = |rule: &Rule, row: usize| {
                RULES.iter().position(|known| known == rule).is_some_and(|at| faults[at] >> row & 1 == 1)
            };
            let of = |kind: RecordKind, row: usize| {
                RULES.iter().any(|rule| rule.of == kind && has(rule, row))
            };
            // Persons: a deal and its contact are one. No person is charged by both.
            let (mut n_claimed, mut n_faulty) = (0, 0);
            for row in 0..N {
                prop_assert_eq!(claims.deals[row].is_some(), of(RecordKind::Deal, row));
                let contact = row * 5 % N;
                prop_assert!(claims.deals[row].is_none() || claims.contacts[contact].is_none());
                prop_assert!(!copies.contains(&(row as u32)) || claims.contacts[row].is_none());
                n_claimed += usize::from(claims.contacts[row].is_some());
                n_faulty += usize::from(of(RecordKind::Contact, row));
            }
            // Nothing is lost: a faulty contact is charged, a copy, or behind its deal.
            prop_assert_eq!(n_claimed + claims.n_copies + claims.n_behind_deals, n_faulty);
        }
    }

    #[test]
    fn the_first_line_that_fits_charges() {
        let mut faults = [0_u32; RULES.len()];
        faults[3] = 0b01;
        faults[4] = 0b11;
        faults[8] = 0b111;
        let claims = claims(&dataset(), &LedgerConfig::usual(), &lines(&faults), None, &[]);
        assert_eq!(
            claims.contacts[..3],
            [Some(Claim::NeverContacted), Some(Claim::Gap(Field::Email)), Some(Claim::Stale)]
        );
    }

    #[test]
    fn a_rule_that_is_off_charges_nothing() {
        let mut faults = [0_u32; RULES.len()];
        faults[8] = 0b1;
        let off = vec![Rule::contact(Fault::Stale)];
        let config = LedgerConfig { off, ..LedgerConfig::usual() };
        assert_eq!(claims(&dataset(), &config, &lines(&faults), None, &[]).contacts[0], None);
    }
}
