//! Two inputs against each other: a cell per pair with the chance of the target, and the lines along which
//! that chance reaches a level.
//!
//! Each cell carries its figure, so the shade is only a help. The pair the page stands at is marked.

use super::{
    Anchor, Axis, ChartSpec, Dash, Mark, Readout, Role, Scale, Size, Table, Texture, Tick, Tone,
};

const ROW_PX: f64 = 30.0;
const LEFT_PX: f64 = 58.0;
const BOTTOM_PX: f64 = 48.0;
const TOP_PX: f64 = 26.0;

/// Cells in rows from the lowest value of y to the highest.
#[derive(Clone, Debug, PartialEq)]
pub struct Cells {
    /// Values of x, ascending and evenly spaced, with their texts.
    pub x: Vec<(f64, String)>,
    /// Values of y, ascending and evenly spaced, with their texts.
    pub y: Vec<(f64, String)>,
    /// Chances, `rows[j][i]` at `x[i]`, `y[j]`.
    pub rows: Vec<Vec<f64>>,
    /// Their texts.
    pub texts: Vec<Vec<String>>,
}

/// A line along which the chance reaches a level.
#[derive(Clone, Debug, PartialEq)]
pub struct Contour {
    /// Pieces of it.
    pub segments: Vec<[(f64, f64); 2]>,
    /// Its name, written at its upper end.
    pub name: String,
    /// How it is dashed.
    pub dash: Dash,
}

/// The words of the chart, in the reader's language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Words {
    /// Name of x.
    pub x: String,
    /// Name of y.
    pub y: String,
    /// What the chart shows, in a sentence.
    pub summary: String,
}

/// The chart; `None` with fewer than two values on an axis.
#[must_use]
pub fn grid(
    cells: &Cells,
    contours: &[Contour],
    here: (f64, f64),
    words: Words,
    width_px: u32,
) -> Option<ChartSpec> {
    let (step_x, step_y) = (step(&cells.x)?, step(&cells.y)?);
    let bounds = |values: &[(f64, String)], step: f64| {
        Some((values.first()?.0 - step / 2.0, values.last()?.0 + step / 2.0))
    };
    let height_px = TOP_PX + ROW_PX * cells.y.len() as f64;
    let x = Scale { data: bounds(&cells.x, step_x)?, px: (LEFT_PX, f64::from(width_px) - 1.0) };
    let y = Scale { data: bounds(&cells.y, step_y)?, px: (height_px, TOP_PX) };
    let mut marks = Vec::new();
    let mut readouts = Vec::new();
    for ((row, texts), (at_y, text_y)) in cells.rows.iter().zip(&cells.texts).zip(&cells.y) {
        for ((chance, text), (at_x, text_x)) in row.iter().zip(texts).zip(&cells.x) {
            let (from, to) = (at_x - step_x / 2.0, at_x + step_x / 2.0);
            let (role, texture) = shade(*chance);
            let bar_y = (at_y - step_y / 2.0, at_y + step_y / 2.0);
            marks.push(Mark::Bar { x: (from, to), y: bar_y, role, texture });
            marks.push(Mark::Label {
                at: (*at_x, *at_y),
                offset_px: (0, 0),
                text: text.clone(),
                anchor: Anchor::Middle,
                tone: Tone::Normal,
            });
            readouts.push(Readout {
                area_px: (
                    x.px_from_data(from),
                    y.px_from_data(bar_y.1),
                    x.px_from_data(to) - x.px_from_data(from),
                    ROW_PX,
                ),
                lines: vec![
                    text.clone(),
                    format!("{}: {text_x}", words.x),
                    format!("{}: {text_y}", words.y),
                ],
                records_key: None,
            });
        }
    }
    for contour in contours {
        line(&mut marks, contour);
    }
    marks.push(Mark::Dot { at: here, role: Role::Reference, radius_px: 12, filled: false });
    let ticks = |values: &[(f64, String)]| {
        values.iter().map(|(at, label)| Tick { at: *at, label: label.clone() }).collect()
    };
    Some(ChartSpec {
        size: Size { width_px, height_px: (height_px + BOTTOM_PX) as u32 },
        x: Axis { scale: x, ticks: ticks(&cells.x), title: words.x.clone(), grid: false },
        y: Axis { scale: y, ticks: ticks(&cells.y), title: words.y.clone(), grid: false },
        marks,
        readouts,
        table: table(cells, &words),
        summary: words.summary,
    })
}

/// Sure, likely, unlikely: at 80 % and at 50 %.
fn shade(chance: f64) -> (Role, Texture) {
    if chance >= 0.8 {
        (Role::Won, Texture::Pale)
    } else if chance >= 0.5 {
        (Role::Open, Texture::Pale)
    } else {
        (Role::Axis, Texture::Pale)
    }
}

fn line(marks: &mut Vec<Mark>, contour: &Contour) {
    for segment in &contour.segments {
        marks.push(Mark::Line {
            points: segment.to_vec(),
            role: Role::Reference,
            dash: contour.dash,
            width_px: 2,
        });
    }
    let top = contour.segments.iter().flatten().copied().max_by(|a, b| a.1.total_cmp(&b.1));
    if let Some(top) = top {
        marks.push(Mark::Label {
            at: top,
            offset_px: (5, 8),
            text: contour.name.clone(),
            anchor: Anchor::Start,
            tone: Tone::Quiet,
        });
    }
}

/// Distance between two values; `None` for fewer than two.
fn step(values: &[(f64, String)]) -> Option<f64> {
    let (first, last) = (values.first()?.0, values.last()?.0);
    (values.len() > 1).then(|| (last - first) / (values.len() - 1) as f64)
}

fn table(cells: &Cells, words: &Words) -> Table {
    let corner = format!("{} / {}", words.y, words.x);
    let header = std::iter::once(corner).chain(cells.x.iter().map(|(_, text)| text.clone()));
    let rows = cells.y.iter().zip(&cells.texts).rev().map(|((_, name), texts)| {
        std::iter::once(name.clone()).chain(texts.iter().cloned()).collect()
    });
    Table { header: header.collect(), rows: rows.collect() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells() -> Cells {
        let named = |values: &[f64]| values.iter().map(|&v| (v, v.to_string())).collect::<Vec<_>>();
        let rows = vec![vec![0.1, 0.4], vec![0.6, 0.9]];
        let texts = rows.iter().map(|row| row.iter().map(f64::to_string).collect()).collect();
        Cells { x: named(&[50.0, 100.0]), y: named(&[0.2, 0.4]), rows, texts }
    }

    fn words() -> Words {
        Words { x: "n".into(), y: "rate".into(), summary: "s".into() }
    }

    #[test]
    fn cells_tile_the_chart_and_the_highest_row_is_on_top() {
        let spec = grid(&cells(), &[], (75.0, 0.3), words(), 400).unwrap();
        let area: f64 = spec.readouts.iter().map(|r| r.area_px.2 * r.area_px.3).sum();
        assert!((area - (399.0 - LEFT_PX) * 2.0 * ROW_PX).abs() < 1e-6);
        assert_eq!(spec.table.rows[0], ["0.4", "0.6", "0.9"]);
        assert!(spec.readouts[2].area_px.1 < spec.readouts[0].area_px.1);
    }

    #[test]
    fn a_contour_is_named_at_its_upper_end() {
        let contour = Contour {
            segments: vec![[(60.0, 0.25), (80.0, 0.35)]],
            name: "80 %".into(),
            dash: Dash::Solid,
        };
        let spec = grid(&cells(), &[contour], (75.0, 0.3), words(), 400).unwrap();
        let named = spec.marks.iter().find_map(|mark| match mark {
            Mark::Label { at, text, .. } if text == "80 %" => Some(*at),
            _ => None,
        });
        assert_eq!(named, Some((80.0, 0.35)));
    }

    #[test]
    fn one_value_on_an_axis_is_no_grid() {
        let mut one = cells();
        one.x.truncate(1);
        assert!(grid(&one, &[], (75.0, 0.3), words(), 400).is_none());
    }
}
