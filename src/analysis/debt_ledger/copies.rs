//! Contacts that are in the list more than once.
//!
//! # Definition
//! - **Exact**: the same e-mail address, letters' case aside, unless two different last names share it (a mailbox of
//!   a company is no person).
//! - **Near**, each sign switchable ([`Matching`]): the same full name in any order of its words (titles aside)
//!   together with the same company under [`name_key`](crate::import::company::name_key) or the same telephone number; or the same company and
//!   full names that one letter tells apart.
//!
//! Contacts joined by any sign form a group. The contact that stands first in the file is the one kept, each further
//! one is a copy: exact if an address joined it to the group, near otherwise. So n contacts in a group are n - 1
//! copies, whatever the number of signs.
//!
//! # Cost
//! Records with one key are brought together by sorting 64-bit hashes (records linkage by blocking: Christen 2012,
//! *Data Matching*, ch. 4), names one letter apart by the deletion neighbourhood of each name within its company
//! (Garbe 2012, `SymSpell`; a name is compared with the first one of its neighbourhood only). No step compares all pairs: time grows as n log n. Keys are 64-bit hashes; among a
//! million of them two different ones agree by chance once in 37 million imports.
//!
//! # Verified
//! The planted copies of the demo company; a property test against the comparison of all pairs.

mod joined;
mod keys;

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use super::rule::Matching;
use crate::model::Table;
use joined::Joined;
pub use keys::Key;
use keys::{Keys, spelled};

/// The sign that made a contact a copy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sign {
    /// The same e-mail address.
    Email,
    /// The same name and company.
    NameAndCompany,
    /// The same name and telephone number.
    NameAndPhone,
    /// The same company, the name one letter off.
    OneLetter,
}

/// The groups of contacts that are probably one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Copies {
    /// Groups of at least two rows, ascending, in the order of their first rows. With each row but the first the sign
    /// that joined it.
    pub groups: Vec<Vec<(u32, Option<Sign>)>>,
}

impl Copies {
    /// The rows that are copies, with the sign.
    pub fn copies(&self) -> impl Iterator<Item = (u32, Sign)> + '_ {
        self.groups.iter().flatten().filter_map(|(row, sign)| Some((*row, (*sign)?)))
    }
}

/// Finds the copies among contacts; `None` where the table has nothing to compare by.
///
/// ```
/// use trichterwerk::analysis::debt_ledger::copies::{Sign, copies};
/// use trichterwerk::analysis::debt_ledger::LedgerConfig;
/// use trichterwerk::model::{Column, Meaning, RecordKind, Table, TextColumn, Values};
/// let mut emails = TextColumn::default();
/// ["a@x.de", "b@x.de", "A@X.de"].iter().for_each(|email| emails.push(email));
/// let column = Column { header: "E-Mail".into(), meaning: Meaning::Email, values: Values::Text(emails) };
/// let table = Table { name: "k.csv".into(), kind: RecordKind::Contact, n_rows: 3, columns: vec![column] };
/// let found = copies(&table, LedgerConfig::usual().matching).ok_or("no column to compare")?;
/// assert_eq!(found.copies().collect::<Vec<_>>(), [(2, Sign::Email)]);
/// # Ok::<(), &str>(())
/// ```
#[must_use]
pub fn copies(table: &Table, matching: Matching) -> Option<Copies> {
    let mut search = Search::new(table)?;
    for step in STEPS {
        search.take(step, table, matching);
    }
    Some(search.copies())
}

/// A part of the search, about one pass over the contacts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Make a key of each contact.
    Key(Key),
    /// Join what a sign says is one.
    Join(Sign),
}

/// The whole search, in order.
pub const STEPS: [Step; 8] = [
    Step::Key(Key::Email),
    Step::Key(Key::Name),
    Step::Key(Key::Company),
    Step::Key(Key::Phone),
    Step::Join(Sign::Email),
    Step::Join(Sign::NameAndCompany),
    Step::Join(Sign::NameAndPhone),
    Step::Join(Sign::OneLetter),
];

/// A search that is taken step by step.
#[derive(Debug)]
pub struct Search {
    keys: Keys,
    joined: Joined,
}

impl Search {
    /// A search to begin; `None` where the table has nothing to compare by.
    #[must_use]
    pub fn new(table: &Table) -> Option<Self> {
        Some(Self { keys: Keys::new(table)?, joined: Joined::new(table.n_rows) })
    }

    /// Takes a step; a sign that is switched off joins nothing.
    pub fn take(&mut self, step: Step, table: &Table, matching: Matching) {
        let (keys, joined) = (&self.keys, &mut self.joined);
        match step {
            Step::Key(key) => self.keys.read(table, key),
            Step::Join(Sign::Email) => by_address(keys, joined),
            Step::Join(sign @ Sign::NameAndCompany) if matching.name_and_company => {
                by_two(&keys.name, &keys.company, sign, joined);
            }
            Step::Join(sign @ Sign::NameAndPhone) if matching.name_and_phone => {
                by_two(&keys.name, &keys.phone, sign, joined);
            }
            Step::Join(Sign::OneLetter) if matching.one_letter => {
                by_one_letter(table, keys, joined);
            }
            Step::Join(_) => {}
        }
    }

    /// What was found.
    #[must_use]
    pub fn copies(self) -> Copies {
        self.joined.groups()
    }
}

/// Joins the contacts of one address, unless their last names say that several people share it.
fn by_address(keys: &Keys, joined: &mut Joined) {
    let mut rows: Vec<(u64, u64, u32)> = (0..keys.email.len())
        .filter_map(|row| {
            let email = *keys.email.get(row).filter(|key| **key != 0)?;
            Some((email, keys.last_name.get(row).copied().unwrap_or(0), row as u32))
        })
        .collect();
    rows.sort_unstable();
    for of_address in rows.chunk_by(|a, b| a.0 == b.0).filter(|rows| rows.len() > 1) {
        let of_name: Vec<_> = of_address.chunk_by(|a, b| a.1 == b.1).collect();
        let is_one_person =
            of_name.iter().filter(|rows| rows.iter().all(|r| r.1 != 0)).count() <= 1;
        let groups = if is_one_person { vec![of_address] } else { of_name };
        for rows in groups.into_iter().filter(|rows| is_one_person || rows.iter().all(|r| r.1 != 0))
        {
            joined.join_all(rows.iter().map(|row| row.2), Sign::Email);
        }
    }
}

/// Joins the contacts that agree in two keys.
fn by_two(one: &[u64], other: &[u64], sign: Sign, joined: &mut Joined) {
    let mut rows: Vec<(u64, u64, u32)> = one
        .iter()
        .zip(other)
        .enumerate()
        .filter(|(_, (one, other))| **one != 0 && **other != 0)
        .map(|(row, (one, other))| (*one, *other, row as u32))
        .collect();
    rows.sort_unstable();
    for same in rows.chunk_by(|a, b| (a.0, a.1) == (b.0, b.1)).filter(|rows| rows.len() > 1) {
        joined.join_all(same.iter().map(|row| row.2), sign);
    }
}

/// Shortest name that is compared letter by letter: in shorter ones a letter is a different name.
const MIN_NAME_CHARS: usize = 7;

/// Joins the contacts of one company whose names one letter tells apart.
fn by_one_letter(table: &Table, keys: &Keys, joined: &mut Joined) {
    let mut rows: Vec<(u64, u32)> = (0..table.n_rows)
        .filter_map(|row| {
            let company = *keys.company.get(row).filter(|key| **key != 0)?;
            keys.name.get(row).filter(|key| **key != 0)?;
            Some((company, row as u32))
        })
        .collect();
    rows.sort_unstable();
    let mut seen: FxHashMap<u64, u32> = FxHashMap::default();
    let mut hashes = Vec::new();
    for of_company in rows.chunk_by(|a, b| a.0 == b.0).filter(|rows| rows.len() > 1) {
        seen.clear();
        for &(_, row) in of_company {
            let name = spelled(table, row as usize);
            if name.len() < MIN_NAME_CHARS {
                continue;
            }
            neighbourhood(&name, &mut hashes);
            for hash in &hashes {
                // Only looked up: the order of the map reaches no result.
                match seen.get(hash) {
                    Some(&known) if known != row => {
                        if is_one_letter_off(&spelled(table, known as usize), &name) {
                            joined.join_all([known, row].into_iter(), Sign::OneLetter);
                        }
                    }
                    Some(_) => {}
                    None => {
                        seen.insert(*hash, row);
                    }
                }
            }
        }
    }
}

/// The hashes of a name and of the name without each of its letters: two names one letter apart share one.
///
/// Polynomials in an odd base modulo 2^64 (Karp & Rabin 1987), so that leaving a letter out takes two products and no
/// new text. Names whose hashes agree by chance are told apart by their letters.
fn neighbourhood(name: &[char], hashes: &mut Vec<u64>) {
    const BASE: u64 = 0x9e37_79b9_7f4a_7c15;
    let code = |letter: &char| u64::from(u32::from(*letter));
    hashes.clear();
    let mut front = 0_u64;
    for letter in name {
        hashes.push(front);
        front = front.wrapping_mul(BASE).wrapping_add(code(letter));
    }
    // From the end: what stands behind a letter, and the weight of its front by the number of letters behind it.
    let (mut behind, mut weight) = (0_u64, 1_u64);
    for (hash, letter) in hashes.iter_mut().zip(name).rev() {
        *hash = hash.wrapping_mul(weight).wrapping_add(behind);
        behind = behind.wrapping_add(code(letter).wrapping_mul(weight));
        weight = weight.wrapping_mul(BASE);
    }
    hashes.push(front);
}

/// Whether one letter put in, left out or replaced turns one name into the other (Levenshtein distance at most 1).
fn is_one_letter_off(a: &[char], b: &[char]) -> bool {
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    if long.len() - short.len() > 1 {
        return false;
    }
    let n_front = short.iter().zip(long).take_while(|(a, b)| a == b).count();
    let n_back = short.iter().rev().zip(long.iter().rev()).take_while(|(a, b)| a == b).count();
    n_front + n_back >= long.len().saturating_sub(1)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::model::{Column, Meaning, RecordKind, TextColumn, Values};

    const ALL: Matching =
        Matching { name_and_company: true, name_and_phone: true, one_letter: true };
    const NONE: Matching =
        Matching { name_and_company: false, name_and_phone: false, one_letter: false };

    /// Contacts of name, company, e-mail and telephone.
    fn table(rows: &[[&str; 4]]) -> Table {
        let meanings = [Meaning::Contact, Meaning::Company, Meaning::Email, Meaning::Phone];
        let columns = meanings.into_iter().enumerate().map(|(at, meaning)| {
            let mut values = TextColumn::default();
            for row in rows {
                values.push(row[at]);
            }
            Column { header: format!("{meaning:?}"), meaning, values: Values::Text(values) }
        });
        Table {
            name: "k.csv".into(),
            kind: RecordKind::Contact,
            n_rows: rows.len(),
            columns: columns.collect(),
        }
    }

    fn found(rows: &[[&str; 4]], matching: Matching) -> Vec<(u32, Sign)> {
        copies(&table(rows), matching).unwrap().copies().collect()
    }

    #[test]
    fn an_address_in_any_case_is_one_contact() {
        let rows = [["A B", "", "a@x.de", ""], ["", "", "A@X.DE", ""], ["C D", "", "c@x.de", ""]];
        assert_eq!(found(&rows, NONE), [(1, Sign::Email)]);
    }

    #[test]
    fn a_mailbox_of_several_people_is_no_copy() {
        let rows = [
            ["Anna Hobel", "X", "info@x.de", ""],
            ["Otto Fräse", "X", "info@x.de", ""],
            ["Anna Hobel", "X", "info@x.de", ""],
            ["", "X", "info@x.de", ""],
        ];
        assert_eq!(found(&rows, NONE), [(2, Sign::Email)]);
    }

    #[test]
    fn names_match_in_any_order_with_a_company_or_a_number() {
        let rows = [
            ["Dr. Anna Hobel", "GTX Pro GmbH", "", "0931 12345"],
            ["Hobel, Anna", "GTXPro", "", ""],
            ["anna hobel", "Andere AG", "", "+49 931 12345"],
            ["Hobel", "GTX Pro GmbH", "", "0931 12345"],
        ];
        assert_eq!(found(&rows, ALL), [(1, Sign::NameAndCompany), (2, Sign::NameAndPhone)]);
        assert_eq!(found(&rows, NONE), []);
    }

    #[test]
    fn one_letter_off_is_a_copy_only_where_it_is_asked_for() {
        let rows = [
            ["Anna Birkenhobel", "X", "", ""],
            ["Anna Birkenhubal", "X", "", ""],
            ["Anna Birkenhobl", "X", "", ""],
            ["Anna Birkenhobel", "Y", "", ""],
        ];
        assert_eq!(found(&rows, ALL), [(2, Sign::OneLetter)]);
        assert_eq!(found(&rows, Matching { one_letter: false, ..ALL }), []);
    }

    #[test]
    fn a_neighbourhood_holds_the_name_without_each_of_its_letters() {
        let of = |text: &str| {
            let mut hashes = Vec::new();
            neighbourhood(&text.chars().collect::<Vec<_>>(), &mut hashes);
            hashes
        };
        let rests = ["hobel", "obel", "hbel", "hoel", "hobl", "hobe"];
        let mut expected: Vec<u64> =
            rests.iter().filter_map(|rest| of(rest).last().copied()).collect();
        let mut found = of("hobel");
        assert_eq!(found.last(), expected.first());
        expected.sort_unstable();
        found.sort_unstable();
        assert_eq!(found, expected);
    }

    #[test]
    fn a_chain_of_signs_is_one_group() {
        let rows = [
            ["Anna Hobel", "X", "a@x.de", ""],
            ["Anna Hobel", "X", "b@x.de", ""],
            ["", "", "b@x.de", ""],
        ];
        let groups = copies(&table(&rows), ALL).unwrap().groups;
        assert_eq!(
            groups,
            [vec![(0, None), (1, Some(Sign::NameAndCompany)), (2, Some(Sign::Email))]]
        );
    }

    #[test]
    fn nothing_to_compare_is_not_zero() {
        let mut bare = table(&[["A B", "X", "a@x.de", ""]]);
        bare.columns.retain(|column| column.meaning == Meaning::Company);
        assert_eq!(copies(&bare, ALL), None);
    }

    proptest! {
        /// The groups are those of comparing every pair.
        #[test]
        fn sorting_finds_what_comparing_all_pairs_finds(
            rows in prop::collection::vec((0..4_usize, 0..3_usize, 0..6_usize, 0..4_usize), 0..40),
        ) {
            let names = ["", "Anna Hobel", "Otto Säge", "Ida Feile"];
            let companies = ["", "X GmbH", "Y"];
            let phones = ["", "0931 11111", "0931 22222", "0931 33333"];
            let emails = ["", "", "", "a@x.de", "b@x.de", "c@x.de"];
            let rows: Vec<[&str; 4]> = rows
                .iter()
                .map(|(n, c, e, p)| [names[*n], companies[*c], emails[*e], phones[*p]])
                .collect();
            let matching = Matching { one_letter: false, ..ALL };
            let found = copies(&table(&rows), matching).unwrap();
            let same = |a: &[&str; 4], b: &[&str; 4]| {
                !a[0].is_empty() && a[0] == b[0]
                    && [1, 3, 2].iter().any(|at| !a[*at].is_empty() && a[*at] == b[*at])
            };
            // Blank names join a mailbox of one person, which pairs cannot see: left to the test above.
            let rows_with_names: Vec<usize> =
                (0..rows.len()).filter(|at| !rows[*at][0].is_empty()).collect();
            let group_of = |row: usize| found.groups.iter().position(|g| g.iter().any(|(r, _)| *r as usize == row));
            for &a in &rows_with_names {
                for &b in &rows_with_names {
                    if a < b && same(&rows[a], &rows[b]) {
                        prop_assert!(group_of(a).is_some() && group_of(a) == group_of(b));
                    }
                }
            }
            let mut members: Vec<u32> = found.groups.iter().flatten().map(|(row, _)| *row).collect();
            let n = members.len();
            members.sort_unstable();
            members.dedup();
            prop_assert_eq!(members.len(), n);
        }
    }
}
