//! Histories and event logs folded into one row per deal.
//!
//! One row of such a file is a change, not a deal (FORMATS). Each case becomes a deal with a date column per stage
//! (the first entry counts, MATH 1.2 R7), the stage of its last change as the current one, and of every other
//! column the last value known. Rows that cannot take part are counted by reason, never dropped in silence (P2).

use serde::{Deserialize, Serialize};

use super::fold::key;
use super::plan::FileShape;
use super::values::{DictBuilder, as_dict, empty_dates, take};
use crate::model::{Column, DateColumn, Day, Meaning, Minute, RecordKind, Table, Values};

/// What folding did.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FoldReport {
    /// Name of the file.
    pub file_name: String,
    /// Rows of the file.
    pub n_rows: usize,
    /// Deals made of them.
    pub n_cases: usize,
    /// Rows without a key of the deal.
    pub n_without_case: usize,
    /// Rows without a time.
    pub n_without_time: usize,
    /// Rows without a stage.
    pub n_without_stage: usize,
    /// Rows about another field than the stage (field histories).
    pub n_other_field: usize,
    /// Entries into a stage that the deal had entered before; the first entry counts.
    pub n_reentries: usize,
}

impl FoldReport {
    /// Rows that took part.
    #[must_use]
    pub const fn n_used(&self) -> usize {
        self.n_rows
            - self.n_without_case
            - self.n_without_time
            - self.n_without_stage
            - self.n_other_field
    }
}

/// The columns a fold reads.
struct Roles {
    case: usize,
    stage: usize,
    time: usize,
    field: Option<usize>,
    from: Option<usize>,
}

impl Roles {
    fn of(table: &Table, shape: FileShape) -> Option<Self> {
        let find = |meanings: &[Meaning]| {
            meanings.iter().find_map(|meaning| {
                table.columns.iter().position(|column| column.meaning == *meaning)
            })
        };
        let is_history = shape == FileShape::History;
        let stage = if is_history {
            find(&[Meaning::ToStage])?
        } else {
            find(&[Meaning::Event, Meaning::Stage, Meaning::Status])?
        };
        let times = [Meaning::At, Meaning::StageChanged, Meaning::Updated, Meaning::Created];
        Some(Self {
            case: find(&[Meaning::DealId, Meaning::Id])?,
            stage,
            time: find(&times)?,
            field: find(&[Meaning::Event]).filter(|_| is_history),
            from: find(&[Meaning::FromStage]),
        })
    }

    fn contains(&self, at: usize) -> bool {
        [Some(self.case), Some(self.stage), Some(self.time), self.field, self.from]
            .contains(&Some(at))
    }
}

/// A change: case, time and stage of a row, and the row.
#[derive(Clone, Copy)]
struct Change {
    case: u32,
    minute: i32,
    /// The row, or its mirror in files that stand newest first, so that changes of one minute stay in order.
    order: u32,
    row: u32,
    stage: u32,
}

/// One row per case; `None` where the file lacks a key, a stage or a time.
#[must_use]
pub fn fold(table: &Table, shape: FileShape) -> Option<(Table, FoldReport)> {
    let roles = Roles::of(table, shape)?;
    let cases = as_dict(&table.columns.get(roles.case)?.values);
    let stages = as_dict(&table.columns.get(roles.stage)?.values);
    let Values::Date(times) = &table.columns.get(roles.time)?.values else { return None };
    let fields =
        roles.field.and_then(|at| table.columns.get(at)).map(|column| as_dict(&column.values));
    let mut report =
        FoldReport { file_name: table.name.clone(), n_rows: table.n_rows, ..FoldReport::default() };
    let mut changes = Vec::with_capacity(table.n_rows);
    for row in 0..table.n_rows {
        let about_stage =
            fields.as_ref().is_none_or(|fields| fields.get(row).is_none_or(is_stage_field));
        let (case, stage) = (cases.codes.get(row), stages.codes.get(row));
        let minute = times.minute(row).or_else(|| times.day(row).map(Day::start));
        match minute {
            _ if !about_stage => report.n_other_field += 1,
            _ if case == 0 => report.n_without_case += 1,
            _ if stage == 0 => report.n_without_stage += 1,
            None => report.n_without_time += 1,
            Some(Minute(minute)) => {
                let row = row as u32;
                changes.push(Change { case, minute, order: row, row, stage });
            }
        }
    }
    if is_newest_first(&changes) {
        for change in &mut changes {
            change.order = u32::MAX - change.row;
        }
    }
    changes.sort_unstable_by_key(|change| (change.case, change.minute, change.order));
    let n_stages = stages.words.len();
    let with_minutes = times.has_minutes();
    let mut folded = Folded {
        case_rows: Vec::new(),
        last_stage: DictBuilder::default(),
        last_change: empty_dates(with_minutes),
        entries: vec![empty_dates(with_minutes); n_stages],
    };
    for changes in changes.chunk_by(|a, b| a.case == b.case) {
        folded.push(changes, n_stages, |code| stages.word(code), &mut report);
    }
    report.n_cases = folded.case_rows.len();
    let mut others = Vec::new();
    for (at, column) in table.columns.iter().enumerate().filter(|(at, _)| !roles.contains(*at)) {
        let rows: Vec<Option<u32>> = changes
            .chunk_by(|a, b| a.case == b.case)
            .map(|changes| {
                let known =
                    changes.iter().rev().find(|c| !column.values.is_missing(c.row as usize));
                known.map(|change| change.row)
            })
            .collect();
        debug_assert!(at < table.columns.len());
        others.push(Column {
            header: column.header.clone(),
            meaning: column.meaning.clone(),
            values: take(&column.values, &rows),
        });
    }
    let table = folded.into_table(table, &roles, &stages.words, others);
    Some((table, report))
}

struct Folded {
    /// A row of each case, for its key.
    case_rows: Vec<Option<u32>>,
    last_stage: DictBuilder,
    last_change: DateColumn,
    entries: Vec<DateColumn>,
}

impl Folded {
    /// Appends a deal from its changes in order of time.
    fn push<'a>(
        &mut self,
        changes: &[Change],
        n_stages: usize,
        word: impl Fn(u32) -> Option<&'a str>,
        report: &mut FoldReport,
    ) {
        let mut first: Vec<Option<Minute>> = vec![None; n_stages];
        for change in changes {
            let Some(entry) = first.get_mut(change.stage as usize - 1) else { continue };
            match entry {
                None => *entry = Some(Minute(change.minute)),
                Some(_) => report.n_reentries += 1,
            }
        }
        for (column, entry) in self.entries.iter_mut().zip(first) {
            column.push_minute(entry);
        }
        let last = changes.last();
        self.case_rows.push(changes.first().map(|change| change.row));
        self.last_stage.push(last.and_then(|change| word(change.stage)));
        self.last_change.push_minute(last.map(|change| Minute(change.minute)));
    }

    fn into_table(
        self,
        source: &Table,
        roles: &Roles,
        words: &[Box<str>],
        others: Vec<Column>,
    ) -> Table {
        let header =
            |at: usize| source.columns.get(at).map_or("", |column| &column.header).to_owned();
        let n_rows = self.case_rows.len();
        let mut columns = Vec::with_capacity(others.len() + words.len() + 3);
        if let Some(case) = source.columns.get(roles.case) {
            columns.push(Column {
                header: header(roles.case),
                meaning: Meaning::Id,
                values: take(&case.values, &self.case_rows),
            });
        }
        // A history may carry the current stage in a column of its own: the CRM knows it better than the last row.
        let has_stage = others.iter().any(|column| column.meaning == Meaning::Stage);
        columns.push(Column {
            header: header(roles.stage),
            meaning: if has_stage { Meaning::Other } else { Meaning::Stage },
            values: Values::Dict(self.last_stage.finish()),
        });
        let has_changed = others.iter().any(|column| column.meaning == Meaning::StageChanged);
        columns.push(Column {
            header: header(roles.time),
            meaning: if has_changed { Meaning::Other } else { Meaning::StageChanged },
            values: Values::Date(self.last_change),
        });
        for (word, dates) in words.iter().zip(self.entries) {
            columns.push(Column {
                header: format!("{}: {word}", header(roles.stage)),
                meaning: Meaning::StageEntered(word.to_string()),
                values: Values::Date(dates),
            });
        }
        columns.extend(others);
        Table { name: source.name.clone(), kind: RecordKind::Deal, n_rows, columns }
    }
}

/// Whether a row of a field history is about the stage.
fn is_stage_field(field: &str) -> bool {
    let key = key(field);
    ["stage", "phase", "stufe", "status"].iter().any(|word| key.contains(word))
}

/// Whether the changes of a case stand newest first in the file.
fn is_newest_first(changes: &[Change]) -> bool {
    let (mut up, mut down) = (0_usize, 0_usize);
    for pair in changes.windows(2) {
        if let [a, b] = pair
            && a.case == b.case
        {
            up += usize::from(b.minute > a.minute);
            down += usize::from(b.minute < a.minute);
        }
    }
    down > up
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::DictColumn;

    fn dict(words: &[&str]) -> Values {
        let mut builder = DictBuilder::default();
        for word in words {
            builder.push(Some(*word).filter(|word| !word.is_empty()));
        }
        Values::Dict(builder.finish())
    }

    fn days(days: &[i32]) -> Values {
        let mut column = empty_dates(false);
        for &day in days {
            column.push_day((day > 0).then(|| Day(20_000 + day)));
        }
        Values::Date(column)
    }

    fn table(columns: Vec<(&str, Meaning, Values)>, n_rows: usize) -> Table {
        let column = |(header, meaning, values): (&str, Meaning, Values)| Column {
            header: header.into(),
            meaning,
            values,
        };
        Table {
            name: "history.csv".into(),
            kind: RecordKind::Deal,
            n_rows,
            columns: columns.into_iter().map(column).collect(),
        }
    }

    fn history(days_of: &[i32]) -> Table {
        table(
            vec![
                ("Opportunity ID", Meaning::DealId, dict(&["a", "a", "b", "a", "", "b"])),
                ("From", Meaning::FromStage, dict(&["", "Neu", "", "Angebot", "", "Neu"])),
                ("To", Meaning::ToStage, dict(&["Neu", "Angebot", "Neu", "Neu", "Neu", ""])),
                ("When", Meaning::At, days(days_of)),
                ("Owner", Meaning::Owner, dict(&["x", "y", "z", "", "x", "w"])),
            ],
            6,
        )
    }

    fn entered(table: &Table, stage: &str) -> Vec<Option<i32>> {
        let dates = table.date(&Meaning::StageEntered(stage.into())).unwrap();
        (0..dates.len()).map(|row| dates.day(row).map(|day| day.0 - 20_000)).collect()
    }

    #[test]
    fn the_first_entry_counts_and_the_last_change_is_the_stage() {
        let (folded, report) = fold(&history(&[1, 5, 2, 9, 3, 4]), FileShape::History).unwrap();
        assert_eq!((folded.n_rows, report.n_cases, report.n_reentries), (2, 2, 1));
        assert_eq!(entered(&folded, "Neu"), [Some(1), Some(2)]);
        assert_eq!(entered(&folded, "Angebot"), [Some(5), None]);
        let stage: &DictColumn = folded.dict(&Meaning::Stage).unwrap();
        assert_eq!((stage.get(0), stage.get(1)), (Some("Neu"), Some("Neu")));
        let owner = folded.dict(&Meaning::Owner).unwrap();
        assert_eq!((owner.get(0), owner.get(1)), (Some("y"), Some("z")));
    }

    #[test]
    fn every_row_is_used_or_counted() {
        let (_, report) = fold(&history(&[1, 5, 2, 0, 3, 4]), FileShape::History).unwrap();
        assert_eq!(
            (report.n_without_case, report.n_without_stage, report.n_without_time),
            (1, 1, 1)
        );
        assert_eq!(report.n_used(), 3);
    }

    #[test]
    fn a_file_that_stands_newest_first_is_read_from_its_end() {
        let log = table(
            vec![
                ("Case", Meaning::DealId, dict(&["a", "a", "a"])),
                ("Activity", Meaning::Event, dict(&["Angebot", "Kontakt", "Neu"])),
                ("Time", Meaning::At, days(&[7, 3, 3])),
            ],
            3,
        );
        let (folded, _) = fold(&log, FileShape::EventLog).unwrap();
        assert_eq!(folded.dict(&Meaning::Stage).unwrap().get(0), Some("Angebot"));
        assert_eq!(entered(&folded, "Kontakt"), [Some(3)]);
    }

    #[test]
    fn changes_of_other_fields_are_left_out_and_counted() {
        let log = table(
            vec![
                ("Opportunity ID", Meaning::DealId, dict(&["a", "a"])),
                ("Field / Event", Meaning::Event, dict(&["Stage", "Amount"])),
                ("Old Value", Meaning::FromStage, dict(&["", "5"])),
                ("New Value", Meaning::ToStage, dict(&["Neu", "7"])),
                ("Edit Date", Meaning::At, days(&[1, 2])),
            ],
            2,
        );
        let (folded, report) = fold(&log, FileShape::History).unwrap();
        assert_eq!((report.n_other_field, folded.n_rows), (1, 1));
        assert!(
            folded
                .date(&Meaning::StageEntered("7".into()))
                .is_none_or(|dates| dates.day(0).is_none())
        );
    }
}
