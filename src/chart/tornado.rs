//! The tornado: how far each input moves the result within its own range, the largest first.
//!
//! Bars grow from the result of the base case; what lowers it is drawn as lost, what raises it as won. The
//! ends carry the input's values, not the result's: they are what somebody could change.

use super::{
    Anchor, Axis, ChartSpec, Dash, Mark, Readout, Role, Scale, Size, Table, Texture, Tone,
};

/// From this width on, names stand beside the bars.
const WIDE_PX: u32 = 560;
const BAR_PX: f64 = 22.0;

/// One input, with its texts in the reader's language.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// Name of the input.
    pub name: String,
    /// Result at the low end of the input.
    pub low: f64,
    /// Result at its high end.
    pub high: f64,
    /// The low end itself.
    pub low_text: String,
    /// The high end itself.
    pub high_text: String,
    /// What is read out: name first.
    pub readout: Vec<String>,
}

/// The chart of rows in their order; `None` without rows or where nothing moves the result.
#[must_use]
pub fn tornado(
    rows: &[Row],
    base: f64,
    table: Table,
    summary: String,
    width_px: u32,
) -> Option<ChartSpec> {
    let ends = || rows.iter().flat_map(|row| [row.low, row.high]);
    let (low, high) = (ends().fold(base, f64::min), ends().fold(base, f64::max));
    if rows.is_empty() || high <= low {
        return None;
    }
    let is_wide = width_px >= WIDE_PX;
    // No text is measured: a letter is taken as 7.5 px.
    let longest = |text: fn(&Row) -> &str| {
        rows.iter().map(|row| text(row).chars().count()).max().unwrap_or(0) as f64 * 7.5
    };
    let names_px = if is_wide { (longest(|row| &row.name) + 24.0).clamp(90.0, 220.0) } else { 0.0 };
    let ends_px = longest(|row| &row.low_text).max(longest(|row| &row.high_text)) + 14.0;
    let (row_px, bar_top_px) = if is_wide { (34.0, 6.0) } else { (52.0, 22.0) };
    let height_px = row_px * rows.len() as f64 + 8.0;
    let right_px = (f64::from(width_px) - ends_px).max(names_px + ends_px + 20.0);
    let x = Scale { data: (low, high), px: (names_px + ends_px, right_px) };
    // Rows are placed in pixels: the vertical scale is the identity.
    let y = Scale { data: (0.0, height_px), px: (0.0, height_px) };

    let mut marks = Vec::new();
    let mut readouts = Vec::new();
    for (at, row) in rows.iter().enumerate() {
        let top_px = row_px * at as f64;
        let bar = (top_px + bar_top_px, top_px + bar_top_px + BAR_PX);
        bars(&mut marks, row, base, bar);
        labels(&mut marks, row, base, bar);
        let (name_x, name_y, tone) = if is_wide {
            (x.data_from_px(0.0), f64::midpoint(bar.0, bar.1), Tone::Strong)
        } else {
            (x.data_from_px(0.0), top_px + 10.0, Tone::Strong)
        };
        marks.push(Mark::Label {
            at: (name_x, name_y),
            offset_px: (0, 0),
            text: row.name.clone(),
            anchor: Anchor::Start,
            tone,
        });
        readouts.push(Readout {
            area_px: (0.0, top_px, f64::from(width_px), row_px),
            lines: row.readout.clone(),
            records_key: None,
        });
    }
    marks.push(Mark::Line {
        points: vec![(base, 0.0), (base, height_px)],
        role: Role::Reference,
        dash: Dash::Solid,
        width_px: 1,
    });
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

/// The part below the base case and the part above it, whichever end of the input they belong to.
fn bars(marks: &mut Vec<Mark>, row: &Row, base: f64, y: (f64, f64)) {
    for end in [row.low, row.high] {
        let role = if end < base { Role::Lost } else { Role::Won };
        let x = (end.min(base), end.max(base));
        if x.1 > x.0 {
            marks.push(Mark::Bar { x, y, role, texture: Texture::Solid });
        }
    }
}

/// The values of the input at the ends of its bar; both on their own side, so that they never collide.
fn labels(marks: &mut Vec<Mark>, row: &Row, base: f64, (top, bottom): (f64, f64)) {
    let falls = row.high < row.low;
    let (left, right) = if falls { (row.high, row.low) } else { (row.low, row.high) };
    let (left_text, right_text) =
        if falls { (&row.high_text, &row.low_text) } else { (&row.low_text, &row.high_text) };
    let mut label = |at: f64, shift_px, text: &str, anchor| {
        marks.push(Mark::Label {
            at: (at, f64::midpoint(top, bottom)),
            offset_px: (shift_px, 0),
            text: text.to_owned(),
            anchor,
            tone: Tone::Quiet,
        });
    };
    label(left.min(base), -8, left_text, Anchor::End);
    label(right.max(base), 8, right_text, Anchor::Start);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(name: &str, low: f64, high: f64) -> Row {
        Row {
            name: name.into(),
            low,
            high,
            low_text: "28,6 %".into(),
            high_text: "38,3 %".into(),
            readout: vec![name.into()],
        }
    }

    fn spec(rows: &[Row], width_px: u32) -> ChartSpec {
        tornado(rows, 100.0, Table::default(), String::new(), width_px).unwrap()
    }

    #[test]
    fn below_the_base_is_lost_and_above_is_won() {
        let spec = spec(&[row("Rate", 80.0, 130.0)], 640);
        let bars: Vec<_> = spec
            .marks
            .iter()
            .filter_map(|mark| match mark {
                Mark::Bar { x, role, .. } => Some((*x, *role)),
                _ => None,
            })
            .collect();
        assert_eq!(bars, [((80.0, 100.0), Role::Lost), ((100.0, 130.0), Role::Won)]);
    }

    #[test]
    fn an_input_that_lowers_the_result_has_its_high_end_on_the_left() {
        let spec = spec(&[row("Wartezeit", 120.0, 90.0)], 640);
        let left = spec.marks.iter().find_map(|mark| match mark {
            Mark::Label { text, anchor: Anchor::End, .. } => Some(text.clone()),
            _ => None,
        });
        assert_eq!(left.as_deref(), Some("38,3 %"));
    }

    #[test]
    fn a_phone_gets_names_above_the_bars_and_everything_stays_inside() {
        for width_px in [280, 328, 640, 980] {
            let spec =
                spec(&[row("Abschlussrate", 80.0, 130.0), row("Ø Auftrag", 95.0, 101.0)], width_px);
            for mark in &spec.marks {
                if let Mark::Bar { x, .. } = mark {
                    let (left, right) =
                        (spec.x.scale.px_from_data(x.0), spec.x.scale.px_from_data(x.1));
                    assert!(
                        left >= 0.0 && right <= f64::from(width_px),
                        "{width_px}: {left} {right}"
                    );
                }
            }
        }
    }

    #[test]
    fn nothing_that_moves_is_no_chart() {
        assert!(
            tornado(&[row("Rate", 100.0, 100.0)], 100.0, Table::default(), String::new(), 640)
                .is_none()
        );
        assert!(tornado(&[], 100.0, Table::default(), String::new(), 640).is_none());
    }
}
