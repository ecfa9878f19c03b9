//! Several files of one kind as one table.

use super::fold::key;
use super::values::{append as append_values, blank_like, take};
use crate::model::{Column, Meaning, Table};

/// The rows of both tables, the second under the first. Columns of one meaning are one column, columns without a
/// meaning where their headers agree; a column that one table lacks is missing in its rows.
#[must_use]
pub fn append(upper: Table, lower: Table) -> Table {
    let Table { name, kind, n_rows, columns } = upper;
    let mut rest: Vec<Option<Column>> = lower.columns.into_iter().map(Some).collect();
    let mut merged = Vec::with_capacity(columns.len());
    for column in columns {
        let partner = partner(&column, &rest).and_then(|at| rest.get_mut(at)?.take());
        let values = match partner {
            Some(partner) => append_values(&column.values, &partner.values),
            None => append_values(&column.values, &blank_like(&column.values, lower.n_rows)),
        };
        merged.push(Column { values, ..column });
    }
    for column in rest.into_iter().flatten() {
        let values = append_values(&blank_like(&column.values, n_rows), &column.values);
        let header = unique(&merged, column.header);
        merged.push(Column { header, values, meaning: column.meaning });
    }
    Table {
        name: format!("{name}, {}", lower.name),
        kind,
        n_rows: n_rows + lower.n_rows,
        columns: merged,
    }
}

/// The column of the other table that continues this one.
fn partner(column: &Column, others: &[Option<Column>]) -> Option<usize> {
    let is_named = |other: &Column| key(&other.header) == key(&column.header);
    let position = |test: &dyn Fn(&Column) -> bool| {
        others.iter().position(|other| other.as_ref().is_some_and(test))
    };
    let same = |other: &Column| match (&column.meaning, &other.meaning) {
        (Meaning::StageEntered(one), Meaning::StageEntered(other)) => key(one) == key(other),
        (one, other) => one == other,
    };
    match column.meaning {
        Meaning::Other | Meaning::Ignored => position(&|other| same(other) && is_named(other)),
        _ => position(&|other| same(other) && is_named(other)).or_else(|| position(&same)),
    }
}

fn unique(columns: &[Column], header: String) -> String {
    let is_taken = |header: &str| columns.iter().any(|column| column.header == header);
    let mut candidate = header.clone();
    let mut n = 2;
    while is_taken(&candidate) {
        candidate = format!("{header} ({n})");
        n += 1;
    }
    candidate
}

/// The table with these rows only, in the order given; `None` makes a missing row.
#[must_use]
pub fn take_rows(table: &Table, rows: &[Option<u32>]) -> Table {
    Table {
        name: table.name.clone(),
        kind: table.kind,
        n_rows: rows.len(),
        columns: table
            .columns
            .iter()
            .map(|column| Column {
                header: column.header.clone(),
                meaning: column.meaning.clone(),
                values: take(&column.values, rows),
            })
            .collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::values::{DictBuilder, word};
    use crate::model::{RecordKind, Values};

    fn table(columns: &[(&str, Meaning, &[&str])]) -> Table {
        let column = |(header, meaning, words): &(&str, Meaning, &[&str])| {
            let mut builder = DictBuilder::default();
            for word in *words {
                builder.push(Some(word));
            }
            Column {
                header: (*header).to_owned(),
                meaning: meaning.clone(),
                values: Values::Dict(builder.finish()),
            }
        };
        Table {
            name: "a".into(),
            kind: RecordKind::Deal,
            n_rows: columns[0].2.len(),
            columns: columns.iter().map(column).collect(),
        }
    }

    #[test]
    fn columns_meet_by_meaning_and_the_rest_by_header() {
        let german = table(&[
            ("Phase", Meaning::Stage, &["Neu", "Angebot"]),
            ("Farbe", Meaning::Other, &["rot", "blau"]),
        ]);
        let english = table(&[
            ("Owner", Meaning::Owner, &["Eva"]),
            ("Stage", Meaning::Stage, &["Angebot"]),
            ("farbe", Meaning::Other, &["rot"]),
        ]);
        let both = append(german, english);
        let headers: Vec<&str> = both.columns.iter().map(|column| column.header.as_str()).collect();
        assert_eq!((both.n_rows, headers), (3, vec!["Phase", "Farbe", "Owner"]));
        let cells = |at: usize| -> Vec<String> {
            (0..3).map(|row| word(&both.columns[at].values, row).unwrap_or_default()).collect()
        };
        assert_eq!(cells(0), ["Neu", "Angebot", "Angebot"]);
        assert_eq!(cells(1), ["rot", "blau", "rot"]);
        assert_eq!(cells(2), ["", "", "Eva"]);
    }
}
