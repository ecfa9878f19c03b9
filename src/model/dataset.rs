//! The records the analyses take: tables with their stages, outcomes and links resolved.

use super::{
    Currency, DateColumn, Day, DictColumn, Meaning, MoneyColumn, Outcome, Pipeline, RecordKind,
    Shape, Table, Values,
};

/// All that the open files hold.
#[derive(Clone, Debug)]
pub struct Dataset {
    /// Deals, where a file of deals, a history or an event log is open.
    pub deals: Option<Deals>,
    /// Contacts.
    pub contacts: Option<Contacts>,
    /// Activities.
    pub activities: Option<Activities>,
    /// Addresses of mailings with what became of them.
    pub mailings: Option<Table>,
    /// How the tables hang together.
    pub joins: Vec<Join>,
    /// Export date: the last day the files can know of. Open records are censored here.
    pub as_of: Day,
}

/// Deals with stage and outcome of each.
///
/// A row is a deal: where there is a column of ids, none is there twice. Of several rows with one id the import keeps
/// the last and reports the others (MATH 1.2, R1), so that no analysis has to ask.
#[derive(Clone, Debug)]
pub struct Deals {
    /// All columns of the file.
    pub table: Table,
    /// The stages.
    pub pipeline: Pipeline,
    /// What traces of the stages the file holds.
    pub shape: Shape,
    /// Per row the index into `pipeline.stages` of the stage it stands in.
    pub stage: Vec<u8>,
    /// Per row how it ended.
    pub outcome: Vec<Outcome>,
    /// Per step of the pipeline the column of `table` with the entry dates; `None` where the file has none.
    pub entry_columns: Vec<Option<usize>>,
    /// When a won or lost deal was closed; missing for open ones, whose close date is only expected.
    pub closed: DateColumn,
    /// The one currency of all amounts; `None` where several are mixed, which are never summed (P5).
    pub currency: Option<Currency>,
}

impl Deals {
    /// Number of deals.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.table.n_rows
    }

    /// Whether there are none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.table.n_rows == 0
    }

    /// Entry dates of a step (from 0).
    #[must_use]
    pub fn entries(&self, step: usize) -> Option<&DateColumn> {
        let column = (*self.entry_columns.get(step)?)?;
        match &self.table.columns.get(column)?.values {
            Values::Date(dates) => Some(dates),
            _ => None,
        }
    }

    /// When each deal was created.
    #[must_use]
    pub fn created(&self) -> Option<&DateColumn> {
        self.table.date(&Meaning::Created)
    }

    /// Worth of each deal.
    #[must_use]
    pub fn amount(&self) -> Option<&MoneyColumn> {
        self.table.money(&Meaning::Amount)
    }

    /// Rep of each deal.
    #[must_use]
    pub fn owner(&self) -> Option<&DictColumn> {
        self.table.dict(&Meaning::Owner)
    }
}

/// Contacts.
#[derive(Clone, Debug)]
pub struct Contacts {
    /// All columns of the file.
    pub table: Table,
}

/// Activities, linked to deals and contacts where keys match.
#[derive(Clone, Debug)]
pub struct Activities {
    /// All columns of the file.
    pub table: Table,
}

/// What ties two tables together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum JoinKey {
    /// A key column.
    Id,
    /// The e-mail address, case folded.
    Email,
    /// Name and company, normalised.
    NameAndCompany,
}

/// Rows of one table linked to rows of another, with the count of those that are not.
#[derive(Clone, Debug)]
pub struct Join {
    /// The table whose rows look for a partner.
    pub from: RecordKind,
    /// The table they look in.
    pub to: RecordKind,
    /// By what.
    pub key: JoinKey,
    /// Per row of `from` the row of `to`; `None` where there is no partner.
    pub target: Vec<Option<u32>>,
    /// Rows of `from` with one partner.
    pub n_matched: usize,
    /// Rows of `from` without a partner.
    pub n_unmatched: usize,
    /// Rows of `from` with several possible partners; they are linked to the first and counted here.
    pub n_ambiguous: usize,
}

impl Dataset {
    /// The link from one kind of record to another.
    #[must_use]
    pub fn join(&self, from: RecordKind, to: RecordKind) -> Option<&Join> {
        self.joins.iter().find(|join| join.from == from && join.to == to)
    }
}
