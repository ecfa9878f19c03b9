//! One file or folder a page: it asks, reads the report and sets it in sentences, figures and charts.

pub mod capacity;
pub mod compare;
pub mod data;
pub mod debt;
pub mod decay;
pub mod funnel;
pub mod pending;
pub mod quota;
