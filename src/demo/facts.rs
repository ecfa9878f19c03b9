//! What is known about the synthetic company because it was planted.

/// Counts and rates that hold for the files of every seed. Each is found again by a test that reads the CSV
/// without the importer.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct KnownFacts {
    /// Deals: rows of the deal file that are whole.
    pub n_deals: usize,
    /// Deals created in 2025.
    pub n_created_in_year: usize,
    /// Deals won or lost, all of them in 2025.
    pub n_decided: usize,
    /// Deals won.
    pub n_won: usize,
    /// Deals not decided at the end of 2025.
    pub n_open: usize,
    /// Sum of the amounts of won deals, EUR.
    pub won_amount_eur: i64,
    /// Reps.
    pub n_reps: usize,
    /// Sources.
    pub n_sources: usize,
    /// Rows of the deal file with too few fields; not in `n_deals`.
    pub n_broken_rows: usize,
    /// Open deals whose amount is a text.
    pub n_text_amounts: usize,
    /// Open deals whose next activity is on a day the calendar does not have.
    pub n_impossible_dates: usize,
    /// Decided deals without an entry date of step 2 (Kontaktiert) that have a later one.
    pub n_skipped_contacted: usize,
    /// Decided deals without an entry date of step 3 (Qualifiziert) that have a later one.
    pub n_skipped_qualified: usize,
    /// Won deals whose step 3 is dated after step 4.
    pub n_negative_steps: usize,
    /// Deals without postcode.
    pub n_deals_without_postcode: usize,
    /// Deals without owner, all open.
    pub n_deals_without_owner: usize,
    /// Open deals without amount (those with a text not counted).
    pub n_deals_without_amount: usize,
    /// Lost deals without a reason.
    pub n_lost_without_reason: usize,
    /// Open deals without next step.
    pub n_without_next_step: usize,
    /// Open deals whose next activity is overdue.
    pub n_overdue: usize,
    /// Open deals without activity in the last 14 days.
    pub n_silent: usize,
    /// Open deals that are overdue or silent.
    pub n_overdue_or_silent: usize,
    /// Enquiries (deals) without an answer: no outbound activity.
    pub n_unanswered: usize,
    /// Of these, still open.
    pub n_unanswered_open: usize,
    /// Deals with two outbound activities on different channels within 24 hours (MATH 7.5).
    pub n_mixed_channels: usize,
    /// Readiness lost per hour until the first answer: the chance to qualify and the chance to win fall with
    /// e^(-kt) (MATH 4.1).
    pub readiness_decay_per_hour: f64,
    /// Contacts: rows of the contact file, each with its own key.
    pub n_contacts: usize,
    /// Contacts with postcode.
    pub n_with_postcode: usize,
    /// Of these, in the area 97.
    pub n_with_postcode_97: usize,
    /// Contacts without postcode.
    pub n_without_postcode: usize,
    /// Of these, in a town of the area 97: what an invitation by postcode misses.
    pub n_without_postcode_97: usize,
    /// Contacts without e-mail address.
    pub n_without_email: usize,
    /// Contacts with an address that is none (`(at)`).
    pub n_malformed_emails: usize,
    /// Contacts without telephone number.
    pub n_without_phone: usize,
    /// Contacts without position.
    pub n_without_position: usize,
    /// Contacts without owner.
    pub n_contacts_without_owner: usize,
    /// Contacts without source.
    pub n_contacts_without_source: usize,
    /// Contacts with the address of an older one (in any case of letters).
    pub n_exact_duplicates: usize,
    /// Contacts with the name and the company of an older one, the company spelled differently.
    pub n_near_duplicates: usize,
    /// Contacts without any activity.
    pub n_never_contacted: usize,
    /// Contacts whose last activity is more than 365 days ago.
    pub n_contacts_silent_for_a_year: usize,
    /// Contacts tagged as dealers, in any spelling.
    pub n_tagged_dealer: usize,
    /// Of these, in the usual spelling `Händler`.
    pub n_tagged_dealer_usual: usize,
    /// Contacts tagged as key accounts, in any spelling.
    pub n_tagged_key_account: usize,
    /// Of these, in the usual spelling `Großkunde`.
    pub n_tagged_key_account_usual: usize,
    /// Mailings.
    pub n_campaigns: usize,
    /// Share of the addresses that go bad each month.
    pub monthly_decay: f64,
}

impl KnownFacts {
    /// Share of decided deals that were won: 33 %.
    #[must_use]
    pub fn win_rate(&self) -> f64 {
        self.n_won as f64 / self.n_decided as f64
    }

    /// Average amount of a won deal in EUR: 4,000.
    #[must_use]
    pub fn avg_won_amount_eur(&self) -> f64 {
        self.won_amount_eur as f64 / self.n_won as f64
    }
}

/// The facts of the company.
///
/// The postcodes follow the example of MATH 7.2 with its shares and its result, on a list of 6,000: 20 % of the
/// filled ones match 97xxx, 200 are empty, an invitation misses 40.
pub const KNOWN: KnownFacts = KnownFacts {
    n_deals: 1_000,
    n_created_in_year: 900,
    n_decided: 900,
    n_won: 297,
    n_open: 100,
    won_amount_eur: 1_188_000,
    n_reps: 5,
    n_sources: 5,
    n_broken_rows: 2,
    n_text_amounts: 2,
    n_impossible_dates: 3,
    n_skipped_contacted: 12,
    n_skipped_qualified: 24,
    n_negative_steps: 3,
    n_deals_without_postcode: 40,
    n_deals_without_owner: 6,
    n_deals_without_amount: 8,
    n_lost_without_reason: 45,
    n_without_next_step: 18,
    n_overdue: 24,
    n_silent: 30,
    n_overdue_or_silent: 44,
    n_unanswered: 59,
    n_unanswered_open: 10,
    n_mixed_channels: 90,
    readiness_decay_per_hour: super::pipeline::READINESS_DECAY_PER_HOUR,
    n_contacts: 6_000,
    n_with_postcode: 5_800,
    n_with_postcode_97: 1_160,
    n_without_postcode: 200,
    n_without_postcode_97: 40,
    n_without_email: 180,
    n_malformed_emails: 25,
    n_without_phone: 540,
    n_without_position: 300,
    n_contacts_without_owner: 120,
    n_contacts_without_source: 90,
    n_exact_duplicates: 60,
    n_near_duplicates: 45,
    n_never_contacted: 480,
    n_contacts_silent_for_a_year: 700,
    n_tagged_dealer: 800,
    n_tagged_dealer_usual: 560,
    n_tagged_key_account: 400,
    n_tagged_key_account_usual: 320,
    n_campaigns: 4,
    monthly_decay: 0.021,
};
