//! What the parts of the page share: the base and the scenarios with their values, and the two that are compared.

use leptos::prelude::*;

use crate::job::capacity::Team;
use crate::job::coupling::Coupled;
use crate::scenario::{Parameters, ScenarioId, Target};
use crate::ui::context::use_shared;
use crate::ui::i18n::td_string;
use crate::ui::scenarios::{Scenarios, use_scenarios};
use crate::ui::team::use_team;

/// Key of the choice what the others are compared with.
const FROM: &str = "compare.from";
/// Key of the choice which scenario the sentence and the bridge are about.
const TO: &str = "compare.to";
/// Word of the base among the choices.
const BASE: &str = "base";

/// The base or a scenario, as it stands in the table.
#[derive(Clone, Debug, PartialEq)]
pub struct Column {
    /// Which.
    pub target: Target,
    /// Its name in the reader's language.
    pub name: String,
    /// Its values, and what its capacity plan leaves of it.
    pub coupled: Coupled,
}

impl Column {
    /// Its values.
    #[must_use]
    pub const fn parameters(&self) -> &Parameters {
        &self.coupled.parameters
    }
}

/// The shared state of the page.
#[derive(Clone, Copy)]
pub struct CompareState {
    /// The book.
    pub scenarios: Scenarios,
    /// Who sells.
    pub team: Memo<Team>,
    /// The base and the scenarios, in the order of the book.
    pub columns: Memo<Vec<Column>>,
    /// What the others are compared with, and what is compared with it; `None` without a scenario.
    pub pair: Memo<Option<(Column, Column)>>,
}

/// The state, inside [`super::ComparePage`].
///
/// # Panics
/// Outside of it.
#[must_use]
pub fn use_compare() -> CompareState {
    expect_context()
}

impl CompareState {
    /// Sets up the state of the page and hands it to its parts.
    #[must_use]
    pub fn provide() -> Self {
        let locale = use_shared().locale;
        let scenarios = use_scenarios();
        let team = use_team().team;
        let columns = Memo::new(move |_| {
            let base = td_string!(locale.get(), scenario.base).to_owned();
            scenarios.with_book(|book| {
                let named = book.scenarios().iter();
                let named = named.map(|it| (Target::Scenario(it.id), it.name.clone()));
                std::iter::once((Target::Base, base))
                    .chain(named)
                    .map(|(target, name)| {
                        let parameters = book.parameters(target);
                        let coupled = team.with(|team| Coupled::of(&parameters, team));
                        Column { target, name, coupled }
                    })
                    .collect::<Vec<_>>()
            })
        });
        let pair = Memo::new(move |_| {
            let chosen = |key| scenarios.choice(key).and_then(|word| target(&word));
            let (from, to, shown) = (chosen(FROM), chosen(TO), scenarios.target());
            columns.with(|columns| {
                let find = |target: Target| columns.iter().find(|column| column.target == target);
                let from = from.and_then(find).or_else(|| columns.first())?;
                let is_other = |column: &&Column| column.target != from.target;
                let to = to.and_then(find).filter(is_other);
                let to = to.or_else(|| find(shown).filter(is_other));
                let to = to.or_else(|| columns.iter().find(is_other))?;
                Some((from.clone(), to.clone()))
            })
        });
        let state = Self { scenarios, team, columns, pair };
        provide_context(state);
        state
    }

    /// Compares with another one.
    pub fn choose_from(self, target: Target) {
        self.scenarios.choose(FROM, &word(target));
    }

    /// Compares another one.
    pub fn choose_to(self, target: Target) {
        self.scenarios.choose(TO, &word(target));
    }

    /// What the others are compared with first, then the others in their order.
    #[must_use]
    pub fn reference_first(self) -> Vec<Column> {
        let from = self.pair.with(|pair| pair.as_ref().map(|(from, _)| from.target));
        let mut columns = self.columns.get();
        // Stable: the others keep their order.
        columns.sort_by_key(|column| Some(column.target) != from);
        columns
    }
}

/// The word of a target in a link, and in the value of an option.
#[must_use]
pub fn word(target: Target) -> String {
    match target {
        Target::Base => BASE.to_owned(),
        Target::Scenario(id) => id.0.to_string(),
    }
}

/// The target of a word.
#[must_use]
pub fn target(word: &str) -> Option<Target> {
    if word == BASE {
        return Some(Target::Base);
    }
    word.parse().ok().map(|id| Target::Scenario(ScenarioId(id)))
}
