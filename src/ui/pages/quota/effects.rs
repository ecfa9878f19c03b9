//! The levers beside rate, price and volume: answering sooner, meeting less, selling with more people. Each is an input
//! of the scenario here, and the table says what it would bring when it is pulled.

use leptos::prelude::*;

use super::state::use_quota;
use super::write::Writer;
use crate::job::effect::{Effect, EffectLever, EffectReport, effects};
use crate::scenario::ParameterId;
use crate::ui::components::figure::Figure;
use crate::ui::context::use_shared;
use crate::ui::i18n::{Locale, td_string};
use crate::ui::ledger::use_ledger;
use crate::ui::parameter_field::ParameterField;
use crate::ui::text::emphasis::emphasised;

/// The section.
#[component]
pub fn EffectsSection() -> impl IntoView {
    let locale = use_shared().locale;
    let state = use_quota();
    // How many opportunities the debt costs is one of the levers.
    let is_stale = use_ledger().answer.is_stale;
    let report = Memo::new(move |_| {
        state.team.with(|team| state.coupled.with(|coupled| effects(coupled, team).ok()))
    });
    let together =
        Signal::derive(move || report.with(|report| Some(report.as_ref()?.together.revenue_eur)));
    let sentence = move || {
        report.with(|report| {
            let write = Writer::new(locale.get());
            let amount = write.money(report.as_ref()?.together.revenue_eur);
            Some(emphasised(&td_string!(locale.get(), quota.effects_sentence, amount = amount)))
        })
    };
    let rows =
        move || report.with(|report| Some(rows(&Writer::new(locale.get()), report.as_ref()?)));
    let note = move || {
        report.with(|report| {
            let write = Writer::new(locale.get());
            let n_lost = report.as_ref().map_or(0.0, |report| report.n_lost);
            if n_lost < 0.5 {
                td_string!(write.locale, quota.effects_note_spare).to_owned()
            } else {
                let n = write.count(n_lost.round());
                td_string!(write.locale, quota.effects_note, n = n)
            }
        })
    };
    view! {
        <section class="section" class:stale=is_stale aria-busy=move || is_stale.get().to_string() aria-labelledby="effects-title">
            <h2 id="effects-title">{move || td_string!(locale.get(), quota.effects_title)}</h2>
            <p class="answer">{sentence}</p>
            <div class="table compact">
                <table>
                    <caption>{move || td_string!(locale.get(), quota.effects_caption)}</caption>
                    <thead>
                        <tr>
                            <td></td>
                            <th scope="col">{move || td_string!(locale.get(), quota.alone_change)}</th>
                            <th scope="col">{move || td_string!(locale.get(), quota.column_deals)}</th>
                            <th scope="col">{move || td_string!(locale.get(), quota.column_revenue)}</th>
                        </tr>
                    </thead>
                    <tbody>
                        {rows}
                        <tr class="total">
                            <th scope="row" colspan="3">{move || td_string!(locale.get(), quota.effects_together)}</th>
                            <td>
                                <Figure
                                    id="quota.effects_together"
                                    value=together
                                    text=Callback::new(move |eur| Writer::new(locale.get()).change(eur))
                                />
                            </td>
                        </tr>
                    </tbody>
                </table>
            </div>
            <p class="note">{note}</p>
            <div class="fields">
                {EffectLever::ALL.map(|lever| view! { <ParameterField parameter=lever.parameter() /> }).collect_view()}
            </div>
            <details>
                <summary>{move || td_string!(locale.get(), quota.effects_inputs)}</summary>
                <div class="fields">
                    <ParameterField parameter=ParameterId::WaitingDays />
                    <ParameterField parameter=ParameterId::TargetHours />
                    <ParameterField parameter=ParameterId::ReadinessDecay />
                    <ParameterField parameter=ParameterId::WeeklyMeeting />
                    <ParameterField parameter=ParameterId::DailyMeeting />
                    <ParameterField parameter=ParameterId::OtherMeetings />
                    <ParameterField parameter=ParameterId::TargetSync />
                    <ParameterField parameter=ParameterId::TargetDaily />
                    <ParameterField parameter=ParameterId::HoursPerDay />
                    <ParameterField parameter=ParameterId::AdminShare />
                </div>
            </details>
        </section>
    }
}

fn rows(write: &Writer, report: &EffectReport) -> impl IntoView + use<> {
    let row = |&(lever, effect): &(EffectLever, Effect)| {
        let factor = effect.factor;
        let change =
            factor.map_or_else(|| "—".to_owned(), |factor| write.change_percent(factor - 1.0));
        view! {
            <tr>
                <th scope="row">{name(write.locale, lever)}</th>
                <td>{change}</td>
                <td>{write.one_decimal(effect.deals)}</td>
                <td>{write.change(effect.revenue_eur)}</td>
            </tr>
        }
    };
    report.levers.iter().map(row).collect_view()
}

fn name(locale: Locale, lever: EffectLever) -> &'static str {
    match lever {
        EffectLever::ResponseTime => td_string!(locale, quota.effect_response),
        EffectLever::Meetings => td_string!(locale, quota.effect_meetings),
        EffectLever::Reps => td_string!(locale, quota.effect_reps),
    }
}
