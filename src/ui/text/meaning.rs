//! What a column means, in words.

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
