//! The user's changes to the stages: merge, kind, order. They name stages by the words of the files, so they hold
//! for the next export as well; what they do not name stays as it was found.

use serde::{Deserialize, Serialize};

use super::fold::key;
use crate::model::{Stage, StageKind};

/// Words that are to be one stage.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StageMerge {
    /// Name of the stage.
    pub into: String,
    /// The words merged into it.
    pub words: Vec<String>,
}

/// Changes to the stages, applied in the order of the fields.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct StageEdit {
    /// Words to be one stage.
    #[serde(default)]
    pub merges: Vec<StageMerge>,
    /// Stages by name with the kind they are to have. [`StageKind::Step`] of a word of a status column means open.
    #[serde(default)]
    pub kinds: Vec<(String, StageKind)>,
    /// Names of steps in the order they are to have. A step that is not named keeps its place behind the step
    /// before it.
    #[serde(default)]
    pub order: Vec<String>,
}

impl StageEdit {
    /// The kind the user gave to a word or stage.
    #[must_use]
    pub fn kind(&self, word: &str) -> Option<StageKind> {
        let wanted = key(word);
        self.kinds.iter().rev().find(|(name, _)| key(name) == wanted).map(|(_, kind)| *kind)
    }

    /// The stages with the changes made: steps in order, then won, lost and unmapped ones.
    #[must_use]
    pub fn apply(&self, mut stages: Vec<Stage>) -> Vec<Stage> {
        for merge in &self.merges {
            merge_into(&mut stages, merge);
        }
        for stage in &mut stages {
            let by_word = stage.words.iter().rev().find_map(|word| self.kind(word));
            if let Some(kind) = self.kind(&stage.name).or(by_word) {
                stage.kind = kind;
            }
        }
        let rank = |stage: &Stage| {
            let name = key(&stage.name);
            self.order.iter().position(|wanted| key(wanted) == name)
        };
        // A step without a rank follows the one before it; before the first ranked one it stands in front.
        let mut ranked: Vec<((usize, usize), Stage)> = Vec::with_capacity(stages.len());
        let mut before = (0, 0);
        for stage in stages {
            before = match rank(&stage).filter(|_| stage.kind == StageKind::Step) {
                Some(rank) => (rank + 1, 0),
                None => (before.0, before.1 + 1),
            };
            ranked.push((before, stage));
        }
        ranked.sort_by_key(|(rank, stage)| {
            let place = match stage.kind {
                StageKind::Step => 0,
                StageKind::Won => 1,
                StageKind::Lost => 2,
                StageKind::Unmapped => 3,
            };
            (place, if place == 0 { *rank } else { (0, 0) })
        });
        ranked.into_iter().map(|(_, stage)| stage).collect()
    }
}

fn merge_into(stages: &mut Vec<Stage>, merge: &StageMerge) {
    let is_meant = |stage: &Stage| {
        let named = |word: &String| {
            key(word) == key(&stage.name) || stage.words.iter().any(|known| key(known) == key(word))
        };
        merge.words.iter().any(named) || key(&stage.name) == key(&merge.into)
    };
    // The merged stage stands where one of that name stood, or else where the first of its words did.
    let Some(place) = stages
        .iter()
        .position(|stage| key(&stage.name) == key(&merge.into))
        .or_else(|| stages.iter().position(is_meant))
    else {
        return;
    };
    let Some(kind) = stages.get(place).map(|stage| stage.kind) else { return };
    let words: Vec<String> = stages
        .iter()
        .filter(|stage| is_meant(stage))
        .flat_map(|stage| stage.words.clone())
        .collect();
    let merged = Stage { name: merge.into.clone(), words, kind };
    let before = stages.iter().take(place).filter(|stage| is_meant(stage)).count();
    stages.retain(|stage| !is_meant(stage));
    stages.insert((place - before).min(stages.len()), merged);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stages(names: &[(&str, StageKind)]) -> Vec<Stage> {
        names
            .iter()
            .map(|(name, kind)| Stage {
                name: (*name).to_owned(),
                words: vec![(*name).to_owned()],
                kind: *kind,
            })
            .collect()
    }

    fn names(stages: &[Stage]) -> Vec<&str> {
        stages.iter().map(|stage| stage.name.as_str()).collect()
    }

    const STEPS: &[(&str, StageKind)] = &[
        ("Neu", StageKind::Step),
        ("Demo", StageKind::Step),
        ("Angebot", StageKind::Step),
        ("Gewonnen", StageKind::Won),
        ("Pause", StageKind::Unmapped),
    ];

    #[test]
    fn no_change_changes_nothing() {
        assert_eq!(StageEdit::default().apply(stages(STEPS)), stages(STEPS));
    }

    #[test]
    fn named_steps_take_their_order_and_others_follow_their_neighbour() {
        let edit =
            StageEdit { order: vec!["angebot".into(), "Neu".into()], ..StageEdit::default() };
        assert_eq!(
            names(&edit.apply(stages(STEPS))),
            ["Angebot", "Neu", "Demo", "Gewonnen", "Pause"]
        );
    }

    #[test]
    fn a_kind_moves_a_stage_to_its_like() {
        let kinds =
            vec![("Pause".to_owned(), StageKind::Lost), ("Demo".to_owned(), StageKind::Unmapped)];
        let edit = StageEdit { kinds, ..StageEdit::default() };
        let edited = edit.apply(stages(STEPS));
        assert_eq!(names(&edited), ["Neu", "Angebot", "Gewonnen", "Pause", "Demo"]);
    }

    #[test]
    fn merged_words_keep_the_place_of_the_first() {
        let merges = vec![StageMerge {
            into: "Beratung".into(),
            words: vec!["Demo".into(), "Angebot".into()],
        }];
        let edited = StageEdit { merges, ..StageEdit::default() }.apply(stages(STEPS));
        assert_eq!(names(&edited), ["Neu", "Beratung", "Gewonnen", "Pause"]);
        assert_eq!(edited[1].words, ["Demo", "Angebot"]);
    }
}
