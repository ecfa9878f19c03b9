//! The model of a list in words: what is left of it, and how old it is.

use crate::chart::list_ages::{AgeBar, AgeWords, list_ages};
use crate::chart::living_list::{LivingCurves, LivingWords, living_list};
use crate::chart::{ChartSpec, Table};
use crate::job::list_plan::{AgedList, HORIZON_MONTHS, ListPlan};
use crate::ui::i18n::{Locale, td_string};
use crate::ui::pages::decay::write::Writer;

/// What is left of the list, untouched, added up and cared for.
pub(in crate::ui::pages::decay) fn living_chart(
    locale: Locale,
    plan: &ListPlan,
    width_px: u32,
) -> Option<ChartSpec> {
    let write = Writer::new(locale);
    let months = || (0..=HORIZON_MONTHS).map(f64::from);
    let end = f64::from(HORIZON_MONTHS);
    let curves = LivingCurves {
        untouched: months().map(|month| (month, plan.untouched(month))).collect(),
        added_up: months().map(|month| (month, plan.added_up(month))).collect(),
        kept: plan.kept_curve(),
        horizon_months: end,
    };
    let lowest_kept = plan.untouched(plan.interval_months.get().min(end));
    let words = LivingWords {
        months: td_string!(locale, decay.axis_months).to_owned(),
        untouched: td_string!(
            locale,
            decay.curve_untouched,
            share = write.percent(plan.untouched(end), 0)
        ),
        added_up: td_string!(locale, decay.curve_added_up).to_owned(),
        kept: td_string!(locale, decay.curve_kept, share = write.percent(lowest_kept, 0)),
        readouts: months().map(|month| (month, readout(&write, plan, month))).collect(),
    };
    let summary = td_string!(
        locale,
        decay.living_summary,
        year = write.percent(plan.untouched(12.0), 1),
        end = write.percent(plan.untouched(end), 1),
        kept = write.percent(lowest_kept, 1)
    );
    living_list(&curves, words, table(&write, plan), summary, &*write.formats, width_px)
}

fn readout(write: &Writer, plan: &ListPlan, month: f64) -> Vec<String> {
    let locale = write.locale;
    let n = |share: f64| write.count((plan.n_contacts.get() * share).round() as u64);
    let (untouched, kept) = (plan.untouched(month), plan.kept(month));
    vec![
        td_string!(locale, decay.readout_month, n = write.number(month)),
        td_string!(
            locale,
            decay.readout_untouched,
            share = write.percent(untouched, 1),
            n = n(untouched)
        ),
        td_string!(locale, decay.readout_kept, share = write.percent(kept, 1), n = n(kept)),
        td_string!(locale, decay.readout_added_up, share = write.percent(plan.added_up(month), 1)),
    ]
}

fn table(write: &Writer, plan: &ListPlan) -> Table {
    let locale = write.locale;
    let header = [
        td_string!(locale, decay.col_month),
        td_string!(locale, decay.col_untouched),
        td_string!(locale, decay.col_kept),
        td_string!(locale, decay.col_added_up),
    ];
    let rows = (0..=HORIZON_MONTHS).step_by(3).map(f64::from).map(|month| {
        let share = |share: f64| write.percent(share, 1);
        vec![
            write.number(month),
            share(plan.untouched(month)),
            share(plan.kept(month)),
            share(plan.added_up(month)),
        ]
    });
    Table { header: header.map(str::to_owned).to_vec(), rows: rows.collect() }
}

/// What a list of these ages will bounce, in a sentence; what is wrong with the ages where it cannot be said.
pub(in crate::ui::pages::decay) fn ages_sentence(locale: Locale, plan: &ListPlan) -> String {
    let write = Writer::new(locale);
    let Some(list) = plan.aged_list() else {
        return td_string!(locale, decay.ages_wrong).to_owned();
    };
    let (from, until) = span(&write, &list);
    let share = write.percent(list.share_gone, 1);
    match list.one_age_rate.filter(|_| list.ages_months.len() > 1) {
        Some(one_age) => td_string!(
            locale,
            decay.ages_sentence,
            from = from,
            until = until,
            share = share,
            one_age = write.percent(one_age, 1),
            rate = write.percent(plan.decay.share(), 1)
        ),
        None => {
            td_string!(locale, decay.ages_sentence_short, from = from, until = until, share = share)
        }
    }
}

fn span(write: &Writer, list: &AgedList) -> (String, String) {
    let number = |months: Option<&f64>| write.number(months.copied().unwrap_or(0.0));
    (number(list.ages_months.first()), number(list.ages_months.last()))
}

/// A list of several ages: each bar loses its own share.
pub(in crate::ui::pages::decay) fn ages_chart(
    locale: Locale,
    plan: &ListPlan,
    width_px: u32,
) -> Option<ChartSpec> {
    let write = Writer::new(locale);
    let list = plan.aged_list()?;
    let n_each = plan.n_contacts.get() / list.ages_months.len() as f64;
    let round = |n: f64| write.count(n.round() as u64);
    let bad = |months: f64| plan.decay.lost_after(months);
    let bars: Vec<AgeBar> = list
        .ages_months
        .iter()
        .map(|&months| AgeBar {
            months: (months - 0.5, months + 0.5),
            n: n_each,
            n_bad: n_each * bad(months),
            readout: vec![
                td_string!(locale, decay.readout_age, n = write.number(months)),
                td_string!(locale, decay.readout_n, n = round(n_each)),
                td_string!(
                    locale,
                    decay.readout_expected_bad,
                    n = round(n_each * bad(months)),
                    share = write.percent(bad(months), 1)
                ),
            ],
        })
        .collect();
    let n_bad = plan.n_contacts.get() * list.share_gone;
    let words = AgeWords {
        months: td_string!(locale, decay.axis_months_age).to_owned(),
        addresses: td_string!(locale, decay.axis_contacts).to_owned(),
        bad: td_string!(locale, decay.next_bad, n = round(n_bad)),
    };
    let header = [
        td_string!(locale, decay.col_ages),
        td_string!(locale, decay.axis_contacts),
        td_string!(locale, decay.col_bad),
        td_string!(locale, decay.col_share),
    ];
    let rows = list.ages_months.iter().map(|&months| {
        vec![
            write.number(months),
            round(n_each),
            round(n_each * bad(months)),
            write.percent(bad(months), 1),
        ]
    });
    let table = Table { header: header.map(str::to_owned).to_vec(), rows: rows.collect() };
    let (from, until) = span(&write, &list);
    let summary = td_string!(
        locale,
        decay.ages_summary,
        n = round(plan.n_contacts.get()),
        from = from,
        until = until,
        share = write.percent(list.share_gone, 1)
    );
    list_ages(&bars, words, table, summary, &*write.formats, width_px)
}
