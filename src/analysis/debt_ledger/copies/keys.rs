//! The keys by which contacts are compared.

use std::hash::Hasher as _;

use rustc_hash::FxHasher;

use super::super::format::phone_key;
use crate::import::company::name_key;
use crate::import::fold::{fold, fold_into};
use crate::model::{Meaning, Table, Values};

/// What a key is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Key {
    /// The e-mail address.
    Email,
    /// The name, and the last name alone.
    Name,
    /// The company.
    Company,
    /// The telephone number, else the mobile one.
    Phone,
}

/// Keys by row; 0 is missing. Columns that were not read, or are not there, have none.
#[derive(Debug, Default)]
pub(super) struct Keys {
    pub email: Vec<u64>,
    pub name: Vec<u64>,
    pub last_name: Vec<u64>,
    pub company: Vec<u64>,
    pub phone: Vec<u64>,
}

impl Keys {
    /// No keys yet; `None` where the table has neither names nor addresses.
    pub(super) fn new(table: &Table) -> Option<Self> {
        let names = [Meaning::Email, Meaning::LastName, Meaning::Contact];
        names.iter().any(|meaning| table.column(meaning).is_some()).then(Self::default)
    }

    /// Makes one key of all contacts.
    pub(super) fn read(&mut self, table: &Table, key: Key) {
        let of = |meaning: Meaning, key: &mut dyn FnMut(&str) -> u64| match table.column(&meaning) {
            Some(column) => per_row(&column.values, table.n_rows, key),
            None => vec![0; table.n_rows],
        };
        // Folded into again and again: a list of names is read without a buffer of its own for each.
        let mut folded = String::new();
        match key {
            Key::Email => {
                self.email = of(Meaning::Email, &mut |text| hash(&text.trim().to_lowercase()));
            }
            Key::Name if table.column(&Meaning::LastName).is_some() => {
                let mut words = |text: &str| words_key(text, &mut folded);
                let first = of(Meaning::FirstName, &mut words);
                self.last_name = of(Meaning::LastName, &mut words);
                // A last name alone says too little: there are many Müllers.
                let both = |(first, last): (&u64, &u64)| match (*first, *last) {
                    (0, _) | (_, 0) => 0,
                    (first, last) => first.wrapping_add(last),
                };
                self.name = first.iter().zip(&self.last_name).map(both).collect();
            }
            Key::Name => {
                self.name = of(Meaning::Contact, &mut |text| full_name_key(text, &mut folded));
                self.last_name = of(Meaning::Contact, &mut |text| last_name_key(text, &mut folded));
            }
            Key::Company => {
                self.company = of(Meaning::Company, &mut |text| hash(&name_key(text)));
            }
            Key::Phone => {
                let mut number = |text: &str| {
                    let digits = phone_key(text);
                    if digits.len() < 5 { 0 } else { hash(&digits) }
                };
                self.phone = of(Meaning::Phone, &mut number);
                for (known, mobile) in self.phone.iter_mut().zip(of(Meaning::Mobile, &mut number)) {
                    if *known == 0 {
                        *known = mobile;
                    }
                }
            }
        }
    }
}

/// The key of each row; of repeated words it is made once.
fn per_row(values: &Values, n_rows: usize, key: &mut dyn FnMut(&str) -> u64) -> Vec<u64> {
    match values {
        Values::Dict(column) => {
            let of_word: Vec<u64> = column.words.iter().map(|word| key(word)).collect();
            let of_row = |row| {
                let code = column.codes.get(row) as usize;
                code.checked_sub(1).and_then(|at| of_word.get(at)).copied().unwrap_or(0)
            };
            (0..n_rows).map(of_row).collect()
        }
        values => (0..n_rows).map(|row| values.text(row).map_or(0, |text| key(&text))).collect(),
    }
}

/// Never 0, which stands for missing; the empty text is missing.
fn hash(text: &str) -> u64 {
    if text.is_empty() {
        return 0;
    }
    let mut hasher = FxHasher::default();
    hasher.write(text.as_bytes());
    // Fx leaves its low bits weak; sums of hashes need all of them.
    let mut mixed = hasher.finish() ^ text.len() as u64;
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    (mixed ^ (mixed >> 31)).max(1)
}

/// The words of a folded name without titles.
fn name_words(folded: &str) -> impl Iterator<Item = &str> {
    const TITLES: [&str; 9] = ["dr", "prof", "herr", "frau", "mr", "mrs", "ms", "ing", "dipl"];
    folded
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty() && !TITLES.contains(word))
}

/// The same for the words in any order.
fn words_key(text: &str, folded: &mut String) -> u64 {
    fold_into(text, folded);
    name_words(folded).fold(0, |sum, word| sum.wrapping_add(hash(word)))
}

fn full_name_key(text: &str, folded: &mut String) -> u64 {
    let key = words_key(text, folded);
    if name_words(folded).count() < 2 { 0 } else { key }
}

/// `Hobel, Anton` and `Anton Hobel` have one last name.
fn last_name_key(text: &str, folded: &mut String) -> u64 {
    if let Some((last, _)) = text.split_once(',') {
        return words_key(last, folded);
    }
    fold_into(text, folded);
    name_words(folded).last().map_or(0, hash)
}

/// The letters of a full name, its words in order of the alphabet.
pub(super) fn spelled(table: &Table, row: usize) -> Vec<char> {
    let names: Vec<String> = [Meaning::FirstName, Meaning::LastName, Meaning::Contact]
        .iter()
        .filter_map(|meaning| table.text(meaning, row))
        .map(|text| fold(&text))
        .collect();
    let mut words: Vec<&str> = names.iter().flat_map(|name| name_words(name)).collect();
    words.sort_unstable();
    words.dedup();
    words.concat().chars().collect()
}
