//! What all pages share: the language, the route, the open data and the engine. Everything else is local.

use std::cell::OnceCell;
use std::rc::Rc;
use std::sync::Arc;

use leptos::prelude::*;
use wasm_bindgen::{JsCast as _, closure::Closure};

use super::i18n::Locale;
use super::route::Route;
use crate::browser::engine::Engine;
use crate::browser::intl::{self, Formats};
use crate::browser::{storage::Store, window};
use crate::import::Progress;
use crate::job::session::OpenReport;
use crate::job::{Ask, JobError};

/// Key under which the chosen language is kept.
const LANGUAGE_KEY: &str = "language";

/// What is open.
#[derive(Clone, Debug, Default)]
pub enum Data {
    /// Nothing yet.
    #[default]
    None,
    /// Files whose records the worker holds.
    Open(Arc<OpenReport>),
}

impl Data {
    /// The report of the open files.
    #[must_use]
    pub fn report(&self) -> Option<&Arc<OpenReport>> {
        match self {
            Self::None => None,
            Self::Open(report) => Some(report),
        }
    }
}

/// An import that runs, or one that has failed; the data open before stay untouched.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Opening {
    /// None.
    #[default]
    Idle,
    /// Reading.
    Running(Option<Progress>),
    /// Nothing could be read.
    Failed(JobError),
}

/// The shared state, found in every component by [`use_shared`].
#[derive(Clone, Copy)]
pub struct Shared {
    /// Language of the page.
    pub locale: RwSignal<Locale>,
    /// Where the user is.
    pub route: RwSignal<Route>,
    /// What is open.
    pub data: RwSignal<Data>,
    /// An import under way.
    pub opening: RwSignal<Opening>,
    /// The worker and its queue.
    pub engine: StoredValue<Rc<Engine>, LocalStorage>,
}

/// The shared state.
///
/// # Panics
/// Outside [`super::app::App`], which provides it.
#[must_use]
pub fn use_shared() -> Shared {
    expect_context()
}

/// The formatters of the present language; reading them in a view follows the language.
pub fn use_formats() -> impl Fn() -> Rc<Formats> + Copy + Send + Sync + 'static {
    let locale = use_shared().locale;
    move || formats(locale.get())
}

/// The formatters of a language.
#[must_use]
pub fn formats(locale: Locale) -> Rc<Formats> {
    thread_local! {
        static GERMAN: OnceCell<Rc<Formats>> = const { OnceCell::new() };
        static ENGLISH: OnceCell<Rc<Formats>> = const { OnceCell::new() };
    }
    match locale {
        Locale::de => {
            GERMAN.with(|cell| Rc::clone(cell.get_or_init(|| Rc::new(Formats::new("de-DE")))))
        }
        Locale::en => {
            ENGLISH.with(|cell| Rc::clone(cell.get_or_init(|| Rc::new(Formats::new("en-GB")))))
        }
    }
}

impl Shared {
    /// Sets up the shared state and follows the URL's fragment.
    #[must_use]
    pub fn provide() -> Self {
        let kept: Option<String> = Store::open().ok().and_then(|store| store.get(LANGUAGE_KEY));
        let tag = kept.or_else(intl::preferred_language).unwrap_or_default();
        let locale = if tag.starts_with("en") { Locale::en } else { Locale::de };
        let hash =
            || window().ok().and_then(|window| window.location().hash().ok()).unwrap_or_default();
        let shared = Self {
            locale: RwSignal::new(locale),
            route: RwSignal::new(Route::from_hash(&hash())),
            data: RwSignal::new(Data::None),
            opening: RwSignal::new(Opening::Idle),
            engine: StoredValue::new_local(Rc::new(Engine::new())),
        };
        let on_hash = Closure::<dyn Fn()>::new(move || shared.route.set(Route::from_hash(&hash())));
        if let Ok(window) = window() {
            let _ = window
                .add_event_listener_with_callback("hashchange", on_hash.as_ref().unchecked_ref());
        }
        // The listener lives as long as the page.
        on_hash.forget();
        provide_context(shared);
        shared
    }

    /// Switches between German and English and keeps the choice.
    pub fn set_locale(self, locale: Locale) {
        self.locale.set(locale);
        if let Ok(store) = Store::open() {
            let tag = match locale {
                Locale::de => "de",
                Locale::en => "en",
            };
            // A full store only costs the memory of the choice.
            let _ = store.set(LANGUAGE_KEY, &tag);
        }
    }

    /// Opens files, or anything else whose answer is an [`OpenReport`]. The present data stay until it succeeds.
    pub fn open<Q: Ask<Report = OpenReport>>(
        self,
        question: Q,
        files: Vec<web_sys::File>,
        on_open: impl FnOnce() + 'static,
    ) {
        self.opening.set(Opening::Running(None));
        self.engine.with_value(|engine| {
            let keep = Rc::clone(engine);
            engine.open(
                question,
                files,
                move |progress| self.opening.set(Opening::Running(Some(progress))),
                move |answer| match answer {
                    Ok(report) => {
                        keep.keep_opened();
                        self.opening.set(Opening::Idle);
                        self.data.set(Data::Open(Arc::new(report)));
                        on_open();
                    }
                    Err(error) => {
                        keep.cancel_opening();
                        self.opening.set(Opening::Failed(error));
                    }
                },
            );
        });
    }

    /// Ends an import; the data open before stay.
    pub fn cancel_opening(self) {
        self.engine.with_value(|engine| engine.cancel_opening());
        self.opening.set(Opening::Idle);
    }
}

/// What the worker has said last.
#[derive(Clone, Debug)]
pub struct Told<T> {
    /// The last report, if there ever was one.
    pub report: Option<Arc<T>>,
    /// Why the last question has no report.
    pub error: Option<JobError>,
}

impl<T> Default for Told<T> {
    fn default() -> Self {
        Self { report: None, error: None }
    }
}

/// The answer to a question as the page sees it: the last report stays visible while the next one is computed.
///
/// Waiting is a signal of its own: what shows the report is not made anew because another is on its way.
pub struct Remote<T: 'static> {
    told: ReadSignal<Told<T>>,
    /// Whether a newer report is being computed.
    pub is_stale: ReadSignal<bool>,
    /// How far a long computation is.
    pub progress: ReadSignal<Option<Progress>>,
}

impl<T> Clone for Remote<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Remote<T> {}

impl<T: Send + Sync> Remote<T> {
    /// Reads what the worker has said, and follows it.
    pub fn with<U>(self, read: impl FnOnce(&Told<T>) -> U) -> U {
        self.told.with(read)
    }

    /// The same without following.
    pub fn with_untracked<U>(self, read: impl FnOnce(&Told<T>) -> U) -> U {
        self.told.with_untracked(read)
    }
}

/// Asks the worker whenever the question or the open data change. `None` asks nothing, nor does a page without
/// data.
pub fn use_report<Q>(question: impl Fn() -> Option<Q> + Send + Sync + 'static) -> Remote<Q::Report>
where
    Q: Ask + Send + Sync,
    Q::Report: Send + Sync,
{
    let data = use_shared().data;
    use_answer(move || data.with(|data| data.report().is_some()), question)
}

/// Asks the worker a question that needs no data, whenever it changes. `None` asks nothing.
pub fn use_simulation<Q>(
    question: impl Fn() -> Option<Q> + Send + Sync + 'static,
) -> Remote<Q::Report>
where
    Q: Ask + Send + Sync,
    Q::Report: Send + Sync,
{
    use_answer(|| true, question)
}

fn use_answer<Q>(
    may_ask: impl Fn() -> bool + 'static,
    question: impl Fn() -> Option<Q> + Send + Sync + 'static,
) -> Remote<Q::Report>
where
    Q: Ask + Send + Sync,
    Q::Report: Send + Sync,
{
    let shared = use_shared();
    let slot = shared.engine.with_value(|engine| engine.slot());
    let (told, set_told) = signal(Told::default());
    let (is_stale, set_stale) = signal(false);
    let (progress, set_progress) = signal(None);
    // A signal that is set tells its followers, also of what they know.
    let wait = move |waits: bool| {
        if is_stale.try_get_untracked().is_some_and(|is_stale| is_stale != waits) {
            set_stale.set(waits);
        }
        if progress.try_with_untracked(|progress: &Option<Progress>| progress.is_some())
            == Some(true)
        {
            set_progress.set(None);
        }
    };
    let question = Memo::new(move |_| question());
    let cancel = move || shared.engine.with_value(|engine| engine.cancel(slot));
    // A page that is left does not hold up the next one.
    on_cleanup(cancel);
    // An effect is right here: the worker is outside the graph of signals.
    Effect::new(move |_| {
        let may_ask = may_ask();
        let Some(question) = question.get().filter(|_| may_ask) else {
            cancel();
            wait(false);
            set_told.set(Told::default());
            return;
        };
        wait(true);
        // The page may be gone when the worker speaks; then there is nobody to tell.
        let on_progress = move |progress| {
            let _ = set_progress.try_set(Some(progress));
        };
        let on_done = move |answer| {
            let (report, error) = match answer {
                Ok(report) => (Some(Arc::new(report)), None),
                Err(error) => (None, Some(error)),
            };
            let _ = set_told.try_set(Told { report, error });
            wait(false);
        };
        shared.engine.with_value(|engine| engine.ask_watched(slot, question, on_progress, on_done));
    });
    Remote { told, is_stale, progress }
}
