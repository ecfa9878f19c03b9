//! Rows of one table linked to rows of another: by key, else by e-mail address, else by name and company.
//!
//! Of the ways two tables have in common the first is taken that links at least half of the rows that have such a
//! key, or else the one that links most. A row with several partners is linked to the first of them and counted
//! as ambiguous. Keys are compared by a 64-bit hash (FNV-1a): among a million of them two different ones agree by
//! chance once in 37 million imports.

use super::company::name_key;
use super::fold::fold;
use super::literal::blank::trim_text;
use crate::model::dataset::JoinKey;
use crate::model::{Join, Meaning, RecordKind, Table, Values};

/// The link between two tables; `None` where they have no way in common.
#[must_use]
pub fn join(from: &Table, to: &Table) -> Option<Join> {
    let mut best: Option<Join> = None;
    for key in [JoinKey::Id, JoinKey::Email, JoinKey::NameAndCompany] {
        let (Some(seekers), Some(partners)) =
            (keys(from, key, Side::From(to.kind)), keys(to, key, Side::To))
        else {
            continue;
        };
        let found = link(from.kind, to.kind, key, &seekers, &partners);
        let n_linked = found.n_matched + found.n_ambiguous;
        let n_seeking = seekers.iter().flatten().count();
        if n_linked == 0 {
            continue;
        }
        if n_linked * 2 >= n_seeking {
            return Some(found);
        }
        if best.as_ref().is_none_or(|best| n_linked > best.n_matched + best.n_ambiguous) {
            best = Some(found);
        }
    }
    best
}

/// Which side of a link a table is on.
#[derive(Clone, Copy)]
enum Side {
    /// The one whose rows look for a partner of this kind.
    From(RecordKind),
    /// The one they look in.
    To,
}

/// Per row of a table the hash of its key; `None` where the table has no column for it.
fn keys(table: &Table, key: JoinKey, side: Side) -> Option<Vec<Option<u64>>> {
    match key {
        JoinKey::Id => {
            let meaning = match side {
                Side::To => Meaning::Id,
                Side::From(RecordKind::Deal) => Meaning::DealId,
                Side::From(RecordKind::Contact) => Meaning::ContactId,
                Side::From(RecordKind::Activity | RecordKind::Mailing) => return None,
            };
            Some(hashes(&table.column(&meaning)?.values, |id| trim_text(id).to_owned()))
        }
        JoinKey::Email => Some(hashes(&table.column(&Meaning::Email)?.values, fold)),
        JoinKey::NameAndCompany => {
            let company = hashes(&table.column(&Meaning::Company)?.values, name_key);
            let name = full_names(table)?;
            Some(
                name.into_iter()
                    .zip(company)
                    .map(|(name, company)| Some(mix(name?, company?)))
                    .collect(),
            )
        }
    }
}

/// Per row the hash of the person's full name.
fn full_names(table: &Table) -> Option<Vec<Option<u64>>> {
    let first = table.column(&Meaning::FirstName);
    let last = table.column(&Meaning::LastName);
    if let (Some(first), Some(last)) = (first, last) {
        let full = |row: usize| {
            let last = last.values.text(row)?;
            let first = first.values.text(row).unwrap_or_default();
            Some(hash(fold(&format!("{first} {last}")).bytes()))
        };
        return Some((0..table.n_rows).map(full).collect());
    }
    Some(hashes(&table.column(&Meaning::Contact)?.values, |name| {
        // `Muster, Max` is `Max Muster`.
        match name.split_once(',') {
            Some((last, first)) => fold(&format!("{first} {last}")),
            None => fold(name),
        }
    }))
}

fn hashes(values: &Values, normal: impl Fn(&str) -> String) -> Vec<Option<u64>> {
    let of =
        |text: &str| Some(normal(text)).filter(|text| !text.is_empty()).map(|t| hash(t.bytes()));
    match values {
        Values::Dict(column) => {
            let by_code: Vec<Option<u64>> = column.words.iter().map(|word| of(word)).collect();
            (0..column.codes.len())
                .map(|row| {
                    let at = (column.codes.get(row) as usize).checked_sub(1)?;
                    by_code.get(at).copied().flatten()
                })
                .collect()
        }
        Values::Text(column) => {
            (0..column.len()).map(|row| column.get(row).and_then(|text| of(&text))).collect()
        }
        other => (0..super::values::n_rows(other))
            .map(|row| super::values::word(other, row).and_then(|text| of(&text)))
            .collect(),
    }
}

fn link(
    from: RecordKind,
    to: RecordKind,
    key: JoinKey,
    seekers: &[Option<u64>],
    partners: &[Option<u64>],
) -> Join {
    let mut index: Vec<(u64, u32)> =
        partners.iter().enumerate().filter_map(|(row, key)| Some(((*key)?, row as u32))).collect();
    index.sort_unstable();
    let (mut n_matched, mut n_unmatched, mut n_ambiguous) = (0, 0, 0);
    let target = seekers
        .iter()
        .map(|seeker| {
            let found = seeker.map_or(&[][..], |wanted| {
                let start = index.partition_point(|(key, _)| *key < wanted);
                let rest = index.get(start..).unwrap_or_default();
                let n = rest.partition_point(|(key, _)| *key == wanted);
                rest.get(..n).unwrap_or_default()
            });
            match found {
                [] => n_unmatched += 1,
                [_] => n_matched += 1,
                _ => n_ambiguous += 1,
            }
            found.first().map(|(_, row)| *row)
        })
        .collect();
    Join { from, to, key, target, n_matched, n_unmatched, n_ambiguous }
}

/// FNV-1a of 64 bits (Fowler, Noll and Vo 1991): the same on every machine.
#[must_use]
pub fn hash(bytes: impl IntoIterator<Item = u8>) -> u64 {
    bytes.into_iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

const fn mix(one: u64, other: u64) -> u64 {
    (one.rotate_left(31) ^ other).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::values::DictBuilder;
    use crate::model::Column;

    fn table(kind: RecordKind, columns: &[(Meaning, &[&str])]) -> Table {
        Table {
            name: String::new(),
            kind,
            n_rows: columns[0].1.len(),
            columns: columns
                .iter()
                .map(|(meaning, words)| {
                    let mut builder = DictBuilder::default();
                    for word in *words {
                        builder.push(Some(*word).filter(|word| !word.is_empty()));
                    }
                    Column {
                        header: format!("{meaning:?}"),
                        meaning: meaning.clone(),
                        values: Values::Dict(builder.finish()),
                    }
                })
                .collect(),
        }
    }

    #[test]
    fn ids_come_before_addresses_and_every_row_is_counted_once() {
        let contacts = table(
            RecordKind::Contact,
            &[
                (Meaning::Id, &["1", "2", "3", "3"]),
                (Meaning::Email, &["a@x.de", "b@x.de", "c@x.de", "d@x.de"]),
            ],
        );
        let calls = table(
            RecordKind::Activity,
            &[
                (Meaning::ContactId, &["2", "9", "3", ""]),
                (Meaning::Email, &["a@x.de", "", "", ""]),
            ],
        );
        let found = join(&calls, &contacts).unwrap();
        assert_eq!(found.key, JoinKey::Id);
        assert_eq!(found.target, [Some(1), None, Some(2), None]);
        assert_eq!((found.n_matched, found.n_unmatched, found.n_ambiguous), (1, 2, 1));
    }

    #[test]
    fn addresses_link_where_keys_do_not() {
        let contacts = table(RecordKind::Contact, &[(Meaning::Email, &["A@X.de ", "b@x.de"])]);
        let mails =
            table(RecordKind::Mailing, &[(Meaning::Email, &["b@x.de", "a@x.de", "c@x.de"])]);
        let found = join(&mails, &contacts).unwrap();
        assert_eq!((found.key, found.n_matched, found.n_unmatched), (JoinKey::Email, 2, 1));
        assert_eq!(found.target, [Some(1), Some(0), None]);
    }

    #[test]
    fn names_link_only_together_with_their_company() {
        let contacts = table(
            RecordKind::Contact,
            &[
                (Meaning::FirstName, &["Max", "Max"]),
                (Meaning::LastName, &["Muster", "Muster"]),
                (Meaning::Company, &["Acme GmbH", "Zeta AG"]),
            ],
        );
        let deals = table(
            RecordKind::Deal,
            &[
                (Meaning::Contact, &["Muster, Max", "max muster"]),
                (Meaning::Company, &["Zeta", "Omega"]),
            ],
        );
        let found = join(&deals, &contacts).unwrap();
        assert_eq!((found.key, found.target), (JoinKey::NameAndCompany, vec![Some(1), None]));
    }

    #[test]
    fn nothing_in_common_is_no_link() {
        let contacts = table(RecordKind::Contact, &[(Meaning::Email, &["a@x.de"])]);
        let deals = table(RecordKind::Deal, &[(Meaning::Id, &["1"])]);
        assert!(join(&deals, &contacts).is_none());
    }
}
