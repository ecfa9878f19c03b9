//! What was done to rows after they were read, in sentences: nothing is merged, folded, joined or left out in silence.

use crate::import::aggregate::Counted;
use crate::import::assemble::{AsOfSource, AssembleReport, ChangesReport, JoinReport};
use crate::import::currency_rule::CurrencyFinding;
use crate::import::deals::StageReport;
use crate::import::history::FoldReport;
use crate::import::mapping_file::MappingFileError;
use crate::import::variant::{MissingFound, VariantMerge};
use crate::model::RecordKind;
use crate::model::dataset::JoinKey;
use crate::ui::i18n::Locale;

/// Writes a count in the language of the page.
pub type Count<'a> = &'a dyn Fn(usize) -> String;

/// Files of which nothing is analysed, one sentence each, with what helps.
#[must_use]
pub fn unused(locale: Locale, report: &AssembleReport, n: Count<'_>) -> Vec<String> {
    let mut found = Vec::new();
    for file in report.files.iter().filter(|file| file.n_rows == 0) {
        found.push(match locale {
            Locale::de => format!(
                "„{}“ enthält Überschriften, aber keine Zeile darunter. Exportieren Sie noch einmal mit allen Datensätzen; stehen welche in der Datei, nennen Sie unten die Zeile der Überschriften.",
                file.file_name
            ),
            Locale::en => format!(
                "“{}” holds headers, but no row below them. Export once more with all records; if the file has some, name the line of the headers below.",
                file.file_name
            ),
        });
    }
    for file in report.files.iter().filter(|file| !file.used && file.n_rows > 0) {
        found.push(match locale {
            Locale::de => format!(
                "„{}“ wird nicht ausgewertet (Zeilen: {}): Die Datei ist weder als Chancen noch als Kontakte, Aktivitäten oder Aussendung zu erkennen, oder es fehlt ihr eine nötige Spalte. Ordnen Sie unten die Spalten zu, oder wählen Sie einen anderen Export.",
                file.file_name,
                n(file.n_rows)
            ),
            Locale::en => format!(
                "“{}” is not analysed (rows: {}): the file is not recognised as deals, contacts, activities or a mailing, or it lacks a column it needs. Assign the columns below, or choose another export.",
                file.file_name,
                n(file.n_rows)
            ),
        });
    }
    found
}

/// Everything that was done to the rows that are used, one sentence each; empty where they are as they were.
#[must_use]
pub fn sentences(locale: Locale, report: &AssembleReport, n: Count<'_>) -> Vec<String> {
    let mut found = Vec::new();
    let mut say = |german: String, english: String| {
        found.push(match locale {
            Locale::de => german,
            Locale::en => english,
        });
    };
    if report.n_duplicates > 0 {
        let count = report.n_duplicates;
        say(
            format!(
                "{} die Kennung einer späteren Zeile; die spätere zählt, die frühere nicht.",
                many(count, n, ["Zeile hat", "Zeilen haben"])
            ),
            format!(
                "{} the key of a later row; the later one counts, the earlier does not.",
                many(count, n, ["row has", "rows have"])
            ),
        );
    }
    for fold in &report.folds {
        let [german, english] = folded(fold, n);
        say(german, english);
    }
    if let Some(changes) = &report.changes {
        let [german, english] = attached(*changes, n);
        say(german, english);
    }
    match report.aggregate {
        Some(Counted::Standing) => say(
            "Die Anzahlen wurden als Chancen gelesen, die heute in der Stufe stehen.".to_owned(),
            "The counts were read as deals that stand in the stage today.".to_owned(),
        ),
        Some(Counted::Reached) => say(
            "Die Anzahlen wurden als Chancen gelesen, die die Stufe erreicht haben.".to_owned(),
            "The counts were read as deals that have reached the stage.".to_owned(),
        ),
        None => {}
    }
    if let Some(stages) = &report.stages {
        for [german, english] in outcomes(stages, n) {
            say(german, english);
        }
    }
    if let Some([german, english]) = report.currency.as_ref().and_then(|found| currency(found, n)) {
        say(german, english);
    }
    found
}

/// A count with the words for one and for many.
fn many(count: usize, n: Count<'_>, [one, other]: [&str; 2]) -> String {
    format!("{} {}", n(count), if count == 1 { one } else { other })
}

fn folded(fold: &FoldReport, n: Count<'_>) -> [String; 2] {
    let parts = |words: [&str; 5]| {
        let counts = [
            fold.n_without_case,
            fold.n_without_time,
            fold.n_without_stage,
            fold.n_other_field,
            fold.n_reentries,
        ];
        let parts = counts.into_iter().zip(words).filter(|(count, _)| *count > 0);
        parts.map(|(count, word)| format!("; {} {word}", n(count))).collect::<String>()
    };
    let german = parts([
        "ohne Kennung der Chance blieben draußen",
        "ohne Zeitpunkt blieben draußen",
        "ohne Stufe blieben draußen",
        "betreffen ein anderes Feld",
        "führten in eine Stufe zurück, in der die Chance schon war (der erste Eintritt zählt)",
    ]);
    let english = parts([
        "without the key of a deal were left out",
        "without a time were left out",
        "without a stage were left out",
        "are about another field",
        "led back into a stage the deal had been in (the first entry counts)",
    ]);
    [
        format!(
            "„{}“: {} {} mit den Stufenwechseln{german}.",
            fold.file_name,
            many(fold.n_rows, n, ["Zeile ergab", "Zeilen ergaben"]),
            many(fold.n_cases, n, ["Chance", "Chancen"])
        ),
        format!(
            "“{}”: {} became {} with the changes of stage{english}.",
            fold.file_name,
            many(fold.n_rows, n, ["row", "rows"]),
            many(fold.n_cases, n, ["deal", "deals"])
        ),
    ]
}

fn attached(changes: ChangesReport, n: Count<'_>) -> [String; 2] {
    let (matched, without, lost) =
        (n(changes.n_matched), n(changes.n_deals_without), n(changes.n_cases_without_deal));
    [
        format!(
            "Chancen mit Stufenwechseln: {matched}, ohne: {without}. Verläufe, die zu keiner Chance der Dateien gehören und draußen blieben: {lost}."
        ),
        format!(
            "Deals with changes of stage: {matched}, without: {without}. Histories that belong to no deal of the files and were left out: {lost}."
        ),
    ]
}

fn outcomes(stages: &StageReport, n: Count<'_>) -> Vec<[String; 2]> {
    let mut found = Vec::new();
    if let Some(n_words) = stages.n_words_refused {
        found.push([
            format!("Die Spalte der Stufen hat {} verschiedene Wörter; so viele Stufen hat kein Trichter. Sie wurde nicht als Stufe gelesen.", n(n_words)),
            format!("The column of stages has {} different words, more than any funnel has stages. It was not read as the stage.", n(n_words)),
        ]);
    }
    if stages.n_contradictions > 0 {
        let count = stages.n_contradictions;
        found.push([
            format!(
                "Bei {} sagen Stufe und Status Verschiedenes; die Stufe zählt.",
                many(count, n, ["Chance", "Chancen"])
            ),
            format!(
                "For {} stage and status say different ends; the stage counts.",
                many(count, n, ["deal", "deals"])
            ),
        ]);
    }
    if stages.no_lost {
        found.push([
            "Nichts in den Dateien heißt „verloren“. Ohne verlorene Chancen gibt es keine Abschlussquote; exportieren Sie auch verlorene, oder wählen Sie unten, welche Stufe verloren bedeutet.".to_owned(),
            "Nothing in the files means lost. Without lost deals there is no win rate; export the lost ones too, or choose below which stage means lost.".to_owned(),
        ]);
    }
    if stages.no_won {
        found.push([
            "Nichts in den Dateien heißt „gewonnen“. Wählen Sie unten, welche Stufe gewonnen bedeutet.".to_owned(),
            "Nothing in the files means won. Choose below which stage means won.".to_owned(),
        ]);
    }
    if stages.n_closed_without_date > 0 {
        let count = stages.n_closed_without_date;
        let german = [
            "entschiedene Chance hat kein Abschlussdatum; sie fehlt",
            "entschiedene Chancen haben kein Abschlussdatum; sie fehlen",
        ];
        let english = [
            "decided deal has no close date; it is missing",
            "decided deals have no close date; they are missing",
        ];
        found.push([
            format!("{} in allem, was Zeiten misst.", many(count, n, german)),
            format!("{} from everything that measures time.", many(count, n, english)),
        ]);
    }
    found
}

fn currency(found: &CurrencyFinding, n: Count<'_>) -> Option<[String; 2]> {
    match found {
        CurrencyFinding::Chosen(_) | CurrencyFinding::Named(_) => None,
        CurrencyFinding::AssumedEuro => Some([
            "Keine Zelle nennt eine Währung; Beträge gelten als Euro.".to_owned(),
            "No cell names a currency; amounts are taken for euros.".to_owned(),
        ]),
        CurrencyFinding::Mixed(counts) => {
            let counts: Vec<String> =
                counts.iter().map(|(code, rows)| format!("{} {}", n(*rows), code.code())).collect();
            let counts = counts.join(", ");
            Some([
                format!(
                    "Die Beträge stehen in mehreren Währungen ({counts}) und werden nie zusammengezählt."
                ),
                format!("The amounts are in several currencies ({counts}) and are never added up."),
            ])
        }
    }
}

/// A link between two tables with its counts.
#[must_use]
pub fn join(locale: Locale, join: &JoinReport, n: Count<'_>) -> String {
    let (from, to) = (records(locale, join.from), records(locale, join.to));
    let (matched, rest, several) = (n(join.n_matched), n(join.n_unmatched), n(join.n_ambiguous));
    match locale {
        Locale::de => {
            let key = match join.key {
                JoinKey::Id => "die Kennung",
                JoinKey::Email => "die E-Mail-Adresse",
                JoinKey::NameAndCompany => "Name und Firma",
            };
            format!(
                "{from} → {to}, über {key}: {matched} zugeordnet, {rest} ohne Gegenstück, {several} mit mehreren möglichen (mit dem ersten verbunden)."
            )
        }
        Locale::en => {
            let key = match join.key {
                JoinKey::Id => "the key",
                JoinKey::Email => "the e-mail address",
                JoinKey::NameAndCompany => "name and company",
            };
            format!(
                "{from} → {to}, by {key}: {matched} matched, {rest} without a partner, {several} with several (linked to the first)."
            )
        }
    }
}

/// What the rows of a table are.
#[must_use]
pub const fn records(locale: Locale, kind: RecordKind) -> &'static str {
    match (locale, kind) {
        (Locale::de, RecordKind::Deal) => "Chancen",
        (Locale::de, RecordKind::Contact) => "Kontakte",
        (Locale::de, RecordKind::Activity) => "Aktivitäten",
        (Locale::de, RecordKind::Mailing) => "Aussendungen",
        (Locale::en, RecordKind::Deal) => "Deals",
        (Locale::en, RecordKind::Contact) => "Contacts",
        (Locale::en, RecordKind::Activity) => "Activities",
        (Locale::en, RecordKind::Mailing) => "Mailings",
    }
}

/// Spellings that were made one.
#[must_use]
pub fn variant(locale: Locale, merge: &VariantMerge, n: Count<'_>) -> String {
    let merged: Vec<String> = merge
        .merged
        .iter()
        .map(|(word, rows)| match locale {
            Locale::de => format!("„{word}“ ({})", n(*rows)),
            Locale::en => format!("“{word}” ({})", n(*rows)),
        })
        .collect();
    let merged = merged.join(", ");
    match locale {
        Locale::de => format!("{}: {merged} als „{}“ gelesen.", merge.header, merge.kept),
        Locale::en => format!("{}: {merged} read as “{}”.", merge.header, merge.kept),
    }
}

/// A word that was taken for missing.
#[must_use]
pub fn missing(locale: Locale, found: &MissingFound, n: Count<'_>) -> String {
    let rows = n(found.n_rows);
    match locale {
        Locale::de => {
            format!("{}: „{}“ zählt als leer (Zeilen: {rows}).", found.header, found.word)
        }
        Locale::en => format!("{}: “{}” counts as empty (rows: {rows}).", found.header, found.word),
    }
}

/// Where the export date comes from.
#[must_use]
pub const fn as_of_source(locale: Locale, source: AsOfSource) -> &'static str {
    match (locale, source) {
        (Locale::de, AsOfSource::Chosen) => "von Ihnen gewählt",
        (Locale::en, AsOfSource::Chosen) => "chosen by you",
        (Locale::de, AsOfSource::LastDate) => "das letzte Datum in den Dateien",
        (Locale::en, AsOfSource::LastDate) => "the last date in the files",
        (Locale::de, AsOfSource::Today) => "heute, denn die Dateien enthalten kein Datum",
        (Locale::en, AsOfSource::Today) => "today, because the files hold no date",
    }
}

/// Why a file of mappings was not taken.
#[must_use]
pub fn mapping_file_error(locale: Locale, error: &MappingFileError) -> String {
    match (locale, error) {
        (Locale::de, MappingFileError::NotJson { line, column }) => format!(
            "Die Datei enthält keine Zuordnungen: In Zeile {line}, Zeichen {column} ist sie kein JSON. Wählen Sie eine Datei, die hier gespeichert wurde."
        ),
        (Locale::en, MappingFileError::NotJson { line, column }) => format!(
            "The file holds no mappings: in line {line}, character {column} it is not JSON. Choose a file that was saved here."
        ),
        (Locale::de, MappingFileError::NotMappings) => {
            "Die Datei enthält keine Zuordnungen. Wählen Sie eine Datei, die hier gespeichert wurde."
                .to_owned()
        }
        (Locale::en, MappingFileError::NotMappings) => {
            "The file holds no mappings. Choose a file that was saved here.".to_owned()
        }
        (Locale::de, MappingFileError::Newer { version }) => format!(
            "Die Datei stammt von einer neueren Fassung dieser Seite (Version {version}). Öffnen Sie sie dort."
        ),
        (Locale::en, MappingFileError::Newer { version }) => format!(
            "The file was saved by a newer version of this page (version {version}). Open it there."
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(n: usize) -> String {
        n.to_string()
    }

    #[test]
    fn a_fold_names_only_what_happened() {
        let fold = FoldReport {
            file_name: "h.csv".into(),
            n_rows: 12,
            n_cases: 3,
            n_without_time: 2,
            ..FoldReport::default()
        };
        let [german, english] = folded(&fold, &plain);
        assert_eq!(
            german,
            "„h.csv“: 12 Zeilen ergaben 3 Chancen mit den Stufenwechseln; 2 ohne Zeitpunkt blieben draußen."
        );
        assert_eq!(
            english,
            "“h.csv”: 12 rows became 3 deals with the changes of stage; 2 without a time were left out."
        );
    }

    #[test]
    fn a_join_counts_every_row() {
        let report = JoinReport {
            from: RecordKind::Mailing,
            to: RecordKind::Contact,
            key: JoinKey::Email,
            n_matched: 480,
            n_unmatched: 18,
            n_ambiguous: 2,
        };
        assert_eq!(
            join(Locale::de, &report, &plain),
            "Aussendungen → Kontakte, über die E-Mail-Adresse: 480 zugeordnet, 18 ohne Gegenstück, 2 mit mehreren möglichen (mit dem ersten verbunden)."
        );
    }
}
