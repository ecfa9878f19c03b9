//! Small datasets of contacts and mailings for the tests of this folder.

use crate::model::dataset::JoinKey;
use crate::model::{
    Column, Contacts, Dataset, DateColumn, Day, DictColumn, Join, Meaning, RecordKind, Table,
    TextColumn, Values,
};

/// The last day of every dataset here.
pub const AS_OF: Day = Day(20_000);

/// A day so many days before [`AS_OF`].
pub const fn ago(days: i32) -> Day {
    Day(AS_OF.0 - days)
}

pub fn dict(words: &[&str]) -> Values {
    let mut column = DictColumn::default();
    for word in words {
        let code = if word.is_empty() {
            0
        } else {
            column.code_of(word).unwrap_or_else(|| {
                column.words.push((*word).into());
                column.words.len() as u32
            })
        };
        column.codes.push(code);
    }
    Values::Dict(column)
}

pub fn text(cells: &[&str]) -> Values {
    let mut column = TextColumn::default();
    for cell in cells {
        column.push(cell);
    }
    Values::Text(column)
}

pub fn dates(days: &[Option<Day>]) -> Values {
    let mut column = DateColumn::Days(Vec::new());
    for day in days {
        column.push_day(*day);
    }
    Values::Date(column)
}

pub fn table(kind: RecordKind, n_rows: usize, columns: Vec<(&str, Meaning, Values)>) -> Table {
    let column = |(header, meaning, values): (&str, Meaning, Values)| Column {
        header: header.into(),
        meaning,
        values,
    };
    Table {
        name: "test.csv".into(),
        kind,
        n_rows,
        columns: columns.into_iter().map(column).collect(),
    }
}

pub fn dataset(contacts: Option<Table>, mailings: Option<(Table, Vec<Option<u32>>)>) -> Dataset {
    let join = |target: &Vec<Option<u32>>| Join {
        from: RecordKind::Mailing,
        to: RecordKind::Contact,
        key: JoinKey::Id,
        target: target.clone(),
        n_matched: target.iter().flatten().count(),
        n_unmatched: target.iter().filter(|to| to.is_none()).count(),
        n_ambiguous: 0,
    };
    Dataset {
        deals: None,
        contacts: contacts.map(|table| Contacts { table }),
        activities: None,
        joins: mailings.iter().map(|(_, target)| join(target)).collect(),
        mailings: mailings.map(|(table, _)| table),
        as_of: AS_OF,
    }
}

/// Contacts of these ages in days, all captured with a key.
pub fn contacts(ages_days: &[i32]) -> Table {
    let captured: Vec<_> = ages_days.iter().map(|&age| Some(ago(age))).collect();
    let keys: Vec<String> = (0..ages_days.len()).map(|at| format!("K-{at}")).collect();
    let keys: Vec<&str> = keys.iter().map(String::as_str).collect();
    table(
        RecordKind::Contact,
        ages_days.len(),
        vec![
            ("Kontakt-ID", Meaning::Id, text(&keys)),
            ("Erstellt am", Meaning::Created, dates(&captured)),
        ],
    )
}

/// Mails as `(contact, days ago, result)`.
pub fn mailings(mails: &[(u32, i32, &str)]) -> (Table, Vec<Option<u32>>) {
    let days: Vec<_> = mails.iter().map(|mail| Some(ago(mail.1))).collect();
    let results: Vec<_> = mails.iter().map(|mail| mail.2).collect();
    let table = table(
        RecordKind::Mailing,
        mails.len(),
        vec![
            ("Versendet am", Meaning::MailedAt, dates(&days)),
            ("Ergebnis", Meaning::MailResult, dict(&results)),
        ],
    );
    (table, mails.iter().map(|mail| Some(mail.0)).collect())
}
