//! Words of activities: by what channel, and who contacted whom.
//!
//! A note, a task or a reminder is no contact and counts for nothing here. A word nobody knows is a contact by
//! some other channel: dropping it would make an answered enquiry look unanswered.

use crate::analysis::channel_mixing::{Channel, Direction};
use crate::import::fold::{key, words};

/// The channel of an activity's type; `None` for what is no contact.
///
/// ```
/// use trichterwerk::analysis::channel_mixing::Channel;
/// use trichterwerk::analysis::enquiry::channel;
/// assert_eq!(channel("Ausgehender Anruf"), Some(Channel::Phone));
/// assert_eq!(channel("E-Mail gesendet"), Some(Channel::Email));
/// assert_eq!(channel("Notiz"), None);
/// ```
#[must_use]
pub fn channel(word: &str) -> Option<Channel> {
    let key = key(word);
    let has = |parts: &[&str]| parts.iter().any(|part| key.contains(part));
    if has(&["anruf", "telefon", "call", "phone"]) {
        return Some(Channel::Phone);
    }
    if has(&["mail"]) {
        return Some(Channel::Email);
    }
    if has(&["termin", "besuch", "meeting", "visit", "vorort", "appointment", "videokonferenz"]) {
        return Some(Channel::Meeting);
    }
    if has(&["brief", "letter", "fax", "postalisch"]) {
        return Some(Channel::Letter);
    }
    let is_no_contact = has(&[
        "notiz",
        "note",
        "aufgabe",
        "task",
        "erinnerung",
        "reminder",
        "wiedervorlage",
        "todo",
        "dokument",
        "document",
        "kommentar",
        "comment",
        "deadline",
        "frist",
    ]);
    (!is_no_contact && !key.is_empty()).then_some(Channel::Other)
}

/// Who contacted whom, by a word of a direction or of a type that says it; `None` where it does not.
///
/// ```
/// use trichterwerk::analysis::channel_mixing::Direction;
/// use trichterwerk::analysis::enquiry::direction;
/// assert_eq!(direction("ausgehend"), Some(Direction::Outbound));
/// assert_eq!(direction("Incoming call"), Some(Direction::Inbound));
/// assert_eq!(direction("Anruf"), None);
/// ```
#[must_use]
pub fn direction(word: &str) -> Option<Direction> {
    let words = words(word);
    let has =
        |stems: &[&str]| words.iter().any(|word| stems.iter().any(|stem| word.starts_with(stem)));
    let is = |known: &[&str]| words.iter().any(|word| known.contains(&word.as_str()));
    let inbound = is(&["in"])
        || has(&["inbound", "incoming", "eingehend", "eingang", "empfangen", "received"]);
    let outbound = is(&["out", "sent"])
        || has(&["outbound", "outgoing", "ausgehend", "ausgang", "gesendet", "versendet"]);
    match (inbound, outbound) {
        (true, false) => Some(Direction::Inbound),
        (false, true) => Some(Direction::Outbound),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn channels_are_known_in_both_languages() {
        for (word, expected) in [
            ("Anruf", Some(Channel::Phone)),
            ("Call", Some(Channel::Phone)),
            ("E-Mail", Some(Channel::Email)),
            ("EMAIL", Some(Channel::Email)),
            ("Termin", Some(Channel::Meeting)),
            ("Vor-Ort-Besuch", Some(Channel::Meeting)),
            ("Brief", Some(Channel::Letter)),
            ("WhatsApp", Some(Channel::Other)),
            ("Task", None),
            ("Wiedervorlage", None),
            ("", None),
        ] {
            assert_eq!(channel(word), expected, "{word}");
        }
    }

    #[test]
    fn a_word_of_both_directions_says_neither() {
        assert_eq!(direction("eingehend/ausgehend"), None);
        assert_eq!(direction("INCOMING_EMAIL"), Some(Direction::Inbound));
        assert_eq!(direction("E-Mail gesendet"), Some(Direction::Outbound));
        assert_eq!(direction("Einladung"), None);
    }
}
