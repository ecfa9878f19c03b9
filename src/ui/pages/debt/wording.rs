//! The ledger in words: rules, reasons, entries and their formulas.

use crate::analysis::debt_ledger::{Fault, Field, LedgerConfig, NotMeasurable, Rule, Sign};
use crate::job::debt_price::EntryKind;
use crate::ui::i18n::{Locale, td_string};

/// The name of a field.
#[must_use]
pub fn field_name(locale: Locale, field: Field) -> &'static str {
    match field {
        Field::Email => td_string!(locale, debt.field_email),
        Field::Phone => td_string!(locale, debt.field_phone),
        Field::Zip => td_string!(locale, debt.field_zip),
        Field::City => td_string!(locale, debt.field_city),
        Field::Company => td_string!(locale, debt.field_company),
        Field::Job => td_string!(locale, debt.field_job),
        Field::Source => td_string!(locale, debt.field_source),
        Field::Tags => td_string!(locale, debt.field_tags),
        Field::Owner => td_string!(locale, debt.field_owner),
        Field::Amount => td_string!(locale, debt.field_amount),
        Field::LostReason => td_string!(locale, debt.field_lost_reason),
    }
}

/// A rule in words.
#[must_use]
pub fn rule_name(locale: Locale, rule: Rule, config: &LedgerConfig) -> String {
    let field = |field| field_name(locale, field);
    match rule.fault {
        Fault::Missing(at) => td_string!(locale, debt.rule_missing, field = field(at)),
        Fault::Malformed(at) => td_string!(locale, debt.rule_malformed, field = field(at)),
        Fault::Spelling(at) => td_string!(locale, debt.rule_spelling, field = field(at)),
        Fault::ExactCopy => td_string!(locale, debt.rule_exact).to_owned(),
        Fault::NearCopy => td_string!(locale, debt.rule_near).to_owned(),
        Fault::NeverContacted => td_string!(locale, debt.rule_never).to_owned(),
        Fault::Stale => td_string!(locale, debt.rule_stale, days = config.stale_days),
        Fault::Unanswered => td_string!(locale, debt.rule_unanswered).to_owned(),
        Fault::NoNextStep => td_string!(locale, debt.rule_no_next).to_owned(),
        Fault::Overdue => td_string!(locale, debt.rule_overdue).to_owned(),
        Fault::Silent => td_string!(locale, debt.rule_silent, days = config.silent_days),
        Fault::PastClose => td_string!(locale, debt.rule_past_close).to_owned(),
    }
}

/// What a rule counts, and among what.
#[must_use]
pub fn rule_meaning(locale: Locale, rule: Rule, config: &LedgerConfig) -> String {
    match rule.fault {
        Fault::Missing(_) => td_string!(locale, debt.meaning_missing).to_owned(),
        Fault::Malformed(_) => td_string!(locale, debt.meaning_malformed).to_owned(),
        Fault::Spelling(_) => td_string!(locale, debt.meaning_spelling).to_owned(),
        Fault::ExactCopy => td_string!(locale, debt.meaning_exact).to_owned(),
        Fault::NearCopy => td_string!(locale, debt.meaning_near).to_owned(),
        Fault::NeverContacted => td_string!(locale, debt.meaning_never).to_owned(),
        Fault::Stale => td_string!(locale, debt.meaning_stale, days = config.stale_days),
        Fault::Unanswered => td_string!(locale, debt.meaning_unanswered).to_owned(),
        Fault::NoNextStep => td_string!(locale, debt.meaning_no_next).to_owned(),
        Fault::Overdue => td_string!(locale, debt.meaning_overdue).to_owned(),
        Fault::Silent => td_string!(locale, debt.meaning_silent, days = config.silent_days),
        Fault::PastClose => td_string!(locale, debt.meaning_past_close).to_owned(),
    }
}

/// Why a rule cannot be counted, and what helps.
#[must_use]
pub fn reason(locale: Locale, why: NotMeasurable) -> String {
    match why {
        NotMeasurable::NoContacts => td_string!(locale, debt.why_no_contacts).to_owned(),
        NotMeasurable::NoDeals => td_string!(locale, debt.why_no_deals).to_owned(),
        NotMeasurable::NoColumn(field) => {
            td_string!(locale, debt.why_no_column, field = field_name(locale, field))
        }
        NotMeasurable::NoActivities => td_string!(locale, debt.why_no_activities).to_owned(),
        NotMeasurable::NoDirection => td_string!(locale, debt.why_no_direction).to_owned(),
        NotMeasurable::NoPlan => td_string!(locale, debt.why_no_plan).to_owned(),
        NotMeasurable::NoExpectedClose => td_string!(locale, debt.why_no_close).to_owned(),
        NotMeasurable::NothingToCompare => td_string!(locale, debt.why_nothing).to_owned(),
    }
}

/// The sign that made two contacts one.
#[must_use]
pub fn sign_name(locale: Locale, sign: Sign) -> &'static str {
    match sign {
        Sign::Email => td_string!(locale, debt.sign_email),
        Sign::NameAndCompany => td_string!(locale, debt.sign_company),
        Sign::NameAndPhone => td_string!(locale, debt.sign_phone),
        Sign::OneLetter => td_string!(locale, debt.sign_letter),
    }
}

/// An entry of the debt in EUR.
#[must_use]
pub fn entry_name(locale: Locale, kind: &EntryKind) -> String {
    match kind {
        EntryKind::FollowUps => td_string!(locale, debt.entry_follow_ups).to_owned(),
        EntryKind::Unanswered => td_string!(locale, debt.entry_unanswered).to_owned(),
        EntryKind::NeverContacted => td_string!(locale, debt.entry_never).to_owned(),
        EntryKind::Gap(field) => {
            td_string!(locale, debt.entry_gap, field = field_name(locale, *field))
        }
        EntryKind::Tag(usual) => td_string!(locale, debt.entry_tag, tag = usual.as_str()),
        EntryKind::Stale => td_string!(locale, debt.entry_stale).to_owned(),
        EntryKind::Cards => td_string!(locale, debt.entry_cards).to_owned(),
        EntryKind::Website => td_string!(locale, debt.entry_website).to_owned(),
        EntryKind::Licences => td_string!(locale, debt.entry_licences).to_owned(),
    }
}

/// How an entry is priced.
#[must_use]
pub fn formula(locale: Locale, kind: &EntryKind) -> &'static str {
    match kind {
        EntryKind::FollowUps => td_string!(locale, debt.formula_follow_ups),
        EntryKind::Unanswered => td_string!(locale, debt.formula_waiting),
        EntryKind::NeverContacted | EntryKind::Cards => td_string!(locale, debt.formula_list),
        EntryKind::Gap(_) => td_string!(locale, debt.formula_gap),
        EntryKind::Tag(_) => td_string!(locale, debt.formula_tag),
        EntryKind::Stale => td_string!(locale, debt.formula_stale),
        EntryKind::Website => td_string!(locale, debt.formula_website),
        EntryKind::Licences => td_string!(locale, debt.formula_licences),
    }
}
