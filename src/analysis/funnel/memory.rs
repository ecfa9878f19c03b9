//! The counts asked for last, from which the next ones follow.
//!
//! # Why
//! Who plays with filters changes a word at a time, and asks several questions about the same deals. The tally of a
//! selection is the tally of another one, plus that of the deals that come, less that of the deals that go: of a million
//! deals only those that come and go are looked at. All counts are whole numbers, so that nothing is lost on the way.
//!
//! Verified: any walk through selections and rules gives the tallies counted anew (property test).

use std::cell::RefCell;
use std::rc::Rc;

use super::tally::FunnelTally;
use super::{FunnelConfig, FunnelRule, tally};
use crate::analysis::survival::Change;
use crate::model::{Day, Deals, Selection};

/// The tally of the selection asked for last, for the deals of one file.
#[derive(Debug, Default)]
pub struct TallyMemory(RefCell<Option<Known>>);

/// A selection with its counts.
#[derive(Debug)]
struct Known {
    rule: FunnelRule,
    as_of: Day,
    rows: Selection,
    tally: Rc<FunnelTally>,
}

impl TallyMemory {
    /// The same as [`tally`]; faster the fewer deals differ from those asked for before. A memory serves one file.
    pub fn tally(&self, deals: &Deals, rows: &Selection, config: &FunnelConfig) -> Rc<FunnelTally> {
        let of_rule = |known: &Known| known.rule == config.rule && known.as_of == config.as_of;
        let known = match self.0.take().filter(of_rule) {
            Some(known) if known.rows == *rows => known,
            known => {
                let tally = match known {
                    Some(known) => known.moved_to(deals, rows, config),
                    None => tally(deals, rows, config),
                };
                let (rule, as_of) = (config.rule, config.as_of);
                Known { rule, as_of, rows: rows.clone(), tally: Rc::new(tally) }
            }
        };
        let tally = Rc::clone(&known.tally);
        self.0.replace(Some(known));
        tally
    }
}

impl Known {
    fn moved_to(self, deals: &Deals, rows: &Selection, config: &FunnelConfig) -> FunnelTally {
        let come = rows.clone().without(&self.rows);
        let go = self.rows.without(rows);
        if come.count() + go.count() >= rows.count() {
            return tally(deals, rows, config);
        }
        let mut counts = Rc::unwrap_or_clone(self.tally);
        counts.change(&tally(deals, &come, config), Change::Add);
        counts.change(&tally(deals, &go, config), Change::Remove);
        counts
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::ConversionWindow;
    use super::super::fixture::{deals, test_deals, test_rules};
    use super::*;
    use crate::analysis::interval::Level;

    const AS_OF: Day = Day(20_000);

    proptest! {
        #[test]
        fn any_walk_through_selections_gives_the_counts_of_each(
            rows in test_deals(AS_OF),
            steps in prop::collection::vec((prop::option::of(any::<u64>()), any::<bool>()), 1..8),
            rule in test_rules(),
        ) {
            let deals = deals(&rows);
            let memory = TallyMemory::default();
            for (seed, is_usual) in steps {
                let rule = if is_usual { FunnelRule::USUAL } else { rule };
                let usual = FunnelConfig::usual(AS_OF, ConversionWindow::Days(30), Level::ESTIMATE);
                let config = FunnelConfig { rule, ..usual };
                let selection = match seed {
                    // Three of four deals, so that many stay from one step to the next.
                    Some(seed) => Selection::of(rows.len(), |row| {
                        seed.rotate_left(3 * row as u32) & 0b11 != 0
                    }),
                    None => Selection::All(rows.len()),
                };
                let expected = tally(&deals, &selection, &config);
                prop_assert_eq!(&*memory.tally(&deals, &selection, &config), &expected);
                prop_assert_eq!(&*memory.tally(&deals, &selection, &config), &expected);
            }
        }
    }
}
