//! From a sample to a plan, and from a whole pass to a better one.

use super::literal::missing::MissingWords;
use super::plan::{
    ColumnEvidence, ColumnKind, ColumnPlan, FileShape, Fingerprint, Hints, Plan, ShapeEvidence,
};
use crate::model::Meaning;

/// The plan for a file: headers as the engine made them unique, rows of the sample as decoded, unquoted text.
#[must_use]
pub fn propose(headers: &[String], rows: &[Vec<String>], hints: &Hints<'_>) -> Plan {
    let columns = headers
        .iter()
        .enumerate()
        .map(|(at, header)| ColumnPlan {
            header: header.clone(),
            meaning: Meaning::Other,
            kind: ColumnKind::Dict,
            confidence: 0.0,
            evidence: Vec::new(),
            ambiguity: None,
            missing: MissingWords::default(),
            missing_offered: Vec::new(),
            samples: rows
                .iter()
                .filter_map(|row| row.get(at).filter(|cell| !cell.trim().is_empty()).cloned())
                .take(3)
                .collect(),
        })
        .collect();
    Plan {
        file_name: hints.file_name.to_owned(),
        kind: FileShape::Unrecognised.kind(),
        shape: FileShape::Unrecognised,
        shape_evidence: vec![ShapeEvidence::NothingKnown],
        vendor: None,
        columns,
        fingerprint: Fingerprint::of(headers),
        mail_result: None,
    }
}

/// A better plan after a whole pass, where the cells ask for one. One revision is enough: the engine does not
/// ask again.
#[must_use]
pub fn revise(_plan: &Plan, _evidence: &[ColumnEvidence]) -> Option<Plan> {
    None
}
