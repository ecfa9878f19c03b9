//! The traces that activities leave: when a contact or a deal was last touched, and whether anybody answered.
//!
//! Activities count for the deal they name and for its contact. Where no activity is linked, the record's own date
//! of the last activity speaks. What lies after the export date is a plan and no activity.

use crate::import::fold::key;
use crate::model::{Dataset, DateColumn, Day, Meaning, RecordKind, Table};

/// The traces of the records of one kind.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Traces {
    /// Whether there is anything to read them from.
    pub is_known: bool,
    /// Whether activities are open.
    pub has_file: bool,
    /// Per row whether there was an activity, dated or not.
    pub touched: Vec<bool>,
    /// Per row the day of the last one.
    pub last: Vec<Option<Day>>,
    /// Per row whether one went out; `None` where the activities name no direction.
    pub answered: Option<Vec<bool>>,
}

impl Traces {
    /// The traces of contacts and deals.
    #[must_use]
    pub fn of(dataset: &Dataset) -> (Self, Self) {
        let contacts = dataset.contacts.as_ref().map(|contacts| &contacts.table);
        let deals = dataset.deals.as_ref().map(|deals| &deals.table);
        let mut of_contacts = Self::blank(contacts, dataset.as_of);
        let mut of_deals = Self::blank(deals, dataset.as_of);
        if let Some(activities) = &dataset.activities {
            let table = &activities.table;
            (of_contacts.has_file, of_deals.has_file) = (true, true);
            let link =
                |to| dataset.join(RecordKind::Activity, to).map(|join| join.target.as_slice());
            let contact_of_deal = dataset
                .join(RecordKind::Deal, RecordKind::Contact)
                .map(|join| join.target.as_slice());
            let (to_deal, to_contact) = (link(RecordKind::Deal), link(RecordKind::Contact));
            of_deals.is_known |= to_deal.is_some();
            of_contacts.is_known |=
                to_contact.is_some() || (to_deal.is_some() && contact_of_deal.is_some());
            let outbound = outbound(table);
            if let Some(outbound) = &outbound {
                of_deals.answered = to_deal.map(|_| vec![false; of_deals.touched.len()]);
                of_contacts.answered = Some(vec![false; of_contacts.touched.len()]);
                debug_assert_eq!(outbound.len(), table.n_rows);
            }
            let at = table.date(&Meaning::At).or_else(|| table.date(&Meaning::Created));
            for row in 0..table.n_rows {
                let day = at.and_then(|at| at.day(row));
                if day.is_some_and(|day| day > dataset.as_of) {
                    continue;
                }
                let is_out = outbound.as_ref().and_then(|out| out.get(row)).copied();
                let target = |link: Option<&[Option<u32>]>, row: usize| link?.get(row).copied()?;
                let deal = target(to_deal, row);
                if let Some(deal) = deal {
                    of_deals.note(deal, day, is_out);
                }
                let contact =
                    target(to_contact, row).or_else(|| target(contact_of_deal, deal? as usize));
                if let Some(contact) = contact {
                    of_contacts.note(contact, day, is_out);
                }
            }
        }
        (of_contacts, of_deals)
    }

    /// What the records themselves say of their last activity.
    fn blank(table: Option<&Table>, as_of: Day) -> Self {
        let Some(table) = table else { return Self::default() };
        let column: Option<&DateColumn> = table.date(&Meaning::LastActivity);
        let last: Vec<Option<Day>> =
            (0..table.n_rows).map(|row| column?.day(row).filter(|day| *day <= as_of)).collect();
        Self {
            is_known: column.is_some(),
            has_file: false,
            touched: last.iter().map(Option::is_some).collect(),
            last,
            answered: None,
        }
    }

    fn note(&mut self, row: u32, day: Option<Day>, is_out: Option<bool>) {
        let row = row as usize;
        if let Some(touched) = self.touched.get_mut(row) {
            *touched = true;
        }
        if let Some(last) = self.last.get_mut(row) {
            *last = (*last).max(day);
        }
        if let (Some(true), Some(answered)) =
            (is_out, self.answered.as_mut().and_then(|answered| answered.get_mut(row)))
        {
            *answered = true;
        }
    }
}

/// Per activity whether it went out; `None` without a column that says so.
fn outbound(table: &Table) -> Option<Vec<bool>> {
    let column = table.column(&Meaning::Direction)?;
    let is_out = |word: &str| {
        let word = key(word);
        ["out", "ausgehend", "ausgang", "gesendet", "sent"].iter().any(|out| word.starts_with(out))
    };
    Some(match table.dict(&Meaning::Direction) {
        Some(words) => {
            let of_word: Vec<bool> = words.words.iter().map(|word| is_out(word)).collect();
            let of_row = |row| {
                let code = words.codes.get(row) as usize;
                code.checked_sub(1).and_then(|at| of_word.get(at)).copied().unwrap_or(false)
            };
            (0..table.n_rows).map(of_row).collect()
        }
        None => (0..table.n_rows)
            .map(|row| column.values.text(row).is_some_and(|word| is_out(&word)))
            .collect(),
    })
}
