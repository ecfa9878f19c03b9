//! The book of scenarios: a base and named scenarios, each holding only what differs.
//!
//! A value is looked up in the scenario, then in the base, then in the table of parameters. So a change of the base
//! reaches every scenario that does not say otherwise, and a file says what somebody decided and nothing else.
//!
//! A book is a value: [`Book::apply`] takes a [`Command`] and returns the book after it. [`super::history`] keeps the
//! ones before.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value as Json};

use super::parameter::ParameterId;
use super::plan::{CapacityPlan, PlanChanges, PlanPart};
use super::value::{Value, ValueError};

/// Scenarios a book can hold: more than anybody compares, few enough for any link.
pub const MAX_SCENARIOS: usize = 40;
/// Letters a name can have.
pub const MAX_NAME_CHARS: usize = 80;

/// Which scenario of a book; stays the same when it is renamed or moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ScenarioId(pub u32);

/// What a value is looked up in or set in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Target {
    /// The base, which all scenarios stand on.
    Base,
    /// One scenario.
    Scenario(ScenarioId),
}

/// What differs from what lies beneath.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Changes {
    /// Values by parameter.
    pub values: BTreeMap<ParameterId, Value>,
    /// Entries of the capacity plan.
    pub plan: PlanChanges,
    /// Entries of a file whose keys this version does not know; written back unchanged.
    pub(super) unknown: Map<String, Json>,
    /// Fields beside a value that this version does not know; written back while the value stays.
    pub(super) unknown_beside: BTreeMap<ParameterId, Map<String, Json>>,
}

impl Changes {
    fn insert(&mut self, id: ParameterId, value: Value) {
        if self.values.get(&id) != Some(&value) {
            self.unknown_beside.remove(&id);
        }
        self.values.insert(id, value);
    }

    fn remove(&mut self, id: ParameterId) {
        self.values.remove(&id);
        self.unknown_beside.remove(&id);
    }
}

/// A named set of differences to the base.
#[derive(Clone, Debug, PartialEq)]
pub struct Scenario {
    /// Its identity.
    pub id: ScenarioId,
    /// Its name; not empty, without blanks around it.
    pub name: String,
    /// What it changes.
    pub changes: Changes,
    /// Fields of a file this version does not know.
    pub(super) unknown: Map<String, Json>,
}

/// A base and its scenarios, in the order in which they are shown.
#[derive(Clone, Debug, PartialEq)]
pub struct Book {
    pub(super) base: Changes,
    pub(super) scenarios: Vec<Scenario>,
    pub(super) next_id: u32,
}

/// What can be done to a book.
#[derive(Clone, Debug, PartialEq)]
pub enum Command {
    /// Sets a value.
    Set {
        /// Where.
        target: Target,
        /// Which.
        id: ParameterId,
        /// To what.
        value: Value,
    },
    /// Sets the capacity plan; what is kept is what differs from the plan beneath.
    Plan {
        /// Where.
        target: Target,
        /// The whole plan.
        plan: Box<CapacityPlan>,
    },
    /// Takes a value back to what lies beneath.
    Reset {
        /// Where.
        target: Target,
        /// Which.
        id: ParameterId,
    },
    /// Takes all values back.
    ResetAll {
        /// Where.
        target: Target,
    },
    /// Adds a scenario without differences at the end.
    Add {
        /// Its name.
        name: String,
    },
    /// Adds a scenario with the differences of another (of none: of the base) behind it.
    Copy {
        /// What is copied.
        source: Target,
        /// Name of the copy.
        name: String,
    },
    /// Renames a scenario.
    Rename {
        /// Which.
        scenario: ScenarioId,
        /// Its new name.
        name: String,
    },
    /// Moves a scenario.
    Move {
        /// Which.
        scenario: ScenarioId,
        /// Its place afterwards, from 0; beyond the end is the end.
        to: usize,
    },
    /// Removes a scenario.
    Remove {
        /// Which.
        scenario: ScenarioId,
    },
    /// Puts another book in place of this one: that of a file. Being a command, it can be undone.
    Replace {
        /// The other book.
        book: Box<Book>,
    },
}

/// Why a command was refused; the book stays as it was.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum BookError {
    /// No scenario has this identity (any more).
    #[error("there is no scenario {}", .0.0)]
    NoScenario(ScenarioId),
    /// A name of blanks.
    #[error("the name is empty")]
    EmptyName,
    /// A name of too many letters.
    #[error("the name has {n_chars} letters, {MAX_NAME_CHARS} are allowed")]
    LongName {
        /// Letters it has.
        n_chars: usize,
    },
    /// [`MAX_SCENARIOS`] are there already.
    #[error("the book holds {MAX_SCENARIOS} scenarios already")]
    Full,
    /// A value the parameter cannot have.
    #[error("{}: {error}", id.key())]
    Value {
        /// The parameter.
        id: ParameterId,
        /// What is wrong.
        error: ValueError,
    },
}

impl Book {
    /// A book with the defaults as base and no scenario.
    #[must_use]
    pub fn new() -> Self {
        Self { base: Changes::default(), scenarios: Vec::new(), next_id: 1 }
    }

    /// What the base changes of the defaults.
    #[must_use]
    pub const fn base(&self) -> &Changes {
        &self.base
    }

    /// The scenarios in their order.
    #[must_use]
    pub fn scenarios(&self) -> &[Scenario] {
        &self.scenarios
    }

    /// A scenario by its identity.
    #[must_use]
    pub fn scenario(&self, id: ScenarioId) -> Option<&Scenario> {
        self.scenarios.iter().find(|scenario| scenario.id == id)
    }

    /// The identity the next added or copied scenario will have.
    #[must_use]
    pub const fn next_id(&self) -> ScenarioId {
        ScenarioId(self.next_id)
    }

    /// The value of a parameter. A target that is gone has the values of the base.
    #[must_use]
    pub fn value(&self, target: Target, id: ParameterId) -> Value {
        self.own(target)
            .and_then(|changes| changes.values.get(&id))
            .or_else(|| self.base.values.get(&id))
            .cloned()
            .unwrap_or_else(|| id.default_value())
    }

    /// The capacity plan of a target. A target that is gone has that of the base.
    #[must_use]
    pub fn plan(&self, target: Target) -> CapacityPlan {
        let base = CapacityPlan::default().with(&self.base.plan);
        match target {
            Target::Base => base,
            Target::Scenario(id) => match self.scenario(id) {
                Some(scenario) => base.with(&scenario.changes.plan),
                None => base,
            },
        }
    }

    /// An identity no campaign of the base or of any scenario has.
    #[must_use]
    pub fn next_campaign(&self) -> u32 {
        let scenarios = self.scenarios.iter().map(|scenario| &scenario.changes);
        let all = std::iter::once(&self.base).chain(scenarios);
        all.map(|changes| changes.plan.last_campaign()).max().unwrap_or(0).saturating_add(1)
    }

    /// All values of a target.
    #[must_use]
    pub fn parameters(&self, target: Target) -> Parameters {
        Parameters {
            values: ParameterId::ALL.iter().map(|id| self.value(target, *id)).collect(),
            plan: self.plan(target),
        }
    }

    /// Whether a target says something of its own about a parameter, so that it can be reset.
    #[must_use]
    pub fn is_set(&self, target: Target, id: ParameterId) -> bool {
        self.own(target).is_some_and(|changes| changes.values.contains_key(&id))
    }

    /// The parameters a scenario gives another number than the base, in order of the table.
    #[must_use]
    pub fn differences(&self, scenario: ScenarioId) -> Vec<ParameterId> {
        let Some(scenario) = self.scenario(scenario) else { return Vec::new() };
        let differs = |(id, value): (&ParameterId, &Value)| {
            let base = self.value(Target::Base, *id).number;
            (value.number.to_bits() != base.to_bits()).then_some(*id)
        };
        scenario.changes.values.iter().filter_map(differs).collect()
    }

    /// The parts of the capacity plan in which a scenario differs from the base.
    #[must_use]
    pub fn plan_differences(&self, scenario: ScenarioId) -> Vec<PlanPart> {
        let (base, own) = (self.plan(Target::Base), self.plan(Target::Scenario(scenario)));
        PlanChanges::between(&base, &own).parts()
    }

    /// The book after a command.
    ///
    /// ```
    /// use trichterwerk::scenario::{Book, Command, ParameterId, Target, Value};
    /// let book = Book::new();
    /// let half = book.next_id();
    /// let book = book.apply(&Command::Add { name: "Jede zweite".into() })?;
    /// let (target, id) = (Target::Scenario(half), ParameterId::CloseRate);
    /// let book = book.apply(&Command::Set { target, id, value: Value::user(0.5) })?;
    /// assert_eq!(book.parameters(target).number(id), 0.5);
    /// assert_eq!(book.differences(half), [id]);
    /// # Ok::<(), trichterwerk::scenario::BookError>(())
    /// ```
    pub fn apply(&self, command: &Command) -> Result<Self, BookError> {
        let mut book = self.clone();
        match command {
            Command::Set { target, id, value } => book.set(*target, *id, value.clone())?,
            Command::Plan { target, plan } => {
                let beneath = match target {
                    Target::Base => CapacityPlan::default(),
                    Target::Scenario(_) => self.plan(Target::Base),
                };
                book.own_mut(*target)?.plan = PlanChanges::between(&beneath, plan);
            }
            Command::Reset { target, id } => {
                book.own_mut(*target)?.remove(*id);
            }
            Command::ResetAll { target } => {
                let own = book.own_mut(*target)?;
                own.values.clear();
                own.plan = PlanChanges::default();
                own.unknown_beside.clear();
            }
            Command::Add { name } => {
                let at = book.scenarios.len();
                book.insert(at, name, Changes::default(), Map::new())?;
            }
            Command::Copy { source, name } => book.copy(*source, name)?,
            Command::Rename { scenario, name } => {
                let at = book.position(*scenario)?;
                let name = checked_name(name)?;
                if let Some(scenario) = book.scenarios.get_mut(at) {
                    scenario.name = name;
                }
            }
            Command::Move { scenario, to } => {
                let moved = book.scenarios.remove(book.position(*scenario)?);
                book.scenarios.insert((*to).min(book.scenarios.len()), moved);
            }
            Command::Remove { scenario } => {
                book.scenarios.remove(book.position(*scenario)?);
            }
            Command::Replace { book: other } => book.clone_from(other),
        }
        Ok(book)
    }

    /// Sets a value; one that says what lies beneath anyway is no difference and is taken out.
    fn set(&mut self, target: Target, id: ParameterId, mut value: Value) -> Result<(), BookError> {
        // Minus zero is zero: the two must not count as a difference.
        value.number += 0.0;
        value.check(id).map_err(|error| BookError::Value { id, error })?;
        let beneath = match target {
            Target::Base => id.default_value(),
            Target::Scenario(_) => self.value(Target::Base, id),
        };
        let own = self.own_mut(target)?;
        if value == beneath {
            own.remove(id);
        } else {
            own.insert(id, value);
        }
        Ok(())
    }

    fn copy(&mut self, source: Target, name: &str) -> Result<(), BookError> {
        match source {
            Target::Base => {
                let at = self.scenarios.len();
                self.insert(at, name, Changes::default(), Map::new())
            }
            Target::Scenario(id) => {
                let at = self.position(id)?;
                let original = self.scenario(id).ok_or(BookError::NoScenario(id))?;
                let (changes, unknown) = (original.changes.clone(), original.unknown.clone());
                self.insert(at + 1, name, changes, unknown)
            }
        }
    }

    fn insert(
        &mut self,
        at: usize,
        name: &str,
        changes: Changes,
        unknown: Map<String, Json>,
    ) -> Result<(), BookError> {
        if self.scenarios.len() >= MAX_SCENARIOS {
            return Err(BookError::Full);
        }
        let name = checked_name(name)?;
        let id = ScenarioId(self.next_id);
        self.next_id += 1;
        self.scenarios.insert(at, Scenario { id, name, changes, unknown });
        Ok(())
    }

    fn own(&self, target: Target) -> Option<&Changes> {
        match target {
            Target::Base => Some(&self.base),
            Target::Scenario(id) => self.scenario(id).map(|scenario| &scenario.changes),
        }
    }

    fn own_mut(&mut self, target: Target) -> Result<&mut Changes, BookError> {
        match target {
            Target::Base => Ok(&mut self.base),
            Target::Scenario(id) => self
                .scenarios
                .iter_mut()
                .find(|scenario| scenario.id == id)
                .map(|scenario| &mut scenario.changes)
                .ok_or(BookError::NoScenario(id)),
        }
    }

    fn position(&self, id: ScenarioId) -> Result<usize, BookError> {
        self.scenarios
            .iter()
            .position(|scenario| scenario.id == id)
            .ok_or(BookError::NoScenario(id))
    }
}

impl Default for Book {
    fn default() -> Self {
        Self::new()
    }
}

/// A name without blanks around it, if it is one.
pub(super) fn checked_name(name: &str) -> Result<String, BookError> {
    let name = name.trim();
    let n_chars = name.chars().count();
    if name.is_empty() {
        Err(BookError::EmptyName)
    } else if n_chars > MAX_NAME_CHARS {
        Err(BookError::LongName { n_chars })
    } else {
        Ok(name.to_owned())
    }
}

/// The values of all parameters and the capacity plan: what a model is run with.
#[derive(Clone, Debug, PartialEq)]
pub struct Parameters {
    /// In the order of [`ParameterId::ALL`].
    values: Vec<Value>,
    plan: CapacityPlan,
}

impl Parameters {
    /// The value of a parameter.
    #[must_use]
    pub fn value(&self, id: ParameterId) -> Value {
        self.values.get(id.index()).cloned().unwrap_or_else(|| id.default_value())
    }

    /// The number of a parameter, in its unit.
    #[must_use]
    pub fn number(&self, id: ParameterId) -> f64 {
        self.values.get(id.index()).map_or_else(|| id.spec().default, |value| value.number)
    }

    /// The numbers of several parameters.
    #[must_use]
    pub fn numbers<const N: usize>(&self, ids: [ParameterId; N]) -> [f64; N] {
        ids.map(|id| self.number(id))
    }

    /// The capacity plan.
    #[must_use]
    pub const fn plan(&self) -> &CapacityPlan {
        &self.plan
    }

    /// The same with another number for one parameter: what a search tries. What the parameter cannot be is left out.
    #[must_use]
    pub fn with_number(&self, id: ParameterId, number: f64) -> Self {
        let (mut tried, value) = (self.clone(), Value::user(number));
        if let Some(here) = tried.values.get_mut(id.index()).filter(|_| value.check(id).is_ok()) {
            *here = value;
        }
        tried
    }

    /// Whether a flag is set.
    #[must_use]
    pub fn is_on(&self, id: ParameterId) -> bool {
        self.number(id) != 0.0
    }

    /// The same values with one taken from elsewhere.
    pub(super) fn take(&mut self, id: ParameterId, from: &Self) {
        if let (Some(here), Some(there)) =
            (self.values.get_mut(id.index()), from.values.get(id.index()))
        {
            here.clone_from(there);
        }
    }

    /// The same with a part of the plan taken from elsewhere.
    pub(super) fn take_plan(&mut self, part: PlanPart, from: &Self) {
        self.plan = self.plan.with_part(part, &from.plan);
    }
}
