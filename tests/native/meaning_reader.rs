//! A plain reader that carries plans out: csv crate, one cell at a time, no regard to speed.
//!
//! It follows the contract of `import::plan` word by word, so that what files mean is tested apart from how fast
//! they are read.

use trichterwerk::import::assemble::{AssembleReport, Edits, assemble};
use trichterwerk::import::literal::blank::is_blank;
use trichterwerk::import::literal::{date, number};
use trichterwerk::import::mapping::Mapping;
use trichterwerk::import::plan::{ColumnEvidence, ColumnKind, FileImport, Hints, Plan};
use trichterwerk::import::profile::{propose, revise, settle};
use trichterwerk::import::values::{DictBuilder, empty_dates};
use trichterwerk::model::{
    Column, Dataset, Day, Money, MoneyColumn, NumberColumn, Table, TextColumn, Values,
};

/// 2026-11-21.
pub const TODAY: Day = Day(20_778);

/// A file as a test writes it.
#[derive(Clone, Copy)]
pub struct TextFile<'a> {
    pub name: &'a str,
    pub text: &'a str,
    pub delimiter: char,
    /// Lines above the header.
    pub n_meta: usize,
}

/// A comma-separated file without lines above its header.
pub const fn csv<'a>(name: &'a str, text: &'a str) -> TextFile<'a> {
    TextFile { name, text, delimiter: ',', n_meta: 0 }
}

/// A semicolon-separated file without lines above its header.
pub const fn german<'a>(name: &'a str, text: &'a str) -> TextFile<'a> {
    TextFile { name, text, delimiter: ';', n_meta: 0 }
}

/// The file read by its own plan; how many passes it took stands beside it.
pub fn read(file: TextFile<'_>, mapping: Option<&Mapping>) -> (FileImport, usize) {
    let meta_lines: Vec<String> = file.text.lines().take(file.n_meta).map(str::to_owned).collect();
    let body = file.text.lines().skip(file.n_meta).collect::<Vec<_>>().join("\n");
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(file.delimiter as u8)
        .flexible(true)
        .has_headers(false)
        .from_reader(body.as_bytes());
    let mut rows: Vec<Vec<String>> =
        reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect();
    let headers = rows.remove(0);
    rows.retain(|row| row.len() == headers.len());
    let sample: Vec<Vec<String>> = rows.iter().take(1_000).cloned().collect();
    let hints = Hints {
        file_name: file.name,
        delimiter: file.delimiter,
        meta_lines: &meta_lines,
        today: TODAY,
        mapping,
    };
    let plan = propose(&headers, &sample, &hints);
    let (mut import, mut n_passes) = (pass(plan, &rows), 1);
    if let Some(better) = revise(&import.plan, &import.evidence) {
        import = pass(better, &rows);
        n_passes = 2;
    }
    settle(&mut import.plan, &import.evidence);
    (import, n_passes)
}

/// The files as one dataset.
pub fn open(files: &[TextFile<'_>], edits: &Edits) -> (Dataset, AssembleReport) {
    assemble(files.iter().map(|file| read(*file, None).0).collect(), edits, TODAY)
}

fn pass(plan: Plan, rows: &[Vec<String>]) -> FileImport {
    let mut columns = Vec::new();
    let mut evidence = Vec::new();
    for (at, planned) in plan.columns.iter().enumerate() {
        let mut seen = ColumnEvidence { n_rows: rows.len(), ..ColumnEvidence::default() };
        let cells = rows.iter().map(|row| row[at].as_bytes());
        let values = match planned.kind {
            ColumnKind::Skip => None,
            ColumnKind::Date(format) => {
                let mut column = empty_dates(format.with_time);
                for cell in cells {
                    let read = value(cell, planned, &mut seen, || date::parse(cell, format));
                    seen.n_deciding += usize::from(read.is_some_and(|date| date.decides));
                    seen.n_with_time += usize::from(read.is_some_and(|date| date.has_time));
                    column.push_minute(read.map(date::DateValue::minute));
                }
                Some(Values::Date(column))
            }
            ColumnKind::Money(format) => {
                let mut column = MoneyColumn::default();
                for cell in cells {
                    let read =
                        value(cell, planned, &mut seen, || number::parse_cents(cell, format).ok());
                    seen.n_deciding += usize::from(read.is_some_and(|amount| amount.decides));
                    seen.currencies.count(read.and_then(|amount| amount.currency));
                    column.push(read.map(|amount| Money(amount.cents)));
                }
                Some(Values::Money(column))
            }
            ColumnKind::Number(format) => {
                let mut column = NumberColumn::default();
                for cell in cells {
                    let read =
                        value(cell, planned, &mut seen, || number::parse_f64(cell, format).ok());
                    seen.n_deciding += usize::from(read.is_some_and(|number| number.decides));
                    column.push(read.map(|number| number.value));
                }
                Some(Values::Number(column))
            }
            ColumnKind::Dict => {
                let mut column = DictBuilder::default();
                for cell in cells {
                    let word = std::str::from_utf8(cell).unwrap();
                    column.push((!is_blank(cell)).then_some(word));
                }
                Some(Values::Dict(column.finish()))
            }
            ColumnKind::Text => {
                let mut column = TextColumn::default();
                for cell in cells {
                    let is_missing = is_blank(cell) || planned.missing.contains(cell);
                    column.push(if is_missing { "" } else { std::str::from_utf8(cell).unwrap() });
                }
                Some(Values::Text(column))
            }
        };
        if let Some(values) = values {
            columns.push(Column {
                header: planned.header.clone(),
                meaning: planned.meaning.clone(),
                values,
            });
        }
        evidence.push(seen);
    }
    let table =
        Table { name: plan.file_name.clone(), kind: plan.kind, n_rows: rows.len(), columns };
    FileImport { plan, table, evidence }
}

/// A cell of dates or numbers: blank, missing word, value or failure.
fn value<T>(
    cell: &[u8],
    planned: &trichterwerk::import::plan::ColumnPlan,
    seen: &mut ColumnEvidence,
    parse: impl FnOnce() -> Option<T>,
) -> Option<T> {
    if is_blank(cell) {
        seen.n_missing += 1;
        return None;
    }
    let is_missing_word = planned.missing.contains(cell);
    if is_missing_word && planned.missing.precede_reading() {
        seen.missing_word(cell);
        return None;
    }
    let read = parse();
    match &read {
        Some(_) => seen.n_parsed += 1,
        None if is_missing_word => seen.missing_word(cell),
        None => seen.fail(cell, &planned.kind),
    }
    read
}
