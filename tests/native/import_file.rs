//! A file in memory and its import, as the other tests of the importer see it.

use std::ops::ControlFlow;

use trichterwerk::import::column_builder::ColumnBuilder;
use trichterwerk::import::dialect::DialectChoice;
use trichterwerk::import::literal::missing::MissingWords;
use trichterwerk::import::opening::Opening;
use trichterwerk::import::pass::Pass;
use trichterwerk::import::plan::{ColumnKind, Hints};
use trichterwerk::import::source::Bytes;
use trichterwerk::import::window::Window;
use trichterwerk::import::{
    Account, ImportConfig, ImportError, Imported, IssueLog, import, profile,
};
use trichterwerk::model::{Day, Values};

/// The day all tests are run on.
pub fn today() -> Day {
    Day::from_ymd(2026, 11, 21).unwrap()
}

/// Imports bytes with nothing chosen by the user.
pub fn read(bytes: &[u8]) -> Result<Imported, ImportError> {
    read_with(bytes, &ImportConfig::proposed(today()))
}

/// Imports bytes, and asserts the laws of the account whatever comes out.
pub fn read_with(bytes: &[u8], config: &ImportConfig) -> Result<Imported, ImportError> {
    let mut source = Bytes::new("test.csv", bytes);
    let imported = import(&mut source, config, &mut |_| ControlFlow::Continue(()))?;
    let account = imported.report.account;
    assert!(account.is_conserved(), "{account:?}");
    if !imported.report.encoding.encoding.is_utf16() {
        assert_eq!(account.physical_lines, physical_lines(bytes), "{account:?}");
    }
    assert_eq!(imported.data.table.n_rows as u64, account.accepted);
    Ok(imported)
}

/// Physical lines of bytes that contain ASCII, counted in the plainest way.
pub fn physical_lines(bytes: &[u8]) -> u64 {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let (mut n, mut at) = (0, 0);
    while at < bytes.len() {
        let rest = &bytes[at..];
        let end = rest.iter().position(|&byte| byte == b'\n' || byte == b'\r');
        at += match end {
            None => rest.len(),
            Some(end) if rest[end..].starts_with(b"\r\n") => end + 2,
            Some(end) => end + 1,
        };
        n += 1;
    }
    n
}

/// A file read as nothing but text.
pub struct TextFile {
    /// Names of the columns.
    pub header: Vec<String>,
    /// Cells without the blanks around them.
    pub rows: Vec<Vec<String>>,
    /// What became of the lines.
    pub account: Account,
    /// What is wrong or odd.
    pub log: IssueLog,
}

/// Reads every cell as text.
pub fn read_text(bytes: &[u8], choice: &DialectChoice) -> Result<TextFile, ImportError> {
    let mut source = Bytes::new("test.csv", bytes);
    let opening = Opening::read(&mut source, None, choice)?;
    let hints = Hints {
        file_name: "test.csv",
        delimiter: opening.dialect.dialect.delimiter.into(),
        meta_lines: &opening.lines_above,
        today: today(),
        mapping: None,
    };
    let mut plan = profile::propose(&opening.heading.names, &[], &hints);
    let builders = plan.columns.iter_mut().enumerate().map(|(at, column)| {
        (column.kind, column.missing) = (ColumnKind::Text, MissingWords::default());
        ColumnBuilder::new(at, column, 0)
    });
    let mut pass = Pass::new(&opening, builders.collect());
    let encoding = opening.encoding.encoding;
    let mut window = Window::new(&mut source, encoding, 1 << 16)?;
    pass.run(&mut window)?;
    let Pass { builders, account, log, .. } = pass;
    assert!(account.is_conserved(), "{account:?}");
    let columns = builders.into_iter().map(|b| b.finish(encoding.charset()).0.unwrap());
    let columns: Vec<Values> = columns.collect();
    let cell = |column: &Values, row| column.text(row).unwrap_or_default().into_owned();
    let rows = (0..account.accepted as usize)
        .map(|row| columns.iter().map(|column| cell(column, row)).collect())
        .collect();
    Ok(TextFile { header: opening.heading.names.clone(), rows, account, log })
}
