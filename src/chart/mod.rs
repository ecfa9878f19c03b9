//! What a chart shows, before anything is drawn.
//!
//! Each chart is one function from a report, the words of a language and a width to a [`ChartSpec`]: scales,
//! marks in data coordinates, the points that can be read out, a table and a sentence. The page draws any spec
//! with one renderer; tests look at specs, not at pixels. No spec depends on the extent of a text.

pub mod bridge;
pub mod distribution;
pub mod grid;
pub mod months;
pub mod outlook;
pub mod numerals;
pub mod plane;
pub mod funnel;
pub mod scale;
pub mod spec;
pub mod tornado;

pub mod control;
pub mod day_curves;
pub mod month_load;

pub mod bounce_by_age;
pub mod care_cycle;
pub mod day_histogram;
pub mod estimate_rows;
pub mod export;
pub mod incidence;
pub mod list_ages;
pub mod living_list;
pub mod monthly_share;
pub mod pay_down;
pub mod response;
pub mod survival;
pub mod trend;

pub use numerals::Numerals;
pub use plane::{CurveName, Plane, PlaneConfig};
pub use scale::{Scale, Ticks};
pub use spec::{
    Anchor, Axis, ChartSpec, Dash, Mark, Readout, Role, Size, Table, Texture, Tick, Tone,
};
