//! The page's side of the pipe: a worker, a queue and the jobs that wait for answers.
//!
//! One job is with the worker at a time. A job asked in a *slot* takes the place of one that still waits there,
//! so a slider dragged over fifty values asks two or three questions, not fifty. A long job comes back unfinished and
//! waits in the queue again, so that others are not held up and it can be dropped on its way. Opening files starts a second
//! worker: until it has succeeded the first keeps the present data, and cancelling is ending the second, which
//! takes less than a millisecond and gives its memory back.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::rc::Rc;

use js_sys::{Array, Object, Reflect, Uint8Array};
use wasm_bindgen::{JsCast as _, JsValue, closure::Closure};
use web_sys::{Blob, BlobPropertyBag, File, MessageEvent, Url, Worker};

use super::BrowserError;
use crate::import::Progress;
use crate::job::{Answer, Ask, FromWorker, JobError, JobId, ToWorker, from_bytes, to_bytes};

/// A place on the page that asks; a newer job replaces one that still waits in the same slot.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Slot(u32);

type OnDone = Box<dyn FnOnce(Result<Answer, JobError>)>;
type OnProgress = Box<dyn Fn(Progress)>;

struct Job {
    message: ToWorker,
    slot: Slot,
    /// Whether nobody waits for its answer any more.
    is_cancelled: bool,
    files: Vec<File>,
    on_progress: OnProgress,
    on_done: OnDone,
}

/// One worker with its queue.
struct Pipe {
    worker: Worker,
    /// Keeps the handlers alive as long as the worker.
    _handlers: [Closure<dyn Fn(MessageEvent)>; 2],
    state: Rc<RefCell<PipeState>>,
}

#[derive(Default)]
struct PipeState {
    is_ready: bool,
    waiting: VecDeque<Job>,
    with_worker: Option<Job>,
}

/// The engine behind the page.
pub struct Engine {
    present: RefCell<Option<Pipe>>,
    opening: RefCell<Option<Pipe>>,
    next: Cell<u32>,
}

impl Engine {
    /// An engine without a worker; the first question starts one.
    #[must_use]
    pub const fn new() -> Self {
        Self { present: RefCell::new(None), opening: RefCell::new(None), next: Cell::new(0) }
    }

    /// A new slot.
    pub fn slot(&self) -> Slot {
        Slot(self.number())
    }

    /// Asks a question about the present data.
    pub fn ask<Q: Ask>(
        &self,
        slot: Slot,
        question: Q,
        on_done: impl FnOnce(Result<Q::Report, JobError>) + 'static,
    ) {
        self.ask_watched(slot, question, |_| (), on_done);
    }

    /// The same, and hears how far a long job is.
    pub fn ask_watched<Q: Ask>(
        &self,
        slot: Slot,
        question: Q,
        on_progress: impl Fn(Progress) + 'static,
        on_done: impl FnOnce(Result<Q::Report, JobError>) + 'static,
    ) {
        let job = self.job(slot, question, Vec::new(), Box::new(on_progress), on_done);
        if self.present.borrow().is_none() {
            match Pipe::start() {
                Ok(pipe) => *self.present.borrow_mut() = Some(pipe),
                Err(error) => return (job.on_done)(Err(JobError::Browser(error.to_string()))),
            }
        }
        if let Some(pipe) = self.present.borrow().as_ref() {
            pipe.push(job);
        }
    }

    /// Wants no answer in a slot any more: a job that waits there is dropped, one that is worked on ends with its next
    /// pause.
    pub fn cancel(&self, slot: Slot) {
        if let Some(pipe) = self.present.borrow().as_ref() {
            let mut state = pipe.state.borrow_mut();
            state.waiting.retain(|waiting| waiting.slot != slot);
            if let Some(job) = state.with_worker.as_mut().filter(|job| job.slot == slot) {
                job.is_cancelled = true;
            }
        }
    }

    /// Asks a question that replaces the data, in a worker of its own. [`Engine::keep_opened`] makes that
    /// worker the present one, [`Engine::cancel_opening`] ends it.
    pub fn open<Q: Ask>(
        &self,
        question: Q,
        files: Vec<File>,
        on_progress: impl Fn(Progress) + 'static,
        on_done: impl FnOnce(Result<Q::Report, JobError>) + 'static,
    ) {
        self.cancel_opening();
        let job = self.job(self.slot(), question, files, Box::new(on_progress), on_done);
        match Pipe::start() {
            Ok(pipe) => {
                pipe.push(job);
                *self.opening.borrow_mut() = Some(pipe);
            }
            Err(error) => (job.on_done)(Err(JobError::Browser(error.to_string()))),
        }
    }

    /// Makes the worker that has opened files the present one. What the one before has not answered is asked
    /// again.
    pub fn keep_opened(&self) {
        let Some(pipe) = self.opening.borrow_mut().take() else { return };
        let Some(before) = self.present.borrow_mut().replace(pipe) else { return };
        let unanswered = before.end();
        if let Some(pipe) = self.present.borrow().as_ref() {
            for job in unanswered {
                pipe.push(job);
            }
        }
    }

    /// Ends an import; the present data stays as it is.
    pub fn cancel_opening(&self) {
        if let Some(pipe) = self.opening.borrow_mut().take() {
            // What it was opening is no longer wanted.
            drop(pipe.end());
        }
    }

    fn number(&self) -> u32 {
        let number = self.next.get();
        self.next.set(number.wrapping_add(1));
        number
    }

    fn job<Q: Ask>(
        &self,
        slot: Slot,
        question: Q,
        files: Vec<File>,
        on_progress: OnProgress,
        on_done: impl FnOnce(Result<Q::Report, JobError>) + 'static,
    ) -> Job {
        Job {
            message: ToWorker { id: JobId(self.number()), question: question.question() },
            slot,
            is_cancelled: false,
            files,
            on_progress,
            on_done: Box::new(|answer| {
                on_done(answer.and_then(|answer| Q::report(answer).ok_or(JobError::WrongAnswer)));
            }),
        }
    }
}

impl Default for Engine {
    fn default() -> Self {
        Self::new()
    }
}

impl Pipe {
    fn start() -> Result<Self, BrowserError> {
        let worker = start_worker()?;
        let state = Rc::new(RefCell::new(PipeState::default()));
        let on_message = {
            let (worker, state) = (worker.clone(), Rc::clone(&state));
            Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
                let bytes = Uint8Array::new(&event.data()).to_vec();
                if let Ok(message) = from_bytes(&bytes) {
                    receive(&worker, &state, message);
                    return;
                }
                let job = state.borrow_mut().with_worker.take();
                if let Some(job) = job {
                    (job.on_done)(Err(JobError::WrongAnswer));
                }
            })
        };
        let on_death = {
            let state = Rc::clone(&state);
            Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
                event.prevent_default();
                let (with_worker, waiting) = {
                    let mut state = state.borrow_mut();
                    (state.with_worker.take(), std::mem::take(&mut state.waiting))
                };
                for job in with_worker.into_iter().chain(waiting) {
                    (job.on_done)(Err(JobError::WorkerDied));
                }
            })
        };
        worker.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
        worker.set_onerror(Some(on_death.as_ref().unchecked_ref()));
        Ok(Self { worker, _handlers: [on_message, on_death], state })
    }

    fn push(&self, job: Job) {
        {
            let mut state = self.state.borrow_mut();
            state.waiting.retain(|waiting| waiting.slot != job.slot);
            state.waiting.push_back(job);
        }
        send_next(&self.worker, &self.state);
    }

    /// Ends the worker and returns the jobs it has not answered, in order.
    fn end(self) -> Vec<Job> {
        self.worker.set_onmessage(None);
        self.worker.set_onerror(None);
        self.worker.terminate();
        let mut state = self.state.borrow_mut();
        let with_worker = state.with_worker.take().filter(|job| !job.is_cancelled);
        with_worker.into_iter().chain(std::mem::take(&mut state.waiting)).collect()
    }
}

fn receive(worker: &Worker, state: &RefCell<PipeState>, message: FromWorker) {
    match message {
        FromWorker::Ready => state.borrow_mut().is_ready = true,
        FromWorker::Progress { id, progress } => {
            if let Some(job) =
                state.borrow().with_worker.as_ref().filter(|job| job.message.id == id)
            {
                (job.on_progress)(progress);
            }
            return;
        }
        FromWorker::Paused { id, progress } => {
            let job = state.borrow_mut().with_worker.take_if(|job| job.message.id == id);
            if let Some(job) = job.filter(|job| !job.is_cancelled) {
                (job.on_progress)(progress);
                let mut state = state.borrow_mut();
                // Others have their turn first. A newer job in its slot has taken its place.
                if state.waiting.iter().all(|waiting| waiting.slot != job.slot) {
                    state.waiting.push_back(job);
                }
            }
        }
        FromWorker::Done { id, answer } => {
            // The borrow ends before the answer is handed over: it may ask the next question at once.
            let job = state.borrow_mut().with_worker.take_if(|job| job.message.id == id);
            if let Some(job) = job.filter(|job| !job.is_cancelled) {
                (job.on_done)(*answer);
            }
        }
    }
    send_next(worker, state);
}

fn send_next(worker: &Worker, state: &RefCell<PipeState>) {
    let failed = {
        let mut state = state.borrow_mut();
        if !state.is_ready || state.with_worker.is_some() {
            return;
        }
        let Some(job) = state.waiting.pop_front() else { return };
        match post(worker, &job) {
            Ok(()) => {
                state.with_worker = Some(job);
                return;
            }
            Err(error) => (job, error),
        }
    };
    (failed.0.on_done)(Err(JobError::Browser(failed.1.to_string())));
}

fn post(worker: &Worker, job: &Job) -> Result<(), BrowserError> {
    let bytes = to_bytes(&job.message).map_err(|error| BrowserError::Refused {
        what: "write a job",
        message: error.to_string(),
    })?;
    let message = Object::new();
    let set = |key: &str, value: &JsValue| {
        Reflect::set(&message, &key.into(), value)
            .map_err(|thrown| BrowserError::refused("write a job", &thrown))
    };
    set("job", &Uint8Array::from(bytes.as_slice()))?;
    set("files", &job.files.iter().collect::<Array>())?;
    worker.post_message(&message).map_err(|thrown| BrowserError::refused("post a job", &thrown))
}

/// Starts a classic blob worker (the only kind Chromium starts from `file://`) from the glue and the compiled
/// module the boot script keeps in `window.trichterwerk`; the module is posted, so it is decoded once.
fn start_worker() -> Result<Worker, BrowserError> {
    let get = |object: &JsValue, key: &'static str| {
        Reflect::get(object, &key.into())
            .ok()
            .filter(|value| !value.is_undefined())
            .ok_or(BrowserError::Missing(key))
    };
    let boot = get(&js_sys::global(), "trichterwerk")?;
    let shim = "\nonmessage = first => { onmessage = null; wasm_bindgen({ module_or_path: first.data }); };";
    let script = Array::of2(&get(&boot, "glue")?, &shim.into());
    let options = BlobPropertyBag::new();
    options.set_type("text/javascript");
    let blob = Blob::new_with_str_sequence_and_options(&script, &options)
        .map_err(|thrown| BrowserError::refused("make the worker's script", &thrown))?;
    let url = Url::create_object_url_with_blob(&blob)
        .map_err(|thrown| BrowserError::refused("link the worker's script", &thrown))?;
    let worker =
        Worker::new(&url).map_err(|thrown| BrowserError::refused("start a worker", &thrown))?;
    worker
        .post_message(&get(&boot, "module")?)
        .map_err(|thrown| BrowserError::refused("start a worker", &thrown))?;
    Ok(worker)
}
