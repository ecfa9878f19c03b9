//! Pieces of pages. The frame's own ([`navigation`], [`file_bar`], [`stored_panel`]) know the shared state; the
//! others take what they show and say what was done to them.

pub mod navigation;
pub mod file_bar;
pub mod stored_panel;
pub mod lead;
pub mod figure;
pub mod key_figures;
pub mod explain;
pub mod number_field;
pub mod choice;
pub mod badge;
pub mod chart_frame;
pub mod data_table;
pub mod sortable_table;
pub mod records_table;
pub mod filter_bar;
pub mod notice;
pub mod drop_zone;
pub mod job_progress;
