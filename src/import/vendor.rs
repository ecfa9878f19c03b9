//! Whose export a file is: the systems of `headers.json` and how their files are told apart.
//!
//! A vendor decides what a word of several meanings means (`created` of a SendGrid list is the bounce), and is
//! shown to the user as the reason. Nothing depends on knowing it: an unknown system's file is read by the
//! words of its headers and by its values.

use serde::{Deserialize, Serialize};

use super::fold::{fold, key};
use super::header::{self, Family};

/// The systems whose exports are known by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)] // the names say all there is
pub enum Vendor {
    HubSpot,
    Pipedrive,
    Salesforce,
    Dynamics,
    Zoho,
    Odoo,
    EspoCrm,
    SuiteCrm,
    Vtiger,
    Freshsales,
    Krayin,
    Twenty,
    CentralStation,
    CasGenesisWorld,
    Weclapp,
    Outlook,
    GoogleContacts,
    LinkedIn,
    Mailchimp,
    SendGrid,
    Mailify,
    Datev,
}

impl Vendor {
    /// The vendor's name, as itself writes it; the names of `headers.json`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::HubSpot => "HubSpot",
            Self::Pipedrive => "Pipedrive",
            Self::Salesforce => "Salesforce",
            Self::Dynamics => "Dynamics 365",
            Self::Zoho => "Zoho CRM",
            Self::Odoo => "Odoo",
            Self::EspoCrm => "EspoCRM",
            Self::SuiteCrm => "SuiteCRM",
            Self::Vtiger => "vtiger / berliCRM",
            Self::Freshsales => "Freshsales",
            Self::Krayin => "Krayin",
            Self::Twenty => "Twenty",
            Self::CentralStation => "CentralStationCRM",
            Self::CasGenesisWorld => "CAS genesisWorld",
            Self::Weclapp => "weclapp",
            Self::Outlook => "Outlook",
            Self::GoogleContacts => "Google Contacts",
            Self::LinkedIn => "LinkedIn",
            Self::Mailchimp => "Mailchimp",
            Self::SendGrid => "SendGrid",
            Self::Mailify => "Mailify",
            Self::Datev => "DATEV",
        }
    }

    /// All of them, in the order of declaration.
    pub const ALL: [Self; 22] = [
        Self::HubSpot,
        Self::Pipedrive,
        Self::Salesforce,
        Self::Dynamics,
        Self::Zoho,
        Self::Odoo,
        Self::EspoCrm,
        Self::SuiteCrm,
        Self::Vtiger,
        Self::Freshsales,
        Self::Krayin,
        Self::Twenty,
        Self::CentralStation,
        Self::CasGenesisWorld,
        Self::Weclapp,
        Self::Outlook,
        Self::GoogleContacts,
        Self::LinkedIn,
        Self::Mailchimp,
        Self::SendGrid,
        Self::Mailify,
        Self::Datev,
    ];

    /// The vendor of a name of `headers.json`.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|vendor| vendor.name() == name)
    }
}

/// Headers that only one system writes; one of them is enough.
const SIGNATURES: &[(&str, Vendor)] = &[
    ("leid", Vendor::Mailchimp),
    ("euid", Vendor::Mailchimp),
    ("memberrating", Vendor::Mailchimp),
    ("optintime", Vendor::Mailchimp),
    ("cleantime", Vendor::Mailchimp),
    ("connectedon", Vendor::LinkedIn),
    ("email1value", Vendor::GoogleContacts),
    ("stagename", Vendor::Salesforce),
    ("fieldevent", Vendor::Salesforce),
    ("opportunityowner", Vendor::Salesforce),
    ("opportunityinhaber", Vendor::Salesforce),
    ("accountnameid", Vendor::Zoho),
    ("strassegeschaeftlich", Vendor::Outlook),
    ("weiterevornamen", Vendor::Outlook),
    ("zustaendigermitarbeiterfuerdeal", Vendor::HubSpot),
    ("zustaendigermitarbeiterfuerkontakt", Vendor::HubSpot),
    ("gguid", Vendor::CasGenesisWorld),
    ("nameadressatentypunternehmen", Vendor::Datev),
];

/// Starts of folded headers that only one system writes.
const PREFIXES: &[(&str, Vendor)] = &[
    ("date entered \"", Vendor::HubSpot),
    ("date exited \"", Vendor::HubSpot),
    ("hubspot ", Vendor::HubSpot),
    ("(do not modify)", Vendor::Dynamics),
    ("(nicht aendern)", Vendor::Dynamics),
];

/// The vendor of a file: by its first line (DATEV), by a header only one system writes, or else the system that
/// knows most of the headers, where it knows at least three that few others know.
#[must_use]
pub fn detect(headers: &[String], meta_lines: &[String], entity: Option<&str>) -> Option<Vendor> {
    if datev_format(meta_lines).is_some() {
        return Some(Vendor::Datev);
    }
    if entity.is_some() {
        return Some(Vendor::Pipedrive);
    }
    for header in headers {
        let folded = fold(header);
        let key = key(header);
        let signed = SIGNATURES.iter().find(|(signature, _)| *signature == key);
        let begun = PREFIXES.iter().find(|(prefix, _)| folded.starts_with(prefix));
        if let Some((_, vendor)) = signed.or(begun) {
            return Some(*vendor);
        }
    }
    let keys: Vec<String> = headers.iter().map(|header| key(header)).collect();
    if keys == ["status", "reason", "email", "created"] {
        return Some(Vendor::SendGrid);
    }
    let mut scores = [0.0_f64; Vendor::ALL.len()];
    let mut counts = [0_usize; Vendor::ALL.len()];
    for key in &keys {
        let mut vendors: Vec<Vendor> = header::known(key).iter().map(|k| k.vendor).collect();
        vendors.sort_unstable();
        vendors.dedup();
        for vendor in &vendors {
            let at = *vendor as usize;
            if let (Some(score), Some(count)) = (scores.get_mut(at), counts.get_mut(at)) {
                *score += 1.0 / vendors.len() as f64;
                *count += 1;
            }
        }
    }
    let best = Vendor::ALL.into_iter().zip(scores).zip(counts).max_by(|a, b| {
        // Of equals the first of the list: `max_by` would take the last.
        a.0.1.total_cmp(&b.0.1).then((b.0.0 as usize).cmp(&(a.0.0 as usize)))
    });
    best.filter(|((_, score), count)| *score >= 1.5 && *count >= 3).map(|((vendor, _), _)| vendor)
}

/// DATEV's own name of a format, from the line that starts with `"EXTF"` or `"DTVF"`.
#[must_use]
pub fn datev_format(meta_lines: &[String]) -> Option<String> {
    let line = meta_lines.iter().find(|line| {
        let start = line.trim_start_matches(['\u{feff}', '"', ' ']);
        start.starts_with("EXTF") || start.starts_with("DTVF")
    })?;
    line.split(';').nth(3).map(|name| name.trim_matches(['"', ' ']).to_owned())
}

/// The entity that Pipedrive writes before each header (`Deal - Title`, Czech `Obchod - Název`): the part
/// before ` - ` that at least six in ten headers (and three at least) share.
#[must_use]
pub fn entity_prefix(headers: &[String]) -> Option<String> {
    let prefixes: Vec<&str> =
        headers.iter().filter_map(|header| Some(header.split_once(" - ")?.0.trim())).collect();
    let count = |prefix: &str| prefixes.iter().filter(|known| **known == prefix).count();
    let (best, n) =
        prefixes.iter().map(|prefix| (*prefix, count(prefix))).rev().max_by_key(|(_, n)| *n)?;
    (n >= 3 && n * 10 >= headers.len() * 6).then(|| best.to_owned())
}

/// What the records of a file are, by the entity before its headers.
#[must_use]
pub fn entity_family(entity: &str) -> Option<Family> {
    match key(entity).as_str() {
        "deal" | "lead" | "obchod" | "negocio" | "negocjacja" | "trato" | "szansa" => {
            Some(Family::Deals)
        }
        "person" | "kontakt" | "organisation" | "organization" | "osoba" => Some(Family::Contacts),
        "activity" | "aktivitaet" | "aktivita" => Some(Family::Activities),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(line: &str) -> Vec<String> {
        line.split(',').map(str::to_owned).collect()
    }

    #[test]
    fn every_vendor_of_the_list_has_its_name() {
        for vendor in Vendor::ALL {
            assert_eq!(Vendor::from_name(vendor.name()), Some(vendor));
        }
        for known in header::all() {
            assert!(Vendor::ALL.contains(&known.vendor));
        }
    }

    #[test]
    fn a_signature_is_enough() {
        let detect = |line: &str| detect(&headers(line), &[], None);
        assert_eq!(detect("Id,StageName,Amount"), Some(Vendor::Salesforce));
        assert_eq!(detect("(Nicht ändern) Firma,Thema"), Some(Vendor::Dynamics));
        assert_eq!(detect("status,reason,email,created"), Some(Vendor::SendGrid));
        assert_eq!(detect("First Name,Last Name,Company,Connected On"), Some(Vendor::LinkedIn));
        assert_eq!(detect("Deal-ID,Firma,Betrag,Notiz"), None);
    }

    #[test]
    fn pipedrive_is_known_by_its_prefix_in_any_language() {
        let czech = headers("Obchod - ID,Obchod - Název,Obchod - Hodnota,Obchod - Stav");
        assert_eq!(entity_prefix(&czech).as_deref(), Some("Obchod"));
        assert_eq!(entity_prefix(&headers("A - B,C,D,E")), None);
    }

    #[test]
    fn datev_names_its_format_in_the_first_line() {
        let line = r#""EXTF";700;16;"Debitoren/Kreditoren";5;2018"#.to_owned();
        assert_eq!(datev_format(&[line]).as_deref(), Some("Debitoren/Kreditoren"));
        assert_eq!(datev_format(&["Stand: heute".to_owned()]), None);
    }
}
