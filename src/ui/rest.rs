//! Whether the user is still moving something: simulations are rough meanwhile and fine afterwards.

use std::time::Duration;

use leptos::prelude::*;

/// Rest after the last change that counts as the end of a movement.
const REST: Duration = Duration::from_millis(250);

/// Whether a value has not changed for a moment. True from the start.
///
/// It turns false with the change itself, not afterwards: who reads both never takes the first value of a movement for one
/// at rest, and nothing is asked twice.
pub fn use_rest<T: Clone + PartialEq + Send + Sync + 'static>(value: Memo<T>) -> Memo<bool> {
    let settled = RwSignal::new(value.get_untracked());
    let timer = StoredValue::new(None::<TimeoutHandle>);
    // The clock is outside the graph of signals: an effect is right here.
    Effect::new(move |before: Option<()>| {
        value.track();
        if before.is_none() {
            return;
        }
        timer.update_value(|timer| {
            if let Some(timer) = timer.take() {
                timer.clear();
            }
            // The page may be gone by then; then there is nobody to tell.
            let settle = move || {
                if let Some(value) = value.try_get_untracked() {
                    let _ = settled.try_set(value);
                }
            };
            *timer = set_timeout_with_handle(settle, REST).ok();
        });
    });
    Memo::new(move |_| value.with(|value| settled.with(|settled| settled == value)))
}
