//! Contacts: a list collected over two years, ageing, and kept the way lists are kept.

use super::deal::Deal;
use super::draw::{Draw, Topic};
use super::facts::KNOWN;
use super::names::{
    N_COMPANIES, N_PEOPLE, PLACES_97, PLACES_ELSEWHERE, POSITIONS, Person, Place, REPS, SOURCES,
    Spelling, ascii, company, domain, person, pick,
};
use super::working_time::{is_working_day, next_working_day};
use super::{AS_OF, FIRST_DAY_OF_LIST};
use crate::model::Day;

/// Days in a month (MATH 1.1).
const DAYS_PER_MONTH: f64 = 365.25 / 12.0;

/// Every company whose number is a multiple of this sits in the area 97: a fifth of them, as of the contacts.
const ONE_IN_97: usize = 5;

#[derive(Clone, Debug)]
pub(super) enum Email {
    Address(String),
    /// Written with `(at)`: no mailing reaches it.
    Malformed(String),
    Missing,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Duplicate {
    /// Same address as an older contact; the mailing tool writes to the older one only.
    Exact,
    /// Same name, the company spelled differently, another address.
    Near,
}

#[derive(Clone, Debug)]
pub(super) struct Contact {
    pub(super) created: Day,
    /// Row of the deal that brought the contact.
    pub(super) deal: Option<usize>,
    pub(super) duplicate: Option<Duplicate>,
    person: usize,
    company: usize,
    pub(super) spelling: Spelling,
    pub(super) email: Email,
    pub(super) phone: Option<usize>,
    pub(super) position: Option<&'static str>,
    pub(super) has_postcode: bool,
    pub(super) owner: Option<usize>,
    pub(super) source: Option<usize>,
    pub(super) tag: &'static str,
    /// Days after which the address goes bad.
    pub(super) valid_days: f64,
}

impl Contact {
    pub(super) fn person(&self) -> Person {
        person(self.person)
    }

    pub(super) fn company(&self) -> String {
        company(self.company, self.spelling)
    }

    pub(super) fn in_97(&self) -> bool {
        self.company.is_multiple_of(ONE_IN_97)
    }

    pub(super) fn place(&self) -> Place {
        let n = self.company / ONE_IN_97;
        if self.in_97() { pick(&PLACES_97, n) } else { pick(&PLACES_ELSEWHERE, n + self.company) }
    }

    /// The address a mailing goes to.
    pub(super) fn mailable(&self) -> Option<&str> {
        match &self.email {
            Email::Address(address) if self.duplicate != Some(Duplicate::Exact) => Some(address),
            _ => None,
        }
    }
}

/// The contacts in order of their creation. Each deal has one of its own.
pub(super) fn contacts(seed: u64, deals: &[Deal]) -> Vec<Contact> {
    let mut draw = Draw::new(seed, Topic::Contacts);
    let mut contacts = collected(deals, &mut draw);
    duplicate(&mut contacts, &mut draw);
    contacts.sort_by_key(|contact| contact.created);
    neglect(&mut contacts, &mut draw);
    tag(&mut contacts, &mut draw);
    age(&mut contacts, &mut Draw::new(seed, Topic::Decay));
    contacts
}

/// The contacts before anybody entered one twice: those of the deals, and cards from everywhere else.
fn collected(deals: &[Deal], draw: &mut Draw) -> Vec<Contact> {
    let n = KNOWN.n_contacts - KNOWN.n_exact_duplicates - KNOWN.n_near_duplicates;
    let (_, n_97_of_duplicates) = n_duplicates_97();
    let n_97 = KNOWN.n_with_postcode_97 + KNOWN.n_without_postcode_97 - n_97_of_duplicates;
    let mut in_97 = vec![false; n];
    for at in draw.sample((0..n).collect(), n_97) {
        in_97[at] = true;
    }
    let first_person = draw.index(N_PEOPLE);
    let n_days = f64::from(AS_OF.0 - FIRST_DAY_OF_LIST.0 + 1);
    let mut cards = draw.stratified(n.saturating_sub(deals.len())).into_iter();
    let mut n_placed = [0; 2];
    (0..n)
        .map(|at| {
            let deal = deals.get(at);
            let created = deal.map_or_else(
                || {
                    let days = cards.next().unwrap_or_default() * n_days;
                    let day = Day(FIRST_DAY_OF_LIST.0 + days as i32);
                    if is_working_day(day) { day } else { next_working_day(day).min(AS_OF) }
                },
                |deal| deal.course.created.day(),
            );
            let (owner, source) = deal.map_or_else(
                || {
                    let owner = draw.weighted(&REPS.map(|rep| rep.weight));
                    (owner, draw.weighted(&SOURCES.map(|source| source.weight)))
                },
                |deal| (deal.course.rep, deal.course.source),
            );
            let company = place_company(in_97[at], &mut n_placed);
            let who = person(first_person + at);
            Contact {
                created,
                deal: deal.map(|_| at),
                duplicate: None,
                person: first_person + at,
                company,
                spelling: Spelling::Proper,
                email: Email::Address(address(&who, &domain(company))),
                phone: Some(at),
                position: Some(POSITIONS[draw.index(POSITIONS.len())]),
                has_postcode: true,
                owner: Some(owner),
                source: Some(source),
                tag: "",
                valid_days: f64::INFINITY,
            }
        })
        .collect()
}

/// The next company in the area 97, or elsewhere: each has about as many contacts. The stride, prime to both
/// numbers of companies, keeps neighbours of the list apart.
fn place_company(in_97: bool, n_placed: &mut [usize; 2]) -> usize {
    const STRIDE: usize = 77;
    let (n_here, others) = (N_COMPANIES / ONE_IN_97, ONE_IN_97 - 1);
    let n = &mut n_placed[usize::from(in_97)];
    *n += STRIDE;
    if in_97 {
        *n % n_here * ONE_IN_97
    } else {
        let nth = *n % (n_here * others);
        nth / others * ONE_IN_97 + nth % others + 1
    }
}

fn address(who: &Person, domain: &str) -> String {
    format!("{}.{}@{domain}", ascii(who.first), ascii(&who.last))
}

/// Exact duplicates and all duplicates in the area 97: a fifth, as of the whole list.
const fn n_duplicates_97() -> (usize, usize) {
    let n_exact = KNOWN.n_exact_duplicates / ONE_IN_97;
    (n_exact, n_exact + KNOWN.n_near_duplicates / ONE_IN_97)
}

/// Enters some contacts again, at least a month later.
fn duplicate(contacts: &mut Vec<Contact>, draw: &mut Draw) {
    let (n_exact_97, n_97) = n_duplicates_97();
    let latest = Day(AS_OF.0 - 60);
    for (in_97, n_exact, n) in [
        (true, n_exact_97, n_97),
        (
            false,
            KNOWN.n_exact_duplicates - n_exact_97,
            KNOWN.n_exact_duplicates + KNOWN.n_near_duplicates - n_97,
        ),
    ] {
        let originals = (0..contacts.len())
            .filter(|&at| contacts[at].in_97() == in_97 && contacts[at].created <= latest)
            .filter(|&at| contacts[at].duplicate.is_none())
            .collect();
        for (nth, at) in draw.sample(originals, n).into_iter().enumerate() {
            let mut copy = contacts[at].clone();
            let day = Day(draw.between(copy.created.0 + 30, AS_OF.0));
            copy.created = next_working_day(day).min(AS_OF);
            copy.deal = None;
            if nth < n_exact {
                copy.duplicate = Some(Duplicate::Exact);
                if let Email::Address(address) = &mut copy.email
                    && nth.is_multiple_of(3)
                {
                    *address = capitalised(address);
                }
            } else {
                copy.duplicate = Some(Duplicate::Near);
                let spellings = [Spelling::Joined, Spelling::Hyphened, Spelling::Lower];
                copy.spelling = pick(&spellings, nth);
                let (who, domain) = (copy.person(), domain(copy.company));
                let initial: String = who.first.chars().take(1).collect();
                copy.email =
                    Email::Address(format!("{}.{}@{domain}", ascii(&initial), ascii(&who.last)));
            }
            contacts.push(copy);
        }
    }
}

/// `anna.hobel@…` as some type it: `Anna.Hobel@…`.
fn capitalised(address: &str) -> String {
    let mut start = true;
    let (local, domain) = address.split_once('@').unwrap_or((address, ""));
    let local: String = local
        .chars()
        .map(|letter| {
            let upper = std::mem::replace(&mut start, letter == '.');
            if upper { letter.to_ascii_uppercase() } else { letter }
        })
        .collect();
    format!("{local}@{domain}")
}

/// Leaves fields empty. Originals and copies of duplicates keep their addresses, so that their number is known.
fn neglect(contacts: &mut [Contact], draw: &mut Draw) {
    let all = || (0..contacts.len()).collect::<Vec<usize>>();
    let with_97 = |in_97| all().into_iter().filter(|&at| contacts[at].in_97() == in_97).collect();
    let n_elsewhere = KNOWN.n_without_postcode - KNOWN.n_without_postcode_97;
    let mut unplaced = draw.sample(with_97(true), KNOWN.n_without_postcode_97);
    unplaced.extend(draw.sample(with_97(false), n_elsewhere));

    let mut persons: Vec<usize> =
        contacts.iter().filter(|contact| contact.duplicate.is_some()).map(|c| c.person).collect();
    persons.sort_unstable();
    let single = all()
        .into_iter()
        .filter(|&at| persons.binary_search(&contacts[at].person).is_err())
        .collect();
    let n_without_address = KNOWN.n_without_email + KNOWN.n_malformed_emails;
    let unaddressed = draw.sample(single, n_without_address);
    let no_phone = draw.sample(all(), KNOWN.n_without_phone);
    let no_position = draw.sample(all(), KNOWN.n_without_position);
    let no_owner = draw.sample(all(), KNOWN.n_contacts_without_owner);
    let no_source = draw.sample(all(), KNOWN.n_contacts_without_source);

    for at in unplaced {
        contacts[at].has_postcode = false;
    }
    for (nth, at) in unaddressed.into_iter().enumerate() {
        let email = std::mem::replace(&mut contacts[at].email, Email::Missing);
        if nth < KNOWN.n_malformed_emails
            && let Email::Address(address) = email
        {
            contacts[at].email = Email::Malformed(address.replace('@', "(at)"));
        }
    }
    for at in no_phone {
        contacts[at].phone = None;
    }
    for at in no_position {
        contacts[at].position = None;
    }
    for at in no_owner {
        contacts[at].owner = None;
    }
    for at in no_source {
        contacts[at].source = None;
    }
}

/// Tags, two of them in several spellings.
fn tag(contacts: &mut [Contact], draw: &mut Draw) {
    let n_dealer_unusual = KNOWN.n_tagged_dealer - KNOWN.n_tagged_dealer_usual;
    let n_key_unusual = KNOWN.n_tagged_key_account - KNOWN.n_tagged_key_account_usual;
    let counts = [
        ("Händler", KNOWN.n_tagged_dealer_usual),
        ("Haendler", n_dealer_unusual / 2),
        ("händler", n_dealer_unusual / 3),
        ("HÄNDLER", n_dealer_unusual - n_dealer_unusual / 2 - n_dealer_unusual / 3),
        ("Großkunde", KNOWN.n_tagged_key_account_usual),
        ("Grosskunde", n_key_unusual * 3 / 4),
        ("großkunde", n_key_unusual - n_key_unusual * 3 / 4),
        ("Interessent", 1_200),
        ("Lieferant", 300),
    ];
    let mut rows = draw.sample((0..contacts.len()).collect(), usize::MAX).into_iter();
    for (word, n) in counts {
        for at in rows.by_ref().take(n) {
            contacts[at].tag = word;
        }
    }
}

/// Plants the decay: a constant hazard, so that 2.1 % of the addresses still good go bad each month.
///
/// # Formula
/// `T = -ln(1 - u) / lambda` months, `lambda = -ln(1 - 0.021)` (MATH 3.1). The uniforms are stratified within
/// every hundred contacts in order of creation: each age has the planted share of bad addresses to within a
/// hundredth, and a fit finds the planted rate with much less than the sampling error of independent draws.
fn age(contacts: &mut [Contact], draw: &mut Draw) {
    let hazard_per_day = -(1.0 - KNOWN.monthly_decay).ln() / DAYS_PER_MONTH;
    for block in contacts.chunks_mut(100) {
        let uniforms = draw.stratified(block.len());
        for (contact, u) in block.iter_mut().zip(uniforms) {
            contact.valid_days = -(1.0 - u).ln() / hazard_per_day;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_company_of_an_area_has_its_turn() {
        let mut n_placed = [0; 2];
        for (in_97, n_companies) in [(true, 120), (false, 480)] {
            let companies: BTreeSet<usize> =
                (0..n_companies).map(|_| place_company(in_97, &mut n_placed)).collect();
            assert_eq!(companies.len(), n_companies);
            assert!(
                companies.iter().all(|n| *n < N_COMPANIES && n.is_multiple_of(ONE_IN_97) == in_97)
            );
        }
    }

    #[test]
    fn some_type_addresses_with_capitals() {
        assert_eq!(
            capitalised("anna.birkenhobel@igel-bau.example"),
            "Anna.Birkenhobel@igel-bau.example"
        );
    }
}
