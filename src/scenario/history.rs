//! Undo and redo.
//!
//! The history keeps the book before each command, not the command's inverse: a book is a few hundred bytes, and a
//! snapshot cannot be undone wrongly. Laws (tested for arbitrary commands): undo after a command gives the book
//! before it; redo after undo gives the book after it; a new command forgets what was undone.

use std::collections::VecDeque;

use super::book::{Book, BookError, Command};

/// Steps that can be undone.
pub const MAX_STEPS: usize = 200;

/// Whether a command begins a step of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gesture {
    /// A step of its own.
    New,
    /// Goes on with the last step where that set the same value: the positions of a slider while it is dragged are
    /// one step.
    Continued,
}

/// A command and the book on its other side.
#[derive(Clone, Debug, PartialEq)]
struct Step {
    command: Command,
    book: Book,
}

/// A book with its past and its undone future.
#[derive(Clone, Debug, PartialEq)]
pub struct History {
    past: VecDeque<Step>,
    present: Book,
    future: Vec<Step>,
}

impl History {
    /// A book without a past.
    #[must_use]
    pub const fn new(book: Book) -> Self {
        Self { past: VecDeque::new(), present: book, future: Vec::new() }
    }

    /// The present book.
    #[must_use]
    pub const fn book(&self) -> &Book {
        &self.present
    }

    /// Carries a command out. One that changes nothing leaves no step.
    pub fn run(&mut self, command: Command, gesture: Gesture) -> Result<(), BookError> {
        let next = self.present.apply(&command)?;
        if next == self.present {
            return Ok(());
        }
        let before = std::mem::replace(&mut self.present, next);
        self.future.clear();
        let last = self
            .past
            .back_mut()
            .filter(|last| gesture == Gesture::Continued && sets_the_same(&last.command, &command));
        if let Some(last) = last {
            last.command = command;
            // Dragged to where it came from: nothing has happened.
            if last.book == self.present {
                self.past.pop_back();
            }
        } else {
            self.past.push_back(Step { command, book: before });
        }
        if self.past.len() > MAX_STEPS {
            self.past.pop_front();
        }
        Ok(())
    }

    /// Takes the last step back and returns its command; `None` where there is none.
    pub fn undo(&mut self) -> Option<&Command> {
        let Step { command, book } = self.past.pop_back()?;
        let after = std::mem::replace(&mut self.present, book);
        self.future.push(Step { command, book: after });
        self.future.last().map(|step| &step.command)
    }

    /// Does the step undone last again and returns its command; `None` where there is none.
    pub fn redo(&mut self) -> Option<&Command> {
        let Step { command, book } = self.future.pop()?;
        let before = std::mem::replace(&mut self.present, book);
        self.past.push_back(Step { command, book: before });
        self.past.back().map(|step| &step.command)
    }

    /// The command [`History::undo`] would take back.
    #[must_use]
    pub fn undoable(&self) -> Option<&Command> {
        self.past.back().map(|step| &step.command)
    }

    /// The command [`History::redo`] would do again.
    #[must_use]
    pub fn redoable(&self) -> Option<&Command> {
        self.future.last().map(|step| &step.command)
    }
}

fn sets_the_same(last: &Command, next: &Command) -> bool {
    match (last, next) {
        (
            Command::Set { target, id, .. },
            Command::Set { target: next_target, id: next_id, .. },
        ) => target == next_target && id == next_id,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::{ParameterId, Target, Value};

    fn set(number: f64) -> Command {
        let (target, id) = (Target::Base, ParameterId::CloseRate);
        Command::Set { target, id, value: Value::user(number) }
    }

    #[test]
    fn a_dragged_slider_is_one_step() {
        let mut history = History::new(Book::new());
        history.run(set(0.30), Gesture::New).unwrap();
        for position in 31..=50 {
            history.run(set(f64::from(position) / 100.0), Gesture::Continued).unwrap();
        }
        assert_eq!(history.undo(), Some(&set(0.50)));
        assert_eq!(history.book(), &Book::new());
        assert_eq!(history.undo(), None);
    }

    #[test]
    fn a_slider_dragged_back_leaves_no_step() {
        let mut history = History::new(Book::new());
        history.run(set(0.30), Gesture::New).unwrap();
        history.run(set(0.40), Gesture::New).unwrap();
        history.run(set(0.30), Gesture::Continued).unwrap();
        assert_eq!(history.undo(), Some(&set(0.30)));
        assert_eq!(history.undo(), None);
    }

    #[test]
    fn a_command_that_changes_nothing_leaves_no_step() {
        let mut history = History::new(Book::new());
        history.run(set(0.4), Gesture::New).unwrap();
        history.run(set(0.4), Gesture::New).unwrap();
        history.undo();
        assert!(history.undoable().is_none());
    }

    #[test]
    fn a_refused_command_leaves_book_and_future_alone() {
        let mut history = History::new(Book::new());
        history.run(set(0.4), Gesture::New).unwrap();
        history.undo();
        assert!(history.run(set(1.4), Gesture::New).is_err());
        assert_eq!(history.redo(), Some(&set(0.4)));
    }

    #[test]
    fn a_new_command_forgets_what_was_undone() {
        let mut history = History::new(Book::new());
        history.run(set(0.4), Gesture::New).unwrap();
        history.undo();
        history.run(set(0.6), Gesture::New).unwrap();
        assert_eq!(history.redo(), None);
    }

    #[test]
    fn the_oldest_steps_are_forgotten_first() {
        let mut history = History::new(Book::new());
        for step in 0..2 * MAX_STEPS {
            history.run(set((step % 2) as f64), Gesture::New).unwrap();
        }
        let n_undone = std::iter::from_fn(|| history.undo().cloned()).count();
        assert_eq!(n_undone, MAX_STEPS);
    }
}
