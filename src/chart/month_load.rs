//! Demand against capacity by month: pale columns of what can be done, filled ones of what is planned.
//!
//! What is planned beyond capacity has the colour of loss and stands above the pale column, so that too much is seen
//! without reading a number; the numbers stand on the columns of a wide page. A line shows the plan as it was before it
//! was levelled.

use super::{
    Anchor, Axis, ChartSpec, Dash, Mark, Readout, Role, Scale, Size, Table, Texture, Tick, Ticks,
    Tone,
};

/// From this width on, columns carry their numbers.
const WIDE_PX: u32 = 620;
const PLOT_PX: f64 = 190.0;
const TOP_PX: f64 = 26.0;
const BELOW_PX: f64 = 30.0;

/// A month.
#[derive(Clone, Debug, PartialEq)]
pub struct MonthLoad {
    /// Its short name.
    pub name: String,
    /// What can be done.
    pub capacity: f64,
    /// What is planned.
    pub planned: f64,
    /// What was planned before; `None` where nothing was changed.
    pub before: Option<f64>,
    /// What is planned, written out, with the symbol of its load.
    pub text: String,
    /// What is read out, the month first.
    pub readout: Vec<String>,
}

/// The chart; `None` without a month or where all is zero.
#[must_use]
pub fn month_load(
    months: &[MonthLoad],
    y_tick: impl Fn(f64) -> String,
    table: Table,
    summary: String,
    width_px: u32,
) -> Option<ChartSpec> {
    let values =
        |month: &MonthLoad| month.capacity.max(month.planned).max(month.before.unwrap_or(0.0));
    let most = months.iter().map(values).fold(0.0, f64::max);
    if months.is_empty() || most <= 0.0 {
        return None;
    }
    let is_wide = width_px >= WIDE_PX;
    let ticks = Ticks::between(0.0, most * 1.1, 5);
    let labels: Vec<String> = ticks.values.iter().map(|&at| y_tick(at)).collect();
    // No text is measured: a character of a tick is taken as 7 px.
    let longest = labels.iter().map(|label| label.chars().count()).max().unwrap_or(0);
    let left = (longest as f64 * 7.0 + 14.0).clamp(30.0, 110.0);
    let x = Scale { data: (0.0, months.len() as f64), px: (left, f64::from(width_px) - 4.0) };
    let y = Scale { data: (0.0, most * 1.1), px: (TOP_PX + PLOT_PX, TOP_PX) };
    let mut marks = Vec::new();
    let mut readouts = Vec::new();
    for (at, month) in months.iter().enumerate() {
        let from = at as f64;
        columns(&mut marks, from, month);
        if is_wide {
            marks.push(Mark::Label {
                at: (from + 0.5, month.planned.max(month.capacity)),
                offset_px: (0, -9),
                text: month.text.clone(),
                anchor: Anchor::Middle,
                tone: Tone::Normal,
            });
        }
        let (left, right) = (x.px_from_data(from), x.px_from_data(from + 1.0));
        readouts.push(Readout {
            area_px: (left, TOP_PX, right - left, PLOT_PX),
            lines: month.readout.clone(),
            records_key: None,
        });
    }
    let x_ticks = months.iter().enumerate().filter(|(at, _)| is_wide || at % 2 == 0);
    let x_ticks =
        x_ticks.map(|(at, month)| Tick { at: at as f64 + 0.5, label: month.name.clone() });
    Some(ChartSpec {
        size: Size { width_px, height_px: (TOP_PX + PLOT_PX + BELOW_PX) as u32 },
        x: Axis { scale: x, ticks: x_ticks.collect(), title: String::new(), grid: false },
        y: Axis {
            scale: y,
            ticks: ticks.values.iter().zip(labels).map(|(&at, label)| Tick { at, label }).collect(),
            title: String::new(),
            grid: true,
        },
        marks,
        readouts,
        table,
        summary,
    })
}

/// The columns of one month, and the line of the plan before.
fn columns(marks: &mut Vec<Mark>, from: f64, month: &MonthLoad) {
    let mut bar = |x: (f64, f64), y: (f64, f64), role, texture| {
        if y.1 > y.0 {
            marks.push(Mark::Bar { x: (from + x.0, from + x.1), y, role, texture });
        }
    };
    bar((0.08, 0.92), (0.0, month.capacity), Role::Won, Texture::Pale);
    bar((0.24, 0.76), (0.0, month.planned.min(month.capacity)), Role::Won, Texture::Solid);
    bar((0.24, 0.76), (month.capacity, month.planned), Role::Lost, Texture::Solid);
    if let Some(before) = month.before {
        marks.push(Mark::Line {
            points: vec![(from + 0.08, before), (from + 0.92, before)],
            role: Role::Reference,
            dash: Dash::Dashed,
            width_px: 2,
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn month(capacity: f64, planned: f64, before: Option<f64>) -> MonthLoad {
        MonthLoad {
            name: "Jan".into(),
            capacity,
            planned,
            before,
            text: String::new(),
            readout: vec!["Jan".into()],
        }
    }

    fn spec(months: &[MonthLoad]) -> Option<ChartSpec> {
        month_load(months, |n| n.to_string(), Table::default(), String::new(), 980)
    }

    /// Height of what is drawn in a role and texture.
    fn height(spec: &ChartSpec, wanted: Role) -> f64 {
        let height = |mark: &Mark| match mark {
            Mark::Bar { y, role, texture: Texture::Solid, .. } if *role == wanted => y.1 - y.0,
            _ => 0.0,
        };
        spec.marks.iter().map(height).sum()
    }

    #[test]
    fn what_is_too_much_is_drawn_apart_and_nothing_is_lost() {
        let spec = spec(&[month(10.0, 14.0, None), month(10.0, 6.0, None)]).unwrap();
        assert_eq!((height(&spec, Role::Won), height(&spec, Role::Lost)), (16.0, 4.0));
        assert_eq!(spec.readouts.len(), 2);
    }

    #[test]
    fn a_plan_before_is_a_line_and_stays_in_sight() {
        let spec = spec(&[month(10.0, 10.0, Some(30.0))]).unwrap();
        assert!(spec.marks.iter().any(|mark| matches!(mark, Mark::Line { .. })));
        assert!(spec.y.scale.data.1 > 30.0);
    }

    #[test]
    fn nothing_to_draw_is_no_chart() {
        assert!(spec(&[]).is_none());
        assert!(spec(&[month(0.0, 0.0, None)]).is_none());
    }
}
