//! What was wrong with a file, as sentences: where it is, what stands there, what came of it, what helps.
//!
//! Every sentence names the line as an editor shows it, the column with its letters and the text found. The
//! `match`es name every case, so that a new kind of issue does not compile without its sentence.

use crate::import::encoding::NotText;
use crate::import::issue::{Issue, IssueKind};
use crate::import::literal::date::DateError;
use crate::import::literal::number::NumberError;
use crate::import::rows::QuoteDefect;
use crate::import::{Effect, ImportError};
use crate::ui::i18n::Locale;

/// The issue in a sentence.
#[must_use]
pub fn sentence(locale: Locale, issue: &Issue) -> String {
    let place = place(locale, issue);
    let what = match locale {
        Locale::de => german(issue),
        Locale::en => english(issue),
    };
    let came_of_it = match (locale, issue.kind.effect()) {
        (Locale::de, Effect::RowRejected) => " Die Zeile bleibt draußen.",
        (Locale::de, Effect::CellMissing) => {
            " Die Zelle zählt als leer, bis sie in der Quelle berichtigt ist."
        }
        (Locale::en, Effect::RowRejected) => " The row is left out.",
        (Locale::en, Effect::CellMissing) => {
            " The cell counts as empty until it is corrected in the source."
        }
        (_, Effect::Note) => "",
    };
    format!("{place}: {what}{came_of_it}")
}

fn place(locale: Locale, issue: &Issue) -> String {
    let (line, column) = match locale {
        Locale::de => ("Zeile", "Spalte"),
        Locale::en => ("Line", "column"),
    };
    match &issue.column {
        Some(at) => format!("{line} {}, {column} {} ({})", issue.line, at.letters(), at.header),
        None => format!("{line} {}", issue.line),
    }
}

fn german(issue: &Issue) -> String {
    let text = &issue.text;
    match &issue.kind {
        IssueKind::TooFewCells { found, expected } => {
            format!("{} statt {expected}. Fehlt ein Trennzeichen?", cells_german(*found))
        }
        IssueKind::TooManyCells { found, expected } => {
            format!(
                "{} statt {expected}. Steht ein Trennzeichen in einem Text ohne Anführungszeichen?",
                cells_german(*found)
            )
        }
        IssueKind::BrokenQuote(defect) => match defect {
            QuoteDefect::Unclosed => format!(
                "ein Anführungszeichen wird nie geschlossen: „{text}“. Bitte in der Quelle schließen."
            ),
            QuoteDefect::TextAfter => format!(
                "nach einem schließenden Anführungszeichen steht noch Text: „{text}“. Anführungszeichen im Text gehören verdoppelt."
            ),
            QuoteDefect::OverLines { found } => format!(
                "ein Anführungszeichen schließt erst in einer späteren Zeile, das ergäbe {}: „{text}“. Bitte in der Quelle schließen.",
                cells_german(*found)
            ),
        },
        IssueKind::CellTooLong { bytes } => {
            format!("eine Zelle hat {bytes} Bytes. Ist ein Anführungszeichen nicht geschlossen?")
        }
        IssueKind::RowTooLong { bytes } => {
            format!("die Zeile hat {bytes} Bytes. Ist das wirklich eine Tabelle?")
        }
        IssueKind::NotADate { error, .. } => match error {
            DateError::NotADate => format!("„{text}“ ist kein Datum."),
            DateError::NoSuchDay => format!("„{text}“ gibt es im Kalender nicht."),
            DateError::YearOutOfRange { last_year, .. } => {
                format!("„{text}“ liegt nicht zwischen 1990 und {last_year}.")
            }
        },
        IssueKind::NotAnAmount { error, .. } | IssueKind::NotANumber { error, .. } => match error {
            NumberError::NotANumber => format!("„{text}“ ist keine Zahl."),
            NumberError::Grouping => {
                format!("in „{text}“ stehen die Ziffern nicht in Dreiergruppen.")
            }
            NumberError::TooLarge => {
                format!("„{text}“ hat mehr Ziffern, als sich verlustfrei lesen lassen.")
            }
        },
        IssueKind::QuoteInCell => format!(
            "ein Anführungszeichen in „{text}“ ist nicht verdoppelt; es wurde als Text gelesen."
        ),
        IssueKind::TextAfterQuote => format!(
            "Text nach dem schließenden Anführungszeichen wurde zur Zelle gezählt: „{text}“."
        ),
        IssueKind::OpeningQuoteAlone => format!(
            "ein öffnendes Anführungszeichen ohne schließendes wurde weggelassen: „{text}“."
        ),
        IssueKind::QuoteInText => {
            format!("ein Anführungszeichen mitten in „{text}“ wurde als Text gelesen.")
        }
        IssueKind::ExtraBlankCells { found, expected } => format!(
            "{} statt {expected}; die überzähligen sind leer und wurden weggelassen.",
            cells_german(*found)
        ),
        IssueKind::InvalidUtf8 => {
            format!("„{text}“ ist kein gültiges UTF-8 und wurde als Windows-1252 gelesen.")
        }
        IssueKind::HiddenCharacter { character } => {
            format!("„{text}“ enthält ein unsichtbares Zeichen (U+{:04X}).", u32::from(*character))
        }
        IssueKind::NulBytes => format!("Nullbytes in „{text}“ wurden weggelassen."),
        IssueKind::FormulaGuard => format!(
            "der Apostroph vor „{text}“, der Tabellenprogramme vor Formeln schützt, wurde weggelassen."
        ),
        IssueKind::TotalsRow => {
            format!("„{text}“ ist eine Summenzeile, kein Datensatz; sie zählt nicht mit.")
        }
        IssueKind::FooterLine => format!("„{text}“ ist eine Fußzeile; sie zählt nicht mit."),
        IssueKind::HeaderUnnamed => "die Spalte hat keinen Namen und wurde nummeriert.".to_owned(),
        IssueKind::HeaderRepeated => {
            format!("der Name „{text}“ kommt mehrmals vor; er wurde nummeriert.")
        }
        IssueKind::HeaderCleaned => {
            format!("aus dem Namen „{text}“ wurden Leer- oder unsichtbare Zeichen entfernt.")
        }
        IssueKind::NoHeader { n_columns } => {
            let numbered = match n_columns {
                1 => "ihre Spalte wurde nummeriert".to_owned(),
                n => format!("{n} Spalten wurden nummeriert"),
            };
            format!("die Datei hat keine Kopfzeile; {numbered}.")
        }
    }
}

fn english(issue: &Issue) -> String {
    let text = &issue.text;
    match &issue.kind {
        IssueKind::TooFewCells { found, expected } => {
            format!("{} in place of {expected}. Is a delimiter missing?", cells_english(*found))
        }
        IssueKind::TooManyCells { found, expected } => {
            format!(
                "{} in place of {expected}. Does a text without quotes hold a delimiter?",
                cells_english(*found)
            )
        }
        IssueKind::BrokenQuote(defect) => match defect {
            QuoteDefect::Unclosed => {
                format!("a quote is never closed: “{text}”. Please close it in the source.")
            }
            QuoteDefect::TextAfter => format!(
                "text follows a closing quote: “{text}”. Quotes within a text must be doubled."
            ),
            QuoteDefect::OverLines { found } => format!(
                "a quote closes on a later line only, which would make {}: “{text}”. Please close it in the source.",
                cells_english(*found)
            ),
        },
        IssueKind::CellTooLong { bytes } => {
            format!("a cell has {bytes} bytes. Is a quote not closed?")
        }
        IssueKind::RowTooLong { bytes } => {
            format!("the line has {bytes} bytes. Is this really a table?")
        }
        IssueKind::NotADate { error, .. } => match error {
            DateError::NotADate => format!("“{text}” is no date."),
            DateError::NoSuchDay => format!("the calendar has no “{text}”."),
            DateError::YearOutOfRange { last_year, .. } => {
                format!("“{text}” is not between 1990 and {last_year}.")
            }
        },
        IssueKind::NotAnAmount { error, .. } | IssueKind::NotANumber { error, .. } => match error {
            NumberError::NotANumber => format!("“{text}” is no number."),
            NumberError::Grouping => format!("the digits of “{text}” are not in groups of three."),
            NumberError::TooLarge => {
                format!("“{text}” has more digits than can be read without loss.")
            }
        },
        IssueKind::QuoteInCell => {
            format!("a quote within “{text}” is not doubled; it was read as text.")
        }
        IssueKind::TextAfterQuote => {
            format!("text after the closing quote was read as part of the cell: “{text}”.")
        }
        IssueKind::OpeningQuoteAlone => {
            format!("an opening quote without a closing one was left out: “{text}”.")
        }
        IssueKind::QuoteInText => format!("a quote in the middle of “{text}” was read as text."),
        IssueKind::ExtraBlankCells { found, expected } => format!(
            "{} in place of {expected}; the extra ones are blank and were left out.",
            cells_english(*found)
        ),
        IssueKind::InvalidUtf8 => {
            format!("“{text}” is no valid UTF-8 and was read as Windows-1252.")
        }
        IssueKind::HiddenCharacter { character } => format!(
            "“{text}” holds a character that is not seen (U+{:04X}).",
            u32::from(*character)
        ),
        IssueKind::NulBytes => format!("NUL bytes in “{text}” were left out."),
        IssueKind::FormulaGuard => format!(
            "the apostrophe before “{text}”, which guards spreadsheets against formulas, was left out."
        ),
        IssueKind::TotalsRow => {
            format!("“{text}” is a row of totals, not a record; it does not count.")
        }
        IssueKind::FooterLine => format!("“{text}” is a footer line; it does not count."),
        IssueKind::HeaderUnnamed => "the column has no name and was numbered.".to_owned(),
        IssueKind::HeaderRepeated => {
            format!("the name “{text}” stands more than once; it was numbered.")
        }
        IssueKind::HeaderCleaned => {
            format!("blanks or unseen characters were taken out of the name “{text}”.")
        }
        IssueKind::NoHeader { n_columns } => {
            let numbered = match n_columns {
                1 => "its column was numbered".to_owned(),
                n => format!("{n} columns were numbered"),
            };
            format!("the file has no header; {numbered}.")
        }
    }
}

fn cells_german(n: usize) -> String {
    if n == 1 { "1 Zelle".to_owned() } else { format!("{n} Zellen") }
}

fn cells_english(n: usize) -> String {
    if n == 1 { "1 cell".to_owned() } else { format!("{n} cells") }
}

/// Why a file cannot be read at all, and what helps.
#[must_use]
pub fn refusal(locale: Locale, file: &str, error: &ImportError) -> String {
    match locale {
        Locale::de => format!("„{file}“ lässt sich nicht lesen: {}", refusal_german(error)),
        Locale::en => format!("“{file}” cannot be read: {}", refusal_english(error)),
    }
}

fn refusal_german(error: &ImportError) -> String {
    match error {
        ImportError::Empty => "die Datei ist leer. Bitte exportieren Sie noch einmal.".to_owned(),
        ImportError::NotText { kind } => match kind {
            NotText::Workbook => "das ist eine Arbeitsmappe. Bitte in Excel als „CSV UTF-8“ speichern und diese Datei öffnen.",
            NotText::Archive => "das ist ein Archiv. Bitte zuerst entpacken.",
            NotText::Pdf => "das ist ein PDF. Bitte im CRM als CSV exportieren.",
            NotText::Picture => "das ist ein Bild. Bitte im CRM als CSV exportieren.",
            NotText::Html => "das ist eine Webseite (HTML), auch wenn sie anders heißt; manches CRM gibt seine Tabelle so aus und nennt sie .xls oder .csv. Bitte in Excel öffnen, als „CSV UTF-8“ speichern und diese Datei öffnen, oder im CRM als CSV exportieren.",
            NotText::Xml => "das ist XML, vielleicht eine ältere Excel-Datei. Bitte in Excel öffnen, als „CSV UTF-8“ speichern und diese Datei öffnen, oder im CRM als CSV exportieren.",
            NotText::Json => "das ist JSON, ein Format für Programme. Bitte im CRM als CSV exportieren.",
            NotText::Binary => "das ist kein Text, sondern eine Datei für ein anderes Programm. Bitte im CRM als CSV exportieren.",
        }
        .to_owned(),
        ImportError::FileTooLarge { bytes } => format!("{bytes} Bytes sind mehr als 1 GiB. Bitte exportieren Sie einen kürzeren Zeitraum."),
        ImportError::TooManyColumns { found, line } => format!("Zeile {line} hat {found} Spalten, mehr als 1.000. Bitte exportieren Sie weniger Spalten."),
        ImportError::HeaderTooLong { line } => format!("Zeile {line} ist zu lang für eine Kopfzeile. Ist das wirklich eine Tabelle?"),
        ImportError::Source(source) => format!("der Browser konnte die Datei nicht lesen ({source}). Wurde sie verschoben oder geändert?"),
        ImportError::OutOfMemory => "der Speicher reicht nicht. Bitte andere Seiten schließen oder einen kürzeren Zeitraum exportieren.".to_owned(),
        ImportError::Cancelled => "abgebrochen.".to_owned(),
    }
}

fn refusal_english(error: &ImportError) -> String {
    match error {
        ImportError::Empty => "the file is empty. Please export it again.".to_owned(),
        ImportError::NotText { kind } => match kind {
            NotText::Workbook => {
                "this is a workbook. Please save it in Excel as “CSV UTF-8” and open that file."
            }
            NotText::Archive => "this is an archive. Please unpack it first.",
            NotText::Pdf => "this is a PDF. Please export CSV from the CRM.",
            NotText::Picture => "this is a picture. Please export CSV from the CRM.",
            NotText::Html => {
                "this is a web page (HTML), whatever its name says; some CRMs write their table so and call it .xls or .csv. Please open it in Excel, save it as “CSV UTF-8” and open that file, or export CSV from the CRM."
            }
            NotText::Xml => {
                "this is XML, maybe an older Excel file. Please open it in Excel, save it as “CSV UTF-8” and open that file, or export CSV from the CRM."
            }
            NotText::Json => {
                "this is JSON, a format for programs. Please export CSV from the CRM."
            }
            NotText::Binary => {
                "this is no text but a file for another program. Please export CSV from the CRM."
            }
        }
        .to_owned(),
        ImportError::FileTooLarge { bytes } => {
            format!("{bytes} bytes are more than 1 GiB. Please export a shorter period.")
        }
        ImportError::TooManyColumns { found, line } => format!(
            "line {line} has {found} columns, more than 1,000. Please export fewer columns."
        ),
        ImportError::HeaderTooLong { line } => {
            format!("line {line} is too long for a header. Is this really a table?")
        }
        ImportError::Source(source) => {
            format!("the browser could not read the file ({source}). Was it moved or changed?")
        }
        ImportError::OutOfMemory => {
            "there is not enough memory. Please close other pages or export a shorter period."
                .to_owned()
        }
        ImportError::Cancelled => "cancelled.".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::issue::ColumnRef;
    use crate::import::literal::date::{DateFormat, DateOrder};
    use crate::model::Day;

    #[test]
    fn one_is_not_many() {
        let of = |kind| Issue { line: 2, column: None, text: String::new(), kind };
        for (kind, german, english) in [
            (IssueKind::TooFewCells { found: 1, expected: 7 }, "1 Zelle statt 7", "1 cell in"),
            (IssueKind::TooFewCells { found: 2, expected: 7 }, "2 Zellen statt 7", "2 cells in"),
            (IssueKind::NoHeader { n_columns: 1 }, "ihre Spalte wurde", "its column was"),
            (IssueKind::NoHeader { n_columns: 3 }, "3 Spalten wurden", "3 columns were"),
        ] {
            let (de, en) = (sentence(Locale::de, &of(kind)), sentence(Locale::en, &of(kind)));
            assert!(de.contains(german) && en.contains(english), "{de} {en}");
        }
    }

    #[test]
    fn a_sentence_names_line_column_text_and_what_came_of_it() {
        let today = Day::from_ymd(2026, 11, 21).unwrap();
        let format = DateFormat::new(DateOrder::DayMonthYear, false, today);
        let issue = Issue {
            line: 17,
            column: Some(ColumnRef { index: 9, header: "Erstellt am".into() }),
            text: "31.02.2024".into(),
            kind: IssueKind::NotADate { error: DateError::NoSuchDay, format },
        };
        assert_eq!(
            sentence(Locale::de, &issue),
            "Zeile 17, Spalte J (Erstellt am): „31.02.2024“ gibt es im Kalender nicht. Die Zelle zählt als leer, bis sie in der Quelle berichtigt ist."
        );
        assert_eq!(
            sentence(Locale::en, &issue),
            "Line 17, column J (Erstellt am): the calendar has no “31.02.2024”. The cell counts as empty until it is corrected in the source."
        );
    }
}
