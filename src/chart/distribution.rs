//! The distribution of a simulated figure: bars, the target as a line, P10, P50 and P90 below.
//!
//! What reaches the target has the colour of what is won; a bar that the target cuts is drawn in both. The
//! three quantiles are named on the axis in place of ticks: they are what is read off.

use super::{
    Anchor, Axis, ChartSpec, Dash, Mark, Numerals, Readout, Role, Scale, Size, Table, Texture, Tone,
};
use crate::model::Currency;

/// From this width on, a quantile is written with its amount.
const WIDE_PX: u32 = 560;
/// Room for the names of the quantiles.
const BELOW_PX: f64 = 30.0;
const TOP_PX: f64 = 30.0;
const BARS_PX: f64 = 120.0;

/// Counts over equal intervals of an amount.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bars<'a> {
    /// Left end of the first bar.
    pub start: f64,
    /// Width of a bar; 0 where every count is of the same amount.
    pub width: f64,
    /// Counts, one per bar.
    pub counts: &'a [u64],
}

/// What is marked in the distribution.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Marks {
    /// The target.
    pub target: f64,
    /// P10, P50 and P90.
    pub quantiles: [f64; 3],
}

/// The words of the chart, in the reader's language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Words {
    /// The target, before its amount: "quota".
    pub target: String,
    /// Header of the column of amounts.
    pub amount: String,
    /// Header of the column of shares.
    pub share: String,
    /// What the chart shows, in a sentence.
    pub summary: String,
}

/// The chart; `None` where nothing was counted.
#[must_use]
pub fn distribution(
    bars: &Bars<'_>,
    marks: &Marks,
    words: Words,
    numerals: &dyn Numerals,
    width_px: u32,
) -> Option<ChartSpec> {
    let total: u64 = bars.counts.iter().sum();
    let most = bars.counts.iter().copied().max().filter(|&most| most > 0)?;
    // A single amount is drawn as one bar of its own width, so that it can be seen.
    let width = if bars.width > 0.0 { bars.width } else { bars.start.abs().max(1.0) / 20.0 };
    let end = bars.start + width * bars.counts.len() as f64;
    let margin = (end - bars.start) * 0.02;
    let (low, high) = (bars.start.min(marks.target) - margin, end.max(marks.target) + margin);
    let is_wide = width_px >= WIDE_PX;
    let x = Scale { data: (low, high), px: (0.0, f64::from(width_px)) };
    let y = Scale { data: (0.0, most as f64), px: (TOP_PX + BARS_PX, TOP_PX) };
    let money = |amount: f64| numerals.money(amount, Currency::EUR, 0);

    let mut drawn = Vec::new();
    let mut readouts = Vec::new();
    let mut rows = Vec::new();
    for (at, &count) in bars.counts.iter().enumerate() {
        let from = bars.start + width * at as f64;
        let to = from + width;
        // A hairline of paper between two bars, in data units.
        let gap = x.data_from_px(1.0) - x.data_from_px(0.0);
        bar(&mut drawn, (from, (to - gap).max(from)), count as f64, marks.target);
        let range = format!("{}–{}", money(from), money(to));
        let share = numerals.percent(count as f64 / total as f64, 1);
        readouts.push(Readout {
            area_px: (
                x.px_from_data(from),
                TOP_PX,
                x.px_from_data(to) - x.px_from_data(from),
                BARS_PX,
            ),
            lines: vec![range.clone(), share.clone()],
            records_key: None,
        });
        rows.push(vec![range, share]);
    }
    target_line(
        &mut drawn,
        marks.target,
        &format!("{} {}", words.target, money(marks.target)),
        x,
        most as f64,
    );
    let named = |name: &str, amount: f64| format!("{name} {}", money(amount));
    // No text is measured: a letter is taken as 7.5 px. Amounts that would touch are left to the read-out.
    let longest = marks.quantiles.map(|amount| named("P10", amount).chars().count());
    let needed_px = longest.into_iter().max().unwrap_or(0) as f64 * 7.5;
    let has_room = marks.quantiles.windows(2).all(|pair| {
        pair.last()
            .zip(pair.first())
            .is_some_and(|(b, a)| x.px_from_data(*b) - x.px_from_data(*a) >= needed_px)
    });
    for (name, amount) in ["P10", "P50", "P90"].into_iter().zip(marks.quantiles) {
        let text = if is_wide && has_room { named(name, amount) } else { name.to_owned() };
        quantile(&mut drawn, amount, text, most as f64);
    }
    Some(ChartSpec {
        size: Size { width_px, height_px: (TOP_PX + BARS_PX + BELOW_PX) as u32 },
        x: Axis { scale: x, ticks: Vec::new(), title: String::new(), grid: false },
        y: Axis { scale: y, ticks: Vec::new(), title: String::new(), grid: false },
        marks: drawn,
        readouts,
        table: Table { header: vec![words.amount, words.share], rows },
        summary: words.summary,
    })
}

/// A bar; one that holds the target is cut there.
fn bar(drawn: &mut Vec<Mark>, x: (f64, f64), count: f64, target: f64) {
    let mut piece = |from: f64, to: f64, role| {
        if to > from && count > 0.0 {
            drawn.push(Mark::Bar { x: (from, to), y: (0.0, count), role, texture: Texture::Solid });
        }
    };
    let cut = target.clamp(x.0, x.1);
    piece(x.0, cut, Role::Rest);
    piece(cut, x.1, Role::Won);
}

/// The target as a dashed line with its label on the side where there is room.
fn target_line(drawn: &mut Vec<Mark>, target: f64, label: &str, x: Scale, most: f64) {
    drawn.push(Mark::Line {
        points: vec![(x.data.0, 0.0), (x.data.1, 0.0)],
        role: Role::Axis,
        dash: Dash::Solid,
        width_px: 1,
    });
    drawn.push(Mark::Line {
        points: vec![(target, 0.0), (target, most * 1.12)],
        role: Role::Reference,
        dash: Dash::Dashed,
        width_px: 1,
    });
    let is_left = x.px_from_data(target) < f64::midpoint(x.px.0, x.px.1);
    let (anchor, shift_px) = if is_left { (Anchor::Start, 6) } else { (Anchor::End, -6) };
    drawn.push(Mark::Label {
        at: (target, most * 1.12),
        offset_px: (shift_px, -6),
        text: label.to_owned(),
        anchor,
        tone: Tone::Strong,
    });
}

/// A quantile under the axis, with the tick that it is.
fn quantile(drawn: &mut Vec<Mark>, amount: f64, text: String, most: f64) {
    drawn.push(Mark::Line {
        points: vec![(amount, 0.0), (amount, -0.04 * most)],
        role: Role::Reference,
        dash: Dash::Solid,
        width_px: 1,
    });
    drawn.push(Mark::Label {
        at: (amount, 0.0),
        offset_px: (0, 18),
        text,
        anchor: Anchor::Middle,
        tone: Tone::Normal,
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chart::numerals::Plain;

    fn words() -> Words {
        let word = |text: &str| text.to_owned();
        Words {
            target: word("Ziel"),
            amount: word("Umsatz"),
            share: word("Anteil"),
            summary: word("s"),
        }
    }

    #[test]
    fn amounts_that_would_touch_are_left_out() {
        let labels = |quantiles| {
            let bars = Bars { start: 0.0, width: 10.0, counts: &[1, 2, 1] };
            let spec =
                distribution(&bars, &Marks { target: 15.0, quantiles }, words(), &Plain, 640);
            let texts = spec.unwrap().marks.into_iter().filter_map(|mark| match mark {
                Mark::Label { text, .. } if text.starts_with('P') => Some(text),
                _ => None,
            });
            texts.collect::<Vec<_>>()
        };
        assert_eq!(labels([5.0, 15.0, 25.0]), ["P10 5 EUR", "P50 15 EUR", "P90 25 EUR"]);
        assert_eq!(labels([14.0, 15.0, 16.0]), ["P10", "P50", "P90"]);
    }

    fn spec(target: f64, width_px: u32) -> ChartSpec {
        let bars = Bars { start: 0.0, width: 10.0, counts: &[1, 2, 1] };
        let marks = Marks { target, quantiles: [5.0, 15.0, 25.0] };
        distribution(&bars, &marks, words(), &Plain, width_px).unwrap()
    }

    /// Area of a role: width times count.
    fn area(spec: &ChartSpec, wanted: Role) -> f64 {
        let area = |mark: &Mark| match mark {
            Mark::Bar { x, y, role, .. } if *role == wanted => (x.1 - x.0) * (y.1 - y.0),
            _ => 0.0,
        };
        spec.marks.iter().map(area).sum()
    }

    #[test]
    fn what_reaches_the_target_is_won_and_the_bar_it_cuts_is_both() {
        // Gaps of one pixel take 3 % here; the ratio of the halves is untouched up to them.
        let spec = spec(15.0, 1000);
        let (won, rest) = (area(&spec, Role::Won), area(&spec, Role::Rest));
        assert!((won + rest - 40.0).abs() < 0.2, "{won} {rest}");
        assert!((won - rest).abs() < 0.2, "{won} {rest}");
    }

    #[test]
    fn a_target_out_of_reach_stays_in_sight_and_nothing_is_won() {
        let spec = spec(90.0, 640);
        assert_eq!(area(&spec, Role::Won), 0.0);
        assert!(spec.x.scale.px_from_data(90.0) < 640.0);
    }

    #[test]
    fn the_shares_of_the_table_are_all_there_is() {
        let spec = spec(15.0, 320);
        assert_eq!(spec.table.rows.len(), 3);
        assert_eq!(spec.table.rows[1], ["10 EUR–20 EUR", "50.0 %"]);
        assert_eq!(spec.readouts.len(), 3);
    }

    #[test]
    fn no_trial_is_no_chart_and_one_amount_is_one_bar() {
        let marks = Marks { target: 5.0, quantiles: [4.0; 3] };
        let none = Bars { start: 0.0, width: 0.0, counts: &[] };
        assert!(distribution(&none, &marks, words(), &Plain, 640).is_none());
        let one = Bars { start: 4.0, width: 0.0, counts: &[7] };
        let spec = distribution(&one, &marks, words(), &Plain, 640).unwrap();
        assert!(area(&spec, Role::Rest) > 0.0);
    }
}
