//! What the user chose about the open files, and how they are read again with it.
//!
//! Every choice is a new import of the same files ([`Choices::change`], [`Choices::read`]): the importer is fast
//! enough for that, and a page that shows anything else than what an import gave would have to prove that it is the
//! same. Choices about columns, stages and spellings are kept between visits under the header line they were made
//! for ([`Mapping`]); how the bytes of a file are read is not, since next month's file may come from another program.

use std::time::Duration;

use leptos::prelude::*;
use web_sys::File;

use super::context::{Opening, Shared};
use crate::browser::{clock, storage::Store};
use crate::import::assemble::Edits;
use crate::import::mapping::{self, Mapping};
use crate::import::mapping_file::{self, MappingFileError};
use crate::import::plan::Fingerprint;
use crate::import::stage_edit::StageEdit;
use crate::job::session::{OpenFiles, Origin, Reading};

/// Key of the mappings in the store.
const KEY: &str = "mappings";
/// Key of mappings that could not be read.
const BROKEN: &str = "mappings_broken";
/// More header lines than these are not remembered; the one changed longest ago is forgotten first.
const MOST_MAPPINGS: usize = 200;
/// Rest after the last of several quick changes until the files are read again.
const REST: Duration = Duration::from_millis(450);

/// Whether choices outlive the visit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Remembering {
    /// They do.
    Kept,
    /// The browser allows no store.
    Blocked,
    /// The store is full.
    Full,
    /// The store holds mappings of a newer version; nothing is written over them.
    Newer,
    /// What was kept could not be read; it was put aside.
    Broken,
}

/// The choices, found in every component by [`use_choices`].
#[derive(Clone, Copy)]
pub struct Choices {
    shared: Shared,
    files: StoredValue<Vec<File>, LocalStorage>,
    /// How the bytes of each open file are read, as far as the user chose it.
    pub readings: RwSignal<Vec<Reading>>,
    /// The readings of the files as they are open now.
    carried_out: StoredValue<Vec<Reading>>,
    /// What is chosen for each header line, the last change last.
    pub mappings: RwSignal<Vec<Mapping>>,
    /// The export date and the currency, which are remembered for no other file.
    pub edits: RwSignal<Edits>,
    /// Whether choices outlive the visit.
    pub remembering: RwSignal<Remembering>,
    timer: StoredValue<Option<TimeoutHandle>>,
}

/// The choices.
///
/// # Panics
/// Outside [`super::app::App`], which provides them.
#[must_use]
pub fn use_choices() -> Choices {
    expect_context()
}

impl Choices {
    /// Sets the choices up with what was kept.
    #[must_use]
    pub fn provide(shared: Shared) -> Self {
        let (mappings, remembering) = kept();
        let choices = Self {
            shared,
            files: StoredValue::new_local(Vec::new()),
            readings: RwSignal::new(Vec::new()),
            carried_out: StoredValue::new(Vec::new()),
            mappings: RwSignal::new(mappings),
            edits: RwSignal::new(Edits::default()),
            remembering: RwSignal::new(remembering),
            timer: StoredValue::new(None),
        };
        // A reading that cannot be carried out leaves the files as they are, so the controls must say so again.
        Effect::new(move |_| {
            if matches!(shared.opening.get(), Opening::Failed(_)) {
                choices.readings.set(choices.carried_out.get_value());
            }
        });
        provide_context(choices);
        choices
    }

    /// Opens other files in place of the present ones.
    pub fn open(self, origin: Origin, files: Vec<File>, on_open: impl FnOnce() + 'static) {
        let question = OpenFiles {
            mappings: self.mappings.get_untracked(),
            ..OpenFiles::new(origin, clock::today())
        };
        let kept = files.clone();
        self.shared.open(question, files, move || {
            self.files.set_value(kept);
            self.carried_out.set_value(Vec::new());
            self.readings.set(Vec::new());
            self.edits.set(Edits::default());
            on_open();
        });
    }

    /// Opens files beside the present ones.
    pub fn add(self, files: Vec<File>, on_open: impl FnOnce() + 'static) {
        let mut all = self.files.get_value();
        all.extend(files);
        self.open(Origin::Files, all, on_open);
    }

    /// Reads the open files again with the present choices.
    pub fn reopen(self) {
        self.stop_timer();
        let origin = self.shared.data.with_untracked(|data| data.report().map(|open| open.origin));
        let Some(origin) = origin else { return };
        let readings = self.readings.get_untracked();
        let question = OpenFiles {
            readings: readings.clone(),
            mappings: self.mappings.get_untracked(),
            edits: self.edits.get_untracked(),
            ..OpenFiles::new(origin, clock::today())
        };
        let files = self.files.get_value();
        self.shared.open(question, files, move || self.carried_out.set_value(readings));
    }

    /// The same a moment later: of several quick changes only the last one reads the files.
    pub fn reopen_soon(self) {
        self.stop_timer();
        let timer = set_timeout_with_handle(move || self.reopen(), REST).ok();
        self.timer.set_value(timer);
    }

    /// Whether a change has not reached the files yet.
    #[must_use]
    pub fn is_waiting(self) -> bool {
        self.timer.with_value(Option::is_some)
    }

    fn stop_timer(self) {
        self.timer.update_value(|timer| {
            if let Some(timer) = timer.take() {
                timer.clear();
            }
        });
    }

    /// Chooses how the bytes of a file are read.
    pub fn read(self, file: usize, change: impl FnOnce(&mut Reading)) {
        self.readings.update(|readings| {
            if readings.len() <= file {
                readings.resize(file + 1, Reading::default());
            }
            if let Some(reading) = readings.get_mut(file) {
                change(reading);
            }
        });
        self.reopen();
    }

    /// Changes what is chosen for files with a header line, keeps it, and reads the files again.
    pub fn change(self, fingerprint: Fingerprint, change: impl FnOnce(&mut Mapping)) {
        self.mappings.update(|mappings| mapping::change(mappings, fingerprint, change));
        self.keep();
        self.reopen();
    }

    /// Changes the export date or the currency, and reads the files again.
    pub fn edit(self, change: impl FnOnce(&mut Edits)) {
        self.edits.update(change);
        self.reopen();
    }

    /// Changes the stages of the open deals and keeps them for files with the same headers. The files are read
    /// again a moment later.
    pub fn change_stages(self, change: impl FnOnce(&mut StageEdit)) {
        let open = self.shared.data.with_untracked(|data| {
            let report = data.report()?;
            let deals = report.files.iter().filter(|file| file.plan.shape.deals().is_some());
            let keys: Vec<Fingerprint> = deals.map(|file| file.plan.fingerprint).collect();
            Some((keys, report.edits.stages.clone()))
        });
        let Some((keys, opened)) = open else { return };
        // Of several quick changes the files know only those before the last reading.
        let pending = self.mappings.with_untracked(|mappings| {
            let own = |key: &Fingerprint| mappings.iter().find(|known| known.fingerprint == *key);
            keys.first().and_then(own).and_then(|mapping| mapping.stages.clone())
        });
        let mut edit = pending.unwrap_or(opened);
        change(&mut edit);
        self.mappings.update(|mappings| {
            for key in keys {
                mapping::change(mappings, key, |mapping| {
                    mapping.stages =
                        Some(edit.clone()).filter(|edit| *edit != StageEdit::default());
                });
            }
        });
        self.keep();
        self.reopen_soon();
    }

    /// Takes mappings of a file, each in place of the one for the same headers; returns how many there were.
    pub fn take_file(self, text: &str) -> Result<usize, MappingFileError> {
        let taken = mapping_file::read(text)?;
        let n = taken.len();
        self.mappings.update(|mappings| {
            for mapping in taken {
                mapping::change(mappings, mapping.fingerprint, |known| *known = mapping);
            }
        });
        self.keep();
        self.reopen();
        Ok(n)
    }

    /// Forgets all mappings and reads the open files as proposed.
    pub fn forget(self) {
        self.mappings.set(Vec::new());
        self.keep();
        self.reopen();
    }

    fn keep(self) {
        if self.remembering.get_untracked() == Remembering::Newer {
            return;
        }
        self.mappings.update(|mappings| {
            let n_over = mappings.len().saturating_sub(MOST_MAPPINGS);
            mappings.drain(..n_over);
        });
        let result = match Store::open() {
            Err(_) => Remembering::Blocked,
            Ok(store) if self.mappings.with_untracked(Vec::is_empty) => {
                store.remove(KEY);
                Remembering::Kept
            }
            Ok(store) => {
                let text = self.mappings.with_untracked(|mappings| mapping_file::write(mappings));
                match store.set_text(KEY, &text) {
                    Ok(()) => Remembering::Kept,
                    Err(_) => Remembering::Full,
                }
            }
        };
        self.remembering.set(result);
    }
}

/// The mappings of earlier visits.
fn kept() -> (Vec<Mapping>, Remembering) {
    let Ok(store) = Store::open() else { return (Vec::new(), Remembering::Blocked) };
    let Some(text) = store.text(KEY) else { return (Vec::new(), Remembering::Kept) };
    match mapping_file::read(&text) {
        Ok(mappings) => (mappings, Remembering::Kept),
        Err(MappingFileError::Newer { .. }) => (Vec::new(), Remembering::Newer),
        Err(_) => {
            if store.set_text(BROKEN, &text).is_ok() {
                store.remove(KEY);
            }
            (Vec::new(), Remembering::Broken)
        }
    }
}
