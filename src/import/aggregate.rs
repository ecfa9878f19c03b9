//! Counts per stage turned into deals without dates.
//!
//! A file with one row per stage and a number can mean two things. With a lost stage it lists where deals stand;
//! without one, and with numbers that never grow along the funnel, it lists how many deals *reached* each stage,
//! so that the difference to the next stage stands in it. Anything else is read as where deals stand.

use serde::{Deserialize, Serialize};

use super::outcome;
use super::stage_order::{Precedence, StageFacts, order};
use super::values::{DictBuilder, as_dict};
use crate::model::{Column, Meaning, Outcome, RecordKind, Table, Values};

/// What the numbers of an aggregate count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Counted {
    /// Deals that stand in the stage.
    Standing,
    /// Deals that have reached the stage.
    Reached,
}

/// More deals than this are not laid out row by row.
pub const MAX_DEALS: u64 = 5_000_000;

/// One row per deal; `None` where the file lacks a stage or a count, or counts more than [`MAX_DEALS`].
#[must_use]
pub fn expand(table: &Table) -> Option<(Table, Counted)> {
    let find = |meaning: &Meaning| table.columns.iter().find(|column| column.meaning == *meaning);
    let stage = find(&Meaning::Stage).or_else(|| find(&Meaning::Status))?;
    let Values::Number(counts) = &find(&Meaning::Count)?.values else { return None };
    let words = as_dict(&stage.values);
    let mut stages: Vec<(Option<&str>, u64)> = Vec::new();
    for row in 0..table.n_rows {
        let n = counts.get(row).filter(|n| *n >= 0.0).map_or(0, |n| n.round() as u64);
        stages.push((words.get(row), n));
    }
    let counted = meaning_of(&mut stages);
    if stages.iter().try_fold(0_u64, |sum, (_, n)| sum.checked_add(*n))? > MAX_DEALS {
        return None;
    }
    let mut deals = DictBuilder::default();
    for (word, n) in &stages {
        let code = word.map_or(0, |word| deals.intern(word));
        for _ in 0..*n {
            deals.push_code(code);
        }
    }
    let column = deals.finish();
    let n_rows = column.codes.len();
    let columns = vec![Column {
        header: stage.header.clone(),
        meaning: Meaning::Stage,
        values: Values::Dict(column),
    }];
    Some((Table { name: table.name.clone(), kind: RecordKind::Deal, n_rows, columns }, counted))
}

/// Decides what the numbers count and turns reached into standing.
fn meaning_of(stages: &mut [(Option<&str>, u64)]) -> Counted {
    let is_end = |word: Option<&str>, end| word.and_then(outcome::of_word) == Some(end);
    let has_lost = stages.iter().any(|(word, _)| is_end(*word, Outcome::Lost));
    let facts: Vec<StageFacts> = stages
        .iter()
        .map(|(word, _)| StageFacts {
            name: word.unwrap_or_default().to_owned(),
            usual_probability: None,
            date_column: None,
        })
        .collect();
    let is_won = |at: usize| stages.get(at).is_some_and(|(word, _)| is_end(*word, Outcome::Won));
    let mut chain: Vec<usize> =
        order(&facts, &Precedence::default()).placed.into_iter().map(|(at, _)| at).collect();
    chain.retain(|&at| !is_won(at));
    chain.extend((0..stages.len()).filter(|&at| is_won(at)));
    let number = |at: usize| stages.get(at).map_or(0, |(_, n)| *n);
    let never_grows = chain.windows(2).all(|pair| match pair {
        [a, b] => number(*a) >= number(*b),
        _ => true,
    });
    if has_lost || chain.len() < stages.len() || !never_grows {
        return Counted::Standing;
    }
    let reached: Vec<u64> = chain.iter().map(|&at| number(at)).collect();
    for (k, &at) in chain.iter().enumerate() {
        let next = reached.get(k + 1).copied().unwrap_or(0);
        if let (Some((_, n)), Some(own)) = (stages.get_mut(at), reached.get(k)) {
            *n = own - next;
        }
    }
    Counted::Reached
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::NumberColumn;

    fn aggregate(rows: &[(&str, f64)]) -> Table {
        let mut stages = DictBuilder::default();
        let mut counts = NumberColumn::default();
        for (stage, n) in rows {
            stages.push(Some(stage));
            counts.push(Some(*n));
        }
        let column =
            |header: &str, meaning, values| Column { header: header.to_owned(), meaning, values };
        Table {
            name: "a.csv".into(),
            kind: RecordKind::Deal,
            n_rows: rows.len(),
            columns: vec![
                column("Phase", Meaning::Stage, Values::Dict(stages.finish())),
                column("Anzahl", Meaning::Count, Values::Number(counts)),
            ],
        }
    }

    fn counts(table: &Table) -> Vec<u32> {
        table.dict(&Meaning::Stage).unwrap().counts()[1..].to_vec()
    }

    #[test]
    fn a_lost_stage_means_that_deals_stand_where_they_are_counted() {
        let rows = [("Neu", 5.0), ("Angebot", 2.0), ("Gewonnen", 3.0), ("Verloren", 7.0)];
        let (table, counted) = expand(&aggregate(&rows)).unwrap();
        assert_eq!((counted, table.n_rows), (Counted::Standing, 17));
        assert_eq!(counts(&table), [5, 2, 3, 7]);
    }

    #[test]
    fn a_falling_funnel_counts_who_reached_each_stage() {
        let rows = [("Neu", 100.0), ("Qualifiziert", 40.0), ("Angebot", 15.0), ("Gewonnen", 6.0)];
        let (table, counted) = expand(&aggregate(&rows)).unwrap();
        assert_eq!((counted, table.n_rows), (Counted::Reached, 100));
        assert_eq!(counts(&table), [60, 25, 9, 6]);
    }

    #[test]
    fn too_many_deals_are_refused() {
        assert!(expand(&aggregate(&[("Neu", 1e12), ("Angebot", 1.0)])).is_none());
    }
}
