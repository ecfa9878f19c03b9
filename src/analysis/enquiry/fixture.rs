//! Small datasets of deals and activities for the tests of this folder.

use crate::analysis::contact::fixture::{AS_OF, dates, dict, table, text};
use crate::analysis::enquiry::{ClockKind, ResponseConfig, Target};
use crate::analysis::funnel::ConversionWindow;
use crate::analysis::interval::Level;
use crate::model::dataset::JoinKey;
use crate::model::{
    Activities, Dataset, DateColumn, Day, Deals, Join, Meaning, Minute, Outcome, Pipeline,
    RecordKind, Shape, Values,
};

/// One deal: created so many hours before the end of [`AS_OF`], how it ended, and after how many days.
#[derive(Clone, Copy)]
pub struct DealRow {
    pub hours_ago: i32,
    pub outcome: Outcome,
    pub days: i32,
}

/// One activity: of a deal, so many hours after it was created.
#[derive(Clone, Copy)]
pub struct ActivityRow {
    pub deal: u32,
    pub after_hours: f64,
    pub event: &'static str,
    pub direction: &'static str,
}

pub const fn out(deal: u32, after_hours: f64, event: &'static str) -> ActivityRow {
    ActivityRow { deal, after_hours, event, direction: "ausgehend" }
}

fn asked(deal: &DealRow) -> Minute {
    Minute(Day(AS_OF.0 + 1).start().0 - deal.hours_ago * 60)
}

fn minutes(minutes: &[Option<Minute>]) -> Values {
    let mut column = DateColumn::Minutes(Vec::new());
    for minute in minutes {
        column.push_minute(*minute);
    }
    Values::Date(column)
}

/// With times of day, or with days only.
pub fn dataset(deals: &[DealRow], activities: &[ActivityRow], has_times: bool) -> Dataset {
    let asked_at: Vec<Option<Minute>> = deals.iter().map(|deal| Some(asked(deal))).collect();
    let touched_at: Vec<Option<Minute>> = activities
        .iter()
        .map(|activity| {
            let asked = asked(&deals[activity.deal as usize]);
            Some(Minute(asked.0 + (activity.after_hours * 60.0).round() as i32))
        })
        .collect();
    let column = |at: &[Option<Minute>]| {
        if has_times {
            minutes(at)
        } else {
            dates(&at.iter().map(|at| at.map(Minute::day)).collect::<Vec<_>>())
        }
    };
    let mut closed = DateColumn::Days(Vec::new());
    for deal in deals {
        let day = Day(asked(deal).day().0 + deal.days);
        closed.push_day((deal.outcome != Outcome::Open).then_some(day));
    }
    let titles: Vec<String> = (0..deals.len()).map(|at| format!("Anfrage {at}")).collect();
    let titles: Vec<&str> = titles.iter().map(String::as_str).collect();
    let target: Vec<Option<u32>> = activities.iter().map(|row| Some(row.deal)).collect();
    Dataset {
        deals: Some(Deals {
            table: table(
                RecordKind::Deal,
                deals.len(),
                vec![
                    ("Titel", Meaning::Title, text(&titles)),
                    ("Erstellt am", Meaning::Created, column(&asked_at)),
                ],
            ),
            pipeline: Pipeline::default(),
            shape: Shape::Snapshot,
            stage: vec![0; deals.len()],
            outcome: deals.iter().map(|deal| deal.outcome).collect(),
            entry_columns: Vec::new(),
            closed,
            currency: None,
        }),
        contacts: None,
        activities: Some(Activities {
            table: table(
                RecordKind::Activity,
                activities.len(),
                vec![
                    ("Datum", Meaning::At, column(&touched_at)),
                    (
                        "Typ",
                        Meaning::Event,
                        dict(&activities.iter().map(|row| row.event).collect::<Vec<_>>()),
                    ),
                    (
                        "Richtung",
                        Meaning::Direction,
                        dict(&activities.iter().map(|row| row.direction).collect::<Vec<_>>()),
                    ),
                ],
            ),
        }),
        mailings: None,
        joins: vec![Join {
            from: RecordKind::Activity,
            to: RecordKind::Deal,
            key: JoinKey::Id,
            n_matched: target.len(),
            n_unmatched: 0,
            n_ambiguous: 0,
            target,
        }],
        as_of: AS_OF,
    }
}

pub const CONFIG: ResponseConfig = ResponseConfig {
    target: Some(Target::Won),
    window: ConversionWindow::Days(90),
    clock: ClockKind::Calendar,
    target_hours: 4.0,
    undirected_are_ours: false,
    level: Level::ESTIMATE,
};
