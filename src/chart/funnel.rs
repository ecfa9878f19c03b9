//! The funnel: one bar a stage, cut into what went on, what is still open and what was lost.
//!
//! Open deals stand apart, hatched (P1); the lost part is thinner, so that the eye follows what goes on. On a
//! narrow page the labels move above the bars: the chart is laid out again, not shrunk.

use super::{Anchor, Axis, ChartSpec, Mark, Readout, Role, Scale, Size, Table, Texture, Tone};

/// From this width on, names stand beside the bars.
const WIDE_PX: u32 = 620;
const BAR_PX: f64 = 36.0;
/// No text is measured: a letter of a name, which is bold, is taken as so wide.
const LETTER_PX: f64 = 9.0;
/// What stands free before and behind a name beside the bars.
const NAME_GAP_PX: f64 = 20.0;
const MAX_NAME_PX: f64 = 220.0;

/// One stage, with its texts in the reader's language.
#[derive(Clone, Debug, PartialEq)]
pub struct StageBar {
    /// Name of the stage.
    pub name: String,
    /// Deals (or their value) that reached the stage.
    pub reached: f64,
    /// Of these, still open in the stage.
    pub open: f64,
    /// Of these, lost in the stage.
    pub lost: f64,
    /// Of these, gone elsewhere than strict order says; 0 in any other order.
    pub left: f64,
    /// The figure on the bar: how many reached the stage.
    pub reached_text: String,
    /// The share of the first stage.
    pub share_text: String,
    /// Lost and open in words; empty for the last stage.
    pub fate_text: String,
    /// The rate to the next stage with interval and denominator; empty for the last stage.
    pub step_text: String,
    /// What is read out: name first.
    pub readout: Vec<String>,
    /// Key of the stage's records.
    pub records_key: Option<String>,
}

impl StageBar {
    /// What went on.
    fn onward(&self) -> f64 {
        (self.reached - self.open - self.lost - self.left).max(0.0)
    }
}

/// The chart of stages in funnel order. `None` without stages or where nothing reached the first.
#[must_use]
pub fn funnel(
    stages: &[StageBar],
    table: Table,
    summary: String,
    width_px: u32,
) -> Option<ChartSpec> {
    let most = stages.iter().map(|stage| stage.reached).fold(0.0, f64::max);
    if most <= 0.0 {
        return None;
    }
    let layout = Layout::new(stages, most, width_px);
    let height_px =
        layout.row_px * stages.len() as f64 - (layout.row_px - layout.bar_top_px - BAR_PX);
    let x =
        Scale { data: (0.0, most), px: (layout.left_px, f64::from(width_px) - layout.right_px) };
    // Rows are placed in pixels: the vertical scale is the identity.
    let y = Scale { data: (0.0, height_px), px: (0.0, height_px) };
    let mut marks = Vec::new();
    let mut readouts = Vec::new();
    for (at, stage) in stages.iter().enumerate() {
        let row = Row { top_px: layout.row_px * at as f64, layout: &layout, stage, most };
        row.bars(&mut marks);
        row.labels(&mut marks, x);
        readouts.push(Readout {
            area_px: (0.0, row.top_px, f64::from(width_px), layout.bar_top_px + BAR_PX),
            lines: stage.readout.clone(),
            records_key: stage.records_key.clone(),
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

struct Layout {
    is_wide: bool,
    left_px: f64,
    right_px: f64,
    row_px: f64,
    bar_top_px: f64,
}

impl Layout {
    fn new(stages: &[StageBar], most: f64, width_px: u32) -> Self {
        let is_wide = width_px >= WIDE_PX;
        let longest = stages.iter().map(|stage| stage.name.chars().count()).max().unwrap_or(0);
        let names_px = (longest as f64 * LETTER_PX + NAME_GAP_PX).clamp(72.0, MAX_NAME_PX);
        if is_wide {
            let right_px = right_px(stages, most, f64::from(width_px) - names_px);
            Self { is_wide, left_px: names_px, right_px, row_px: 68.0, bar_top_px: 2.0 }
        } else {
            Self { is_wide, left_px: 0.0, right_px: 1.0, row_px: 88.0, bar_top_px: 22.0 }
        }
    }
}

/// What is left free beside the bars, of the room they share with their labels: as much as the longest label needs
/// behind its bar, so that no figure is cut off. A letter is taken as 6.6 px.
fn right_px(stages: &[StageBar], most: f64, room_px: f64) -> f64 {
    const USUAL_PX: f64 = 172.0;
    let needed = stages.iter().filter(|stage| stage.reached > 0.0).map(|stage| {
        let label_px = 12.0 + stage.fate_text.chars().count() as f64 * 6.6;
        room_px - (room_px - label_px) * most / stage.reached
    });
    needed.fold(USUAL_PX, f64::max).min(room_px / 2.0)
}

struct Row<'a> {
    top_px: f64,
    layout: &'a Layout,
    stage: &'a StageBar,
    most: f64,
}

impl Row<'_> {
    fn bars(&self, marks: &mut Vec<Mark>) {
        let stage = self.stage;
        let onward = stage.onward();
        let top = self.top_px + self.layout.bar_top_px;
        let mut bar = |from: f64, to: f64, inset_px: f64, role, texture| {
            if to > from {
                marks.push(Mark::Bar {
                    x: (from, to),
                    y: (top + inset_px, top + BAR_PX - inset_px),
                    role,
                    texture,
                });
            }
        };
        let (open, left) = (onward + stage.open, onward + stage.open + stage.left);
        bar(0.0, onward, 0.0, Role::Won, Texture::Solid);
        bar(onward, open, 0.0, Role::Open, Texture::Hatched);
        bar(open, left, 11.0, Role::Rest, Texture::Solid);
        bar(left, stage.reached, 11.0, Role::Lost, Texture::Solid);
    }

    fn labels(&self, marks: &mut Vec<Mark>, x: Scale) {
        let stage = self.stage;
        let middle = self.top_px + self.layout.bar_top_px + BAR_PX / 2.0;
        let mut label = |at: (f64, f64), offset_px, text: &str, anchor, tone| {
            if !text.is_empty() {
                marks.push(Mark::Label { at, offset_px, text: text.to_owned(), anchor, tone });
            }
        };
        let onward = stage.onward();
        let fits_on_bar = x.px_from_data(onward) - x.px.0
            > stage.reached_text.chars().count() as f64 * 8.5 + 16.0;
        let end = stage.reached.min(self.most);
        if self.layout.is_wide {
            let below = self.top_px + self.layout.bar_top_px + BAR_PX + 14.0;
            label((0.0, middle), (-14, 0), &beside(&stage.name), Anchor::End, Tone::Strong);
            if fits_on_bar {
                label((0.0, middle), (10, 0), &stage.reached_text, Anchor::Start, Tone::OnMark);
                label((end, middle), (12, -9), &stage.share_text, Anchor::Start, Tone::Strong);
            } else {
                let text = format!("{} · {}", stage.reached_text, stage.share_text);
                label((end, middle), (12, -9), &text, Anchor::Start, Tone::Strong);
            }
            label((end, middle), (12, 9), &stage.fate_text, Anchor::Start, Tone::Quiet);
            label((0.0, below), (10, 0), &stage.step_text, Anchor::Start, Tone::Quiet);
        } else {
            let name = self.top_px + 10.0;
            let below = self.top_px + self.layout.bar_top_px + BAR_PX + 13.0;
            label((0.0, name), (0, 0), &stage.name, Anchor::Start, Tone::Strong);
            label(
                (self.most, name),
                (0, 0),
                &format!("{} · {}", stage.reached_text, stage.share_text),
                Anchor::End,
                Tone::Strong,
            );
            label((0.0, below), (0, 0), &stage.step_text, Anchor::Start, Tone::Quiet);
        }
    }
}

/// The name as it fits beside the bars; the read-out and the table have the whole one.
fn beside(name: &str) -> String {
    let n_most = ((MAX_NAME_PX - NAME_GAP_PX) / LETTER_PX) as usize;
    if name.chars().count() <= n_most {
        return name.to_owned();
    }
    let kept: String = name.chars().take(n_most - 1).collect();
    format!("{}…", kept.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_has_room_beside_the_bars_or_is_shortened() {
        for name in ["Gewonnen", "Verhandlung", "Vertragsverhandlung mit der Geschäftsführung"] {
            let spec =
                funnel(&[bar(name, 9.0, 1.0, 1.0)], Table::default(), String::new(), 980).unwrap();
            let shown = spec.marks.iter().find_map(|mark| match mark {
                Mark::Label { text, anchor: Anchor::End, .. } => Some(text.chars().count()),
                _ => None,
            });
            assert!(shown.unwrap() as f64 * LETTER_PX + 14.0 <= spec.x.scale.px.0, "{name}");
            assert_eq!(spec.readouts[0].lines[0], name);
        }
    }

    #[test]
    fn a_label_of_a_million_deals_has_room_behind_its_bar() {
        let long = "verloren 1.024.163 · offen 1.016.135".to_owned();
        let stages = [
            StageBar { fate_text: long.clone(), ..bar("Neu", 5e6, 1e6, 1e6) },
            bar("Gewonnen", 1e6, 0.0, 0.0),
        ];
        let right_px = |stages: &[StageBar]| {
            let spec = funnel(stages, Table::default(), String::new(), 980).unwrap();
            980.0 - spec.x.scale.px.1
        };
        assert!(right_px(&stages) >= 12.0 + 6.6 * long.chars().count() as f64);
        // Behind a short bar there is room enough.
        let stages = [
            bar("Neu", 5e6, 1e6, 1e6),
            StageBar { fate_text: long, ..bar("Angebot", 1e6, 0.0, 0.0) },
        ];
        assert!((right_px(&stages) - 172.0).abs() < 1e-9);
    }

    fn bar(name: &str, reached: f64, open: f64, lost: f64) -> StageBar {
        StageBar {
            name: name.into(),
            reached,
            open,
            lost,
            left: 10.0,
            reached_text: reached.to_string(),
            share_text: String::new(),
            fate_text: String::new(),
            step_text: String::new(),
            readout: vec![name.into()],
            records_key: None,
        }
    }

    #[test]
    fn the_parts_of_a_bar_add_up_to_what_reached_the_stage() {
        let stages = [
            bar("Neu", 900.0, 38.0, 120.0),
            StageBar { left: 0.0, ..bar("Gewonnen", 742.0, 0.0, 0.0) },
        ];
        for width_px in [328, 980] {
            let spec = funnel(&stages, Table::default(), String::new(), width_px).unwrap();
            let widths: f64 = spec
                .marks
                .iter()
                .filter_map(|mark| match mark {
                    Mark::Bar { x, .. } => Some(x.1 - x.0),
                    _ => None,
                })
                .sum();
            assert!((widths - 1642.0).abs() < 1e-9);
            assert!(
                spec.marks
                    .iter()
                    .any(|mark| matches!(mark, Mark::Bar { texture: Texture::Hatched, .. }))
            );
        }
    }

    #[test]
    fn a_funnel_nothing_reached_is_not_drawn() {
        assert!(
            funnel(
                &[StageBar { left: 0.0, ..bar("Neu", 0.0, 0.0, 0.0) }],
                Table::default(),
                String::new(),
                640
            )
            .is_none()
        );
        assert!(funnel(&[], Table::default(), String::new(), 640).is_none());
    }
}
