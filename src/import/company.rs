//! Names of companies and products without their accidents: legal forms, punctuation, blanks.
//!
//! `GTXPro` and `GTX Pro` are one product, `Müller GmbH & Co. KG` and `Mueller` probably one firm. Names with one
//! key are *offered* as a merge, never merged silently (SPEC I7); joins by name and company compare keys.

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use super::fold::fold;
use crate::model::DictColumn;

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
    const LEGAL_FORMS: [&str; 41] = [
        "gmbh",
        "mbh",
        "ag",
        "kg",
        "kgaa",
        "co",
        "ohg",
        "ug",
        "gbr",
        "ev",
        "eg",
        "se",
        "ek",
        "haftungsbeschraenkt",
        "gesellschaft",
        "und",
        "and",
        "cie",
        "inc",
        "incorporated",
        "ltd",
        "limited",
        "llc",
        "llp",
        "plc",
        "corp",
        "corporation",
        "company",
        "bv",
        "nv",
        "sa",
        "sarl",
        "sas",
        "spa",
        "srl",
        "oy",
        "ab",
        "as",
        "aps",
        "sro",
        "gesmbh",
    ];
    let folded = fold(name)
        .replace("e.v.", "ev")
        .replace("e.k.", "ek")
        .replace("s.a.", "sa")
        .replace("b.v.", "bv");
    let words: Vec<&str> = folded
        .split(|letter: char| !letter.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect();
    // Legal forms stand behind the name: the first word is never one.
    let kept = words
        .iter()
        .enumerate()
        .filter(|(at, word)| *at == 0 || !LEGAL_FORMS.contains(word))
        .map(|(_, word)| *word);
    kept.collect()
}

/// Groups of different names with one key, in the order in which the column first names them.
#[must_use]
pub fn merge_candidates(header: &str, column: &DictColumn) -> Vec<MergeCandidate> {
    let keys: Vec<String> = column.words.iter().map(|word| name_key(word)).collect();
    let mut groups: FxHashMap<&str, Vec<usize>> = FxHashMap::default();
    let mut order = Vec::new();
    for (at, key) in keys.iter().enumerate().filter(|(_, key)| !key.is_empty()) {
        let members = groups.entry(key).or_default();
        members.push(at);
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
