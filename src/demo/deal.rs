//! Deals: a course through the pipeline with everything a CRM keeps about it, and with what is left undone.

use super::AS_OF;
use super::draw::Draw;
use super::facts::KNOWN;
use super::names::{LOST_REASONS, PRODUCTS};
use super::pipeline::{Course, SILENT_AFTER_DAYS};
use super::working_time::{last_working_day, next_working_day};
use crate::model::{Day, Money, Outcome};

/// A next step is planned at least this long ahead.
const LATEST_PLAN_DAYS: i32 = 7;

/// What the cell of the amount holds.
#[derive(Clone, Copy, Debug)]
pub(super) enum Amount {
    Known(Money),
    Missing,
    OnRequest,
}

/// What is planned next.
#[derive(Clone, Copy, Debug)]
pub(super) enum NextStep {
    /// Decided, or nothing planned.
    None,
    Due(Day),
    /// The 31st of February.
    Impossible,
}

#[derive(Clone, Debug)]
pub(super) struct Deal {
    pub(super) course: Course,
    /// Entry dates of the steps as the file shows them.
    pub(super) entry_days: [Option<Day>; 4],
    pub(super) product: &'static str,
    pub(super) amount: Amount,
    /// The rep as the file names it; `None` where the cell is empty.
    pub(super) owner: Option<usize>,
    pub(super) has_postcode: bool,
    pub(super) lost_reason: Option<&'static str>,
    pub(super) next: NextStep,
    pub(super) expected_close: Option<Day>,
    /// Open, and nobody has touched it for two weeks.
    pub(super) silent: bool,
    /// The first answer was followed by another channel within the hour.
    pub(super) mixed_channels: bool,
}

/// The deals of all courses, in their order.
pub(super) fn deals(courses: Vec<Course>, draw: &mut Draw) -> Vec<Deal> {
    let mut deals: Vec<Deal> = courses
        .into_iter()
        .map(|course| Deal {
            entry_days: course.entries.map(|at| at.map(crate::model::Minute::day)),
            product: PRODUCTS[draw.weighted(&[0.35, 0.25, 0.25, 0.15])],
            amount: Amount::Known(Money(tens(draw.lognormal(3_900.0, 0.55)))),
            owner: Some(course.rep),
            has_postcode: true,
            lost_reason: (course.outcome == Outcome::Lost)
                .then(|| LOST_REASONS[draw.index(LOST_REASONS.len())]),
            next: NextStep::None,
            expected_close: (course.is_open() && course.furthest() >= 2)
                .then(|| next_working_day(Day(AS_OF.0 + draw.between(7, 75)))),
            silent: false,
            mixed_channels: false,
            course,
        })
        .collect();
    price_won(&mut deals, draw);
    blur_steps(&mut deals, draw);
    neglect(&mut deals, draw);
    for at in draw.sample((0..deals.len()).collect(), KNOWN.n_deals_without_postcode) {
        deals[at].has_postcode = false;
    }
    let lost = rows(&deals, |deal| deal.course.outcome == Outcome::Lost);
    for at in draw.sample(lost, KNOWN.n_lost_without_reason) {
        deals[at].lost_reason = None;
    }
    let answered = rows(&deals, |deal| deal.course.answered.is_some());
    for at in draw.sample(answered, KNOWN.n_mixed_channels) {
        deals[at].mixed_channels = true;
    }
    deals
}

/// The rows of deals that meet a condition.
fn rows(deals: &[Deal], keep: impl Fn(&Deal) -> bool) -> Vec<usize> {
    deals.iter().enumerate().filter(|(_, deal)| keep(deal)).map(|(at, _)| at).collect()
}

/// An amount in whole tens of euros, in cents, at least one ten.
fn tens(eur: f64) -> i64 {
    (eur / 10.0).round().max(1.0) as i64 * 1_000
}

/// Amounts of the won deals: lognormal with mean 4,000 EUR and cv 0.5, scaled so that their sum is exact.
fn price_won(deals: &mut [Deal], draw: &mut Draw) {
    let won = rows(deals, |deal| deal.course.outcome == Outcome::Won);
    let total_eur = KNOWN.won_amount_eur as f64;
    let drawn: Vec<f64> = won.iter().map(|_| draw.lognormal(1.0, 0.472_38)).collect();
    let scale = total_eur / drawn.iter().sum::<f64>();
    let mut cents: Vec<i64> = drawn.iter().map(|x| tens(x * scale)).collect();
    // What rounding took or gave is at most five euros a deal: one ten more or less for some of them.
    let rest = KNOWN.won_amount_eur * 100 - cents.iter().sum::<i64>();
    let roomy = cents.iter_mut().filter(|amount| **amount > 1_000);
    for amount in roomy.take((rest / 1_000).unsigned_abs() as usize) {
        *amount += rest.signum() * 1_000;
    }
    // Every twentieth pair shares a discount to the cent, so that the file has amounts with cents.
    for pair in cents.chunks_exact_mut(2).step_by(20) {
        pair[0] += 12_34;
        pair[1] -= 12_34;
        if pair[1] <= 0 {
            pair.swap(0, 1);
        }
    }
    for (at, amount) in won.into_iter().zip(cents) {
        deals[at].amount = Amount::Known(Money(amount));
    }
}

/// Steps somebody forgot to date or dated wrongly.
fn blur_steps(deals: &mut [Deal], draw: &mut Draw) {
    let offered = rows(deals, |deal| !deal.course.is_open() && deal.course.furthest() == 3);
    let n_skipped = KNOWN.n_skipped_contacted + KNOWN.n_skipped_qualified;
    for (n, at) in draw.sample(offered, n_skipped).into_iter().enumerate() {
        let step = if n < KNOWN.n_skipped_contacted { 1 } else { 2 };
        deals[at].entry_days[step] = None;
    }
    let roomy = rows(deals, |deal| {
        let days = (deal.entry_days[3], deal.course.closed);
        deal.course.outcome == Outcome::Won
            && deal.entry_days[1].is_some()
            && deal.entry_days[2].is_some()
            && matches!(days, (Some(offer), Some(closed)) if closed.day().0 >= offer.0 + 3)
    });
    for at in draw.sample(roomy, KNOWN.n_negative_steps) {
        let deal = &mut deals[at];
        deal.entry_days[2] = deal.entry_days[3].map(|offer| Day(offer.0 + 2));
    }
}

/// What is left undone with open deals: no activity, nothing planned, plans overdue, fields empty.
fn neglect(deals: &mut [Deal], draw: &mut Draw) {
    let cutoff = Day(AS_OF.0 - SILENT_AFTER_DAYS);
    let answered = |deal: &Deal| deal.course.is_open() && deal.course.answered.is_some();
    let unanswered = |deal: &Deal| deal.course.is_open() && deal.course.answered.is_none();
    let forgotten = rows(deals, |deal| unanswered(deal) && deal.course.created.day() < cutoff);
    let quiet = rows(deals, |deal| {
        answered(deal) && deal.course.entries.iter().flatten().all(|at| at.day() < cutoff)
    });
    let silent = draw.sample(quiet, KNOWN.n_silent.saturating_sub(forgotten.len()));
    let kept = rows(deals, |deal| answered(deal));
    let kept = kept.into_iter().filter(|at| !silent.contains(at)).collect();
    let kept = draw.sample(kept, usize::MAX);

    for at in rows(deals, |deal| deal.course.is_open()) {
        let ahead = next_working_day(Day(AS_OF.0 + draw.between(1, 30)));
        deals[at].next = NextStep::Due(ahead);
    }
    for &at in forgotten.iter().chain(&silent) {
        deals[at].silent = true;
    }
    // Both lists are in random order: their heads are what happens to be neglected.
    let mut silent = silent.into_iter();
    let mut kept = kept.into_iter();
    let n_silent_planless = 4;
    let n_kept_planless =
        KNOWN.n_without_next_step.saturating_sub(forgotten.len() + n_silent_planless);
    let planless = silent.by_ref().take(n_silent_planless);
    for at in planless.chain(kept.by_ref().take(n_kept_planless)).chain(forgotten) {
        deals[at].next = NextStep::None;
    }
    // What is overdue was planned a while ago: a deal of yesterday cannot be.
    let (old, fresh): (Vec<usize>, Vec<usize>) =
        kept.partition(|&at| deals[at].course.created.day().0 < AS_OF.0 - LATEST_PLAN_DAYS);
    let mut kept = old.into_iter().chain(fresh);
    let n_silent_overdue = KNOWN.n_overdue + KNOWN.n_silent - KNOWN.n_overdue_or_silent;
    let n_kept_overdue = KNOWN.n_overdue - n_silent_overdue;
    let overdue = silent.take(n_silent_overdue).chain(kept.by_ref().take(n_kept_overdue));
    for at in overdue {
        let age_days = AS_OF.0 - deals[at].course.created.day().0;
        let late_days = draw.between(1, (age_days - LATEST_PLAN_DAYS).clamp(1, 40));
        let missed = last_working_day(Day(AS_OF.0 - late_days));
        deals[at].next = NextStep::Due(missed);
    }
    for at in kept.take(KNOWN.n_impossible_dates) {
        deals[at].next = NextStep::Impossible;
    }
    for at in draw.sample(rows(deals, answered), KNOWN.n_deals_without_owner) {
        deals[at].owner = None;
    }
    let unpriced = rows(deals, |deal| deal.course.is_open() && deal.course.furthest() < 3);
    let n_unpriced = KNOWN.n_text_amounts + KNOWN.n_deals_without_amount;
    for (n, at) in draw.sample(unpriced, n_unpriced).into_iter().enumerate() {
        deals[at].amount =
            if n < KNOWN.n_text_amounts { Amount::OnRequest } else { Amount::Missing };
    }
}
