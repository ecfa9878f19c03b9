//! The names of the columns, made unique.
//!
//! Every later step speaks of columns by their names (mappings, filters, links), so a name must be there and be the
//! only one: a column without one is called by its number, `#3`, a repeated one is numbered, `Status (2)`. Line ends,
//! outer blanks, unseen characters and the apostrophe with which our own exports guard a formula are taken out. Each of
//! these is reported. Names are plain strings in a list and
//! never keys of an object, so `__proto__` is a name like any other.

use super::cell::Cells;
use super::encoding::Charset;
use super::issue::{ColumnRef, Issue, IssueKind, excerpt, is_hidden};
use super::literal::blank::trim_text;
use super::rows::Width;
use super::write::without_guard;

/// The names of the columns and what was put right in them.
#[derive(Clone, Debug, PartialEq)]
pub struct Heading {
    /// Unique names in the order of the file.
    pub names: Vec<String>,
    /// How many cells rows may have.
    pub width: Width,
    /// What was put right.
    pub issues: Vec<Issue>,
}

impl Heading {
    /// The heading of a file whose header row, at this physical line, has these cells.
    #[must_use]
    pub fn of(cells: &Cells, view: &[u8], charset: Charset, line: u32) -> Self {
        let mut scratch = String::new();
        let (mut names, mut issues) = (Vec::with_capacity(cells.len()), Vec::new());
        let mut n_named = 0;
        for index in 0..cells.len() {
            let (written, _) = charset.decode(cells.get(index, view), &mut scratch);
            let cleaned = clean(without_guard(written).unwrap_or(written));
            let mut report = |kind, name: &str| {
                let column = Some(ColumnRef { index, header: name.to_owned() });
                issues.push(Issue { line, column, text: excerpt(written), kind });
            };
            if cleaned.is_empty() {
                let name = unique(format!("#{}", index + 1), &names);
                report(IssueKind::HeaderUnnamed, &name);
                names.push(name);
                continue;
            }
            n_named = index + 1;
            // Blanks around a name are left out without a word; whatever else is, is said.
            let is_clean = cleaned == written.trim();
            let is_repeated = names.contains(&cleaned);
            let name = unique(cleaned, &names);
            if !is_clean {
                report(IssueKind::HeaderCleaned, &name);
            }
            if is_repeated {
                report(IssueKind::HeaderRepeated, &name);
            }
            names.push(name);
        }
        let width = Width { named: n_named, all: names.len() };
        Self { names, width, issues }
    }

    /// The heading of a file without a header row, whose first row stands at this line.
    #[must_use]
    pub fn numbered(n_columns: usize, line: u32) -> Self {
        let kind = IssueKind::NoHeader { n_columns };
        Self {
            names: (1..=n_columns).map(|number| format!("#{number}")).collect(),
            width: Width { named: n_columns, all: n_columns },
            issues: vec![Issue { line, column: None, text: String::new(), kind }],
        }
    }

    /// A column as messages name it.
    #[must_use]
    pub fn column(&self, index: usize) -> ColumnRef {
        let header = self.names.get(index).cloned();
        ColumnRef { index, header: header.unwrap_or_else(|| format!("#{}", index + 1)) }
    }
}

/// A name on one line without outer blanks and unseen characters.
fn clean(name: &str) -> String {
    let mut cleaned = String::with_capacity(name.len());
    let mut follows_break = false;
    for c in name.chars().filter(|&c| !is_hidden(c) && c != '\0') {
        let is_break = c.is_control();
        // A line end with the blanks around it is one blank.
        if !(is_break || (follows_break && c == ' ')) {
            cleaned.push(c);
        } else if !cleaned.ends_with(' ') {
            cleaned.push(' ');
        }
        follows_break = is_break || (follows_break && c == ' ');
    }
    trim_text(&cleaned).to_owned()
}

/// The name, with a number behind it where it is taken.
fn unique(name: String, taken: &[String]) -> String {
    if !taken.contains(&name) {
        return name;
    }
    let numbered = (2..).map(|number: usize| format!("{name} ({number})"));
    numbered.into_iter().find(|numbered| !taken.contains(numbered)).unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use super::super::encoding::Encoding;
    use super::*;

    fn heading(names: &[&str]) -> Heading {
        let mut cells = Cells::default();
        for name in names {
            cells.open();
            cells.append(name.as_bytes());
        }
        Heading::of(&cells, &[], Encoding::Utf8.charset(), 1)
    }

    #[test]
    fn every_column_has_a_name_of_its_own() {
        let names = ["Status", "", "Status", "Status (2)", " Status\u{200b}", "#2", "__proto__"];
        let heading = heading(&names);
        assert_eq!(
            heading.names,
            ["Status", "#2", "Status (2)", "Status (2) (2)", "Status (3)", "#2 (2)", "__proto__"]
        );
        let kinds: Vec<_> =
            heading.issues.iter().map(|i| (i.column.as_ref().unwrap().index, i.kind)).collect();
        assert_eq!(
            kinds,
            [
                (1, IssueKind::HeaderUnnamed),
                (2, IssueKind::HeaderRepeated),
                (3, IssueKind::HeaderRepeated),
                (4, IssueKind::HeaderCleaned),
                (4, IssueKind::HeaderRepeated),
                (5, IssueKind::HeaderRepeated),
            ]
        );
    }

    #[test]
    fn line_ends_within_names_become_blanks() {
        let heading = heading(&["Deal\r\nName", "a\u{202e}b", "x", "", " "]);
        assert_eq!(heading.names, ["Deal Name", "ab", "x", "#4", "#5"]);
        assert_eq!(heading.width, Width { named: 3, all: 5 });
        assert_eq!(heading.issues[0].kind, IssueKind::HeaderCleaned);
        assert_eq!(heading.issues[1].text, "a⟦U+202E⟧b");
    }

    #[test]
    fn a_guarded_name_is_the_name_it_guards() {
        let heading = heading(&["'=Summe", "'s Name"]);
        assert_eq!(heading.names, ["=Summe", "'s Name"]);
        assert_eq!(heading.issues.len(), 1);
    }
}
