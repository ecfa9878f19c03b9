//! Signs and words of currencies beside an amount.

use serde::{Deserialize, Serialize};

use super::blank::trim;
use crate::model::Currency;

/// The currency that a sign, an abbreviation or an ISO code in any case stands for.
///
/// `$` alone is read as US dollars, `kr` is not read at all: three currencies use it.
#[must_use]
pub fn from_sign(sign: &[u8]) -> Option<Currency> {
    let mut lower = [0; 8];
    let sign = trim(sign);
    let lower = lower.get_mut(..sign.len())?;
    lower.copy_from_slice(sign);
    lower.make_ascii_lowercase();
    let code = match std::str::from_utf8(lower).ok()? {
        "€" | "eur" | "euro" | "euros" => "EUR",
        "$" | "us$" | "usd" | "$us" => "USD",
        "£" | "gbp" => "GBP",
        "chf" | "fr." | "sfr." | "sfr" | "fr" => "CHF",
        "¥" | "jpy" => "JPY",
        "zł" | "pln" => "PLN",
        "kč" | "czk" => "CZK",
        "ft" | "huf" => "HUF",
        "₹" | "inr" => "INR",
        "a$" | "aud" => "AUD",
        "c$" | "cad" => "CAD",
        "sek" => "SEK",
        "nok" => "NOK",
        "dkk" => "DKK",
        "ron" => "RON",
        "bgn" => "BGN",
        "try" | "₺" => "TRY",
        "cny" | "rmb" => "CNY",
        "uah" | "₴" => "UAH",
        "aed" => "AED",
        "zar" => "ZAR",
        "brl" | "r$" => "BRL",
        "sgd" | "s$" => "SGD",
        "nzd" => "NZD",
        "hkd" | "hk$" => "HKD",
        "ils" | "₪" => "ILS",
        _ => return None,
    };
    Currency::from_code(code)
}

/// How many cells of a column named which currency, in order of first appearance.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CurrencyTally {
    counts: Vec<(Currency, usize)>,
}

impl CurrencyTally {
    /// Counts a cell; one without a currency counts nowhere.
    #[inline]
    pub fn count(&mut self, currency: Option<Currency>) {
        let Some(currency) = currency else { return };
        // The first entry is nearly always the one: a column rarely has a second.
        match self.counts.iter_mut().find(|(known, _)| *known == currency) {
            Some((_, n)) => *n += 1,
            None => self.counts.push((currency, 1)),
        }
    }

    /// The currencies and their number of cells.
    #[must_use]
    pub fn counts(&self) -> &[(Currency, usize)] {
        &self.counts
    }

    /// Adds the counts of another part of the column.
    pub fn merge(&mut self, other: &Self) {
        for &(currency, n) in &other.counts {
            match self.counts.iter_mut().find(|(known, _)| *known == currency) {
                Some((_, total)) => *total += n,
                None => self.counts.push((currency, n)),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_words_and_codes_name_their_currency() {
        for (sign, code) in [
            ("€", "EUR"),
            (" EUR ", "EUR"),
            ("US$", "USD"),
            ("Fr.", "CHF"),
            ("chf", "CHF"),
            ("£", "GBP"),
        ] {
            let currency = from_sign(sign.as_bytes());
            assert_eq!(currency.map(|c| c.code().to_owned()).as_deref(), Some(code));
        }
        for sign in ["", "kr", "Stück", "%", "h", "a long word"] {
            assert_eq!(from_sign(sign.as_bytes()), None, "{sign}");
        }
    }

    #[test]
    fn the_tally_keeps_the_order_of_appearance() {
        let [euro, franc] = ["EUR", "CHF"].map(Currency::from_code);
        let mut tally = CurrencyTally::default();
        for currency in [franc, euro, None, euro] {
            tally.count(currency);
        }
        let mut twice = tally.clone();
        twice.merge(&tally);
        assert_eq!(twice.counts(), [(franc.unwrap(), 2), (euro.unwrap(), 4)]);
    }
}
