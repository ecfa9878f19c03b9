//! Words inside dates: months and weekdays, English and German, full and short.

/// The month (1..=12) of a word, in any case; `None` for other words.
pub(super) fn month(word: &[u8]) -> Option<u32> {
    // Three letters tell the months of both languages apart; the rest of the word must then continue one of
    // the spellings, so that `Mars` or `Decke` is no month.
    const SPELLINGS: [&[&str]; 12] = [
        &["january", "januar", "jänner", "jan", "jän"],
        &["february", "februar", "feber", "feb"],
        &["march", "märz", "maerz", "mar", "mär", "mrz"],
        &["april", "apr"],
        &["may", "mai"],
        &["june", "juni", "jun"],
        &["july", "juli", "jul"],
        &["august", "aug"],
        &["september", "sept", "sep"],
        &["october", "oktober", "oct", "okt"],
        &["november", "nov"],
        &["december", "dezember", "dec", "dez"],
    ];
    SPELLINGS
        .iter()
        .position(|spellings| spellings.iter().any(|known| same(known, word)))
        .map(|at| at as u32 + 1)
}

/// Whether the word names a day of the week.
pub(super) fn is_weekday(word: &[u8]) -> bool {
    const DAYS: [&str; 31] = [
        "mon",
        "tue",
        "wed",
        "thu",
        "fri",
        "sat",
        "sun",
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
        "mo",
        "di",
        "mi",
        "do",
        "fr",
        "sa",
        "so",
        "montag",
        "dienstag",
        "mittwoch",
        "donnerstag",
        "freitag",
        "samstag",
        "sonnabend",
        "sonntag",
        "tues",
        "thur",
    ];
    DAYS.iter().any(|known| same(known, word))
}

/// Equality without regard to the case of ASCII letters and of `ä`.
fn same(known: &str, word: &[u8]) -> bool {
    let known = known.as_bytes();
    known.len() == word.len()
        && known.iter().zip(word).enumerate().all(|(at, (&known, &byte))| {
            // `Ä` is C3 84, `ä` C3 A4: the second byte differs by the bit that ASCII letters use too.
            let byte = if at > 0 && word.get(at - 1) == Some(&0xc3) { byte | 0x20 } else { byte };
            known == byte.to_ascii_lowercase()
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_are_known_in_both_languages_and_any_case() {
        for (word, number) in [
            ("Dec", 12),
            ("DEZ", 12),
            ("März", 3),
            ("MÄRZ", 3),
            ("mär", 3),
            ("Mrz", 3),
            ("Jänner", 1),
            ("May", 5),
            ("mai", 5),
            ("Sept", 9),
            ("Oktober", 10),
            ("october", 10),
        ] {
            assert_eq!(month(word.as_bytes()), Some(number), "{word}");
        }
        for word in ["", "Mars", "Decke", "Ma", "Junius", "Ä"] {
            assert_eq!(month(word.as_bytes()), None, "{word}");
        }
        assert!(is_weekday("Mo".as_bytes()) && is_weekday(b"SUNDAY") && !is_weekday(b"noon"));
    }
}
