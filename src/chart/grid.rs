//! Two inputs against each other: a cell per pair with the chance of the target, and the lines along which
//! that chance reaches a level.
//!
//! Each cell carries its figure, so the shade is only a help. The pair the page stands at is marked. The lines run
//! between the cells, from those below the level to those that reach it: they cross no figure, and say no more than
//! the cells do.

use super::{
    Anchor, Axis, ChartSpec, Dash, Mark, Readout, Role, Scale, Size, Table, Texture, Tick, Tone,
};

const ROW_PX: f64 = 30.0;
const LEFT_PX: f64 = 58.0;
const BOTTOM_PX: f64 = 48.0;
/// Room for the name of y and, below it, the names of the lines.
const TOP_PX: f64 = 44.0;

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
    /// The level.
    pub level: f64,
    /// Its name, written where it leaves the cells at the top.
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
        line(&mut marks, contour, cells, (step_x, step_y));
    }
    marks.push(Mark::Label {
        at: (x.data_from_px(0.0), y.data_from_px(TOP_PX - 34.0)),
        offset_px: (0, 0),
        text: words.y.clone(),
        anchor: Anchor::Start,
        tone: Tone::Quiet,
    });
    marks.push(Mark::Dot { at: here, role: Role::Reference, radius_px: 12, filled: false });
    let ticks = |values: &[(f64, String)]| {
        values.iter().map(|(at, label)| Tick { at: *at, label: label.clone() }).collect()
    };
    Some(ChartSpec {
        size: Size { width_px, height_px: (height_px + BOTTOM_PX) as u32 },
        x: Axis { scale: x, ticks: ticks(&cells.x), title: words.x.clone(), grid: false },
        y: Axis { scale: y, ticks: ticks(&cells.y), title: String::new(), grid: false },
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

/// The edge between the cells below the level and those that reach it, row by row from the top: chances rise to the
/// right and upwards.
fn line(marks: &mut Vec<Mark>, contour: &Contour, cells: &Cells, (step_x, step_y): (f64, f64)) {
    let Some((leftmost, _)) = cells.x.first() else { return };
    let mut pieces: Vec<Vec<(f64, f64)>> = Vec::new();
    let mut piece: Vec<(f64, f64)> = Vec::new();
    let mut above = None;
    for (row, (at_y, _)) in cells.rows.iter().zip(&cells.y).rev() {
        let n_below = row.iter().take_while(|chance| **chance < contour.level).count();
        let edge_x = leftmost + (n_below as f64 - 0.5) * step_x;
        let (top, bottom) = (at_y + step_y / 2.0, at_y - step_y / 2.0);
        if let Some(above_x) = above.filter(|above_x| *above_x != edge_x) {
            if piece.is_empty() {
                piece.push((above_x, top));
            }
            piece.push((edge_x, top));
        }
        // A row that is all on one side has no edge in it.
        if (1..row.len()).contains(&n_below) {
            if piece.is_empty() {
                piece.push((edge_x, top));
            }
            piece.push((edge_x, bottom));
        } else if !piece.is_empty() {
            pieces.push(std::mem::take(&mut piece));
        }
        above = Some(edge_x);
    }
    pieces.extend((!piece.is_empty()).then_some(piece));
    let top = cells.y.last().map_or(0.0, |(highest, _)| highest + step_y / 2.0);
    let leaves = pieces.first().and_then(|piece| piece.first()).filter(|start| start.1 == top);
    if let Some(&at) = leaves {
        marks.push(Mark::Label {
            at,
            offset_px: (0, -9),
            text: contour.name.clone(),
            anchor: Anchor::Middle,
            tone: Tone::Quiet,
        });
    }
    marks.extend(pieces.into_iter().map(|points| Mark::Line {
        points,
        role: Role::Reference,
        dash: contour.dash,
        width_px: 2,
    }));
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

    fn contour(level: f64) -> Contour {
        Contour { level, name: "80 %".into(), dash: Dash::Solid }
    }

    fn drawn(level: f64) -> (Vec<(f64, f64)>, bool) {
        let spec = grid(&cells(), &[contour(level)], (75.0, 0.3), words(), 400).unwrap();
        let points = spec.marks.iter().find_map(|mark| match mark {
            Mark::Line { points, .. } => Some(points.clone()),
            _ => None,
        });
        let is_named = spec
            .marks
            .iter()
            .any(|mark| matches!(mark, Mark::Label { text, .. } if text == "80 %"));
        (points.unwrap_or_default(), is_named)
    }

    fn near(a: &[(f64, f64)], b: &[(f64, f64)]) -> bool {
        a.len() == b.len()
            && a.iter().zip(b).all(|(a, b)| (a.0 - b.0).abs() < 1e-9 && (a.1 - b.1).abs() < 1e-9)
    }

    /// Only the cell of 0.9, top right, reaches 0.8: down its left side and out along its foot.
    #[test]
    fn a_line_runs_between_the_cells_and_is_named_at_the_top() {
        let (points, is_named) = drawn(0.8);
        assert!(near(&points, &[(75.0, 0.5), (75.0, 0.3), (125.0, 0.3)]), "{points:?}");
        assert!(is_named);
    }

    /// The upper row reaches 0.5 as a whole, the lower one nowhere.
    #[test]
    fn a_level_between_two_rows_runs_straight_across() {
        let (points, is_named) = drawn(0.5);
        assert!(near(&points, &[(25.0, 0.3), (125.0, 0.3)]) && !is_named, "{points:?}");
        assert!(drawn(0.05).0.is_empty() && drawn(0.95).0.is_empty());
    }

    /// Of the lower row the right cell reaches 0.4, and all of the upper: in from the left, then down.
    #[test]
    fn a_line_that_leaves_at_the_side_has_no_name() {
        let (points, is_named) = drawn(0.4);
        assert!(near(&points, &[(25.0, 0.3), (75.0, 0.3), (75.0, 0.1)]), "{points:?}");
        assert!(!is_named);
    }

    #[test]
    fn one_value_on_an_axis_is_no_grid() {
        let mut one = cells();
        one.x.truncate(1);
        assert!(grid(&one, &[], (75.0, 0.3), words(), 400).is_none());
    }
}
