//! Yes and no, as exports write it: `true`, `1`, `ja`, `WAHR`, `x`.

use super::blank::trim;

/// What a cell says to a question of yes or no; `None` where it says neither.
#[must_use]
pub fn parse(cell: &[u8]) -> Option<bool> {
    let cell = trim(cell);
    let any = |words: &[&str]| words.iter().any(|word| cell.eq_ignore_ascii_case(word.as_bytes()));
    if any(&["true", "1", "yes", "y", "ja", "j", "wahr", "x", "t", "on", "✓", "checked"]) {
        Some(true)
    } else if any(&["false", "0", "no", "n", "nein", "falsch", "f", "off", "unchecked"]) {
        Some(false)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn yes_and_no_are_known_in_both_languages() {
        for cell in ["true", "WAHR", " ja ", "1", "X"] {
            assert_eq!(parse(cell.as_bytes()), Some(true), "{cell}");
        }
        for cell in ["false", "Falsch", "nein", "0"] {
            assert_eq!(parse(cell.as_bytes()), Some(false), "{cell}");
        }
        for cell in ["", "2", "vielleicht", "-"] {
            assert_eq!(parse(cell.as_bytes()), None, "{cell}");
        }
    }
}
