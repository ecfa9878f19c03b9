//! The scenarios of the page: a book with undo and redo, which scenario is shown, and the choices that are no
//! parameters. Every input of every page is a value of this book; pages read it through memos.
//!
//! What is kept of it between visits is [`super::keeping`]'s affair.

use leptos::prelude::*;

use crate::scenario::{
    Book, BookError, Command, Gesture, History, ParameterId, Parameters, Provenance, ScenarioId,
    Target, Value, View, Workspace,
};

/// The scenarios, found in every component by [`use_scenarios`].
#[derive(Clone, Copy)]
pub struct Scenarios {
    history: RwSignal<History>,
    view: RwSignal<View>,
    /// The values of the shown scenario.
    pub parameters: Memo<Parameters>,
    /// What the workspace came from: its fields of other versions are written back.
    origin: StoredValue<Workspace>,
}

/// The scenarios.
///
/// # Panics
/// Outside [`super::app::App`], which provides them.
#[must_use]
pub fn use_scenarios() -> Scenarios {
    expect_context()
}

impl Scenarios {
    /// Sets the scenarios up with a workspace.
    #[must_use]
    pub fn provide(workspace: Workspace) -> Self {
        let history = RwSignal::new(History::new(workspace.book.clone()));
        let view = RwSignal::new(workspace.view.clone());
        let parameters = Memo::new(move |_| {
            let target = target_of(&view.read());
            history.with(|history| history.book().parameters(target))
        });
        let scenarios = Self { history, view, parameters, origin: StoredValue::new(workspace) };
        provide_context(scenarios);
        scenarios
    }

    /// The same scenarios, of which the values of the shown one are read from elsewhere.
    #[must_use]
    pub fn with_parameters(self, parameters: Memo<Parameters>) -> Self {
        Self { parameters, ..self }
    }

    /// Puts another workspace in place of the present one; there is nothing to undo in it.
    pub fn replace(self, workspace: Workspace) {
        self.history.set(History::new(workspace.book.clone()));
        self.view.set(workspace.view.clone());
        self.origin.set_value(workspace);
    }

    /// Book and view as they are now, to be kept, linked or exported. Follows both.
    #[must_use]
    pub fn workspace(self) -> Workspace {
        let mut workspace = self.origin.get_value();
        workspace.book = self.history.with(|history| history.book().clone());
        workspace.view = self.view.get();
        workspace
    }

    /// Reads the book, and follows it.
    pub fn with_book<T>(self, read: impl FnOnce(&Book) -> T) -> T {
        self.history.with(|history| read(history.book()))
    }

    /// Reads the book without following it.
    pub fn with_book_untracked<T>(self, read: impl FnOnce(&Book) -> T) -> T {
        self.history.with_untracked(|history| read(history.book()))
    }

    /// What the page shows and changes: the base or a scenario.
    #[must_use]
    pub fn target(self) -> Target {
        self.view.with(target_of)
    }

    /// Shows the base or a scenario.
    pub fn show(self, target: Target) {
        self.view.update(|view| {
            view.scenario = match target {
                Target::Base => None,
                Target::Scenario(id) => Some(id),
            };
        });
    }

    /// The value of a parameter in the shown scenario.
    #[must_use]
    pub fn value(self, id: ParameterId) -> Memo<Value> {
        Memo::new(move |_| self.parameters.with(|parameters| parameters.value(id)))
    }

    /// The number of a parameter in the shown scenario.
    #[must_use]
    pub fn number(self, id: ParameterId) -> f64 {
        self.parameters.with(|parameters| parameters.number(id))
    }

    /// Sets a parameter of the shown scenario to a number of the user's.
    pub fn set(self, id: ParameterId, number: f64, gesture: Gesture) -> Result<(), BookError> {
        let target = self.view.with_untracked(target_of);
        self.run(Command::Set { target, id, value: Value::user(number) }, gesture)
    }

    /// Sets a parameter of the shown scenario to a measured value.
    pub fn pin(self, id: ParameterId, value: Value) -> Result<(), BookError> {
        let target = self.view.with_untracked(target_of);
        self.run(Command::Set { target, id, value }, Gesture::New)
    }

    /// Takes a parameter of the shown scenario back to what lies beneath.
    pub fn reset(self, id: ParameterId) -> Result<(), BookError> {
        self.run(Command::Reset { target: self.view.with_untracked(target_of), id }, Gesture::New)
    }

    /// The value a reset would give back; `None` where the shown scenario says nothing of its own.
    #[must_use]
    pub fn beneath(self, id: ParameterId) -> Option<Value> {
        let target = self.target();
        self.with_book(|book| {
            book.is_set(target, id).then(|| match target {
                Target::Base => id.default_value(),
                Target::Scenario(_) => book.value(Target::Base, id),
            })
        })
    }

    /// Puts into the base what the open files measure of these parameters: what was measured in earlier files is replaced,
    /// or taken back where these cannot say it. What the user has set stays.
    pub fn measure(self, ids: &[ParameterId], values: &[(ParameterId, Value)]) {
        let target = Target::Base;
        for &id in ids {
            let before = self.history.with_untracked(|history| history.book().value(target, id));
            let value = values.iter().find_map(|(of, value)| (*of == id).then(|| value.clone()));
            let command = match (&before.provenance, value) {
                (Provenance::Measured { .. }, None) => Command::Reset { target, id },
                (provenance, Some(value)) if *provenance != Provenance::User && before != value => {
                    Command::Set { target, id, value }
                }
                _ => continue,
            };
            // A value its parameter cannot have stays out; the estimators give none.
            let _ = self.run(command, Gesture::New);
        }
    }

    /// Carries a command out. A scenario that is added or copied is shown at once, one that is gone no longer.
    pub fn run(self, command: Command, gesture: Gesture) -> Result<(), BookError> {
        let added = match &command {
            Command::Add { .. } | Command::Copy { .. } => {
                Some(self.history.with_untracked(|history| history.book().next_id()))
            }
            _ => None,
        };
        let mut result = Ok(());
        self.history.update(|history| result = history.run(command, gesture));
        if result.is_ok()
            && let Some(id) = added
        {
            self.show(Target::Scenario(id));
        }
        self.forget_gone();
        result
    }

    /// Takes the last step back.
    pub fn undo(self) {
        self.history.update(|history| {
            history.undo();
        });
        self.forget_gone();
    }

    /// Does the step undone last again.
    pub fn redo(self) {
        self.history.update(|history| {
            history.redo();
        });
        self.forget_gone();
    }

    /// Whether there is a step to take back, and one to do again.
    #[must_use]
    pub fn steps(self) -> (bool, bool) {
        self.history.with(|history| (history.undoable().is_some(), history.redoable().is_some()))
    }

    /// The command that [`Self::undo`] would take back.
    #[must_use]
    pub fn last_step(self) -> Option<Command> {
        self.history.with(|history| history.undoable().cloned())
    }

    /// Puts the scenarios of a file in place of the present ones, as a step that can be undone.
    pub fn import(self, workspace: Workspace) -> Result<(), BookError> {
        let book = Box::new(workspace.book.clone());
        self.run(Command::Replace { book }, Gesture::New)?;
        self.view.set(workspace.view.clone());
        self.origin.set_value(workspace);
        Ok(())
    }

    /// The position of a control that is no parameter, by its key.
    #[must_use]
    pub fn choice(self, key: &'static str) -> Option<String> {
        self.view.with(|view| view.choices.get(key).cloned())
    }

    /// Moves such a control.
    pub fn choose(self, key: &'static str, word: &str) {
        self.view.update(|view| {
            view.choices.insert(key.to_owned(), word.to_owned());
        });
    }

    /// Shows the base where the shown scenario is gone.
    fn forget_gone(self) {
        let is_gone = |id: ScenarioId| {
            self.history.with_untracked(|history| history.book().scenario(id).is_none())
        };
        if self.view.with_untracked(|view| view.scenario).is_some_and(is_gone) {
            self.show(Target::Base);
        }
    }
}

fn target_of(view: &View) -> Target {
    view.scenario.map_or(Target::Base, Target::Scenario)
}
