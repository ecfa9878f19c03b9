//! Words that mean the same as a header of the list: what people call their columns in files of their own.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use super::header::Family;
use super::plan::Language;
use crate::model::Meaning;

/// A word and what it means.
#[derive(Clone, Debug)]
pub struct Synonym {
    /// The key of the header (see [`super::fold::key`]).
    pub word: &'static str,
    /// What it means.
    pub meaning: Meaning,
    /// In what kind of file; `None`: in any.
    pub family: Option<Family>,
    /// Its language; `None` where both use it.
    pub language: Option<Language>,
}

type Row = (Meaning, Option<Family>, &'static str, &'static str, &'static str);

/// Meaning, kind of file, words of both languages, German words, English words. Of several rows with one word
/// the one of the file's kind is taken, or else the first.
fn rows() -> Vec<Row> {
    use Family::{Activities, Contacts, Deals, History, Mailings};
    use Meaning as M;
    let (deals, contacts, activities) = (Some(Deals), Some(Contacts), Some(Activities));
    let (mailings, history) = (Some(Mailings), Some(History));
    vec![
        (
            M::Id,
            deals,
            "dealid leadid opportunityid",
            "dealnummer dealnr chancennummer chancenid vorgangsnummer vorgangsid leadnummer auftragsnummer angebotsnummer verkaufschancenid",
            "dealnumber opportunitynumber leadnumber",
        ),
        (
            M::Id,
            contacts,
            "contactid",
            "kontaktid kontaktnummer kontaktnr personid adressnummer",
            "personid contactnumber subscriberid",
        ),
        (M::Id, activities, "", "aktivitaetid aktivitaetsid", "activityid taskid eventid"),
        (
            M::Id,
            None,
            "id uid guid uuid",
            "datensatzid nummer nr lfdnr laufendenummer schluessel",
            "recordid key number no",
        ),
        (
            M::DealId,
            None,
            "dealid opportunityid leadid caseid caseconceptname case",
            "dealnummer vorgangsid vorgangsnummer chancenid fallid fall fallnummer zugehoerigerdeal deal verkaufschance",
            "associateddealid relateddeal whatid",
        ),
        (
            M::ContactId,
            None,
            "contactid kontaktid",
            "kontaktnummer personid zugehoerigerkontakt",
            "associatedcontactid whoid personid",
        ),
        (
            M::Title,
            deals,
            "deal opportunity name dealname",
            "titel thema bezeichnung dealtitel verkaufschance chance projekt projektname vorgang opportunityname angebotstitel auftrag betreff",
            "title topic subject opportunityname dealtitle leadname projectname",
        ),
        (
            M::Company,
            None,
            "account",
            "firma firmenname unternehmen unternehmensname kunde kundenname organisation organisationsname interessent firmaaccount accountname kundefirma auftraggeber haendler betrieb",
            "company companyname customer customername client clientname organization organizationname accountname organisation associatedcompany business",
        ),
        (
            M::CompanyId,
            None,
            "accountid",
            "kundennummer kundennr kundenid firmenid firmennummer debitor debitorennummer",
            "companyid customerid organizationid customernumber",
        ),
        (
            M::Contact,
            None,
            "",
            "ansprechpartner ansprechpartnerin kontakt kontaktname kontaktperson ansprechperson vollername vollstaendigername personenname",
            "contact contactname contactperson person fullname associatedcontact primarycontact customercontact",
        ),
        (M::Contact, contacts, "name", "", "displayname"),
        (M::FirstName, None, "", "vorname rufname", "firstname givenname forename fname"),
        (
            M::LastName,
            None,
            "",
            "nachname familienname zuname",
            "lastname surname familyname lname",
        ),
        (M::Salutation, None, "", "anrede briefanrede", "salutation honorific prefix"),
        (M::Job, contacts, "position", "titel rolle", "title role"),
        (
            M::Job,
            None,
            "jobtitle",
            "funktion beruf stelle berufsbezeichnung stellenbezeichnung positionimunternehmen",
            "jobrole jobposition occupation",
        ),
        (
            M::Email,
            None,
            "email mail emailadresse",
            "mailadresse emailgeschaeftlich emailkontakt kontaktemail email1 emailansprechpartner",
            "emailaddress mailaddress primaryemail workemail contactemail emailaddress1",
        ),
        (
            M::Phone,
            None,
            "tel",
            "telefon telefonnummer festnetz rufnummer telefonnr telefongeschaeftlich telefonzentrale telefon1",
            "phone phonenumber telephone businessphone workphone phone1 officephone",
        ),
        (
            M::Mobile,
            None,
            "mobil",
            "mobiltelefon mobilnummer mobilfunk handy handynummer mobilnr telefonmobil",
            "mobile mobilephone mobilenumber cell cellphone",
        ),
        (
            M::Street,
            None,
            "",
            "strasse anschrift adresse strassehausnummer strasseundhausnummer strassehausnr strassehnr strassenr hausanschrift",
            "street address streetaddress mailingstreet billingstreet addressline1 address1 street1",
        ),
        (
            M::Zip,
            None,
            "",
            "plz postleitzahl plzort",
            "zip zipcode postcode postalcode zippostalcode billingzippostalcode mailingzippostalcode",
        ),
        (
            M::City,
            None,
            "",
            "ort stadt wohnort gemeinde firmensitz",
            "city town billingcity mailingcity",
        ),
        (
            M::Region,
            None,
            "region",
            "bundesland gebiet vertriebsgebiet kanton verkaufsgebiet vertriebsregion landkreis",
            "state territory salesregion stateregion province stateprovince regionaloffice area county",
        ),
        (
            M::Country,
            None,
            "",
            "land staat landregion laendercode laenderkennzeichen",
            "country countryregion countrycode nation billingcountry",
        ),
        (
            M::Industry,
            None,
            "",
            "branche wirtschaftszweig industriezweig sektor",
            "industry sector vertical",
        ),
        (
            M::Tags,
            None,
            "tags tag label labels",
            "schlagworte schlagwoerter kategorien kategorie markierungen stichworte stichwoerter merkmale",
            "categories category keywords segments",
        ),
        (
            M::Owner,
            None,
            "owner rep ownerid",
            "besitzer inhaber zustaendig zustaendigermitarbeiter zustaendigkeit verantwortlich verantwortlicher verantwortliche vertriebler vertriebsmitarbeiter verkaeufer verkaeuferin kundenbetreuer betreuer betreuerin bearbeiter sachbearbeiter zugewiesenan zugewiesenerbenutzer vertriebsverantwortlicher aussendienst aussendienstmitarbeiter dealinhaber dealbesitzer zustaendigermitarbeiterfuerdeal zustaendigermitarbeiterfuerkontakt vertriebspartner",
            "dealowner salesperson salesrep salesagent salesman seller accountmanager accountexecutive assignedto assigneduser assignee ownername contactowner leadowner opportunityowner recordowner responsible salesowner agent representative salesrepresentative accountowner",
        ),
        (
            M::Owner,
            activities,
            "orgresource",
            "benutzer mitarbeiter erstelltvon durchgefuehrtvon",
            "user resource createdby",
        ),
        (
            M::Source,
            None,
            "leadsource utmsource",
            "quelle leadquelle herkunft leadherkunft ursprung kanal akquisekanal marketingkanal originalquelle ursprungsquelle werbequelle akquisequelle",
            "source origin channel originalsource sourceorigin marketingchannel acquisitionchannel sourcechannel leadorigin howdidyouhear",
        ),
        (
            M::Product,
            None,
            "",
            "produkt produktname artikel produktlinie produktgruppe leistung dienstleistung warengruppe zugehoerigesprodukt",
            "product productname productline item service associatedproduct productfamily",
        ),
        (
            M::DealType,
            deals,
            "",
            "typ art dealtyp dealart auftragsart geschaeftsart chancentyp",
            "type dealtype opportunitytype leadtype",
        ),
        (
            M::Pipeline,
            None,
            "pipeline",
            "verkaufsprozess vertriebsprozess trichter vertriebspipeline pipelinename dealpipeline",
            "salespipeline dealpipeline pipelinename salesprocess",
        ),
        (
            M::Stage,
            None,
            "stage",
            "phase dealphase verkaufsphase verkaufsstufe vertriebsphase vertriebsstufe stufe pipelinephase pipelinestufe verkaufsstatus leadphase aktuellephase chancenphase opportunityphase auftragsphase",
            "dealstage stagename salesstage pipelinestage opportunitystage currentstage leadstage funnelstage step dealstagename",
        ),
        (
            M::Status,
            None,
            "status",
            "dealstatus zustand ergebnis ausgang resultat leadstatus auftragsstatus angebotsstatus abschlussstatus wonlost gewonnenverloren chancenstatus gewonnenoderverloren",
            "dealstatus state outcome result leadstatus opportunitystatus wonlost winloss wonorlost closestatus",
        ),
        (
            M::IsWon,
            None,
            "iswon",
            "gewonnen istgewonnen gewonnenjanein konvertiert istkonvertiert umgewandelt",
            "won converted isconverted",
        ),
        (
            M::IsClosed,
            None,
            "isclosed",
            "geschlossen istgeschlossen abgeschlossenjanein istabgeschlossen",
            "closed",
        ),
        (
            M::LostReason,
            None,
            "",
            "verlustgrund ablehnungsgrund absagegrund grundfuerverlust grundverloren grundverlust verlorengrund verlustgruende grunddesverlusts absage",
            "lostreason lossreason closedlostreason reasonlost reasonforloss losereason lostreasonname",
        ),
        (
            M::Amount,
            None,
            "dealvalue budget",
            "betrag wert umsatz dealwert auftragswert auftragssumme auftragsvolumen volumen summe angebotssumme angebotswert angebotsvolumen leadwert gesamtwert gesamtbetrag nettobetrag nettowert dealbetrag dealvolumen geschumsatz geschaetzterumsatz istumsatz wertineur betragineur umsatzineur chancenwert potenzial erloes preis",
            "amount value revenue dealamount dealsize closevalue totalvalue opportunityamount opportunityvalue expectedrevenue estimatedrevenue estrevenue actualrevenue contractvalue acv tcv arr price total salesprice leadvalue amountincompanycurrency potentialamount",
        ),
        (
            M::Currency,
            None,
            "",
            "waehrung waehrungscode waehrungskennzeichen dealwaehrung waehrungdeswerts",
            "currency currencycode dealcurrency currencyofvalue amountcurrency currencyisocode",
        ),
        (
            M::Probability,
            None,
            "",
            "wahrscheinlichkeit abschlusswahrscheinlichkeit gewinnwahrscheinlichkeit dealwahrscheinlichkeit chanceprozent",
            "probability prob winprobability dealprobability closeprobability likelihood",
        ),
        (
            M::Created,
            None,
            "createdat createdate",
            "erstellt erstelltam erstellungsdatum erstelldatum erstellungszeitpunkt angelegt angelegtam anlagedatum anlage eroeffnet eroeffnetam eingang eingangam eingangsdatum anfragedatum anfrageam anfragevom erfasst erfasstam erfassungsdatum hinzugefuegtam eingefuegtam leaddatum startdatum beginn dealerstellt eintragsdatum aufgenommenam kontaktaufnahme",
            "created createddate creationdate datecreated createdon createdtime opendate openeddate dateopened dateadded addedon addtime dealcreated startdate engagedate entrydate enquirydate inquirydate leaddate optintime signupdate dateentered",
        ),
        (
            M::Updated,
            None,
            "updatedat",
            "geaendert geaendertam aktualisiert aktualisiertam letzteaenderung letzteaktualisierung zuletztgeaendert zuletztgeaendertam bearbeitetam aenderungsdatum zeitderaktualisierung modifiziertam",
            "updated lastmodified lastmodifieddate modified modifiedon datemodified modifiedtime updatetime updatedon lastupdated lastmodifiedat modifieddate lastchanged",
        ),
        (
            M::Closed,
            None,
            "closedate",
            "abschlussdatum abschlusstermin schlusstermin abgeschlossenam abgeschlossen geschlossenam geschlossen abschluss abschlussam tatsaechlichesabschlussdatum tatsaechlicherabschluss entschiedenam beendetam enddatum dealabgeschlossenam schliessdatum auftragsabschluss",
            "closed closeddate closingdate closedat closedon dateclosed actualclosedate actualclose dealclosedon enddate closetime completedon decisiondate",
        ),
        (
            M::WonAt,
            None,
            "wonat",
            "gewonnen gewonnenam gewonnendatum datumgewonnen gewinndatum auftragam auftragsdatum auftragsdatumam auftragserteilung bestelldatum bestelltam datumdesgewonnenendeals zuschlagam konvertierungsdatum konvertiertam umgewandeltam",
            "won wontime wondate datewon wonon orderdate closedwondate dateclosedwon converteddate dateconverted convertedat conversiondate",
        ),
        (
            M::LostAt,
            None,
            "lostat",
            "verloren verlorenam verlorendatum datumverloren verlustdatum abgesagtam absagedatum datumdesverlorenendeals",
            "lost losttime lostdate datelost loston closedlostdate dateclosedlost",
        ),
        (
            M::ExpectedClose,
            None,
            "",
            "erwartetesabschlussdatum erwarteterabschluss voraussichtlichesabschlussdatum voraussichtlicherabschluss voraussabschlussdatum geplantesabschlussdatum geplanterabschluss erwabschlussdatum geschabschlussdatum geschaetztesabschlussdatum prognosedatum plandatum erwartetam geplanterabschlusstermin voraussichtlicherabschlusstermin abschlusserwartet",
            "expectedclosedate expectedclose expectedclosing estclosedate estimatedclosedate estimatedclose forecastdate forecastclosedate expectedclosingdate anticipatedclosedate targetclosedate targetdate",
        ),
        (
            M::StageChanged,
            None,
            "",
            "letztephasenaenderung letztestufenaenderung phasegeaendertam phasenwechsel phasenaenderungam letzterphasenwechsel phaseseit inphaseseit",
            "laststagechange laststagechangedate stagechanged stagechangedate stagelastchanged stagechangedat dateoflaststagechange dateenteredcurrentstage laststageupdate",
        ),
        (
            M::LastActivity,
            None,
            "",
            "letzteaktivitaet letzteaktivitaetam letzterkontakt letzterkontaktam zuletztkontaktiert zuletztkontaktiertam datumderletztenaktivitaet letztekontaktaufnahme letzteransprache letzterbesuch letzterbesucham letzteraktivitaetsdatum",
            "lastactivity lastactivitydate lastcontacted lastcontact lastcontactdate lasttouch lasttouchdate lastcontactedat lastactivityat lasttouchpoint lastengagementdate dateoflastactivity lastvisit",
        ),
        (
            M::NextActivity,
            None,
            "",
            "naechsteaktivitaet naechsteaktivitaetam wiedervorlage wiedervorlageam naechsterkontakt naechsterkontaktam datumnaechsteaktivitaet datumdernaechstenaktivitaet naechstertermin",
            "nextactivity nextactivitydate followup followupdate nextcontact nextcontactdate nextfollowup nextactivityat",
        ),
        (M::NextActivity, deals, "", "faelligam faelligkeit", "duedate"),
        (
            M::NextStep,
            None,
            "",
            "naechsterschritt naechsteschritte naechsteaktion",
            "nextstep nextsteps nextaction",
        ),
        (
            M::FromStage,
            None,
            "fromstage",
            "vonphase altephase alterwert vorherigephase vonstufe altestufe ausphase vorherigestufe stufevorher phasevorher phasealt",
            "oldstage oldvalue previousstage stagefrom priorstage oldstagename fromstagename",
        ),
        (M::FromStage, history, "", "von alt vorher", "from old previous"),
        (
            M::ToStage,
            None,
            "tostage",
            "nachphase neuephase neuerwert zuphase nachstufe neuestufe inphase stufenachher phasenachher phaseneu",
            "newstage newvalue nextstage stageto newstagename tostagename",
        ),
        (M::ToStage, history, "", "nach neu nachher zu", "to new next"),
        (
            M::At,
            activities,
            "datetime",
            "datum am zeit beginn start startzeit termin erledigtam datumuhrzeit wann faelligam durchgefuehrtam",
            "date time start starttime begin duedate activitydate completedat completedon donetime activitytime meetingdate calldate markedasdonetime createdate created",
        ),
        (
            M::At,
            history,
            "",
            "datum am zeit geaendertam wann aenderungsdatum wechselam seit",
            "date time lastmodified changed on when editdate",
        ),
        (
            M::At,
            None,
            "timestamp timetimestamp datetime",
            "zeitstempel zeitpunkt aktivitaetsdatum ereigniszeit",
            "eventtime occurredat activitydate changedate changedat transitiondate eventdate changedon datechanged",
        ),
        (
            M::Event,
            activities,
            "event conceptname typ type",
            "art kanal aktivitaet ereignis vorgang aufgabe kontaktart",
            "activity channel kind action task",
        ),
        (
            M::Event,
            None,
            "activityname conceptname eventtype",
            "aktivitaetstyp aktivitaetsart ereignistyp aktivitaet ereignis",
            "activitytype activity eventname event",
        ),
        (
            M::Direction,
            None,
            "",
            "richtung eingehendausgehend",
            "direction inboundoutbound calldirection",
        ),
        (
            M::DurationMinutes,
            activities,
            "",
            "dauer dauerminuten dauermin dauerinminuten gespraechsdauer anrufdauer",
            "duration durationminutes durationmin callduration length",
        ),
        (
            M::DurationMinutes,
            None,
            "",
            "dauerminuten dauermin dauerinminuten gespraechsdauer anrufdauer",
            "durationminutes durationmin callduration",
        ),
        (M::Subject, activities, "", "betreff titel thema", "subject title topic name"),
        (
            M::MailedAt,
            None,
            "",
            "versandtam versandt versanddatum versendetam gesendetam mailingdatum versandzeitpunkt verschicktam mailingam",
            "mailedat sentat senddate sent sendtime datesent senton mailingdate mailsentat",
        ),
        (
            M::Campaign,
            None,
            "",
            "kampagne kampagnenname namederkampagne mailing mailingname kampagnentitel aussendung",
            "campaign campaignname campaigntitle newsletter mailingtitle primarycampaignsource",
        ),
        (
            M::MailResult,
            None,
            "bouncestatus",
            "zustellstatus zustellung bounceart bouncetyp mailstatus emailstatus zustellergebnis mailergebnis bouncekategorie",
            "mailresult bouncetype deliverystatus bounceclass emailstatus deliverability bouncecategory",
        ),
        (M::MailResult, mailings, "status bounce", "ergebnis typ art zustand", "result type event"),
        (
            M::BouncedAt,
            None,
            "",
            "bounceam bouncedatum bouncedam unzustellbaram ruecklaeuferam bouncezeitpunkt",
            "bouncedat bouncedate bouncetime cleantime datebounced bouncedon lastbouncedate",
        ),
        (
            M::UnsubscribedAt,
            None,
            "",
            "abgemeldetam abmeldedatum abmeldungam ausgetragenam",
            "unsubscribedat unsubscribedate unsubtime optoutdate unsubscribedon optouttime",
        ),
        (
            M::VerifiedAt,
            None,
            "",
            "geprueftam verifiziertam bestaetigtam zuletztgeprueft zuletztgeprueftam pruefdatum adressegeprueftam",
            "verifiedat lastverified verifieddate confirmtime lastverifiedat verifiedon datachecked checkedon",
        ),
        (
            M::Invalid,
            None,
            "bounced hardbounce",
            "ungueltig emailungueltig kontaktungueltig adresseungueltig unzustellbar emailadresseistungueltig veraltet istungueltig inaktiv",
            "invalid isbounced emailbounced emailinvalid isinvalid invalidemail undeliverable emailisinvalid isemailbounced",
        ),
        (
            M::Count,
            None,
            "count",
            "anzahl menge anzahldeals anzahlchancen stueck stueckzahl anzahlleads haeufigkeit",
            "numberofdeals dealcount quantity recordcount ofdeals frequency deals leads",
        ),
        (
            M::Notes,
            None,
            "",
            "notiz notizen bemerkung bemerkungen kommentar kommentare beschreibung anmerkung anmerkungen freitext info zusatzinfo grund",
            "note notes comment comments description remarks remark reason details",
        ),
        (M::Subject, None, "", "aktivitaetsbetreff", "activitysubject activitytitle"),
    ]
}

static BY_WORD: LazyLock<BTreeMap<&'static str, Vec<Synonym>>> = LazyLock::new(|| {
    let mut by_word: BTreeMap<&'static str, Vec<Synonym>> = BTreeMap::new();
    for (meaning, family, both, german, english) in rows() {
        let lists =
            [(both, None), (german, Some(Language::German)), (english, Some(Language::English))];
        for (list, language) in lists {
            for word in list.split(' ').filter(|word| !word.is_empty()) {
                let synonym = Synonym { word, meaning: meaning.clone(), family, language };
                by_word.entry(word).or_default().push(synonym);
            }
        }
    }
    by_word
});

/// The meanings of a header's key.
#[must_use]
pub fn of(key: &str) -> &'static [Synonym] {
    BY_WORD.get(key).map_or(&[], Vec::as_slice)
}

/// Words that say what a column is wherever they stand in its header.
const TELLING: &[&str] = &[
    "email",
    "mail",
    "telefon",
    "phone",
    "plz",
    "postleitzahl",
    "zip",
    "betrag",
    "amount",
    "umsatz",
    "revenue",
    "stage",
    "phase",
    "waehrung",
    "currency",
    "wahrscheinlichkeit",
    "probability",
    "abschlussdatum",
    "mobil",
    "mobile",
    "strasse",
    "branche",
    "industry",
    "verlustgrund",
    "kampagne",
    "campaign",
    "pipeline",
];

/// The meaning of a telling word among the words of a header: `Ansprechpartner E-Mail privat` is an address.
/// Of several the last one, since both languages put the noun that counts there.
#[must_use]
pub fn inside(words: &[String]) -> Option<&'static Synonym> {
    let pairs = words.windows(2).map(<[String]>::concat);
    let found =
        words.iter().cloned().chain(pairs).rfind(|word| TELLING.contains(&word.as_str()))?;
    of(&found).first()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::fold::key;

    #[test]
    fn every_word_is_its_own_key() {
        for word in BY_WORD.keys() {
            assert_eq!(key(word), *word);
        }
    }

    #[test]
    fn no_word_means_two_things_that_its_cells_could_not_tell_apart() {
        // Yes or no against a date, a place against an outcome: the cells decide.
        let told_by_cells = [
            (Meaning::IsClosed, Meaning::Closed),
            (Meaning::IsWon, Meaning::WonAt),
            (Meaning::Region, Meaning::Status),
        ];
        let mut clashes = Vec::new();
        for (word, synonyms) in BY_WORD.iter() {
            for (at, a) in synonyms.iter().enumerate() {
                for b in synonyms.iter().skip(at + 1).filter(|b| b.family == a.family) {
                    let pair = (a.meaning.clone(), b.meaning.clone());
                    if a.meaning != b.meaning && !told_by_cells.contains(&pair) {
                        clashes.push((word, pair));
                    }
                }
            }
        }
        assert!(clashes.is_empty(), "{clashes:?}");
    }

    #[test]
    fn telling_words_are_found_inside_a_header() {
        let words = |text: &str| crate::import::fold::words(text);
        let meaning = |text: &str| inside(&words(text)).map(|synonym| synonym.meaning.clone());
        assert_eq!(meaning("Ansprechpartner E-Mail privat"), Some(Meaning::Email));
        assert_eq!(meaning("Vertrag Betrag gesamt"), Some(Meaning::Amount));
        assert_eq!(meaning("Farbe"), None);
    }
}
