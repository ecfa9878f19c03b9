//! Names of companies and products without their accidents: legal forms, punctuation, blanks.
//!
//! `GTXPro` and `GTX Pro` are one product, `Müller GmbH & Co. KG` and `Mueller` probably one firm. Names with one
//! key are *offered* as a merge, never merged silently (SPEC I7); joins by name and company compare keys.

use std::hash::BuildHasher as _;

use rustc_hash::{FxBuildHasher, FxHashMap, FxHashSet};
use serde::{Deserialize, Serialize};

use super::fold::fold_into;
use crate::model::{Dataset, DictColumn, Meaning, Values};

/// Names of a column that probably mean one thing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MergeCandidate {
    /// Header of the column in which they stand.
    pub header: String,
    /// The names, most frequent first, each with its number of rows.
    pub names: Vec<(String, usize)>,
}

/// The name folded, without legal forms, punctuation and blanks; the folded name where nothing else is left.
///
/// ```
/// use trichterwerk::import::company::name_key;
/// assert_eq!(name_key("Müller GmbH & Co. KG"), name_key("Mueller"));
/// assert_eq!(name_key("GTXPro"), name_key("GTX Pro"));
/// ```
#[must_use]
pub fn name_key(name: &str) -> String {
    let (mut key, mut folded) = (String::new(), String::new());
    write_key(name, &mut key, &mut folded);
    key
}

/// Writes the key of a name into a buffer in place of what it holds; the other buffer is scratch.
fn write_key(name: &str, key: &mut String, folded: &mut String) {
    key.clear();
    fold_into(name, folded);
    // `e.V.` and `S.A.` are one word each: points do not split.
    folded.retain(|letter| letter != '.');
    let words = folded.split(|letter: char| !letter.is_alphanumeric());
    for word in words.filter(|word| !word.is_empty()) {
        // Legal forms stand behind the name: the first word is never one.
        if key.is_empty() || !is_legal_form(word) {
            key.push_str(word);
        }
    }
}

#[rustfmt::skip]
fn is_legal_form(word: &str) -> bool {
    matches!(
        word,
        "gmbh" | "mbh" | "ag" | "kg" | "kgaa" | "co" | "ohg" | "ug" | "gbr" | "ev" | "eg" | "se" | "ek"
            | "haftungsbeschraenkt" | "gesellschaft" | "gesmbh" | "und" | "and" | "cie" | "inc" | "incorporated"
            | "ltd" | "limited" | "llc" | "llp" | "plc" | "corp" | "corporation" | "company" | "bv" | "nv" | "sa"
            | "sarl" | "sas" | "spa" | "srl" | "oy" | "ab" | "as" | "aps" | "sro"
    )
}

/// The names of companies and products in a dataset that probably mean one thing. Asked for when somebody looks at
/// them: an import of a million deals does not wait for it.
#[must_use]
pub fn offered_merges(dataset: &Dataset) -> Vec<MergeCandidate> {
    let deals = dataset.deals.as_ref().map(|deals| &deals.table);
    let contacts = dataset.contacts.as_ref().map(|contacts| &contacts.table);
    let mut found = Vec::new();
    for table in [deals, contacts].into_iter().flatten() {
        for meaning in [Meaning::Company, Meaning::Product] {
            let Some(column) = table.column(&meaning) else { continue };
            if let Values::Dict(words) = &column.values {
                found.extend(merge_candidates(&column.header, words));
            }
        }
    }
    found
}

/// Groups of different names with one key, in the order in which the column first names them.
///
/// Nearly all of some ten thousand names are the only one with their key, so hashes of the keys are compared first and
/// the keys of the few that are alike kept.
#[must_use]
pub fn merge_candidates(header: &str, column: &DictColumn) -> Vec<MergeCandidate> {
    let (mut key, mut folded) = (String::new(), String::new());
    let mut hashes = Vec::with_capacity(column.words.len());
    let mut seen = FxHashSet::default();
    let mut repeated = FxHashSet::default();
    for word in &column.words {
        write_key(word, &mut key, &mut folded);
        let hash = FxBuildHasher.hash_one(&key);
        if !key.is_empty() && !seen.insert(hash) {
            repeated.insert(hash);
        }
        hashes.push(hash);
    }
    let alike = hashes.iter().enumerate().filter(|(_, hash)| repeated.contains(hash));
    let keys: Vec<(usize, String)> = alike
        .filter_map(|(at, _)| Some((at, name_key(column.words.get(at)?))))
        .filter(|(_, key)| !key.is_empty())
        .collect();
    let mut groups: FxHashMap<&str, Vec<usize>> = FxHashMap::default();
    let mut order = Vec::new();
    for (at, key) in &keys {
        let members = groups.entry(key).or_default();
        members.push(*at);
        if members.len() == 2 {
            order.push(key.as_str());
        }
    }
    if order.is_empty() {
        return Vec::new();
    }
    let counts = column.counts();
    order
        .into_iter()
        .filter_map(|key| {
            let mut names: Vec<(String, usize)> = groups
                .get(key)?
                .iter()
                .filter_map(|&at| {
                    let n_rows = counts.get(at + 1).copied().unwrap_or(0) as usize;
                    Some((column.words.get(at)?.to_string(), n_rows))
                })
                .collect();
            names.sort_by_key(|(_, n_rows)| std::cmp::Reverse(*n_rows));
            Some(MergeCandidate { header: header.to_owned(), names })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::values::DictBuilder;

    #[test]
    fn legal_forms_and_blanks_do_not_tell_firms_apart() {
        for (one, other) in [
            ("GTXPro", "GTX Pro"),
            ("Müller GmbH & Co. KG", "MUELLER"),
            ("Acme Inc.", "ACME"),
            ("Firma 7 GmbH", "Firma 7"),
            ("Verein e.V.", "Verein"),
        ] {
            assert_eq!(name_key(one), name_key(other), "{one} {other}");
        }
        assert_ne!(name_key("Firma 7"), name_key("Firma 8"));
        assert_ne!(name_key("AG"), "");
    }

    #[test]
    fn names_with_one_key_are_offered_most_frequent_first() {
        let mut builder = DictBuilder::default();
        for name in ["GTXPro", "Acme", "GTX Pro", "GTX Pro", "Zeta"] {
            builder.push(Some(name));
        }
        let found = merge_candidates("Produkt", &builder.finish());
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].names, [("GTX Pro".to_owned(), 2), ("GTXPro".to_owned(), 1)]);
    }
}
