//! From the tables of contacts and mailings to one history a contact.
//!
//! Contacts come from a contact list, from mailings, or from both. A contact is one by its key, else by its
//! e-mail address, else by its row (SPEC 7). What no rule reads (a mail without a contact, a result without a
//! meaning) is counted.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use super::fate::{Fate, Sign, mark, sign};
use super::history::{ContactHistory, Happening, walk};
use crate::model::{Column, Dataset, DateColumn, Day, Meaning, RecordKind, Table, Values};

/// All contacts of a dataset.
#[derive(Clone, Debug)]
pub struct Histories<'a> {
    /// The list the contacts come from.
    pub source: &'a Table,
    /// The contacts, in order of first appearance.
    pub contacts: Vec<ContactHistory>,
    /// Rows that repeat a contact.
    pub n_repeated_rows: usize,
    /// Rows of mailings that belong to no contact of the list.
    pub n_unmatched_mails: usize,
    /// Rows of mailings whose result no word explains.
    pub n_unread_results: usize,
    /// Contacts found bad and later reached again.
    pub n_repaired: usize,
    /// Days of mailings, ascending, with the number of addresses.
    pub mailing_days: Vec<(Day, usize)>,
    /// Whether bounces are dated by themselves, not by a mailing.
    pub has_bounce_dates: bool,
    /// Whether the list itself says what became of its contacts: a blank mark then means none.
    pub list_tells: bool,
    /// Whether anything in the files says what became of a contact.
    pub has_results: bool,
}

impl<'a> Histories<'a> {
    /// The contacts of a dataset; `None` where neither contacts nor mailings are open.
    #[must_use]
    pub fn of(dataset: &'a Dataset) -> Option<Self> {
        let list = dataset.contacts.as_ref().map(|contacts| &contacts.table);
        let source = list.or(dataset.mailings.as_ref())?;
        let (contact_of_row, mut contacts) = unique(source, dataset.as_of);
        let mut histories = Self {
            source,
            contacts: Vec::new(),
            n_repeated_rows: source.n_rows - contacts.len(),
            n_unmatched_mails: 0,
            n_unread_results: 0,
            n_repaired: 0,
            mailing_days: Vec::new(),
            has_bounce_dates: false,
            list_tells: false,
            has_results: false,
        };
        let mut happenings = Vec::new();
        if list.is_some() {
            histories.read_list(source, &contact_of_row, dataset.as_of, &mut happenings);
        }
        if let Some(mailings) = &dataset.mailings {
            let join = dataset.join(RecordKind::Mailing, RecordKind::Contact);
            let owner = |row: usize| -> Option<u32> {
                if list.is_none() {
                    return contact_of_row.get(row).copied();
                }
                let target = (*join?.target.get(row)?)?;
                contact_of_row.get(target as usize).copied()
            };
            histories.read_mailings(mailings, owner, dataset.as_of, &mut happenings);
        }
        // Stable: what the files name first on a day stays first.
        happenings
            .sort_by_key(|happening| (happening.contact, happening.day.is_none(), happening.day));
        for of_one in happenings.chunk_by(|a, b| a.contact == b.contact) {
            let contact = of_one.first().and_then(|first| contacts.get_mut(first.contact as usize));
            if let Some(contact) = contact {
                histories.n_repaired += walk(contact, of_one);
            }
        }
        for contact in &mut contacts {
            if contact.fate == Fate::Unknown
                && (contact.good.is_some() || contact.verified.is_some())
            {
                contact.fate = Fate::Valid;
            }
        }
        histories.contacts = contacts;
        Some(histories)
    }

    /// Marks and dates in the contact list itself.
    fn read_list(
        &mut self,
        table: &Table,
        contact_of_row: &[u32],
        as_of: Day,
        happenings: &mut Vec<Happening>,
    ) {
        let result = result_column(table);
        let bounced = table.date(&Meaning::BouncedAt);
        let unsubscribed = table.date(&Meaning::UnsubscribedAt);
        let mailed = table.date(&Meaning::MailedAt);
        let marks: Vec<_> =
            table.columns.iter().filter(|column| column.meaning == Meaning::Invalid).collect();
        self.has_bounce_dates = bounced.is_some() && mailed.is_none();
        let tells = result.is_some() || bounced.is_some() || !marks.is_empty();
        self.list_tells = tells;
        self.has_results = tells;
        let mut per_day = DayCounter::default();
        for (row, &contact) in contact_of_row.iter().enumerate() {
            let day = |column: Option<&DateColumn>| column?.day(row).filter(|&day| day <= as_of);
            let mut add = |day, is_mail, sign| {
                happenings.push(Happening { contact, day, is_mail, sign });
            };
            let mail_day = day(mailed);
            let mut end = None;
            for column in &marks {
                end = end.or_else(|| marked(column, row));
            }
            let word = result.and_then(|column| column.values.text(row));
            let said = word.as_deref().and_then(sign);
            self.n_unread_results +=
                usize::from(said.is_none() && word.is_some() && is_result_column(result));
            if let Some(Sign::End(fate)) = said {
                end = end.or(Some(fate));
            }
            let bounce_day = day(bounced);
            if bounce_day.is_some() {
                end = end.filter(|fate| fate.is_bad()).or(Some(Fate::HardBounce));
            }
            if let Some(left) = day(unsubscribed) {
                add(Some(left), false, Sign::End(Fate::Unsubscribed));
            }
            match (mail_day, end) {
                (Some(mail_day), end) => {
                    per_day.count(mail_day);
                    let arrived = if tells { Some(Sign::Delivered) } else { None };
                    let soft = said.filter(|sign| *sign == Sign::SoftBounce);
                    if let Some(sign) = end.map(Sign::End).or(soft).or(arrived) {
                        add(Some(bounce_day.unwrap_or(mail_day)), true, sign);
                    }
                }
                (None, Some(fate)) => add(bounce_day, false, Sign::End(fate)),
                (None, None) => {}
            }
        }
        self.mailing_days.extend(per_day.into_days());
    }

    /// Rows of mailings.
    fn read_mailings(
        &mut self,
        table: &Table,
        owner: impl Fn(usize) -> Option<u32>,
        as_of: Day,
        happenings: &mut Vec<Happening>,
    ) {
        let result = result_column(table);
        let sent = [Meaning::MailedAt, Meaning::At].iter().find_map(|meaning| table.date(meaning));
        let bounced = table.date(&Meaning::BouncedAt);
        let unsubscribed = table.date(&Meaning::UnsubscribedAt);
        // A list of bounces alone dates the bounce, not the mailing.
        self.has_bounce_dates |= sent.is_none() && bounced.is_some();
        self.has_results |= result.is_some() || bounced.is_some();
        let mut per_day = DayCounter::default();
        for row in 0..table.n_rows {
            let Some(contact) = owner(row) else {
                self.n_unmatched_mails += 1;
                continue;
            };
            let day = |column: Option<&DateColumn>| column?.day(row).filter(|&day| day <= as_of);
            let sent_day = day(sent);
            if let Some(day) = sent_day {
                per_day.count(day);
            }
            let word = result.and_then(|column| column.values.text(row));
            let said = word.as_deref().and_then(sign);
            self.n_unread_results += usize::from(said.is_none() && word.is_some());
            let dated = if day(bounced).is_some() {
                Some(Sign::End(Fate::HardBounce))
            } else if day(unsubscribed).is_some() {
                Some(Sign::End(Fate::Unsubscribed))
            } else if result.is_none() && bounced.is_some() && sent_day.is_some() {
                Some(Sign::Delivered)
            } else {
                None
            };
            if let Some(sign) = said.or(dated) {
                let day = sent_day.or_else(|| day(bounced)).or_else(|| day(unsubscribed));
                happenings.push(Happening { contact, day, is_mail: sent_day.is_some(), sign });
            }
        }
        self.mailing_days.extend(per_day.into_days());
        self.mailing_days.sort_unstable();
    }
}

/// What a cell of a column of marks says; numbers count as yes above 0.
fn marked(column: &Column, row: usize) -> Option<Fate> {
    match &column.values {
        Values::Number(numbers) => {
            mark(&column.header, if numbers.get(row)? > 0.0 { "1" } else { "0" })
        }
        values => mark(&column.header, &values.text(row)?),
    }
}

/// The column that says what became of an address: of results, else a status one of whose words is a result.
fn result_column(table: &Table) -> Option<&Column> {
    table.column(&Meaning::MailResult).or_else(|| {
        let status = table.column(&Meaning::Status)?;
        let tells = table
            .dict(&Meaning::Status)?
            .words
            .iter()
            .any(|word| matches!(sign(word), Some(Sign::End(_) | Sign::SoftBounce)));
        tells.then_some(status)
    })
}

/// Whether every word of the column should be a result: a status may say other things.
fn is_result_column(column: Option<&Column>) -> bool {
    column.is_some_and(|column| column.meaning == Meaning::MailResult)
}

/// Rows to contacts, and the contacts with their dates.
fn unique(table: &Table, as_of: Day) -> (Vec<u32>, Vec<ContactHistory>) {
    let keys: &[Meaning] = match table.kind {
        RecordKind::Mailing => &[Meaning::ContactId],
        _ => &[Meaning::Id, Meaning::ContactId],
    };
    let key_column = keys.iter().find_map(|meaning| table.column(meaning));
    let email_column = table.column(&Meaning::Email);
    let captured = table.date(&Meaning::Created);
    let verified = table.date(&Meaning::VerifiedAt);
    // Looked up, never iterated: the order of the map reaches no result.
    let mut known: FxHashMap<(bool, String), u32> = FxHashMap::default();
    let mut contact_of_row = Vec::with_capacity(table.n_rows);
    let mut contacts: Vec<ContactHistory> = Vec::new();
    for row in 0..table.n_rows {
        let day = |column: Option<&DateColumn>| column?.day(row).filter(|&day| day <= as_of);
        let text = |column: Option<&Column>| {
            Some(column?.values.text(row)?.trim().to_lowercase()).filter(|text| !text.is_empty())
        };
        let key = text(key_column)
            .map(|key| (true, key))
            .or_else(|| text(email_column).map(|email| (false, email)));
        let next = contacts.len() as u32;
        let contact = key.map_or(next, |key| *known.entry(key).or_insert(next));
        contact_of_row.push(contact);
        match contacts.get_mut(contact as usize) {
            Some(seen) => {
                seen.captured = earlier(seen.captured, day(captured));
                seen.verified = seen.verified.max(day(verified));
            }
            None => contacts.push(ContactHistory {
                row,
                captured: day(captured),
                verified: day(verified),
                mailed: None,
                good: None,
                bad: None,
                mailed_after_bounce: false,
                left_list: None,
                has_result: false,
                fate: Fate::Unknown,
            }),
        }
    }
    (contact_of_row, contacts)
}

fn earlier(a: Option<Day>, b: Option<Day>) -> Option<Day> {
    match (a, b) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (known, None) | (None, known) => known,
    }
}

/// Addresses per day of a mailing.
#[derive(Default)]
struct DayCounter(BTreeMap<Day, usize>);

impl DayCounter {
    fn count(&mut self, day: Day) {
        *self.0.entry(day).or_default() += 1;
    }

    fn into_days(self) -> impl Iterator<Item = (Day, usize)> {
        self.0.into_iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::contact::fixture::{
        AS_OF, ago, contacts, dataset, dates, dict, mailings, table, text,
    };

    #[test]
    fn a_contact_is_one_by_key_else_by_address() {
        let list = table(
            RecordKind::Contact,
            5,
            vec![
                ("ID", Meaning::Id, text(&["1", "1", "", "", ""])),
                ("E-Mail", Meaning::Email, text(&["a@x", "b@x", "c@x", "C@X ", ""])),
                (
                    "Erstellt",
                    Meaning::Created,
                    dates(&[Some(ago(10)), Some(ago(30)), Some(ago(5)), Some(ago(6)), None]),
                ),
            ],
        );
        let dataset = dataset(Some(list), None);
        let histories = Histories::of(&dataset).unwrap();
        assert_eq!(histories.contacts.len(), 3);
        assert_eq!(histories.n_repeated_rows, 2);
        assert_eq!(histories.contacts[0].captured, Some(ago(30)), "the earliest capture counts");
    }

    #[test]
    fn a_contact_nobody_wrote_to_is_unknown_not_valid() {
        let dataset =
            dataset(Some(contacts(&[100, 200])), Some(mailings(&[(0, 10, "zugestellt")])));
        let histories = Histories::of(&dataset).unwrap();
        let fates: Vec<Fate> = histories.contacts.iter().map(|contact| contact.fate).collect();
        assert_eq!(fates, [Fate::Valid, Fate::Unknown]);
    }

    #[test]
    fn a_delivery_after_a_bounce_repairs_it() {
        let mails = [
            (0, 50, "Hardbounce"),
            (0, 10, "zugestellt"),
            (1, 50, "zugestellt"),
            (1, 10, "Hardbounce"),
        ];
        let dataset = dataset(Some(contacts(&[100, 100])), Some(mailings(&mails)));
        let histories = Histories::of(&dataset).unwrap();
        assert_eq!((histories.contacts[0].fate, histories.n_repaired), (Fate::Valid, 1));
        let bad = histories.contacts[1].bad.unwrap();
        assert_eq!((bad.found, bad.last_good), (Some(ago(10)), Some(ago(50))));
    }

    #[test]
    fn a_soft_bounce_is_no_decay_and_leaving_is_none_either() {
        let mails = [(0, 10, "Softbounce"), (1, 10, "abgemeldet"), (2, 10, "ausgeschieden")];
        let dataset = dataset(Some(contacts(&[100, 100, 100])), Some(mailings(&mails)));
        let histories = Histories::of(&dataset).unwrap();
        let fates: Vec<Fate> = histories.contacts.iter().map(|contact| contact.fate).collect();
        assert_eq!(fates, [Fate::Valid, Fate::Unsubscribed, Fate::LeftCompany]);
        assert!(histories.contacts.iter().all(|contact| contact.bad.is_none()));
        assert_eq!(histories.contacts[1].left_list, Some(ago(10)));
    }

    #[test]
    fn a_bounce_before_the_last_verification_is_history() {
        let mut list = contacts(&[400]);
        list.columns.push(Column {
            header: "Geprüft am".into(),
            meaning: Meaning::VerifiedAt,
            values: dates(&[Some(ago(100))]),
        });
        let dataset = dataset(Some(list), Some(mailings(&[(0, 200, "Hardbounce")])));
        let histories = Histories::of(&dataset).unwrap();
        assert_eq!(histories.contacts[0].fate, Fate::Valid);
        assert_eq!(histories.contacts[0].origin(), Some(ago(100)));
    }

    #[test]
    fn marks_and_dates_of_the_list_count_without_a_mailing() {
        let mut list = contacts(&[300, 300, 300, 300]);
        list.columns.extend([
            Column {
                header: "Ungültig".into(),
                meaning: Meaning::Invalid,
                values: dict(&["ja", "nein", "", "ausgeschieden"]),
            },
            Column {
                header: "Bounce am".into(),
                meaning: Meaning::BouncedAt,
                values: dates(&[None, Some(ago(40)), None, None]),
            },
        ]);
        let dataset = dataset(Some(list), None);
        let histories = Histories::of(&dataset).unwrap();
        let fates: Vec<Fate> = histories.contacts.iter().map(|contact| contact.fate).collect();
        assert_eq!(fates, [Fate::Invalid, Fate::HardBounce, Fate::Unknown, Fate::LeftCompany]);
        assert!(histories.has_bounce_dates);
    }

    #[test]
    fn mailings_alone_make_contacts_of_their_addresses() {
        let days = dates(&[Some(ago(90)), Some(ago(90)), Some(ago(10))]);
        let mails = table(
            RecordKind::Mailing,
            3,
            vec![
                ("E-Mail", Meaning::Email, text(&["a@x", "b@x", "A@x"])),
                ("Versendet am", Meaning::MailedAt, days),
                (
                    "Ergebnis",
                    Meaning::MailResult,
                    dict(&["zugestellt", "hard bounce", "Hardbounce"]),
                ),
            ],
        );
        let dataset = dataset(None, Some((mails, vec![None; 3])));
        let histories = Histories::of(&dataset).unwrap();
        assert_eq!(histories.contacts.len(), 2);
        assert!(histories.contacts.iter().all(|contact| contact.fate == Fate::HardBounce));
        assert!(histories.contacts.iter().all(|contact| contact.origin().is_none()));
        assert_eq!(histories.mailing_days, [(ago(90), 2), (ago(10), 1)]);
    }

    #[test]
    fn what_lies_after_the_export_date_has_not_happened() {
        let future = Some(Day(AS_OF.0 + 5));
        let mut list = contacts(&[300]);
        list.columns.push(Column {
            header: "Bounce am".into(),
            meaning: Meaning::BouncedAt,
            values: dates(&[future]),
        });
        let dataset = dataset(Some(list), None);
        assert_eq!(Histories::of(&dataset).unwrap().contacts[0].fate, Fate::Unknown);
    }

    #[test]
    fn mails_without_a_contact_and_results_without_a_meaning_are_counted() {
        let (mails, _) = mailings(&[(0, 10, "zugestellt"), (0, 10, "Hardbounce"), (0, 9, "???")]);
        let dataset = dataset(Some(contacts(&[100])), Some((mails, vec![Some(0), None, Some(0)])));
        let histories = Histories::of(&dataset).unwrap();
        assert_eq!((histories.n_unmatched_mails, histories.n_unread_results), (1, 1));
    }
}
