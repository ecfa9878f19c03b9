//! Activities as contacts of deals: read once, linked by the key of the deal, else by the contact.

use std::collections::BTreeSet;

use super::touch_word::{channel, direction};
use crate::analysis::channel_mixing::{Channel, Direction, Touch};
use crate::model::{Dataset, DateColumn, Deals, Meaning, Minute, RecordKind, Table};

use super::NoResponse;

/// The contacts of each deal.
pub(super) struct ActivityLog {
    /// By row of the deal, in order of time.
    pub touches: Vec<Vec<Touch>>,
    /// Whether the activities have times of day.
    pub has_minutes: bool,
    /// Contacts that belong to no deal of the file.
    pub n_unmatched: usize,
    /// Contacts without a date or a direction.
    pub n_unread: usize,
}

/// The minute of a contact.
pub(super) const fn minute_of(touch: &Touch) -> Minute {
    Minute((touch.at_seconds / 60) as i32)
}

impl ActivityLog {
    /// Reads the activities of a dataset, or says why they tell nothing of responses.
    pub fn of(
        dataset: &Dataset,
        deals: &Deals,
        undirected_are_ours: bool,
    ) -> Result<Self, NoResponse> {
        let table = &dataset.activities.as_ref().ok_or(NoResponse::NoActivities)?.table;
        let at = [Meaning::At, Meaning::Created]
            .iter()
            .find_map(|meaning| table.date(meaning))
            .ok_or(NoResponse::NoActivityDate)?;
        let (contacts, n_unread) = contacts(table, at, undirected_are_ours);
        if contacts.is_empty() {
            return Err(NoResponse::NoDirection);
        }
        let by_deal = dataset.join(RecordKind::Activity, RecordKind::Deal);
        let by_contact = dataset.join(RecordKind::Activity, RecordKind::Contact);
        let deals_by_contact = deals_by_contact(dataset, deals);
        let mut touches = vec![Vec::new(); deals.len()];
        let mut n_unmatched = 0;
        for &(row, touch) in &contacts {
            let direct = by_deal.and_then(|join| *join.target.get(row)?);
            let deal = direct.or_else(|| {
                let contact = (*by_contact?.target.get(row)?)?;
                // The latest deal of the contact that had been created by then.
                let by_then =
                    (contact, i32::MIN, 0)..=(contact, minute_of(&touch).day().0, u32::MAX);
                Some(deals_by_contact.range(by_then).next_back()?.2)
            });
            match deal.and_then(|deal| touches.get_mut(deal as usize)) {
                Some(of_deal) => of_deal.push(touch),
                None => n_unmatched += 1,
            }
        }
        if n_unmatched == contacts.len() {
            return Err(NoResponse::NoLink);
        }
        for of_deal in &mut touches {
            // Stable: contacts of one minute keep the order of the file.
            of_deal.sort_by_key(|touch| touch.at_seconds);
        }
        Ok(Self { touches, has_minutes: at.has_minutes(), n_unmatched, n_unread })
    }
}

/// The rows that are contacts with a date and a direction, and how many contacts lack either.
fn contacts(
    table: &Table,
    at: &DateColumn,
    undirected_are_ours: bool,
) -> (Vec<(usize, Touch)>, usize) {
    let event = table.column(&Meaning::Event);
    let directions = table.column(&Meaning::Direction);
    let mut n_unread = 0;
    let mut contacts = Vec::new();
    for row in 0..table.n_rows {
        let word = event.and_then(|column| column.values.text(row));
        // Without a type any activity counts as a contact.
        let channel = word.as_deref().map_or(Some(Channel::Other), channel);
        let Some(channel) = channel else { continue };
        let direction = directions
            .and_then(|column| direction(&column.values.text(row)?))
            .or_else(|| direction(word.as_deref()?))
            .or_else(|| undirected_are_ours.then_some(Direction::Outbound));
        let at = at.minute(row).or_else(|| Some(at.day(row)?.start()));
        match (at, direction) {
            (Some(at), Some(direction)) => {
                contacts
                    .push((row, Touch { at_seconds: i64::from(at.0) * 60, channel, direction }));
            }
            _ => n_unread += 1,
        }
    }
    (contacts, n_unread)
}

/// Contact, day of creation and row of each deal that has a contact.
fn deals_by_contact(dataset: &Dataset, deals: &Deals) -> BTreeSet<(u32, i32, u32)> {
    let (Some(join), Some(created)) =
        (dataset.join(RecordKind::Deal, RecordKind::Contact), deals.created())
    else {
        return BTreeSet::new();
    };
    (0..deals.len())
        .filter_map(|row| {
            let contact = (*join.target.get(row)?)?;
            Some((contact, created.day(row)?.0, row as u32))
        })
        .collect()
}
