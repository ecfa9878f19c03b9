//! What the ledger looks for: limits in days, and the signs by which two contacts are one.

use leptos::prelude::*;

use super::state::use_debt;
use crate::analysis::debt_ledger::LedgerConfig;
use crate::scenario::Unit;
use crate::ui::components::badge::Provenance;
use crate::ui::components::number_field::{NumberField, Range};
use crate::ui::context::use_shared;
use crate::ui::i18n::td_string;
use crate::ui::pages::quota::write::Writer;
use crate::ui::parameter_field::read_typed;

/// Limits and signs.
#[component]
pub fn Adjust() -> impl IntoView {
    let locale = use_shared().locale;
    let state = use_debt();
    let days = move |id: &'static str,
                     label: Signal<String>,
                     read: fn(&LedgerConfig) -> u32,
                     set: fn(&mut LedgerConfig, u32)| {
        view! {
            <NumberField
                id=id
                label=label
                unit=""
                value=Signal::derive(move || state.ledger.config.with(|config| f64::from(read(config))))
                range=Range { min: 1.0, max: 730.0, step: 1.0 }
                write=Callback::new(move |n| Writer::new(locale.get()).count(n))
                read=Callback::new(move |text: String| {
                    read_typed(locale.get_untracked(), Unit::Whole, &text)
                })
                provenance=Provenance::Assumed
                source=Signal::derive(move || td_string!(locale.get(), debt.source_rule).to_owned())
                on_change=Callback::new(move |(n, _): (f64, _)| {
                    state.ledger.config.update(|config| set(config, n.clamp(1.0, 36_500.0) as u32));
                })
            />
        }
    };
    let sign = move |label: Signal<String>,
                     read: fn(&LedgerConfig) -> bool,
                     set: fn(&mut LedgerConfig, bool)| {
        view! {
            <label class="rule">
                <input
                    type="checkbox"
                    prop:checked=move || state.ledger.config.with(read)
                    on:change=move |event| {
                        let is_on = event_target_checked(&event);
                        state.ledger.config.update(|config| set(config, is_on));
                    }
                />
                <span>{move || label.get()}</span>
            </label>
        }
    };
    let text = move |key: fn(crate::ui::i18n::Locale) -> &'static str| {
        Signal::derive(move || key(locale.get()).to_owned())
    };
    view! {
        <details>
            <summary>{move || td_string!(locale.get(), debt.rules_title)}</summary>
            <div class="fields">
                {days(
                    "debt-stale-days",
                    text(|locale| td_string!(locale, debt.stale_days)),
                    |config| config.stale_days,
                    |config, n| config.stale_days = n,
                )}
                {days(
                    "debt-silent-days",
                    text(|locale| td_string!(locale, debt.silent_days)),
                    |config| config.silent_days,
                    |config, n| config.silent_days = n,
                )}
                <div class="signs">
                    {sign(
                        text(|locale| td_string!(locale, debt.match_company)),
                        |config| config.matching.name_and_company,
                        |config, is_on| config.matching.name_and_company = is_on,
                    )}
                    {sign(
                        text(|locale| td_string!(locale, debt.match_phone)),
                        |config| config.matching.name_and_phone,
                        |config, is_on| config.matching.name_and_phone = is_on,
                    )}
                    {sign(
                        text(|locale| td_string!(locale, debt.match_letter)),
                        |config| config.matching.one_letter,
                        |config, is_on| config.matching.one_letter = is_on,
                    )}
                </div>
            </div>
        </details>
    }
}
