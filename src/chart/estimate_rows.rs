//! Estimates one below the other, each with its interval, against a common line: which group is really different?
//!
//! A bar chart of rates invites ranking by noise; a dot with its interval does not. Small groups are hollow.

use super::{
    Anchor, Axis, ChartSpec, Dash, Mark, Numerals, Readout, Role, Scale, Size, Table, Tick, Ticks,
    Tone,
};

const ROW_PX: f64 = 34.0;
const NARROW_ROW_PX: f64 = 48.0;
const HEAD_PX: f64 = 24.0;
const NARROW_EDGE_PX: f64 = 14.0;
/// From this width on, names stand beside the intervals.
const WIDE_PX: u32 = 620;

/// One estimate.
#[derive(Clone, Debug, PartialEq)]
pub struct EstimateRow {
    /// Name of the group.
    pub name: String,
    /// The estimate; `None` where there is none, said in `text`.
    pub value: Option<f64>,
    /// Its limits, as far as they are known.
    pub limits: (Option<f64>, Option<f64>),
    /// The estimate in words, with its n.
    pub text: String,
    /// Whether there are enough observations to be taken at face value.
    pub is_firm: bool,
    /// What is read out: the name first.
    pub readout: Vec<String>,
}

/// The line all rows are compared to.
#[derive(Clone, Debug, PartialEq)]
pub struct CommonLine {
    /// Its value.
    pub value: f64,
    /// Its name.
    pub text: String,
}

/// The chart. `None` without rows.
#[must_use]
pub fn estimate_rows(
    rows: &[EstimateRow],
    lines: &[CommonLine],
    tick: impl Fn(f64) -> String,
    table: Table,
    summary: String,
    width_px: u32,
) -> Option<ChartSpec> {
    if rows.is_empty() {
        return None;
    }
    let is_wide = width_px >= WIDE_PX;
    let row_px = if is_wide { ROW_PX } else { NARROW_ROW_PX };
    let bottom_px = HEAD_PX + row_px * rows.len() as f64;
    let end = axis_end(rows, lines);
    let longest = rows.iter().map(|row| row.name.chars().count()).max().unwrap_or(0);
    let (left_px, right_px) = if is_wide {
        ((longest as f64 * 7.5 + 16.0).clamp(90.0, 230.0), f64::from(width_px) - 190.0)
    } else {
        // Half of the first and of the last tick's label stands outside the axis.
        (NARROW_EDGE_PX, f64::from(width_px) - NARROW_EDGE_PX)
    };
    let x = Scale { data: (0.0, end), px: (left_px, right_px) };
    let y = Scale { data: (0.0, bottom_px), px: (0.0, bottom_px) };
    let mut marks = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        marks.push(Mark::Line {
            points: vec![(line.value, HEAD_PX), (line.value, bottom_px)],
            role: Role::Reference,
            dash: if at == 0 { Dash::Dashed } else { Dash::Solid },
            width_px: 1,
        });
        let on_right = line.value < end / 2.0;
        marks.push(Mark::Label {
            at: (line.value, HEAD_PX),
            offset_px: (if on_right { 4 } else { -4 }, -12),
            text: line.text.clone(),
            anchor: if on_right { Anchor::Start } else { Anchor::End },
            tone: Tone::Quiet,
        });
    }
    let mut readouts = Vec::new();
    for (at, row) in rows.iter().enumerate() {
        let top = HEAD_PX + row_px * at as f64;
        let middle = top + if is_wide { row_px / 2.0 } else { row_px - 14.0 };
        marks.extend(interval(row, middle, end));
        let label = |x: f64, y: f64, dx: i32, text: &str, anchor, tone| Mark::Label {
            at: (x, y),
            offset_px: (dx, 0),
            text: text.to_owned(),
            anchor,
            tone,
        };
        if is_wide {
            marks.push(label(0.0, middle, -12, &row.name, Anchor::End, Tone::Strong));
            marks.push(label(end, middle, 14, &row.text, Anchor::Start, Tone::Quiet));
        } else {
            let edge = NARROW_EDGE_PX as i32;
            marks.push(label(0.0, top + 14.0, -edge, &row.name, Anchor::Start, Tone::Strong));
            marks.push(label(end, top + 14.0, edge, &row.text, Anchor::End, Tone::Quiet));
        }
        readouts.push(Readout {
            area_px: (0.0, top, f64::from(width_px), row_px),
            lines: row.readout.clone(),
            records_key: None,
        });
    }
    let ticks = Ticks::between(0.0, end, if is_wide { 6 } else { 4 });
    let ticks = ticks.values.iter().map(|&at| Tick { at, label: tick(at) }).collect();
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

/// The axis ends at the widest firm interval or line; only a hopeless interval is cut off.
fn axis_end(rows: &[EstimateRow], lines: &[CommonLine]) -> f64 {
    let values = rows.iter().filter_map(|row| row.value);
    let most = values.chain(lines.iter().map(|line| line.value)).fold(0.0, f64::max);
    let limits = rows.iter().filter_map(|row| row.limits.1).fold(most, f64::max);
    let end = limits.min(2.5 * most.max(1e-9)) * 1.05;
    if end > 0.0 { end } else { 1.0 }
}

fn interval(row: &EstimateRow, y: f64, end: f64) -> Vec<Mark> {
    let mut marks = Vec::new();
    if let (Some(lower), Some(upper)) = row.limits {
        marks.push(Mark::Line {
            points: vec![(lower.min(end), y), (upper.min(end), y)],
            role: Role::Won,
            dash: Dash::Solid,
            width_px: 2,
        });
    }
    if let Some(value) = row.value {
        let filled = row.is_firm;
        marks.push(Mark::Dot { at: (value.min(end), y), role: Role::Won, radius_px: 5, filled });
    }
    marks
}

/// Rows and a line as the numerals of a language write percentages: the usual tick.
pub fn percent_tick(numerals: &dyn Numerals, digits: usize) -> impl Fn(f64) -> String {
    move |value| numerals.percent(value, digits)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(name: &str, value: f64, upper: f64, is_firm: bool) -> EstimateRow {
        EstimateRow {
            name: name.into(),
            value: Some(value),
            limits: (Some(value / 2.0), Some(upper)),
            text: String::new(),
            is_firm,
            readout: vec![name.into()],
        }
    }

    #[test]
    fn a_hopeless_interval_does_not_squeeze_the_others() {
        let rows = [row("Messe", 0.02, 0.025, true), row("Sonstige", 0.03, 0.9, false)];
        let line = CommonLine { value: 0.021, text: "2,1 %".into() };
        for width_px in [328, 980] {
            let spec = estimate_rows(
                &rows,
                std::slice::from_ref(&line),
                |x| x.to_string(),
                Table::default(),
                String::new(),
                width_px,
            )
            .unwrap();
            assert!(spec.x.scale.data.1 < 0.08);
            for mark in &spec.marks {
                if let Mark::Line { points, .. } = mark {
                    assert!(points.iter().all(|point| point.0 <= spec.x.scale.data.1));
                }
            }
            assert_eq!(spec.readouts.len(), 2);
        }
    }

    #[test]
    fn no_group_is_no_chart() {
        let spec = estimate_rows(&[], &[], |x| x.to_string(), Table::default(), String::new(), 640);
        assert!(spec.is_none());
    }
}
