//! The worker's side of the pipe: takes jobs, answers them one after the other.

use std::cell::RefCell;
use std::ops::ControlFlow;
use std::rc::Rc;

use js_sys::{Array, Reflect, Uint8Array};
use wasm_bindgen::{JsCast as _, closure::Closure};
use wasm_bindgen_futures::spawn_local;
use web_sys::{DedicatedWorkerGlobalScope, File, MessageEvent};

use super::file::FileSource;
use crate::import::Source;
use crate::job::{FromWorker, JobError, Session, ToWorker, from_bytes, to_bytes};

/// Milliseconds after which a job that can be resumed pauses, so that others have their turn.
const SLICE_MS: f64 = 50.0;

/// Milliseconds between two messages of progress: each has the page drawn anew, which takes time from the job where
/// there are few processors.
const TELL_MS: f64 = 50.0;

/// Answers the page's jobs until the worker is ended. A panic or a failed allocation ends the worker; the page
/// notices by its `error` event.
pub fn serve() {
    console_error_panic_hook::set_once();
    let Ok(scope) = js_sys::global().dyn_into::<DedicatedWorkerGlobalScope>() else { return };
    // A job takes the session out while it is answered; the page sends one at a time.
    let session = Rc::new(RefCell::new(Some(Session::new())));
    let on_message = {
        let scope = scope.clone();
        Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
            let field = |name: &str| Reflect::get(&event.data(), &name.into()).ok();
            let Some(job) = field("job")
                .and_then(|job| job.dyn_into::<Uint8Array>().ok())
                .and_then(|job| from_bytes::<ToWorker>(&job.to_vec()).ok())
            else {
                return;
            };
            let sources: Result<Vec<Box<dyn Source>>, _> = field("files")
                .and_then(|files| files.dyn_into::<Array>().ok())
                .unwrap_or_default()
                .iter()
                .filter_map(|file| file.dyn_into::<File>().ok())
                .map(|file| FileSource::new(file).map(|source| Box::new(source) as Box<dyn Source>))
                .collect();
            let Some(mut answering) = session.take() else { return };
            let (scope, session) = (scope.clone(), Rc::clone(&session));
            spawn_local(async move {
                let id = job.id;
                let until_ms = job.question.resumes().then(|| js_sys::Date::now() + SLICE_MS);
                let mut reached = None;
                let mut told_ms = 0.0;
                let mut tell = |progress| {
                    let Some(until_ms) = until_ms else {
                        let now_ms = js_sys::Date::now();
                        if now_ms - told_ms >= TELL_MS {
                            told_ms = now_ms;
                            post(&scope, &FromWorker::Progress { id, progress });
                        }
                        return ControlFlow::Continue(());
                    };
                    reached = Some(progress);
                    if js_sys::Date::now() < until_ms {
                        ControlFlow::Continue(())
                    } else {
                        ControlFlow::Break(())
                    }
                };
                let answer = match sources {
                    Ok(sources) => {
                        answering.answer_as_it_arrives(job.question, sources, &mut tell).await
                    }
                    Err(error) => Err(JobError::Browser(error.to_string())),
                };
                session.replace(Some(answering));
                let message = match (answer, reached) {
                    (Err(JobError::Stopped), Some(progress)) => FromWorker::Paused { id, progress },
                    (answer, _) => FromWorker::Done { id, answer: Box::new(answer) },
                };
                post(&scope, &message);
            });
        })
    };
    scope.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
    // The handler lives as long as the worker.
    on_message.forget();
    post(&scope, &FromWorker::Ready);
}

fn post(scope: &DedicatedWorkerGlobalScope, message: &FromWorker) {
    if let Ok(bytes) = to_bytes(message) {
        let bytes = Uint8Array::from(bytes.as_slice());
        // Posting fails only where the worker is being ended.
        let _ = scope.post_message_with_transfer(&bytes, &Array::of1(&bytes.buffer()));
    }
}
