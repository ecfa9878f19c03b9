//! The table of parameters: the one place that says what can be set, in which unit, within which limits, and what
//! it is worth until somebody says otherwise.
//!
//! Retired keys, never to be given again: `campaign.steady_leads_month` (the opportunities that come in each month say
//! the same) and `waiting.fresh_conversion` (the close rate says it). A file that holds them keeps them.
//!
//! Everything else reads it: inputs take unit, slider and default from it, files and links its keys, the bridge and
//! the comparison its order. A key is for ever (saved files hold it); a line may move, a default may change.
//!
//! # Defaults
//! They are the example of the source (100,000 EUR, 4,000 EUR, 1/3, 75) and, where the source has no number, the
//! examples of the golden vectors, marked as assumed. Counts that only the user or a file can know (cards in a
//! drawer, licences, weeks without a tool) are 0: nothing counted is guessed (MATH 7.1). The decay of 2.1 % a month
//! is literature, and one's own fit replaces it. No literature knows the loss of readiness per day in German B2B
//! (MATH 4.1): that default is an assumption and says so.

use std::ops::RangeInclusive;

use serde::{Deserialize, Serialize};

use super::unit::Unit;
use super::value::{Provenance, Reference, Value};

/// Range and step of a slider; a typed number may lie outside, within the limits.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Slider {
    /// Left end.
    pub min: f64,
    /// Right end.
    pub max: f64,
    /// Distance between two positions.
    pub step: f64,
}

/// What is known about a parameter before anybody sets it.
#[derive(Clone, Debug, PartialEq)]
pub struct ParameterSpec {
    /// The name in files and links.
    pub key: &'static str,
    /// What the number means.
    pub unit: Unit,
    /// What it is worth until it is set.
    pub default: f64,
    /// What it may be; both ends are allowed.
    pub limits: RangeInclusive<f64>,
    /// What its slider offers.
    pub slider: Slider,
    /// Where the default comes from; `None`: it is assumed.
    pub reference: Option<Reference>,
}

/// A slider from `min` to `max`.
const fn slide(min: f64, max: f64, step: f64) -> Slider {
    Slider { min, max, step }
}

macro_rules! parameters {
    ($(
        $(#[$doc:meta])*
        $name:ident = $key:literal, $unit:ident, $default:expr, $limits:expr, $slider:expr
        $(, from $reference:ident)?;
    )*) => {
        /// A parameter. The order is that of tables and of the bridge.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "&'static str")]
        #[repr(u8)]
        pub enum ParameterId {
            $($(#[$doc])* $name,)*
        }

        impl ParameterId {
            /// All parameters in order.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// What is known about the parameter.
            #[must_use]
            pub fn spec(self) -> ParameterSpec {
                match self {
                    $(Self::$name => ParameterSpec {
                        key: $key,
                        unit: Unit::$unit,
                        default: $default,
                        limits: $limits,
                        slider: $slider,
                        reference: None::<Reference>$(.or(Some(Reference::$reference)))?,
                    },)*
                }
            }

            /// The name in files and links, `quota.close_rate`.
            #[must_use]
            pub const fn key(self) -> &'static str {
                match self {
                    $(Self::$name => $key,)*
                }
            }
        }
    };
}

const MANY: f64 = 1e6;
const RICH: f64 = 1e9;
const THIRD: f64 = 1.0 / 3.0;

parameters! {
    // The quota chain (MATH 5.2).
    /// Revenue to reach each month.
    Quota = "quota.month_eur", EurPerMonth, 100_000.0, 0.0..=RICH, slide(10_000.0, 500_000.0, 5_000.0), from SalesArticles;
    /// Mean amount of a won deal.
    AvgDeal = "quota.avg_deal_eur", Eur, 4_000.0, 0.01..=RICH, slide(500.0, 20_000.0, 100.0), from SalesArticles;
    /// Share of opportunities that is won.
    CloseRate = "quota.close_rate", Share, THIRD, 0.0..=1.0, slide(0.01, 1.0, 0.01), from SalesArticles;
    /// Opportunities that come in each month.
    Opportunities = "quota.opportunities_month", CountPerMonth, 75.0, 0.0..=MANY, slide(0.0, 300.0, 1.0), from SalesArticles;
    /// Share of leads that become opportunities.
    QualifyRate = "quota.qualify_rate", Share, 0.4, 0.0..=1.0, slide(0.01, 1.0, 0.01);
    /// Share of contacts that become leads when they are approached.
    ContactRate = "quota.contact_rate", Share, 0.05, 0.0..=1.0, slide(0.005, 0.5, 0.005);
    /// Confidence a plan is made for.
    Confidence = "quota.confidence", Share, 0.8, 0.01..=0.999, slide(0.5, 0.99, 0.01);
    /// Share of revenue that is margin.
    Margin = "business.margin", Share, 0.35, 0.0..=1.0, slide(0.0, 1.0, 0.01);

    // The lever (MATH 5.1, 5.5).
    /// Relative change of the close rate: +10 % makes 36.3 % of 33 %.
    UpliftRelative = "uplift.relative", Share, 0.1, -1.0..=10.0, slide(-0.5, 1.0, 0.01), from SalesArticles;
    /// The same number read as points: 43 % of 33 %.
    UpliftPoints = "uplift.points", Points, 0.1, -1.0..=1.0, slide(-0.3, 0.5, 0.01);
    /// Relative change of the number of opportunities.
    UpliftOpportunities = "uplift.opportunities", Share, 0.0, -1.0..=10.0, slide(-0.5, 1.0, 0.01);
    /// Relative change of the mean deal.
    UpliftDeal = "uplift.deal", Share, 0.0, -1.0..=10.0, slide(-0.5, 1.0, 0.01);
    /// What the improvement costs at the start.
    UpliftCostOnce = "uplift.cost_once_eur", Eur, 12_000.0, 0.0..=RICH, slide(0.0, 100_000.0, 500.0);
    /// What the improvement costs each month.
    UpliftCostMonth = "uplift.cost_month_eur", EurPerMonth, 800.0, 0.0..=RICH, slide(0.0, 10_000.0, 50.0);
    /// Months until the improvement brings the first deal.
    UpliftLag = "uplift.lag_months", Months, 2.0, 0.0..=120.0, slide(0.0, 24.0, 0.5);
    /// Months the improvement is judged over.
    UpliftHorizon = "uplift.horizon_months", Months, 12.0, 1.0..=120.0, slide(1.0, 60.0, 1.0);

    // Qualification (MATH 7.4).
    /// Share of leads that is good.
    GoodShare = "qualification.good_share", Share, 0.35, 0.0..=1.0, slide(0.0, 1.0, 0.01);
    /// Share of good leads that pass the questions.
    Sensitivity = "qualification.sensitivity", Share, 0.9, 0.0..=1.0, slide(0.0, 1.0, 0.01);
    /// Share of bad leads that the questions stop.
    Specificity = "qualification.specificity", Share, 0.6, 0.0..=1.0, slide(0.0, 1.0, 0.01);
    /// Share of good opportunities that is won.
    WinGood = "qualification.win_good", Share, 0.9, 0.0..=1.0, slide(0.0, 1.0, 0.01);
    /// Share of bad opportunities that is won.
    WinBad = "qualification.win_bad", Share, 0.03, 0.0..=1.0, slide(0.0, 1.0, 0.01);
    /// Cost of asking one lead.
    QualifyCost = "qualification.cost_eur", Eur, 25.0, 0.0..=MANY, slide(0.0, 200.0, 5.0);
    /// Cost of working one opportunity.
    SalesEffort = "qualification.sales_effort_eur", Eur, 450.0, 0.0..=MANY, slide(0.0, 2_000.0, 10.0);

    // Simulation (MATH 5.6, 5.7).
    /// Coefficient of variation of deal sizes.
    DealCv = "simulation.deal_cv", Ratio, 0.5, 0.0..=3.0, slide(0.0, 2.0, 0.05);
    /// Where the random numbers start.
    Seed = "simulation.seed", Whole, 20_101_202.0, 0.0..=9_007_199_254_740_991.0, slide(0.0, 99_999_999.0, 1.0);
    /// Simulated years.
    Trials = "simulation.trials", Whole, 20_000.0, 100.0..=MANY, slide(1_000.0, 50_000.0, 1_000.0);

    // Season (SPEC Q4).
    /// Weight of January.
    January = "season.01", Ratio, 1.0, 0.0..=100.0, slide(0.0, 3.0, 0.05);
    /// Weight of February.
    February = "season.02", Ratio, 1.0, 0.0..=100.0, slide(0.0, 3.0, 0.05);
    /// Weight of March.
    March = "season.03", Ratio, 1.0, 0.0..=100.0, slide(0.0, 3.0, 0.05);
    /// Weight of April.
    April = "season.04", Ratio, 1.0, 0.0..=100.0, slide(0.0, 3.0, 0.05);
    /// Weight of May.
    May = "season.05", Ratio, 1.0, 0.0..=100.0, slide(0.0, 3.0, 0.05);
    /// Weight of June.
    June = "season.06", Ratio, 1.0, 0.0..=100.0, slide(0.0, 3.0, 0.05);
    /// Weight of July.
    July = "season.07", Ratio, 1.0, 0.0..=100.0, slide(0.0, 3.0, 0.05);
    /// Weight of August.
    August = "season.08", Ratio, 1.0, 0.0..=100.0, slide(0.0, 3.0, 0.05);
    /// Weight of September.
    September = "season.09", Ratio, 1.0, 0.0..=100.0, slide(0.0, 3.0, 0.05);
    /// Weight of October.
    October = "season.10", Ratio, 1.0, 0.0..=100.0, slide(0.0, 3.0, 0.05);
    /// Weight of November.
    November = "season.11", Ratio, 1.0, 0.0..=100.0, slide(0.0, 3.0, 0.05);
    /// Weight of December.
    December = "season.12", Ratio, 1.0, 0.0..=100.0, slide(0.0, 3.0, 0.05);
    /// Months until a new rep works at full strength.
    RampUp = "season.ramp_up_months", Months, 3.0, 0.0..=60.0, slide(0.0, 18.0, 0.5);
    /// Reps that start within the year.
    NewReps = "season.new_reps", Whole, 0.0, 0.0..=10_000.0, slide(0.0, 20.0, 1.0);
    /// Calendar month in which they start.
    NewRepsMonth = "season.new_reps_month", Whole, 1.0, 1.0..=12.0, slide(1.0, 12.0, 1.0);
    /// Share of the leave that is taken in one month; the rest is spread evenly.
    LeaveShare = "season.leave_share", Share, 0.0, 0.0..=1.0, slide(0.0, 1.0, 0.05);
    /// That calendar month.
    LeaveMonth = "season.leave_month", Whole, 8.0, 1.0..=12.0, slide(1.0, 12.0, 1.0);
    /// Median days from an opportunity to its win; 0: won in its own month.
    Cycle = "season.cycle_days", Days, 0.0, 0.0..=3_660.0, slide(0.0, 365.0, 5.0);
    /// Standard deviation of the logarithm of those days.
    CycleSpread = "season.cycle_sigma", Ratio, 0.5, 0.0..=3.0, slide(0.0, 2.0, 0.05);

    // Capacity (MATH 6.2).
    /// Reps.
    Reps = "capacity.reps", Whole, 5.0, 0.0..=10_000.0, slide(1.0, 50.0, 1.0);
    /// Full-time equivalents of a rep.
    Fte = "capacity.fte", Ratio, 1.0, 0.0..=1.0, slide(0.1, 1.0, 0.05);
    /// Working hours of a full day.
    HoursPerDay = "capacity.hours_per_day", Hours, 8.0, 0.0..=24.0, slide(1.0, 12.0, 0.25);
    /// Days of leave of a rep.
    VacationDays = "capacity.vacation_days", DaysPerYear, 30.0, 0.0..=366.0, slide(0.0, 40.0, 1.0);
    /// Days of illness of a rep.
    SickDays = "capacity.sick_days", DaysPerYear, 10.0, 0.0..=366.0, slide(0.0, 40.0, 1.0);
    /// Share of the working hours spent on administration.
    AdminShare = "capacity.admin_share", Share, 0.15, 0.0..=1.0, slide(0.0, 0.6, 0.01);
    /// Hours for existing customers.
    ExistingCustomers = "capacity.existing_customers_hours", HoursPerMonth, 0.0, 0.0..=744.0, slide(0.0, 100.0, 1.0);
    /// Hours owed to leads already in the funnel.
    CommittedHours = "capacity.committed_hours", HoursPerMonth, 0.0, 0.0..=744.0, slide(0.0, 100.0, 1.0);
    /// Weeks a rep works.
    WeeksPerYear = "capacity.weeks_per_year", WeeksPerYear, 44.0, 0.0..=53.0, slide(30.0, 52.0, 1.0);
    /// Whether the quota reckons with what capacity and waiting leave of the opportunities.
    Coupled = "capacity.coupled", Flag, 1.0, 0.0..=1.0, slide(0.0, 1.0, 1.0);

    // Meetings (MATH 7.3).
    /// Hours of the weekly meeting.
    WeeklyMeeting = "meetings.weekly_hours", HoursPerWeek, 2.0, 0.0..=168.0, slide(0.0, 20.0, 0.25);
    /// Minutes of the daily meeting.
    DailyMeeting = "meetings.daily_minutes", Minutes, 30.0, 0.0..=1_440.0, slide(0.0, 120.0, 5.0);
    /// Hours of all other meetings.
    OtherMeetings = "meetings.other_hours", HoursPerMonth, 0.0, 0.0..=744.0, slide(0.0, 60.0, 1.0);
    /// Share of the time in meetings that is saved.
    MeetingCut = "meetings.cut_share", Share, 0.0, 0.0..=1.0, slide(0.0, 1.0, 0.05);
    /// Hours of the weekly sync of the target regime; the source does not say how long it is.
    TargetSync = "meetings.target_sync_hours", HoursPerWeek, 1.0, 0.0..=168.0, slide(0.0, 4.0, 0.25);
    /// Minutes a day of the target regime: five to ten.
    TargetDaily = "meetings.target_daily_minutes", Minutes, 7.5, 0.0..=1_440.0, slide(0.0, 30.0, 0.5), from SalesArticles;

    // What one lead takes (MATH 6.2).
    /// Hours to find a date for a visit.
    VisitScheduling = "visit.scheduling_hours", Hours, 0.25, 0.0..=168.0, slide(0.0, 4.0, 0.05);
    /// Hours to prepare a visit.
    VisitPreparation = "visit.preparation_hours", Hours, 0.75, 0.0..=168.0, slide(0.0, 4.0, 0.05);
    /// Hours to plan the route of a tour.
    VisitRoute = "visit.route_planning_hours", Hours, 0.5, 0.0..=168.0, slide(0.0, 4.0, 0.05);
    /// Hours to put documents together.
    VisitDocuments = "visit.documents_hours", Hours, 0.5, 0.0..=168.0, slide(0.0, 4.0, 0.05);
    /// Hours on the road of a tour.
    VisitTravel = "visit.travel_hours", Hours, 2.5, 0.0..=168.0, slide(0.0, 12.0, 0.25);
    /// Hours of the visit itself.
    VisitPresentation = "visit.presentation_hours", Hours, 1.5, 0.0..=168.0, slide(0.0, 8.0, 0.25);
    /// Hours to write down what was said.
    VisitNotes = "visit.follow_up_notes_hours", Hours, 0.5, 0.0..=168.0, slide(0.0, 4.0, 0.05);
    /// Hours to do what was promised.
    VisitAction = "visit.follow_up_action_hours", Hours, 1.0, 0.0..=168.0, slide(0.0, 8.0, 0.05);
    /// Visits on one tour.
    TourSize = "visit.per_tour", Count, 2.0, 1.0..=100.0, slide(1.0, 10.0, 0.5);
    /// Hours of a call with its notes.
    CallHours = "call.hours", Hours, 0.4, 0.0..=24.0, slide(0.0, 2.0, 0.05);
    /// Calls per lead in the first stage.
    Calls1 = "effort.calls_1", Count, 2.0, 0.0..=1_000.0, slide(0.0, 10.0, 0.5);
    /// Calls per lead in the second stage.
    Calls2 = "effort.calls_2", Count, 2.0, 0.0..=1_000.0, slide(0.0, 10.0, 0.5);
    /// Calls per lead in the third stage.
    Calls3 = "effort.calls_3", Count, 1.0, 0.0..=1_000.0, slide(0.0, 10.0, 0.5);
    /// Calls per lead in the fourth stage.
    Calls4 = "effort.calls_4", Count, 2.0, 0.0..=1_000.0, slide(0.0, 10.0, 0.5);
    /// Calls per lead in the fifth stage.
    Calls5 = "effort.calls_5", Count, 0.0, 0.0..=1_000.0, slide(0.0, 10.0, 0.5);
    /// Calls per lead in the sixth stage and each later one.
    Calls6 = "effort.calls_6", Count, 0.0, 0.0..=1_000.0, slide(0.0, 10.0, 0.5);
    /// Visits per lead in the first stage.
    Visits1 = "effort.visits_1", Count, 0.0, 0.0..=1_000.0, slide(0.0, 5.0, 0.25);
    /// Visits per lead in the second stage.
    Visits2 = "effort.visits_2", Count, 0.0, 0.0..=1_000.0, slide(0.0, 5.0, 0.25);
    /// Visits per lead in the third stage.
    Visits3 = "effort.visits_3", Count, 0.5, 0.0..=1_000.0, slide(0.0, 5.0, 0.25);
    /// Visits per lead in the fourth stage.
    Visits4 = "effort.visits_4", Count, 0.5, 0.0..=1_000.0, slide(0.0, 5.0, 0.25);
    /// Visits per lead in the fifth stage.
    Visits5 = "effort.visits_5", Count, 0.0, 0.0..=1_000.0, slide(0.0, 5.0, 0.25);
    /// Visits per lead in the sixth stage and each later one.
    Visits6 = "effort.visits_6", Count, 0.0, 0.0..=1_000.0, slide(0.0, 5.0, 0.25);

    // Campaigns and the queue (MATH 6.3, 6.4).
    /// Replies per message sent.
    ResponseRate = "campaign.response_rate", Share, 0.03, 0.0..=1.0, slide(0.001, 0.2, 0.001);
    /// Whole months between a message and its reply.
    ResponseLag = "campaign.response_lag_months", Whole, 0.0, 0.0..=24.0, slide(0.0, 6.0, 1.0);
    /// Working days over which the replies to a campaign arrive.
    ReplyDays = "campaign.reply_days", Whole, 1.0, 1.0..=31.0, slide(1.0, 23.0, 1.0);
    /// Whether campaigns are levelled against capacity.
    Levelled = "campaign.levelled", Flag, 0.0, 0.0..=1.0, slide(0.0, 1.0, 1.0);
    /// Whether leads are spread in proportion to capacity, not evenly.
    LevelProportionally = "campaign.level_proportionally", Flag, 0.0, 0.0..=1.0, slide(0.0, 1.0, 1.0);
    /// Whether the newest enquiry is worked first, not the oldest.
    NewestFirst = "queue.newest_first", Flag, 0.0, 0.0..=1.0, slide(0.0, 1.0, 1.0);
    /// Rate at which waiting enquirers give up.
    AbandonRate = "queue.abandon_per_day", RatePerDay, 0.0, 0.0..=10.0, slide(0.0, 0.5, 0.005);

    // Waiting (MATH 4).
    /// Days an enquiry waits for its first answer.
    WaitingDays = "waiting.days", Days, 2.0, 0.0..=366.0, slide(0.0, 30.0, 0.25);
    /// Hours within which an enquiry should be answered.
    TargetHours = "waiting.target_hours", Hours, 4.0, 0.0..=8_784.0, slide(0.0, 72.0, 1.0);
    /// Rate at which readiness falls while an enquiry waits.
    ReadinessDecay = "waiting.readiness_decay_day", RatePerDay, 0.05, 0.0..=10.0, slide(0.0, 0.5, 0.005);
    /// Share of enquiries that is answered within those hours; the others wait as long as now.
    AnsweredShare = "waiting.target_share", Share, 0.0, 0.0..=1.0, slide(0.0, 1.0, 0.05);

    // Contact decay (MATH 3).
    /// Share of contacts going bad each month.
    ContactDecay = "decay.monthly", SharePerMonth, 0.021, 0.0..=0.99, slide(0.0, 0.1, 0.001), from MarketingSherpa;
    /// Contacts on the list.
    ListSize = "decay.list_size", Count, 2_000.0, 1.0..=RICH, slide(100.0, 50_000.0, 100.0);
    /// Months between two mailings.
    RecontactInterval = "decay.recontact_months", Months, 2.0, 0.05..=120.0, slide(0.5, 24.0, 0.5), from SalesArticles;
    /// Cost per contact and mailing.
    MailingCost = "decay.mailing_cost_eur", Eur, 0.1, 0.0..=MANY, slide(0.0, 5.0, 0.05);
    /// Cost of a mailing however long the list.
    MailingFixedCost = "decay.mailing_fixed_eur", Eur, 800.0, 0.0..=RICH, slide(0.0, 5_000.0, 50.0);
    /// Share of contacts that unsubscribe at a mailing.
    UnsubscribeRate = "decay.unsubscribe_rate", Share, 0.002, 0.0..=1.0, slide(0.0, 0.05, 0.001);
    /// What an unsubscribed contact was worth.
    ContactValue = "decay.contact_value_eur", Eur, 40.0, 0.0..=RICH, slide(0.0, 500.0, 5.0);
    /// What a live contact is worth each month.
    LiveValue = "decay.live_value_month_eur", EurPerMonth, 12.0, 0.0..=RICH, slide(0.0, 100.0, 0.5);
    /// Cost of repairing a contact that has gone bad.
    RepairCost = "decay.repair_cost_eur", Eur, 5.0, 0.0..=MANY, slide(0.0, 100.0, 1.0);
    /// Cost of a new contact.
    NewContactCost = "decay.new_contact_cost_eur", Eur, 40.0, 0.0..=MANY, slide(0.0, 500.0, 5.0);
    /// Months the care of the list is judged over.
    DecayHorizon = "decay.horizon_months", Months, 18.0, 1.0..=120.0, slide(1.0, 60.0, 1.0);

    // Sales debt (MATH 7.1).
    /// Cost of an hour of work.
    HourlyCost = "debt.hourly_cost_eur", Eur, 55.0, 0.0..=MANY, slide(10.0, 200.0, 1.0);
    /// Cost of a new lead.
    LeadCost = "debt.cost_per_lead_eur", Eur, 60.0, 0.0..=MANY, slide(0.0, 500.0, 5.0);
    /// Business cards nobody typed in.
    Cards = "debt.cards", Count, 0.0, 0.0..=MANY, slide(0.0, 500.0, 10.0);
    /// Their mean age.
    CardAge = "debt.card_age_months", Months, 1.5, 0.0..=120.0, slide(0.0, 24.0, 0.5);
    /// Hours to type in a card.
    CardHours = "debt.hours_per_card", Hours, 0.1, 0.0..=168.0, slide(0.0, 1.0, 0.01);
    /// Hours to contact a lead nobody called.
    ContactHours = "debt.hours_per_first_contact", Hours, 0.4, 0.0..=168.0, slide(0.0, 2.0, 0.05);
    /// Hours to fill a field.
    FieldHours = "debt.hours_per_field", Hours, 0.08, 0.0..=168.0, slide(0.0, 1.0, 0.01);
    /// Hours to correct a tag.
    TagHours = "debt.hours_per_tag", Hours, 0.02, 0.0..=168.0, slide(0.0, 1.0, 0.01);
    /// Hours to care for a contact on the list.
    CareHours = "debt.hours_per_contact", Hours, 0.01, 0.0..=168.0, slide(0.0, 1.0, 0.01);
    /// Hours to make up for an overdue step.
    FollowUpHours = "debt.hours_per_follow_up", Hours, 0.5, 0.0..=168.0, slide(0.0, 4.0, 0.05);
    /// Invitations sent by filter.
    Invitations = "debt.invitations_month", CountPerMonth, 0.5, 0.0..=1_000.0, slide(0.0, 10.0, 0.25);
    /// Share of the list that an invitation by filter is meant for.
    InvitationShare = "debt.match_share", Share, 0.2, 0.0..=1.0, slide(0.0, 1.0, 0.01);
    /// What reaching one contact by an invitation is worth.
    InvitationValue = "debt.value_per_invitation_eur", Eur, 12.0, 0.0..=MANY, slide(0.0, 200.0, 1.0);
    /// Rate at which a deal without follow-up is lost.
    OverdueLoss = "debt.overdue_loss_day", RatePerDay, 0.01, 0.0..=10.0, slide(0.0, 0.1, 0.001);
    /// Visitors of the website each month.
    WebsiteVisitors = "debt.website_visitors_month", CountPerMonth, 0.0, 0.0..=RICH, slide(0.0, 20_000.0, 100.0);
    /// Share of visitors that enquire now.
    WebsiteRate = "debt.website_rate", Share, 0.008, 0.0..=1.0, slide(0.0, 0.1, 0.001);
    /// Share of visitors that would enquire.
    WebsiteTarget = "debt.website_target_rate", Share, 0.01, 0.0..=1.0, slide(0.0, 0.1, 0.001);
    /// Hours to renew the website.
    WebsiteHours = "debt.website_hours", Hours, 24.0, 0.0..=MANY, slide(0.0, 400.0, 4.0);
    /// What others charge for renewing it.
    WebsiteExternal = "debt.website_external_eur", Eur, 1_500.0, 0.0..=RICH, slide(0.0, 50_000.0, 500.0);
    /// CRM licences paid for.
    Seats = "debt.licence_seats", Whole, 0.0, 0.0..=MANY, slide(0.0, 100.0, 1.0);
    /// Price of a licence.
    SeatPrice = "debt.licence_month_eur", EurPerMonth, 65.0, 0.0..=MANY, slide(0.0, 300.0, 5.0);
    /// Share of the licences that is used.
    SeatUse = "debt.licence_utilisation", Share, 0.4, 0.0..=1.0, slide(0.0, 1.0, 0.01);
    /// Hours spent each month on paying debt down.
    PayDownHours = "debt.pay_down_hours_month", HoursPerMonth, 8.0, 0.0..=MANY, slide(0.0, 100.0, 1.0);
    /// New debt each month.
    NewDebt = "debt.new_month_eur", EurPerMonth, 0.0, 0.0..=RICH, slide(0.0, 10_000.0, 50.0);
    /// Opportunities a month that the debt of the files costs, once all of it is paid down.
    DebtOpportunities = "debt.opportunities_month", CountPerMonth, 0.0, 0.0..=MANY, slide(0.0, 50.0, 0.5);
    /// Share of the debt that is paid down.
    DebtPaid = "debt.paid_share", Share, 0.0, 0.0..=1.0, slide(0.0, 1.0, 0.05);

    // Without a tool (MATH 7.3).
    /// Weeks without an agreed tool.
    BlockedWeeks = "tool.weeks_blocked", Weeks, 0.0, 0.0..=520.0, slide(0.0, 26.0, 0.5);
    /// Share of the work that stands still meanwhile.
    BlockedShare = "tool.share_blocked", Share, 0.5, 0.0..=1.0, slide(0.0, 1.0, 0.05);
}

impl ParameterId {
    /// Weights of the months, from January.
    pub const SEASON: [Self; 12] = [
        Self::January,
        Self::February,
        Self::March,
        Self::April,
        Self::May,
        Self::June,
        Self::July,
        Self::August,
        Self::September,
        Self::October,
        Self::November,
        Self::December,
    ];
    /// Calls per lead by stage.
    pub const CALLS: [Self; 6] =
        [Self::Calls1, Self::Calls2, Self::Calls3, Self::Calls4, Self::Calls5, Self::Calls6];
    /// Visits per lead by stage.
    pub const VISITS: [Self; 6] =
        [Self::Visits1, Self::Visits2, Self::Visits3, Self::Visits4, Self::Visits5, Self::Visits6];
    /// Hours of a visit, part by part.
    pub const VISIT_HOURS: [Self; 8] = [
        Self::VisitScheduling,
        Self::VisitPreparation,
        Self::VisitRoute,
        Self::VisitDocuments,
        Self::VisitTravel,
        Self::VisitPresentation,
        Self::VisitNotes,
        Self::VisitAction,
    ];

    /// The parameter of a key.
    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|id| id.key() == key)
    }

    /// Its place in the order of the table.
    #[must_use]
    pub const fn index(self) -> usize {
        self as usize
    }

    /// The value it has until somebody sets it.
    #[must_use]
    pub fn default_value(self) -> Value {
        let spec = self.spec();
        let provenance = spec.reference.map_or(Provenance::Assumed, Provenance::Literature);
        Value { number: spec.default, provenance }
    }
}

impl From<ParameterId> for &'static str {
    fn from(id: ParameterId) -> Self {
        id.key()
    }
}

/// A key no parameter has.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a parameter")]
pub struct UnknownParameter(pub String);

impl TryFrom<String> for ParameterId {
    type Error = UnknownParameter;

    fn try_from(key: String) -> Result<Self, UnknownParameter> {
        Self::from_key(&key).ok_or(UnknownParameter(key))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn keys_are_unique_lower_case_and_lead_back() {
        let keys: BTreeSet<&str> = ParameterId::ALL.iter().map(|id| id.key()).collect();
        assert_eq!(keys.len(), ParameterId::ALL.len());
        for id in ParameterId::ALL {
            assert_eq!(ParameterId::from_key(id.key()), Some(*id));
            let allowed =
                |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "._".contains(c);
            assert!(id.key().chars().all(allowed), "{}", id.key());
        }
        assert_eq!(ParameterId::from_key("quota"), None);
    }

    #[test]
    fn the_index_is_the_place_in_the_table() {
        for (at, id) in ParameterId::ALL.iter().enumerate() {
            assert_eq!(id.index(), at);
        }
    }

    #[test]
    fn defaults_and_sliders_lie_within_the_limits() {
        for id in ParameterId::ALL {
            let spec = id.spec();
            let Slider { min, max, step } = spec.slider;
            assert!(id.default_value().check(*id).is_ok(), "{}", spec.key);
            assert!(spec.limits.contains(&min) && spec.limits.contains(&max), "{}", spec.key);
            assert!(min < max && step > 0.0 && step <= max - min, "{}", spec.key);
            assert!((min..=max).contains(&spec.default), "{}: default off the slider", spec.key);
        }
    }

    #[test]
    fn the_defaults_are_the_example_of_the_source() {
        let number = |id: ParameterId| id.spec().default;
        let wins = number(ParameterId::Quota) / number(ParameterId::AvgDeal);
        assert!((wins - 25.0).abs() < 1e-12);
        assert!(
            (wins / number(ParameterId::CloseRate) - number(ParameterId::Opportunities)).abs()
                < 1e-9
        );
        assert_eq!(
            ParameterId::ContactDecay.default_value().provenance,
            Provenance::Literature(Reference::MarketingSherpa)
        );
        assert_eq!(ParameterId::ReadinessDecay.default_value().provenance, Provenance::Assumed);
    }
}
