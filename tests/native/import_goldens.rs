//! Every file of `tests/fixtures/import` with what the importer says about it: the account of its lines, how it was
//! read, and each message in German and English.
//!
//! Adding a test is adding a file there; `INSTA_UPDATE=always cargo test --test native import_goldens` then writes
//! what is expected next to it, into `expected/`, to be read and committed.

use std::fmt::Write as _;
use std::path::Path;

use serde_json::Value;
use trichterwerk::import::issue::ColumnRef;
use trichterwerk::import::{ImportConfig, ImportError, Imported};

use super::import_file::{read_with, today};

/// Compares a text with the one expected for each file, by this name.
fn compare(name: &str, text: impl Fn(&Path) -> String) {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("../fixtures/import/expected");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| {
        insta::glob!("../fixtures/import", "*.csv", |path| {
            insta::assert_snapshot!(name, text(path));
        });
    });
}

fn open(path: &Path) -> Result<Imported, ImportError> {
    read_with(&std::fs::read(path).unwrap(), &ImportConfig::proposed(today()))
}

/// The name under which a value of an enum is stored.
fn tag(value: impl serde::Serialize) -> String {
    match serde_json::to_value(value).unwrap() {
        Value::String(name) => name,
        Value::Object(named) => named.keys().next().cloned().unwrap_or_default(),
        other => other.to_string(),
    }
}

fn account(path: &Path) -> String {
    let Imported { data, report, .. } = match open(path) {
        Ok(imported) => imported,
        Err(error) => return format!("refused: {error}"),
    };
    let (account, dialect) = (report.account, report.dialect);
    let delimiter = char::from(dialect.dialect.delimiter);
    let mut text = format!(
        "{} lines = {} accepted + {} rejected + {} blank + {} meta\n{} physical lines, {} of them continue a row\n",
        account.lines,
        account.accepted,
        account.rejected,
        account.blank,
        account.meta,
        account.physical_lines,
        account.continuation_lines,
    );
    let _ = writeln!(
        text,
        "{} ({}), {delimiter:?} between cells, {} quotes, {} within them, {} in line {}",
        report.encoding.encoding.label(),
        tag(report.encoding.reason),
        tag(dialect.dialect.quote),
        tag(dialect.dialect.escape),
        if dialect.layout.has_header { "header" } else { "first row" },
        dialect.layout.first_line,
    );
    for column in &data.plan.columns {
        let asks = if column.ambiguity.is_some() { ", asks how to read it" } else { "" };
        let _ = writeln!(text, "column {:?}: {}{asks}", column.header, tag(column.kind));
    }
    for issue in &report.issues.first {
        let column = issue.column.as_ref().map_or_else(|| "row".to_owned(), ColumnRef::letters);
        let _ =
            writeln!(text, "line {} {column}: {} {:?}", issue.line, tag(issue.kind), issue.text);
    }
    text
}

#[test]
fn the_account_is_the_expected_one() {
    compare("account", account);
}

#[cfg(feature = "app")]
mod messages {
    //! The sentences are made in ring 3, which compiles natively too.

    use trichterwerk::ui::i18n::Locale;
    use trichterwerk::ui::text::import_issue::{refusal, sentence};

    use super::{Path, compare, open};

    fn messages(path: &Path) -> String {
        let say = |locale| match open(path) {
            Err(error) => refusal(locale, "datei.csv", &error),
            Ok(imported) => {
                let issues = imported.report.issues.first;
                issues.iter().map(|issue| sentence(locale, issue) + "\n").collect()
            }
        };
        format!("{}\n\n{}", say(Locale::de).trim_end(), say(Locale::en).trim_end())
    }

    #[test]
    fn every_message_is_the_expected_one_in_both_languages() {
        compare("messages", messages);
    }
}
