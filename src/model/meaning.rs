//! What a column means, independent of the words of the CRM it came from.

use serde::{Deserialize, Serialize};

/// What one row of a table is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RecordKind {
    /// A deal, opportunity or lead on its way through the pipeline.
    Deal,
    /// A person or company that can be contacted.
    Contact,
    /// A call, mail, meeting or note.
    Activity,
    /// One address in one mailing, with what became of it.
    Mailing,
}

/// The meaning of a column. The names follow `headers.json`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Meaning {
    /// The record's own key.
    Id,
    /// Key of the deal a row belongs to (activities, histories).
    DealId,
    /// Key of the contact a row belongs to.
    ContactId,
    /// Name of the deal.
    Title,
    /// Company or account.
    Company,
    /// Key of the company.
    CompanyId,
    /// Full name of a person.
    Contact,
    /// First name.
    FirstName,
    /// Last name.
    LastName,
    /// Form of address.
    Salutation,
    /// Job title.
    Job,
    /// E-mail address.
    Email,
    /// Telephone number.
    Phone,
    /// Mobile number.
    Mobile,
    /// Street and number.
    Street,
    /// Postcode.
    Zip,
    /// City.
    City,
    /// State, sales region or territory.
    Region,
    /// Country.
    Country,
    /// Branch of industry.
    Industry,
    /// Tags, labels or categories.
    Tags,
    /// The rep who owns the record.
    Owner,
    /// Where the lead came from.
    Source,
    /// Product or product line.
    Product,
    /// Kind of deal.
    DealType,
    /// Name of the pipeline.
    Pipeline,
    /// The stage a deal is in.
    Stage,
    /// A status that says open, won or lost beside the stage.
    Status,
    /// Whether the deal is won.
    IsWon,
    /// Whether the deal is closed.
    IsClosed,
    /// Why it was lost.
    LostReason,
    /// Worth of the deal.
    Amount,
    /// Currency of the amount.
    Currency,
    /// The CRM's probability of winning.
    Probability,
    /// When the record was created.
    Created,
    /// When it was last changed.
    Updated,
    /// When the deal was closed, won or lost.
    Closed,
    /// When it was won.
    WonAt,
    /// When it was lost.
    LostAt,
    /// When closing is expected.
    ExpectedClose,
    /// When a stage was entered; the name of the stage as the header writes it.
    StageEntered(String),
    /// When the stage changed last.
    StageChanged,
    /// When somebody last wrote, called or met.
    LastActivity,
    /// When the next activity is due.
    NextActivity,
    /// What is to be done next.
    NextStep,
    /// Stage before the change (histories).
    FromStage,
    /// Stage after the change (histories).
    ToStage,
    /// When something happened (histories, event logs, activities).
    At,
    /// What happened: the activity of an event log, the type of an activity.
    Event,
    /// `inbound` or `outbound`.
    Direction,
    /// How long an activity took.
    DurationMinutes,
    /// Text of the activity.
    Subject,
    /// When a mailing went out.
    MailedAt,
    /// Name of the mailing or campaign.
    Campaign,
    /// What became of it: delivered, hard bounce, soft bounce, unsubscribed.
    MailResult,
    /// When the address bounced.
    BouncedAt,
    /// When the contact unsubscribed.
    UnsubscribedAt,
    /// When the contact was last known to be right.
    VerifiedAt,
    /// A mark that the contact is no longer valid.
    Invalid,
    /// A number of rows (aggregates).
    Count,
    /// Free text.
    Notes,
    /// A column no analysis asks for. Kept, shown with the records, offered for breakdowns.
    Other,
    /// A column the user or the vendor's format says to leave out.
    Ignored,
}
