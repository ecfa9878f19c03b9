//! A ledger that is read step by step.
//!
//! A list of a million contacts takes seconds. So whoever reads it hears after each step how far it is, and may stop
//! there; what was read stays, and the next call goes on.

use std::ops::ControlFlow;

use super::copies::{self, Copies};
use super::lines::{contact_lines, deal_lines};
use super::spelling::{self, Spellings};
use super::traces::Traces;
use super::{Field, Ledger, LedgerConfig, Line, claim};
use crate::import::Progress;
use crate::model::{Dataset, Table};

/// The fields whose spellings are compared.
const SPELLED: [Field; 4] = [Field::Tags, Field::Company, Field::Source, Field::City];

/// A step: about one pass over the records.
#[derive(Clone, Copy, Debug)]
enum Step {
    Traces,
    Copies(copies::Step),
    Spellings(Field),
    ContactLines,
    DealLines,
}

/// The steps in order.
fn steps() -> impl Iterator<Item = Step> {
    std::iter::once(Step::Traces)
        .chain(copies::STEPS.map(Step::Copies))
        .chain(SPELLED.map(Step::Spellings))
        .chain([Step::ContactLines, Step::DealLines])
}

/// A ledger in the making.
#[derive(Debug, Default)]
pub struct Reading {
    n_taken: usize,
    of_contacts: Traces,
    of_deals: Traces,
    search: Option<copies::Search>,
    copies: Option<Copies>,
    spellings: Vec<(Field, Spellings)>,
    lines: Vec<Line>,
}

impl Reading {
    /// Reads on until all is read, or until `progress` breaks. The dataset and the configuration are those the reading
    /// began with.
    pub fn go_on(
        &mut self,
        dataset: &Dataset,
        config: &LedgerConfig,
        progress: &mut dyn FnMut(Progress) -> ControlFlow<()>,
    ) -> ControlFlow<()> {
        let n_rows = |table: Option<&Table>| table.map_or(0, |table| table.n_rows as u64);
        let deals = dataset.deals.as_ref().map(|deals| &deals.table);
        let rows = n_rows(contacts(dataset)) + n_rows(deals);
        let total = steps().count() as u64;
        for step in steps().skip(self.n_taken) {
            self.take(step, dataset, config);
            self.n_taken += 1;
            progress(Progress { done: self.n_taken as u64, total, rows })?;
        }
        ControlFlow::Continue(())
    }

    fn take(&mut self, step: Step, dataset: &Dataset, config: &LedgerConfig) {
        let table = contacts(dataset);
        match step {
            Step::Traces => {
                (self.of_contacts, self.of_deals) = Traces::of(dataset);
                self.search = table.and_then(copies::Search::new);
            }
            Step::Copies(step) => {
                if let Some((search, table)) = self.search.as_mut().zip(table) {
                    search.take(step, table, config.matching);
                }
            }
            Step::Spellings(field) => {
                let column = table.and_then(|table| table.column(field.meanings().first()?));
                if let Some((table, column)) = table.zip(column) {
                    let found = spelling::spellings(field, &column.values, table.n_rows);
                    self.spellings.push((field, found));
                }
            }
            Step::ContactLines => {
                self.copies = self.search.take().map(copies::Search::copies);
                let (traces, copies) = (&self.of_contacts, self.copies.as_ref());
                let lines =
                    contact_lines(table, traces, copies, &self.spellings, config, dataset.as_of);
                self.lines.extend(lines);
            }
            Step::DealLines => {
                let deals = dataset.deals.as_ref();
                self.lines.extend(deal_lines(deals, &self.of_deals, config, dataset.as_of));
            }
        }
    }

    /// The ledger, once all is read.
    #[must_use]
    pub fn finish(self, dataset: &Dataset, config: &LedgerConfig) -> Ledger {
        let Self { lines, copies, spellings, .. } = self;
        let claims = claim::claims(dataset, config, &lines, copies.as_ref(), &spellings);
        Ledger { lines, copies, spellings, claims }
    }
}

fn contacts(dataset: &Dataset) -> Option<&Table> {
    dataset.contacts.as_ref().map(|contacts| &contacts.table)
}
