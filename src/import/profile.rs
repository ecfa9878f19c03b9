//! From a sample to a plan, and from a whole pass to a better one.
//!
//! [`propose`] weighs headers, cells and file name; [`revise`] looks at what a pass over all rows could not read
//! and asks for another pass where the plan was wrong; [`settle`] closes the questions that the pass has answered.
//! A sample can mislead (the first day above 12 may stand in row 50,000), so a plan is never final before that.

use super::assignment::{Assignment, assign};
use super::fold::fold;
use super::header::{Candidate, candidates};
use super::kind::{choose, missing_words, sentinels};
use super::literal::date::{DateFormat, DateOrder};
use super::literal::missing::MissingWords;
use super::literal::number::NumberFormat;
use super::locale::Customs;
use super::mapping::ColumnChoice;
use super::plan::{
    ColumnEvidence, ColumnKind, ColumnPlan, Evidence, Fingerprint, Hints, Language, Plan,
    ShapeEvidence,
};
use super::sample::SampleColumn;
use super::shape::{Seen, decide, family, mail_result_of_name};
use super::vendor::{Vendor, detect, entity_prefix};
use crate::model::Meaning;

/// Cells that a proposal looks at. More rows than that hold are looked at in steps, so that a sample of a whole
/// mebibyte or of a thousand columns costs no more than a small one.
const SAMPLE_CELLS: usize = 10_000;

/// Rows that are looked at in the widest file.
const LEAST_ROWS: usize = 100;

/// The plan for a file: headers as the engine made them unique, rows of the sample as decoded, unquoted text.
#[must_use]
pub fn propose(headers: &[String], rows: &[Vec<String>], hints: &Hints<'_>) -> Plan {
    // A mapping made for other headers says nothing about these.
    let fingerprint = fingerprint(headers);
    let mapping = hints.mapping.filter(|mapping| mapping.fingerprint == fingerprint);
    let hints = &Hints { mapping, ..*hints };
    let entity = entity_prefix(headers);
    let vendor = detect(headers, hints.meta_lines, entity.as_deref());
    let n_rows = (SAMPLE_CELLS / headers.len().max(1)).max(LEAST_ROWS);
    let step = rows.len().div_ceil(n_rows);
    let samples: Vec<SampleColumn<'_>> =
        (0..headers.len()).map(|at| SampleColumn::of_every(step, rows, at, hints.today)).collect();
    let candidates: Vec<Vec<Candidate>> = headers
        .iter()
        .map(|header| {
            let mut found = candidates(header, entity.as_deref());
            // Pipedrive's short words (`Name`, `Label`) are its own only behind its prefix.
            found.retain(|c| c.vendor != Some(Vendor::Pipedrive) || entity.is_some());
            found
        })
        .collect();
    let family = family(headers, &candidates, &samples, vendor, entity.as_deref());
    let mut assigned = assign(headers, &candidates, &samples, family, vendor);
    apply_meanings(headers, &mut assigned, hints);
    let customs = Customs::of(headers, &samples, language(&assigned), hints.delimiter);
    let seen: Vec<Seen<'_>> = headers
        .iter()
        .zip(&assigned)
        .zip(&samples)
        .map(|((header, assignment), sample)| Seen { header, meaning: &assignment.meaning, sample })
        .collect();
    let (shape, mut shape_evidence) = decide(&seen, family, vendor, hints);
    let named = (vendor == Some(Vendor::Mailchimp)).then(|| mail_result_of_name(hints.file_name));
    let named = named.flatten();
    shape_evidence.extend(named.map(|(_, part)| ShapeEvidence::FileName { part: part.to_owned() }));
    let columns = headers
        .iter()
        .zip(&assigned)
        .zip(&samples)
        .map(|((header, assignment), sample)| column(header, assignment, sample, &customs, hints))
        .collect();
    Plan {
        file_name: hints.file_name.to_owned(),
        kind: shape.kind(),
        shape,
        shape_evidence,
        vendor,
        columns,
        fingerprint,
        mail_result: named.map(|(result, _)| result),
    }
}

/// The key under which choices for a header line are remembered: case, umlauts and blanks do not count.
#[must_use]
pub fn fingerprint(headers: &[String]) -> Fingerprint {
    Fingerprint::of(headers.iter().map(|header| fold(header)))
}

fn column(
    header: &str,
    assignment: &Assignment,
    sample: &SampleColumn<'_>,
    customs: &Customs,
    hints: &Hints<'_>,
) -> ColumnPlan {
    let (mut kind, mut ambiguity) =
        choose(header, &assignment.meaning, sample, customs, hints.today);
    let mut missing = missing_words(&assignment.meaning, kind);
    let mut missing_offered = sentinels(kind, sample);
    if let Some(choice) = choice(header, hints) {
        match &mut kind {
            ColumnKind::Date(format) => {
                if let Some(order) = choice.date_order {
                    format.order = order;
                    ambiguity = None;
                }
            }
            ColumnKind::Money(format) | ColumnKind::Number(format) => {
                if let Some(decimal) = choice.decimal {
                    *format = NumberFormat { decimal };
                    ambiguity = None;
                }
            }
            ColumnKind::Dict | ColumnKind::Text | ColumnKind::Skip => {}
        }
        if let Some(words) = &choice.missing {
            missing = MissingWords::new(words.clone());
            missing_offered.retain(|word| !words.contains(word));
        }
    }
    // `03/03/2025` says the same in both readings; a person is shown a cell that does not.
    let telling = ambiguity.as_ref().and(kind.other_reading()).and_then(|other| {
        let cell = sample.cells.iter().find(|cell| kind.value(cell) != other.value(cell));
        cell.map(|cell| (*cell).to_owned())
    });
    ColumnPlan {
        header: header.to_owned(),
        meaning: assignment.meaning.clone(),
        kind,
        confidence: assignment.confidence,
        evidence: assignment.evidence.clone(),
        ambiguity,
        missing,
        missing_offered,
        samples: sample.cells.iter().take(3).map(|cell| (*cell).to_owned()).collect(),
        telling,
    }
}

fn choice<'a>(header: &str, hints: &Hints<'a>) -> Option<&'a ColumnChoice> {
    hints.mapping?.columns.get(header)
}

/// The user's meanings over the proposed ones. A meaning the user gives to one column is taken from the others.
fn apply_meanings(headers: &[String], assigned: &mut [Assignment], hints: &Hints<'_>) {
    let chosen: Vec<Option<Meaning>> = headers
        .iter()
        .map(|header| choice(header, hints).and_then(|choice| choice.meaning.clone()))
        .collect();
    for (at, meaning) in chosen.iter().enumerate() {
        let Some(meaning) = meaning else { continue };
        for (other, assignment) in assigned.iter_mut().enumerate() {
            let keeps = matches!(meaning, Meaning::Other | Meaning::Ignored | Meaning::Notes);
            let is_chosen = chosen.get(other).is_some_and(Option::is_some);
            if assignment.meaning == *meaning && !keeps && !is_chosen {
                assignment.meaning = Meaning::Other;
                assignment.evidence = headers
                    .get(at)
                    .map(|header| Evidence::TakenBy { header: header.clone() })
                    .into_iter()
                    .collect();
            }
        }
        if let Some(assignment) = assigned.get_mut(at) {
            assignment.meaning = meaning.clone();
            assignment.confidence = 1.0;
            assignment.evidence = vec![Evidence::UserChoice];
        }
    }
}

/// The language of most headers that were recognised.
fn language(assigned: &[Assignment]) -> Option<Language> {
    let count = |language| {
        assigned.iter().filter(|assignment| assignment.language == Some(language)).count()
    };
    match (count(Language::German), count(Language::English)) {
        (0, 0) => None,
        (german, english) if german >= english => Some(Language::German),
        _ => Some(Language::English),
    }
}

/// A better plan after a whole pass, where the cells ask for one: the engine then makes one more pass. It does
/// not ask again after that.
#[must_use]
pub fn revise(plan: &Plan, evidence: &[ColumnEvidence]) -> Option<Plan> {
    let mut revised = plan.clone();
    let mut changed = false;
    for (column, seen) in revised.columns.iter_mut().zip(evidence) {
        if column.evidence.contains(&Evidence::UserChoice) && seen.n_parsed > 0 {
            continue;
        }
        let Some(kind) = better_kind(column.kind, seen) else { continue };
        column.kind = kind;
        column.ambiguity = None;
        if matches!(kind, ColumnKind::Dict | ColumnKind::Text) {
            column.missing = missing_words(&column.meaning, kind);
        }
        column.evidence.push(Evidence::RevisedAfterReading { n_failed: seen.n_failed });
        changed = true;
    }
    changed.then_some(revised)
}

/// The kind that reads more cells than the one tried; `None` where that one is best.
fn better_kind(kind: ColumnKind, seen: &ColumnEvidence) -> Option<ColumnKind> {
    if kind.other_reading().is_some() {
        if seen.n_other_reading > seen.n_deciding {
            return kind.other_reading();
        }
    } else if let ColumnKind::Date(format @ DateFormat { order: DateOrder::YearMonthDay, .. }) =
        kind
    {
        // A column of ISO dates with others among them: the other two orders read ISO as well.
        let reads = |order| {
            let kind = ColumnKind::Date(DateFormat { order, ..format });
            seen.failed_cells.iter().filter(|cell| kind.reads(cell.as_bytes())).count()
        };
        let (day_first, month_first) =
            (reads(DateOrder::DayMonthYear), reads(DateOrder::MonthDayYear));
        if day_first.max(month_first) > 0 {
            let order = if month_first > day_first {
                DateOrder::MonthDayYear
            } else {
                DateOrder::DayMonthYear
            };
            return Some(ColumnKind::Date(DateFormat { order, ..format }));
        }
    }
    let is_typed =
        matches!(kind, ColumnKind::Date(_) | ColumnKind::Money(_) | ColumnKind::Number(_));
    (is_typed && seen.n_failed > seen.n_parsed).then_some(ColumnKind::Dict)
}

/// Closes the questions that the pass has answered. Doing it twice changes nothing.
pub fn settle(plan: &mut Plan, evidence: &[ColumnEvidence]) {
    for (column, seen) in plan.columns.iter_mut().zip(evidence) {
        if seen.n_deciding > 0 {
            column.ambiguity = None;
        }
    }
}
