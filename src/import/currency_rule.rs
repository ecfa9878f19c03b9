//! The one currency of all amounts, or the finding that there are several: those are never summed (P5).

use serde::{Deserialize, Serialize};

use super::literal::currency::{CurrencyTally, from_sign};
use super::values::as_dict;
use crate::model::{Currency, Meaning, Table};

/// What is known of the currency of the amounts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CurrencyFinding {
    /// The user said so.
    Chosen(Currency),
    /// All that name a currency name this one.
    Named(Currency),
    /// Nothing names a currency: taken for euros, and said so.
    AssumedEuro,
    /// Several, each with its number of rows, most frequent first.
    Mixed(Vec<(Currency, usize)>),
}

impl CurrencyFinding {
    /// The currency to sum in; `None` where several are mixed.
    #[must_use]
    pub const fn currency(&self) -> Option<Currency> {
        match self {
            Self::Chosen(currency) | Self::Named(currency) => Some(*currency),
            Self::AssumedEuro => Some(Currency::EUR),
            Self::Mixed(_) => None,
        }
    }
}

/// The currency of a table's amounts: from a currency column (rows with an amount count), from signs in the cells,
/// from the header of the amounts.
#[must_use]
pub fn find(table: &Table, cells: &CurrencyTally, chosen: Option<Currency>) -> CurrencyFinding {
    if let Some(currency) = chosen {
        return CurrencyFinding::Chosen(currency);
    }
    let mut counts: Vec<(Currency, usize)> = cells.counts().to_vec();
    if let (Some(column), Some(amounts)) =
        (table.column(&Meaning::Currency), table.money(&Meaning::Amount))
    {
        let column = as_dict(&column.values);
        let by_code: Vec<Option<Currency>> = column.words.iter().map(|word| read(word)).collect();
        for row in 0..table.n_rows {
            let at = (column.codes.get(row) as usize).checked_sub(1);
            let currency = at.and_then(|at| by_code.get(at).copied().flatten());
            if let Some(currency) = currency.filter(|_| amounts.get(row).is_some()) {
                match counts.iter_mut().find(|(known, _)| *known == currency) {
                    Some((_, n)) => *n += 1,
                    None => counts.push((currency, 1)),
                }
            }
        }
    }
    if counts.is_empty()
        && let Some(column) = table.column(&Meaning::Amount)
    {
        let words = column
            .header
            .split(|letter: char| letter.is_whitespace() || "()[]/-_".contains(letter));
        // `ACV` is no currency: in a header only known signs and words count.
        counts.extend(
            words.filter_map(|word| from_sign(word.as_bytes())).map(|currency| (currency, 0)),
        );
        counts.dedup_by_key(|(currency, _)| *currency);
    }
    counts.sort_by_key(|(_, n)| std::cmp::Reverse(*n));
    match counts.as_slice() {
        [] => CurrencyFinding::AssumedEuro,
        [(currency, _)] => CurrencyFinding::Named(*currency),
        _ => CurrencyFinding::Mixed(counts),
    }
}

/// A sign, a word, or any three capital letters.
fn read(word: &str) -> Option<Currency> {
    from_sign(word.as_bytes()).or_else(|| {
        let is_code = word.len() == 3 && word.bytes().all(|byte| byte.is_ascii_uppercase());
        is_code.then(|| Currency::from_code(word)).flatten()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::values::DictBuilder;
    use crate::model::{Column, Money, MoneyColumn, RecordKind, Values};

    fn table(header: &str, codes: &[&str], amounts: &[Option<i64>]) -> Table {
        let mut builder = DictBuilder::default();
        for code in codes {
            builder.push(Some(code));
        }
        let mut money = MoneyColumn::default();
        for amount in amounts {
            money.push(amount.map(Money));
        }
        let column =
            |header: &str, meaning, values| Column { header: header.to_owned(), meaning, values };
        let mut columns = vec![column(header, Meaning::Amount, Values::Money(money))];
        if !codes.is_empty() {
            columns.push(column("Währung", Meaning::Currency, Values::Dict(builder.finish())));
        }
        Table { name: String::new(), kind: RecordKind::Deal, n_rows: amounts.len(), columns }
    }

    #[test]
    fn rows_without_an_amount_do_not_mix_currencies() {
        let euro = Currency::EUR;
        let one = table("Betrag", &["EUR", "CHF"], &[Some(5), None]);
        assert_eq!(find(&one, &CurrencyTally::default(), None), CurrencyFinding::Named(euro));
        let two = table("Betrag", &["EUR", "CHF"], &[Some(5), Some(7)]);
        assert_eq!(find(&two, &CurrencyTally::default(), None).currency(), None);
        assert_eq!(find(&two, &CurrencyTally::default(), Some(euro)).currency(), Some(euro));
    }

    #[test]
    fn header_and_assumption_come_last() {
        let header =
            |header: &str| find(&table(header, &[], &[Some(5)]), &CurrencyTally::default(), None);
        assert_eq!(header("Betrag (CHF)").currency(), Currency::from_code("CHF"));
        assert_eq!(header("Wert in €").currency(), Some(Currency::EUR));
        assert_eq!(header("ACV"), CurrencyFinding::AssumedEuro);
        assert_eq!(header("Betrag"), CurrencyFinding::AssumedEuro);
    }
}
