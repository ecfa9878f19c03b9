//! What a column means, in words, and the meanings in the groups in which they are offered.

use crate::model::Meaning;
use crate::ui::i18n::Locale;

/// The meaning of a column in the reader's language.
#[must_use]
pub fn meaning(locale: Locale, meaning: &Meaning) -> String {
    let (german, english) = match meaning {
        Meaning::Id => ("Kennung", "key"),
        Meaning::DealId => ("Kennung der Chance", "key of the deal"),
        Meaning::ContactId => ("Kennung des Kontakts", "key of the contact"),
        Meaning::Title => ("Name der Chance", "name of the deal"),
        Meaning::Company => ("Firma", "company"),
        Meaning::CompanyId => ("Kennung der Firma", "key of the company"),
        Meaning::Contact => ("Ansprechpartner", "contact"),
        Meaning::FirstName => ("Vorname", "first name"),
        Meaning::LastName => ("Nachname", "last name"),
        Meaning::Salutation => ("Anrede", "salutation"),
        Meaning::Job => ("Position", "job title"),
        Meaning::Email => ("E-Mail", "e-mail"),
        Meaning::Phone => ("Telefon", "telephone"),
        Meaning::Mobile => ("Mobiltelefon", "mobile"),
        Meaning::Street => ("Straße", "street"),
        Meaning::Zip => ("Postleitzahl", "postcode"),
        Meaning::City => ("Ort", "city"),
        Meaning::Region => ("Region", "region"),
        Meaning::Country => ("Land", "country"),
        Meaning::Industry => ("Branche", "industry"),
        Meaning::Tags => ("Schlagwörter", "tags"),
        Meaning::Owner => ("Zuständig", "rep"),
        Meaning::Source => ("Quelle", "source"),
        Meaning::Product => ("Produkt", "product"),
        Meaning::DealType => ("Art der Chance", "kind of deal"),
        Meaning::Pipeline => ("Pipeline", "pipeline"),
        Meaning::Stage => ("Stufe", "stage"),
        Meaning::Status => ("Status", "status"),
        Meaning::IsWon => ("gewonnen ja/nein", "won yes/no"),
        Meaning::IsClosed => ("abgeschlossen ja/nein", "closed yes/no"),
        Meaning::LostReason => ("Verlustgrund", "reason for loss"),
        Meaning::Amount => ("Betrag", "amount"),
        Meaning::Currency => ("Währung", "currency"),
        Meaning::Probability => ("Wahrscheinlichkeit", "probability"),
        Meaning::Created => ("angelegt am", "created"),
        Meaning::Updated => ("geändert am", "changed"),
        Meaning::Closed => ("abgeschlossen am", "closed"),
        Meaning::WonAt => ("gewonnen am", "won on"),
        Meaning::LostAt => ("verloren am", "lost on"),
        Meaning::ExpectedClose => ("erwarteter Abschluss", "expected close"),
        Meaning::StageEntered(stage) => {
            return match locale {
                Locale::de => format!("Eintritt in „{stage}“"),
                Locale::en => format!("entry into “{stage}”"),
            };
        }
        Meaning::StageChanged => ("letzter Stufenwechsel", "last change of stage"),
        Meaning::LastActivity => ("letzte Aktivität", "last activity"),
        Meaning::NextActivity => ("nächste Aktivität", "next activity"),
        Meaning::NextStep => ("nächster Schritt", "next step"),
        Meaning::FromStage => ("Stufe vorher", "stage before"),
        Meaning::ToStage => ("Stufe nachher", "stage after"),
        Meaning::At => ("Zeitpunkt", "time"),
        Meaning::Event => ("Ereignis", "event"),
        Meaning::Direction => ("Richtung", "direction"),
        Meaning::DurationMinutes => ("Dauer", "duration"),
        Meaning::Subject => ("Betreff", "subject"),
        Meaning::MailedAt => ("versandt am", "mailed"),
        Meaning::Campaign => ("Kampagne", "campaign"),
        Meaning::MailResult => ("Ergebnis der Sendung", "result of the mailing"),
        Meaning::BouncedAt => ("unzustellbar am", "bounced"),
        Meaning::UnsubscribedAt => ("abgemeldet am", "unsubscribed"),
        Meaning::VerifiedAt => ("zuletzt geprüft", "last verified"),
        Meaning::Invalid => ("ungültig", "invalid"),
        Meaning::Count => ("Anzahl", "count"),
        Meaning::Notes => ("Notizen", "notes"),
        Meaning::Other => ("weitere Angabe", "other"),
        Meaning::Ignored => ("nicht verwendet", "not used"),
    };
    match locale {
        Locale::de => german,
        Locale::en => english,
    }
    .to_owned()
}

/// Meanings that are offered together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Group {
    /// What a deal is and where it stands.
    Deal,
    /// When something happened to a record.
    Dates,
    /// Who somebody is.
    People,
    /// Changes of stage and activities.
    Events,
    /// What became of mailings.
    Mailings,
    /// Everything else.
    Rest,
}

/// All groups in the order in which they are offered.
pub const GROUPS: [Group; 6] =
    [Group::Deal, Group::Dates, Group::People, Group::Events, Group::Mailings, Group::Rest];

/// The name of a group.
#[must_use]
pub const fn group_name(locale: Locale, group: Group) -> &'static str {
    let (german, english) = match group {
        Group::Deal => ("Chance", "deal"),
        Group::Dates => ("Daten", "dates"),
        Group::People => ("Person und Firma", "person and company"),
        Group::Events => ("Ereignisse", "events"),
        Group::Mailings => ("Aussendungen", "mailings"),
        Group::Rest => ("Übriges", "others"),
    };
    match locale {
        Locale::de => german,
        Locale::en => english,
    }
}

/// The meanings that a column of this header can be given, in the order in which they are offered.
#[must_use]
pub fn offered(header: &str) -> Vec<(Group, Meaning)> {
    use Meaning as M;
    let of = |group: Group, meanings: Vec<Meaning>| {
        meanings.into_iter().map(move |meaning| (group, meaning))
    };
    let deal = vec![
        M::Title,
        M::Id,
        M::Stage,
        M::Status,
        M::IsWon,
        M::IsClosed,
        M::LostReason,
        M::Amount,
        M::Currency,
        M::Probability,
        M::Owner,
        M::Source,
        M::Product,
        M::DealType,
        M::Pipeline,
    ];
    let dates = vec![
        M::Created,
        M::Updated,
        M::Closed,
        M::WonAt,
        M::LostAt,
        M::ExpectedClose,
        M::StageEntered(header.to_owned()),
        M::StageChanged,
        M::LastActivity,
        M::NextActivity,
        M::VerifiedAt,
    ];
    let people = vec![
        M::Company,
        M::CompanyId,
        M::Contact,
        M::FirstName,
        M::LastName,
        M::Salutation,
        M::Job,
        M::Email,
        M::Phone,
        M::Mobile,
        M::Street,
        M::Zip,
        M::City,
        M::Region,
        M::Country,
        M::Industry,
        M::Tags,
        M::Invalid,
    ];
    let events = vec![
        M::DealId,
        M::ContactId,
        M::FromStage,
        M::ToStage,
        M::At,
        M::Event,
        M::Direction,
        M::DurationMinutes,
        M::Subject,
        M::NextStep,
    ];
    let mailings = vec![M::MailedAt, M::Campaign, M::MailResult, M::BouncedAt, M::UnsubscribedAt];
    let rest = vec![M::Count, M::Notes, M::Other, M::Ignored];
    let groups = [deal, dates, people, events, mailings, rest];
    GROUPS.into_iter().zip(groups).flat_map(|(group, meanings)| of(group, meanings)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_meaning_is_offered_once_and_has_a_name_of_its_own() {
        let offered = offered("Angebot");
        // The variants of `Meaning`: a new one must be offered too.
        assert_eq!(offered.len(), 63);
        for locale in [Locale::de, Locale::en] {
            let mut names: Vec<String> =
                offered.iter().map(|(_, known)| meaning(locale, known)).collect();
            names.sort();
            names.dedup();
            assert_eq!(names.len(), offered.len(), "{locale:?}");
        }
    }
}
