//! Words without the accidents of writing: case, umlauts, invisible marks, punctuation.
//!
//! `Abschlußdatum`, `ABSCHLUSSDATUM` and `Abschluss-Datum` are one header, `M ` and `m` one word. Bidirectional
//! and zero-width marks (U+200B..=U+200F, U+202A..=U+202E, U+2060..=U+2069, U+FEFF) are left out: a header that
//! carries one must match the header that does not.

/// The text in lower case with plain letters, single blanks and no invisible marks: `Ärger  & Öl` becomes
/// `aerger & oel`.
///
/// ```
/// assert_eq!(trichterwerk::import::fold::fold("Abschlu\u{df}datum\u{200b} "), "abschlussdatum");
/// ```
#[must_use]
pub fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    fold_into(text, &mut out);
    out
}

/// Folds a text into a buffer that is used again and again, in place of what it holds.
pub fn fold_into(text: &str, out: &mut String) {
    out.clear();
    let mut pending_blank = false;
    for letter in text.chars().filter(|&letter| !is_invisible(letter)) {
        if letter.is_whitespace() {
            pending_blank = !out.is_empty();
            continue;
        }
        if pending_blank {
            out.push(' ');
            pending_blank = false;
        }
        match letter {
            // A combining diaeresis makes an umlaut of the vowel before it; other accents are dropped.
            '\u{308}' if out.ends_with(['a', 'o', 'u']) => out.push('e'),
            '\u{300}'..='\u{36f}' => {}
            '\0'..='\x7f' => out.push(letter.to_ascii_lowercase()),
            _ => letter.to_lowercase().for_each(|letter| push_plain(letter, out)),
        }
    }
}

/// The folded text with nothing left but letters and digits: the key under which headers are compared.
#[must_use]
pub fn key(text: &str) -> String {
    let mut key = fold(text);
    key.retain(char::is_alphanumeric);
    key
}

/// The folded words of a text, split at everything but letters and digits and where a small letter meets a
/// capital one: `StageName` has two.
#[must_use]
pub fn words(text: &str) -> Vec<String> {
    let mut spaced = String::with_capacity(text.len() + 8);
    let mut before_is_small = false;
    for letter in text.chars().filter(|&letter| !is_invisible(letter)) {
        if before_is_small && letter.is_uppercase() {
            spaced.push(' ');
        }
        before_is_small = letter.is_lowercase();
        spaced.push(letter);
    }
    fold(&spaced)
        .split(|letter: char| !letter.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

/// Whether a character has no width and no meaning: bidirectional marks, joiners, byte order marks.
#[must_use]
pub const fn is_invisible(letter: char) -> bool {
    matches!(
        letter,
        '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}' | '\u{ad}'
    )
}

fn push_plain(letter: char, out: &mut String) {
    let plain = match letter {
        'ä' | 'æ' => "ae",
        'ö' | 'ø' | 'œ' => "oe",
        'ü' => "ue",
        'ß' => "ss",
        'à' | 'á' | 'â' | 'ã' | 'å' | 'ą' => "a",
        'ç' | 'ć' | 'č' => "c",
        'ď' => "d",
        'è' | 'é' | 'ê' | 'ë' | 'ě' | 'ę' => "e",
        'ì' | 'í' | 'î' | 'ï' => "i",
        'ł' => "l",
        'ñ' | 'ń' | 'ň' => "n",
        'ò' | 'ó' | 'ô' | 'õ' | 'ő' => "o",
        'ř' => "r",
        'š' | 'ś' => "s",
        'ť' => "t",
        'ù' | 'ú' | 'û' | 'ů' | 'ű' => "u",
        'ý' | 'ÿ' => "y",
        'ž' | 'ź' | 'ż' => "z",
        other => return out.push(other),
    };
    out.push_str(plain);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_header_has_one_key_however_it_is_written() {
        for text in [
            "Abschlussdatum",
            "ABSCHLUSSDATUM",
            "Abschluss-Datum",
            "abschlu\u{df}datum",
            "Abschluss\u{ad}datum",
            "\u{feff}Abschluss_Datum",
            "\u{2066}Abschlussdatum\u{2069} ",
        ] {
            assert_eq!(key(text), "abschlussdatum", "{text:?}");
        }
        assert_eq!(key("Zusta\u{308}ndig"), key("Zuständig"));
        assert_eq!(key("(Nicht ändern) Geändert am"), "nichtaenderngeaendertam");
    }

    #[test]
    fn words_split_at_marks_and_capitals() {
        assert_eq!(words("StageName"), ["stage", "name"]);
        assert_eq!(words("Deal - Währung_Wert (EUR)"), ["deal", "waehrung", "wert", "eur"]);
        assert_eq!(words("E-Mail"), ["e", "mail"]);
        assert_eq!(words("ISO"), ["iso"]);
    }

    #[test]
    fn folding_twice_changes_nothing() {
        for text in ["  GTX  Pro ", "Ärger & Öl", "CAFÉ", "\u{202e}x"] {
            assert_eq!(fold(&fold(text)), fold(text));
        }
        assert_eq!(fold("Production       "), "production");
    }
}
