//! The ledger between two questions: read once, and on from where it was stopped.

use super::session::OnProgress;
use crate::analysis::debt_ledger::{Ledger, LedgerConfig, Reading};
use crate::model::Dataset;

/// The ledger of the open files, read once per configuration.
#[derive(Debug, Default)]
pub struct LedgerStore {
    kept: Option<(LedgerConfig, Ledger)>,
    /// Those that were stopped, the latest last: two that are asked in turns must not begin anew each time.
    begun: Vec<(LedgerConfig, Reading)>,
}

/// Readings that are kept while they wait to go on.
const MAX_BEGUN: usize = 2;

impl LedgerStore {
    /// The ledger of a configuration; `None` where `progress` broke it off. Asked again, the reading goes on. The ledger
    /// before stays until a new one is read. Rules switched on or off only change what is charged.
    pub fn get(
        &mut self,
        dataset: &Dataset,
        config: &LedgerConfig,
        progress: OnProgress<'_>,
    ) -> Option<&Ledger> {
        let is_kept = self.kept.as_ref().is_some_and(|(known, _)| known.counts_like(config));
        if !is_kept {
            let at = self.begun.iter().position(|(known, _)| known.counts_like(config));
            let mut reading = at.map_or_else(Reading::default, |at| self.begun.remove(at).1);
            if reading.go_on(dataset, config, progress).is_break() {
                if self.begun.len() == MAX_BEGUN {
                    self.begun.remove(0);
                }
                self.begun.push((config.clone(), reading));
                return None;
            }
            self.kept = Some((config.clone(), reading.finish(dataset, config)));
        }
        let (known, ledger) = self.kept.as_mut()?;
        if known != config {
            known.clone_from(config);
            ledger.switch(dataset, config);
        }
        Some(ledger)
    }
}
