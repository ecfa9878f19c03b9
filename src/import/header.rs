//! What a header can mean: exactly the headers of known exports, words that mean the same, and patterns.
//!
//! `headers.json` lists 334 headers of 22 systems with the meaning each has there. [`candidates`] turns a header
//! into all meanings it can have, strongest first; which of them it has in a file is decided by
//! [`super::profile`], from the vendor, from the other columns and from the cells.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

use super::fold::{fold, key, words};
use super::plan::{Evidence, Language};
use super::synonym;
use super::vendor::Vendor;
use crate::model::Meaning;

/// The list, a copy of the project's research without its sources.
static LIST: &str = include_str!("headers.json");

/// What the records of a file are about, as far as it decides between the meanings of one word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Family {
    /// Deals, opportunities, leads.
    Deals,
    /// Contacts, companies, audiences.
    Contacts,
    /// Calls, mails, meetings; event logs.
    Activities,
    /// Bounces and mailings.
    Mailings,
    /// Changes of stage.
    History,
}

/// A header of the list.
#[derive(Clone, Debug)]
pub struct Known {
    /// Who writes it.
    pub vendor: Vendor,
    /// Of what.
    pub family: Family,
    /// In which language.
    pub language: Language,
    /// What it means there.
    pub meaning: Meaning,
    /// The header as written.
    pub header: String,
}

#[derive(Deserialize)]
struct File {
    headers: Vec<Entry>,
}

#[derive(Deserialize)]
struct Entry {
    crm: String,
    object: String,
    lang: String,
    semantic: String,
    header: String,
}

static ALL: LazyLock<Vec<Known>> = LazyLock::new(|| {
    // The list is part of the program and a test reads all of it: it cannot be wrong at run time.
    let file: File = serde_json::from_str(LIST).unwrap_or(File { headers: Vec::new() });
    file.headers
        .into_iter()
        .filter_map(|entry| {
            Some(Known {
                vendor: Vendor::from_name(&entry.crm)?,
                family: family(&entry.object),
                language: if entry.lang == "de" { Language::German } else { Language::English },
                meaning: meaning(&entry.object, &entry.semantic),
                header: entry.header,
            })
        })
        .collect()
});

static BY_KEY: LazyLock<BTreeMap<String, Vec<Known>>> = LazyLock::new(|| {
    let mut by_key: BTreeMap<String, Vec<Known>> = BTreeMap::new();
    for known in ALL.iter() {
        // Pipedrive's headers are kept without their entity; it is taken off before they are looked up.
        let header = match known.vendor {
            Vendor::Pipedrive => known.header.split_once(" - ").map_or("", |(_, header)| header),
            _ => &known.header,
        };
        by_key.entry(key(header)).or_default().push(known.clone());
    }
    by_key
});

/// All headers of the list.
#[must_use]
pub fn all() -> &'static [Known] {
    &ALL
}

/// The headers of the list with this key.
#[must_use]
pub fn known(key: &str) -> &'static [Known] {
    BY_KEY.get(key).map_or(&[], Vec::as_slice)
}

/// A meaning that a header can have.
#[derive(Clone, Debug)]
pub struct Candidate {
    /// The meaning.
    pub meaning: Meaning,
    /// How much the header says so, 0..=1.
    pub strength: f64,
    /// The kind of file the meaning belongs to; `None` where it belongs to any.
    pub family: Option<Family>,
    /// The system that writes the header so.
    pub vendor: Option<Vendor>,
    /// Language of the header.
    pub language: Option<Language>,
    /// What to tell the user.
    pub evidence: Evidence,
}

/// All meanings a header can have, strongest first. `entity` is Pipedrive's prefix, which is taken off.
#[must_use]
pub fn candidates(header: &str, entity: Option<&str>) -> Vec<Candidate> {
    let header = entity
        .and_then(|entity| header.trim_start().strip_prefix(entity)?.trim_start().strip_prefix('-'))
        .unwrap_or(header);
    let mut found: Vec<Candidate> = Vec::new();
    if let Some(candidate) = quoted_stage(header).or_else(|| bookkeeping(header)) {
        return vec![candidate];
    }
    for known in known(&key(header)) {
        found.push(Candidate {
            meaning: known.meaning.clone(),
            strength: 0.95,
            family: Some(known.family),
            vendor: Some(known.vendor),
            language: Some(known.language),
            evidence: Evidence::KnownHeader { vendor: known.vendor, language: known.language },
        });
    }
    let mut forms = vec![(key(header), 0.9)];
    let plain = key(&without_brackets(header));
    forms.push((plain, 0.8));
    forms.push((key(&essential_words(header)), 0.7));
    for (form, strength) in forms {
        for synonym in synonym::of(&form) {
            found.push(Candidate {
                meaning: synonym.meaning.clone(),
                strength,
                family: synonym.family,
                vendor: None,
                language: synonym.language,
                evidence: Evidence::Synonym { word: synonym.word.to_owned() },
            });
        }
    }
    if found.is_empty()
        && let Some(synonym) = synonym::inside(&words(header))
    {
        found.push(Candidate {
            meaning: synonym.meaning.clone(),
            strength: 0.5,
            family: synonym.family,
            vendor: None,
            language: synonym.language,
            evidence: Evidence::Synonym { word: synonym.word.to_owned() },
        });
    }
    // Stable: of equals the one found first.
    found.sort_by(|a, b| b.strength.total_cmp(&a.strength));
    found
}

/// `Date entered "X (Pipeline)"` and its translations: a quoted stage beside words of entering.
fn quoted_stage(header: &str) -> Option<Candidate> {
    const QUOTES: [char; 7] = ['"', '\u{201c}', '\u{201d}', '\u{201e}', '«', '»', '\u{201f}'];
    let start = header.find(QUOTES)?;
    let end = header.rfind(QUOTES)?;
    let quoted = header.get(start..end)?.trim_start_matches(QUOTES);
    let around = words(&format!("{} {}", header.get(..start)?, header.get(end..)?));
    let has = |wanted: &[&str]| around.iter().any(|word| wanted.contains(&word.as_str()));
    let entered = has(&[
        "entered",
        "eintritt",
        "eintritts",
        "eingabe",
        "eingetreten",
        "eingegeben",
        "erreicht",
    ]);
    let is_date = has(&["date", "datum", "am", "time", "zeitpunkt"]);
    if quoted.is_empty() || quoted.contains('<') || !is_date || !entered {
        return None;
    }
    Some(Candidate {
        meaning: Meaning::StageEntered(without_pipeline(quoted)),
        strength: 0.95,
        family: Some(Family::Deals),
        vendor: Some(Vendor::HubSpot),
        language: None,
        evidence: Evidence::KnownHeader {
            vendor: Vendor::HubSpot,
            language: if has(&["date", "entered"]) { Language::English } else { Language::German },
        },
    })
}

/// Dynamics writes three columns before the user's own: the key, a checksum, the time of the last change.
fn bookkeeping(header: &str) -> Option<Candidate> {
    let folded = fold(header);
    let rest = folded
        .strip_prefix("(nicht aendern)")
        .or_else(|| folded.strip_prefix("(do not modify)"))?
        .trim();
    let (meaning, evidence) = match rest {
        "geaendert am" | "modified on" => {
            let language = if rest == "modified on" { Language::English } else { Language::German };
            (Meaning::Updated, Evidence::KnownHeader { vendor: Vendor::Dynamics, language })
        }
        "zeilenpruefsumme" | "row checksum" => {
            (Meaning::Ignored, Evidence::VendorBookkeeping { vendor: Vendor::Dynamics })
        }
        _ => (Meaning::Id, Evidence::VendorBookkeeping { vendor: Vendor::Dynamics }),
    };
    Some(Candidate {
        meaning,
        strength: 0.95,
        family: None,
        vendor: Some(Vendor::Dynamics),
        language: None,
        evidence,
    })
}

/// The stage without the pipeline in brackets behind it.
fn without_pipeline(stage: &str) -> String {
    let stage = stage.trim();
    match stage.rfind(" (") {
        Some(at) if at > 0 && stage.ends_with(')') => stage.get(..at).unwrap_or(stage).to_owned(),
        _ => stage.to_owned(),
    }
}

/// The header without what stands in brackets: `Betrag (EUR)`.
fn without_brackets(header: &str) -> String {
    let mut depth = 0_usize;
    header
        .chars()
        .filter(|letter| {
            match letter {
                '(' | '[' | '{' => depth += 1,
                ')' | ']' | '}' => {
                    depth = depth.saturating_sub(1);
                    return false;
                }
                _ => {}
            }
            depth == 0
        })
        .collect()
}

/// The header without words that say of what or in which unit: `Deal-Betrag in EUR` is `Betrag`.
fn essential_words(header: &str) -> String {
    const IDLE: [&str; 31] = [
        "deal",
        "deals",
        "opportunity",
        "lead",
        "verkaufschance",
        "chance",
        "der",
        "die",
        "das",
        "des",
        "the",
        "of",
        "in",
        "eur",
        "euro",
        "usd",
        "chf",
        "netto",
        "brutto",
        "net",
        "gross",
        "primary",
        "haupt",
        "record",
        "aktuelle",
        "aktueller",
        "aktuelles",
        "current",
        "geschaeftlich",
        "business",
        "work",
    ];
    let mut left = words(header);
    left.retain(|word| !IDLE.contains(&word.as_str()));
    left.join(" ")
}

/// The kind of file an object of the list is exported as.
fn family(object: &str) -> Family {
    match object {
        "contact"
        | "connection"
        | "account"
        | "organisation"
        | "audience"
        | "Debitoren/Kreditoren" => Family::Contacts,
        "bounces" => Family::Mailings,
        "stage history" => Family::History,
        _ => Family::Deals,
    }
}

/// The meaning of a semantic of the list. What no analysis asks for is [`Meaning::Other`].
fn meaning(object: &str, semantic: &str) -> Meaning {
    match (object, semantic) {
        ("bounces", "status") => Meaning::MailResult,
        ("stage history", "id") => Meaning::DealId,
        ("audience", "confirmed") => Meaning::VerifiedAt,
        (_, "id") => Meaning::Id,
        (_, "title") => Meaning::Title,
        (_, "company") => Meaning::Company,
        (_, "company_id" | "customer_no") => Meaning::CompanyId,
        (_, "contact") => Meaning::Contact,
        (_, "first") => Meaning::FirstName,
        (_, "last") => Meaning::LastName,
        (_, "salutation") => Meaning::Salutation,
        (_, "job") => Meaning::Job,
        (_, "email") => Meaning::Email,
        (_, "phone") => Meaning::Phone,
        (_, "mobile") => Meaning::Mobile,
        (_, "street") => Meaning::Street,
        (_, "zip") => Meaning::Zip,
        (_, "city") => Meaning::City,
        (_, "country") => Meaning::Country,
        (_, "label" | "labels" | "tags" | "category") => Meaning::Tags,
        (_, "owner") => Meaning::Owner,
        (_, "source") => Meaning::Source,
        (_, "product") => Meaning::Product,
        (_, "type") => Meaning::DealType,
        (_, "pipeline") => Meaning::Pipeline,
        (_, "stage") => Meaning::Stage,
        (_, "status") => Meaning::Status,
        // A converted lead has reached the end of its pipeline, as a won deal has of its own. Where the list's
        // header holds the date, its cells say so and the synonym for the date is taken.
        (_, "is_won" | "converted") => Meaning::IsWon,
        (_, "is_closed") => Meaning::IsClosed,
        (_, "lost_reason") => Meaning::LostReason,
        (_, "amount" | "opp_amount" | "expected_amount") => Meaning::Amount,
        (_, "currency") => Meaning::Currency,
        (_, "probability") => Meaning::Probability,
        (_, "created" | "opened") => Meaning::Created,
        (_, "updated") => Meaning::Updated,
        (_, "closed" | "opp_close") => Meaning::Closed,
        (_, "won") => Meaning::WonAt,
        (_, "lost") => Meaning::LostAt,
        (_, "expected_close") => Meaning::ExpectedClose,
        (_, "stage_entered") => Meaning::StageEntered("<stage>".to_owned()),
        (_, "stage_changed") => Meaning::StageChanged,
        (_, "last_activity") => Meaning::LastActivity,
        (_, "next_activity") => Meaning::NextActivity,
        (_, "next_step") => Meaning::NextStep,
        (_, "from_stage" | "old") => Meaning::FromStage,
        (_, "to_stage" | "new") => Meaning::ToStage,
        (_, "changed" | "edited") => Meaning::At,
        (_, "field") => Meaning::Event,
        (_, "campaign" | "bounce_campaign") => Meaning::Campaign,
        (_, "bounced_at") => Meaning::BouncedAt,
        (_, "unsub_at") => Meaning::UnsubscribedAt,
        (_, "email_invalid") => Meaning::Invalid,
        (_, "notes" | "reason" | "unsub_reason") => Meaning::Notes,
        (_, "checksum") => Meaning::Ignored,
        // account_owner, activities, age, created_by, deleted, department, duration, email2,
        // email_label, forecast, lifecycle, period, rating, url, weighted
        _ => Meaning::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn first(header: &str) -> Option<Meaning> {
        candidates(header, None).into_iter().next().map(|candidate| candidate.meaning)
    }

    #[test]
    fn the_whole_list_is_read() {
        assert_eq!(all().len(), 334);
    }

    #[test]
    fn a_quoted_stage_is_an_entry_date() {
        let stage = |name: &str| Some(Meaning::StageEntered(name.to_owned()));
        assert_eq!(first(r#"Date entered "Closed Won (Sales Pipeline)""#), stage("Closed Won"));
        assert_eq!(first("Datum des Eintritts in „Angebot (Vertrieb)“"), stage("Angebot"));
        assert_eq!(first(r#"Date entered "Demo (live) (Sales)""#), stage("Demo (live)"));
        assert_eq!(first(r#"Date exited "Demo (Sales)""#), None);
        assert_eq!(first(r#"Cumulative time in "Demo (Sales)" (HH:mm:ss)"#), None);
    }

    #[test]
    fn bookkeeping_of_dynamics_is_never_a_category() {
        assert_eq!(first("(Nicht ändern) Firma"), Some(Meaning::Id));
        assert_eq!(first("(Nicht ändern) Zeilenprüfsumme"), Some(Meaning::Ignored));
        assert_eq!(first("(Do Not Modify) Modified On"), Some(Meaning::Updated));
    }

    #[test]
    fn brackets_units_and_entities_do_not_hide_a_word() {
        for header in
            ["Betrag (EUR)", "Deal-Betrag in EUR", "BETRAG", "Betrag netto", "Betrag\u{200b}"]
        {
            assert_eq!(first(header), Some(Meaning::Amount), "{header}");
        }
        assert_eq!(first("__proto__"), None);
        assert_eq!(first(""), None);
    }
}
