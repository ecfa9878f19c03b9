//! The bridge: from one amount to another over what changes on the way, one step a row.
//!
//! Rows run downwards so that long names keep their place on a phone. The first and the last row stand on
//! zero; each step between them begins where the one before it ended, joined by a hairline.

use super::{
    Anchor, Axis, ChartSpec, Dash, Mark, Readout, Role, Scale, Size, Table, Texture, Tone,
};

/// From this width on, names stand beside the bars.
const WIDE_PX: u32 = 560;
const BAR_PX: f64 = 22.0;

/// A row, with its texts in the reader's language.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// What changes, or the name of the amount at either end.
    pub name: String,
    /// Where the bar starts: 0 for either end, else the total before the step.
    pub from: f64,
    /// Where it ends: the total after it.
    pub to: f64,
    /// The amount of the row.
    pub text: String,
    /// Whether it is one of the two ends.
    pub is_end: bool,
}

/// The chart of steps in their order; `None` where there is nothing between the ends or all is zero.
#[must_use]
pub fn bridge(steps: &[Step], table: Table, summary: String, width_px: u32) -> Option<ChartSpec> {
    let ends = || steps.iter().flat_map(|step| [step.from, step.to]);
    let (low, high) = (ends().fold(0.0, f64::min), ends().fold(0.0, f64::max));
    if steps.len() < 3 || high <= low {
        return None;
    }
    let is_wide = width_px >= WIDE_PX;
    // No text is measured: a letter is taken as 7.5 px.
    let longest = |text: fn(&Step) -> &str| {
        steps.iter().map(|step| text(step).chars().count()).max().unwrap_or(0) as f64 * 7.5
    };
    let names_px =
        if is_wide { (longest(|step| &step.name) + 24.0).clamp(90.0, 240.0) } else { 0.0 };
    let texts_px = longest(|step| &step.text) + 16.0;
    let (row_px, bar_top_px) = if is_wide { (34.0, 6.0) } else { (52.0, 22.0) };
    let height_px = row_px * steps.len() as f64;
    let right_px = (f64::from(width_px) - texts_px).max(names_px + 40.0);
    let x = Scale { data: (low, high), px: (names_px, right_px) };
    // Rows are placed in pixels: the vertical scale is the identity.
    let y = Scale { data: (0.0, height_px), px: (0.0, height_px) };

    let mut marks = Vec::new();
    let mut readouts = Vec::new();
    for (at, step) in steps.iter().enumerate() {
        let top_px = row_px * at as f64;
        let bar = (top_px + bar_top_px, top_px + bar_top_px + BAR_PX);
        let role = match (step.is_end, step.to >= step.from) {
            (true, _) => Role::Rest,
            (false, true) => Role::Won,
            (false, false) => Role::Lost,
        };
        let (left, right) = (step.from.min(step.to), step.from.max(step.to));
        if right > left {
            marks.push(Mark::Bar { x: (left, right), y: bar, role, texture: Texture::Solid });
        }
        if at + 1 < steps.len() {
            marks.push(Mark::Line {
                points: vec![(step.to, bar.1), (step.to, bar.0 + row_px)],
                role: Role::Reference,
                dash: Dash::Solid,
                width_px: 1,
            });
        }
        let mut label = |at: (f64, f64), shift_px, text: &str, anchor, tone| {
            marks.push(Mark::Label {
                at,
                offset_px: (shift_px, 0),
                text: text.to_owned(),
                anchor,
                tone,
            });
        };
        let name_y = if is_wide { f64::midpoint(bar.0, bar.1) } else { top_px + 10.0 };
        let tone = if step.is_end { Tone::Strong } else { Tone::Normal };
        label((x.data_from_px(0.0), name_y), 0, &step.name, Anchor::Start, tone);
        label((right, f64::midpoint(bar.0, bar.1)), 8, &step.text, Anchor::Start, tone);
        readouts.push(Readout {
            area_px: (0.0, top_px, f64::from(width_px), row_px),
            lines: vec![step.name.clone(), step.text.clone()],
            records_key: None,
        });
    }
    let axis = |scale| Axis { scale, ticks: Vec::new(), title: String::new(), grid: false };
    Some(ChartSpec {
        size: Size { width_px, height_px: height_px.ceil() as u32 },
        x: axis(x),
        y: axis(y),
        marks,
        readouts,
        table,
        summary,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn step(from: f64, to: f64, is_end: bool) -> Step {
        Step { name: "x".into(), from, to, text: "y".into(), is_end }
    }

    fn spec(width_px: u32) -> ChartSpec {
        let steps = [
            step(0.0, 100.0, true),
            step(100.0, 130.0, false),
            step(130.0, 120.0, false),
            step(0.0, 120.0, true),
        ];
        bridge(&steps, Table::default(), String::new(), width_px).unwrap()
    }

    #[test]
    fn each_step_begins_where_the_one_before_ended() {
        let spec = spec(640);
        let bars: Vec<_> = spec
            .marks
            .iter()
            .filter_map(|mark| match mark {
                Mark::Bar { x, role, .. } => Some((*x, *role)),
                _ => None,
            })
            .collect();
        assert_eq!(
            bars,
            [
                ((0.0, 100.0), Role::Rest),
                ((100.0, 130.0), Role::Won),
                ((120.0, 130.0), Role::Lost),
                ((0.0, 120.0), Role::Rest)
            ]
        );
    }

    #[test]
    fn bars_stay_inside_at_any_width() {
        for width_px in [280, 328, 640, 980] {
            let spec = spec(width_px);
            let right = spec.x.scale.px_from_data(130.0);
            assert!(right <= f64::from(width_px), "{width_px}: {right}");
        }
    }

    #[test]
    fn two_ends_without_a_step_are_no_bridge() {
        let ends = [step(0.0, 1.0, true), step(0.0, 1.0, true)];
        assert!(bridge(&ends, Table::default(), String::new(), 640).is_none());
    }
}
