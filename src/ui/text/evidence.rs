//! Why a column means what it means, in sentences: what was seen, how often, what stays open.
//!
//! The `match`es name every case, so that a new kind of evidence does not compile without its sentence in both
//! languages. Counts stand in the sentences, because "the cells say so" without a number is no reason.

use crate::import::literal::date::DateOrder;
use crate::import::literal::number::Decimal;
use crate::import::plan::{
    Ambiguity, Evidence, FileShape, Language, LocaleEvidence, ShapeEvidence, ValuesLike,
};
use crate::import::stage_order::OrderSource;
use crate::ui::i18n::Locale;

/// One reason for the meaning of a column.
#[must_use]
pub fn evidence(locale: Locale, evidence: &Evidence) -> String {
    match (locale, evidence) {
        (Locale::de, Evidence::UserChoice) => "Sie haben es so gewählt.".to_owned(),
        (Locale::en, Evidence::UserChoice) => "You chose it.".to_owned(),
        (Locale::de, Evidence::KnownHeader { vendor, language }) => {
            format!("So heißt die Spalte im {} Export von {}.", in_german(*language), vendor.name())
        }
        (Locale::en, Evidence::KnownHeader { vendor, language }) => {
            format!(
                "The {} export of {} names the column so.",
                in_english(*language),
                vendor.name()
            )
        }
        (Locale::de, Evidence::Synonym { word }) => {
            format!("Das Wort „{word}“ in der Überschrift bedeutet das.")
        }
        (Locale::en, Evidence::Synonym { word }) => {
            format!("The word “{word}” in the header means it.")
        }
        (Locale::de, Evidence::NamesStage { stage }) => {
            format!("Die Überschrift nennt die Stufe „{stage}“.")
        }
        (Locale::en, Evidence::NamesStage { stage }) => {
            format!("The header names the stage “{stage}”.")
        }
        (Locale::de, Evidence::Values { like, n, n_cells }) => {
            format!("{n} von {n_cells} Zellen der Stichprobe sind {}.", values(locale, *like))
        }
        (Locale::en, Evidence::Values { like, n, n_cells }) => {
            format!("{n} of {n_cells} cells of the sample are {}.", values(locale, *like))
        }
        (Locale::de, Evidence::ValuesContradict { expected, n, n_cells }) => format!(
            "Die Überschrift verspricht {}, aber {n} von {n_cells} Zellen der Stichprobe sind es nicht.",
            values(locale, *expected)
        ),
        (Locale::en, Evidence::ValuesContradict { expected, n, n_cells }) => format!(
            "The header promises {}, but {n} of {n_cells} cells of the sample are not.",
            values(locale, *expected)
        ),
        (Locale::de, Evidence::TakenBy { header }) => {
            format!("Diese Bedeutung hat schon die Spalte „{header}“.")
        }
        (Locale::en, Evidence::TakenBy { header }) => {
            format!("The column “{header}” has this meaning already.")
        }
        (Locale::de, Evidence::RevisedAfterReading { n_failed }) => format!(
            "Nach dem Lesen aller Zeilen geändert: {n_failed} Zellen passten nicht zur ersten Lesart."
        ),
        (Locale::en, Evidence::RevisedAfterReading { n_failed }) => format!(
            "Changed after all rows were read: {n_failed} cells did not fit the first reading."
        ),
        (Locale::de, Evidence::VendorBookkeeping { vendor }) => {
            format!("{} führt in dieser Spalte Buch für sich selbst.", vendor.name())
        }
        (Locale::en, Evidence::VendorBookkeeping { vendor }) => {
            format!("{} keeps its own books in this column.", vendor.name())
        }
    }
}

/// What cells look like, as the end of a sentence.
#[must_use]
pub const fn values(locale: Locale, like: ValuesLike) -> &'static str {
    let (german, english) = match like {
        ValuesLike::Dates => ("Daten", "dates"),
        ValuesLike::Money => ("Beträge", "amounts"),
        ValuesLike::Numbers => ("Zahlen", "numbers"),
        ValuesLike::Emails => ("E-Mail-Adressen", "e-mail addresses"),
        ValuesLike::Phones => ("Telefonnummern", "telephone numbers"),
        ValuesLike::Outcomes => {
            ("Wörter wie offen, gewonnen, verloren", "words such as open, won, lost")
        }
        ValuesLike::Stages => ("Namen von Stufen", "names of stages"),
        ValuesLike::YesNo => ("ja oder nein", "yes or no"),
        ValuesLike::FewWords => ("wenige, oft gleiche Wörter", "a few words that repeat"),
        ValuesLike::Currencies => ("Währungen", "currencies"),
    };
    match locale {
        Locale::de => german,
        Locale::en => english,
    }
}

/// The question a column leaves open, with the guess and its reasons.
#[must_use]
pub fn ambiguity(locale: Locale, ambiguity: &Ambiguity) -> String {
    let (question, reasons) = match (locale, ambiguity) {
        (Locale::de, Ambiguity::DayMonth { guess, reasons }) => (
            format!(
                "Kein Tag ist größer als 12, also könnten Tag und Monat vertauscht sein. Gelesen als {}",
                order(locale, *guess)
            ),
            reasons,
        ),
        (Locale::en, Ambiguity::DayMonth { guess, reasons }) => (
            format!(
                "No day is above 12, so day and month could be the other way round. Read as {}",
                order(locale, *guess)
            ),
            reasons,
        ),
        (Locale::de, Ambiguity::DecimalMark { guess, reasons }) => (
            format!(
                "Jedes Zeichen könnte Tausender trennen oder Nachkommastellen beginnen. Gelesen mit {}",
                decimal(locale, *guess)
            ),
            reasons,
        ),
        (Locale::en, Ambiguity::DecimalMark { guess, reasons }) => (
            format!(
                "Every mark could group thousands or begin a fraction. Read with {}",
                decimal(locale, *guess)
            ),
            reasons,
        ),
    };
    let reasons: Vec<String> =
        reasons.iter().map(|reason| locale_evidence(locale, reason)).collect();
    match (locale, reasons.is_empty()) {
        (Locale::de, true) => {
            format!("{question}; in der Datei spricht nichts dafür oder dagegen.")
        }
        (Locale::en, true) => format!("{question}; nothing in the file speaks for or against it."),
        (Locale::de, false) => format!("{question}, denn {}.", reasons.join(" und ")),
        (Locale::en, false) => format!("{question}, because {}.", reasons.join(" and ")),
    }
}

/// How dates are written.
#[must_use]
pub const fn order(locale: Locale, order: DateOrder) -> &'static str {
    let (german, english) = match order {
        DateOrder::DayMonthYear => ("Tag, Monat, Jahr", "day, month, year"),
        DateOrder::MonthDayYear => ("Monat, Tag, Jahr", "month, day, year"),
        DateOrder::YearMonthDay => ("Jahr, Monat, Tag", "year, month, day"),
        DateOrder::UnixSeconds => ("Sekunden seit 1970", "seconds since 1970"),
        DateOrder::ExcelSerial => ("Tageszahl von Excel", "serial days of Excel"),
    };
    match locale {
        Locale::de => german,
        Locale::en => english,
    }
}

/// How fractions are written.
#[must_use]
pub const fn decimal(locale: Locale, decimal: Decimal) -> &'static str {
    let (german, english) = match decimal {
        Decimal::Comma => ("Dezimalkomma (1.234,56)", "a decimal comma (1.234,56)"),
        Decimal::Point => ("Dezimalpunkt (1,234.56)", "a decimal point (1,234.56)"),
    };
    match locale {
        Locale::de => german,
        Locale::en => english,
    }
}

/// A reason for a custom of the file, as a clause behind "because".
fn locale_evidence(locale: Locale, evidence: &LocaleEvidence) -> String {
    match (locale, evidence) {
        (Locale::de, LocaleEvidence::OtherColumn { header }) => {
            format!("die Spalte „{header}“ beweist es für sich")
        }
        (Locale::en, LocaleEvidence::OtherColumn { header }) => {
            format!("the column “{header}” proves it for itself")
        }
        (Locale::de, LocaleEvidence::DottedDates) => {
            "die Datei schreibt Daten mit Punkten".to_owned()
        }
        (Locale::en, LocaleEvidence::DottedDates) => "the file writes dates with points".to_owned(),
        (Locale::de, LocaleEvidence::HeaderLanguage(language)) => {
            let language = match language {
                Language::German => "deutsch",
                Language::English => "englisch",
            };
            format!("die Überschriften sind {language}")
        }
        (Locale::en, LocaleEvidence::HeaderLanguage(language)) => {
            format!("the headers are {}", in_english(*language))
        }
        (Locale::de, LocaleEvidence::AmountsHaveTwoDecimals) => {
            "Beträge haben zwei Nachkommastellen oder keine".to_owned()
        }
        (Locale::en, LocaleEvidence::AmountsHaveTwoDecimals) => {
            "amounts have two decimals or none".to_owned()
        }
        (Locale::de, LocaleEvidence::Delimiter(mark)) => {
            format!("die Zellen sind durch {} getrennt", delimiter(locale, *mark))
        }
        (Locale::en, LocaleEvidence::Delimiter(mark)) => {
            format!("the cells are separated by {}", delimiter(locale, *mark))
        }
    }
}

/// A delimiter in words.
#[must_use]
pub fn delimiter(locale: Locale, mark: char) -> String {
    match (locale, mark) {
        (Locale::de, ';') => "Semikolon".to_owned(),
        (Locale::en, ';') => "semicolons".to_owned(),
        (Locale::de, ',') => "Komma".to_owned(),
        (Locale::en, ',') => "commas".to_owned(),
        (Locale::de, '\t') => "Tabulator".to_owned(),
        (Locale::en, '\t') => "tabs".to_owned(),
        (Locale::de, other) => format!("„{other}“"),
        (Locale::en, other) => format!("“{other}”"),
    }
}

const fn in_german(language: Language) -> &'static str {
    match language {
        Language::German => "deutschen",
        Language::English => "englischen",
    }
}

const fn in_english(language: Language) -> &'static str {
    match language {
        Language::German => "German",
        Language::English => "English",
    }
}

/// What a file is.
#[must_use]
pub const fn shape(locale: Locale, shape: FileShape) -> &'static str {
    let (german, english) = match shape {
        FileShape::Snapshot => {
            ("Chancen mit ihrer heutigen Stufe", "deals with their present stage")
        }
        FileShape::StageDates => {
            ("Chancen mit einem Datum je Stufe", "deals with a date for each stage")
        }
        FileShape::History => ("Stufenwechsel, einer je Zeile", "changes of stage, one a row"),
        FileShape::EventLog => ("Ereignisse von Chancen", "events of deals"),
        FileShape::Aggregate => ("Anzahlen je Stufe", "counts per stage"),
        FileShape::Contacts => ("Kontakte", "contacts"),
        FileShape::Activities => ("Aktivitäten", "activities"),
        FileShape::Mailings => ("Adressen einer Aussendung", "addresses of a mailing"),
        FileShape::Unrecognised => {
            ("nichts, was hier ausgewertet wird", "nothing that is analysed here")
        }
    };
    match locale {
        Locale::de => german,
        Locale::en => english,
    }
}

/// One reason for the shape of a file.
#[must_use]
pub fn shape_evidence(locale: Locale, evidence: &ShapeEvidence) -> String {
    match locale {
        Locale::de => shape_evidence_german(evidence),
        Locale::en => shape_evidence_english(evidence),
    }
}

fn shape_evidence_german(evidence: &ShapeEvidence) -> String {
    match evidence {
        ShapeEvidence::UserChoice => "Sie haben es so gewählt.".to_owned(),
        ShapeEvidence::StageColumn { header } => format!("Die Spalte „{header}“ nennt die Stufe."),
        ShapeEvidence::StatusColumn { header } => {
            format!("Die Spalte „{header}“ nennt den Status; eine Stufe gibt es nicht.")
        }
        ShapeEvidence::StageDateColumns { headers } => {
            format!("Diese Spalten datieren Stufen: {}.", quoted(headers, '„', '“'))
        }
        ShapeEvidence::ChangeColumns { from, to } => {
            format!("„{from}“ und „{to}“ nennen die Stufe vor und nach einem Wechsel.")
        }
        ShapeEvidence::CaseActivityTime { case, activity, time, rows_per_case } => format!(
            "Jede „{case}“ hat mehrere Zeilen ({rows_per_case} und mehr) mit „{activity}“ und „{time}“."
        ),
        ShapeEvidence::StageAndCount { stage, count } => {
            format!("Jede Stufe in „{stage}“ steht einmal da, mit einer Zahl in „{count}“.")
        }
        ShapeEvidence::ContactColumns { headers } => {
            format!("Diese Spalten beschreiben Personen: {}.", quoted(headers, '„', '“'))
        }
        ShapeEvidence::ActivityColumns { headers } => {
            format!("Diese Spalten beschreiben Aktivitäten: {}.", quoted(headers, '„', '“'))
        }
        ShapeEvidence::MailingColumns { headers } => {
            format!("Diese Spalten beschreiben eine Aussendung: {}.", quoted(headers, '„', '“'))
        }
        ShapeEvidence::FileName { part } => format!("Der Name der Datei sagt es: „{part}“."),
        ShapeEvidence::VendorFormat { vendor } => {
            format!("Es ist das Format von {}.", vendor.name())
        }
        ShapeEvidence::NothingKnown => {
            "Keine Spalte sagt, worum es geht. Ordnen Sie die Spalten selbst zu.".to_owned()
        }
        ShapeEvidence::ForeignFormat { vendor, name } => format!(
            "Es ist „{name}“ von {}. Das Format enthält weder Chancen noch Kontakte.",
            vendor.name()
        ),
    }
}

fn shape_evidence_english(evidence: &ShapeEvidence) -> String {
    match evidence {
        ShapeEvidence::UserChoice => "You chose it.".to_owned(),
        ShapeEvidence::StageColumn { header } => format!("The column “{header}” names the stage."),
        ShapeEvidence::StatusColumn { header } => {
            format!("The column “{header}” names the status; there is no stage.")
        }
        ShapeEvidence::StageDateColumns { headers } => {
            format!("These columns date stages: {}.", quoted(headers, '“', '”'))
        }
        ShapeEvidence::ChangeColumns { from, to } => {
            format!("“{from}” and “{to}” name the stage before and after a change.")
        }
        ShapeEvidence::CaseActivityTime { case, activity, time, rows_per_case } => format!(
            "Each “{case}” has several rows ({rows_per_case} and more) with “{activity}” and “{time}”."
        ),
        ShapeEvidence::StageAndCount { stage, count } => {
            format!("Each stage in “{stage}” is there once, with a number in “{count}”.")
        }
        ShapeEvidence::ContactColumns { headers } => {
            format!("These columns describe people: {}.", quoted(headers, '“', '”'))
        }
        ShapeEvidence::ActivityColumns { headers } => {
            format!("These columns describe activities: {}.", quoted(headers, '“', '”'))
        }
        ShapeEvidence::MailingColumns { headers } => {
            format!("These columns describe a mailing: {}.", quoted(headers, '“', '”'))
        }
        ShapeEvidence::FileName { part } => format!("The name of the file says so: “{part}”."),
        ShapeEvidence::VendorFormat { vendor } => format!("It is the format of {}.", vendor.name()),
        ShapeEvidence::NothingKnown => {
            "No column says what it is about. Please assign the columns yourself.".to_owned()
        }
        ShapeEvidence::ForeignFormat { vendor, name } => format!(
            "It is “{name}” of {}. The format holds neither deals nor contacts.",
            vendor.name()
        ),
    }
}

/// What decided the place of a stage.
#[must_use]
pub const fn order_source(locale: Locale, source: OrderSource) -> &'static str {
    let (german, english) = match source {
        OrderSource::User => ("von Ihnen gewählt", "chosen by you"),
        OrderSource::NumberedNames => ("nach den Nummern im Namen", "by the numbers in the names"),
        OrderSource::ObservedSteps => ("nach den Wegen der Chancen", "by the ways of the deals"),
        OrderSource::Probability => {
            ("nach der Wahrscheinlichkeit im CRM", "by the CRM's probability")
        }
        OrderSource::KnownList => ("nach üblichen Stufenlisten", "by usual lists of stages"),
        OrderSource::DateColumns => {
            ("nach der Reihenfolge der Datumsspalten", "by the order of the date columns")
        }
        OrderSource::FirstAppearance => (
            "nach dem ersten Auftreten in der Datei; bitte prüfen",
            "by first appearance in the file; please check",
        ),
    };
    match locale {
        Locale::de => german,
        Locale::en => english,
    }
}

fn quoted(headers: &[String], open: char, close: char) -> String {
    const SHOWN: usize = 6;
    let shown: Vec<String> =
        headers.iter().take(SHOWN).map(|header| format!("{open}{header}{close}")).collect();
    let more = if headers.len() > SHOWN { ", …" } else { "" };
    format!("{}{more}", shown.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::vendor::Vendor;

    fn both(text: impl Fn(Locale) -> String) -> [String; 2] {
        [text(Locale::de), text(Locale::en)]
    }

    #[test]
    fn a_guess_comes_with_its_reasons_or_says_that_there_are_none() {
        let with = Ambiguity::DayMonth {
            guess: DateOrder::DayMonthYear,
            reasons: vec![
                LocaleEvidence::HeaderLanguage(Language::German),
                LocaleEvidence::Delimiter(';'),
            ],
        };
        let [german, english] = both(|locale| ambiguity(locale, &with));
        assert!(german.ends_with(
            "Gelesen als Tag, Monat, Jahr, denn die Überschriften sind deutsch und die Zellen sind durch Semikolon getrennt."
        ));
        assert!(english.ends_with(
            "Read as day, month, year, because the headers are German and the cells are separated by semicolons."
        ));
        let without = Ambiguity::DecimalMark { guess: Decimal::Comma, reasons: Vec::new() };
        let [german, english] = both(|locale| ambiguity(locale, &without));
        assert!(german.contains("spricht nichts") && english.contains("nothing in the file"));
    }

    #[test]
    fn a_file_without_sales_data_is_named_by_its_own_name() {
        let evidence =
            ShapeEvidence::ForeignFormat { vendor: Vendor::Datev, name: "Buchungsstapel".into() };
        let [german, english] = both(|locale| shape_evidence(locale, &evidence));
        assert_eq!(
            german,
            "Es ist „Buchungsstapel“ von DATEV. Das Format enthält weder Chancen noch Kontakte."
        );
        assert_eq!(
            english,
            "It is “Buchungsstapel” of DATEV. The format holds neither deals nor contacts."
        );
    }

    #[test]
    fn long_lists_of_headers_are_cut_and_say_so() {
        let headers: Vec<String> = (0..9).map(|n| format!("S{n}")).collect();
        let [_, english] = both(|locale| {
            shape_evidence(locale, &ShapeEvidence::ContactColumns { headers: headers.clone() })
        });
        assert!(english.ends_with("“S5”, …."), "{english}");
    }

    #[test]
    fn counts_stand_in_the_sentence() {
        let values = Evidence::Values { like: ValuesLike::Dates, n: 97, n_cells: 100 };
        let [german, english] = both(|locale| evidence(locale, &values));
        assert_eq!(german, "97 von 100 Zellen der Stichprobe sind Daten.");
        assert_eq!(english, "97 of 100 cells of the sample are dates.");
    }
}
