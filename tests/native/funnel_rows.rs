//! Every count of the funnel page a second time: csv crate, plain loops over rows, no part of the importer.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::path::Path;

use jiff::civil::Date;
use trichterwerk::analysis::funnel::{BreakdownKey, BreakdownRate, ConversionWindow, StagePart};
use trichterwerk::analysis::interval::NotEstimable;
use trichterwerk::analysis::performance::{PerformanceKey, Quotas};
use trichterwerk::demo::{self, DEFAULT_SEED};
use trichterwerk::import::Source;
use trichterwerk::import::source::Bytes;
use trichterwerk::job::Session;
use trichterwerk::job::funnel::compare::{BreakdownQuestion, PerformanceQuestion};
use trichterwerk::job::funnel::records::{RecordSet, RecordsQuestion};
use trichterwerk::job::funnel::timing::TimingQuestion;
use trichterwerk::job::funnel::{FunnelQuestion, Scope};
use trichterwerk::job::session::{OpenFiles, Origin};
use trichterwerk::model::filter::Clause;
use trichterwerk::model::{Filter, Shape};

use super::demo_files::{Rows, days};

/// How a deal ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    Open,
    Won,
    Lost,
}

/// A deal as its row says it.
#[derive(Clone, Debug)]
pub(super) struct Deal {
    pub id: String,
    pub entered: Vec<Option<Date>>,
    pub current: Option<usize>,
    pub end: End,
    pub closed: Option<Date>,
    pub cents: Option<i64>,
    pub source: String,
    pub rep: String,
}

impl Deal {
    /// The furthest step; the number of steps for a won deal.
    fn furthest(&self) -> usize {
        match self.end {
            End::Won => self.entered.len(),
            _ => self.entered.iter().rposition(Option::is_some).max(self.current).unwrap_or(0),
        }
    }

    fn part_at(&self, step: usize) -> Option<StagePart> {
        let furthest = self.furthest();
        if furthest < step {
            return None;
        }
        Some(match self.end {
            _ if furthest > step => StagePart::Advanced,
            End::Lost => StagePart::Lost,
            _ if self.current.is_some_and(|current| current < furthest) => StagePart::MovedBack,
            _ => StagePart::Open,
        })
    }
}

pub(super) fn go_on() -> impl FnMut(trichterwerk::import::Progress) -> ControlFlow<()> {
    |_| ControlFlow::Continue(())
}

/// Compares every stage with a count over the rows, and the records behind each part with its number.
fn check_stages(session: &Session, filter: &Filter, deals: &[&Deal]) {
    let asked = question(Scope::usual(filter.clone()));
    let answer = session.funnel(&asked).unwrap();
    let stages = answer.stages();
    let n_steps = stages.len() - 1;
    let values = answer.values.as_ref();
    for (step, stage) in stages.iter().enumerate().take(n_steps) {
        let balance = stage.balance.unwrap();
        for (part, n) in [
            (StagePart::Advanced, balance.n_advanced),
            (StagePart::Lost, balance.n_lost),
            (StagePart::MovedBack, balance.n_back),
            (StagePart::Open, balance.n_open),
        ] {
            let of_part = || deals.iter().filter(|deal| deal.part_at(step) == Some(part));
            assert_eq!(n, of_part().count() as u64, "step {step}, {part:?}");
            let set = RecordSet::Stage { step, part: Some(part) };
            let question =
                RecordsQuestion { scope: Scope::usual(filter.clone()), set, offset: 0, limit: 3 };
            assert_eq!(session.records(&question).unwrap().n as u64, n, "records of {part:?}");
            if let Ok(values) = values {
                let cents: i64 = of_part().filter_map(|deal| deal.cents).sum();
                let value = values.stages[step];
                let shown = match part {
                    StagePart::Advanced => value.advanced,
                    StagePart::Lost => value.lost,
                    StagePart::MovedBack => value.back,
                    StagePart::Open => value.open,
                    StagePart::LeftOrder => value.left,
                };
                assert_eq!(shown.0, cents, "value of step {step}, {part:?}");
            }
        }
    }
    let n_won = deals.iter().filter(|deal| deal.end == End::Won).count() as u64;
    assert_eq!(stages[n_steps].n_entered, n_won);
}

fn question(scope: Scope) -> FunnelQuestion {
    FunnelQuestion { scope, window: ConversionWindow::FromData, step_windows: BTreeMap::new() }
}

fn one_word(header: &str, word: &str) -> Filter {
    let words = vec![Some(word.to_owned()).filter(|word| !word.is_empty())];
    Filter { clauses: vec![Clause::OneOf { header: header.into(), words }] }
}

fn groups(deals: &[Deal], of: fn(&Deal) -> &str) -> BTreeMap<&str, Vec<&Deal>> {
    let mut groups: BTreeMap<&str, Vec<&Deal>> = BTreeMap::new();
    for deal in deals {
        groups.entry(of(deal)).or_default().push(deal);
    }
    groups
}

fn n_of(deals: &[&Deal], end: End) -> u64 {
    deals.iter().filter(|deal| deal.end == end).count() as u64
}

/// Type-7 median of days.
fn median(mut days: Vec<i32>) -> Option<f64> {
    days.sort_unstable();
    let last = days.len().checked_sub(1)?;
    Some(f64::from(days[last / 2] + days[last.div_ceil(2)]) / 2.0)
}

pub(super) fn demo_session() -> Session {
    let mut session = Session::new();
    let question = OpenFiles::new(Origin::demo(), demo::AS_OF);
    session.open(&question, Vec::new(), &mut go_on()).unwrap();
    session
}

pub(super) fn demo_deals() -> Vec<Deal> {
    let rows = Rows::deals(DEFAULT_SEED);
    let at = |header: &str| rows.at(header);
    let steps = ["Neu", "Kontaktiert", "Qualifiziert", "Angebot"];
    let dates: Vec<usize> = steps.iter().map(|step| at(&format!("{step} am"))).collect();
    let (phase, amount, closed) = (at("Phase"), at("Betrag"), at("Abschlussdatum"));
    let (created, source, rep) = (at("Erstellt am"), at("Quelle"), at("Zuständig"));
    let id = 0;
    let date = |cell: &str| {
        let day = cell.get(..10)?;
        Date::strptime("%d.%m.%Y", day).ok()
    };
    rows.rows
        .iter()
        .map(|row| {
            let mut entered: Vec<Option<Date>> = dates.iter().map(|&at| date(&row[at])).collect();
            entered[0] = entered[0].or_else(|| date(&row[created]));
            let digits: String = row[amount]
                .chars()
                .filter(|letter| letter.is_ascii_digit() || *letter == ',')
                .collect();
            let is_amount =
                row[amount].chars().all(|l| l.is_ascii_digit() || ".,€ \u{a0}".contains(l));
            let cents = digits.replace(',', ".").parse::<f64>().ok().filter(|_| is_amount);
            Deal {
                id: row[id].clone(),
                entered,
                current: steps.iter().position(|step| *step == row[phase]),
                end: match row[phase].as_str() {
                    "Gewonnen" => End::Won,
                    "Verloren" => End::Lost,
                    _ => End::Open,
                },
                closed: date(&row[closed]),
                cents: cents.map(|units| (units * 100.0).round() as i64),
                source: row[source].clone(),
                rep: row[rep].clone(),
            }
        })
        .collect()
}

#[test]
fn the_stages_of_the_demo_are_those_of_its_rows() {
    let (session, deals) = (demo_session(), demo_deals());
    check_stages(&session, &Filter::default(), &deals.iter().collect::<Vec<_>>());
    for (source, deals) in groups(&deals, |deal| &deal.source) {
        check_stages(&session, &one_word("Quelle", source), &deals);
    }
}

#[test]
fn the_groups_of_the_demo_are_those_of_its_rows() {
    let (session, deals) = (demo_session(), demo_deals());
    let by_source = groups(&deals, |deal| &deal.source);
    let question = BreakdownQuestion {
        scope: Scope::usual(Filter::default()),
        header: "Quelle".into(),
        rate: BreakdownRate::Win,
        n_top: 100,
    };
    let report = session.breakdown(&question).unwrap().unwrap();
    assert_eq!(report.rows.len(), by_source.len());
    for row in &report.rows {
        let BreakdownKey::Word(word) = &row.key else { panic!("{:?}", row.key) };
        let deals = &by_source[word.as_deref().unwrap_or_default()];
        let (won, lost) = (n_of(deals, End::Won), n_of(deals, End::Lost));
        assert_eq!((row.n, row.n_converted, row.n_lost), (deals.len() as u64, won, lost));
        let all: Vec<&Deal> = by_source.values().flatten().copied().collect();
        let rest = (n_of(&all, End::Won) - won, n_of(&all, End::Lost) - lost);
        let share = |won: u64, lost: u64| won as f64 / (won + lost) as f64;
        let difference = share(won, lost) - share(rest.0, rest.1);
        assert!((row.difference.unwrap().value.unwrap() - difference).abs() < 1e-12);
    }
}

#[test]
fn the_reps_of_the_demo_are_those_of_its_rows() {
    let (session, deals) = (demo_session(), demo_deals());
    let by_rep = groups(&deals, |deal| &deal.rep);
    let question = PerformanceQuestion {
        scope: Scope::usual(Filter::default()),
        header: "Zuständig".into(),
        quotas: Quotas { group: Some(20_000.0), total: Some(100_000.0) },
    };
    let report = session.performance(&question).unwrap().unwrap();
    assert_eq!(report.rows.len(), by_rep.len());
    for row in &report.rows {
        let PerformanceKey::Word(word) = &row.key else { panic!("{:?}", row.key) };
        let deals = &by_rep[word.as_deref().unwrap_or_default()];
        assert_eq!(row.summary.n, deals.len() as u64);
        assert_eq!(row.summary.n_won, n_of(deals, End::Won));
        let sum = |end: End| -> f64 {
            let of = deals.iter().filter(|deal| deal.end == end);
            of.filter_map(|deal| deal.cents).sum::<i64>() as f64 / 100.0
        };
        assert!((row.open_amount.unwrap().units() - sum(End::Open)).abs() < 1e-9);
        let coverage = sum(End::Open) / 20_000.0;
        assert!((row.coverage.unwrap() - coverage).abs() < 1e-9);
        if let Some(rate) = row.win_rate_value.value {
            let by_hand = sum(End::Won) / (sum(End::Won) + sum(End::Lost));
            assert!((rate - by_hand).abs() < 1e-9, "{word:?}: {rate} {by_hand}");
        }
    }
    assert_eq!(report.total.summary.n, deals.len() as u64);
}

#[test]
fn the_naive_times_of_the_demo_are_those_of_its_rows() {
    let (session, deals) = (demo_session(), demo_deals());
    let question = TimingQuestion {
        scope: Scope::usual(Filter::default()),
        window: ConversionWindow::FromData,
        step_windows: BTreeMap::new(),
    };
    let answer = session.timing(&question).unwrap();
    let won = deals.iter().filter(|deal| deal.end == End::Won);
    let took: Vec<i32> = won
        .filter_map(|deal| Some(days(deal.entered[0]?, deal.closed?)))
        .filter(|&days| days >= 0)
        .collect();
    let naive = answer.to_win.durations.naive.unwrap();
    assert_eq!(naive.n, took.len() as u64);
    let mean = f64::from(took.iter().sum::<i32>()) / took.len() as f64;
    assert!((naive.mean_days - mean).abs() < 1e-9);
    // A bar opens exactly the deals it counts.
    let bars = &answer.to_win.durations.histogram;
    for (at, &n) in bars.counts.iter().enumerate() {
        let from_days = at as u16 * bars.width_days;
        let to_days = (at + 1 < bars.counts.len()).then_some(from_days + bars.width_days);
        let set = RecordSet::Duration { step: None, from_days, to_days };
        let question =
            RecordsQuestion { scope: Scope::usual(Filter::default()), set, offset: 0, limit: 1 };
        assert_eq!(session.records(&question).unwrap().n as u64, n);
    }
    assert_eq!(Some(naive.q50), median(took));
}

/// The HubSpot sample, open and as its rows say it; `None` where it is not here.
pub(super) fn hubspot() -> Option<(Session, Vec<Deal>)> {
    let path = Path::new(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../shared/data/hubspot/sample_hubspot_deals.csv"
    ));
    let Ok(bytes) = std::fs::read(path) else {
        println!("skipped: the shared sample is not here");
        return None;
    };
    let mut reader = csv::Reader::from_reader(bytes.as_slice());
    let headers: Vec<String> = reader.headers().unwrap().iter().map(str::to_owned).collect();
    let at = |name: &str| headers.iter().position(|header| header == name).unwrap();
    let steps = ["Discovery", "Qualified", "Demo", "Proposal", "Negotiation"];
    let entered: Vec<usize> =
        steps.iter().map(|step| at(&format!("Date entered \"{step} (Sales Pipeline)\""))).collect();
    let (id, stage, amount) = (0, at("Deal Stage"), at("Amount"));
    let closed = at("Close Date");
    let date = |cell: &str| cell.get(..10)?.parse::<Date>().ok();
    let deals: Vec<Deal> = reader
        .records()
        .map(|row| {
            let row = row.unwrap();
            Deal {
                id: row[id].to_owned(),
                entered: entered.iter().map(|&at| date(&row[at])).collect(),
                current: steps.iter().position(|step| *step == &row[stage]),
                end: match &row[stage] {
                    "Closed Won" => End::Won,
                    "Closed Lost" => End::Lost,
                    _ => End::Open,
                },
                closed: date(&row[closed]),
                cents: row[amount].parse::<f64>().ok().map(|units| (units * 100.0).round() as i64),
                source: String::new(),
                rep: String::new(),
            }
        })
        .collect();
    let mut session = Session::new();
    let sources: Vec<Box<dyn Source>> = vec![Box::new(Bytes::new("hubspot.csv", bytes))];
    let files = OpenFiles::new(Origin::Files, trichterwerk::model::Day(20_778));
    session.open(&files, sources, &mut go_on()).unwrap();
    Some((session, deals))
}

#[test]
fn the_stages_of_the_hubspot_sample_are_those_of_its_rows() {
    let Some((session, deals)) = hubspot() else { return };
    check_stages(&session, &Filter::default(), &deals.iter().collect::<Vec<_>>());
}

/// Sixty cases: all enquire, two thirds get an offer, of these a half wins; some of the others are lost.
#[test]
fn the_stages_of_an_event_log_are_those_of_its_events() {
    let mut csv = String::from("Case ID,Activity,Timestamp\r\n");
    let (mut n_offer, mut n_won, mut lost) = (0, 0, [0_u64; 2]);
    let start = Date::constant(2025, 1, 6);
    for case in 0..60_i32 {
        let day = |days: i32| start + jiff::Span::new().days(case + days);
        let mut event = |name: &str, days: i32| {
            csv.push_str(&format!("C{case:03},{name},{}\r\n", day(days)));
        };
        event("Lead", 0);
        if case % 3 == 0 {
            if case % 2 == 0 {
                event("Closed Lost", 9);
                lost[0] += 1;
            }
            continue;
        }
        event("Proposal", 7);
        n_offer += 1;
        match case % 4 {
            0 | 1 => {
                event("Closed Won", 30);
                n_won += 1;
            }
            2 => {
                event("Closed Lost", 21);
                lost[1] += 1;
            }
            _ => {}
        }
    }
    let mut session = Session::new();
    let sources: Vec<Box<dyn Source>> = vec![Box::new(Bytes::new("log.csv", csv.into_bytes()))];
    let files = OpenFiles::new(Origin::Files, trichterwerk::model::Day(20_778));
    session.open(&files, sources, &mut go_on()).unwrap();
    let asked = question(Scope::usual(Filter::default()));
    let answer = session.funnel(&asked).unwrap();
    assert_eq!(answer.shape, Shape::EventLog);
    let stages = answer.stages();
    let reached: Vec<u64> = stages.iter().map(|stage| stage.n_entered).collect();
    assert_eq!(reached, [60, n_offer, n_won]);
    let at = |step: usize| stages[step].balance.unwrap().n_lost;
    assert_eq!([at(0), at(1)], lost);
}

/// The answer for a file of these lines.
fn answer_for(lines: &str) -> trichterwerk::job::funnel::FunnelAnswer {
    let mut session = Session::new();
    let bytes = lines.as_bytes().to_vec();
    let sources: Vec<Box<dyn Source>> = vec![Box::new(Bytes::new("deals.csv", bytes))];
    let files = OpenFiles::new(Origin::Files, trichterwerk::model::Day(20_778));
    session.open(&files, sources, &mut go_on()).unwrap();
    session.funnel(&question(Scope::usual(Filter::default()))).unwrap()
}

/// MATH 2.2: of ten deals five are lost, nobody knows where. 3 went on of the 5 known to have been first.
#[test]
fn deals_lost_somewhere_leave_a_band_and_no_rate() {
    let known = "1;Lead;1\n2;Lead;1\n3;Angebot;1\n4;Gewonnen;1\n5;Gewonnen;1\n";
    let lost: String = (6..11).map(|id| format!("{id};Verloren;1\n")).collect();
    let answer = answer_for(&format!("ID;Phase;Betrag\n{known}{lost}"));
    let stages = answer.stages();
    let first = &stages[0];
    assert_eq!((first.n_entered, answer.outside.n_lost_somewhere), (5, 5));
    let rate = first.step_conversion.unwrap();
    assert_eq!((rate.value, rate.why), (None, Some(NotEstimable::LossStageUnknown)));
    let band = first.unknown_loss.unwrap();
    assert_eq!((band.lower, band.upper), (Some(3.0 / 10.0), Some(8.0 / 10.0)));
    // Ten deals came in: two of them won, not two of five.
    assert_eq!(stages.last().unwrap().overall_conversion.value, Some(0.2));
}

/// P5: where nothing is ever lost, every rate would be 100 %.
#[test]
fn without_a_lost_stage_no_stage_has_a_rate() {
    let answer = answer_for("ID;Phase;Betrag\n1;Lead;1\n2;Angebot;1\n3;Gewonnen;1\n4;Lead;1\n");
    let stages = answer.stages();
    for stage in stages.iter().take(stages.len() - 1) {
        let rate = stage.step_conversion.unwrap();
        assert_eq!((rate.value, rate.why), (None, Some(NotEstimable::NoLostStage)));
        assert_eq!(stage.unknown_loss, None);
    }
}
