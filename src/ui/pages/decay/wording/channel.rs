//! Channels in words: which converts, and what mixing them goes with.

use super::contact::SMALL_SAMPLE;
use crate::analysis::channel_mixing::{Channel, ChannelMixing};
use crate::analysis::enquiry::{ChannelClass, ResponseReport};
use crate::chart::estimate_rows::{CommonLine, EstimateRow, estimate_rows};
use crate::chart::{ChartSpec, Table};
use crate::ui::i18n::{Locale, td_string};
use crate::ui::pages::decay::write::Writer;

fn name(locale: Locale, channel: Option<Channel>) -> &'static str {
    match channel {
        Some(Channel::Phone) => td_string!(locale, decay.channel_phone),
        Some(Channel::Email) => td_string!(locale, decay.channel_email),
        Some(Channel::Meeting) => td_string!(locale, decay.channel_meeting),
        Some(Channel::Letter) => td_string!(locale, decay.channel_letter),
        Some(Channel::Other) => td_string!(locale, decay.channel_other),
        None => td_string!(locale, decay.channel_mixed),
    }
}

/// What mixing two channels within a day goes with.
pub(in crate::ui::pages::decay) fn sentence(locale: Locale, mixing: &ChannelMixing) -> String {
    let write = Writer::new(locale);
    if mixing.mixed.n_successes() == 0 {
        return td_string!(locale, decay.mixing_none).to_owned();
    }
    let difference = &mixing.conversion.difference;
    let points = |share: f64| write.formats.number(share.abs() * 100.0, 1);
    let signed = |side: Option<f64>| side.map(|side| write.formats.number(side * 100.0, 1));
    let missing = || td_string!(locale, app.missing).to_owned();
    let range = td_string!(
        locale,
        decay.interval_signed,
        lower = signed(difference.lower).unwrap_or_else(missing),
        upper = signed(difference.upper).unwrap_or_else(missing)
    );
    match (difference.value, difference.lower, difference.upper) {
        (Some(value), _, Some(upper)) if upper < 0.0 => {
            td_string!(locale, decay.mixing_worse, points = points(value), range = range)
        }
        (Some(value), Some(lower), _) if lower > 0.0 => {
            td_string!(locale, decay.mixing_better, points = points(value), range = range)
        }
        _ => td_string!(
            locale,
            decay.mixing_unclear,
            share = write.percent(mixing.mixed.share().unwrap_or(0.0), 1),
            range = range
        ),
    }
}

/// Conversion by channel with intervals, against that of all answered enquiries.
pub(in crate::ui::pages::decay) fn chart(
    locale: Locale,
    report: &ResponseReport,
    width_px: u32,
) -> Option<ChartSpec> {
    let write = Writer::new(locale);
    let rows: Vec<EstimateRow> = report.channels.iter().map(|class| row(&write, class)).collect();
    let all = report.fit.as_ref().ok().and_then(|fit| fit.converted.share());
    let line = all.map(|value| CommonLine {
        value,
        text: td_string!(locale, decay.channel_all, rate = write.percent(value, 1)),
    });
    let list: Vec<String> = rows.iter().map(|row| format!("{} {}", row.name, row.text)).collect();
    let summary = td_string!(locale, decay.channels_summary, list = list.join("; "));
    let tick = |share: f64| write.percent(share, 0);
    estimate_rows(&rows, line.as_slice(), tick, table(&write, report), summary, width_px)
}

fn row(write: &Writer, class: &ChannelClass) -> EstimateRow {
    let locale = write.locale;
    let rate = &class.rate;
    let name = name(locale, class.channel).to_owned();
    let text = td_string!(
        locale,
        decay.channel_text,
        rate = write.percent(rate.value.unwrap_or(0.0), 1),
        n = write.count(rate.n)
    );
    EstimateRow {
        readout: vec![name.clone(), text.clone(), write.percents(rate, 1)],
        name,
        value: rate.value,
        limits: (rate.lower, rate.upper),
        text,
        is_firm: rate.n >= SMALL_SAMPLE,
    }
}

fn table(write: &Writer, report: &ResponseReport) -> Table {
    let locale = write.locale;
    let header = [
        td_string!(locale, decay.col_wait),
        td_string!(locale, decay.col_enquiries),
        td_string!(locale, decay.col_converted),
        td_string!(locale, decay.col_range),
    ];
    let rows = report.channels.iter().map(|class| {
        vec![
            name(locale, class.channel).to_owned(),
            write.count(class.rate.n),
            write.percent(class.rate.value.unwrap_or(0.0), 1),
            write.percents(&class.rate, 1),
        ]
    });
    Table { header: header.map(str::to_owned).to_vec(), rows: rows.collect() }
}
