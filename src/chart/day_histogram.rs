//! Durations in bars of equal width: how long did it take those that went on?
//!
//! Two upright lines mark the median of the bars and the median that knows of the deals still open; their distance
//! is what the open deals change.

use super::{
    Anchor, ChartSpec, Dash, Mark, Numerals, Plane, PlaneConfig, Readout, Role, Table, Texture,
    Tone,
};

/// An upright line with its name.
#[derive(Clone, Debug, PartialEq)]
pub struct DayLine {
    /// Where.
    pub days: f64,
    /// Its name with its value.
    pub text: String,
    /// Whether it is the figure to go by; the other is dashed.
    pub is_main: bool,
}

/// Counts over bars of equal width, the first from day 0.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct DayBars<'a> {
    /// Width of a bar.
    pub width_days: f64,
    /// Counts, one per bar.
    pub counts: &'a [u64],
}

/// The words of the chart.
#[derive(Clone, Debug, PartialEq)]
pub struct DayHistogramWords {
    /// Name of the horizontal axis.
    pub days: String,
    /// What is read out for each bar, its name first.
    pub readouts: Vec<Vec<String>>,
}

/// The chart; `None` without bars. The records key of a bar is its number.
#[must_use]
pub fn day_histogram(
    bars: DayBars<'_>,
    lines: &[DayLine],
    words: DayHistogramWords,
    table: Table,
    summary: String,
    numerals: &dyn Numerals,
    width_px: u32,
) -> Option<ChartSpec> {
    let DayBars { width_days, counts } = bars;
    let most = counts.iter().copied().max().filter(|&most| most > 0)? as f64;
    let end = width_days * counts.len() as f64;
    let config = PlaneConfig {
        width_px,
        plot_px: 190,
        below_px: 0,
        names_px: 24,
        x: (0.0, end),
        y: (0.0, most * 1.22),
        x_title: words.days,
        y_title: String::new(),
    };
    let plane = Plane::new(config, |x| numerals.whole(x), |y| numerals.whole(y));
    // A pixel of paper between two bars.
    let gap = end / f64::from(width_px);
    let mut marks: Vec<Mark> = counts
        .iter()
        .enumerate()
        .filter(|&(_, &count)| count > 0)
        .map(|(at, &count)| Mark::Bar {
            x: (at as f64 * width_days + gap, (at + 1) as f64 * width_days - gap),
            y: (0.0, count as f64),
            role: Role::Won,
            texture: Texture::Solid,
        })
        .collect();
    for (row, line) in lines.iter().enumerate() {
        let at = line.days.min(end);
        let top = most * if row == 0 { 1.2 } else { 1.09 };
        marks.push(Mark::Line {
            points: vec![(at, 0.0), (at, top)],
            role: Role::Reference,
            dash: if line.is_main { Dash::Solid } else { Dash::Dashed },
            width_px: 1,
        });
        let is_left = at < end / 2.0;
        marks.push(Mark::Label {
            at: (at, top),
            offset_px: (if is_left { 6 } else { -6 }, 2),
            text: line.text.clone(),
            anchor: if is_left { Anchor::Start } else { Anchor::End },
            tone: if line.is_main { Tone::Strong } else { Tone::Quiet },
        });
    }
    let (bottom, top) = plane.y.scale.px;
    let readouts = words.readouts.into_iter().enumerate().map(|(at, lines)| {
        let x = |bar: usize| plane.x.scale.px_from_data(bar as f64 * width_days);
        Readout {
            area_px: (x(at), top, x(at + 1) - x(at), bottom - top),
            lines,
            records_key: Some(at.to_string()),
        }
    });
    let readouts = readouts.collect();
    Some(ChartSpec { size: plane.size, x: plane.x, y: plane.y, marks, readouts, table, summary })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chart::numerals::Plain;

    fn chart(counts: &[u64]) -> Option<ChartSpec> {
        let readouts = counts.iter().map(|count| vec![count.to_string()]).collect();
        let words = DayHistogramWords { days: "Tage".into(), readouts };
        let lines = [DayLine { days: 12.0, text: "Median".into(), is_main: true }];
        let bars = DayBars { width_days: 7.0, counts };
        day_histogram(bars, &lines, words, Table::default(), String::new(), &Plain, 640)
    }

    #[test]
    fn bars_have_the_heights_of_their_counts_and_every_bar_is_read_out() {
        let spec = chart(&[3, 0, 5]).unwrap();
        let heights: Vec<f64> = spec
            .marks
            .iter()
            .filter_map(|mark| match mark {
                Mark::Bar { y, .. } => Some(y.1),
                _ => None,
            })
            .collect();
        assert_eq!(heights, [3.0, 5.0]);
        assert_eq!(spec.readouts.len(), 3);
        assert_eq!(spec.readouts[2].records_key.as_deref(), Some("2"));
    }

    #[test]
    fn nothing_counted_is_no_chart() {
        assert!(chart(&[]).is_none());
        assert!(chart(&[0, 0]).is_none());
    }
}
