//! The description of a chart.

use serde::{Deserialize, Serialize};

use super::Scale;

/// Size of a chart in CSS pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Size {
    /// Width.
    pub width_px: u32,
    /// Height.
    pub height_px: u32,
}

/// What a mark stands for. The page's style gives each role its colour, in light and dark.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Goes on, won, kept, over the quota.
    Won,
    /// Still open.
    Open,
    /// Lost.
    Lost,
    /// Everything else.
    Rest,
    /// A reference: target, quota, literature.
    Reference,
    /// Axis and grid.
    Axis,
    /// A second measured series beside [`Role::Won`].
    Second,
    /// A third measured series.
    Third,
}

/// How a filled mark is filled: texture carries the meaning where colour cannot.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Texture {
    /// Filled.
    Solid,
    /// Hatched: undecided or immature.
    Hatched,
    /// Pale: a range around a figure.
    Pale,
}

/// How a line is dashed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Dash {
    /// Unbroken.
    Solid,
    /// Dashed: immature, assumed or a reference.
    Dashed,
}

/// Which point of a text stands at its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Anchor {
    /// Its start.
    Start,
    /// Its middle.
    Middle,
    /// Its end.
    End,
}

/// How loud a text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Tone {
    /// The figure itself.
    Strong,
    /// Ordinary.
    Normal,
    /// Beside the figure.
    Quiet,
    /// On a filled mark.
    OnMark,
}

/// One thing drawn, in data coordinates.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mark {
    /// A filled rectangle.
    Bar {
        /// From and to along x.
        x: (f64, f64),
        /// From and to along y.
        y: (f64, f64),
        /// What it stands for.
        role: Role,
        /// How it is filled.
        texture: Texture,
    },
    /// A line through points.
    Line {
        /// The points.
        points: Vec<(f64, f64)>,
        /// What it stands for.
        role: Role,
        /// How it is dashed.
        dash: Dash,
        /// Stroke width.
        width_px: u32,
    },
    /// The area between two lines: an interval along a curve.
    Band {
        /// Upper and lower value at each x: `(x, lower, upper)`.
        points: Vec<(f64, f64, f64)>,
        /// What it stands for.
        role: Role,
    },
    /// A dot.
    Dot {
        /// Its centre.
        at: (f64, f64),
        /// What it stands for.
        role: Role,
        /// Radius.
        radius_px: u32,
        /// Filled, or hollow where the sample is too small.
        filled: bool,
    },
    /// A text beside or on a mark.
    Label {
        /// The point it belongs to.
        at: (f64, f64),
        /// Shift from that point: right and down.
        offset_px: (i32, i32),
        /// The text.
        text: String,
        /// Which point of the text stands there.
        anchor: Anchor,
        /// How loud it is.
        tone: Tone,
    },
}

/// A mark on an axis.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Tick {
    /// Where, in data coordinates.
    pub at: f64,
    /// Its label.
    pub label: String,
}

/// An axis: its scale and what is written along it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Axis {
    /// From data to pixels.
    pub scale: Scale,
    /// The ticks; none for an axis that its marks label themselves.
    pub ticks: Vec<Tick>,
    /// Name and unit, written at its end; empty for none.
    pub title: String,
    /// Whether ticks draw a hairline across the chart.
    pub grid: bool,
}

/// A point that hover and keyboard can read out.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Readout {
    /// The sensitive rectangle in pixels: x, y, width, height.
    pub area_px: (f64, f64, f64, f64),
    /// What is read: the name of the point first, then its figures, one a line.
    pub lines: Vec<String>,
    /// What to show on a click, as the chart's own key (a stage, a month); none where there are no records.
    pub records_key: Option<String>,
}

/// The figures of a chart as a table.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Table {
    /// Column headers.
    pub header: Vec<String>,
    /// Rows; the first cell is the row's header.
    pub rows: Vec<Vec<String>>,
}

/// A chart.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ChartSpec {
    /// Its size.
    pub size: Size,
    /// The horizontal axis.
    pub x: Axis,
    /// The vertical axis.
    pub y: Axis,
    /// What is drawn, back to front.
    pub marks: Vec<Mark>,
    /// What can be read out, in reading order.
    pub readouts: Vec<Readout>,
    /// The same figures as a table.
    pub table: Table,
    /// What the chart shows, in a sentence.
    pub summary: String,
}
