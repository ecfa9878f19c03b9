//! The grid of reps and months: what each can work, what is planned, and what levelling would make of it.
//!
//! Working days come from the calendar of each rep's region ([`crate::simulation::working_days`]), hours and leads
//! from [`crate::simulation::capacity`], the levelled plan from [`crate::simulation::levelling`]. Leave and illness of
//! the year are spread evenly over its months until a cell says otherwise.
//!
//! # What is planned
//! Leads that come in anyway, the opportunities of the quota page by the weights of the season, plus those of the
//! campaigns, which arrive as many whole months after the campaign as
//! replies take. A month's leads are shared between the reps in proportion to what each can work (equally where
//! nobody can), whole by largest remainder. Levelling moves campaign leads between the months of a rep; what comes
//! in anyway stays where it is and uses capacity first.

use crate::job::Figures;
use crate::model::Day;
use crate::model::probability::{Probability, ProbabilityError};
use crate::scenario::{CapacityPlan, DayUse, Layer, ParameterId, Parameters};
use crate::simulation::capacity::{
    CapacityError, CapacityGrid, MonthCapacity, MonthConfig, RepConfig, StageEffort, VisitHours,
    capacity_grid,
};
use crate::simulation::holiday::{Holiday, Region, YearError, holidays};
use crate::simulation::levelling::{LevellingError, LevellingReport};
use crate::simulation::quantity::{NonNegative, Positive, QuantityError};
use crate::simulation::whole::floor_tol;
use crate::simulation::working_days::{Calendar, CalendarConfig};

use super::demand::Demand;
use super::team::{Seat, Team};

/// Months of the year ahead.
pub const MONTHS: usize = 12;
/// Below this share of its capacity a cell has room.
const ROOM_BELOW: f64 = 0.9;

/// How what is planned compares with what can be worked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Load {
    /// More than can be worked.
    Over,
    /// It fits, and uses nine tenths or more.
    Fits,
    /// There is room for more.
    Under,
}

impl Load {
    /// The load of `n_planned` leads where `n_leads` can be worked.
    #[must_use]
    pub fn of(n_planned: u64, n_leads: u64) -> Self {
        if n_planned > n_leads {
            Self::Over
        } else if (n_planned as f64) < ROOM_BELOW * n_leads as f64 {
            Self::Under
        } else {
            Self::Fits
        }
    }
}

/// A rep's month.
#[derive(Clone, Debug, PartialEq)]
pub struct Cell {
    /// What goes in.
    pub input: MonthConfig,
    /// What the hours give, before a number of leads the user has set.
    pub hours: MonthCapacity,
    /// Whole leads that can be worked.
    pub n_leads: u64,
    /// Leads that come in anyway.
    pub n_steady: u64,
    /// Leads planned, those included.
    pub n_planned: u64,
    /// Leads planned after levelling, those included.
    pub n_levelled: u64,
    /// Visits the workable leads take.
    pub visits: f64,
    /// Deals expected of them, worked at once.
    pub deals: f64,
}

/// A rep's year.
#[derive(Clone, Debug, PartialEq)]
pub struct RepYear {
    /// Name in the file.
    pub name: Option<String>,
    /// Whether the rep starts within the year.
    pub is_new: bool,
    /// Month by month.
    pub cells: Vec<Cell>,
    /// Leads of campaigns that no month of this rep can take.
    pub n_unplaced: u64,
}

/// Leads that can be worked by the reps of one region, with its calendar.
#[derive(Clone, Debug, PartialEq)]
pub struct RegionLeads {
    /// The calendar.
    pub calendar: Calendar,
    /// Whole leads per month.
    pub n_leads: Vec<u64>,
}

/// A holiday of the year ahead.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CalendarDay {
    /// When, and what.
    pub holiday: Holiday,
    /// Whether it is off: the user may have it worked.
    pub is_off: bool,
}

/// The year ahead.
#[derive(Clone, Debug, PartialEq)]
pub struct CapacityYear {
    /// Its first month ([`Day::month_index`]).
    pub first_month: i32,
    /// Public holidays of the team's region from Monday to Friday.
    pub holidays: Vec<CalendarDay>,
    /// Rep by rep.
    pub reps: Vec<RepYear>,
    /// Hours of one visit.
    pub hours_per_visit: f64,
    /// Hours of one lead over the whole funnel.
    pub hours_per_lead: f64,
    /// Visits of one lead over the whole funnel.
    pub visits_per_lead: f64,
    /// Share of leads won when worked at once.
    pub win_per_lead: Probability,
    /// What each stage lets through.
    pub conversions: Vec<Probability>,
    /// The levelled plan of the campaigns.
    pub levelling: LevellingReport,
    /// Leads of campaigns that arrive outside the year.
    pub n_outside: u64,
    /// What of the year's opportunities makes no whole lead, 0 to 1.
    pub lead_fraction: f64,
    /// Capacity by region, for the queue.
    pub regions: Vec<RegionLeads>,
}

/// Why there is no grid. The limits of the parameters keep most of it from happening.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum CapacityYearError {
    /// An amount that is none.
    #[error(transparent)]
    Quantity(#[from] QuantityError),
    /// A share that is none.
    #[error(transparent)]
    Share(#[from] ProbabilityError),
    /// A year without holiday rules.
    #[error(transparent)]
    Year(#[from] YearError),
    /// Leads that take no time.
    #[error(transparent)]
    Capacity(#[from] CapacityError),
    /// Reps of different years; a fault of ours.
    #[error(transparent)]
    Levelling(#[from] LevellingError),
}

/// The year ahead of a team.
pub fn capacity_year(
    parameters: &Parameters,
    team: &Team,
) -> Result<CapacityYear, CapacityYearError> {
    let plan = parameters.plan();
    let (from, until) = team.period();
    let seats = team.seats(parameters);
    let conversions = team.conversions(parameters)?;
    let calendars = calendars(plan, team, seats.len())?;
    let months: Vec<i32> = (0..MONTHS as i32).map(|m| team.first_month + m).collect();
    let configs = seats
        .iter()
        .enumerate()
        .map(|(rep, seat)| {
            let fte = plan.own_fte(rep).unwrap_or_else(|| parameters.number(ParameterId::Fte));
            let config = rep_config(parameters, fte, &conversions)?;
            let calendar = calendars.iter().find(|(region, ..)| *region == plan.region_of(rep));
            let n_days = calendar.map_or(&[][..], |(_, _, n_days)| n_days.as_slice());
            let month = |(m, (month, n_days)): (usize, (&i32, &u32))| {
                month_config(parameters, (rep, seat), (m, *month), f64::from(*n_days))
            };
            let inputs = months.iter().zip(n_days).enumerate().map(month);
            Ok((config, inputs.collect::<Result<_, _>>()?))
        })
        .collect::<Result<Vec<(RepConfig, Vec<MonthConfig>)>, CapacityYearError>>()?;
    let grid = capacity_grid(&configs)?;
    // A team of nobody still has hours per lead to show.
    let one = match grid.reps.first() {
        Some(report) => report.clone(),
        None => crate::simulation::capacity::rep_capacity(
            &rep_config(parameters, 1.0, &conversions)?,
            &[],
        )?,
    };
    let win_per_lead = Probability::new(one.win_per_lead.clamp(0.0, 1.0))?;
    let n_leads = n_leads(plan, &grid, &months);
    let demand = Demand::of(parameters, &months, &n_leads)?;
    let levelling = demand.level(parameters, &n_leads)?;
    let cell = |rep: usize, m: usize, input: &MonthConfig, hours: &MonthCapacity| {
        let at = |table: &[Vec<u64>]| table.get(rep).and_then(|row| row.get(m)).copied();
        let n_leads = at(&n_leads).unwrap_or(0);
        let n_steady = at(&demand.steady).unwrap_or(0);
        // Where no cell was overruled the exact number of leads counts, as in the model.
        let leads = if n_leads == hours.n_leads { hours.leads } else { n_leads as f64 };
        Cell {
            input: *input,
            hours: *hours,
            n_leads,
            n_steady,
            n_planned: n_steady + at(&demand.campaign).unwrap_or(0),
            n_levelled: n_steady + at(&levelling.plan).unwrap_or(0),
            visits: leads * one.visits_per_lead,
            deals: leads * one.win_per_lead,
        }
    };
    let reps = seats.iter().zip(&configs).zip(&grid.reps).enumerate();
    let reps = reps.map(|(rep, ((seat, (_, inputs)), report))| RepYear {
        name: seat.name.clone(),
        is_new: seat.productivity.is_some(),
        cells: inputs
            .iter()
            .zip(&report.months)
            .enumerate()
            .map(|(m, (input, hours))| cell(rep, m, input, hours))
            .collect(),
        n_unplaced: levelling.n_unplaced.get(rep).copied().unwrap_or(0),
    });
    let reps: Vec<RepYear> = reps.collect();
    Ok(CapacityYear {
        first_month: team.first_month,
        holidays: team_holidays(plan, from, until)?,
        regions: regions(plan, calendars, &n_leads),
        reps,
        hours_per_visit: one.hours_per_visit,
        hours_per_lead: one.hours_per_lead,
        visits_per_lead: one.visits_per_lead,
        win_per_lead,
        conversions,
        levelling,
        n_outside: demand.n_outside,
        lead_fraction: demand.fraction,
    })
}

/// The calendar and the working days per month of each region in use.
type RegionCalendar = (Region, Calendar, Vec<u32>);

fn calendars(
    plan: &CapacityPlan,
    team: &Team,
    n_reps: usize,
) -> Result<Vec<RegionCalendar>, YearError> {
    let (from, until) = team.period();
    let (first_year, last_year) = (from.ymd().0, Day(until.0 - 1).ymd().0);
    let mut found: Vec<RegionCalendar> = Vec::new();
    let (days_off, days_worked) = (plan.days(DayUse::Off), plan.days(DayUse::Worked));
    for rep in 0..n_reps {
        let region = plan.region_of(rep);
        if found.iter().any(|(known, ..)| *known == region) {
            continue;
        }
        let config =
            CalendarConfig { region, days_off: days_off.clone(), days_worked: days_worked.clone() };
        let calendar = Calendar::new(&config, first_year, last_year)?;
        let n_days = (0..MONTHS as i32)
            .map(|m| {
                let month = team.first_month + m;
                let (from, until) = (Day::first_of_month(month), Day::first_of_month(month + 1));
                calendar.n_between(from, until)
            })
            .collect();
        found.push((region, calendar, n_days));
    }
    Ok(found)
}

/// Public holidays of the team's region that cost a day, in the year ahead.
fn team_holidays(
    plan: &CapacityPlan,
    from: Day,
    until: Day,
) -> Result<Vec<CalendarDay>, YearError> {
    let (mut days, worked) = (Vec::new(), plan.days(DayUse::Worked));
    for year in from.ymd().0..=Day(until.0 - 1).ymd().0 {
        for holiday in holidays(plan.region(), year)? {
            // 1970-01-01 was a Thursday: 0 is Monday.
            let is_weekday = (holiday.day.0 + 3).rem_euclid(7) < 5;
            if is_weekday && (from..until).contains(&holiday.day) {
                let is_off = !worked.contains(&holiday.day);
                days.push(CalendarDay { holiday, is_off });
            }
        }
    }
    Ok(days)
}

fn rep_config(
    parameters: &Parameters,
    fte: f64,
    conversions: &[Probability],
) -> Result<RepConfig, CapacityYearError> {
    let amount = |id| NonNegative::new(parameters.number(id));
    let kept = 1.0 - parameters.number(ParameterId::MeetingCut);
    let [
        scheduling,
        preparation,
        route_planning,
        documents,
        travel,
        presentation,
        follow_up_notes,
        follow_up_action,
    ] = ParameterId::VISIT_HOURS;
    let stages = conversions.iter().enumerate().map(|(k, conversion)| {
        // The sixth number holds for every later stage.
        let pick = |ids: [ParameterId; 6]| ids.get(k).or(ids.last()).copied();
        let of = |ids| pick(ids).map_or(Ok(NonNegative::ZERO), amount);
        Ok::<_, QuantityError>(StageEffort {
            calls: of(ParameterId::CALLS)?,
            visits: of(ParameterId::VISITS)?,
            conversion: *conversion,
        })
    });
    Ok(RepConfig {
        visit: VisitHours {
            scheduling: amount(scheduling)?,
            preparation: amount(preparation)?,
            route_planning: amount(route_planning)?,
            documents: amount(documents)?,
            travel: amount(travel)?,
            presentation: amount(presentation)?,
            follow_up_notes: amount(follow_up_notes)?,
            follow_up_action: amount(follow_up_action)?,
        },
        visits_per_tour: Positive::new(parameters.number(ParameterId::TourSize))?,
        hours_per_call: amount(ParameterId::CallHours)?,
        hours_per_day: amount(ParameterId::HoursPerDay)?,
        fte: NonNegative::new(fte)?,
        weekly_meeting_hours: NonNegative::new(
            parameters.number(ParameterId::WeeklyMeeting) * kept,
        )?,
        daily_meeting_hours: NonNegative::new(
            parameters.number(ParameterId::DailyMeeting) / 60.0 * kept,
        )?,
        admin_share: Probability::new(parameters.number(ParameterId::AdminShare))?,
        stages: stages.collect::<Result<_, _>>()?,
    })
}

/// What goes into a rep's month. A new rep is as much there as productive: its days and hours count in that share.
fn month_config(
    parameters: &Parameters,
    (rep, seat): (usize, &Seat),
    (m, month): (usize, i32),
    n_days: f64,
) -> Result<MonthConfig, QuantityError> {
    let share = seat.productivity.map_or(1.0, |months| months.get(m).copied().unwrap_or(0.0));
    let or = |layer, otherwise: f64| {
        let own = parameters.plan().cell(rep, month, layer);
        NonNegative::new(own.unwrap_or(otherwise * share))
    };
    let number = |id| parameters.number(id);
    let year = MONTHS as f64;
    let other_meetings =
        number(ParameterId::OtherMeetings) * (1.0 - number(ParameterId::MeetingCut));
    Ok(MonthConfig {
        working_days: or(Layer::WorkingDays, n_days)?,
        vacation_days: or(Layer::Vacation, number(ParameterId::VacationDays) / year)?,
        sick_days: or(Layer::Sick, number(ParameterId::SickDays) / year)?,
        other_meeting_hours: or(Layer::OtherMeetings, other_meetings)?,
        existing_customer_hours: or(
            Layer::ExistingCustomers,
            number(ParameterId::ExistingCustomers),
        )?,
        committed_hours: or(Layer::Committed, number(ParameterId::CommittedHours))?,
    })
}

/// Whole leads each rep can work in each month: by the hours, or as the user has it.
fn n_leads(plan: &CapacityPlan, grid: &CapacityGrid, months: &[i32]) -> Vec<Vec<u64>> {
    let rep = |(rep, report): (usize, &crate::simulation::capacity::RepCapacityReport)| {
        report
            .months
            .iter()
            .zip(months)
            .map(|(hours, month)| {
                let own = plan.cell(rep, *month, Layer::Leads);
                own.map_or(hours.n_leads, |n| floor_tol(n) as u64)
            })
            .collect()
    };
    grid.reps.iter().enumerate().map(rep).collect()
}

fn regions(
    plan: &CapacityPlan,
    calendars: Vec<RegionCalendar>,
    n_leads: &[Vec<u64>],
) -> Vec<RegionLeads> {
    let of = |region: Region| {
        (0..MONTHS).map(move |m| {
            let reps = n_leads.iter().enumerate();
            let here = reps.filter(|(rep, _)| plan.region_of(*rep) == region);
            here.filter_map(|(_, row)| row.get(m)).sum::<u64>()
        })
    };
    calendars
        .into_iter()
        .map(|(region, calendar, _)| RegionLeads { calendar, n_leads: of(region).collect() })
        .collect()
}

impl CapacityYear {
    /// A sum over the reps, per month.
    #[must_use]
    pub fn by_month(&self, of: impl Fn(&Cell) -> u64) -> Vec<u64> {
        let month = |m| self.reps.iter().filter_map(|rep| rep.cells.get(m)).map(&of).sum();
        (0..MONTHS).map(month).collect()
    }

    /// Whole leads the team can work, per month: what marketing may generate at most.
    #[must_use]
    pub fn n_leads_by_month(&self) -> Vec<u64> {
        self.by_month(|cell| cell.n_leads)
    }

    /// The first month in which more is planned than can be worked.
    #[must_use]
    pub fn first_overload(&self, is_levelled: bool) -> Option<usize> {
        let planned = self.planned_by_month(is_levelled);
        planned.iter().zip(self.n_leads_by_month()).position(|(planned, leads)| *planned > leads)
    }

    /// Leads planned per month, as campaigns are sent or levelled.
    #[must_use]
    pub fn planned_by_month(&self, is_levelled: bool) -> Vec<u64> {
        self.by_month(|cell| if is_levelled { cell.n_levelled } else { cell.n_planned })
    }

    /// Leads of campaigns that no month can take.
    #[must_use]
    pub fn n_unplaced(&self) -> u64 {
        self.reps.iter().map(|rep| rep.n_unplaced).sum()
    }

    /// The figures `capacity.*` of the plan as campaigns are sent.
    pub fn add_figures(&self, figures: &mut Figures) {
        let leads = self.n_leads_by_month();
        for (m, n) in leads.iter().enumerate() {
            figures.number(format!("capacity.leads_month.{}", m + 1), Some(*n as f64), "");
        }
        let headline = leads.get(self.first_overload(false).unwrap_or(0));
        figures.number("capacity.max_leads", headline.map(|n| *n as f64), "no months");
        figures.number("capacity.leads_year", Some(leads.iter().sum::<u64>() as f64), "");
    }

    /// The first day of a month of the year.
    #[must_use]
    pub fn month_day(&self, m: usize) -> Day {
        Day::first_of_month(self.first_month + m as i32)
    }
}

impl Cell {
    /// The number of a layer.
    #[must_use]
    pub fn number(&self, layer: Layer, is_levelled: bool) -> f64 {
        match layer {
            Layer::Leads => self.n_leads as f64,
            Layer::Planned if is_levelled => self.n_levelled as f64,
            Layer::Planned => self.n_planned as f64,
            Layer::WorkingDays => self.input.working_days.get(),
            Layer::Vacation => self.input.vacation_days.get(),
            Layer::Sick => self.input.sick_days.get(),
            Layer::OtherMeetings => self.input.other_meeting_hours.get(),
            Layer::ExistingCustomers => self.input.existing_customer_hours.get(),
            Layer::Committed => self.input.committed_hours.get(),
            Layer::FreeHours => self.hours.free_hours - self.hours.overload_hours,
            Layer::Visits => self.visits,
            Layer::Deals => self.deals,
        }
    }

    /// What is planned against what can be worked.
    #[must_use]
    pub fn load(&self, is_levelled: bool) -> Load {
        Load::of(if is_levelled { self.n_levelled } else { self.n_planned }, self.n_leads)
    }
}

#[cfg(test)]
pub(in crate::job) mod tests {
    use super::*;
    use crate::scenario::{Book, Campaign, CampaignSize, Command, Target, Value};

    /// January 2026.
    pub(in crate::job) const JANUARY: i32 = 2026 * 12;

    pub(in crate::job) fn parameters(
        changes: &[(ParameterId, f64)],
        plan: &CapacityPlan,
    ) -> Parameters {
        let target = Target::Base;
        let set = |book: Book, (id, number): &(ParameterId, f64)| {
            let value = Value::user(*number);
            book.apply(&Command::Set { target, id: *id, value }).unwrap()
        };
        let plan = Command::Plan { target, plan: Box::new(plan.clone()) };
        changes.iter().fold(Book::new(), set).apply(&plan).unwrap().parameters(target)
    }

    /// Nobody has named the team.
    pub(in crate::job) const TEAM: Team =
        Team { names: Vec::new(), stages: Vec::new(), first_month: JANUARY };

    /// A plan of campaigns: months from January and leads.
    pub(in crate::job) fn campaigns(list: &[(i32, f64)]) -> CapacityPlan {
        let mut plan = CapacityPlan::default();
        for (id, (month, n)) in (1..).zip(list) {
            let campaign = Campaign::new("", JANUARY + month, CampaignSize::Leads(*n));
            plan.set_campaign(id, Some(campaign));
        }
        plan
    }

    fn year(changes: &[(ParameterId, f64)], plan: &CapacityPlan, n_reps: usize) -> CapacityYear {
        let changes = [changes, &[(ParameterId::Reps, n_reps as f64)]].concat();
        capacity_year(&parameters(&changes, plan), &TEAM).unwrap()
    }

    #[test]
    fn the_days_are_those_of_the_calendar_and_a_worked_holiday_adds_one() {
        let mut plan = CapacityPlan::default();
        let days = |plan: &CapacityPlan| {
            let year = year(&[], plan, 1);
            year.reps[0].cells.iter().map(|c| c.input.working_days.get()).sum::<f64>()
        };
        // All of Germany in 2026: 254 Mondays to Fridays less the common holidays on them.
        let before = days(&plan);
        let holiday = year(&[], &plan, 1).holidays[0];
        assert_eq!(holiday.holiday.day, Day::from_ymd(2026, 1, 1).unwrap());
        plan.set_day(holiday.holiday.day, Some(DayUse::Worked));
        assert_eq!(days(&plan), before + 1.0);
        assert!(!year(&[], &plan, 1).holidays[0].is_off);
    }

    #[test]
    fn a_rep_elsewhere_has_the_holidays_of_elsewhere() {
        let mut plan = CapacityPlan::default();
        plan.set_own_region(1, Some(Region::Austria));
        let year = year(&[], &plan, 2);
        let january = |rep: usize| year.reps[rep].cells[0].input.working_days.get();
        assert_eq!(january(0) - january(1), 1.0, "Epiphany");
        assert_eq!(year.regions.len(), 2);
    }

    #[test]
    fn a_cell_overrules_the_calendar_and_the_hours() {
        let mut plan = CapacityPlan::default();
        plan.set_cell(0, JANUARY, Layer::Vacation, Some(31.0));
        plan.set_cell(0, JANUARY + 1, Layer::Leads, Some(3.0));
        let year = year(&[], &plan, 1);
        let cells = &year.reps[0].cells;
        assert_eq!((cells[0].n_leads, cells[0].deals), (0, 0.0));
        assert_eq!(cells[1].n_leads, 3);
        assert!((cells[1].deals - 3.0 * year.win_per_lead.get()).abs() < 1e-12);
        assert!(cells[2].n_leads > 3);
    }

    #[test]
    fn what_is_planned_is_kept_between_reps_and_by_levelling() {
        let plan = campaigns(&[(2, 900.0)]);
        let year = year(&[(ParameterId::Opportunities, 7.3)], &plan, 5);
        assert!((year.lead_fraction - 0.6).abs() < 1e-9);
        let sum = |of: fn(&Cell) -> u64| year.by_month(of).iter().sum::<u64>();
        assert_eq!(sum(|cell| cell.n_steady), 87, "twelve times 7.3");
        assert_eq!(sum(|cell| cell.n_planned), 87 + 900);
        assert_eq!(sum(|cell| cell.n_levelled) + year.n_unplaced(), 87 + 900);
        for rep in &year.reps {
            for cell in &rep.cells {
                assert!(cell.n_levelled <= cell.n_leads.max(cell.n_steady));
            }
        }
        assert_eq!(year.first_overload(false), Some(2));
        assert_eq!(year.first_overload(true), None);
    }

    #[test]
    fn replies_come_as_many_months_later_as_the_scenario_says() {
        let plan = campaigns(&[(10, 40.0), (2, 10.0)]);
        let changes = [(ParameterId::ResponseLag, 3.0), (ParameterId::Opportunities, 0.0)];
        let year = year(&changes, &plan, 2);
        let planned = year.planned_by_month(false);
        assert_eq!((planned[5], planned.iter().sum::<u64>(), year.n_outside), (10, 10, 40));
    }

    #[test]
    fn the_opportunities_come_by_the_season_and_twelve_months_hold_the_year() {
        let of = |changes: &[(ParameterId, f64)]| {
            year(changes, &CapacityPlan::default(), 5).planned_by_month(false)
        };
        assert_eq!(of(&[]), vec![75; MONTHS]);
        let peak = of(&[(ParameterId::March, 2.0)]);
        assert_eq!(peak.iter().sum::<u64>(), 900);
        assert!(peak[2] >= 138 && peak[0] <= 70, "{peak:?}");
        assert_eq!(of(&ParameterId::SEASON.map(|id| (id, 0.0))), vec![0; MONTHS]);
    }

    #[test]
    fn a_new_rep_adds_what_it_can_work_from_its_month_on() {
        let changes = [(ParameterId::NewReps, 1.0), (ParameterId::NewRepsMonth, 7.0)];
        let (before, after) =
            (year(&[], &CapacityPlan::default(), 5), year(&changes, &CapacityPlan::default(), 5));
        let (before, after) = (before.n_leads_by_month(), after.n_leads_by_month());
        assert_eq!(before[..6], after[..6]);
        assert!(after[11] > before[11], "{before:?} {after:?}");
    }

    #[test]
    fn meetings_that_are_saved_leave_more_hours() {
        let of = |cut| year(&[(ParameterId::MeetingCut, cut)], &CapacityPlan::default(), 1);
        let hours = |year: &CapacityYear| year.reps[0].cells[0].hours.free_hours;
        let (none, all) = (hours(&of(0.0)), hours(&of(1.0)));
        let days = of(0.0).reps[0].cells[0].input.working_days.get() - 40.0 / 12.0;
        // Two hours a week and half an hour a day.
        assert!((all - none - days * (2.0 / 5.0 + 0.5)).abs() < 1e-9);
    }

    #[test]
    fn a_team_of_nobody_works_nothing_and_is_no_error() {
        let year = year(&[], &CapacityPlan::default(), 0);
        assert_eq!(year.n_leads_by_month(), vec![0; MONTHS]);
        assert!(year.hours_per_lead > 0.0);
    }

    #[test]
    fn leads_that_take_no_time_are_an_error() {
        let ids = ParameterId::CALLS.into_iter().chain(ParameterId::VISITS);
        let none: Vec<_> = ids.map(|id| (id, 0.0)).collect();
        let result = capacity_year(&parameters(&none, &CapacityPlan::default()), &TEAM);
        assert_eq!(result.unwrap_err(), CapacityError::NoTimePerLead.into());
    }
}
