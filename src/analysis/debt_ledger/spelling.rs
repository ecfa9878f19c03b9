//! One thing under several spellings.
//!
//! # Definition (MATH 7.1)
//! Two words belong to one cluster if they are the same after folding: lower case, no blanks around, ae, oe, ue and
//! ss for umlauts and sharp s, no accents ([`fold`]). Companies also lose legal form, blanks and punctuation
//! ([`name_key`]). The usual spelling is the most frequent one, of equals the one met first. Recall is the share of
//! the cluster that an exact search for the usual spelling finds.
//!
//! A cell may hold several tags between `;`, `,` or `|`; each counts for itself.
//!
//! # Assumptions
//! What folds to one word means one thing. `Händler` and `Haendler` do; that `Dealer` means the same no rule can know.
//!
//! # Verified
//! The planted spellings of the demo company.

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use super::rule::Field;
use crate::import::company::name_key;
use crate::import::fold::fold;
use crate::import::values::DictBuilder;
use crate::model::{DictColumn, Selection, Values};

/// A thing with more than one spelling.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SpellingCluster {
    /// The field.
    pub field: Field,
    /// The usual spelling.
    pub usual: String,
    /// Records with it.
    pub n_usual: u64,
    /// The other spellings, most frequent first, each with its records.
    pub variants: Vec<(String, u64)>,
}

impl SpellingCluster {
    /// Records of all spellings.
    #[must_use]
    pub fn n(&self) -> u64 {
        self.n_usual + self.n_unusual()
    }

    /// Records with another than the usual spelling.
    #[must_use]
    pub fn n_unusual(&self) -> u64 {
        self.variants.iter().map(|(_, n)| n).sum()
    }

    /// Share of the cluster that an exact search for the usual spelling finds.
    #[must_use]
    pub fn recall(&self) -> f64 {
        self.n_usual as f64 / (self.n() as f64).max(1.0)
    }
}

/// The clusters of a field, and the rows with an unusual spelling.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spellings {
    /// Things with more than one spelling, the largest disorder first.
    pub clusters: Vec<SpellingCluster>,
    /// Rows with an unusual spelling.
    pub unusual: Selection,
    /// Per row the cluster of its first unusual spelling, as a place in `clusters`.
    pub cluster_of_row: Vec<Option<u16>>,
    /// Rows with any word.
    pub n_filled: usize,
}

/// Finds the clusters of a column.
///
/// ```
/// use trichterwerk::analysis::debt_ledger::Field;
/// use trichterwerk::analysis::debt_ledger::spelling::spellings;
/// use trichterwerk::model::{TextColumn, Values};
/// let mut tags = TextColumn::default();
/// ["Händler", "Haendler", "Händler"].iter().for_each(|tag| tags.push(tag));
/// let found = spellings(Field::Tags, &Values::Text(tags), 3);
/// assert_eq!(found.clusters[0].usual, "Händler");
/// assert_eq!(found.unusual.rows().collect::<Vec<_>>(), [1]);
/// ```
#[must_use]
pub fn spellings(field: Field, values: &Values, n_rows: usize) -> Spellings {
    let made;
    let column = match values {
        Values::Dict(column) => column,
        values => {
            let mut builder = DictBuilder::default();
            (0..n_rows).for_each(|row| builder.push(values.text(row).as_deref()));
            made = builder.finish();
            &made
        }
    };
    let counts = column.counts();
    let found = clusters(field, column, &counts);
    // Per word the cluster in which it is unusual.
    let mut of_code: Vec<Option<u16>> = vec![None];
    for word in &column.words {
        let unusual = parts(field, word).find_map(|part| {
            let at = *found.place.get(&key(field, part))?;
            let cluster = found.clusters.get(usize::from(at))?;
            (cluster.usual != part).then_some(at)
        });
        of_code.push(unusual);
    }
    let of_row = |row| of_code.get(column.codes.get(row) as usize).copied().flatten();
    let cluster_of_row: Vec<Option<u16>> = (0..n_rows).map(of_row).collect();
    Spellings {
        unusual: Selection::of(n_rows, |row| cluster_of_row.get(row).is_some_and(Option::is_some)),
        n_filled: n_rows - counts.first().map_or(0, |n| *n as usize).min(n_rows),
        clusters: found.clusters,
        cluster_of_row,
    }
}

struct Found {
    clusters: Vec<SpellingCluster>,
    /// Place of the cluster of a key. Only looked up.
    place: FxHashMap<String, u16>,
}

/// Spellings under one key with their rows, in order of appearance.
type Group<'a> = (String, Vec<(&'a str, u64)>);

fn clusters(field: Field, column: &DictColumn, counts: &[u32]) -> Found {
    let mut at_of_key: FxHashMap<String, usize> = FxHashMap::default();
    let mut groups: Vec<Group<'_>> = Vec::new();
    for (at, word) in column.words.iter().enumerate() {
        let n = u64::from(counts.get(at + 1).copied().unwrap_or(0));
        for part in parts(field, word).filter(|_| n > 0) {
            let key = key(field, part);
            let place = *at_of_key.entry(key.clone()).or_insert(groups.len());
            if place == groups.len() {
                groups.push((key, Vec::new()));
            }
            let Some((_, group)) = groups.get_mut(place) else { continue };
            match group.iter_mut().find(|(known, _)| *known == part) {
                Some((_, known)) => *known += n,
                None => group.push((part, n)),
            }
        }
    }
    let mut found: Vec<(String, SpellingCluster)> = groups
        .into_iter()
        .filter(|(key, group)| group.len() > 1 && !key.is_empty())
        .filter_map(|(key, mut group)| {
            // Stable: of equals the one met first stays first.
            group.sort_by_key(|(_, n)| std::cmp::Reverse(*n));
            let (usual, n_usual) = *group.first()?;
            let variants = group.iter().skip(1).map(|(word, n)| ((*word).to_owned(), *n)).collect();
            Some((key, SpellingCluster { field, usual: usual.to_owned(), n_usual, variants }))
        })
        .collect();
    found.sort_by_key(|(_, cluster)| std::cmp::Reverse(cluster.n_unusual()));
    // More disorder than this is no disorder of spelling any more.
    found.truncate(usize::from(u16::MAX));
    let place = found.iter().enumerate().map(|(at, (key, _))| (key.clone(), at as u16)).collect();
    Found { clusters: found.into_iter().map(|(_, cluster)| cluster).collect(), place }
}

fn key(field: Field, word: &str) -> String {
    if field == Field::Company { name_key(word) } else { fold(word) }
}

/// The tags of a cell; other fields hold one word.
fn parts(field: Field, word: &str) -> impl Iterator<Item = &str> {
    let is_split = field == Field::Tags;
    word.split(move |c: char| is_split && matches!(c, ';' | ',' | '|'))
        .map(str::trim)
        .filter(|part| !part.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn column(words: &[&str]) -> Values {
        let mut builder = DictBuilder::default();
        for word in words {
            builder.push((!word.is_empty()).then_some(*word));
        }
        Values::Dict(builder.finish())
    }

    fn found(field: Field, words: &[&str]) -> Spellings {
        spellings(field, &column(words), words.len())
    }

    #[test]
    fn spellings_that_fold_to_one_word_are_a_cluster() {
        let words = ["Haendler", "Händler", "Händler", "HÄNDLER", "", "Kunde"];
        let found = found(Field::Tags, &words);
        assert_eq!(found.clusters.len(), 1);
        let cluster = &found.clusters[0];
        assert_eq!((cluster.usual.as_str(), cluster.n_usual), ("Händler", 2));
        assert_eq!(cluster.variants, [("Haendler".to_owned(), 1), ("HÄNDLER".to_owned(), 1)]);
        assert!((cluster.recall() - 0.5).abs() < 1e-12);
        assert_eq!(found.unusual.rows().collect::<Vec<_>>(), [0, 3]);
        assert_eq!(found.n_filled, 5);
    }

    #[test]
    fn each_tag_of_a_cell_counts_for_itself() {
        let found = found(Field::Tags, &["VIP; Händler", "Händler", "vip", "VIP"]);
        assert_eq!(found.clusters[0].usual, "VIP");
        assert_eq!(found.clusters[0].n(), 3);
        assert_eq!(found.unusual.rows().collect::<Vec<_>>(), [2]);
    }

    #[test]
    fn companies_lose_their_legal_form_and_tags_do_not() {
        let words = ["GTX Pro GmbH", "GTXPro", "GTX Pro GmbH"];
        assert_eq!(found(Field::Company, &words).clusters.len(), 1);
        assert_eq!(found(Field::Tags, &words).clusters.len(), 0);
    }
}
