//! What is kept of the scenarios between visits, and what stands in the way.
//!
//! Every edit is written to the browser's store a moment later, and read back. Two windows work on one book: before
//! a window writes, it puts together what the other has written since ([`merge`]); what the other writes shows up
//! here at once. A blocked or a full store, a damaged entry, an entry of a newer version and a foreign link each
//! have their sentence ([`Keeping`]); in none of them is a saved scenario overwritten.

use std::time::Duration;

use leptos::prelude::*;
use wasm_bindgen::{JsCast as _, closure::Closure};

use super::scenarios::Scenarios;
use crate::browser::{storage::Store, window};
use crate::scenario::merge::merge;
use crate::scenario::{Book, DocumentError, LinkError, Workspace, document, link};

/// Key of the book in the store.
const KEY: &str = "scenarios";
/// Prefix of the keys of entries that could not be read.
const BROKEN: &str = "scenarios_broken_";
/// Rest after the last edit until it is written: a slider writes once, not sixty times a second.
const REST: Duration = Duration::from_millis(200);

/// How the scenarios are kept.
#[derive(Clone, Debug, PartialEq)]
pub enum Keeping {
    /// As they are.
    Kept,
    /// Not at all: the browser allows no store.
    Blocked,
    /// No longer: the store is full.
    Full,
    /// The store holds scenarios of a newer version; nothing is written over them.
    Newer,
    /// What was in the store could not be read; it was put aside under this key.
    Broken(String),
    /// Not yet: they come from a link, and the store holds others.
    Linked,
    /// The link could not be read; what is shown is what was kept.
    BadLink(LinkError),
}

/// The state of keeping, found by `expect_context`.
#[derive(Clone, Copy)]
pub struct Keeper {
    scenarios: Scenarios,
    /// How the scenarios are kept.
    pub keeping: RwSignal<Keeping>,
    /// The text this window has written or read last, and the book in it.
    seen: StoredValue<Option<(String, Book)>>,
    timer: StoredValue<Option<TimeoutHandle>>,
}

/// What a visit starts with: a link's scenarios, the kept ones, or the defaults.
#[must_use]
pub fn open(query: &str) -> (Workspace, Keeping) {
    let (kept, keeping) = kept();
    let Some(token) = token(query) else { return (kept.unwrap_or_default(), keeping) };
    match (link::read(token), kept) {
        (Ok(linked), Some(kept)) if linked.book != kept.book => (linked, Keeping::Linked),
        (Ok(linked), _) => (linked, keeping),
        (Err(error), kept) => (kept.unwrap_or_default(), Keeping::BadLink(error)),
    }
}

/// The token of a link in the state of a route: `s=2.eNq…`.
fn token(query: &str) -> Option<&str> {
    query.split('&').find_map(|pair| pair.strip_prefix("s="))
}

/// The kept scenarios; none where there are none or they cannot be read.
fn kept() -> (Option<Workspace>, Keeping) {
    let Ok(store) = Store::open() else { return (None, Keeping::Blocked) };
    let Some(text) = store.text(KEY) else { return (None, Keeping::Kept) };
    match document::read(&text) {
        Ok(workspace) => (Some(workspace), Keeping::Kept),
        Err(DocumentError::Newer { .. }) => (None, Keeping::Newer),
        Err(_) => (None, Keeping::Broken(put_aside(store, &text))),
    }
}

/// Puts a text that cannot be read under a key of its own and returns the key.
fn put_aside(store: Store, text: &str) -> String {
    let free = (1..=100).map(|n: u32| format!("{BROKEN}{n}")).find(|key| store.text(key).is_none());
    let key = free.unwrap_or_else(|| BROKEN.to_owned());
    if store.set_text(&key, text).is_ok() {
        store.remove(KEY);
    }
    key
}

/// The text behind a key that was put aside, for a file.
#[must_use]
pub fn put_aside_text(key: &str) -> Option<String> {
    Store::open().ok()?.text(key)
}

impl Keeper {
    /// Keeps the scenarios from now on.
    #[must_use]
    pub fn provide(scenarios: Scenarios, keeping: Keeping) -> Self {
        let keeper = Self {
            scenarios,
            keeping: RwSignal::new(keeping),
            seen: StoredValue::new(None),
            timer: StoredValue::new(None),
        };
        keeper.see(Store::open().ok().and_then(|store| store.text(KEY)));
        provide_context(keeper);
        // The store is outside the graph of signals: an effect is right here.
        Effect::new(move |before: Option<()>| {
            let _ = scenarios.workspace();
            if before.is_some() {
                keeper.schedule();
            }
        });
        keeper.listen();
        keeper
    }

    /// Takes the linked scenarios for one's own: they replace the kept ones.
    pub fn adopt(self) {
        self.keeping.set(Keeping::Kept);
        self.see(Store::open().ok().and_then(|store| store.text(KEY)));
        self.write(&self.scenarios.workspace());
    }

    /// Goes back from linked scenarios to the kept ones.
    pub fn go_back(self) {
        let (kept, keeping) = kept();
        self.keeping.set(keeping);
        self.scenarios.replace(kept.unwrap_or_default());
    }

    /// Hides a notice that needs no decision.
    pub fn dismiss(self) {
        self.keeping.set(Keeping::Kept);
    }

    fn schedule(self) {
        self.timer.update_value(|timer| {
            if let Some(timer) = timer.take() {
                timer.clear();
            }
            *timer = set_timeout_with_handle(move || self.save(), REST).ok();
        });
    }

    /// Writes what has changed, together with what another window has written meanwhile.
    fn save(self) {
        self.timer.update_value(|timer| *timer = None);
        let is_held = |keeping: &Keeping| matches!(keeping, Keeping::Newer | Keeping::Linked);
        if self.keeping.with_untracked(is_held) {
            return;
        }
        let Ok(store) = Store::open() else { return self.keeping.set(Keeping::Blocked) };
        let text = store.text(KEY);
        let is_foreign = self.seen.with_value(|seen| {
            text.is_some() && seen.as_ref().map(|(text, _)| text) != text.as_ref()
        });
        if is_foreign {
            self.take_in(text.as_deref().unwrap_or_default());
        }
        self.write(&untrack(|| self.scenarios.workspace()));
    }

    fn write(self, workspace: &Workspace) {
        let text = document::write(workspace);
        let result = Store::open().and_then(|store| store.set_text(KEY, &text));
        match result {
            Ok(()) => {
                self.seen.set_value(Some((text, workspace.book.clone())));
                if self.keeping.with_untracked(|keeping| *keeping == Keeping::Full) {
                    self.keeping.set(Keeping::Kept);
                }
            }
            Err(_) => self.keeping.set(Keeping::Full),
        }
    }

    /// Puts what another window has written together with what has changed here.
    fn take_in(self, text: &str) {
        let Ok(theirs) = document::read(text) else { return };
        let ours = untrack(|| self.scenarios.workspace());
        let before = self.seen.with_value(|seen| seen.as_ref().map(|(_, book)| book.clone()));
        let merged = merge(&before.unwrap_or_default(), &ours.book, &theirs.book);
        if merged != ours.book {
            let mut workspace = theirs;
            // Each window looks where it likes.
            (workspace.book, workspace.view) = (merged, ours.view);
            self.scenarios.replace(workspace);
        }
        self.see(Some(text.to_owned()));
    }

    fn see(self, text: Option<String>) {
        let seen = text.and_then(|text| {
            let book = document::read(&text).ok()?.book;
            Some((text, book))
        });
        self.seen.set_value(seen);
    }

    /// Follows what other windows write, and writes what is due when the page is left.
    fn listen(self) {
        let on_storage =
            Closure::<dyn Fn(web_sys::StorageEvent)>::new(move |event: web_sys::StorageEvent| {
                let is_ours = event.key().as_deref()
                    == Some(&format!("{}{KEY}", crate::browser::storage::PREFIX));
                let is_held = self.keeping.with_untracked(|keeping| *keeping == Keeping::Linked);
                if let (true, false, Some(text)) = (is_ours, is_held, event.new_value()) {
                    self.take_in(&text);
                }
            });
        let on_leave = Closure::<dyn Fn()>::new(move || {
            if self.timer.with_value(Option::is_some) {
                self.save();
            }
        });
        if let Ok(window) = window() {
            let _ = window
                .add_event_listener_with_callback("storage", on_storage.as_ref().unchecked_ref());
            let _ = window
                .add_event_listener_with_callback("pagehide", on_leave.as_ref().unchecked_ref());
        }
        // The listeners live as long as the page.
        on_storage.forget();
        on_leave.forget();
    }
}
