//! Columns taken apart and put together: rows chosen, columns appended, words replaced.

use rustc_hash::FxHashMap;

use crate::model::{
    Codes, Column, DateColumn, DictColumn, MoneyColumn, NumberColumn, TextColumn, Values,
};

/// A dictionary column being filled.
#[derive(Clone, Debug, Default)]
pub struct DictBuilder {
    column: DictColumn,
    // Only looked up, never walked: its order reaches no result.
    codes: FxHashMap<Box<str>, u32>,
}

impl DictBuilder {
    /// The code of a word, which is added where it is new; 0 for the empty word.
    pub fn intern(&mut self, word: &str) -> u32 {
        if word.is_empty() {
            return 0;
        }
        if let Some(&code) = self.codes.get(word) {
            return code;
        }
        let code = self.column.words.len() as u32 + 1;
        self.column.words.push(word.into());
        self.codes.insert(word.into(), code);
        code
    }

    /// Appends a row; `None` is missing.
    pub fn push(&mut self, word: Option<&str>) {
        let code = word.map_or(0, |word| self.intern(word));
        self.column.codes.push(code);
    }

    /// Appends a row by its code.
    pub fn push_code(&mut self, code: u32) {
        self.column.codes.push(code);
    }

    /// The column.
    #[must_use]
    pub fn finish(self) -> DictColumn {
        self.column
    }
}

/// The number of rows of a column.
#[must_use]
pub fn n_rows(values: &Values) -> usize {
    match values {
        Values::Dict(column) => column.codes.len(),
        Values::Text(column) => column.len(),
        Values::Date(column) => column.len(),
        Values::Money(column) => column.len(),
        Values::Number(column) => column.len(),
    }
}

/// The chosen rows of a column, in the order given; `None` makes a missing row.
#[must_use]
pub fn take(values: &Values, rows: &[Option<u32>]) -> Values {
    let at = |row: &Option<u32>| row.map(|row| row as usize);
    match values {
        Values::Dict(column) => {
            let mut codes = Codes::new();
            for row in rows {
                codes.push(at(row).map_or(0, |row| column.codes.get(row)));
            }
            Values::Dict(DictColumn { codes, words: column.words.clone() })
        }
        Values::Text(column) => {
            let mut taken = TextColumn::default();
            for row in rows {
                taken.push(&at(row).and_then(|row| column.get(row)).unwrap_or_default());
            }
            Values::Text(taken)
        }
        Values::Date(column) => {
            let mut taken = empty_dates(column.has_minutes());
            for row in rows {
                push_date(&mut taken, column, at(row));
            }
            Values::Date(taken)
        }
        Values::Money(column) => {
            let mut taken = MoneyColumn::default();
            for row in rows {
                taken.push(at(row).and_then(|row| column.get(row)));
            }
            Values::Money(taken)
        }
        Values::Number(column) => {
            let mut taken = NumberColumn::default();
            for row in rows {
                taken.push(at(row).and_then(|row| column.get(row)));
            }
            Values::Number(taken)
        }
    }
}

/// A column of missing rows that stores values as this one does.
#[must_use]
pub fn blank_like(values: &Values, n_rows: usize) -> Values {
    take(values, &vec![None; n_rows])
}

/// A date column without rows.
#[must_use]
pub const fn empty_dates(with_minutes: bool) -> DateColumn {
    if with_minutes { DateColumn::Minutes(Vec::new()) } else { DateColumn::Days(Vec::new()) }
}

/// Appends the date of a row of another column, as precisely as both can say it; `None` appends a missing one.
pub fn push_date(target: &mut DateColumn, source: &DateColumn, row: Option<usize>) {
    let minute = row.and_then(|row| source.minute(row));
    match minute {
        Some(_) => target.push_minute(minute),
        None => target.push_day(row.and_then(|row| source.day(row))),
    }
}

/// Both columns, one under the other. Columns stored in different ways meet as words.
#[must_use]
pub fn append(upper: &Values, lower: &Values) -> Values {
    match (upper, lower) {
        (Values::Date(upper), Values::Date(lower)) => {
            let mut both = empty_dates(upper.has_minutes() || lower.has_minutes());
            for row in 0..upper.len() {
                push_date(&mut both, upper, Some(row));
            }
            for row in 0..lower.len() {
                push_date(&mut both, lower, Some(row));
            }
            Values::Date(both)
        }
        (Values::Money(upper), Values::Money(lower)) => {
            let mut both = upper.clone();
            for row in 0..lower.len() {
                both.push(lower.get(row));
            }
            Values::Money(both)
        }
        (Values::Number(upper), Values::Number(lower)) => {
            let mut both = upper.clone();
            for row in 0..lower.len() {
                both.push(lower.get(row));
            }
            Values::Number(both)
        }
        (Values::Text(upper), Values::Text(lower)) => {
            let mut both = upper.clone();
            for row in 0..lower.len() {
                both.push(&lower.get(row).unwrap_or_default());
            }
            Values::Text(both)
        }
        _ => {
            let mut both = DictBuilder::default();
            for column in [upper, lower] {
                push_words(&mut both, column);
            }
            Values::Dict(both.finish())
        }
    }
}

/// The column as words: dates in ISO form, amounts and numbers with a point.
#[must_use]
pub fn as_dict(values: &Values) -> DictColumn {
    if let Values::Dict(column) = values {
        return column.clone();
    }
    let mut words = DictBuilder::default();
    push_words(&mut words, values);
    words.finish()
}

/// The column with each text as one word, and the empty one as missing.
#[must_use]
pub fn merge_equal_words(column: &DictColumn) -> DictColumn {
    let mut merged = DictBuilder::default();
    push_codes(&mut merged, column);
    merged.finish()
}

fn push_words(target: &mut DictBuilder, values: &Values) {
    if let Values::Dict(column) = values {
        return push_codes(target, column);
    }
    for row in 0..n_rows(values) {
        target.push(word(values, row).as_deref());
    }
}

fn push_codes(target: &mut DictBuilder, column: &DictColumn) {
    let codes: Vec<u32> = column.words.iter().map(|word| target.intern(word)).collect();
    for row in 0..column.codes.len() {
        let code = (column.codes.get(row) as usize).checked_sub(1);
        target.push_code(code.and_then(|at| codes.get(at).copied()).unwrap_or(0));
    }
}

/// The value of a row as a word; `None` where it is missing.
#[must_use]
pub fn word(values: &Values, row: usize) -> Option<String> {
    match values {
        Values::Dict(column) => column.get(row).map(str::to_owned),
        Values::Text(column) => column.get(row).map(std::borrow::Cow::into_owned),
        Values::Date(column) => {
            let day = column.day(row)?;
            Some(match column.minute(row) {
                Some(minute) => {
                    let (hour, minute) = minute.hour_minute();
                    format!("{day} {hour:02}:{minute:02}")
                }
                None => day.to_string(),
            })
        }
        Values::Money(column) => column.get(row).map(|money| {
            let cents = money.0.unsigned_abs();
            let minus = if money.0 < 0 { "-" } else { "" };
            format!("{minus}{}.{:02}", cents / 100, cents % 100)
        }),
        Values::Number(column) => column.get(row).map(|number| number.to_string()),
    }
}

/// Gives each code a new one; `new_codes` starts with the code of missing rows. `words` are the new words.
#[must_use]
pub fn recode(column: &DictColumn, new_codes: &[u32], words: Vec<Box<str>>) -> DictColumn {
    let mut codes = Codes::new();
    for row in 0..column.codes.len() {
        codes.push(new_codes.get(column.codes.get(row) as usize).copied().unwrap_or(0));
    }
    DictColumn { codes, words }
}

/// The column of a table with this header.
#[must_use]
pub fn by_header<'a>(columns: &'a [Column], header: &str) -> Option<&'a Column> {
    columns.iter().find(|column| column.header == header)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Day, Money};

    fn dict(words: &[&str]) -> Values {
        let mut builder = DictBuilder::default();
        for word in words {
            builder.push(Some(*word).filter(|word| !word.is_empty()));
        }
        Values::Dict(builder.finish())
    }

    fn words(values: &Values) -> Vec<String> {
        (0..n_rows(values)).map(|row| word(values, row).unwrap_or_default()).collect()
    }

    #[test]
    fn appended_dictionaries_keep_every_row() {
        let both = append(&dict(&["a", "", "b"]), &dict(&["b", "c", "a"]));
        assert_eq!(words(&both), ["a", "", "b", "b", "c", "a"]);
        let Values::Dict(both) = both else { panic!("not a dictionary") };
        assert_eq!(both.words.len(), 3);
    }

    #[test]
    fn columns_of_different_kinds_meet_as_words() {
        let mut dates = empty_dates(false);
        dates.push_day(Day::from_ymd(2025, 12, 31));
        dates.push_day(None);
        let mut money = MoneyColumn::default();
        money.push(Some(Money(-5)));
        let both = append(&Values::Date(dates), &Values::Money(money));
        assert_eq!(words(&both), ["2025-12-31", "", "-0.05"]);
    }

    #[test]
    fn chosen_rows_stand_in_the_order_given() {
        let values = dict(&["a", "b", "c"]);
        assert_eq!(words(&take(&values, &[Some(2), None, Some(0)])), ["c", "", "a"]);
        assert_eq!(words(&blank_like(&values, 2)), ["", ""]);
    }

    #[test]
    fn new_codes_replace_words_row_by_row() {
        let Values::Dict(column) = dict(&["M", "m ", "", "W"]) else { panic!("not a dictionary") };
        let merged = recode(&column, &[0, 1, 1, 2], vec!["M".into(), "W".into()]);
        assert_eq!(words(&Values::Dict(merged)), ["M", "M", "", "W"]);
    }
}
