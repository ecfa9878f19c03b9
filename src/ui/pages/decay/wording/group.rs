//! Groups of contacts in words: names, rates and whether they differ.

use super::contact::{SIGNIFICANT, SMALL_SAMPLE};
use crate::analysis::contact::{GroupBy, GroupDecay, GroupName, GroupTest, Grouping, RateReport};
use crate::chart::estimate_rows::{CommonLine, EstimateRow, estimate_rows};
use crate::chart::{ChartSpec, Table};
use crate::ui::i18n::{Locale, td_string};
use crate::ui::pages::decay::write::Writer;
use crate::ui::text::emphasis::plain;

/// Name of a breakdown.
pub(in crate::ui::pages::decay) fn by(locale: Locale, by: GroupBy) -> &'static str {
    match by {
        GroupBy::Source => td_string!(locale, decay.by_source),
        GroupBy::Industry => td_string!(locale, decay.by_industry),
        GroupBy::Year => td_string!(locale, decay.by_year),
        GroupBy::Owner => td_string!(locale, decay.by_owner),
    }
}

fn name(locale: Locale, name: &GroupName) -> String {
    match name {
        GroupName::Word(word) => word.clone(),
        GroupName::Year(year) => year.to_string(),
        GroupName::Empty => td_string!(locale, decay.group_empty).to_owned(),
        GroupName::Others => td_string!(locale, decay.group_others).to_owned(),
    }
}

/// Whether the groups differ, in plain words.
pub(in crate::ui::pages::decay) fn sentence(locale: Locale, grouping: &Grouping) -> String {
    let write = Writer::new(locale);
    let Ok(test) = &grouping.test else {
        return td_string!(locale, decay.groups_no_test).to_owned();
    };
    let name = match test {
        GroupTest::LogRank(_) => td_string!(locale, decay.test_log_rank),
        GroupTest::LikelihoodRatio { .. } => td_string!(locale, decay.test_ratio),
    };
    let p = write.p_value(test.p_value());
    if test.p_value() < SIGNIFICANT {
        td_string!(locale, decay.groups_differ, test = name, p = p)
    } else {
        td_string!(locale, decay.groups_alike, test = name, p = p)
    }
}

/// How often one of several comparisons looks like a difference by chance.
pub(in crate::ui::pages::decay) fn caution(locale: Locale, n: usize) -> String {
    let write = Writer::new(locale);
    let by_chance = 1.0 - (1.0 - SIGNIFICANT).powf(n as f64);
    td_string!(
        locale,
        decay.groups_many,
        n = write.count(n as u64),
        share = write.percent(by_chance, 0)
    )
}

/// A rate per group with its interval, against the rate of all.
pub(in crate::ui::pages::decay) fn chart(
    locale: Locale,
    grouping: &Grouping,
    rate: &RateReport,
    width_px: u32,
) -> Option<ChartSpec> {
    let write = Writer::new(locale);
    let rows: Vec<EstimateRow> = grouping.groups.iter().map(|group| row(&write, group)).collect();
    let all = rate.fit.monthly.value.map(|value| CommonLine {
        value,
        text: td_string!(locale, decay.group_all, rate = write.percent(value, 2)),
    });
    let tick = |share: f64| write.percent(share, 1);
    estimate_rows(
        &rows,
        all.as_slice(),
        tick,
        table(&write, grouping),
        plain(&sentence(locale, grouping)),
        width_px,
    )
}

fn row(write: &Writer, group: &GroupDecay) -> EstimateRow {
    let locale = write.locale;
    let (bad, n) = (write.count(group.bad.n_successes()), write.count(group.bad.n_trials()));
    let text = if let Some(share) = group.monthly.value {
        td_string!(locale, decay.group_text, rate = write.percent(share, 2), bad = bad, n = n)
    } else {
        td_string!(locale, decay.group_no_rate, bad = bad, n = n)
    };
    let name = name(locale, &group.name);
    EstimateRow {
        readout: vec![name.clone(), text.clone(), write.percents(&group.monthly, 2)],
        name,
        value: group.monthly.value,
        limits: (group.monthly.lower, group.monthly.upper),
        text,
        is_firm: group.bad.n_trials() >= SMALL_SAMPLE,
    }
}

fn table(write: &Writer, grouping: &Grouping) -> Table {
    let locale = write.locale;
    let header = [
        td_string!(locale, decay.col_group),
        td_string!(locale, decay.col_n),
        td_string!(locale, decay.col_bad),
        td_string!(locale, decay.col_rate),
        td_string!(locale, decay.col_range),
    ];
    let rows = grouping.groups.iter().map(|group| {
        vec![
            name(locale, &group.name),
            write.count(group.bad.n_trials()),
            write.count(group.bad.n_successes()),
            group.monthly.value.map_or_else(
                || td_string!(locale, app.missing).to_owned(),
                |share| write.percent(share, 2),
            ),
            write.percents(&group.monthly, 2),
        ]
    });
    Table { header: header.map(str::to_owned).to_vec(), rows: rows.collect() }
}
