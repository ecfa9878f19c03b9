//! Parameters with provenance and the book of scenarios.
//!
//! - [`parameter`]: the one table of what can be set, with unit, default, limits, slider and source. [`mod@unit`] says
//!   what a number means, [`value`] where it comes from.
//! - [`plan`]: the capacity plan, calendar, campaigns and cells, as a map of entries.
//! - [`book`]: a base and named scenarios that hold only differences; [`history`]: undo and redo.
//! - [`workspace`]: book and view, written as a file by [`document`] and as a link by [`link`], versioned and
//!   readable for ever.
//! - [`replica`]: one window's share in a book several windows keep, put together by [`mod@merge`].
//! - [`entry`]: numbers as people type them. [`mod@bridge`]: from base to scenario, to the cent.
//!
//! All of it is data about parameters and plans; no row of a file is ever part of it (SPEC P7).

pub mod unit;
pub mod value;
pub mod parameter;
pub mod plan;
pub mod book;
pub mod history;
pub mod workspace;
pub mod document;
pub mod link;
pub mod entry;
pub mod bridge;
pub mod merge;
pub mod replica;

pub use book::{Book, BookError, Changes, Command, Parameters, Scenario, ScenarioId, Target};
pub use bridge::{Bridge, BridgeError, BridgeStep, Lever, bridge, levers};
pub use document::DocumentError;
pub use entry::{EntryError, EntryLocale, read_entry};
pub use history::{Gesture, History};
pub use link::LinkError;
pub use parameter::{ParameterId, ParameterSpec, Slider};
pub use plan::{Campaign, CampaignSize, CapacityPlan, DayUse, Layer, PlanPart};
pub use unit::Unit;
pub use value::{Provenance, Reference, Value, ValueError};
pub use workspace::{View, Workspace};
