//! Which column means what: the candidates of all headers weighed against the kind of the file, its vendor and
//! the cells, so that no meaning is given twice and none against the evidence of the cells.

use super::fold::{fold, key, words};
use super::header::{Candidate, Family};
use super::kind::wanted;
use super::outcome;
use super::plan::{CONFIDENT, Evidence, Language, ValuesLike};
use super::sample::SampleColumn;
use super::stage_order;
use super::vendor::Vendor;
use crate::model::{Meaning, Outcome};

/// What a column was found to mean.
#[derive(Clone, Debug, PartialEq)]
pub struct Assignment {
    /// The meaning.
    pub meaning: Meaning,
    /// How sure, 0..=1.
    pub confidence: f64,
    /// Why.
    pub evidence: Vec<Evidence>,
    /// Language of the header, where a word of it was known.
    pub language: Option<Language>,
}

/// A share of cells from which on they count as looking like something.
const MOST: f64 = 0.6;

/// Gives each column its meaning.
#[must_use]
pub fn assign(
    headers: &[String],
    candidates: &[Vec<Candidate>],
    samples: &[SampleColumn<'_>],
    family: Family,
    vendor: Option<Vendor>,
) -> Vec<Assignment> {
    let mut assigned: Vec<Assignment> = candidates
        .iter()
        .zip(samples)
        .map(|(candidates, sample)| choose(candidates, sample, family, vendor))
        .collect();
    split_names(headers, &mut assigned);
    if family == Family::Deals {
        actual_and_expected_close(headers, &mut assigned);
        stage_dates(headers, &mut assigned, samples);
    }
    settle_conflicts(headers, &mut assigned, samples);
    by_values(&mut assigned, samples, family);
    assigned
}

/// The candidate that fits the file and the cells best.
fn choose(
    candidates: &[Candidate],
    sample: &SampleColumn<'_>,
    family: Family,
    vendor: Option<Vendor>,
) -> Assignment {
    let mut best: Option<(f64, Assignment)> = None;
    let mut contradiction = None;
    for candidate in candidates {
        let at_home = match candidate.family {
            Some(home) if home == family => 1.0,
            Some(_) => 0.75,
            None => 0.97,
        };
        let by_vendor = match (candidate.vendor, vendor) {
            (Some(one), Some(other)) if one == other => 1.05,
            _ => 1.0,
        };
        let (fit, values) = match fit(candidate, sample) {
            Fit::Unasked => (0.97, None),
            Fit::Unseen => (0.9, None),
            Fit::Fits { like, n } => (1.0, Some(Evidence::Values { like, n, n_cells: sample.n() })),
            Fit::Contradicts { like, n } => {
                let evidence = Evidence::ValuesContradict {
                    expected: like,
                    n: sample.n() - n,
                    n_cells: sample.n(),
                };
                contradiction.get_or_insert(evidence);
                continue;
            }
        };
        let score = candidate.strength * at_home * by_vendor * fit;
        if best.as_ref().is_none_or(|(known, _)| score > *known) {
            let evidence = std::iter::once(candidate.evidence.clone()).chain(values).collect();
            let assignment = Assignment {
                meaning: candidate.meaning.clone(),
                confidence: score.min(1.0),
                evidence,
                language: candidate.language,
            };
            best = Some((score, assignment));
        }
    }
    best.map_or_else(
        || Assignment {
            meaning: Meaning::Other,
            confidence: if contradiction.is_some() { 0.5 } else { 0.0 },
            evidence: contradiction.into_iter().collect(),
            language: None,
        },
        |(_, assignment)| assignment,
    )
}

enum Fit {
    /// The meaning asks nothing of the cells.
    Unasked,
    /// The sample has no cell.
    Unseen,
    Fits {
        like: ValuesLike,
        n: usize,
    },
    Contradicts {
        like: ValuesLike,
        n: usize,
    },
}

fn fit(candidate: &Candidate, sample: &SampleColumn<'_>) -> Fit {
    let Some(mut like) = wanted(&candidate.meaning) else { return Fit::Unasked };
    // A state is a place unless its words are outcomes; the word `status` needs no such proof.
    let is_state = matches!(&candidate.evidence, Evidence::Synonym { word } if word == "state");
    if is_state && candidate.meaning == Meaning::Status {
        like = ValuesLike::Outcomes;
    }
    if sample.is_empty() {
        return Fit::Unseen;
    }
    let n = match like {
        ValuesLike::Dates => {
            let counted = sample.counted_dates.map_or(0, |reading| reading.n);
            counted.max(sample.count(like))
        }
        _ => sample.count(like),
    };
    if n as f64 >= MOST * sample.n() as f64 {
        Fit::Fits { like, n }
    } else {
        Fit::Contradicts { like, n }
    }
}

/// `Name` beside `Vorname` is the last name; a first name without any other is none.
fn split_names(headers: &[String], assigned: &mut [Assignment]) {
    let has =
        |assigned: &[Assignment], meaning: &Meaning| assigned.iter().any(|a| a.meaning == *meaning);
    if has(assigned, &Meaning::FirstName) && !has(assigned, &Meaning::LastName) {
        let name = headers.iter().zip(assigned).find(|(header, _)| key(header) == "name");
        if let Some((_, assignment)) = name {
            assignment.meaning = Meaning::LastName;
            assignment.confidence = 0.85;
        }
    }
}

/// Of two close dates the actual one is the close date and the other the expected one (Dynamics).
fn actual_and_expected_close(headers: &[String], assigned: &mut [Assignment]) {
    let is_actual = |header: &str| {
        words(header).iter().any(|word| {
            matches!(word.as_str(), "tatsaechliches" | "tatsaechlicher" | "actual" | "ist")
        })
    };
    let closing = |assigned: &[Assignment]| -> Vec<usize> {
        (0..assigned.len())
            .filter(|&at| assigned.get(at).is_some_and(|a| a.meaning == Meaning::Closed))
            .collect()
    };
    let columns = closing(assigned);
    let actual = columns
        .iter()
        .filter(|&&at| headers.get(at).is_some_and(|header| is_actual(header)))
        .count();
    if actual != 1
        || columns.len() < 2
        || assigned.iter().any(|a| a.meaning == Meaning::ExpectedClose)
    {
        return;
    }
    for at in columns {
        if let (Some(header), Some(assignment)) = (headers.get(at), assigned.get_mut(at))
            && !is_actual(header)
        {
            assignment.meaning = Meaning::ExpectedClose;
            return;
        }
    }
}

/// Date columns whose header names a stage: `Kontaktiert am`, `Angebot`, `Date Qualified`.
fn stage_dates(headers: &[String], assigned: &mut [Assignment], samples: &[SampleColumn<'_>]) {
    let stages = stage_words(assigned, samples);
    for ((header, assignment), sample) in headers.iter().zip(assigned).zip(samples) {
        let is_free = assignment.meaning == Meaning::Other
            || assignment.confidence < 0.8
            || matches!(assignment.meaning, Meaning::At | Meaning::Event);
        let n_dates = sample.count(ValuesLike::Dates);
        let dates = n_dates > 0 && n_dates as f64 >= MOST * sample.n() as f64;
        if !is_free || matches!(assignment.meaning, Meaning::StageEntered(_)) {
            continue;
        }
        let base = without_date_words(header);
        if base.is_empty() || !(dates || (sample.is_empty() && base.len() < words(header).len())) {
            continue;
        }
        let named = stages.iter().find(|stage| names(&base, stage));
        let usual = || {
            let text = base.join(" ");
            (stages.is_empty() && stage_order::is_known(&text) && outcome::of_word(&text).is_none())
                .then(|| header_stage(header, &base))
        };
        let Some(stage) = named.cloned().or_else(usual) else { continue };
        *assignment = Assignment {
            meaning: Meaning::StageEntered(stage.clone()),
            confidence: if !dates {
                CONFIDENT
            } else if named.is_some() {
                0.9
            } else {
                0.7
            },
            evidence: std::iter::once(Evidence::NamesStage { stage })
                .chain(dates.then_some(Evidence::Values {
                    like: ValuesLike::Dates,
                    n: n_dates,
                    n_cells: sample.n(),
                }))
                .collect(),
            language: assignment.language,
        };
    }
}

/// The words of the stage column, or else of the status column, that are no outcomes.
fn stage_words(assigned: &[Assignment], samples: &[SampleColumn<'_>]) -> Vec<String> {
    let of = |meaning: &Meaning| assigned.iter().zip(samples).find(|(a, _)| a.meaning == *meaning);
    let Some((_, sample)) = of(&Meaning::Stage).or_else(|| of(&Meaning::Status)) else {
        return Vec::new();
    };
    let mut stages: Vec<String> = Vec::new();
    for cell in &sample.cells {
        let is_end = matches!(outcome::of_word(cell), Some(Outcome::Won | Outcome::Lost));
        if !is_end && !stages.iter().any(|known| known == cell) && stages.len() < 100 {
            stages.push((*cell).to_owned());
        }
    }
    stages
}

/// The words of a header that are not about dates.
fn without_date_words(header: &str) -> Vec<String> {
    const ABOUT_DATES: [&str; 32] = [
        "am",
        "datum",
        "date",
        "at",
        "on",
        "seit",
        "since",
        "vom",
        "erreicht",
        "entered",
        "eingetreten",
        "time",
        "zeitpunkt",
        "of",
        "der",
        "des",
        "von",
        "in",
        "phase",
        "stage",
        "stufe",
        "deal",
        "eintritt",
        "entry",
        "ts",
        "timestamp",
        "zeitstempel",
        "status",
        "reached",
        "first",
        "erstmals",
        "tag",
    ];
    let mut left = words(header);
    left.retain(|word| !ABOUT_DATES.contains(&word.as_str()));
    left
}

/// The part of a header that names the stage, as the header writes it.
fn header_stage(header: &str, base: &[String]) -> String {
    let written: Vec<&str> = header
        .split(|letter: char| !letter.is_alphanumeric())
        .filter(|word| base.contains(&fold(word)))
        .collect();
    if written.is_empty() { base.join(" ") } else { written.join(" ") }
}

/// Whether the words of a header name a stage: the same words, all words of the stage among them, or one word of
/// the same stem (`Angebot`, `Angeboten`; `Qualifiziert`, `Qualifizierung`).
fn names(base: &[String], stage: &str) -> bool {
    let stage = words(stage);
    if stage.is_empty() {
        return false;
    }
    if stage.iter().all(|word| base.contains(word)) {
        return true;
    }
    let ([one], [other]) = (base, stage.as_slice()) else { return false };
    let shared = one.bytes().zip(other.bytes()).take_while(|(a, b)| a == b).count();
    shared >= 5 && shared * 10 >= one.len().min(other.len()) * 8
}

/// Lets each meaning stand once: the surest column keeps it, of equals the fuller one, then the first.
fn settle_conflicts(headers: &[String], assigned: &mut [Assignment], samples: &[SampleColumn<'_>]) {
    for at in 0..assigned.len() {
        let Some(Assignment { meaning, .. }) = assigned.get(at) else { continue };
        if matches!(
            meaning,
            Meaning::Other | Meaning::Ignored | Meaning::Notes | Meaning::StageEntered(_)
        ) {
            continue;
        }
        let meaning = meaning.clone();
        let rivals: Vec<usize> = (0..assigned.len())
            .filter(|&rival| assigned.get(rival).is_some_and(|a| a.meaning == meaning))
            .collect();
        let right = |at: usize| {
            let confidence = assigned.get(at).map_or(0.0, |a| (a.confidence * 50.0).round());
            (confidence, samples.get(at).map_or(0, SampleColumn::n))
        };
        let Some(winner) = rivals.iter().copied().reduce(|best, at| {
            let (a, b) = (right(best), right(at));
            if b.0 > a.0 || (b.0 >= a.0 && b.1 > a.1) { at } else { best }
        }) else {
            continue;
        };
        let Some(header) = headers.get(winner).cloned() else { continue };
        for rival in rivals.into_iter().filter(|&rival| rival != winner) {
            if let Some(assignment) = assigned.get_mut(rival) {
                assignment.meaning = Meaning::Other;
                assignment.evidence.push(Evidence::TakenBy { header: header.clone() });
            }
        }
    }
}

/// Meanings for columns whose header says nothing: the cells speak alone.
fn by_values(assigned: &mut [Assignment], samples: &[SampleColumn<'_>], family: Family) {
    for at in 0..assigned.len() {
        let Some(sample) = samples.get(at).filter(|sample| sample.n() >= 3) else { continue };
        if assigned.get(at).is_none_or(|a| a.meaning != Meaning::Other || !a.evidence.is_empty()) {
            continue;
        }
        let is_free = |meaning: &Meaning| assigned.iter().all(|a| a.meaning != *meaning);
        let share = |like| sample.count(like) as f64 / sample.n() as f64;
        let is_few = share(ValuesLike::FewWords) > 0.0;
        let deals = family == Family::Deals;
        let found = if is_free(&Meaning::Email) && share(ValuesLike::Emails) >= 0.8 {
            Some((Meaning::Email, ValuesLike::Emails, 0.8))
        } else if deals
            && is_few
            && is_free(&Meaning::Stage)
            && is_free(&Meaning::Status)
            && sample.n_distinct() > 2
            && share(ValuesLike::Stages) >= 0.7
        {
            Some((Meaning::Stage, ValuesLike::Stages, 0.65))
        } else if deals && is_few && is_free(&Meaning::Status) && share(ValuesLike::Outcomes) >= 0.9
        {
            Some((Meaning::Status, ValuesLike::Outcomes, 0.65))
        } else if deals
            && is_free(&Meaning::Amount)
            && sample.numbers.n_currency as f64 >= 0.8 * sample.n() as f64
        {
            Some((Meaning::Amount, ValuesLike::Money, 0.6))
        } else {
            None
        };
        if let (Some((meaning, like, confidence)), Some(assignment)) = (found, assigned.get_mut(at))
        {
            let n = if like == ValuesLike::Money { sample.numbers.n } else { sample.count(like) };
            *assignment = Assignment {
                meaning,
                confidence,
                evidence: vec![Evidence::Values { like, n, n_cells: sample.n() }],
                language: None,
            };
        }
    }
}
