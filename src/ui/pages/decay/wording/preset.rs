//! What others have measured, in words: the curve of HBR 2011 and the published comparisons.

use super::response::{TICKS, hours};
use crate::analysis::speed_preset::{
    PUBLISHED_RATIOS, PublishedOutcome, PublishedRatio, Study, hbr_2011,
};
use crate::chart::response::{ResponseCurve, ResponseDot, ResponseWords, response};
use crate::chart::{ChartSpec, Dash, Role, Table};
use crate::ui::i18n::{Locale, td_string};
use crate::ui::pages::decay::write::Writer;

/// The curve of HBR 2011, starting at a rate.
pub(super) fn preset(write: &Writer, first: f64, longest: f64) -> Option<ResponseCurve> {
    let points: Option<Vec<_>> = hours(longest)
        .map(|hours| {
            let share = first * hbr_2011(hours)?;
            Some((hours, share, share, share))
        })
        .collect();
    Some(ResponseCurve {
        points: points?,
        role: Role::Reference,
        dash: Dash::Dashed,
        has_band: false,
        name: td_string!(write.locale, decay.curve_preset).to_owned(),
    })
}

/// The preset alone, relative to an answer within the hour: what is shown without data.
pub(in crate::ui::pages::decay) fn preset_chart(
    locale: Locale,
    width_px: u32,
) -> Option<ChartSpec> {
    let write = Writer::new(locale);
    let dots: Vec<ResponseDot> = [0.5, 2.0, 8.0, 24.0, 168.0]
        .into_iter()
        .filter_map(|hours| Some((hours, hbr_2011(hours)?)))
        .map(|(hours, share)| ResponseDot {
            wait_hours: Some(hours),
            rate: Some(share),
            limits: (None, None),
            is_firm: false,
            readout: vec![write.wait(hours), write.percent(share, 1)],
        })
        .collect();
    let rows = dots.iter().map(|dot| dot.readout.clone()).collect();
    let header = [td_string!(locale, decay.axis_wait), td_string!(locale, decay.preset_relative)];
    let table = Table { header: header.map(str::to_owned).to_vec(), rows };
    let words = ResponseWords {
        wait: td_string!(locale, decay.axis_wait).to_owned(),
        rate: td_string!(locale, decay.preset_relative).to_owned(),
        never: String::new(),
        ticks: TICKS.map(|hours| (hours, write.wait(hours))).to_vec(),
    };
    let curve = preset(&write, 1.0, 168.0)?;
    let summary = td_string!(locale, decay.preset_summary).to_owned();
    response(&dots, &[curve], words, table, summary, &*write.formats, width_px)
}

/// The published comparisons: what was measured, on whom, when, with which result.
pub(in crate::ui::pages::decay) fn published(locale: Locale) -> Table {
    let write = Writer::new(locale);
    let header = [
        td_string!(locale, decay.preset_col_study),
        td_string!(locale, decay.preset_col_measured),
        td_string!(locale, decay.preset_col_who),
        td_string!(locale, decay.preset_col_says),
    ];
    let row = |ratio: &PublishedRatio| {
        let (study, who) = match ratio.study {
            Study::Hbr2011 => {
                (td_string!(locale, decay.preset_hbr), td_string!(locale, decay.preset_hbr_who))
            }
            Study::LeadResponse2007 => {
                (td_string!(locale, decay.preset_lrm), td_string!(locale, decay.preset_lrm_who))
            }
        };
        let measured = match ratio.outcome {
            PublishedOutcome::Contact => td_string!(locale, decay.preset_contact),
            PublishedOutcome::Qualification => td_string!(locale, decay.preset_qualify),
        };
        let says = td_string!(
            locale,
            decay.preset_says,
            times = write.number(ratio.times),
            early = write.wait(ratio.early_minutes / 60.0),
            late = write.wait(ratio.late_minutes / 60.0)
        );
        vec![study.to_owned(), measured.to_owned(), who.to_owned(), says]
    };
    Table {
        header: header.map(str::to_owned).to_vec(),
        rows: PUBLISHED_RATIOS.iter().map(row).collect(),
    }
}
