//! The activities of all deals and contacts, in order of time.

use super::AS_OF;
use super::contact::Contact;
use super::deal::Deal;
use super::draw::Draw;
use super::facts::KNOWN;
use super::touch::{self, Care, Touch};
use crate::model::Day;

/// A contact whose last activity is longer ago is silent.
const A_YEAR_DAYS: i32 = 365;
/// A card that came in by now has had its one touch more than a year before [`AS_OF`].
const LAST_SILENT_CARD: Day = Day(AS_OF.0 - A_YEAR_DAYS - 21);

/// One row of the activity file.
#[derive(Clone, Copy, Debug)]
pub(super) struct Activity {
    pub(super) touch: Touch,
    /// Row of the deal; `None` where the contact has none.
    pub(super) deal: Option<usize>,
    pub(super) contact: usize,
    pub(super) rep: usize,
}

/// Everything anybody wrote, said or visited.
pub(super) fn activities(deals: &[Deal], contacts: &[Contact], draw: &mut Draw) -> Vec<Activity> {
    let mut activities = Vec::with_capacity(3 * contacts.len());
    let mut n_silent = 0;
    for (at, contact) in contacts.iter().enumerate() {
        let Some((row, deal)) = contact.deal.and_then(|row| Some((row, deals.get(row)?))) else {
            continue;
        };
        let touches = touch::of_deal(deal, draw);
        n_silent += usize::from(touches.iter().all(|touch| is_a_year_ago(touch.at.day())));
        let rep = deal.course.rep;
        activities.extend(touches.into_iter().map(|touch| Activity {
            touch,
            deal: Some(row),
            contact: at,
            rep,
        }));
    }
    let care = care(contacts, n_silent, draw);
    for (at, (contact, care)) in contacts.iter().zip(care).enumerate() {
        if contact.deal.is_none() {
            let rep = contact.owner.unwrap_or_default();
            let touches = touch::of_contact(contact.created, care, draw);
            activities.extend(touches.into_iter().map(|touch| Activity {
                touch,
                deal: None,
                contact: at,
                rep,
            }));
        }
    }
    activities.sort_by_key(|activity| activity.touch.at);
    activities
}

/// How each contact without a deal is treated, where `n_silent` with one are silent already.
fn care(contacts: &[Contact], n_silent: usize, draw: &mut Draw) -> Vec<Care> {
    let mut care = vec![Care::Kept; contacts.len()];
    let cards = |keep: &dyn Fn(usize) -> bool| {
        (0..contacts.len())
            .filter(|&at| contacts[at].deal.is_none() && contacts[at].duplicate.is_none())
            .filter(|&at| keep(at))
            .collect::<Vec<usize>>()
    };
    for at in draw.sample(cards(&|_| true), KNOWN.n_never_contacted) {
        care[at] = Care::Never;
    }
    let old = cards(&|at| care[at] == Care::Kept && contacts[at].created <= LAST_SILENT_CARD);
    let n = KNOWN.n_contacts_silent_for_a_year.saturating_sub(n_silent);
    for at in draw.sample(old, n) {
        care[at] = Care::OnceThenSilent;
    }
    care
}

fn is_a_year_ago(day: Day) -> bool {
    AS_OF.0 - day.0 > A_YEAR_DAYS
}

/// Day of the last activity of each of `n` records, told apart by `record`.
pub(super) fn last_days(
    activities: &[Activity],
    n: usize,
    record: impl Fn(&Activity) -> Option<usize>,
) -> Vec<Option<Day>> {
    let mut last = vec![None; n];
    // In order of time: the last one stays.
    for activity in activities {
        if let Some(day) = record(activity).and_then(|at| last.get_mut(at)) {
            *day = Some(activity.touch.at.day());
        }
    }
    last
}
