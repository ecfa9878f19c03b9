//! The page. It reads reports, formats them and draws them; it computes nothing of its own.
//!
//! - [`app`]: the frame around all pages and what they share ([`context`], [`choices`]). [`route`]: the hash routes.
//! - [`text`]: sentences of errors and findings; the rest of the texts are in `locales/`.
//! - [`components`]: pieces that know nothing of the app. [`charts`]: the renderer of `chart::ChartSpec`.
//! - [`pages`]: one folder or file a page.

pub mod route;
pub mod context;
pub mod choices;
pub mod scenarios;
pub mod team;
pub mod rest;
pub mod keeping;
pub mod keeping_notice;
mod measured;
pub mod ledger;
pub mod scenario_bar;
pub mod parameter_field;
pub mod i18n;
pub mod text;
pub mod components;
pub mod charts;
pub mod pages;
pub mod app;

use leptos::prelude::*;

/// Mounts the page into the body. The boot script takes its own notice away once this has returned.
pub fn mount() {
    crate::browser::panic::install();
    mount_to_body(app::App);
}
