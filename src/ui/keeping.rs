//! What is kept of the scenarios between visits, and what stands in the way.
//!
//! Every edit is written to the browser's store a moment later, and read back. Two windows work on one book: before
//! a window writes, it puts together what the other has written since ([`Replica`]); what the other writes shows up
//! here at once. A blocked or a full store, a damaged entry, an entry of a newer version and a foreign link each
//! have their sentence ([`Keeping`]); in none of them is a saved scenario overwritten.
//!
//! The address bar always holds the same as a link ([`link`]), unless all is as it comes: the address can be passed
//! on at any time, and where nothing can be stored a reload still finds everything.

use std::time::Duration;

use leptos::prelude::*;
use wasm_bindgen::{JsCast as _, closure::Closure};

use super::context::use_shared;
use super::scenarios::Scenarios;
use crate::browser::address::{self, Mark};
use crate::browser::{storage::Store, window};
use crate::scenario::replica::{Replica, TakenIn};
use crate::scenario::{DocumentError, LinkError, Scenario, Workspace, link};

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
    /// What this window knows of the saves in the store.
    replica: StoredValue<Replica>,
    timer: StoredValue<Option<TimeoutHandle>>,
}

/// What a visit starts with: a link's scenarios, the kept ones, or the defaults.
#[must_use]
pub fn open(query: &str) -> (Workspace, Keeping) {
    let (kept, keeping) = kept();
    let mark = address::mark();
    // The page's own entry: what it says is in the store, and newer there if another window has written since.
    let is_ours = mark == Some(Mark::Kept) && keeping != Keeping::Blocked;
    let token = token(query).filter(|_| !is_ours);
    let Some(token) = token else { return (kept.unwrap_or_default(), keeping) };
    match (link::read(token), kept) {
        (Ok(linked), _) if mark == Some(Mark::Loose) => (linked, keeping),
        (Ok(linked), Some(kept)) if linked.book != kept.book => (linked, Keeping::Linked),
        (Ok(linked), _) => (linked, keeping),
        (Err(error), kept) => (kept.unwrap_or_default(), Keeping::BadLink(error)),
    }
}

/// The token of a link in the state of a route: `s=2.eNq…`.
fn token(query: &str) -> Option<&str> {
    query.split('&').find_map(|pair| pair.strip_prefix("s="))
}

/// A fragment with another token in it, or with none; what else a page keeps there stays.
fn with_token(hash: &str, token: Option<&str>) -> String {
    let (path, query) = hash.split_once('?').unwrap_or((hash, ""));
    let others = query.split('&').filter(|pair| !pair.is_empty() && !pair.starts_with("s="));
    let pairs: Vec<String> =
        others.map(str::to_owned).chain(token.map(|token| format!("s={token}"))).collect();
    let path = if path.is_empty() { "#/data" } else { path };
    if pairs.is_empty() { path.to_owned() } else { format!("{path}?{}", pairs.join("&")) }
}

/// The kept scenarios; none where there are none or they cannot be read.
fn kept() -> (Option<Workspace>, Keeping) {
    let Ok(store) = Store::open() else { return (None, Keeping::Blocked) };
    let Some(text) = store.text(KEY) else { return (None, Keeping::Kept) };
    match Replica::new(0).read(&text) {
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
            replica: StoredValue::new(Replica::new(js_sys::Math::random().to_bits())),
            timer: StoredValue::new(None),
        };
        keeper.see();
        provide_context(keeper);
        // Store and address are outside the graph of signals: effects are right here.
        Effect::new(move |before: Option<()>| {
            let _ = scenarios.workspace();
            if before.is_some() {
                keeper.schedule();
            }
        });
        let route = use_shared().route;
        Effect::new(move |before: Option<()>| {
            let query = route.with(|route| route.query.clone());
            if before.is_some() && address::mark().is_none() {
                keeper.follow(&query);
            }
            let is_bad = |keeping: &Keeping| matches!(keeping, Keeping::BadLink(_));
            if !keeper.keeping.with_untracked(is_bad) {
                keeper.write_address();
            }
        });
        keeper.listen();
        if address::mark() == Some(Mark::Loose) {
            keeper.schedule();
        }
        keeper
    }

    /// Takes the linked scenarios for one's own: they replace the kept ones.
    pub fn adopt(self) {
        self.keeping.set(Keeping::Kept);
        self.see();
        self.write(&untrack(|| self.scenarios.workspace()));
        self.write_address();
    }

    /// Goes back from linked scenarios to the kept ones.
    pub fn go_back(self) {
        let (kept, keeping) = kept();
        self.see();
        self.keeping.set(keeping);
        self.scenarios.replace(kept.unwrap_or_default());
    }

    /// Hides a notice that needs no decision.
    pub fn dismiss(self) {
        self.keeping.set(Keeping::Kept);
        self.write_address();
    }

    /// The address with everything in it, to be passed on.
    #[must_use]
    pub fn link(self) -> String {
        let href = address::href();
        let page = href.split('#').next().unwrap_or_default();
        let token = link::write(&untrack(|| self.scenarios.workspace()));
        format!("{page}{}", with_token(&address::hash(), Some(&token)))
    }

    /// Opens a link that was put into the address of the open page.
    fn follow(self, query: &str) {
        let Some(token) = token(query) else { return };
        if self.timer.with_value(Option::is_some) {
            self.save();
        }
        match link::read(token) {
            Ok(linked) => {
                let is_mine = self.scenarios.with_book(|book| *book == linked.book);
                let is_unkept =
                    |keeping: &Keeping| matches!(keeping, Keeping::Blocked | Keeping::Newer);
                if !is_mine && !self.keeping.with_untracked(is_unkept) {
                    self.keeping.set(Keeping::Linked);
                }
                self.scenarios.replace(linked);
            }
            Err(error) => self.keeping.set(Keeping::BadLink(error)),
        }
    }

    /// Writes the link into the address bar; a page on which nothing was changed keeps its plain address.
    fn write_address(self) {
        let workspace = untrack(|| self.scenarios.workspace());
        let is_plain = workspace == Workspace::default();
        let token = (!is_plain).then(|| link::write(&workspace));
        let hash = address::hash();
        if is_plain && !hash.contains("s=") {
            return;
        }
        let next = with_token(&hash, token.as_deref());
        let mark = self.keeping.with_untracked(|keeping| match keeping {
            Keeping::Kept => Mark::Kept,
            Keeping::Linked => Mark::Linked,
            _ => Mark::Loose,
        });
        if next != hash || address::mark() != Some(mark) {
            // A browser that refuses leaves an old link in the address bar; the store has the new state.
            let _ = address::replace_hash(&next, mark);
        }
    }

    fn schedule(self) {
        // Not the same rest in every window: two that save in step would never hear of each other in time.
        let rest = REST.mul_f64(1.0 + js_sys::Math::random());
        self.timer.update_value(|timer| {
            if let Some(timer) = timer.take() {
                timer.clear();
            }
            *timer = set_timeout_with_handle(move || self.save(), rest).ok();
        });
    }

    /// Writes what has changed, together with what another window has written meanwhile.
    fn save(self) {
        self.timer.update_value(|timer| *timer = None);
        self.keep();
        self.write_address();
    }

    fn keep(self) {
        let is_held = |keeping: &Keeping| matches!(keeping, Keeping::Newer | Keeping::Linked);
        if self.keeping.with_untracked(is_held) {
            return;
        }
        let Ok(store) = Store::open() else { return self.keeping.set(Keeping::Blocked) };
        if let Some(text) = store.text(KEY) {
            match self.take_in(&text) {
                Ok(()) => {}
                Err(DocumentError::Newer { .. }) => return self.keeping.set(Keeping::Newer),
                Err(_) => self.keeping.set(Keeping::Broken(put_aside(store, &text))),
            }
        }
        self.write(&untrack(|| self.scenarios.workspace()));
    }

    fn write(self, workspace: &Workspace) {
        // A save that fails is forgotten: nothing can grow from it.
        let mut replica = self.replica.get_value();
        let text = replica.save(workspace);
        let result = Store::open().and_then(|store| store.set_text(KEY, &text));
        match result {
            Ok(()) => {
                self.replica.set_value(replica);
                if self.keeping.with_untracked(|keeping| *keeping == Keeping::Full) {
                    self.keeping.set(Keeping::Kept);
                }
            }
            Err(_) => self.keeping.set(Keeping::Full),
        }
    }

    /// Puts what another window has written together with what has changed here.
    fn take_in(self, text: &str) -> Result<(), DocumentError> {
        let mut ours = untrack(|| self.scenarios.workspace());
        let taken = self.replica.try_update_value(|replica| replica.take_in(&ours.book, text));
        let Some(TakenIn { book, is_ahead }) = taken.transpose()?.flatten() else { return Ok(()) };
        if book != ours.book {
            // Each window looks where it likes, and goes on looking at its scenario where that has moved.
            if let Some(shown) = ours.view.scenario.and_then(|id| ours.book.scenario(id)) {
                let is_shown = |it: &Scenario| it.name == shown.name && it.changes == shown.changes;
                let is_there = book.scenario(shown.id).is_some_and(is_shown);
                let moved = book.scenarios().iter().find(|it| is_shown(it));
                let moved = moved.filter(|_| !is_there).map(|it| it.id);
                ours.view.scenario = moved.or(ours.view.scenario);
            }
            ours.book = book;
            self.scenarios.replace(ours);
        }
        if is_ahead {
            self.schedule();
        }
        Ok(())
    }

    /// Takes what is in the store for known: what is here has grown out of it, or is to replace it.
    fn see(self) {
        let Some(text) = Store::open().ok().and_then(|store| store.text(KEY)) else { return };
        // A text that cannot be read has nothing to grow from.
        self.replica.update_value(|replica| _ = replica.read(&text));
    }

    /// Follows what other windows write, and writes what is due when the page is left.
    fn listen(self) {
        let on_storage =
            Closure::<dyn Fn(web_sys::StorageEvent)>::new(move |event: web_sys::StorageEvent| {
                let is_ours = event.key().as_deref()
                    == Some(&format!("{}{KEY}", crate::browser::storage::PREFIX));
                let is_held = self.keeping.with_untracked(|keeping| *keeping == Keeping::Linked);
                if let (true, false, Some(text)) = (is_ours, is_held, event.new_value()) {
                    // What cannot be read is dealt with when there is something to write.
                    let _ = self.take_in(&text);
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_takes_its_place_beside_what_else_a_page_keeps() {
        for (hash, token, expected) in [
            ("#/quota", Some("2.a"), "#/quota?s=2.a"),
            ("#/quota?s=2.old", Some("2.a"), "#/quota?s=2.a"),
            ("#/quota?s=2.old", None, "#/quota"),
            ("#/funnel?by=rep&s=2.old", Some("2.a"), "#/funnel?by=rep&s=2.a"),
            ("#/funnel?by=rep", None, "#/funnel?by=rep"),
            ("", None, "#/data"),
        ] {
            assert_eq!(with_token(hash, token), expected);
        }
        assert_eq!(token("by=rep&s=2.a"), Some("2.a"));
        assert_eq!(token("by=rep"), None);
    }
}
