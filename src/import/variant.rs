//! Words of a column that differ by nothing but case and blanks, and words that stand for nothing.
//!
//! `Google`/`google`, `'Production       '`, `'M '`: variants are merged into the most frequent of them (of equals
//! the one met first), missing words become missing rows. Both are counted and shown; neither happens anywhere
//! else in the program. Keys are never merged (the 15-character ids of Salesforce differ by case alone), nor are
//! tags, whose disorder is counted as debt, nor free text.

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use super::join::hash;
use super::literal::blank::{trim, trim_text};
use super::literal::missing::MissingWords;
use super::values::recode;
use crate::model::{DictColumn, Meaning};

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

/// Whether words of a column of this meaning that differ by case and blanks are one word.
#[must_use]
pub const fn has_variants(meaning: &Meaning) -> bool {
    !matches!(
        meaning,
        Meaning::Id
            | Meaning::DealId
            | Meaning::ContactId
            | Meaning::CompanyId
            | Meaning::Tags
            | Meaning::Notes
            | Meaning::Subject
    )
}

/// Merges the variants of a column, where its meaning has any, and takes its missing words out.
#[must_use]
pub fn clean(
    header: &str,
    meaning: &Meaning,
    column: &DictColumn,
    missing: &MissingWords,
) -> Cleaned {
    let merges = has_variants(meaning);
    // Without a word that needs work the rows are never looked at: the usual case, and a million rows long.
    if is_clean(column, missing, merges) {
        return Cleaned { column: None, merges: Vec::new(), missing: Vec::new() };
    }
    let fold = |word: &str| match (merges, trim_text(word)) {
        (true, word) => word.to_lowercase(),
        (false, word) => word.to_owned(),
    };
    let folded: Vec<String> = column.words.iter().map(|word| fold(word)).collect();
    let mut groups: FxHashMap<&str, Vec<usize>> = FxHashMap::default();
    let mut order: Vec<&str> = Vec::new();
    for (at, fold) in folded.iter().enumerate() {
        let members = groups.entry(fold).or_default();
        if members.is_empty() {
            order.push(fold);
        }
        members.push(at);
    }
    let counts = column.counts();
    let count = |at: usize| counts.get(at + 1).copied().unwrap_or(0) as usize;
    let word = |at: usize| column.words.get(at).map_or("", AsRef::as_ref);
    let mut new_codes = vec![0_u32; column.words.len() + 1];
    let mut words: Vec<Box<str>> = Vec::new();
    let (mut merged_words, mut found) = (Vec::new(), Vec::new());
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
            merged_words.push(VariantMerge {
                header: header.to_owned(),
                kept: kept.to_owned(),
                merged,
            });
        }
    }
    Cleaned {
        column: Some(recode(column, &new_codes, words)),
        merges: merged_words,
        missing: found,
    }
}

/// Whether no word is missing, has blanks around it or a variant. Equal hashes of different words only cost time.
fn is_clean(column: &DictColumn, missing: &MissingWords, merges: bool) -> bool {
    let mut hashes = Vec::with_capacity(column.words.len());
    for word in &column.words {
        let bytes = word.as_bytes();
        if trim(bytes).len() != bytes.len() || bytes.is_empty() || missing.contains(bytes) {
            return false;
        }
        if !merges {
            continue;
        }
        hashes.push(folded_hash(word));
    }
    hashes.sort_unstable();
    hashes.windows(2).all(|pair| matches!(pair, [a, b] if a != b))
}

/// The hash of a word in small letters. Not inlined, for the reason given in [`crate::model::block`].
#[inline(never)]
fn folded_hash(word: &str) -> u64 {
    if word.is_ascii() {
        hash(word.bytes().map(|byte| byte.to_ascii_lowercase()))
    } else {
        hash(word.to_lowercase().bytes())
    }
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
            &Meaning::Source,
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
        let cleaned =
            clean("Art", &Meaning::Source, &column(&["Select", "a", "k. A.", "select "]), &missing);
        let cleaned_column = cleaned.column.unwrap();
        assert_eq!(cleaned_column.counts(), [3, 1]);
        assert_eq!(cleaned.missing.iter().map(|m| m.n_rows).collect::<Vec<_>>(), [2, 1]);
    }

    #[test]
    fn a_clean_column_is_left_alone() {
        assert_eq!(
            clean("x", &Meaning::Source, &column(&["a", "b", "a"]), &MissingWords::default())
                .column,
            None
        );
    }

    #[test]
    fn keys_and_tags_keep_their_case() {
        for meaning in [Meaning::Id, Meaning::Tags] {
            let missing = MissingWords::new(vec!["k. A.".into()]);
            let cleaned = clean("x", &meaning, &column(&["00A", "00a", "k. A."]), &missing);
            assert_eq!(
                (cleaned.column.unwrap().counts(), cleaned.merges.len()),
                (vec![1, 1, 1], 0)
            );
        }
    }

    #[test]
    fn no_row_is_lost_whatever_is_merged() {
        let words = ["A", "a", "a ", "", "b", "NULL", "null", " B"];
        let cleaned =
            clean("x", &Meaning::Source, &column(&words), &MissingWords::new(vec!["NULL".into()]));
        assert_eq!(cleaned.column.unwrap().codes.len(), words.len());
    }
}
