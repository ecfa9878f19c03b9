//! Every header of `headers.json`, in a file of its own system, gets the meaning the list gives it.
//!
//! A header is put among the other headers of its export, with cells that fit, and the proposal must find it. The
//! table below is written from the list's semantics, apart from the one of the importer.

use std::collections::BTreeMap;

use serde::Deserialize;
use trichterwerk::import::plan::{Hints, Plan};
use trichterwerk::import::profile::propose;
use trichterwerk::model::{Day, Meaning};

#[derive(Deserialize)]
struct File {
    headers: Vec<Entry>,
    value_vocabulary: serde_json::Value,
}

#[derive(Clone, Deserialize, PartialEq)]
struct Entry {
    crm: String,
    object: String,
    lang: String,
    semantic: String,
    header: String,
}

fn list() -> File {
    serde_json::from_str(include_str!("../../src/import/headers.json")).unwrap()
}

const TODAY: Day = Day(20_778); // 2026-11-21

/// What a semantic of the list means here. `Other`: kept and offered for breakdowns, no figure asks for it.
fn expected(entry: &Entry) -> Meaning {
    use Meaning as M;
    let (object, semantic) = (entry.object.as_str(), entry.semantic.as_str());
    match semantic {
        // The one header of this semantic that holds the date.
        "converted" if entry.header == "Konvertierungsdatum" => M::WonAt,
        "id" if object == "stage history" => M::DealId,
        "id" => M::Id,
        "title" => M::Title,
        "company" => M::Company,
        "company_id" | "customer_no" => M::CompanyId,
        "contact" => M::Contact,
        "first" => M::FirstName,
        "last" => M::LastName,
        "salutation" => M::Salutation,
        "job" => M::Job,
        "email" => M::Email,
        "phone" => M::Phone,
        "mobile" => M::Mobile,
        "street" => M::Street,
        "zip" => M::Zip,
        "city" => M::City,
        "country" => M::Country,
        "label" | "labels" | "tags" | "category" => M::Tags,
        "owner" => M::Owner,
        "source" => M::Source,
        "product" => M::Product,
        "type" => M::DealType,
        "pipeline" => M::Pipeline,
        "stage" => M::Stage,
        "status" if object == "bounces" => M::MailResult,
        "status" => M::Status,
        "is_won" | "converted" => M::IsWon,
        "is_closed" => M::IsClosed,
        "lost_reason" => M::LostReason,
        "amount" | "opp_amount" | "expected_amount" => M::Amount,
        "currency" => M::Currency,
        "probability" => M::Probability,
        "created" | "opened" => M::Created,
        "updated" => M::Updated,
        "closed" | "opp_close" => M::Closed,
        "won" => M::WonAt,
        "lost" => M::LostAt,
        "expected_close" => M::ExpectedClose,
        "stage_entered" => M::StageEntered("Angebot".to_owned()),
        "stage_changed" => M::StageChanged,
        "last_activity" => M::LastActivity,
        "next_activity" => M::NextActivity,
        "next_step" => M::NextStep,
        "from_stage" | "old" => M::FromStage,
        "to_stage" | "new" => M::ToStage,
        "changed" | "edited" => M::At,
        "field" => M::Event,
        "campaign" | "bounce_campaign" => M::Campaign,
        "bounced_at" => M::BouncedAt,
        "unsub_at" => M::UnsubscribedAt,
        "confirmed" => M::VerifiedAt,
        "email_invalid" => M::Invalid,
        "notes" | "reason" | "unsub_reason" => M::Notes,
        "checksum" => M::Ignored,
        // No figure asks for these: the owner of the account, counts of activities, ages and durations the CRM
        // computed, who created a record, deletion marks,
        // departments, second addresses and their labels, forecast categories, life cycles, fiscal periods,
        // ratings, links and weighted amounts.
        "account_owner" | "activities" | "age" | "created_by" | "deleted" | "department"
        | "duration" | "email2" | "email_label" | "forecast" | "lifecycle" | "period"
        | "rating" | "url" | "weighted" => M::Other,
        unknown => panic!("the list has a new semantic: {unknown}"),
    }
}

/// A cell that fits a meaning, different in each row where that is usual.
fn cell(entry: &Entry, row: usize) -> String {
    let meaning = expected(entry);
    let of = |words: &[&str]| words[row % words.len()].to_owned();
    match meaning {
        Meaning::BouncedAt if entry.crm == "SendGrid" => (1_700_000_000 + row * 86_400).to_string(),
        Meaning::Created
        | Meaning::Updated
        | Meaning::Closed
        | Meaning::WonAt
        | Meaning::LostAt
        | Meaning::ExpectedClose
        | Meaning::StageEntered(_)
        | Meaning::StageChanged
        | Meaning::LastActivity
        | Meaning::NextActivity
        | Meaning::At
        | Meaning::BouncedAt
        | Meaning::UnsubscribedAt
        | Meaning::VerifiedAt => format!("2025-03-{:02} 10:{:02}", row + 1, row),
        Meaning::Amount => format!("{}", 4_000 + row),
        Meaning::Probability => of(&["10", "50", "90"]),
        Meaning::Email => format!("max{row}@firma.example"),
        Meaning::IsWon | Meaning::IsClosed | Meaning::Invalid => of(&["true", "false"]),
        Meaning::Currency => of(&["EUR", "CHF"]),
        Meaning::Stage | Meaning::FromStage | Meaning::ToStage => {
            of(&["Neu", "Angebot", "Verhandlung"])
        }
        Meaning::Status => of(&["open", "won", "lost"]),
        Meaning::MailResult => of(&["5.1.1", "4.2.2"]),
        Meaning::Event => "Stage".to_owned(),
        Meaning::Id => format!("{}", 1_000 + row),
        // A history has several rows of one deal.
        Meaning::DealId => format!("{}", 1_000 + row / 3),
        Meaning::Pipeline => "Vertrieb".to_owned(),
        _ => format!("Text {}", row % 7),
    }
}

/// The plan of an export with this header and one other header for each other semantic of the same export.
fn plan_of(entry: &Entry, all: &[Entry]) -> (Plan, usize) {
    let mut columns: Vec<Entry> = vec![entry.clone()];
    for other in all {
        let is_same_export =
            other.crm == entry.crm && other.object == entry.object && other.lang == entry.lang;
        let has = |known: &Entry| expected(known) == expected(other);
        if is_same_export && !columns.iter().any(has) {
            columns.push(other.clone());
        }
    }
    // Back into the order of the list, which is that of the export.
    columns.sort_by_key(|column| all.iter().position(|known| known == column));
    let at = columns.iter().position(|column| column == entry).unwrap();
    let mut headers: Vec<String> = columns
        .iter()
        .map(|column| column.header.replace("<stage> (<pipeline>)", "Angebot (Vertrieb)"))
        .collect();
    let mut rows: Vec<Vec<String>> =
        (0..24).map(|row| columns.iter().map(|column| cell(column, row)).collect()).collect();
    // The list has one header of this export only; a real one has more.
    if entry.object == "organisation" {
        for (more, text) in [("Organisation - ID", "1"), ("Organisation - Label", "rot")] {
            headers.push(more.to_owned());
            for row in &mut rows {
                row.push(text.to_owned());
            }
        }
    }
    let hints = Hints {
        file_name: "export.csv",
        delimiter: ',',
        meta_lines: &[],
        today: TODAY,
        mapping: None,
    };
    (propose(&headers, &rows, &hints), at)
}

#[test]
fn every_header_of_the_list_is_recognised_in_its_own_export() {
    let all = list().headers;
    assert_eq!(all.len(), 334);
    let mut wrong = Vec::new();
    for entry in &all {
        let (plan, at) = plan_of(entry, &all);
        let column = &plan.columns[at];
        let expected = expected(entry);
        if column.meaning != expected {
            wrong.push(format!(
                "{} {} `{}`: {:?}, not {expected:?}; {:?} {:?}",
                entry.crm, entry.object, entry.header, column.meaning, plan.shape, column.evidence
            ));
        }
    }
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), all.len(), wrong.join("\n"));
}

#[test]
fn every_recognised_header_is_sure_enough_to_need_no_click() {
    let all = list().headers;
    for entry in &all {
        let (plan, at) = plan_of(entry, &all);
        let column = &plan.columns[at];
        let is_sure = column.confidence >= 0.6 || column.meaning == Meaning::Other;
        assert!(is_sure, "{} `{}`: {}", entry.crm, entry.header, column.confidence);
    }
}

#[test]
fn most_headers_are_recognised_without_their_system_too() {
    // Alone in a file, without vendor or neighbours, and with other case and punctuation.
    let all = list().headers;
    let mut n_found: BTreeMap<bool, usize> = BTreeMap::new();
    for entry in all.iter().filter(|entry| !entry.header.contains('<') && entry.crm != "Pipedrive")
    {
        let header = format!(" {}\u{200b}", entry.header.to_uppercase().replace(' ', "_"));
        let rows: Vec<Vec<String>> = (0..24).map(|row| vec![cell(entry, row)]).collect();
        let hints = Hints {
            file_name: "a.csv",
            delimiter: ';',
            meta_lines: &[],
            today: TODAY,
            mapping: None,
        };
        let plan = propose(&[header], &rows, &hints);
        let found = plan.columns[0].meaning == expected(entry);
        *n_found.entry(found).or_default() += 1;
    }
    let count = |found| n_found.get(&found).copied().unwrap_or(0);
    let (found, missed) = (count(true), count(false));
    assert!(found * 100 >= (found + missed) * 90, "{found} found, {missed} missed");
}

#[test]
fn the_copy_of_the_list_is_complete() {
    let shared = concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/headers.json");
    let Ok(text) = std::fs::read_to_string(shared) else {
        println!("skipped: the shared list is not here");
        return;
    };
    let shared: File = serde_json::from_str(&text).unwrap();
    let ours = list();
    assert!(shared.headers == ours.headers, "src/import/headers.json differs from the shared list");
    assert_eq!(shared.value_vocabulary, ours.value_vocabulary);
}

#[test]
fn the_outcome_and_stage_words_of_the_list_are_known() {
    use trichterwerk::import::outcome::{is_converted, of_word};
    use trichterwerk::import::stage_order::is_known;
    use trichterwerk::model::Outcome;
    let vocabulary = list().value_vocabulary;
    for (name, outcome) in [("won", Outcome::Won), ("lost", Outcome::Lost), ("open", Outcome::Open)]
    {
        for word in vocabulary[name].as_array().unwrap() {
            assert_eq!(of_word(word.as_str().unwrap()), Some(outcome), "{word}");
        }
    }
    let lists = ["espo_stage_de", "vtiger_stage_de", "krayin_stage_de", "espo_lead_status_de"];
    for (english, german) in lists.iter().flat_map(|name| vocabulary[*name].as_object().unwrap()) {
        for word in [english.as_str(), german.as_str().unwrap()] {
            assert!(is_known(word) || of_word(word).is_some() || is_converted(word), "{word}");
        }
    }
    for word in vocabulary["hubspot_internal"].as_array().unwrap() {
        let word = word.as_str().unwrap();
        assert!(is_known(word) || of_word(word).is_some(), "{word}");
    }
}
