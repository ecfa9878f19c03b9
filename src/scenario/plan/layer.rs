//! The quantities of the grid of reps and months.

/// A quantity of the grid of reps and months.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Layer {
    /// Leads that can be worked.
    Leads,
    /// Leads planned: those that come in anyway and those of campaigns.
    Planned,
    /// Working days.
    WorkingDays,
    /// Days of leave.
    Vacation,
    /// Days of illness.
    Sick,
    /// Hours of meetings beyond the regular ones.
    OtherMeetings,
    /// Hours for existing customers.
    ExistingCustomers,
    /// Hours owed to leads already in the funnel.
    Committed,
    /// Hours left for new leads.
    FreeHours,
    /// Visits the leads take.
    Visits,
    /// Deals expected of them.
    Deals,
}

impl Layer {
    /// All layers, the result first.
    pub const ALL: [Self; 11] = [
        Self::Leads,
        Self::Planned,
        Self::WorkingDays,
        Self::Vacation,
        Self::Sick,
        Self::OtherMeetings,
        Self::ExistingCustomers,
        Self::Committed,
        Self::FreeHours,
        Self::Visits,
        Self::Deals,
    ];

    /// The name in files and links.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Leads => "leads",
            Self::Planned => "planned",
            Self::WorkingDays => "working_days",
            Self::Vacation => "vacation",
            Self::Sick => "sick",
            Self::OtherMeetings => "other_meetings",
            Self::ExistingCustomers => "existing_customers",
            Self::Committed => "committed",
            Self::FreeHours => "free_hours",
            Self::Visits => "visits",
            Self::Deals => "deals",
        }
    }

    /// The layer of a key.
    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|layer| layer.key() == key)
    }

    /// Whether a cell can be given a number of the user's. The others follow from these.
    #[must_use]
    pub const fn is_editable(self) -> bool {
        !matches!(self, Self::FreeHours | Self::Visits | Self::Deals)
    }

    /// Whether its numbers come whole.
    #[must_use]
    pub const fn is_whole(self) -> bool {
        matches!(self, Self::Leads | Self::Planned)
    }

    /// The largest number a cell can hold; the smallest is 0.
    #[must_use]
    pub const fn limit(self) -> f64 {
        match self {
            Self::WorkingDays | Self::Vacation | Self::Sick => 31.0,
            Self::OtherMeetings | Self::ExistingCustomers | Self::Committed | Self::FreeHours => {
                744.0
            }
            Self::Leads | Self::Planned | Self::Visits | Self::Deals => 1e6,
        }
    }

    /// Whether a cell can be given this number.
    pub(super) fn holds(self, number: f64) -> bool {
        let fits = (0.0..=self.limit()).contains(&number);
        self.is_editable() && fits && !(self.is_whole() && number.fract() != 0.0)
    }
}
