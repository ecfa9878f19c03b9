//! Deals for the tests of the funnel: three steps, built through the columns of the model.

use proptest::prelude::*;

use super::rule::{FunnelRule, SkipRule, StageOrder, StepSet};
use crate::model::{
    Codes, Column, Currency, DateColumn, Day, Deals, DictColumn, Meaning, Money, MoneyColumn,
    Outcome, Pipeline, RecordKind, Shape, Stage, StageKind, Table, TextColumn, Values,
};

/// One deal as a test writes it.
#[derive(Clone, Copy, Debug)]
pub(super) struct TestDeal {
    pub created: Option<Day>,
    pub entries: [Option<Day>; 3],
    pub outcome: Outcome,
    pub closed: Option<Day>,
    pub current_step: Option<usize>,
    pub amount_cents: Option<i64>,
}

impl TestDeal {
    /// An open deal without dates.
    pub const OPEN: Self = Self {
        created: None,
        entries: [None; 3],
        outcome: Outcome::Open,
        closed: None,
        current_step: None,
        amount_cents: None,
    };
}

/// The deals as the importer would deliver them; owners alternate between two and none.
pub(super) fn deals(rows: &[TestDeal]) -> Deals {
    let steps = ["Lead", "Angebot", "Verhandlung"];
    let stage = |name: &str, kind| Stage { name: name.into(), words: Vec::new(), kind };
    let mut stages: Vec<Stage> = steps.iter().map(|name| stage(name, StageKind::Step)).collect();
    stages.push(stage("?", StageKind::Unmapped));
    let dates = |days: &dyn Fn(&TestDeal) -> Option<Day>| {
        let mut column = DateColumn::Days(Vec::new());
        for row in rows {
            column.push_day(days(row));
        }
        column
    };
    let mut ids = TextColumn::default();
    let mut amounts = MoneyColumn::default();
    let mut codes = Codes::new();
    for (at, row) in rows.iter().enumerate() {
        ids.push(&format!("D{at}"));
        amounts.push(row.amount_cents.map(Money));
        codes.push((at % 3) as u32);
    }
    let owner = DictColumn { codes, words: vec!["Jana".into(), "Ole".into()] };
    let column = |header: &str, meaning, values| Column { header: header.into(), meaning, values };
    let mut columns = vec![
        column("ID", Meaning::Id, Values::Text(ids)),
        column("Erstellt", Meaning::Created, Values::Date(dates(&|row| row.created))),
        column("Betrag", Meaning::Amount, Values::Money(amounts)),
        column("Betreuer", Meaning::Owner, Values::Dict(owner)),
    ];
    let first = columns.len();
    columns.extend(steps.iter().enumerate().map(|(k, name)| {
        let entered = Values::Date(dates(&|row| row.entries[k]));
        column(name, Meaning::StageEntered((*name).into()), entered)
    }));
    Deals {
        table: Table {
            name: "deals.csv".into(),
            kind: RecordKind::Deal,
            n_rows: rows.len(),
            columns,
        },
        pipeline: Pipeline { stages },
        shape: Shape::StageDates,
        stage: rows.iter().map(|row| row.current_step.unwrap_or(3) as u8).collect(),
        outcome: rows.iter().map(|row| row.outcome).collect(),
        entry_columns: (0..3).map(|k| Some(first + k)).collect(),
        closed: dates(&|row| row.closed),
        currency: Some(Currency::EUR),
    }
}

/// Any deals, tidy or not: missing, future and reversed dates, moved back.
pub(super) fn test_deals(as_of: Day) -> impl Strategy<Value = Vec<TestDeal>> {
    let day = move || prop::option::of((-20..400_i32).prop_map(move |ago| Day(as_of.0 - ago)));
    let outcome = prop_oneof![Just(Outcome::Open), Just(Outcome::Won), Just(Outcome::Lost)];
    let deal = (
        day(),
        [day(), day(), day()],
        outcome,
        day(),
        prop::option::of(0..3_usize),
        prop::option::of(0..1_000_000_i64),
    );
    let deal = deal.prop_map(|(created, entries, outcome, closed, current_step, amount_cents)| {
        TestDeal { created, entries, outcome, closed, current_step, amount_cents }
    });
    prop::collection::vec(deal, 0..60)
}

/// Any rule for three steps.
pub(super) fn test_rules() -> impl Strategy<Value = FunnelRule> {
    let order = prop_oneof![
        Just(StageOrder::Given),
        Just(StageOrder::Any),
        Just(StageOrder::Strict),
        Just(StageOrder::Touched),
    ];
    let skipped =
        prop_oneof![Just(SkipRule::Passed), Just(SkipRule::NotReached), Just(SkipRule::Excluded)];
    let optional = prop::collection::vec(0..3_usize, 0..3)
        .prop_map(|steps| steps.into_iter().fold(StepSet::EMPTY, StepSet::with));
    (order, skipped, optional).prop_map(|(order, skipped, optional)| FunnelRule {
        order,
        skipped,
        optional,
    })
}
