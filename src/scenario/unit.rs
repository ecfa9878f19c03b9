//! Units of parameters: what a number counts, and how it may be typed.

/// What the number of a parameter means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Euros.
    Eur,
    /// Euros a month.
    EurPerMonth,
    /// A share, 0..=1 for most; shown and typed in percent.
    Share,
    /// A share that is lost or gained each month; in percent.
    SharePerMonth,
    /// A rate per day, the lambda of e^(-lambda t) with t in days; in percent.
    RatePerDay,
    /// A difference of two shares; shown and typed in percentage points.
    Points,
    /// A number of things, fractions allowed (averages).
    Count,
    /// A number of things a month.
    CountPerMonth,
    /// A number of things that come whole: reps, trials, a seed.
    Whole,
    /// Months of 30.4375 days (MATH 1.1).
    Months,
    /// Days.
    Days,
    /// Days a year.
    DaysPerYear,
    /// Weeks.
    Weeks,
    /// Weeks a year.
    WeeksPerYear,
    /// Hours.
    Hours,
    /// Hours a week.
    HoursPerWeek,
    /// Hours a month.
    HoursPerMonth,
    /// Minutes.
    Minutes,
    /// A number relative to others of its kind: a weight, a coefficient of variation.
    Ratio,
    /// 1 for yes, 0 for no.
    Flag,
}

impl Unit {
    /// Whether people read and type it in percent: 0.363 is `36,3 %`.
    #[must_use]
    pub const fn is_percent(self) -> bool {
        matches!(self, Self::Share | Self::SharePerMonth | Self::RatePerDay | Self::Points)
    }

    /// Whether it is an amount of money, so that a currency sign may be typed.
    #[must_use]
    pub const fn is_money(self) -> bool {
        matches!(self, Self::Eur | Self::EurPerMonth)
    }

    /// Whether it has no fractions.
    #[must_use]
    pub const fn is_whole(self) -> bool {
        matches!(self, Self::Whole | Self::Flag)
    }
}
