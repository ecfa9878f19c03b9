//! Scenarios one below the other: the middle eight of ten years as a bar, the median as a dot, the target as a tick.
//!
//! All rows share one scale. It does not start at zero: nothing is read as a length from zero, and what separates two
//! scenarios is often a tenth of what they have in common.

use super::{
    Anchor, Axis, ChartSpec, Dash, Mark, Readout, Role, Scale, Size, Table, Texture, Tick, Ticks,
    Tone,
};

/// From this width on, names stand beside the bars.
const WIDE_PX: u32 = 560;
const BAR_PX: f64 = 14.0;

/// A scenario, with its texts in the reader's language.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// Name of the scenario.
    pub name: String,
    /// Exceeded in nine of ten years, in every second, in one of ten.
    pub quantiles: [f64; 3],
    /// What is to be reached.
    pub target: f64,
    /// The chance to reach it.
    pub text: String,
    /// What is read out: name first.
    pub readout: Vec<String>,
}

/// The chart of rows in their order; `None` without rows.
#[must_use]
pub fn outlook(
    rows: &[Row],
    tick: impl Fn(f64) -> String,
    table: Table,
    summary: String,
    width_px: u32,
) -> Option<ChartSpec> {
    let values = || rows.iter().flat_map(|row| row.quantiles.into_iter().chain([row.target]));
    let (low, high) = (values().reduce(f64::min)?, values().reduce(f64::max)?);
    let spare = if high > low { 0.06 * (high - low) } else { high.abs().max(1.0) * 0.05 };
    let (low, high) = ((low - spare).max(low.min(0.0)), high + spare);
    let is_wide = width_px >= WIDE_PX;
    // No text is measured: a letter is taken as 7.5 px.
    let longest = |text: fn(&Row) -> &str| {
        rows.iter().map(|row| text(row).chars().count()).max().unwrap_or(0) as f64 * 7.5
    };
    let texts_px = longest(|row| &row.text) + 16.0;
    let (left_px, right_px) = if is_wide {
        let names_px = (longest(|row| &row.name) + 24.0).clamp(90.0, 240.0);
        (names_px, f64::from(width_px) - texts_px)
    } else {
        (24.0, f64::from(width_px) - 28.0)
    };
    let (row_px, bar_top_px) = if is_wide { (36.0, 11.0) } else { (52.0, 26.0) };
    let bottom_px = row_px * rows.len() as f64 + 4.0;
    let x = Scale { data: (low, high), px: (left_px, right_px) };
    // Rows are placed in pixels: the vertical scale is the identity.
    let y = Scale { data: (0.0, bottom_px), px: (0.0, bottom_px) };
    let mut marks = Vec::new();
    let mut readouts = Vec::new();
    for (at, row) in rows.iter().enumerate() {
        let top_px = row_px * at as f64;
        let bar = (top_px + bar_top_px, top_px + bar_top_px + BAR_PX);
        let middle = f64::midpoint(bar.0, bar.1);
        let [p10, p50, p90] = row.quantiles;
        marks.push(Mark::Bar { x: (p10, p90), y: bar, role: Role::Won, texture: Texture::Pale });
        marks.push(Mark::Line {
            points: vec![(row.target, bar.0 - 4.0), (row.target, bar.1 + 4.0)],
            role: Role::Reference,
            dash: Dash::Solid,
            width_px: 2,
        });
        marks.push(Mark::Dot { at: (p50, middle), role: Role::Won, radius_px: 5, filled: true });
        let names_y = if is_wide { middle } else { top_px + 12.0 };
        let mut label = |at_px: f64, text: &str, anchor, tone| {
            marks.push(Mark::Label {
                at: (x.data_from_px(at_px), names_y),
                offset_px: (0, 0),
                text: text.to_owned(),
                anchor,
                tone,
            });
        };
        label(0.0, &row.name, Anchor::Start, Tone::Strong);
        label(f64::from(width_px), &row.text, Anchor::End, Tone::Normal);
        readouts.push(Readout {
            area_px: (0.0, top_px, f64::from(width_px), row_px),
            lines: row.readout.clone(),
            records_key: None,
        });
    }
    // An amount takes about 100 px, so that one tick in 130 px leaves air between two.
    let n_ticks = ((right_px - left_px) / 130.0).clamp(2.0, 6.0) as usize;
    let ticks = Ticks::between(low, high, n_ticks);
    let inside = |at: &f64| (low..=high).contains(at);
    let ticks = ticks.values.into_iter().filter(inside);
    let ticks = ticks.map(|at| Tick { at, label: tick(at) }).collect();
    let axis = |scale, ticks, grid| Axis { scale, ticks, title: String::new(), grid };
    Some(ChartSpec {
        size: Size { width_px, height_px: bottom_px as u32 + 28 },
        x: axis(x, ticks, true),
        y: axis(y, Vec::new(), false),
        marks,
        readouts,
        table,
        summary,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(quantiles: [f64; 3], target: f64) -> Row {
        Row {
            name: "Basis".into(),
            quantiles,
            target,
            text: "51 %".into(),
            readout: vec!["Basis".into()],
        }
    }

    fn spec(rows: &[Row], width_px: u32) -> ChartSpec {
        outlook(rows, |x| x.to_string(), Table::default(), String::new(), width_px).unwrap()
    }

    #[test]
    fn every_mark_lies_on_the_scale_at_any_width() {
        let rows = [row([1.1e6, 1.2e6, 1.3e6], 1.2e6), row([1.5e6, 1.6e6, 1.7e6], 1.0e6)];
        for width_px in [280, 328, 640, 980] {
            let spec = spec(&rows, width_px);
            let (low, high) = spec.x.scale.data;
            assert!(low < 1.0e6 && high > 1.7e6 && low > 0.0);
            assert!(spec.x.ticks.iter().all(|tick| (low..=high).contains(&tick.at)));
            assert_eq!(spec.readouts.len(), 2);
        }
    }

    #[test]
    fn a_year_that_is_always_the_same_has_a_place() {
        let spec = spec(&[row([5.0, 5.0, 5.0], 5.0)], 640);
        assert!(spec.x.scale.data.0 < 5.0 && spec.x.scale.data.1 > 5.0);
        assert!(outlook(&[], |x| x.to_string(), Table::default(), String::new(), 640).is_none());
    }

    #[test]
    fn money_that_cannot_be_negative_has_no_negative_axis() {
        assert_eq!(spec(&[row([0.0, 0.0, 4_000.0], 100_000.0)], 640).x.scale.data.0, 0.0);
    }
}
