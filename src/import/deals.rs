//! A table of deals with its stages in order, the outcome of each deal, its close date and the currency.
//!
//! **Outcome** of a deal, the first that says anything: the user's kind for its stage; `IsWon`/`IsClosed`; a stage
//! that is an outcome itself (`Closed Won`); the status; the dates of winning and losing; else open. A status wins
//! where the stage is not the outcome (FORMATS).
//!
//! **Close date**: of a won or lost deal its close date, else the date of winning or losing, else the entry into
//! the won or lost stage. Of an open deal there is none: what the file calls so is expected (SPEC I11).

use std::collections::BTreeMap;
use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::fold::key;
use super::literal::boolean;
use super::outcome;
use super::stage_edit::StageEdit;
use super::stage_order::{OrderSource, Precedence, StageFacts, order};
use super::values::{as_dict, empty_dates, push_date};
use crate::model::block::blocks;
use crate::model::{
    Column, Currency, DateColumn, Day, Deals, DictColumn, Meaning, Outcome, Pipeline, Shape, Stage,
    StageKind, Table, Values,
};

/// What the outcome of deals was read from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OutcomeSource {
    /// Columns that say whether a deal is won and closed.
    Flags,
    /// The stage.
    Stage,
    /// The status.
    Status,
    /// Dates of winning and losing.
    Dates,
}

/// What was found about the stages.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct StageReport {
    /// The steps in order, each with what decided its place.
    pub steps: Vec<(String, OrderSource)>,
    /// Stages nobody knows the place of, each with its number of deals; the empty name stands for no stage.
    pub unmapped: Vec<(String, usize)>,
    /// What the outcomes were read from, with the number of deals each decided.
    pub outcome_sources: Vec<(OutcomeSource, usize)>,
    /// Deals whose stage and status say different ends; the stage was believed.
    pub n_contradictions: usize,
    /// Whether nothing in the files means lost: then there is no win rate (P5).
    pub no_lost: bool,
    /// Whether nothing in the files means won.
    pub no_won: bool,
    /// Won and lost deals without any close date.
    pub n_closed_without_date: usize,
    /// Set where the stage column has more different words than any pipeline: it was not used as one.
    pub n_words_refused: Option<usize>,
}

/// A stage column with more different words than this is none.
const MAX_STAGE_WORDS: usize = 1_000;

/// Resolves the stages of a table of deals.
#[must_use]
pub fn resolve(
    mut table: Table,
    shape: Shape,
    currency: Option<Currency>,
    edit: &StageEdit,
) -> (Deals, StageReport) {
    let mut report = StageReport::default();
    let mut words_of = |meaning: &Meaning| {
        let column = column_as_dict(&table, meaning)?;
        if column.words.len() > MAX_STAGE_WORDS {
            report.n_words_refused = Some(column.words.len());
            return None;
        }
        Some(column)
    };
    let stage_column = words_of(&Meaning::Stage);
    let status_column = words_of(&Meaning::Status);
    // Without a stage the status is the stage.
    let (stage_column, status_column) = match (stage_column, status_column) {
        (None, Some(status)) => (Some(status), None),
        both => both,
    };
    let has_won = |column: &Option<DictColumn>| {
        column
            .as_ref()
            .is_some_and(|c| c.words.iter().any(|w| outcome::of_word(w) == Some(Outcome::Won)))
    };
    let converted_is_won = !has_won(&stage_column) && !has_won(&status_column);
    let word_outcome = |word: &str| {
        let chosen = edit.kind(word).map(|kind| match kind {
            StageKind::Won => Outcome::Won,
            StageKind::Lost => Outcome::Lost,
            StageKind::Step | StageKind::Unmapped => Outcome::Open,
        });
        let converted =
            || (converted_is_won && outcome::is_converted(word)).then_some(Outcome::Won);
        chosen.or_else(|| outcome::of_word(word)).or_else(converted)
    };
    let (stages, sources) =
        find_stages(&table, stage_column.as_ref(), status_column.as_ref(), word_outcome);
    let mut stages = edit.apply(stages);
    let rows =
        Rows::of(&table, stage_column.as_ref(), status_column.as_ref(), &stages, &word_outcome);
    let (outcomes, decided_by, n_contradictions) = rows.outcomes(table.n_rows);
    report.outcome_sources = decided_by;
    report.n_contradictions = n_contradictions;
    let stage = place(&table, stage_column.as_ref(), &mut stages);
    report.steps = stages
        .iter()
        .filter(|stage| stage.kind == StageKind::Step)
        .map(|stage| {
            let chosen = edit.order.iter().any(|name| key(name) == key(&stage.name));
            let found = sources.iter().find(|(name, _)| *name == stage.name);
            let source = found.map_or(OrderSource::User, |(_, source)| *source);
            (stage.name.clone(), if chosen { OrderSource::User } else { source })
        })
        .collect();
    let counts = count_bytes(&stage);
    report.unmapped = stages
        .iter()
        .zip(counts)
        .filter(|(stage, _)| stage.kind == StageKind::Unmapped)
        .map(|(stage, n)| (stage.name.clone(), n))
        .collect();
    let says = |outcome| {
        outcomes.contains(&outcome)
            || stages.iter().any(|stage| {
                matches!(
                    (stage.kind, outcome),
                    (StageKind::Won, Outcome::Won) | (StageKind::Lost, Outcome::Lost)
                )
            })
    };
    report.no_lost = !says(Outcome::Lost);
    report.no_won = !says(Outcome::Won);
    let entry_columns = entry_columns(&mut table, &stages);
    let closed = close_dates(&table, &stages, &outcomes);
    report.n_closed_without_date =
        blocks(table.n_rows).map(|rows| n_without_date(rows, &outcomes, &closed)).sum();
    let deals = Deals {
        table,
        pipeline: Pipeline { stages },
        shape,
        stage,
        outcome: outcomes,
        entry_columns,
        closed,
        currency,
    };
    (deals, report)
}

fn column_as_dict(table: &Table, meaning: &Meaning) -> Option<DictColumn> {
    table.column(meaning).map(|column| as_dict(&column.values))
}

/// The columns with entry dates: position, stage and dates.
fn dated(table: &Table) -> impl Iterator<Item = (usize, &str, &DateColumn)> {
    table.columns.iter().enumerate().filter_map(|(at, column)| {
        match (&column.meaning, &column.values) {
            (Meaning::StageEntered(stage), Values::Date(dates)) => {
                Some((at, stage.as_str(), dates))
            }
            _ => None,
        }
    })
}

/// All stages the table knows: steps in order, ends, and words no place was found for.
fn find_stages(
    table: &Table,
    stage_column: Option<&DictColumn>,
    status_column: Option<&DictColumn>,
    word_outcome: impl Fn(&str) -> Option<Outcome>,
) -> (Vec<Stage>, Vec<(String, OrderSource)>) {
    let mut found: Vec<Stage> = Vec::new();
    let mut add = |word: &str, kind: StageKind| {
        let wanted = key(word);
        match found.iter_mut().find(|stage| key(&stage.name) == wanted) {
            Some(stage) if !stage.words.iter().any(|known| known == word) => {
                stage.words.push(word.to_owned());
            }
            Some(_) => {}
            None => found.push(Stage { name: word.to_owned(), words: vec![word.to_owned()], kind }),
        }
    };
    let kind_of = |word: &str| match word_outcome(word) {
        Some(Outcome::Won) => StageKind::Won,
        Some(Outcome::Lost) => StageKind::Lost,
        Some(Outcome::Open) | None => StageKind::Step,
    };
    for word in stage_column.iter().flat_map(|column| &column.words) {
        add(word, kind_of(word));
    }
    for (_, stage, _) in dated(table) {
        add(stage, kind_of(stage));
    }
    // The ends of a status column, where the stages have none: no deal stands in them, but they exist.
    for word in status_column.iter().flat_map(|column| &column.words) {
        if matches!(word_outcome(word), Some(Outcome::Won | Outcome::Lost)) {
            add(word, kind_of(word));
        }
    }
    let (steps, ends): (Vec<Stage>, Vec<Stage>) =
        found.into_iter().partition(|stage| stage.kind == StageKind::Step);
    let facts = facts(table, stage_column, &steps);
    let placed = order(&facts, &observed(table, &steps));
    let sources = placed
        .placed
        .iter()
        .filter_map(|(at, source)| Some((steps.get(*at)?.name.clone(), *source)))
        .collect();
    let mut stages: Vec<Stage> =
        placed.placed.iter().filter_map(|(at, _)| steps.get(*at).cloned()).collect();
    stages.extend(ends);
    stages.extend(placed.unplaced.iter().filter_map(|at| {
        steps.get(*at).cloned().map(|stage| Stage { kind: StageKind::Unmapped, ..stage })
    }));
    // The order of the ends: won before lost.
    stages.sort_by_key(|stage| match stage.kind {
        StageKind::Step => 0,
        StageKind::Won => 1,
        StageKind::Lost => 2,
        StageKind::Unmapped => 3,
    });
    (stages, sources)
}

fn facts(table: &Table, stage_column: Option<&DictColumn>, steps: &[Stage]) -> Vec<StageFacts> {
    let usual = stage_column.map(|column| usual_probabilities(table, column)).unwrap_or_default();
    let probability = |stage: &Stage| {
        let column = stage_column?;
        let at = column.words.iter().position(|word| is_of(stage, word))?;
        usual.get(at).copied().flatten()
    };
    steps
        .iter()
        .map(|stage| StageFacts {
            name: stage.name.clone(),
            usual_probability: probability(stage),
            date_column: dated(table).find(|(_, name, _)| is_of(stage, name)).map(|(at, _, _)| at),
        })
        .collect()
}

/// Per word of the stage column the probability that most of its deals have. A CRM that sets it by the stage has
/// one value per stage; where reps set it by hand, no value has a majority and nothing is said. Zeros are those of
/// lost deals.
fn usual_probabilities(table: &Table, stages: &DictColumn) -> Vec<Option<f64>> {
    let mut counts: Vec<BTreeMap<i64, u32>> = vec![BTreeMap::new(); stages.words.len()];
    let column = table.column(&Meaning::Probability).map(|column| &column.values);
    let Some(Values::Number(numbers)) = column else { return Vec::new() };
    for row in 0..table.n_rows {
        let at = (stages.codes.get(row) as usize).checked_sub(1);
        let share = numbers.get(row).filter(|share| *share > 0.0);
        if let (Some(counts), Some(share)) = (at.and_then(|at| counts.get_mut(at)), share) {
            *counts.entry((share * 1e4).round() as i64).or_default() += 1;
        }
    }
    counts
        .into_iter()
        .map(|counts| {
            let n: u32 = counts.values().sum();
            let (value, most) = counts.into_iter().max_by_key(|(_, n)| *n)?;
            (most * 2 > n).then_some(value as f64 / 1e4)
        })
        .collect()
}

/// Whether a word means the stage.
fn is_of(stage: &Stage, word: &str) -> bool {
    let wanted = key(word);
    stage.words.iter().any(|known| key(known) == wanted)
}

/// How many deals stand in each stage.
fn count_bytes(stages: &[u8]) -> [usize; 256] {
    #[inline(never)]
    fn add(counts: &mut [usize; 256], stages: &[u8]) {
        for &stage in stages {
            counts[usize::from(stage)] += 1;
        }
    }
    let mut counts = [0; 256];
    for rows in blocks(stages.len()) {
        add(&mut counts, stages.get(rows).unwrap_or_default());
    }
    counts
}

/// Won and lost deals of a block without a close date.
#[inline(never)]
fn n_without_date(rows: Range<usize>, outcomes: &[Outcome], closed: &DateColumn) -> usize {
    let rows = rows.clone().zip(outcomes.get(rows).unwrap_or_default());
    rows.filter(|&(row, outcome)| *outcome != Outcome::Open && closed.day(row).is_none()).count()
}

/// In how many deals one step was entered before another. Steps of one minute say nothing.
fn observed(table: &Table, steps: &[Stage]) -> Precedence {
    let columns: Vec<(usize, &DateColumn)> = dated(table)
        .filter_map(|(_, name, dates)| {
            Some((steps.iter().position(|stage| is_of(stage, name))?, dates))
        })
        .collect();
    let mut observed = Precedence::new(steps.len());
    for (at, (a, one)) in columns.iter().enumerate() {
        for (b, other) in columns.iter().skip(at + 1) {
            for rows in blocks(table.n_rows) {
                let (n_before, n_after) = compare_block(rows, one, other);
                observed.observe(*a, *b, n_before);
                observed.observe(*b, *a, n_after);
            }
        }
    }
    observed
}

/// In how many rows of a block the one date lies before and after the other.
#[inline(never)]
fn compare_block(rows: Range<usize>, one: &DateColumn, other: &DateColumn) -> (u64, u64) {
    let (mut n_before, mut n_after) = (0, 0);
    if let (DateColumn::Days(one), DateColumn::Days(other)) = (one, other) {
        let other = other.get(rows.clone()).unwrap_or_default();
        for (&a, &b) in one.get(rows).unwrap_or_default().iter().zip(other) {
            // Without branches: in most rows one of the two is missing, which is 0.
            n_before += u64::from(a != 0) & u64::from(a < b);
            n_after += u64::from(b != 0) & u64::from(b < a);
        }
        return (n_before, n_after);
    }
    let minute = |dates: &DateColumn, row| dates.minute(row).or(dates.day(row).map(Day::start));
    for row in rows {
        if let (Some(a), Some(b)) = (minute(one, row), minute(other, row)) {
            n_before += u64::from(a < b);
            n_after += u64::from(b < a);
        }
    }
    (n_before, n_after)
}

/// The columns that say how a deal ended.
struct Rows<'a> {
    stage: Option<(&'a DictColumn, Vec<Option<Outcome>>)>,
    status: Option<(&'a DictColumn, Vec<Option<Outcome>>)>,
    is_won: Option<(DictColumn, Vec<Option<bool>>)>,
    is_closed: Option<(DictColumn, Vec<Option<bool>>)>,
    won_at: Option<&'a DateColumn>,
    lost_at: Option<&'a DateColumn>,
}

impl<'a> Rows<'a> {
    fn of(
        table: &'a Table,
        stage: Option<&'a DictColumn>,
        status: Option<&'a DictColumn>,
        stages: &[Stage],
        word_outcome: &impl Fn(&str) -> Option<Outcome>,
    ) -> Self {
        // A merged or re-labelled stage says what its kind says, whatever its word.
        let stage_outcome = |word: &str| {
            let kind = stages.iter().find(|stage| is_of(stage, word)).map(|stage| stage.kind);
            match kind {
                Some(StageKind::Won) => Some(Outcome::Won),
                Some(StageKind::Lost) => Some(Outcome::Lost),
                Some(StageKind::Step | StageKind::Unmapped) | None => None,
            }
        };
        let yes_no = |meaning: &Meaning| {
            let column = column_as_dict(table, meaning)?;
            let says = column.words.iter().map(|word| boolean::parse(word.as_bytes())).collect();
            Some((column, says))
        };
        Self {
            stage: stage.map(|c| (c, c.words.iter().map(|word| stage_outcome(word)).collect())),
            status: status.map(|c| (c, c.words.iter().map(|word| word_outcome(word)).collect())),
            is_won: yes_no(&Meaning::IsWon),
            is_closed: yes_no(&Meaning::IsClosed),
            won_at: table.date(&Meaning::WonAt),
            lost_at: table.date(&Meaning::LostAt),
        }
    }

    /// Outcome per row, how many each source decided, and how many contradict each other.
    fn outcomes(&self, n_rows: usize) -> (Vec<Outcome>, Vec<(OutcomeSource, usize)>, usize) {
        let mut outcomes = Vec::with_capacity(n_rows);
        let mut decided = [0_usize; 4];
        let n_contradictions = blocks(n_rows)
            .map(|rows| self.outcomes_of_block(rows, &mut outcomes, &mut decided))
            .sum();
        let sources = [
            OutcomeSource::Flags,
            OutcomeSource::Stage,
            OutcomeSource::Status,
            OutcomeSource::Dates,
        ];
        let decided = sources.into_iter().zip(decided).filter(|(_, n)| *n > 0).collect();
        (outcomes, decided, n_contradictions)
    }

    /// Appends the outcomes of a block of rows, counts what decided them, and returns how many contradict each other.
    #[inline(never)]
    fn outcomes_of_block(
        &self,
        rows: Range<usize>,
        outcomes: &mut Vec<Outcome>,
        decided: &mut [usize; 4],
    ) -> usize {
        let mut n_contradictions = 0;
        for row in rows {
            let stage = self.stage.as_ref().and_then(|(column, says)| says_of(column, says, row));
            let status = self.status.as_ref().and_then(|(column, says)| says_of(column, says, row));
            let ends = [stage, status].map(|says| says.filter(|says| *says != Outcome::Open));
            n_contradictions += usize::from(matches!(ends, [Some(a), Some(b)] if a != b));
            let found = self
                .flags(row)
                .map(|outcome| (outcome, OutcomeSource::Flags))
                .or_else(|| stage.map(|outcome| (outcome, OutcomeSource::Stage)))
                .or_else(|| status.map(|outcome| (outcome, OutcomeSource::Status)))
                .or_else(|| self.dates(row).map(|outcome| (outcome, OutcomeSource::Dates)));
            if let Some((_, source)) = found
                && let Some(n) = decided.get_mut(source as usize)
            {
                *n += 1;
            }
            outcomes.push(found.map_or(Outcome::Open, |(outcome, _)| outcome));
        }
        n_contradictions
    }

    fn flags(&self, row: usize) -> Option<Outcome> {
        let (column, says) = self.is_won.as_ref()?;
        let closed = self.is_closed.as_ref().and_then(|(column, says)| says_of(column, says, row));
        match (says_of(column, says, row)?, closed) {
            (true, _) => Some(Outcome::Won),
            (false, Some(true)) => Some(Outcome::Lost),
            (false, Some(false)) => Some(Outcome::Open),
            (false, None) => None,
        }
    }

    fn dates(&self, row: usize) -> Option<Outcome> {
        let won = self.won_at.and_then(|column| column.day(row));
        let lost = self.lost_at.and_then(|column| column.day(row));
        match (won, lost) {
            (Some(won), Some(lost)) => Some(if lost > won { Outcome::Lost } else { Outcome::Won }),
            (Some(_), None) => Some(Outcome::Won),
            (None, Some(_)) => Some(Outcome::Lost),
            (None, None) => None,
        }
    }
}

fn says_of<T: Copy>(column: &DictColumn, says: &[Option<T>], row: usize) -> Option<T> {
    let at = (column.codes.get(row) as usize).checked_sub(1)?;
    says.get(at).copied().flatten()
}

/// Per row the stage it stands in. Rows without a stage stand in the furthest stage they have a date of, or else in
/// a stage without a name that is added for them.
fn place(table: &Table, stage_column: Option<&DictColumn>, stages: &mut Vec<Stage>) -> Vec<u8> {
    limit(stages);
    let of_code: Vec<Option<u8>> = stage_column
        .iter()
        .flat_map(|column| &column.words)
        .map(|word| stages.iter().position(|stage| is_of(stage, word)).map(|at| at as u8))
        .collect();
    let dated: Vec<(u8, &DateColumn)> = dated(table)
        .filter_map(|(_, name, dates)| {
            Some((stages.iter().position(|stage| is_of(stage, name))? as u8, dates))
        })
        .collect();
    let nameless = stages.len() as u8;
    let mut places = Vec::with_capacity(table.n_rows);
    for rows in blocks(table.n_rows) {
        place_block(rows, stage_column, &of_code, &dated, nameless, &mut places);
    }
    if places.contains(&nameless) {
        stages.push(Stage { name: String::new(), words: Vec::new(), kind: StageKind::Unmapped });
    }
    places
}

/// Appends the stages in which the rows of a block stand.
#[inline(never)]
fn place_block(
    rows: Range<usize>,
    stage_column: Option<&DictColumn>,
    of_code: &[Option<u8>],
    dated: &[(u8, &DateColumn)],
    nameless: u8,
    places: &mut Vec<u8>,
) {
    for row in rows {
        let code = stage_column.map_or(0, |column| column.codes.get(row)) as usize;
        let by_word = code.checked_sub(1).and_then(|at| of_code.get(at).copied().flatten());
        let by_date = || {
            let entered = dated.iter().filter(|(_, dates)| dates.day(row).is_some());
            entered.map(|(stage, _)| *stage).max()
        };
        places.push(by_word.or_else(by_date).unwrap_or(nameless));
    }
}

/// A row stores its stage in a byte. What lies beyond is one unmapped stage: no pipeline has so many steps, so the
/// column is no stage column, and the user sees it at once.
fn limit(stages: &mut Vec<Stage>) {
    const MOST: usize = 254;
    if stages.len() > MOST {
        let words = stages.drain(MOST - 1..).flat_map(|stage| stage.words).collect();
        stages.push(Stage { name: "…".to_owned(), words, kind: StageKind::Unmapped });
    }
}

/// Per step its column of entry dates. Several columns of one step (a stage of several pipelines, merged stages)
/// become one more column with the earliest date of each deal.
fn entry_columns(table: &mut Table, stages: &[Stage]) -> Vec<Option<usize>> {
    let mut found = Vec::new();
    let mut combined = Vec::new();
    let n_columns = table.columns.len();
    for stage in stages.iter().filter(|stage| stage.kind == StageKind::Step) {
        let own: Vec<(usize, &DateColumn)> = dated(table)
            .filter(|(_, name, _)| is_of(stage, name))
            .map(|(at, _, dates)| (at, dates))
            .collect();
        match own.as_slice() {
            [] => found.push(None),
            [(at, _)] => found.push(Some(*at)),
            several => {
                found.push(Some(n_columns + combined.len()));
                combined.push(Column {
                    header: header_of(table, several.iter().map(|(at, _)| *at)),
                    meaning: Meaning::StageEntered(stage.name.clone()),
                    values: Values::Date(earliest(
                        several.iter().map(|(_, dates)| *dates).collect::<Vec<_>>().as_slice(),
                        table.n_rows,
                    )),
                });
            }
        }
    }
    table.columns.extend(combined);
    found
}

fn header_of(table: &Table, columns: impl Iterator<Item = usize>) -> String {
    let headers: Vec<&str> = columns
        .filter_map(|at| table.columns.get(at).map(|column| column.header.as_str()))
        .collect();
    headers.join(" + ")
}

fn earliest(columns: &[&DateColumn], n_rows: usize) -> DateColumn {
    let mut combined = empty_dates(columns.iter().any(|dates| dates.has_minutes()));
    for row in 0..n_rows {
        let first = columns
            .iter()
            .filter_map(|dates| {
                Some((dates.minute(row).unwrap_or(dates.day(row)?.start()), *dates))
            })
            .min_by_key(|(minute, _)| *minute);
        match first {
            Some((_, dates)) => push_date(&mut combined, dates, Some(row)),
            None => combined.push_day(None),
        }
    }
    combined
}

fn close_dates(table: &Table, stages: &[Stage], outcomes: &[Outcome]) -> DateColumn {
    let ends = |kind: StageKind| -> Vec<&DateColumn> {
        dated(table)
            .filter(|(_, name, _)| {
                stages.iter().any(|stage| stage.kind == kind && is_of(stage, name))
            })
            .map(|(_, _, dates)| dates)
            .collect()
    };
    let sources = |kind: StageKind, own: &Meaning| -> Vec<&DateColumn> {
        let first = [table.date(&Meaning::Closed), table.date(own)];
        first.into_iter().flatten().chain(ends(kind)).collect()
    };
    let won = sources(StageKind::Won, &Meaning::WonAt);
    let lost = sources(StageKind::Lost, &Meaning::LostAt);
    let mut closed = empty_dates(won.iter().chain(&lost).any(|dates| dates.has_minutes()));
    // Room is a courtesy here: where there is none, the column grows as it is filled.
    let _ = closed.try_reserve(outcomes.len());
    for rows in blocks(outcomes.len()) {
        close_block(rows, outcomes, [&won, &lost], &mut closed);
    }
    closed
}

/// Appends the close dates of a block of rows.
#[inline(never)]
fn close_block(
    rows: Range<usize>,
    outcomes: &[Outcome],
    [won, lost]: [&[&DateColumn]; 2],
    closed: &mut DateColumn,
) {
    for (row, outcome) in rows.clone().zip(outcomes.get(rows).unwrap_or_default()) {
        let sources = match outcome {
            Outcome::Open => &[],
            Outcome::Won => won,
            Outcome::Lost => lost,
        };
        match sources.iter().find(|dates| dates.day(row).is_some()) {
            Some(dates) => push_date(closed, dates, Some(row)),
            None => closed.push_day(None),
        }
    }
}
