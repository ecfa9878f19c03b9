//! Words of a column that differ by nothing but case and blanks, and words that stand for nothing.
//!
//! `Google`/`google`, `'Production       '`, `'M '`: variants are merged into the most frequent of them (of equals
//! the one met first), missing words become missing rows. Both are counted and shown; neither happens anywhere
//! else in the program.

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use super::literal::blank::trim_text;
use super::literal::missing::MissingWords;
use super::values::recode;
use crate::model::DictColumn;

/// Variants of a word that were merged.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct VariantMerge {
    /// Header of the column.
    pub header: String,
    /// The word they were merged into.
    pub kept: String,
    /// The other spellings, each with its number of rows.
    pub merged: Vec<(String, usize)>,
}

/// A word that was taken for missing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MissingFound {
    /// Header of the column.
    pub header: String,
    /// The word.
    pub word: String,
    /// Rows with it.
    pub n_rows: usize,
}

/// A column with its variants merged and its missing words taken out, and what was done.
#[derive(Clone, Debug, PartialEq)]
pub struct Cleaned {
    /// The column, where anything was done; `None` leaves it as it is.
    pub column: Option<DictColumn>,
    /// The merges.
    pub merges: Vec<VariantMerge>,
    /// The missing words.
    pub missing: Vec<MissingFound>,
}

/// Merges the variants of a column and takes its missing words out.
#[must_use]
pub fn clean(header: &str, column: &DictColumn, missing: &MissingWords) -> Cleaned {
    // Without a word that needs work the rows are never looked at: the usual case, and a million rows long.
    let folded: Vec<String> =
        column.words.iter().map(|word| trim_text(word).to_lowercase()).collect();
    let mut groups: FxHashMap<&str, Vec<usize>> = FxHashMap::default();
    let mut order: Vec<&str> = Vec::new();
    let mut is_clean = true;
    for (at, word) in column.words.iter().enumerate() {
        let Some(fold) = folded.get(at) else { continue };
        let members = groups.entry(fold).or_default();
        if members.is_empty() {
            order.push(fold);
        }
        members.push(at);
        is_clean &= members.len() == 1
            && trim_text(word).len() == word.len()
            && !fold.is_empty()
            && !missing.contains(word.as_bytes());
    }
    if is_clean {
        return Cleaned { column: None, merges: Vec::new(), missing: Vec::new() };
    }
    let counts = column.counts();
    let count = |at: usize| counts.get(at + 1).copied().unwrap_or(0) as usize;
    let word = |at: usize| column.words.get(at).map_or("", AsRef::as_ref);
    let mut new_codes = vec![0_u32; column.words.len() + 1];
    let mut words: Vec<Box<str>> = Vec::new();
    let (mut merges, mut found) = (Vec::new(), Vec::new());
    for fold in order {
        let Some(members) = groups.get(fold) else { continue };
        if fold.is_empty() || missing.contains(fold.as_bytes()) {
            if !fold.is_empty() {
                found.push(MissingFound {
                    header: header.to_owned(),
                    word: members.first().map_or("", |&at| trim_text(word(at))).to_owned(),
                    n_rows: members.iter().map(|&at| count(at)).sum(),
                });
            }
            continue;
        }
        let kept = members
            .iter()
            .copied()
            .reduce(|best, at| if count(at) > count(best) { at } else { best });
        let kept = kept.map_or("", |at| trim_text(word(at)));
        words.push(kept.into());
        let code = words.len() as u32;
        for &at in members {
            if let Some(new) = new_codes.get_mut(at + 1) {
                *new = code;
            }
        }
        let merged: Vec<(String, usize)> = members
            .iter()
            .filter(|&&at| word(at) != kept)
            .map(|&at| (word(at).to_owned(), count(at)))
            .collect();
        if !merged.is_empty() {
            merges.push(VariantMerge { header: header.to_owned(), kept: kept.to_owned(), merged });
        }
    }
    Cleaned { column: Some(recode(column, &new_codes, words)), merges, missing: found }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::values::DictBuilder;

    fn column(words: &[&str]) -> DictColumn {
        let mut builder = DictBuilder::default();
        for word in words {
            builder.push(Some(word));
        }
        builder.finish()
    }

    #[test]
    fn variants_become_the_most_frequent_spelling_and_are_named() {
        let cleaned = clean(
            "Quelle",
            &column(&["google", "Google", "Google", "Messe ", "Messe"]),
            &MissingWords::default(),
        );
        let words = cleaned
            .column
            .map(|c| (0..5).map(|row| c.get(row).unwrap().to_owned()).collect::<Vec<_>>());
        assert_eq!(words.unwrap(), ["Google", "Google", "Google", "Messe", "Messe"]);
        assert_eq!(cleaned.merges.len(), 2);
        assert_eq!(cleaned.merges[0].kept, "Google");
        assert_eq!(cleaned.merges[0].merged, [("google".to_owned(), 1)]);
        assert_eq!(cleaned.merges[1].merged, [("Messe ".to_owned(), 1)]);
    }

    #[test]
    fn missing_words_become_missing_rows_and_are_counted() {
        let missing = MissingWords::new(vec!["Select".into(), "k. A.".into()]);
        let cleaned = clean("Art", &column(&["Select", "a", "k. A.", "select "]), &missing);
        let cleaned_column = cleaned.column.unwrap();
        assert_eq!(cleaned_column.counts(), [3, 1]);
        assert_eq!(cleaned.missing.iter().map(|m| m.n_rows).collect::<Vec<_>>(), [2, 1]);
    }

    #[test]
    fn a_clean_column_is_left_alone() {
        assert_eq!(clean("x", &column(&["a", "b", "a"]), &MissingWords::default()).column, None);
    }

    #[test]
    fn no_row_is_lost_whatever_is_merged() {
        let words = ["A", "a", "a ", "", "b", "NULL", "null", " B"];
        let cleaned = clean("x", &column(&words), &MissingWords::new(vec!["NULL".into()]));
        assert_eq!(cleaned.column.unwrap().codes.len(), words.len());
    }
}
