//! Files made one dataset: kinds to tables, files of one kind appended, histories folded, stages resolved, tables
//! joined, with a report of everything that was done to the rows.
//!
//! Nothing here asks a clock or the order of a map, and nothing fails: what does not fit is left out with its
//! number in the report (P2).

use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::aggregate::{self, Counted};
use super::append::{append, take_rows};
use super::currency_rule::{self, CurrencyFinding};
use super::deals::{StageReport, resolve};
use super::duplicate::last_of_each_id;
use super::history::{FoldReport, fold};
use super::join::join;
use super::literal::currency::CurrencyTally;
use super::plan::{FileImport, FileShape, Plan};
use super::profile::settle;
use super::stage_edit::StageEdit;
use super::values::{DictBuilder, recode, take};
use super::variant::{MissingFound, VariantMerge, clean};
use crate::model::block::blocks;
use crate::model::column::DAY_ORIGIN;
use crate::model::dataset::JoinKey;
use crate::model::{
    Activities, Column, Contacts, Currency, Dataset, DateColumn, Day, Deals, MailResult, Meaning,
    NumberColumn, RecordKind, Shape, Table, Values,
};

/// What the user changed beyond the plans of single files.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Edits {
    /// Changes to the stages.
    #[serde(default)]
    pub stages: StageEdit,
    /// Words to be one, from the offered merges or by hand.
    #[serde(default)]
    pub merges: Vec<WordMerge>,
    /// The export date.
    #[serde(default)]
    pub as_of: Option<Day>,
    /// The currency of all amounts.
    #[serde(default)]
    pub currency: Option<Currency>,
}

/// A word that is to be read as another one, in all columns of a header.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WordMerge {
    /// Header of the columns.
    pub header: String,
    /// The word as written.
    pub from: String,
    /// The word to read instead.
    pub into: String,
}

/// What became of a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileUse {
    /// Name of the file.
    pub file_name: String,
    /// Its rows.
    pub n_rows: usize,
    /// As what it was read.
    pub shape: FileShape,
    /// Whether its rows take part in the dataset.
    pub used: bool,
}

/// A link between two tables, without its rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct JoinReport {
    /// The table whose rows look for a partner.
    pub from: RecordKind,
    /// The table they look in.
    pub to: RecordKind,
    /// By what.
    pub key: JoinKey,
    /// Rows with one partner.
    pub n_matched: usize,
    /// Rows without a partner.
    pub n_unmatched: usize,
    /// Rows with several partners, linked to the first.
    pub n_ambiguous: usize,
}

/// Changes of stage joined to the deals they belong to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangesReport {
    /// Deals with changes.
    pub n_matched: usize,
    /// Deals without any.
    pub n_deals_without: usize,
    /// Cases of the history that no deal has the key of; they are left out.
    pub n_cases_without_deal: usize,
}

/// Where the export date comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AsOfSource {
    /// The user.
    Chosen,
    /// The last date in the files that is not a forecast and not after today.
    LastDate,
    /// The files hold no date: today.
    Today,
}

/// Everything that was done to the rows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AssembleReport {
    /// The plans, with the questions closed that the rows have answered.
    pub plans: Vec<Plan>,
    /// What became of each file.
    pub files: Vec<FileUse>,
    /// Spellings that were merged.
    pub variants: Vec<VariantMerge>,
    /// Words that were taken for missing.
    pub missing: Vec<MissingFound>,
    /// Deals with the key of a later row; the last one counts (R1).
    pub n_duplicates: usize,
    /// Histories and event logs.
    pub folds: Vec<FoldReport>,
    /// How changes of stage met the deals.
    pub changes: Option<ChangesReport>,
    /// What the numbers of an aggregate were read as.
    pub aggregate: Option<Counted>,
    /// The stages.
    pub stages: Option<StageReport>,
    /// The currency of the amounts.
    pub currency: Option<CurrencyFinding>,
    /// The links between the tables.
    pub joins: Vec<JoinReport>,
    /// The export date.
    pub as_of: Day,
    /// Where it comes from.
    pub as_of_source: AsOfSource,
}

/// Makes one dataset of the files.
#[must_use]
pub fn assemble(files: Vec<FileImport>, edits: &Edits, today: Day) -> (Dataset, AssembleReport) {
    let mut report = AssembleReport {
        plans: Vec::with_capacity(files.len()),
        files: Vec::with_capacity(files.len()),
        variants: Vec::new(),
        missing: Vec::new(),
        n_duplicates: 0,
        folds: Vec::new(),
        changes: None,
        aggregate: None,
        stages: None,
        currency: None,
        joins: Vec::new(),
        as_of: today,
        as_of_source: AsOfSource::Today,
    };
    let mut gathered = Gathered::default();
    for file in files {
        gathered.add(file, edits, &mut report);
    }
    let Gathered { deals, changes, aggregates, contacts, activities, mailings, currencies } =
        gathered;
    let deals = deals_of(deals, changes, aggregates, &mut report);
    let deals = deals.map(|(table, shape)| {
        let finding = currency_rule::find(&table, &currencies, edits.currency);
        let (deals, stages) = resolve(table, shape, finding.currency(), &edits.stages);
        report.stages = Some(stages);
        report.currency = deals.amount().is_some().then_some(finding);
        deals
    });
    let mut dataset = Dataset {
        deals,
        contacts: contacts.map(|table| Contacts { table }),
        activities: activities.map(|table| Activities { table }),
        mailings,
        joins: Vec::new(),
        as_of: today,
    };
    dataset.joins = joins(&dataset);
    report.joins = dataset
        .joins
        .iter()
        .map(|join| JoinReport {
            from: join.from,
            to: join.to,
            key: join.key,
            n_matched: join.n_matched,
            n_unmatched: join.n_unmatched,
            n_ambiguous: join.n_ambiguous,
        })
        .collect();
    let last = last_date(&dataset, today);
    (report.as_of, report.as_of_source) = match (edits.as_of, last) {
        (Some(chosen), _) => (chosen, AsOfSource::Chosen),
        (None, Some(last)) => (last, AsOfSource::LastDate),
        (None, None) => (today, AsOfSource::Today),
    };
    dataset.as_of = report.as_of;
    (dataset, report)
}

/// The tables of the files by kind, files of one kind appended.
#[derive(Default)]
struct Gathered {
    deals: Option<(Table, Shape)>,
    changes: Vec<(Table, FileShape)>,
    aggregates: Vec<Table>,
    contacts: Option<Table>,
    activities: Option<Table>,
    mailings: Option<Table>,
    /// Currencies named in the cells of amounts of deals.
    currencies: CurrencyTally,
}

impl Gathered {
    fn add(&mut self, file: FileImport, edits: &Edits, report: &mut AssembleReport) {
        let FileImport { mut plan, mut table, evidence } = file;
        settle(&mut plan, &evidence);
        clean_words(&plan, &mut table, edits, report);
        scale_probabilities(&mut table);
        if let Some(result) = plan.mail_result {
            add_mail_result(&mut table, result);
        }
        report.files.push(FileUse {
            file_name: plan.file_name.clone(),
            n_rows: table.n_rows,
            shape: plan.shape,
            used: plan.shape != FileShape::Unrecognised,
        });
        let shape = plan.shape;
        if shape.deals().is_some()
            && let Some(at) = plan.position(&Meaning::Amount)
            && let Some(seen) = evidence.get(at)
        {
            self.currencies.merge(&seen.currencies);
        }
        report.plans.push(plan);
        match shape {
            FileShape::Snapshot => self.add_deals(table, Shape::Snapshot),
            FileShape::StageDates => self.add_deals(table, Shape::StageDates),
            FileShape::History | FileShape::EventLog => self.add_changes(table, shape),
            FileShape::Aggregate => self.aggregates.push(table),
            FileShape::Contacts => self.contacts = Some(under(self.contacts.take(), table)),
            FileShape::Activities => self.activities = Some(under(self.activities.take(), table)),
            FileShape::Mailings => self.mailings = Some(under(self.mailings.take(), table)),
            FileShape::Unrecognised => {}
        }
    }

    fn add_deals(&mut self, table: Table, shape: Shape) {
        self.deals = Some(match self.deals.take() {
            None => (table, shape),
            Some((known, Shape::Snapshot)) => (append(known, table), shape),
            Some((known, known_shape)) => (append(known, table), known_shape),
        });
    }

    fn add_changes(&mut self, table: Table, shape: FileShape) {
        match self.changes.iter_mut().find(|(_, known)| *known == shape) {
            Some((known, _)) => {
                let upper = std::mem::replace(
                    known,
                    Table { name: String::new(), kind: table.kind, n_rows: 0, columns: Vec::new() },
                );
                *known = append(upper, table);
            }
            None => self.changes.push((table, shape)),
        }
    }
}

fn under(known: Option<Table>, table: Table) -> Table {
    match known {
        Some(known) => append(known, table),
        None => table,
    }
}

/// Merges variants, takes missing words out and carries the user's merges out, column by column.
fn clean_words(plan: &Plan, table: &mut Table, edits: &Edits, report: &mut AssembleReport) {
    for column in &mut table.columns {
        let Values::Dict(words) = &mut column.values else { continue };
        let planned = plan.columns.iter().find(|planned| planned.header == column.header);
        if let Some(planned) = planned {
            let cleaned = clean(&column.header, &planned.meaning, words, &planned.missing);
            if let Some(cleaned) = cleaned.column {
                *words = cleaned;
            }
            report.variants.extend(cleaned.merges);
            report.missing.extend(cleaned.missing);
        }
        for merge in edits.merges.iter().filter(|merge| merge.header == column.header) {
            let Some(from) = words.code_of(&merge.from) else { continue };
            let mut new_words = words.words.clone();
            let into = words.code_of(&merge.into).unwrap_or_else(|| {
                new_words.push(merge.into.as_str().into());
                new_words.len() as u32
            });
            let codes: Vec<u32> = (0..=words.words.len() as u32)
                .map(|code| if code == from { into } else { code })
                .collect();
            *words = recode(words, &codes, new_words);
        }
    }
}

/// Probabilities of 0 to 100 become shares of 0 to 1.
fn scale_probabilities(table: &mut Table) {
    let column = table.columns.iter_mut().find(|column| column.meaning == Meaning::Probability);
    let Some(Values::Number(numbers)) = column.map(|column| &mut column.values) else { return };
    let n_rows = numbers.len();
    if (0..n_rows).filter_map(|row| numbers.get(row)).all(|share| share <= 1.0) {
        return;
    }
    let mut shares = NumberColumn::default();
    for row in 0..n_rows {
        shares.push(numbers.get(row).map(|percent| percent / 100.0));
    }
    *numbers = shares;
}

/// What the file's name says of all its addresses, as a column.
fn add_mail_result(table: &mut Table, result: MailResult) {
    if table.column(&Meaning::MailResult).is_some() {
        return;
    }
    let word = match result {
        MailResult::Delivered => "subscribed",
        MailResult::HardBounce => "cleaned",
        MailResult::SoftBounce => "soft bounce",
        MailResult::Unsubscribed => "unsubscribed",
        MailResult::Blocked => "blocked",
    };
    let mut words = DictBuilder::default();
    for _ in 0..table.n_rows {
        words.push(Some(word));
    }
    let is_taken = |header: &str| table.columns.iter().any(|column| column.header == header);
    let mut header = "Status".to_owned();
    while is_taken(&header) {
        header.push('*');
    }
    table.columns.push(Column {
        header,
        meaning: Meaning::MailResult,
        values: Values::Dict(words.finish()),
    });
}

/// One table of deals: the deals of the files with the changes of their stages, or else the changes alone, or else
/// the deals an aggregate counts.
fn deals_of(
    deals: Option<(Table, Shape)>,
    changes: Vec<(Table, FileShape)>,
    aggregates: Vec<Table>,
    report: &mut AssembleReport,
) -> Option<(Table, Shape)> {
    let mut deals = deals.map(|(table, shape)| match last_of_each_id(&table) {
        None => (table, shape),
        Some(kept) => {
            report.n_duplicates += table.n_rows - kept.len();
            (take_rows(&table, &kept), shape)
        }
    });
    for (table, file_shape) in changes {
        let Some((folded, fold_report)) = fold(&table, file_shape) else {
            leave_out(&table, report);
            continue;
        };
        report.folds.push(fold_report);
        let shape = file_shape.deals().unwrap_or(Shape::History);
        deals = Some(match deals {
            None => (folded, shape),
            Some((known, known_shape)) => {
                let (joined, changes) = attach(known, &folded);
                report.changes = Some(changes);
                (joined, if known_shape == Shape::Snapshot { shape } else { known_shape })
            }
        });
    }
    for table in aggregates {
        match aggregate::expand(&table) {
            Some((expanded, counted)) if deals.is_none() => {
                report.aggregate = Some(counted);
                deals = Some((expanded, Shape::Aggregate));
            }
            // Counts beside deals would count the same deals twice.
            _ => leave_out(&table, report),
        }
    }
    deals
}

fn leave_out(table: &Table, report: &mut AssembleReport) {
    for file in &mut report.files {
        if table.name.split(", ").any(|name| name == file.file_name) {
            file.used = false;
        }
    }
}

/// The entry dates of a folded history joined to the deals by key. A date column the deals have already is kept.
fn attach(mut deals: Table, folded: &Table) -> (Table, ChangesReport) {
    let as_seeker = |table: &Table| -> Option<Table> {
        let id = table.column(&Meaning::Id)?;
        let column = Column {
            header: id.header.clone(),
            meaning: Meaning::DealId,
            values: id.values.clone(),
        };
        Some(Table {
            name: String::new(),
            kind: RecordKind::Activity,
            n_rows: table.n_rows,
            columns: vec![column],
        })
    };
    let link = as_seeker(&deals).and_then(|seeker| join(&seeker, folded));
    let Some(link) = link else {
        let report = ChangesReport {
            n_matched: 0,
            n_deals_without: deals.n_rows,
            n_cases_without_deal: folded.n_rows,
        };
        return (deals, report);
    };
    let mut is_used = vec![false; folded.n_rows];
    for row in link.target.iter().flatten() {
        if let Some(used) = is_used.get_mut(*row as usize) {
            *used = true;
        }
    }
    for column in &folded.columns {
        let is_new = matches!(column.meaning, Meaning::StageEntered(_) | Meaning::StageChanged)
            && deals.column(&column.meaning).is_none();
        if is_new {
            deals.columns.push(Column {
                header: column.header.clone(),
                meaning: column.meaning.clone(),
                values: take(&column.values, &link.target),
            });
        }
    }
    let report = ChangesReport {
        n_matched: link.target.iter().flatten().count(),
        n_deals_without: link.n_unmatched,
        n_cases_without_deal: is_used.iter().filter(|used| !**used).count(),
    };
    (deals, report)
}

fn joins(dataset: &Dataset) -> Vec<crate::model::Join> {
    let deals = dataset.deals.as_ref().map(|deals| &deals.table);
    let contacts = dataset.contacts.as_ref().map(|contacts| &contacts.table);
    let activities = dataset.activities.as_ref().map(|activities| &activities.table);
    let mailings = dataset.mailings.as_ref();
    [
        (deals, contacts),
        (activities, deals),
        (activities, contacts),
        (mailings, contacts),
        (mailings, deals),
    ]
    .into_iter()
    .filter_map(|(from, to)| join(from?, to?))
    .collect()
}

/// The last day the files know of, up to today. Forecasts are no knowledge: the expected close of an open deal and
/// planned activities do not count, or a file would seem younger than it is.
fn last_date(dataset: &Dataset, today: Day) -> Option<Day> {
    let Dataset { deals, contacts, activities, mailings, .. } = dataset;
    let tables = [
        deals.as_ref().map(|deals| &deals.table),
        contacts.as_ref().map(|contacts| &contacts.table),
        activities.as_ref().map(|activities| &activities.table),
        mailings.as_ref(),
    ];
    let columns = tables.into_iter().flatten().flat_map(|table| &table.columns);
    let observed = columns.filter_map(|column| match (&column.meaning, &column.values) {
        (Meaning::ExpectedClose | Meaning::NextActivity | Meaning::Closed | Meaning::Other, _) => {
            None
        }
        (_, Values::Date(dates)) => Some(dates),
        _ => None,
    });
    let closed = deals.as_ref().map(|deals: &Deals| &deals.closed);
    observed.chain(closed).filter_map(|dates| last_day(dates, today)).max()
}

#[inline(never)]
fn last_day_of_block(rows: Range<usize>, dates: &DateColumn, today: Day) -> Option<Day> {
    if let DateColumn::Days(days) = dates {
        // Missing days are 0 and packed days keep their order, so the largest number is the last day.
        let n = u16::try_from(today.0 - DAY_ORIGIN.0 + 1).unwrap_or(u16::MAX);
        let mut last = 0;
        for &day in days.get(rows).unwrap_or_default() {
            last = if day > last && day <= n { day } else { last };
        }
        return (last > 0).then(|| Day(DAY_ORIGIN.0 + i32::from(last) - 1));
    }
    rows.filter_map(|row| dates.day(row)).filter(|day| *day <= today).max()
}

fn last_day(dates: &DateColumn, today: Day) -> Option<Day> {
    blocks(dates.len()).filter_map(|rows| last_day_of_block(rows, dates, today)).max()
}
