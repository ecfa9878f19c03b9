//! Where each deal stands: the last bar it reached and what became of it there, two bytes a deal.
//!
//! # Why
//! Every count of the funnel page (balances, values, groups, the records behind a bar) follows from these two
//! facts. Found once per file and [`FunnelRule`], they make a change of filter one pass over two bytes a deal
//! instead of one over all date columns, and the records behind a bar are by construction the deals that were
//! counted in it. Only rules that let deals pass bars over need a bit more per bar.
//!
//! # Edge cases
//! Files with current stages only: a deal lost at a stage the file does not tell is [`Fate::LostSomewhere`], an
//! open deal at a word without a step [`Fate::Unmapped`]; both stand at no step (MATH 2.2).
//!
//! Verified: the balances made from placements equal those of [`super::funnel`] for any deals (property test).

use super::block::{PlacedDeal, Placing, for_each_placed};
use super::fate::{Fate, FateCounts, StagePart};
use super::rule::{FunnelRule, NO_STEP, NOT_REACHED};
use super::view::DealView;
use crate::model::{Day, Deals, Outcome, Selection, Shape};

/// Where a deal stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Placement {
    /// What became of it.
    pub fate: Fate,
    /// Its last bar, from 0; the number of steps for a won deal; without meaning for fates in no bar.
    pub furthest: u8,
}

/// Where all deals of a file stand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Placements {
    n_steps: usize,
    rows: Vec<Placement>,
    /// Bars that deals passed over; `None` where no deal did.
    gaps: Option<Gaps>,
    /// Deals with a skipped stage (R6), whatever it counts as.
    skipping: Selection,
    /// Deals the rule leaves out; `None` without any.
    excluded: Option<Selection>,
}

/// Per deal the bars before its last one that it did not reach, a bit each.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Gaps {
    words_per_row: usize,
    bits: Vec<u64>,
}

impl Gaps {
    fn new(n_rows: usize, n_steps: usize) -> Self {
        let words_per_row = n_steps.div_ceil(64);
        Self { words_per_row, bits: vec![0; n_rows * words_per_row] }
    }

    fn insert(&mut self, row: usize, step: usize) {
        if let Some(word) = self.bits.get_mut(row * self.words_per_row + step / 64) {
            *word |= 1 << (step % 64);
        }
    }

    fn contains(&self, row: usize, step: usize) -> bool {
        let word = self.bits.get(row * self.words_per_row + step / 64);
        word.is_some_and(|word| word >> (step % 64) & 1 == 1)
    }
}

impl Placement {
    /// What the deal did at a step, if it passed none over.
    #[inline]
    fn part_at(self, step: usize) -> Option<StagePart> {
        let furthest = usize::from(self.furthest);
        match self.fate {
            Fate::Won => Some(StagePart::Advanced),
            Fate::Lost | Fate::Open | Fate::MovedBack | Fate::LeftOrder if furthest > step => {
                Some(StagePart::Advanced)
            }
            Fate::Lost if furthest == step => Some(StagePart::Lost),
            Fate::Open if furthest == step => Some(StagePart::Open),
            Fate::MovedBack if furthest == step => Some(StagePart::MovedBack),
            Fate::LeftOrder if furthest == step => Some(StagePart::LeftOrder),
            _ => None,
        }
    }

    /// Whether the deal is one to count: not left out by the rule.
    #[inline]
    pub fn counts(self) -> bool {
        self.fate != Fate::Excluded
    }
}

impl Placements {
    /// Finds where each deal stands on the export date.
    ///
    /// ```
    /// # use trichterwerk::model::*;
    /// # let stage = |name: &str, kind| Stage { name: name.into(), words: Vec::new(), kind };
    /// # let deals = Deals {
    /// #     table: Table { name: "d.csv".into(), kind: RecordKind::Deal, n_rows: 2, columns: vec![] },
    /// #     pipeline: Pipeline { stages: vec![stage("Lead", StageKind::Step), stage("Offer", StageKind::Step)] },
    /// #     shape: Shape::Snapshot,
    /// #     stage: vec![0, 1],
    /// #     outcome: vec![Outcome::Open, Outcome::Lost],
    /// #     entry_columns: vec![None, None],
    /// #     closed: DateColumn::Days(vec![0; 2]),
    /// #     currency: None,
    /// # };
    /// use trichterwerk::analysis::funnel::{FunnelRule, Placements, StagePart};
    /// // `deals`: one open at the first step, one lost at the second.
    /// let placements = Placements::of(&deals, Day(20_000), FunnelRule::USUAL);
    /// assert_eq!(placements.part_at(0, 0), Some(StagePart::Open));
    /// assert_eq!(placements.part_at(1, 0), Some(StagePart::Advanced));
    /// assert_eq!(placements.part_at(1, 1), Some(StagePart::Lost));
    /// ```
    pub fn of(deals: &Deals, as_of: Day, rule: FunnelRule) -> Self {
        match deals.shape {
            Shape::Snapshot | Shape::Aggregate => Self::inferred(deals),
            Shape::StageDates | Shape::History | Shape::EventLog => {
                Self::dated(deals, Placing { rule, as_of })
            }
        }
    }

    /// From the current stages: every stage before is taken as passed, whatever the rule, for nothing tells otherwise.
    fn inferred(deals: &Deals) -> Self {
        let view = DealView::new(deals);
        let n_steps = view.n_steps();
        let place = |row: usize| {
            let outcome = view.outcome.get(row).copied().unwrap_or(Outcome::Open);
            let (fate, furthest) = match (outcome, view.current_step(row)) {
                (Outcome::Won, _) => (Fate::Won, n_steps as u8),
                (Outcome::Lost, NO_STEP) => (Fate::LostSomewhere, 0),
                (Outcome::Lost, step) => (Fate::Lost, step),
                (Outcome::Open, NO_STEP) => (Fate::Unmapped, 0),
                (Outcome::Open, step) => (Fate::Open, step),
            };
            Placement { fate, furthest }
        };
        Self {
            n_steps,
            rows: (0..deals.len()).map(place).collect(),
            gaps: None,
            skipping: none_of(deals.len()),
            excluded: None,
        }
    }

    fn dated(deals: &Deals, placing: Placing) -> Self {
        let (view, n_rows) = (DealView::new(deals), deals.len());
        let n_steps = view.n_steps();
        let mut placed = Self {
            n_steps,
            rows: Vec::with_capacity(n_rows),
            gaps: None,
            skipping: none_of(n_rows),
            excluded: None,
        };
        let all = Selection::All(n_rows);
        for_each_placed(&view, &all, placing, |deal| placed.take(deal, n_rows));
        placed
    }

    /// Takes the next deal, in the order of the file, which has so many rows.
    fn take(&mut self, deal: &PlacedDeal<'_>, n_rows: usize) {
        let (way, row) = (deal.way, deal.row);
        // A pipeline has at most 255 steps.
        self.rows.push(Placement { fate: way.fate, furthest: way.last as u8 });
        if way.n_skipped > 0 {
            self.skipping.insert(row);
        }
        if way.fate == Fate::Excluded {
            self.excluded.get_or_insert_with(|| none_of(n_rows)).insert(row);
            return;
        }
        for (step, &day) in deal.bars.iter().enumerate().take(usize::from(way.last)) {
            if day == NOT_REACHED {
                self.gaps.get_or_insert_with(|| Gaps::new(n_rows, self.n_steps)).insert(row, step);
            }
        }
    }

    /// What a deal did at a step; `None` if it did not reach it. At the step after the last, the win, every
    /// won deal has advanced.
    #[inline]
    pub fn part_at(&self, row: usize, step: usize) -> Option<StagePart> {
        let part = self.get(row)?.part_at(step)?;
        let is_over =
            self.gaps.as_ref().is_some_and(|gaps| step < self.n_steps && gaps.contains(row, step));
        (!is_over).then_some(part)
    }

    /// The selected deals the rule does not leave out: those every analysis is about.
    #[must_use]
    pub fn kept(&self, rows: Selection) -> Selection {
        match &self.excluded {
            Some(excluded) => rows.without(excluded),
            None => rows,
        }
    }

    /// Deals among the selected that the rule leaves out.
    pub fn n_excluded(&self, rows: &Selection) -> u64 {
        self.excluded.as_ref().map_or(0, |excluded| excluded.count_in(rows) as u64)
    }

    /// Deals among the selected with a skipped stage (R6), whatever it counts as.
    pub fn n_skipping(&self, rows: &Selection) -> u64 {
        self.skipping.count_in(rows) as u64
    }

    /// Where a row stands; `None` beyond the end.
    #[inline]
    pub fn get(&self, row: usize) -> Option<Placement> {
        self.rows.get(row).copied()
    }

    /// Number of steps before the win.
    pub fn n_steps(&self) -> usize {
        self.n_steps
    }

    /// Some rows, each with its placement.
    pub fn of_rows<'a>(&'a self, rows: &'a [u32]) -> impl Iterator<Item = (usize, Placement)> + 'a {
        rows.iter().filter_map(|&row| Some((row as usize, self.get(row as usize)?)))
    }

    /// How many selected rows have each fate.
    pub fn fates(&self, rows: &Selection) -> FateCounts {
        let mut counts = FateCounts::default();
        rows.for_each_block(&mut |rows| {
            for (_, placement) in self.of_rows(rows) {
                counts.count(placement.fate);
            }
        });
        counts
    }

    /// Whether a deal has skipped a stage.
    pub fn is_skipping(&self, row: usize) -> bool {
        self.skipping.contains(row)
    }

    /// The steps before a deal's last bar that it passed over.
    pub(super) fn passed_over(&self, row: usize, furthest: u8) -> impl Iterator<Item = usize> + '_ {
        let gaps = self.gaps.as_ref().into_iter();
        gaps.flat_map(move |gaps| {
            (0..usize::from(furthest)).filter(move |&step| gaps.contains(row, step))
        })
    }
}

fn none_of(n_rows: usize) -> Selection {
    Selection::Some { bits: vec![0; n_rows.div_ceil(64)], len: n_rows }
}

/// The day each deal entered the funnel: its first stage, else its creation, as far as known on the export date.
pub struct EntryDays<'a> {
    view: DealView<'a>,
    as_of: Day,
}

impl<'a> EntryDays<'a> {
    /// Entry days of a file.
    pub fn new(deals: &'a Deals, as_of: Day) -> Self {
        Self { view: DealView::new(deals), as_of }
    }

    /// The entry day of a row.
    pub fn of(&self, row: usize) -> Option<Day> {
        self.view.entry_day(row).filter(|&day| day <= self.as_of)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::fixture::{deals, test_deals, test_rules};
    use super::super::rule::UNDATED;
    use super::super::{
        ConversionWindow, FunnelConfig, SkipRule, StageBalance, StageOrder, funnel, stage_values,
    };
    use super::*;
    use crate::analysis::interval::Level;
    use crate::model::packed_day;

    const AS_OF: Day = Day(20_000);

    fn config(rule: FunnelRule) -> FunnelConfig {
        FunnelConfig {
            rule,
            ..FunnelConfig::usual(AS_OF, ConversionWindow::Days(30), Level::ESTIMATE)
        }
    }

    proptest! {
        #[test]
        fn placements_give_the_balances_and_values_of_the_funnel(
            rows in test_deals(AS_OF), rule in test_rules(),
        ) {
            let deals = deals(&rows);
            let all = Selection::All(rows.len());
            let report = funnel(&deals, &all, &config(rule));
            let placements = Placements::of(&deals, AS_OF, rule);
            for (step, funnel) in report.steps.iter().enumerate() {
                let n = |part| {
                    (0..rows.len()).filter(|&row| placements.part_at(row, step) == Some(part)).count()
                        as u64
                };
                prop_assert_eq!(n(StagePart::Advanced), funnel.balance.n_advanced);
                prop_assert_eq!(n(StagePart::Lost), funnel.balance.n_lost);
                prop_assert_eq!(n(StagePart::MovedBack), funnel.balance.n_back);
                prop_assert_eq!(n(StagePart::Open), funnel.balance.n_open);
                prop_assert_eq!(n(StagePart::LeftOrder), funnel.balance.n_left);
            }
            prop_assert_eq!(placements.fates(&all).n(Fate::Won), report.reached[3]);
            let values = stage_values(&deals, &placements, &all, Level::ESTIMATE).unwrap();
            for (value, step) in values.stages.iter().zip(&report.steps) {
                prop_assert_eq!(Some(value.entered()), step.entered_amount);
            }
        }

        /// P1 and P2 under every rule: the parts make the bar, and no deal is lost or added.
        #[test]
        fn every_deal_is_counted_once_whatever_the_rule(
            rows in test_deals(AS_OF), rule in test_rules(),
        ) {
            let deals = deals(&rows);
            let all = Selection::All(rows.len());
            let report = funnel(&deals, &all, &config(rule));
            let placements = Placements::of(&deals, AS_OF, rule);
            for (step, reached) in report.steps.iter().zip(&report.reached) {
                let b = step.balance;
                prop_assert_eq!(b.n_advanced + b.n_lost + b.n_back + b.n_open + b.n_left, *reached);
                prop_assert_eq!(step.timing.n_timed + step.timing.n_excluded(), *reached);
            }
            // A deal ends in one bar: at its last one, or in the win.
            let ends = |b: StageBalance| b.n_lost + b.n_back + b.n_open + b.n_left;
            let n_ended: u64 = report.steps.iter().map(|step| ends(step.balance)).sum();
            let n_kept = n_ended + report.reached[3] + placements.n_excluded(&all);
            prop_assert_eq!(n_kept, rows.len() as u64);
            prop_assert_eq!(report.n_deals() + placements.n_excluded(&all), n_kept);
        }

        #[test]
        fn touched_is_the_given_order_with_skipped_stages_not_reached(rows in test_deals(AS_OF)) {
            let deals = deals(&rows);
            let all = Selection::All(rows.len());
            let counts = |order, skipped| {
                let rule = FunnelRule { order, skipped, ..FunnelRule::USUAL };
                let report = funnel(&deals, &all, &config(rule));
                (report.reached, report.steps.into_iter().map(|s| s.balance).collect::<Vec<_>>())
            };
            let touched = counts(StageOrder::Touched, SkipRule::Excluded);
            prop_assert_eq!(touched, counts(StageOrder::Given, SkipRule::NotReached));
        }

        #[test]
        fn the_shorter_way_of_the_usual_rule_is_the_rule(rows in test_deals(AS_OF)) {
            let deals = deals(&rows);
            let view = DealView::new(&deals);
            let all = Selection::All(rows.len());
            let placing = Placing { rule: FunnelRule::USUAL, as_of: AS_OF };
            for_each_placed(&view, &all, placing, |deal| {
                let own = |step: usize| {
                    packed_day(rows[deal.row].entries[step].filter(|&day| day <= AS_OF))
                };
                let mut days = [deal.started, own(1), own(2)];
                let current = view.current_step(deal.row);
                let way = FunnelRule::USUAL.place(&mut days, current, deal.outcome, deal.closed);
                let n_bars = days.len().min(usize::from(way.last) + 1);
                assert_eq!((way, &days[..n_bars]), (deal.way, &deal.bars[..n_bars]));
                assert!(deal.bars[n_bars..].iter().all(|&day| day == UNDATED), "no day is known");
            });
        }
    }
}
