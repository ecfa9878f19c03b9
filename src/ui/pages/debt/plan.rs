//! Paying down: hours against new debt, the balance month by month, and what is said when it grows.

use leptos::prelude::*;

use super::state::{DebtState, use_debt};
use crate::chart::pay_down::{Balances, PayDownWords, pay_down};
use crate::chart::{ChartSpec, Table};
use crate::job::debt::DAYS_PER_MONTH;
use crate::job::debt_plan::PayDownPlan;
use crate::job::debt_price::PricedDebt;
use crate::scenario::{ParameterId, Unit};
use crate::ui::components::badge::Provenance;
use crate::ui::components::chart_frame::ChartFrame;
use crate::ui::components::number_field::{NumberField, Range, Reset};
use crate::ui::context::{formats, use_shared};
use crate::ui::i18n::{Locale, td_string};
use crate::ui::pages::quota::write::Writer;
use crate::ui::parameter_field::{ParameterField, read_typed};
use crate::ui::text::emphasis::{emphasised, plain};
use crate::ui::text::parameter::{entry_text, unit_name};

/// The section.
#[component]
pub fn PlanSection() -> impl IntoView {
    let locale = use_shared().locale;
    let state = use_debt();
    let with_both = move |make: &dyn Fn(&PricedDebt, &PayDownPlan) -> String| {
        state.priced.with(|priced| {
            state.plan.with(|plan| {
                priced.as_ref().zip(plan.as_ref()).map(|(priced, plan)| make(priced, plan))
            })
        })
    };
    let sentence = move || {
        let write = Writer::new(locale.get());
        let hours = state.scenarios.number(ParameterId::PayDownHours);
        with_both(&|priced, plan| sentence(&write, hours, priced, plan)).unwrap_or_default()
    };
    view! {
        <section class="section" aria-labelledby="plan-title">
            <h2 id="plan-title">{move || td_string!(locale.get(), debt.plan_title)}</h2>
            <p class="answer" aria-live="polite">{move || emphasised(&sentence())}</p>
            <div class="controls">
                <ParameterField parameter=ParameterId::PayDownHours />
                <NewDebt />
            </div>
            <ChartFrame
                name="pay-down"
                title=Signal::derive(move || td_string!(locale.get(), debt.plan_chart).to_owned())
                subtitle=Signal::derive(move || td_string!(locale.get(), debt.plan_chart_sub).to_owned())
                spec=Callback::new(move |width_px| chart(locale.get(), state, sentence(), width_px))
                is_stale=false
            />
        </section>
    }
}

/// New debt in EUR a month: as counted until somebody says otherwise.
#[component]
fn NewDebt() -> impl IntoView {
    let locale = use_shared().locale;
    let state = use_debt();
    let id = ParameterId::NewDebt;
    let unit = Unit::EurPerMonth;
    let value = Signal::derive(move || {
        let hourly = state.scenarios.number(ParameterId::HourlyCost);
        state.priced.with(|priced| priced.as_ref().map_or(0.0, |priced| priced.new_hours_month))
            * hourly
    });
    let is_counted = Memo::new(move |_| {
        state.priced.with(|priced| priced.as_ref().is_none_or(|priced| priced.new_is_counted))
    });
    let label = Signal::derive(move || td_string!(locale.get(), debt.new_debt).to_owned());
    let reset = Signal::derive(move || {
        let offer = td_string!(locale.get(), debt.new_reset).to_owned();
        (!is_counted.get()).then(|| Reset { name: format!("{}: {offer}", label.get()), offer })
    });
    let slider = id.spec().slider;
    view! {
        <NumberField
            id=id.key()
            label=label
            unit=Signal::derive(move || unit_name(locale.get(), unit).to_owned())
            value=value
            range=Range { min: slider.min, max: slider.max, step: slider.step }
            write=Callback::new(move |eur: f64| entry_text(locale.get(), unit, eur.round()))
            read=Callback::new(move |text: String| read_typed(locale.get_untracked(), unit, &text))
            provenance=Signal::derive(move || {
                if is_counted.get() { Provenance::Measured } else { Provenance::Assumed }
            })
            source=Signal::derive(move || {
                let locale = locale.get();
                if is_counted.get() {
                    td_string!(locale, debt.new_counted).to_owned()
                } else {
                    td_string!(locale, debt.new_user).to_owned()
                }
            })
            on_change=Callback::new(move |(eur, gesture)| {
                // A value beyond its limits stays as it is.
                let _ = state.scenarios.set(id, eur, gesture);
            })
            reset=reset
            on_reset=Callback::new(move |()| {
                let _ = state.scenarios.reset(id);
            })
        />
    }
}

fn sentence(write: &Writer, hours: f64, priced: &PricedDebt, plan: &PayDownPlan) -> String {
    let locale = write.locale;
    let week = write.one_decimal(hours * 7.0 / DAYS_PER_MONTH);
    let new = write.one_decimal(priced.new_hours_month);
    let told = write.count(hours);
    if plan.paid.grows {
        let lack = write.one_decimal(priced.new_hours_month - hours);
        return td_string!(
            locale,
            debt.plan_grows,
            hours = told,
            week = week,
            new = new,
            lack = lack
        );
    }
    let even = match plan.break_even_month {
        Some(n) => td_string!(locale, debt.plan_even, n = write.count(n as f64)),
        None => td_string!(locale, debt.plan_no_even).to_owned(),
    };
    if let Some(n) = plan.paid.done_in_month {
        return td_string!(
            locale,
            debt.plan_done,
            hours = told,
            week = week,
            new = new,
            n = write.count(n as f64),
            even = even
        );
    }
    let left = plan.paid.months.last().map_or(0.0, |month| month.hours_left);
    td_string!(
        locale,
        debt.plan_long,
        hours = told,
        week = week,
        new = new,
        left = write.count(left.round()),
        even = even
    )
}

fn chart(locale: Locale, state: DebtState, summary: String, width_px: u32) -> Option<ChartSpec> {
    let write = Writer::new(locale);
    let start = state.priced.with(|priced| priced.as_ref().map(PricedDebt::hours))?;
    state.plan.with(|plan| {
        let plan = plan.as_ref()?;
        let course = |months: &[crate::simulation::debt::PayDownMonth]| -> Vec<f64> {
            std::iter::once(start).chain(months.iter().map(|month| month.hours_left)).collect()
        };
        let balances =
            Balances { paid: course(&plan.paid.months), left: course(&plan.left.months) };
        let name = |n: usize| td_string!(locale, debt.plan_month, n = write.count(n as f64));
        let hours = |n: f64| td_string!(locale, debt.plan_hours, n = write.count(n.round()));
        let mut readouts = vec![vec![name(0), hours(start)]];
        let mut rows = Vec::new();
        let months = plan.paid.months.iter().zip(&plan.left.months).enumerate();
        for (at, (paid, left)) in months {
            let interest = write.money(paid.interest_eur);
            readouts.push(vec![
                name(at + 1),
                format!("{}: {}", td_string!(locale, debt.plan_paid), hours(paid.hours_left)),
                format!("{}: {}", td_string!(locale, debt.plan_left), hours(left.hours_left)),
                td_string!(locale, debt.plan_interest, interest = interest.clone()),
            ]);
            rows.push(vec![
                name(at + 1),
                write.count(paid.hours_left.round()),
                write.count(left.hours_left.round()),
                interest,
                write.money(left.interest_eur),
            ]);
        }
        let header = [
            td_string!(locale, debt.plan_months),
            td_string!(locale, debt.plan_paid),
            td_string!(locale, debt.plan_left),
            td_string!(locale, debt.plan_interest_with),
            td_string!(locale, debt.plan_interest_without),
        ];
        let words = PayDownWords {
            months: td_string!(locale, debt.plan_months).to_owned(),
            paid: td_string!(locale, debt.plan_paid).to_owned(),
            left: td_string!(locale, debt.plan_left).to_owned(),
            readouts,
        };
        let table = Table { header: header.map(str::to_owned).to_vec(), rows };
        let summary = plain(&summary);
        pay_down(&balances, words, table, summary, formats(locale).as_ref(), width_px)
    })
}
