//! Words that say how a deal ended, and what became of a mail.
//!
//! The words are those of FORMATS and of the vendors' own lists, compared without case, blanks and punctuation.
//! "Closed" alone is no outcome: it does not say won.

use super::fold::{key, words};
use crate::model::{MailResult, Outcome};

const WON: &[&str] = &[
    "won",
    "closedwon",
    "wonclosed",
    "dealwon",
    "gewonnen",
    "geschlossenundgewonnen",
    "geschlossengewonnen",
    "abgeschlossengewonnen",
    "abgeschlossenundgewonnen",
    "abschlussgewonnen",
    "auftragerteilt",
    "auftragerhalten",
    "beauftragt",
    "zuschlag",
    "zuschlagerhalten",
    "erfolgreich",
    "erfolgreichabgeschlossen",
    "sold",
    "verkauft",
    "success",
    "successful",
    "orderreceived",
    "1won",
    "bestellt",
];

const LOST: &[&str] = &[
    "lost",
    "closedlost",
    "lostclosed",
    "deallost",
    "verloren",
    "geschlossenundverloren",
    "geschlossenverloren",
    "abgeschlossenverloren",
    "abgeschlossenundverloren",
    "abschlussverloren",
    "dead",
    "gestorben",
    "disqualified",
    "disqualifiziert",
    "abgelehnt",
    "abgesagt",
    "absage",
    "storniert",
    "cancelled",
    "canceled",
    "rejected",
    "declined",
    "unqualified",
    "unqualifiziert",
    "notqualified",
    "keinbedarf",
    "keininteresse",
    "nointerest",
    "notinterested",
    "abandoned",
    "aufgegeben",
    "junk",
    "junklead",
    "spam",
    "erfolglos",
    "nichterfolgreich",
    "nichtgewonnen",
    "notwon",
    "outsold",
    "loss",
];

const OPEN: &[&str] = &[
    "open",
    "offen",
    "inarbeit",
    "inbearbeitung",
    "aktiv",
    "active",
    "inprogress",
    "inprocess",
    "laufend",
    "pending",
    "ongoing",
    "onhold",
    "pausiert",
    "zurueckgestellt",
    "wartend",
    "inverhandlung",
    "nichtentschieden",
    "unentschieden",
];

/// Words of a lead that became a deal: won, where a list has no better word for it.
const CONVERTED: &[&str] = &["converted", "umgewandelt", "konvertiert", "qualifiedconverted"];

/// How a deal ended by a word of a stage or status column; `None` where the word does not say.
///
/// ```
/// use trichterwerk::import::outcome::of_word;
/// use trichterwerk::model::Outcome;
/// assert_eq!(of_word("Geschlossen und gewonnen"), Some(Outcome::Won));
/// assert_eq!(of_word("Closed"), None);
/// ```
#[must_use]
pub fn of_word(word: &str) -> Option<Outcome> {
    let key = key(word);
    let is = |list: &[&str]| list.contains(&key.as_str());
    if is(WON) {
        return Some(Outcome::Won);
    }
    if is(LOST) {
        return Some(Outcome::Lost);
    }
    if is(OPEN) {
        return Some(Outcome::Open);
    }
    // `Closed Lost to Competition`, `Verloren - Preis`, `Won (Partner)`: one telling word among few.
    let words = words(word);
    let has = |telling: &[&str]| words.iter().any(|word| telling.contains(&word.as_str()));
    if words.len() > 5 || has(&["nicht", "not", "no", "kein", "keine", "fast", "zurueckgewonnen"]) {
        return None;
    }
    match (has(&["won", "gewonnen", "closedwon"]), has(&["lost", "verloren", "closedlost"])) {
        (true, false) => Some(Outcome::Won),
        (false, true) => Some(Outcome::Lost),
        _ => None,
    }
}

/// Whether the word says that a lead became a deal.
#[must_use]
pub fn is_converted(word: &str) -> bool {
    CONVERTED.contains(&key(word).as_str())
}

/// What became of a mail by a word or an SMTP code; `None` where the word does not say.
///
/// A bounce of no kind counts as hard, as SendGrid and Mailchimp use the word. SMTP codes: 5yz is permanent, 4yz
/// transient (RFC 5321, 4.2.1; RFC 3463, 3.1).
#[must_use]
pub fn mail_result(word: &str) -> Option<MailResult> {
    let key = key(word);
    let is = |list: &[&str]| list.contains(&key.as_str());
    if is(&[
        "hardbounce",
        "hard",
        "hardbounced",
        "bounce",
        "bounced",
        "cleaned",
        "invalid",
        "ungueltig",
        "unzustellbar",
        "undeliverable",
        "undelivered",
        "failed",
        "permanent",
        "dauerhaft",
        "unknownuser",
        "nichtzustellbar",
        "adresseungueltig",
        "permanentfailure",
        "ruecklaeufer",
        "hardbounces",
    ]) {
        return Some(MailResult::HardBounce);
    }
    if is(&[
        "softbounce",
        "soft",
        "softbounced",
        "deferred",
        "transient",
        "temporary",
        "temporaer",
        "mailboxfull",
        "postfachvoll",
        "temporaryfailure",
        "softbounces",
    ]) {
        return Some(MailResult::SoftBounce);
    }
    if is(&[
        "unsubscribed",
        "unsubscribe",
        "abgemeldet",
        "abmeldung",
        "optout",
        "optedout",
        "ausgetragen",
    ]) {
        return Some(MailResult::Unsubscribed);
    }
    if is(&[
        "blocked",
        "blockiert",
        "spam",
        "spamreport",
        "complaint",
        "abuse",
        "beschwerde",
        "dropped",
    ]) {
        return Some(MailResult::Blocked);
    }
    if is(&[
        "delivered",
        "zugestellt",
        "sent",
        "gesendet",
        "versendet",
        "ok",
        "opened",
        "geoeffnet",
        "open",
        "clicked",
        "geklickt",
        "click",
        "subscribed",
        "angemeldet",
        "success",
        "erfolgreich",
        "valid",
        "gueltig",
        "processed",
    ]) {
        return Some(MailResult::Delivered);
    }
    smtp_class(word)
}

/// `5.1.1`, `550`, `550 5.1.1 user unknown`.
fn smtp_class(word: &str) -> Option<MailResult> {
    let code = word.trim().split([' ', '-']).next()?;
    let is_code = code.len() >= 3
        && code.len() <= 8
        && code.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
        && (code.contains('.') || code.len() == 3);
    match code.bytes().next() {
        Some(b'5') if is_code => Some(MailResult::HardBounce),
        Some(b'4') if is_code => Some(MailResult::SoftBounce),
        Some(b'2') if is_code => Some(MailResult::Delivered),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn closed_is_not_won() {
        for word in ["Closed", "Geschlossen", "Abgeschlossen", "Zurückgewonnen", "", "Phase 3"] {
            assert_eq!(of_word(word), None, "{word}");
        }
        assert_eq!(of_word("Nicht gewonnen"), Some(Outcome::Lost));
    }

    #[test]
    fn outcomes_are_known_however_they_are_written() {
        for word in
            ["closedwon", "Closed Won", "CLOSED-WON", "geschlossen/gewonnen", "Won (Partner)"]
        {
            assert_eq!(of_word(word), Some(Outcome::Won), "{word}");
        }
        for word in ["'Gestorben'", "Closed-Lost to Competition", "Verloren - Preis", "Dead "] {
            assert_eq!(of_word(word), Some(Outcome::Lost), "{word}");
        }
        for word in ["In Bearbeitung", "OPEN", "offen"] {
            assert_eq!(of_word(word), Some(Outcome::Open), "{word}");
        }
    }

    #[test]
    fn codes_and_words_say_what_became_of_a_mail() {
        for (word, result) in [
            ("Hardbounce", MailResult::HardBounce),
            ("hard bounce", MailResult::HardBounce),
            ("5.1.1", MailResult::HardBounce),
            ("550 5.1.1 no such user", MailResult::HardBounce),
            ("421", MailResult::SoftBounce),
            ("Soft Bounce", MailResult::SoftBounce),
            ("zugestellt", MailResult::Delivered),
        ] {
            assert_eq!(mail_result(word), Some(result), "{word}");
        }
        for word in ["", "4711", "5 Sterne", "Grund"] {
            assert_eq!(mail_result(word), None, "{word}");
        }
    }
}
