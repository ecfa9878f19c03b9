//! One window's share in a book that several windows keep in one place.
//!
//! # The problem
//! The place is a browser's store: a text by key, no lock, no order of its own. Two windows that save at the same
//! moment have not seen each other's save; the later one stands, and the earlier window hears of it afterwards. What
//! lacks in it was never there, it was not removed, and only the common ancestor of both saves can tell.
//!
//! # The way
//! Every save has a stamp of its own, larger than those of the saves it grew from (Lamport 1978: a counter and, to
//! tell windows apart, their number), and carries theirs. A window remembers the books behind the stamps it has read
//! and written. The ancestor of its book and another's save is the one of the largest stamp both know: the same seen
//! from either side. What both have changed since is merged ([`merge`]). Saves without a common ancestor are merged
//! as if nothing had been there before: then everything of both stays.
//!
//! # Laws (tested)
//! Two windows, in whatever order they save and hear of each other's saves: once nobody edits any more and each has
//! saved what it took in, both show the same book, and every scenario either has added is in it. It may be in it
//! twice if both added without hearing of each other; doubled is repaired by a click, lost is not.
//!
//! Not covered: three windows that add in the same fifth of a second. Identities are given by counting, and a merge
//! that moves one twice can take one scenario for another.

use std::collections::BTreeMap;
use std::hash::BuildHasher as _;

use rustc_hash::FxBuildHasher;
use serde_json::Value as Json;

use super::book::Book;
use super::document::{self, DocumentError};
use super::merge::merge;
use super::workspace::Workspace;

/// Saves that are remembered: far more than a window can write before the others hear of one.
const MAX_SEEN: usize = 32;
/// The field of a kept text with the stamps of the saves it grew from, its own last. A file has none.
const LINE: &str = "line";

/// A save of another window, put together with what is here.
#[derive(Clone, Debug, PartialEq)]
pub struct TakenIn {
    /// The book of both.
    pub book: Book,
    /// Whether it holds what the other's save lacks: then it has to be saved.
    pub is_ahead: bool,
}

/// Which save. In a text `count.window`, both in hexadecimal digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Stamp {
    /// Larger than those of all saves the window knew.
    count: u64,
    window: u64,
}

/// What a window knows of the saves of a book.
#[derive(Clone, Debug)]
pub struct Replica {
    /// Tells this window's stamps from any other's.
    window: u64,
    seen: BTreeMap<Stamp, Book>,
}

impl Replica {
    /// A window that has seen nothing; `window` is a number no other window has.
    #[must_use]
    pub fn new(window: u64) -> Self {
        Self { window, seen: BTreeMap::new() }
    }

    /// The text that keeps a workspace: a file ([`document`]) that says what it grew from.
    ///
    /// ```
    /// use trichterwerk::scenario::{Command, Workspace, replica::Replica};
    /// let (mut here, mut there) = (Replica::new(1), Replica::new(2));
    /// let add = |name: &str| -> Result<_, trichterwerk::scenario::BookError> {
    ///     let mut workspace = Workspace::default();
    ///     workspace.book = workspace.book.apply(&Command::Add { name: name.into() })?;
    ///     Ok(workspace)
    /// };
    /// let (ours, theirs) = (add("Ours")?, add("Theirs")?);
    /// let (_, text) = (here.save(&ours), there.save(&theirs));
    /// let both = here.take_in(&ours.book, &text).unwrap().unwrap();
    /// assert_eq!(both.book.scenarios().len(), 2);
    /// # Ok::<(), trichterwerk::scenario::BookError>(())
    /// ```
    pub fn save(&mut self, workspace: &Workspace) -> String {
        let count = self.seen.keys().next_back().map_or(1, |newest| newest.count + 1);
        self.remember(Stamp { count, window: self.window }, workspace.book.clone());
        let mut json = document::to_json(workspace);
        if let Json::Object(fields) = &mut json {
            let line = self.seen.keys().map(|it| format!("{:x}.{:x}", it.count, it.window));
            fields.insert(LINE.into(), line.collect::<Vec<_>>().into());
        }
        format!("{json:#}\n")
    }

    /// Takes a kept text as it is: what is here has grown out of it, or replaces it.
    pub fn read(&mut self, text: &str) -> Result<Workspace, DocumentError> {
        let Kept { workspace, stamp, .. } = Kept::parse(text)?;
        self.remember(stamp, workspace.book.clone());
        Ok(workspace)
    }

    /// Puts the save of another window together with `ours`; `None` if it is known already.
    pub fn take_in(&mut self, ours: &Book, text: &str) -> Result<Option<TakenIn>, DocumentError> {
        let Kept { workspace: theirs, stamp, grew_from } = Kept::parse(text)?;
        if self.seen.contains_key(&stamp) {
            return Ok(None);
        }
        let both_knew = self.seen.iter().rev().find(|(seen, _)| grew_from.contains(seen));
        let nothing = Book::new();
        let before = both_knew.map_or(&nothing, |(_, book)| book);
        let book = merge(before, ours, &theirs.book);
        let is_ahead = book != theirs.book;
        self.remember(stamp, theirs.book);
        Ok(Some(TakenIn { book, is_ahead }))
    }

    fn remember(&mut self, stamp: Stamp, book: Book) {
        self.seen.insert(stamp, book);
        if self.seen.len() > MAX_SEEN {
            self.seen.pop_first();
        }
    }
}

/// A kept text.
struct Kept {
    workspace: Workspace,
    stamp: Stamp,
    /// Stamps of the saves before.
    grew_from: Vec<Stamp>,
}

impl Kept {
    fn parse(text: &str) -> Result<Self, DocumentError> {
        let mut workspace = document::read(text)?;
        let mut line: Vec<Stamp> = match workspace.unknown.remove(LINE) {
            Some(Json::Array(line)) => line.iter().filter_map(stamp).collect(),
            _ => Vec::new(),
        };
        // A save from before there were stamps, or a file: its text tells it from any other.
        let of_text = || Stamp { count: 0, window: FxBuildHasher.hash_one(text) };
        let stamp = line.pop().unwrap_or_else(of_text);
        Ok(Self { workspace, stamp, grew_from: line })
    }
}

fn stamp(json: &Json) -> Option<Stamp> {
    let (count, window) = json.as_str()?.split_once('.')?;
    let number = |digits| u64::from_str_radix(digits, 16).ok();
    Some(Stamp { count: number(count)?, window: number(window)? })
}

#[cfg(test)]
mod tests {
    use std::collections::VecDeque;

    use super::*;
    use crate::scenario::{Command, ParameterId, Target, Value};

    fn workspace(book: &Book) -> Workspace {
        Workspace { book: book.clone(), ..Workspace::default() }
    }

    fn add(book: &Book, name: &str) -> Book {
        book.apply(&Command::Add { name: name.into() }).unwrap()
    }

    fn names(book: &Book) -> Vec<&str> {
        book.scenarios().iter().map(|scenario| scenario.name.as_str()).collect()
    }

    /// A page as `ui::keeping` runs it: it saves some time after an edit, takes in before it saves and when it hears.
    struct Window {
        replica: Replica,
        book: Book,
        is_due: bool,
        /// Saves of the others it has not heard of yet.
        unheard: VecDeque<String>,
        /// What it believes the store to hold.
        store: String,
    }

    impl Window {
        fn open(id: u64, text: &str) -> Self {
            let mut replica = Replica::new(id);
            let book = replica.read(text).unwrap().book;
            Self { replica, book, is_due: false, unheard: VecDeque::new(), store: text.into() }
        }

        fn take_in(&mut self, text: &str) {
            if let Some(taken) = self.replica.take_in(&self.book, text).unwrap() {
                self.book = taken.book;
                self.is_due |= taken.is_ahead;
            }
        }

        fn hear(&mut self) {
            if let Some(text) = self.unheard.pop_front() {
                self.store.clone_from(&text);
                self.take_in(&text);
            }
        }

        fn save(&mut self) -> Option<String> {
            if !std::mem::take(&mut self.is_due) {
                return None;
            }
            let text = self.store.clone();
            self.take_in(&text);
            self.is_due = false;
            self.store = self.replica.save(&workspace(&self.book));
            Some(self.store.clone())
        }
    }

    /// A generator of small numbers, the same in every run.
    struct Dice(u64);

    impl Dice {
        fn roll(&mut self, below: usize) -> usize {
            self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            (self.0 >> 33) as usize % below
        }
    }

    fn save(windows: &mut [Window], at: usize) -> bool {
        let Some(text) = windows[at].save() else { return false };
        for (other, window) in windows.iter_mut().enumerate() {
            if other != at {
                window.unheard.push_back(text.clone());
            }
        }
        true
    }

    #[test]
    fn windows_that_save_before_they_hear_of_each_other_lose_nothing() {
        let first = Replica::new(99).save(&workspace(&add(&Book::new(), "Gemeinsam")));
        for seed in 0..300 {
            let mut dice = Dice(seed);
            let mut windows: Vec<_> = (0..2).map(|id| Window::open(id, &first)).collect();
            let mut added = vec!["Gemeinsam".to_owned()];
            for _ in 0..60 {
                let at = dice.roll(windows.len());
                match dice.roll(4) {
                    0 if added.len() < 9 => {
                        let name = format!("{at}-{}", added.len());
                        while !windows[at].unheard.is_empty() {
                            windows[at].hear();
                        }
                        windows[at].book = add(&windows[at].book, &name);
                        windows[at].is_due = true;
                        added.push(name);
                    }
                    1 => {
                        let number = dice.roll(1000) as f64;
                        let (target, id) = (Target::Base, ParameterId::Quota);
                        let value = Value::user(number);
                        let set = Command::Set { target, id, value };
                        windows[at].book = windows[at].book.apply(&set).unwrap();
                        windows[at].is_due = true;
                    }
                    2 => windows[at].hear(),
                    _ => _ = save(&mut windows, at),
                }
            }
            // Nobody edits any more; saves happen one after the other, as timers of different length do.
            for round in 0.. {
                assert!(round < 20, "seed {seed}: they do not come to rest");
                for at in 0..windows.len() {
                    for window in &mut windows {
                        while !window.unheard.is_empty() {
                            window.hear();
                        }
                    }
                    save(&mut windows, at);
                }
                if windows.iter().all(|window| !window.is_due && window.unheard.is_empty()) {
                    break;
                }
            }
            added.sort();
            for window in &windows {
                assert_eq!(window.book, windows[0].book, "seed {seed}");
                let mut names = names(&window.book);
                names.sort_unstable();
                names.dedup();
                assert_eq!(names, added, "seed {seed}");
            }
        }
    }

    #[test]
    fn what_one_removed_is_gone_though_the_other_saved_at_the_same_time() {
        let before = add(&add(&Book::new(), "Bleibt"), "Geht");
        let text = Replica::new(9).save(&workspace(&before));
        let (mut one, mut two) = (Window::open(1, &text), Window::open(2, &text));
        let scenario = before.scenarios()[1].id;
        one.book = before.apply(&Command::Remove { scenario }).unwrap();
        two.book = add(&before, "Neu");
        (one.is_due, two.is_due) = (true, true);
        let (first, second) = (one.save().unwrap(), two.save().unwrap());
        one.take_in(&second);
        two.take_in(&first);
        assert_eq!(names(&one.book), ["Bleibt", "Neu"]);
        assert_eq!(one.book, two.book);
    }

    #[test]
    fn an_undone_edit_stays_undone_when_the_other_goes_on_from_it() {
        let start = Book::new();
        let text = Replica::new(9).save(&workspace(&start));
        let (mut one, mut two) = (Window::open(1, &text), Window::open(2, &text));
        one.book = add(&start, "Versuch");
        one.is_due = true;
        let attempt = one.save().unwrap();
        one.book = start.clone();
        one.is_due = true;
        let undone = one.save().unwrap();
        two.take_in(&attempt);
        two.book = add(&two.book, "Weiter");
        two.is_due = true;
        let on = two.save().unwrap();
        one.take_in(&on);
        two.take_in(&undone);
        assert_eq!(names(&one.book), ["Weiter"]);
        assert_eq!(names(&two.book), ["Weiter"]);
    }

    #[test]
    fn a_save_is_a_file_and_an_older_save_without_stamps_is_taken_in_whole() {
        let book = add(&Book::new(), "Alt");
        let old = document::write(&workspace(&book));
        let text = Replica::new(1).save(&workspace(&book));
        assert_eq!(document::read(&text).unwrap().book, book);
        let mut replica = Replica::new(2);
        assert_eq!(replica.read(&text), Ok(workspace(&book)), "the stamps are no part of it");
        let mut upgraded = Replica::new(4);
        let removed = upgraded.read(&old).map(|_| Book::new()).unwrap();
        assert_eq!(upgraded.take_in(&removed, &old), Ok(None), "what was removed does not return");
        let ours = add(&Book::new(), "Neu");
        let both = Replica::new(3).take_in(&ours, &old).unwrap().unwrap();
        assert_eq!(names(&both.book), ["Alt", "Neu"]);
        assert!(both.is_ahead);
        assert_eq!(replica.take_in(&book, &text), Ok(None));
    }
}
