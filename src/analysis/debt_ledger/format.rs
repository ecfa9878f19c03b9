//! Whether an address, a number or a postcode can be one at all.
//!
//! The checks refuse what cannot work and accept the rest: an address that looks right may still bounce, and only
//! a mailing knows. Sources: RFC 5321 (lengths, one `@`), ITU-T E.164 (at most 15 digits), and the postal
//! services of the countries named.
//!
//! # Edge cases
//! A country the list does not know accepts 3 to 10 letters and digits. Without a country, the formats of Germany,
//! Austria and Switzerland hold: five digits or four.

use crate::import::fold::key;

/// A country whose postcodes are checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Country {
    /// Not named: Germany, Austria or Switzerland.
    Unnamed,
    /// Germany.
    Germany,
    /// Austria, Switzerland, Liechtenstein and others with four digits.
    FourDigits,
    /// France, Italy, Spain and others with five digits.
    FiveDigits,
    /// The Netherlands: `1234 AB`.
    Netherlands,
    /// Poland: `12-345`.
    Poland,
    /// The United States: five digits, or nine.
    UnitedStates,
    /// Any other.
    Other,
}

impl Country {
    /// The country of a word: a name in German or English, or an ISO 3166 code.
    #[must_use]
    pub fn of(word: Option<&str>) -> Self {
        match word.map(key).as_deref() {
            None | Some("") => Self::Unnamed,
            Some("deutschland" | "germany" | "de" | "d" | "deu" | "brd") => Self::Germany,
            Some(
                "oesterreich" | "austria" | "at" | "a" | "aut" | "schweiz" | "switzerland" | "ch"
                | "che" | "suisse" | "liechtenstein" | "li" | "belgien" | "belgium" | "be"
                | "daenemark" | "denmark" | "dk" | "norwegen" | "norway" | "no" | "luxemburg"
                | "luxembourg" | "lu" | "ungarn" | "hungary" | "hu",
            ) => Self::FourDigits,
            Some(
                "frankreich" | "france" | "fr" | "italien" | "italy" | "it" | "spanien" | "spain"
                | "es" | "finnland" | "finland" | "fi",
            ) => Self::FiveDigits,
            Some("niederlande" | "netherlands" | "holland" | "nl" | "nld") => Self::Netherlands,
            Some("polen" | "poland" | "pl" | "pol") => Self::Poland,
            Some("usa" | "us" | "unitedstates" | "vereinigtestaaten") => Self::UnitedStates,
            Some(_) => Self::Other,
        }
    }
}

/// Whether a text can be an e-mail address.
///
/// ```
/// use trichterwerk::analysis::debt_ledger::format::is_email;
/// assert!(is_email("anna.hobel@igel-bau.example"));
/// assert!(!is_email("anna.hobel(at)igel-bau.example"));
/// ```
#[must_use]
pub fn is_email(text: &str) -> bool {
    let Some((local, domain)) = text.trim().split_once('@') else { return false };
    let is_local = !local.is_empty()
        && local.len() <= 64
        && !local.starts_with('.')
        && !local.ends_with('.')
        && !local.contains("..")
        && local.chars().all(|c| c.is_alphanumeric() || "!#$%&'*+-/=?^_`{|}~.".contains(c));
    let labels: Vec<&str> = domain.split('.').collect();
    let is_label = |label: &&str| {
        !label.is_empty()
            && label.len() <= 63
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.chars().all(|c| c.is_alphanumeric() || c == '-')
    };
    let has_top = labels
        .last()
        .is_some_and(|top| top.chars().count() >= 2 && top.chars().any(char::is_alphabetic));
    is_local && domain.len() <= 255 && labels.len() >= 2 && labels.iter().all(is_label) && has_top
}

/// Whether a text can be a telephone number: five to fifteen digits and the marks people put between them.
#[must_use]
pub fn is_phone(text: &str) -> bool {
    let n_digits = text.chars().filter(char::is_ascii_digit).count();
    let is_mark = |c: char| c.is_ascii_digit() || c.is_whitespace() || "+()/-.–,x*#".contains(c);
    (5..=15).contains(&n_digits) && text.chars().all(is_mark)
}

/// The digits that tell telephone numbers apart: without marks, leading zeros and the German, Austrian or Swiss code.
#[must_use]
pub fn phone_key(text: &str) -> String {
    let mut digits: String = text.replace("(0)", "").chars().filter(char::is_ascii_digit).collect();
    if text.trim_start().starts_with('+') || digits.starts_with("00") {
        digits = digits.trim_start_matches('0').to_owned();
        if let Some(rest) = ["49", "43", "41"].iter().find_map(|code| digits.strip_prefix(code)) {
            digits = rest.to_owned();
        }
    }
    digits.trim_start_matches('0').to_owned()
}

/// Whether a text can be a postcode of a country.
///
/// ```
/// use trichterwerk::analysis::debt_ledger::format::{Country, is_zip};
/// assert!(is_zip("97070", Country::Germany) && is_zip("D-97070", Country::Unnamed));
/// assert!(!is_zip("1067", Country::Germany), "the leading zero is lost");
/// ```
#[must_use]
pub fn is_zip(text: &str, country: Country) -> bool {
    let text = text.trim();
    let bare = ["D-", "A-", "CH-", "DE-", "AT-", "L-", "B-", "FL-"]
        .iter()
        .find_map(|prefix| text.strip_prefix(prefix))
        .unwrap_or(text)
        .trim();
    let is_digits = |n: usize| bare.len() == n && bare.bytes().all(|b| b.is_ascii_digit());
    let german = || is_digits(5) && ("01001".."99999").contains(&bare);
    let four = || is_digits(4) && !bare.starts_with('0');
    match country {
        Country::Unnamed => german() || four(),
        Country::Germany => german(),
        Country::FourDigits => four(),
        Country::FiveDigits => is_digits(5),
        Country::Netherlands => {
            let compact: String = bare.chars().filter(|c| !c.is_whitespace()).collect();
            let bytes = compact.as_bytes();
            bytes.len() == 6
                && bytes.iter().take(4).all(u8::is_ascii_digit)
                && bytes.iter().skip(4).all(u8::is_ascii_alphabetic)
        }
        Country::Poland => bare.split_once('-').is_some_and(|(a, b)| {
            a.len() == 2 && b.len() == 3 && (a.to_owned() + b).bytes().all(|b| b.is_ascii_digit())
        }),
        Country::UnitedStates => {
            is_digits(5)
                || bare.split_once('-').is_some_and(|(a, b)| {
                    a.len() == 5
                        && b.len() == 4
                        && (a.to_owned() + b).bytes().all(|b| b.is_ascii_digit())
                })
        }
        Country::Other => {
            let n = bare.chars().filter(|c| c.is_alphanumeric()).count();
            (3..=10).contains(&n)
                && bare.chars().all(|c| c.is_alphanumeric() || c == ' ' || c == '-')
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_that_cannot_work_are_refused() {
        for good in ["a@b.de", "Anna.Hobel@IGEL-Bau.example", "info+x@müller.de", "o'neil@x.co.uk"]
        {
            assert!(is_email(good), "{good}");
        }
        for bad in [
            "",
            "a",
            "a@b",
            "a@@b.de",
            "a(at)b.de",
            "a b@c.de",
            ".a@b.de",
            "a..b@c.de",
            "a@-b.de",
            "a@b..de",
            "a@b.d",
            "a@b.1",
            "a@b.de, c@d.de",
            "@b.de",
        ] {
            assert!(!is_email(bad), "{bad}");
        }
    }

    #[test]
    fn numbers_have_five_to_fifteen_digits_and_no_words() {
        for good in ["030 23125 000", "+49 (0) 931/123-45", "0931.123456", "12345"] {
            assert!(is_phone(good), "{good}");
        }
        for bad in ["", "1234", "siehe Notiz", "0931 12x34 Zentrale", "1234567890123456"] {
            assert!(!is_phone(bad), "{bad}");
        }
    }

    #[test]
    fn one_number_written_three_ways_has_one_key() {
        let keys = ["+49 931 12345", "0049 (0)931/12345", "0931-12345"].map(phone_key);
        assert_eq!(keys[0], "93112345");
        assert!(keys.iter().all(|key| *key == keys[0]), "{keys:?}");
    }

    #[test]
    fn postcodes_follow_their_country() {
        for (text, country, is_good) in [
            ("97070", Some("Deutschland"), true),
            ("01067", Some("DE"), true),
            ("1067", Some("DE"), false),
            ("00000", Some("DE"), false),
            ("9707", Some("Germany"), false),
            ("9707o", Some("Germany"), false),
            ("1010", Some("Österreich"), true),
            ("10100", Some("AT"), false),
            ("8001", Some("Schweiz"), true),
            ("1234 AB", Some("NL"), true),
            ("00-950", Some("Polen"), true),
            ("10001-1234", Some("USA"), true),
            ("SW1A 1AA", Some("Großbritannien"), true),
            ("?", Some("Irland"), false),
            ("1010", None, true),
            ("97070", None, true),
            ("970", None, false),
        ] {
            assert_eq!(is_zip(text, Country::of(country)), is_good, "{text} {country:?}");
        }
    }
}
