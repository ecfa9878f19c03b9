//! The funnel in every order of stages, under every rule for skipped ones, counted a second time row by row.
//!
//! Nothing of `analysis::funnel` is used but the names of the rules: a deal is a list of dates here, and each bar asks
//! each deal anew what it did there.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use jiff::civil::Date;
use trichterwerk::analysis::funnel::{
    ConversionWindow, FunnelRule, SkipRule, StageOrder, StagePart, StepSet,
};
use trichterwerk::import::Source;
use trichterwerk::import::source::Bytes;
use trichterwerk::job::Session;
use trichterwerk::job::funnel::records::{RecordCell, RecordSet, RecordsQuestion};
use trichterwerk::job::funnel::timing::TimingQuestion;
use trichterwerk::job::funnel::{FunnelQuestion, Scope};
use trichterwerk::job::session::{OpenFiles, Origin};
use trichterwerk::model::{Day, Filter, StageKind};

use super::demo_files::days;
use super::funnel_rows::{Deal, End, demo_deals, demo_session, go_on, hubspot};

/// What a deal did in the funnel: the bars it is in, each with its day where known, and what became of it.
struct Story {
    bars: BTreeMap<usize, Option<Date>>,
    /// What it did at its last bar.
    end: StagePart,
    /// The day its stay there ended: decided, gone elsewhere; `None` unknown.
    ended: Option<Date>,
    /// Whether it is in the bar of the win.
    is_won: bool,
}

/// Rules for a funnel of `n` stages: every order, every rule for skipped stages, and some optional ones.
fn rules(n: usize) -> Vec<FunnelRule> {
    let optional = [StepSet::EMPTY, StepSet::EMPTY.with(1), StepSet::EMPTY.with(0).with(n - 1)];
    let mut rules = Vec::new();
    for order in [StageOrder::Given, StageOrder::Any, StageOrder::Strict, StageOrder::Touched] {
        for skipped in [SkipRule::Passed, SkipRule::NotReached, SkipRule::Excluded] {
            rules.extend(optional.map(|optional| FunnelRule { order, skipped, optional }));
        }
    }
    rules
}

/// The stages a deal was in, from the dates up to the export and the stage it stands in.
fn touched(deal: &Deal) -> BTreeSet<usize> {
    let n = deal.entered.len();
    let mut touched: BTreeSet<usize> =
        (0..n).filter(|&k| deal.entered[k].is_some() || deal.current == Some(k)).collect();
    if touched.is_empty() && deal.end != End::Won {
        touched.insert(0);
    }
    touched
}

/// The stages a deal is past without having been in them.
fn skipped(deal: &Deal, rule: &FunnelRule) -> BTreeSet<usize> {
    let touched = touched(deal);
    let is_past = |k: usize| match rule.order {
        StageOrder::Touched => false,
        StageOrder::Any => deal.end == End::Won,
        StageOrder::Given | StageOrder::Strict => {
            deal.end == End::Won || touched.iter().any(|&later| later > k)
        }
    };
    let all = 0..deal.entered.len();
    all.filter(|k| !touched.contains(k) && is_past(*k) && !rule.optional.contains(*k)).collect()
}

/// What a deal did; `None` if the rule leaves it out.
fn story(deal: &Deal, rule: &FunnelRule) -> Option<Story> {
    let (touched, skipped) = (touched(deal), skipped(deal, rule));
    if rule.skipped == SkipRule::Excluded && !skipped.is_empty() {
        return None;
    }
    let passed = if rule.skipped == SkipRule::Passed { skipped } else { BTreeSet::new() };
    let reached: BTreeSet<usize> = touched.union(&passed).copied().collect();
    let furthest = touched.last().copied().unwrap_or(0);
    let is_back = deal.current.is_some_and(|current| current < furthest);
    let end = |is_back: bool| match deal.end {
        End::Won => StagePart::Advanced,
        End::Lost => StagePart::Lost,
        End::Open if is_back => StagePart::MovedBack,
        End::Open => StagePart::Open,
    };
    let story = |bars, is_back| Story {
        bars,
        end: end(is_back),
        ended: deal.closed.filter(|_| deal.end != End::Open),
        is_won: deal.end == End::Won,
    };
    match rule.order {
        StageOrder::Given | StageOrder::Touched => {
            let bars = reached.into_iter().map(|k| (k, deal.entered[k])).collect();
            Some(story(bars, is_back))
        }
        StageOrder::Any => {
            let mut dates: Vec<Option<Date>> = reached.iter().map(|&k| deal.entered[k]).collect();
            dates.sort_by_key(|date| (date.is_none(), *date));
            Some(story(dates.into_iter().enumerate().collect(), false))
        }
        StageOrder::Strict => strict(deal, rule, &touched, &passed),
    }
}

/// Strict order: the entries as a list in order of time, then stage; each must be the next one asked for.
fn strict(
    deal: &Deal,
    rule: &FunnelRule,
    touched: &BTreeSet<usize>,
    passed: &BTreeSet<usize>,
) -> Option<Story> {
    let n = deal.entered.len();
    let mut entries: Vec<(bool, Option<Date>, usize)> =
        touched.iter().map(|&k| (deal.entered[k].is_none(), deal.entered[k], k)).collect();
    entries.sort_unstable();
    // Stages that may be missing: passed ones, and optional ones nobody was in.
    let is_asked =
        |k: usize| !(passed.contains(&k) || !touched.contains(&k) && rule.optional.contains(k));
    let mut asked = (0..n).filter(|&k| is_asked(k)).collect::<Vec<_>>().into_iter();
    let first = asked.next();
    if let Some(first) = first {
        let from = entries.iter().position(|&(_, _, k)| k == first)?;
        entries.drain(..from);
    }
    let (mut on_way, mut left) = (Vec::new(), None);
    let mut wanted = first;
    for (_, date, k) in entries {
        if wanted != Some(k) {
            left = Some(date);
            break;
        }
        on_way.push(k);
        wanted = asked.next();
    }
    if left.is_none() && deal.end == End::Won && wanted.is_some() {
        left = Some(deal.closed);
    }
    let is_won = left.is_none() && deal.end == End::Won;
    let last = on_way.last().copied().unwrap_or(0);
    let until = if is_won { n } else { last };
    let mut bars: BTreeMap<usize, Option<Date>> =
        on_way.iter().map(|&k| (k, deal.entered[k])).collect();
    bars.extend(passed.iter().filter(|&&k| k < until).map(|&k| (k, None)));
    let is_back = deal.current.is_some_and(|current| current < last);
    let end = match deal.end {
        _ if left.is_some() => StagePart::LeftOrder,
        End::Won => StagePart::Advanced,
        End::Lost => StagePart::Lost,
        End::Open if is_back => StagePart::MovedBack,
        End::Open => StagePart::Open,
    };
    let ended = left.unwrap_or(deal.closed.filter(|_| deal.end != End::Open));
    Some(Story { bars, end, ended, is_won })
}

impl Story {
    /// What the deal did at a bar; the bar after the last stage is the win.
    fn part_at(&self, bar: usize, n: usize) -> Option<StagePart> {
        if bar == n {
            return self.is_won.then_some(StagePart::Advanced);
        }
        self.bars.get(&bar)?;
        let is_last = self.bars.keys().all(|&other| other <= bar);
        Some(if is_last { self.end } else { StagePart::Advanced })
    }

    /// Days from a bar to the next one with a day, or to the win, of a deal that went on.
    fn days_from(&self, bar: usize) -> Option<i32> {
        let start = (*self.bars.get(&bar)?)?;
        let is_last = self.bars.keys().all(|&other| other <= bar);
        if is_last && !self.is_won {
            return None;
        }
        let next = self.bars.range(bar + 1..).find_map(|(_, date)| *date);
        let took = days(start, next.or(self.ended.filter(|_| self.is_won))?);
        (took >= 0).then_some(took)
    }
}

const PARTS: [StagePart; 5] = [
    StagePart::Advanced,
    StagePart::Lost,
    StagePart::MovedBack,
    StagePart::Open,
    StagePart::LeftOrder,
];

/// The ids of the records of a set.
fn ids(session: &Session, scope: &Scope, set: RecordSet) -> Vec<String> {
    let question = RecordsQuestion { scope: scope.clone(), set, offset: 0, limit: 10_000 };
    let report = session.records(&question).unwrap();
    assert_eq!(report.n, report.rows.len());
    report.rows.iter().map(|row| id_text(&row[0])).collect()
}

fn id_text(cell: &RecordCell) -> String {
    match cell {
        RecordCell::Text(text) => text.clone(),
        RecordCell::Number(number) => format!("{number}"),
        other => panic!("an id is a word or a number: {other:?}"),
    }
}

/// Compares every bar, its worth, its records and its times with the stories of the deals.
fn check(session: &Session, deals: &[Deal], rule: FunnelRule) {
    let scope = Scope { filter: Filter::default(), rule };
    let (window, step_windows) = (ConversionWindow::FromData, BTreeMap::new());
    let question = FunnelQuestion { scope: scope.clone(), window, step_windows };
    let answer = session.funnel(&question).unwrap();
    let timing = TimingQuestion {
        scope: scope.clone(),
        window: question.window,
        step_windows: question.step_windows,
    };
    let timing = session.timing(&timing).unwrap();
    let stories: Vec<(&Deal, Option<Story>)> =
        deals.iter().map(|deal| (deal, story(deal, &rule))).collect();
    let kept = || stories.iter().filter_map(|(deal, story)| Some((*deal, story.as_ref()?)));
    let n_skipping = deals.iter().filter(|deal| !skipped(deal, &rule).is_empty()).count();
    assert_eq!(answer.n_skipping, n_skipping as u64, "{rule:?}");
    let n_excluded = stories.iter().filter(|(_, story)| story.is_none()).count();
    assert_eq!(answer.outside.n_excluded, n_excluded as u64, "{rule:?}");
    assert_eq!(answer.summary.n as usize, deals.len() - n_excluded, "{rule:?}");
    let stages = answer.stages();
    let n = stages.len() - 1;
    for (bar, stage) in stages.iter().enumerate() {
        let all = || kept().filter(|(_, story)| story.part_at(bar, n).is_some());
        assert_eq!(stage.n_entered, all().count() as u64, "{rule:?}, bar {bar}");
        let Some(balance) = stage.balance else { continue };
        for part in PARTS {
            let of_part = || kept().filter(|(_, story)| story.part_at(bar, n) == Some(part));
            let what = format!("{rule:?}, bar {bar}, {part:?}");
            assert_eq!(balance.part(part), of_part().count() as u64, "{what}");
            let shown = ids(session, &scope, RecordSet::Stage { step: bar, part: Some(part) });
            let own: Vec<String> = of_part().map(|(deal, _)| deal.id.clone()).collect();
            assert_eq!(shown, own, "{what}");
            if let Ok(values) = &answer.values {
                let cents: i64 = of_part().filter_map(|(deal, _)| deal.cents).sum();
                assert_eq!(values.stages[bar].part(part).0, cents, "{what}");
            }
        }
        let mut took: Vec<i32> = kept().filter_map(|(_, story)| story.days_from(bar)).collect();
        took.sort_unstable();
        let naive = timing.steps[bar].durations.naive;
        assert_eq!(naive.map_or(0, |naive| naive.n), took.len() as u64, "{rule:?}, bar {bar}");
        if let Some(naive) = naive {
            let mean = f64::from(took.iter().sum::<i32>()) / took.len() as f64;
            assert!((naive.mean_days - mean).abs() < 1e-9, "{rule:?}, bar {bar}");
        }
    }
    assert_eq!(stages[n].n_entered, kept().filter(|(_, story)| story.is_won).count() as u64);
}

#[test]
fn every_order_of_the_demo_is_that_of_its_rows() {
    let (session, deals) = (demo_session(), demo_deals());
    for rule in rules(4) {
        check(&session, &deals, rule);
    }
}

#[test]
fn every_order_of_the_hubspot_sample_is_that_of_its_rows() {
    let Some((session, deals)) = hubspot() else { return };
    for rule in rules(5) {
        check(&session, &deals, rule);
    }
}

/// The day of the export of the log: its last entry up to today.
const LOG_TODAY: Date = Date::constant(2026, 11, 1);
const STEPS: [&str; 4] = ["Lead", "Qualified", "Proposal", "Negotiation"];

/// The log of the fixture, open and as its lines say it.
fn event_log() -> (Session, Vec<Deal>) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/funnel/event_log.csv");
    let bytes = std::fs::read(path).unwrap();
    let mut reader = csv::Reader::from_reader(bytes.as_slice());
    let mut cases: Vec<(String, Vec<(String, String)>)> = Vec::new();
    for line in reader.records() {
        let line = line.unwrap();
        let event = (line[2].to_owned(), line[1].to_owned());
        match cases.iter_mut().find(|(case, _)| *case == line[0]) {
            Some((_, events)) => events.push(event),
            None => cases.push((line[0].to_owned(), vec![event])),
        }
    }
    let date = |time: &str| time[..10].parse::<Date>().unwrap();
    let deals = cases.into_iter().map(|(id, mut events)| {
        events.sort();
        let first = |activity: &str| {
            let entry = events.iter().find(|(_, known)| known == activity);
            entry.map(|(time, _)| date(time)).filter(|&date| date <= LOG_TODAY)
        };
        let last = &events.last().unwrap().1;
        let end = match last.as_str() {
            "Closed Won" => End::Won,
            "Closed Lost" => End::Lost,
            _ => End::Open,
        };
        Deal {
            id,
            entered: STEPS.iter().map(|step| first(step)).collect(),
            current: STEPS.iter().position(|step| step == last),
            closed: match end {
                End::Won => first("Closed Won"),
                End::Lost => first("Closed Lost"),
                End::Open => None,
            },
            end,
            cents: None,
            source: String::new(),
            rep: String::new(),
        }
    });
    // In the order in which the cases appear, which is that of the folded rows.
    let deals: Vec<Deal> = deals.collect();
    let mut session = Session::new();
    let sources: Vec<Box<dyn Source>> = vec![Box::new(Bytes::new("event_log.csv", bytes))];
    let mut question = OpenFiles::new(Origin::Files, Day::from_date(LOG_TODAY));
    // An activity that is no stage: what the reader would say in the editor of stages.
    question.edits.stages.kinds = vec![("Waiting room".into(), StageKind::Unmapped)];
    session.open(&question, sources, &mut go_on()).unwrap();
    (session, deals)
}

#[test]
fn every_order_of_an_untidy_event_log_is_that_of_its_events() {
    let (session, deals) = event_log();
    let names: Vec<String> = session
        .dataset()
        .unwrap()
        .deals
        .as_ref()
        .unwrap()
        .pipeline
        .steps()
        .map(|s| s.name.clone())
        .collect();
    assert_eq!(names, STEPS, "the fixture's own stages, in their order");
    for rule in rules(STEPS.len()) {
        check(&session, &deals, rule);
    }
}

/// What the fixture is made for: each of its irregularities is there, and is told.
#[test]
fn the_event_log_holds_what_it_is_made_for() {
    let (_, deals) = event_log();
    let usual = FunnelRule::USUAL;
    assert_eq!(deals.len(), 120);
    assert!(deals.iter().any(|deal| !skipped(deal, &usual).is_empty()), "skipped stages");
    assert!(deals.iter().any(|deal| deal.current.is_none() && deal.end == End::Open), "no stage");
    let is_same_day = |deal: &Deal| deal.entered[1].is_some() && deal.entered[1] == deal.entered[2];
    assert!(deals.iter().any(is_same_day), "two stages on one day");
    let strict = FunnelRule { order: StageOrder::Strict, ..usual };
    let left =
        |deal: &&Deal| story(deal, &strict).is_some_and(|story| story.end == StagePart::LeftOrder);
    assert!(deals.iter().filter(left).count() > 5, "stages out of order");
}
