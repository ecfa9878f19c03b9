//! How a file is read, in sentences: its encoding, its dialect, the type of a column, how sure a meaning is.

use super::evidence::{decimal, order};
use crate::import::dialect::DialectReason;
use crate::import::encoding::{Encoding, EncodingReason};
use crate::import::plan::{CONFIDENT, ColumnEvidence, ColumnKind, ColumnPlan, Evidence};
use crate::model::Meaning;
use crate::ui::i18n::Locale;

/// The name of an encoding as programs show it when they save.
#[must_use]
pub const fn encoding_name(locale: Locale, encoding: Encoding) -> &'static str {
    match (locale, encoding) {
        (_, Encoding::Utf8) => "UTF-8",
        (_, Encoding::Utf16Le) => "UTF-16 LE",
        (_, Encoding::Utf16Be) => "UTF-16 BE",
        (_, Encoding::Windows1252) => "Windows-1252 (ANSI)",
        (_, Encoding::Iso8859_15) => "ISO-8859-15",
        (Locale::de, Encoding::MacRoman) => "Mac Roman (alter Mac)",
        (Locale::en, Encoding::MacRoman) => "Mac Roman (old Mac)",
    }
}

/// What speaks for an encoding, as a sentence.
#[must_use]
pub fn encoding_reason(locale: Locale, reason: &EncodingReason) -> String {
    match (locale, reason) {
        (Locale::de, EncodingReason::UserChoice) => "Von Ihnen gewählt.".to_owned(),
        (Locale::en, EncodingReason::UserChoice) => "Chosen by you.".to_owned(),
        (Locale::de, EncodingReason::ByteOrderMark) => {
            "Die ersten Bytes der Datei sagen es (Byte Order Mark).".to_owned()
        }
        (Locale::en, EncodingReason::ByteOrderMark) => {
            "The first bytes of the file say so (byte order mark).".to_owned()
        }
        (Locale::de, EncodingReason::ZeroBytes) => {
            "Jedes zweite Byte ist null, wie bei UTF-16.".to_owned()
        }
        (Locale::en, EncodingReason::ZeroBytes) => {
            "Every second byte is zero, as in UTF-16.".to_owned()
        }
        (Locale::de, EncodingReason::PlainAscii) => {
            "Die Datei hat keine Umlaute und Sonderzeichen; jeder Zeichensatz liest sie gleich."
                .to_owned()
        }
        (Locale::en, EncodingReason::PlainAscii) => {
            "The file has no accented letters; every encoding reads it alike.".to_owned()
        }
        (Locale::de, EncodingReason::ValidUtf8 { n_characters }) => {
            format!("{n_characters} Sonderzeichen der Stichprobe sind gültiges UTF-8.")
        }
        (Locale::en, EncodingReason::ValidUtf8 { n_characters }) => {
            format!("{n_characters} special characters of the sample are valid UTF-8.")
        }
        (Locale::de, EncodingReason::MostlyUtf8 { n_characters, n_invalid }) => format!(
            "{n_characters} Sonderzeichen der Stichprobe sind gültiges UTF-8, {n_invalid} nicht; diese werden als Windows-1252 gelesen."
        ),
        (Locale::en, EncodingReason::MostlyUtf8 { n_characters, n_invalid }) => format!(
            "{n_characters} special characters of the sample are valid UTF-8, {n_invalid} are not; those are read as Windows-1252."
        ),
        (Locale::de, EncodingReason::Letters { n_bytes, runner_up: None }) => {
            format!(
                "Kein UTF-8; {n_bytes} Sonderzeichen, die alle westlichen Zeichensätze gleich lesen."
            )
        }
        (Locale::en, EncodingReason::Letters { n_bytes, runner_up: None }) => {
            format!("No UTF-8; {n_bytes} special characters that all Western encodings read alike.")
        }
        (Locale::de, EncodingReason::Letters { n_bytes, runner_up: Some(_) }) => {
            format!("Kein UTF-8; nur so werden {n_bytes} Sonderzeichen der Stichprobe zu Wörtern.")
        }
        (Locale::en, EncodingReason::Letters { n_bytes, runner_up: Some(_) }) => {
            format!("No UTF-8; only so {n_bytes} special characters of the sample make words.")
        }
    }
}

/// What speaks for a dialect, as a sentence.
#[must_use]
pub fn dialect_reason(locale: Locale, reason: &DialectReason) -> String {
    match (locale, reason) {
        (Locale::de, DialectReason::UserChoice) => "Von Ihnen gewählt.".to_owned(),
        (Locale::en, DialectReason::UserChoice) => "Chosen by you.".to_owned(),
        (Locale::de, DialectReason::SeparatorLine) => {
            "Die erste Zeile der Datei sagt es (sep=).".to_owned()
        }
        (Locale::en, DialectReason::SeparatorLine) => {
            "The first line of the file says so (sep=).".to_owned()
        }
        (Locale::de, DialectReason::Regular { n_columns, n_regular, n_rows }) => {
            format!("{n_regular} von {n_rows} Zeilen der Stichprobe haben so {n_columns} Spalten.")
        }
        (Locale::en, DialectReason::Regular { n_columns, n_regular, n_rows }) => {
            format!("{n_regular} of {n_rows} rows of the sample have {n_columns} columns that way.")
        }
        (Locale::de, DialectReason::OneColumn) => {
            "Keine Zeile enthält ein Trennzeichen: eine einzige Spalte.".to_owned()
        }
        (Locale::en, DialectReason::OneColumn) => {
            "No line holds a delimiter: a single column.".to_owned()
        }
    }
}

/// How the cells of a column are read.
#[must_use]
pub fn kind(locale: Locale, kind: &ColumnKind) -> String {
    match (locale, kind) {
        (Locale::de, ColumnKind::Date(format)) => {
            format!("Datum: {}", order(locale, format.order))
        }
        (Locale::en, ColumnKind::Date(format)) => {
            format!("date: {}", order(locale, format.order))
        }
        (Locale::de, ColumnKind::Money(format)) => {
            format!("Betrag mit {}", decimal(locale, format.decimal))
        }
        (Locale::en, ColumnKind::Money(format)) => {
            format!("amount with {}", decimal(locale, format.decimal))
        }
        (Locale::de, ColumnKind::Number(format)) => {
            format!("Zahl mit {}", decimal(locale, format.decimal))
        }
        (Locale::en, ColumnKind::Number(format)) => {
            format!("number with {}", decimal(locale, format.decimal))
        }
        (Locale::de, ColumnKind::Dict) => "Wörter".to_owned(),
        (Locale::en, ColumnKind::Dict) => "words".to_owned(),
        (Locale::de, ColumnKind::Text) => "freier Text".to_owned(),
        (Locale::en, ColumnKind::Text) => "free text".to_owned(),
        (Locale::de, ColumnKind::Skip) => "nicht gelesen".to_owned(),
        (Locale::en, ColumnKind::Skip) => "not read".to_owned(),
    }
}

/// How sure the meaning of a column is, in a word or two.
#[must_use]
pub fn confidence(locale: Locale, column: &ColumnPlan) -> &'static str {
    const CERTAIN: f64 = 0.9;
    let (german, english) = if column.evidence.contains(&Evidence::UserChoice) {
        ("gewählt", "chosen")
    } else if column.meaning == Meaning::Other {
        ("nicht zugeordnet", "not assigned")
    } else if column.confidence >= CERTAIN {
        ("sicher", "certain")
    } else if column.confidence >= CONFIDENT {
        ("wahrscheinlich", "likely")
    } else {
        ("unsicher, bitte prüfen", "unsure, please check")
    };
    match locale {
        Locale::de => german,
        Locale::en => english,
    }
}

/// What reading all rows made of a column: cells read, blank and failed, and the words taken for missing.
#[must_use]
pub fn cells(locale: Locale, kind: &ColumnKind, seen: &ColumnEvidence) -> String {
    let is_typed =
        matches!(kind, ColumnKind::Date(_) | ColumnKind::Money(_) | ColumnKind::Number(_));
    let mut parts = Vec::new();
    let mut part = |n: usize, german: &str, english: &str| {
        if n > 0 {
            let word = match locale {
                Locale::de => german,
                Locale::en => english,
            };
            parts.push(format!("{n} {word}"));
        }
    };
    if is_typed {
        part(seen.n_parsed, "gelesen", "read");
        part(seen.n_failed, "nicht lesbar", "not readable");
    }
    part(seen.n_missing, "leer", "empty");
    let words: Vec<String> = seen
        .missing_words
        .iter()
        .map(|(word, n)| match locale {
            Locale::de => format!("„{word}“ {n}-mal"),
            Locale::en => format!("“{word}” {n} times"),
        })
        .collect();
    let counts = parts.join(", ");
    match (locale, words.is_empty()) {
        (_, true) => counts,
        (Locale::de, false) => format!("{counts} (darunter {})", words.join(", ")),
        (Locale::en, false) => format!("{counts} (among them {})", words.join(", ")),
    }
}
