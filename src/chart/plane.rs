//! A plane of two numeric axes: margins, round ticks, and labels at the ends of curves that keep clear of
//! each other.
//!
//! Every chart of curves starts here, so that all of them have the same anatomy: the scale of values at the left,
//! time below, the name of a curve at its end instead of a legend. A narrow page gets fewer ticks and no right
//! margin; names then stand above the ends of their curves.

use super::{Anchor, Axis, Mark, Readout, Scale, Size, Tick, Ticks, Tone};

/// From this width on, names of curves stand in a margin at the right.
pub const WIDE_PX: u32 = 620;
/// Smallest distance between two texts one above the other.
const LINE_PX: f64 = 17.0;

/// What a plane is made for.
#[derive(Clone, Debug, PartialEq)]
pub struct PlaneConfig {
    /// Width at hand.
    pub width_px: u32,
    /// Height of the area between the axes.
    pub plot_px: u32,
    /// Room under the axis for more than ticks and title (a table of numbers at risk).
    pub below_px: u32,
    /// Room at the right of a wide plane for names of curves.
    pub names_px: u32,
    /// First and last value of the horizontal axis.
    pub x: (f64, f64),
    /// First and last value of the vertical axis.
    pub y: (f64, f64),
    /// Name and unit of the horizontal axis; empty for none.
    pub x_title: String,
    /// Name and unit of the vertical axis; empty for none.
    pub y_title: String,
}

/// The axes of a chart, ready for marks.
#[derive(Clone, Debug, PartialEq)]
pub struct Plane {
    /// Size of the whole chart.
    pub size: Size,
    /// The horizontal axis.
    pub x: Axis,
    /// The vertical axis.
    pub y: Axis,
    /// Whether names have a margin of their own.
    pub is_wide: bool,
}

/// A name at the end of a curve.
#[derive(Clone, Debug, PartialEq)]
pub struct CurveName {
    /// The last point of the curve.
    pub at: (f64, f64),
    /// The name.
    pub text: String,
    /// How loud it is.
    pub tone: Tone,
}

impl Plane {
    /// Lays out the axes; the functions write the ticks.
    #[must_use]
    pub fn new(
        config: PlaneConfig,
        x_tick: impl Fn(f64) -> String,
        y_tick: impl Fn(f64) -> String,
    ) -> Self {
        let is_wide = config.width_px >= WIDE_PX;
        let width = f64::from(config.width_px);
        let top = if config.y_title.is_empty() { 10.0 } else { 28.0 };
        let bottom = top + f64::from(config.plot_px);
        let title_px = if config.x_title.is_empty() { 28.0 } else { 46.0 };
        let y_ticks = Ticks::between(config.y.0, config.y.1, if is_wide { 6 } else { 5 });
        let y_labels: Vec<String> = y_ticks.values.iter().map(|&at| y_tick(at)).collect();
        // No text is measured: a character of a tick is taken as 7 px.
        let longest = y_labels.iter().map(|label| label.chars().count()).max().unwrap_or(0);
        let left = (longest as f64 * 7.0 + 14.0).clamp(30.0, 110.0);
        let right = width - if is_wide { f64::from(config.names_px) } else { 10.0 };
        let x_ticks = Ticks::between(config.x.0, config.x.1, if is_wide { 8 } else { 5 });
        let ticks = |values: &[f64], labels: Vec<String>| {
            values.iter().zip(labels).map(|(&at, label)| Tick { at, label }).collect()
        };
        let x_labels = x_ticks.values.iter().map(|&at| x_tick(at)).collect();
        Self {
            size: Size {
                width_px: config.width_px,
                height_px: (bottom + title_px) as u32 + config.below_px,
            },
            x: Axis {
                scale: Scale { data: config.x, px: (left, right.max(left + 40.0)) },
                ticks: ticks(&x_ticks.values, x_labels),
                title: config.x_title,
                grid: false,
            },
            y: Axis {
                scale: Scale { data: config.y, px: (bottom, top) },
                ticks: ticks(&y_ticks.values, y_labels),
                title: config.y_title,
                grid: true,
            },
            is_wide,
        }
    }

    /// Names at the ends of curves, moved up and down until none covers another.
    #[must_use]
    pub fn name_curves(&self, names: &[CurveName]) -> Vec<Mark> {
        let mut order: Vec<&CurveName> =
            names.iter().filter(|name| !name.text.is_empty()).collect();
        order.sort_by(|a, b| b.at.1.total_cmp(&a.at.1));
        let ideal: Vec<f64> =
            order.iter().map(|name| self.y.scale.px_from_data(name.at.1)).collect();
        let (low, high) = (self.y.scale.px.1 + 6.0, self.y.scale.px.0 - 6.0);
        // A narrow plane writes above the curve, which needs the room of a line.
        let lift = if self.is_wide { 0.0 } else { 11.0 };
        let placed = spread(&ideal, low + lift, high, LINE_PX);
        let (anchor, shift_px) = if self.is_wide { (Anchor::Start, 8) } else { (Anchor::End, 0) };
        order
            .iter()
            .zip(ideal.iter().zip(placed))
            .map(|(name, (ideal, placed))| Mark::Label {
                at: name.at,
                offset_px: (shift_px, (placed - lift - ideal).round() as i32),
                text: name.text.clone(),
                anchor,
                tone: name.tone,
            })
            .collect()
    }

    /// One upright strip per point of a series: the area that reads the point out. The points ascend.
    #[must_use]
    pub fn strips(&self, points: Vec<(f64, Vec<String>)>) -> Vec<Readout> {
        let centres: Vec<f64> =
            points.iter().map(|point| self.x.scale.px_from_data(point.0)).collect();
        let (left, right) = self.x.scale.px;
        let (bottom, top) = self.y.scale.px;
        let middle = |a: Option<&f64>, b: Option<&f64>| Some(f64::midpoint(*a?, *b?));
        points
            .into_iter()
            .enumerate()
            .map(|(at, (_, lines))| {
                let before = at.checked_sub(1).and_then(|before| centres.get(before));
                let from = middle(before, centres.get(at)).unwrap_or(left).max(left);
                let to = middle(centres.get(at), centres.get(at + 1)).unwrap_or(right).min(right);
                Readout {
                    area_px: (from, top, (to - from).max(1.0), bottom - top),
                    lines,
                    records_key: None,
                }
            })
            .collect()
    }
}

/// Moves ascending positions apart to at least `gap`, as little as needed and within `low..=high` as far as
/// they fit.
fn spread(ideal: &[f64], low: f64, high: f64, gap: f64) -> Vec<f64> {
    let mut placed: Vec<f64> = Vec::with_capacity(ideal.len());
    for &at in ideal {
        let least = placed.last().map_or(low, |before| before + gap);
        placed.push(at.max(least));
    }
    let mut most = high;
    for at in placed.iter_mut().rev() {
        *at = at.min(most);
        most = *at - gap;
    }
    placed
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plane(width_px: u32) -> Plane {
        let config = PlaneConfig {
            width_px,
            plot_px: 240,
            below_px: 0,
            names_px: 150,
            x: (0.0, 36.0),
            y: (0.0, 1.0),
            x_title: "Monate".into(),
            y_title: String::new(),
        };
        Plane::new(config, |x| x.to_string(), |y| y.to_string())
    }

    #[test]
    fn names_never_cover_each_other() {
        let names: Vec<CurveName> = [0.52, 0.5, 0.49, 0.01, 0.0]
            .map(|y| CurveName { at: (36.0, y), text: "a".into(), tone: Tone::Normal })
            .into();
        for width_px in [320, 980] {
            let plane = plane(width_px);
            let mut rows: Vec<f64> = plane
                .name_curves(&names)
                .into_iter()
                .filter_map(|mark| match mark {
                    Mark::Label { at, offset_px, .. } => {
                        Some(plane.y.scale.px_from_data(at.1) + f64::from(offset_px.1))
                    }
                    _ => None,
                })
                .collect();
            assert_eq!(rows.len(), 5);
            rows.sort_by(f64::total_cmp);
            assert!(rows.windows(2).all(|pair| pair[1] - pair[0] >= LINE_PX - 1.0), "{rows:?}");
        }
    }

    #[test]
    fn names_with_room_stay_where_their_curves_end() {
        assert_eq!(spread(&[10.0, 100.0], 0.0, 200.0, 17.0), [10.0, 100.0]);
        assert_eq!(spread(&[195.0, 198.0], 0.0, 200.0, 17.0), [183.0, 200.0]);
    }

    #[test]
    fn strips_cover_the_plane_without_gap_or_overlap() {
        let plane = plane(980);
        let points: Vec<_> = (0..=36).map(|x| (f64::from(x), vec![x.to_string()])).collect();
        let strips = plane.strips(points);
        assert_eq!(strips.len(), 37);
        for pair in strips.windows(2) {
            let [a, b] = pair else { continue };
            assert!((a.area_px.0 + a.area_px.2 - b.area_px.0).abs() < 1e-9);
        }
        let (first, last) = (&strips[0], &strips[36]);
        assert!((first.area_px.0 - plane.x.scale.px.0).abs() < 1e-9);
        assert!((last.area_px.0 + last.area_px.2 - plane.x.scale.px.1).abs() < 1e-9);
    }

    #[test]
    fn a_narrow_plane_gives_its_width_to_the_curves() {
        assert!(plane(320).x.scale.px.1 > 300.0);
        assert!(plane(980).x.scale.px.1 < 840.0);
    }
}
