//! Laws of the book: commands, undo and redo, and the bridge, for arbitrary books.

use std::collections::BTreeSet;

use proptest::prelude::*;
use trichterwerk::model::Day;
use trichterwerk::scenario::book::{MAX_NAME_CHARS, MAX_SCENARIOS};
use trichterwerk::scenario::{
    Book, BookError, Campaign, CampaignSize, CapacityPlan, Command, DayUse, Gesture, History,
    Layer, ParameterId, Parameters, PlanPart, Provenance, Reference, ScenarioId, Target, Value,
    bridge, levers,
};
use trichterwerk::simulation::holiday::{Canton, GermanState, Region, SwissDays};

/// Any parameter.
pub fn parameter() -> impl Strategy<Value = ParameterId> {
    proptest::sample::select(ParameterId::ALL)
}

/// A number the parameter can have.
fn number(id: ParameterId) -> impl Strategy<Value = f64> {
    let spec = id.spec();
    let whole = spec.unit.is_whole();
    let any = spec.limits.prop_map(move |number| if whole { number.floor() } else { number });
    prop_oneof![4 => any, 1 => Just(spec.default), 1 => Just(spec.slider.min)]
}

/// A value the parameter can have, from anywhere.
pub fn value(id: ParameterId) -> impl Strategy<Value = Value> {
    (number(id), 0..4_u8, any::<u32>(), "[a-z_.]{1,12}").prop_map(|(number, kind, n, figure)| {
        let provenance = match kind {
            0 => Provenance::Measured {
                n: n.into(),
                lower: (n % 3 > 0).then_some(number - f64::from(n)),
                upper: (n % 5 > 0).then_some(number + 0.25),
                figure,
            },
            1 => Provenance::Assumed,
            2 => Provenance::Literature(Reference::ALL[n as usize % 2]),
            _ => Provenance::User,
        };
        Value { number, provenance }
    })
}

/// The base or one of the first scenarios, which may be gone.
fn target() -> impl Strategy<Value = Target> {
    (0..6_u32).prop_map(|n| match n {
        0 => Target::Base,
        n => Target::Scenario(ScenarioId(n)),
    })
}

fn setting() -> impl Strategy<Value = Command> {
    (target(), parameter()).prop_flat_map(|(target, id)| {
        value(id).prop_map(move |value| Command::Set { target, id, value })
    })
}

/// A capacity plan somebody has worked on.
pub fn plan() -> impl Strategy<Value = CapacityPlan> {
    let size = prop_oneof![
        (0.0..1e6).prop_map(CampaignSize::Leads),
        (0.0..1e6, proptest::option::of(0.0..=1.0))
            .prop_map(|(n, rate)| CampaignSize::Sends(n, rate)),
    ];
    let campaign = (1..5_u32, "\\PC{0,8}", 24_300..24_400, size)
        .prop_map(|(id, name, month, size)| (id, Campaign::new(name, month, size)));
    let cell = (0..4_usize, 24_300..24_400, 0..Layer::ALL.len(), 0.0..31.0_f64);
    (
        proptest::collection::vec(campaign, 0..3),
        proptest::collection::vec(cell, 0..4),
        proptest::collection::vec((20_000..20_400, any::<bool>()), 0..3),
        proptest::option::of(0..REGIONS.len()),
        proptest::collection::vec((0..4_usize, 0.0..=1.0), 0..2),
    )
        .prop_map(|(campaigns, cells, days, region, ftes)| {
            let mut plan = CapacityPlan::default();
            for (id, campaign) in campaigns {
                plan.set_campaign(id, Some(campaign));
            }
            for (rep, month, layer, number) in cells {
                let layer = Layer::ALL[layer];
                let number = if layer.is_whole() { number.floor() } else { number };
                plan.set_cell(rep, month, layer, Some(number));
            }
            for (day, is_off) in days {
                plan.set_day(Day(day), Some(if is_off { DayUse::Off } else { DayUse::Worked }));
            }
            if let Some(region) = region {
                plan.set_region(REGIONS[region]);
                plan.set_own_region(region, Some(REGIONS[0]));
            }
            for (rep, fte) in ftes {
                plan.set_own_fte(rep, Some(fte));
            }
            plan
        })
}

const REGIONS: [Region; 3] = [
    Region::Austria,
    Region::Germany { state: Some(GermanState::By), catholic_municipality: true },
    Region::Switzerland { canton: Some(Canton::Zh), days: SwissDays::WithCustomary },
];

/// Any command, valid or not.
pub fn command() -> impl Strategy<Value = Command> {
    let scenario = || (1..6_u32).prop_map(ScenarioId);
    let name = || "\\PC{0,12}";
    prop_oneof![
        6 => setting(),
        2 => (target(), plan()).prop_map(|(target, plan)| {
            Command::Plan { target, plan: Box::new(plan) }
        }),
        1 => (target(), parameter()).prop_map(|(target, id)| Command::Reset { target, id }),
        1 => target().prop_map(|target| Command::ResetAll { target }),
        3 => name().prop_map(|name| Command::Add { name }),
        2 => (target(), name()).prop_map(|(source, name)| Command::Copy { source, name }),
        1 => (scenario(), name()).prop_map(|(scenario, name)| Command::Rename { scenario, name }),
        1 => (scenario(), 0..8_usize).prop_map(|(scenario, to)| Command::Move { scenario, to }),
        1 => scenario().prop_map(|scenario| Command::Remove { scenario }),
        1 => setting().prop_map(|setting| {
            let book = Book::new();
            Command::Replace { book: Box::new(book.apply(&setting).unwrap_or(book)) }
        }),
    ]
}

/// A book somebody has worked on.
pub fn book() -> impl Strategy<Value = Book> {
    proptest::collection::vec(command(), 0..30).prop_map(|commands| {
        commands.iter().fold(Book::new(), |book, command| book.apply(command).unwrap_or(book))
    })
}

/// What holds for every book.
fn check(book: &Book) {
    let ids: BTreeSet<ScenarioId> = book.scenarios().iter().map(|scenario| scenario.id).collect();
    assert_eq!(ids.len(), book.scenarios().len(), "identities are unique");
    assert!(ids.iter().all(|id| *id < book.next_id()), "and never given again");
    for scenario in book.scenarios() {
        let name = &scenario.name;
        assert!(!name.is_empty() && name.trim() == name && name.chars().count() <= MAX_NAME_CHARS);
        for (id, value) in &scenario.changes.values {
            assert!(value.check(*id).is_ok());
        }
        for id in book.differences(scenario.id) {
            assert!(scenario.changes.values.contains_key(&id), "a difference is said");
        }
    }
    for (id, value) in &book.base().values {
        assert!(value.check(*id).is_ok() && *value != id.default_value());
    }
}

proptest! {
    #[test]
    fn every_command_leaves_a_sound_book_or_none(commands in proptest::collection::vec(command(), 0..40)) {
        let mut book = Book::new();
        for command in &commands {
            if let Ok(next) = book.apply(command) {
                check(&next);
                book = next;
            }
        }
    }

    #[test]
    fn undo_then_redo_is_the_identity(commands in proptest::collection::vec(command(), 1..120)) {
        let mut history = History::new(Book::new());
        let mut books = vec![history.book().clone()];
        for command in commands {
            let before = history.book().clone();
            let outcome = history.run(command, Gesture::New);
            if outcome.is_ok() && *history.book() != before {
                books.push(history.book().clone());
            }
        }
        // Back to the beginning, book by book, and forth again.
        for book in books.iter().rev().skip(1) {
            prop_assert!(history.undo().is_some());
            prop_assert_eq!(history.book(), book);
        }
        prop_assert!(history.undo().is_none());
        for book in books.iter().skip(1) {
            prop_assert!(history.redo().is_some());
            prop_assert_eq!(history.book(), book);
        }
        prop_assert!(history.redo().is_none());
    }

    #[test]
    fn a_plan_that_is_set_is_the_plan_of_its_target(book in book(), target in target(), plan in plan()) {
        let set = Command::Plan { target, plan: Box::new(plan.clone()) };
        prop_assume!(book.apply(&set).is_ok());
        let after = book.apply(&set).unwrap();
        prop_assert_eq!(after.plan(target), plan);
        if let Target::Scenario(_) = target {
            prop_assert_eq!(after.plan(Target::Base), book.plan(Target::Base));
        }
    }

    #[test]
    fn a_plan_of_the_base_reaches_what_a_scenario_leaves_alone(
        base in plan(), own in plan(), day in 21_000..21_400,
    ) {
        let scenario = Book::new().next_id();
        let target = Target::Scenario(scenario);
        let commands = [
            Command::Add { name: "A".into() },
            Command::Plan { target: Target::Base, plan: Box::new(base.clone()) },
            Command::Plan { target, plan: Box::new(own.clone()) },
        ];
        let book = commands.iter().fold(Book::new(), |book, set| book.apply(set).unwrap());
        let (mut base, mut own) = (base, own);
        for plan in [&mut base, &mut own] {
            plan.set_day(Day(day), Some(DayUse::Off));
        }
        let set = Command::Plan { target: Target::Base, plan: Box::new(base) };
        prop_assert_eq!(book.apply(&set).unwrap().plan(target), own);
    }

    #[test]
    fn a_scenario_without_differences_is_the_base(book in book(), name in "[a-z]{1,8}") {
        prop_assume!(book.scenarios().len() < MAX_SCENARIOS);
        let target = Target::Scenario(book.next_id());
        let book = book.apply(&Command::Add { name }).unwrap();
        prop_assert_eq!(book.parameters(target), book.parameters(Target::Base));
    }

    #[test]
    fn setting_what_lies_beneath_takes_the_difference_out(book in book(), id in parameter()) {
        for scenario in book.scenarios() {
            let target = Target::Scenario(scenario.id);
            let value = book.value(Target::Base, id);
            let after = book.apply(&Command::Set { target, id, value }).unwrap();
            prop_assert!(!after.is_set(target, id));
            prop_assert_eq!(after, book.apply(&Command::Reset { target, id }).unwrap());
        }
    }

    #[test]
    fn a_change_of_the_base_reaches_who_does_not_differ(book in book(), set in setting()) {
        let Command::Set { id, value, .. } = set else { unreachable!("a setting sets") };
        let after = book.apply(&Command::Set { target: Target::Base, id, value: value.clone() }).unwrap();
        for scenario in book.scenarios() {
            let target = Target::Scenario(scenario.id);
            let expected = if book.is_set(target, id) { book.value(target, id) } else { value.clone() };
            prop_assert_eq!(after.value(target, id), expected);
        }
    }

    #[test]
    fn a_bridge_sums_to_the_cent(book in book(), other in book()) {
        let (base, scenario) = (book.parameters(Target::Base), other.parameters(Target::Base));
        // Anything goes as an outcome; it only has to depend on many parameters in a way that does not add up.
        let outcome = |parameters: &Parameters| -> Result<f64, ()> {
            let parts = PlanPart::ALL.map(|part| parameters.plan().n_entries(part) as f64);
            let numbers = ParameterId::ALL.iter().map(|id| parameters.number(*id)).chain(parts);
            Ok(numbers.map(|number| (1.0 + number.abs()).ln()).fold(1.0, |a, b| (a * b + 0.7) % 1e7))
        };
        let bridge = bridge(&base, &scenario, &levers(), outcome).unwrap();
        let cents = |parameters: &Parameters| (outcome(parameters).unwrap() * 100.0).round() as i64;
        prop_assert_eq!(bridge.start.0, cents(&base));
        prop_assert_eq!(bridge.end.0, cents(&scenario));
        let sum: i64 = bridge.steps.iter().map(|step| step.contribution.0).sum();
        prop_assert_eq!(bridge.start.0 + sum, bridge.end.0);
    }
}

#[test]
fn at_least_a_hundred_steps_can_be_undone() {
    let mut history = History::new(Book::new());
    for n in 0..150 {
        let (target, id) = (Target::Base, ParameterId::Opportunities);
        let value = Value::user(f64::from(n) + 0.5);
        history.run(Command::Set { target, id, value }, Gesture::New).unwrap();
    }
    let n_undone = (0..150).filter(|_| history.undo().is_some()).count();
    assert_eq!(n_undone, 150);
    assert_eq!(history.book(), &Book::new());
}

#[test]
fn a_removed_scenario_comes_back_where_it_was() {
    let mut history = History::new(Book::new());
    for name in ["eins", "zwei", "drei"] {
        history.run(Command::Add { name: name.into() }, Gesture::New).unwrap();
    }
    let before = history.book().clone();
    let scenario = before.scenarios()[1].id;
    history.run(Command::Remove { scenario }, Gesture::New).unwrap();
    assert_eq!(history.book().scenarios().len(), 2);
    assert_eq!(history.undo(), Some(&Command::Remove { scenario }));
    assert_eq!(history.book(), &before);
}

#[test]
fn a_copy_stands_behind_its_original_and_goes_its_own_way() {
    let mut book = Book::new();
    for name in ["eins", "zwei"] {
        book = book.apply(&Command::Add { name: name.into() }).unwrap();
    }
    let original = book.scenarios()[0].id;
    let (source, id) = (Target::Scenario(original), ParameterId::CloseRate);
    book = book.apply(&Command::Set { target: source, id, value: Value::user(0.4) }).unwrap();
    let copy = book.next_id();
    book = book.apply(&Command::Copy { source, name: "eins b".into() }).unwrap();
    let names: Vec<&str> = book.scenarios().iter().map(|scenario| scenario.name.as_str()).collect();
    assert_eq!(names, ["eins", "eins b", "zwei"]);
    let target = Target::Scenario(copy);
    book = book.apply(&Command::Set { target, id, value: Value::user(0.6) }).unwrap();
    let rates = [source, target].map(|target| book.value(target, id).number);
    assert_eq!(rates.map(|rate| (rate * 10.0).round() as i32), [4, 6]);
}

#[test]
fn names_and_numbers_of_scenarios_have_limits() {
    let book = Book::new();
    let add = |book: &Book, name: &str| book.apply(&Command::Add { name: name.to_owned() });
    assert_eq!(add(&book, " \u{a0} "), Err(BookError::EmptyName));
    assert_eq!(add(&book, &"ä".repeat(81)), Err(BookError::LongName { n_chars: 81 }));
    assert_eq!(add(&book, "  Jede zweite ").unwrap().scenarios()[0].name, "Jede zweite");
    let full = (0..MAX_SCENARIOS).fold(book, |book, n| add(&book, &n.to_string()).unwrap());
    assert_eq!(add(&full, "einer zu viel"), Err(BookError::Full));
    let gone = ScenarioId(4_711);
    let rename = Command::Rename { scenario: gone, name: "x".into() };
    assert_eq!(full.apply(&rename), Err(BookError::NoScenario(gone)));
}
