//! The care cycle in words: what it costs, what it keeps, and when to give the list up.

use crate::chart::care_cycle::{CycleCurves, CycleWords, care_cycle};
use crate::chart::{ChartSpec, Table};
use crate::job::list_plan::{CycleCost, LONGEST_CYCLE_MONTHS, ListPlan};
use crate::simulation::recontact::NoCycle;
use crate::ui::i18n::{Locale, td_string};
use crate::ui::pages::decay::write::Writer;

/// What the chosen cycle costs and keeps, and which would be the cheapest.
pub(in crate::ui::pages::decay) fn sentence(locale: Locale, plan: &ListPlan) -> String {
    let write = Writer::new(locale);
    let report = plan.recontact();
    let Some(best) = report.optimal_interval_months else {
        return match report.no_cycle {
            Some(NoCycle::NoDecay) => td_string!(locale, decay.care_no_decay).to_owned(),
            Some(NoCycle::MailingIsFree) => td_string!(locale, decay.care_free).to_owned(),
            Some(_) | None => td_string!(locale, decay.care_give_up).to_owned(),
        };
    };
    let chosen = plan.cycle(plan.interval_months);
    let kept = never_eur(plan) - chosen.lost_eur;
    let months = write.number(chosen.months);
    let (cost, kept_text) = (write.eur(chosen.care_eur), write.eur(kept));
    let best = write.formats.number(best, 1);
    if chosen.care_eur > kept {
        td_string!(
            locale,
            decay.care_loss,
            months = months,
            cost = cost,
            kept = kept_text,
            best = best
        )
    } else {
        td_string!(
            locale,
            decay.care_sentence,
            months = months,
            cost = cost,
            kept = kept_text,
            best = best
        )
    }
}

/// Value of the whole list in a month: what is lost in the long run if nobody ever cares.
fn never_eur(plan: &ListPlan) -> f64 {
    plan.n_contacts.get() * plan.value_month_eur.get()
}

/// What a contact must be worth for the chosen cycle to be right; empty where no value makes it so.
pub(in crate::ui::pages::decay) fn implied(locale: Locale, plan: &ListPlan) -> String {
    let write = Writer::new(locale);
    let Some(value) = plan.recontact().implied_value_month_eur else { return String::new() };
    td_string!(
        locale,
        decay.care_implied,
        months = write.number(plan.interval_months.get()),
        value = write.eur(value)
    )
}

/// How many contacts have to be replaced each month; empty without a plan.
pub(in crate::ui::pages::decay) fn nothing_note(locale: Locale, plan: Option<&ListPlan>) -> String {
    let write = Writer::new(locale);
    plan.map_or_else(String::new, |plan| {
        let n = write.count(plan.cost().new_contacts_month.round() as u64);
        td_string!(locale, decay.nothing_note, n = n)
    })
}

/// What doing nothing means: what is replaced, and what is lost instead.
pub(in crate::ui::pages::decay) fn nothing_meaning(
    locale: Locale,
    plan: Option<&ListPlan>,
) -> String {
    let write = Writer::new(locale);
    plan.map_or_else(String::new, |plan| {
        let months = plan.horizon_months.get();
        td_string!(
            locale,
            decay.nothing_meaning,
            value = write.eur(plan.cost().value_lost_untouched_eur / months),
            months = write.number(months)
        )
    })
}

/// Care, loss and their sum by the length of the cycle, the optimum marked.
pub(in crate::ui::pages::decay) fn chart(
    locale: Locale,
    plan: &ListPlan,
    width_px: u32,
) -> Option<ChartSpec> {
    let write = Writer::new(locale);
    let cycles = plan.cycles();
    let curve = |pick: fn(&CycleCost) -> f64| {
        cycles.iter().map(|cycle| (cycle.months, pick(cycle))).collect::<Vec<_>>()
    };
    let report = plan.recontact();
    let last_month = f64::from(LONGEST_CYCLE_MONTHS);
    let optimum = report
        .optimal_interval_months
        .zip(report.cost_rate_at_optimum)
        .map(|(months, rate)| (months, rate * plan.n_contacts.get()));
    let chosen = plan.cycle(plan.interval_months);
    let curves = CycleCurves {
        care_eur: curve(|cycle| cycle.care_eur),
        lost_eur: curve(|cycle| cycle.lost_eur),
        total_eur: curve(CycleCost::total_eur),
        optimum: optimum.filter(|(months, _)| *months <= last_month),
        chosen: (chosen.months <= last_month).then(|| (chosen.months, chosen.total_eur())),
        last_month,
    };
    let best = optimum.map(|(months, _)| write.formats.number(months, 1));
    let words = CycleWords {
        months: td_string!(locale, decay.axis_cycle).to_owned(),
        eur_month: td_string!(locale, decay.axis_eur_month).to_owned(),
        care: td_string!(locale, decay.curve_care).to_owned(),
        lost: td_string!(locale, decay.curve_lost).to_owned(),
        total: td_string!(locale, decay.curve_total).to_owned(),
        optimum: best
            .clone()
            .map(|months| td_string!(locale, decay.mark_optimum, months = months))
            .unwrap_or_default(),
        chosen: td_string!(locale, decay.mark_chosen, months = write.number(chosen.months)),
        readouts: cycles
            .iter()
            .skip(1)
            .step_by(2)
            .map(|cycle| (cycle.months, readout(&write, cycle)))
            .collect(),
    };
    let summary = match (best, optimum) {
        (Some(months), Some((_, eur))) => {
            td_string!(locale, decay.care_summary, months = months, eur = write.eur(eur))
        }
        _ => td_string!(locale, decay.care_summary_none).to_owned(),
    };
    care_cycle(&curves, words, table(&write, &cycles), summary, &*write.formats, width_px)
}

fn readout(write: &Writer, cycle: &CycleCost) -> Vec<String> {
    let locale = write.locale;
    vec![
        td_string!(locale, decay.readout_cycle, months = write.number(cycle.months)),
        td_string!(locale, decay.readout_total, eur = write.eur(cycle.total_eur())),
        td_string!(locale, decay.readout_care, eur = write.eur(cycle.care_eur)),
        td_string!(locale, decay.readout_lost, eur = write.eur(cycle.lost_eur)),
    ]
}

fn table(write: &Writer, cycles: &[CycleCost]) -> Table {
    let locale = write.locale;
    let header = [
        td_string!(locale, decay.axis_cycle),
        td_string!(locale, decay.curve_care),
        td_string!(locale, decay.curve_lost),
        td_string!(locale, decay.curve_total),
    ];
    let whole = cycles.iter().filter(|cycle| cycle.months.fract() < 1e-9);
    let rows = whole.map(|cycle| {
        vec![
            write.number(cycle.months),
            write.eur(cycle.care_eur),
            write.eur(cycle.lost_eur),
            write.eur(cycle.total_eur()),
        ]
    });
    Table { header: header.map(str::to_owned).to_vec(), rows: rows.collect() }
}
