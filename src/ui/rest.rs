//! Whether the user is still moving something: simulations are rough meanwhile and fine afterwards.

use std::time::Duration;

use leptos::prelude::*;

/// Rest after the last change that counts as the end of a movement.
const REST: Duration = Duration::from_millis(250);

/// Whether what `follow` reads has not changed for a moment. True from the start.
pub fn use_rest(follow: impl Fn() + 'static) -> ReadSignal<bool> {
    let (is_at_rest, set_at_rest) = signal(true);
    let timer = StoredValue::new(None::<TimeoutHandle>);
    Effect::new(move |before: Option<()>| {
        follow();
        if before.is_none() {
            return;
        }
        set_at_rest.set(false);
        timer.update_value(|timer| {
            if let Some(timer) = timer.take() {
                timer.clear();
            }
            // The page may be gone by then; then there is nobody to tell.
            *timer = set_timeout_with_handle(
                move || {
                    let _ = set_at_rest.try_set(true);
                },
                REST,
            )
            .ok();
        });
    });
    is_at_rest
}
