//! The frame of every chart: a title that asks, a subtitle that defines, the drawing, its table and its read-out.
//!
//! The drawing is made for the width at hand, so that text keeps its size on a phone. A chart takes the keyboard
//! as one stop: arrow keys go from point to point, and what the point says is read out.

use leptos::html::Div;
use leptos::prelude::*;
use wasm_bindgen::{JsCast as _, closure::Closure};

use super::data_table::DataTable;
use crate::browser::{download, picture};
use crate::chart::{ChartSpec, export};
use crate::ui::charts;
use crate::ui::context::use_shared;
use crate::ui::i18n::{Locale, td_string};

/// Width a chart is drawn for before it has been measured.
const FIRST_WIDTH_PX: u32 = 640;

/// A chart with its title, tools and table.
#[component]
pub fn ChartFrame(
    /// Name of the chart in file names.
    name: &'static str,
    /// The question it answers.
    #[prop(into)]
    title: Signal<String>,
    /// What is counted, and over what.
    #[prop(into)]
    subtitle: Signal<String>,
    /// The chart for a width in pixels; `None` where there is nothing to draw.
    #[prop(into)]
    spec: Callback<u32, Option<ChartSpec>>,
    /// Whether a newer one is being computed.
    #[prop(into)]
    is_stale: Signal<bool>,
    /// Called with the key of a point that was clicked or confirmed by Enter.
    #[prop(optional, into)]
    on_records: Option<Callback<String>>,
) -> impl IntoView {
    let locale = use_shared().locale;
    let frame = NodeRef::<Div>::new();
    let width_px = use_width(frame);
    let spec = Memo::new(move |_| spec.run(width_px.get()));
    let shows_table = RwSignal::new(false);
    let focus = RwSignal::new(None::<usize>);
    let n_points = move || spec.with(|spec| spec.as_ref().map_or(0, |spec| spec.readouts.len()));
    let open_records = move |at: usize| {
        let key = spec.with(|spec| spec.as_ref()?.readouts.get(at)?.records_key.clone());
        if let (Some(on_records), Some(key)) = (on_records, key) {
            on_records.run(key);
        }
    };
    let on_key = move |event: web_sys::KeyboardEvent| {
        let last = n_points().saturating_sub(1);
        let next = match (event.key().as_str(), focus.get()) {
            ("ArrowRight" | "ArrowDown", at) => at.map_or(0, |at| (at + 1).min(last)),
            ("ArrowLeft" | "ArrowUp", at) => at.map_or(last, |at| at.saturating_sub(1)),
            ("Home", _) => 0,
            ("End", _) => last,
            ("Enter", Some(at)) => return open_records(at),
            ("Escape", _) => return focus.set(None),
            _ => return,
        };
        event.prevent_default();
        focus.set(Some(next));
    };
    let read_out = move || {
        let at = focus.get()?;
        spec.with(|spec| spec.as_ref()?.readouts.get(at).cloned())
    };
    let save = move |kind: Save| {
        let save = |spec: &ChartSpec| save(name, kind, spec, locale.get_untracked());
        spec.with_untracked(|spec| spec.as_ref().map(save));
    };
    let summary = move || {
        spec.with(|spec| spec.as_ref().map(|spec| spec.summary.clone()).unwrap_or_default())
    };
    view! {
        <figure class="chart" class:stale=move || is_stale.get() aria-busy=move || is_stale.get().to_string()>
            <figcaption>
                <h2>{move || title.get()}</h2>
                <p>{move || subtitle.get()}</p>
                <span class="tools">
                    <button class="link" aria-pressed=move || shows_table.get().to_string()
                        on:click=move |_| shows_table.update(|shows| *shows = !*shows)>
                        {move || {
                            if shows_table.get() {
                                td_string!(locale.get(), app.chart_hide_table)
                            } else {
                                td_string!(locale.get(), app.chart_table)
                            }
                        }}
                    </button>
                    <button class="link" on:click=move |_| save(Save::Svg)>"SVG"</button>
                    <button class="link" on:click=move |_| save(Save::Png)>"PNG"</button>
                    <button class="link" on:click=move |_| save(Save::Csv)>"CSV"</button>
                </span>
            </figcaption>
            <div class="drawing" node_ref=frame hidden=move || shows_table.get()>
                <div
                    class="points"
                    tabindex="0"
                    role="group"
                    aria-label=move || format!("{} {} {}", title.get(), summary(), td_string!(locale.get(), app.chart_keys))
                    on:keydown=on_key
                    on:blur=move |_| focus.set(None)
                >
                    <div aria-hidden="true" inner_html=move || spec.with(|spec| spec.as_ref().map(charts::svg).unwrap_or_default())></div>
                    {move || spec.with(|spec| spec.as_ref().map(|spec| overlay(spec, focus, on_records)))}
                </div>
                <div class="readout" aria-live="polite" style:display=move || if read_out().is_some() { "block" } else { "none" }
                    style:left=move || format!("{}px", read_out().map_or(0.0, |point| readout_left(point.area_px, width_px.get())))
                    style:top=move || format!("{}px", read_out().map_or(0.0, |point| point.area_px.1 + point.area_px.3))>
                    {move || read_out().map(|point| {
                        let mut lines = point.lines.into_iter();
                        view! { <b>{lines.next()}</b> {lines.map(|line| view! { <span>{line}</span> }).collect_view()} }
                    })}
                </div>
            </div>
            <Show when=move || shows_table.get()>
                <DataTable
                    table=Signal::derive(move || spec.with(|spec| spec.as_ref().map(|spec| spec.table.clone()).unwrap_or_default()))
                    caption=title
                />
            </Show>
            <p class="visually-hidden">{summary}</p>
        </figure>
    }
}

/// What a chart can be saved as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Save {
    Svg,
    /// At two device pixels a CSS pixel: sharp on a slide.
    Png,
    /// Its table.
    Csv,
}

const PNG_SCALE: u32 = 2;

/// Hands the chart to the user. A refused download has its own message from the browser.
fn save(name: &'static str, kind: Save, spec: &ChartSpec, locale: Locale) {
    match kind {
        Save::Svg => {
            let svg = charts::svg(spec);
            let _ = download::save(&format!("{name}.svg"), "image/svg+xml", svg.as_bytes());
        }
        Save::Png => {
            let (svg, size) = (charts::svg(spec), (spec.size.width_px, spec.size.height_px));
            wasm_bindgen_futures::spawn_local(async move {
                let _ = picture::save_png(&format!("{name}.png"), &svg, size, PNG_SCALE).await;
            });
        }
        Save::Csv => {
            let language = match locale {
                Locale::de => export::TableLanguage::German,
                Locale::en => export::TableLanguage::English,
            };
            let csv = export::csv(&spec.table, language);
            let _ = download::save(&format!("{name}.csv"), "text/csv", &csv);
        }
    }
}

/// The sensitive layer over the drawing, on the same scale: one element, however many points there are.
fn overlay(
    spec: &ChartSpec,
    focus: RwSignal<Option<usize>>,
    on_records: Option<Callback<String>>,
) -> impl IntoView + use<> {
    let points = StoredValue::new(
        spec.readouts
            .iter()
            .map(|point| {
                (point.area_px, point.records_key.clone().filter(|_| on_records.is_some()))
            })
            .collect::<Vec<_>>(),
    );
    // Of areas that overlap the last one lies on top.
    let at = move |event: &web_sys::MouseEvent| {
        let (x, y) = (f64::from(event.offset_x()), f64::from(event.offset_y()));
        let holds = |(left, top, width, height): (f64, f64, f64, f64)| {
            (left..left + width).contains(&x) && (top..top + height).contains(&y)
        };
        points.with_value(|points| points.iter().rposition(|(area, _)| holds(*area)))
    };
    let point_at = move |event: &web_sys::MouseEvent| {
        let at = at(event);
        if focus.get_untracked() != at {
            focus.set(at);
        }
    };
    let open = move |event: web_sys::MouseEvent| {
        point_at(&event);
        let key = at(&event).and_then(|at| points.with_value(|points| points.get(at)?.1.clone()));
        if let (Some(on_records), Some(key)) = (on_records, key) {
            on_records.run(key);
        }
    };
    let focused = move || points.with_value(|points| points.get(focus.get()?).cloned());
    let frame = move || {
        focused().map(|((left, top, width, height), _)| {
            let px = |n: f64| format!("{n}px");
            view! {
                <div class="area" style:left=px(left) style:top=px(top) style:width=px(width) style:height=px(height)></div>
            }
        })
    };
    view! {
        <div class="overlay" aria-hidden="true" class:clickable=move || focused().is_some_and(|(_, key)| key.is_some())
            on:pointermove=move |event| point_at(&event) on:pointerdown=move |event| point_at(&event)
            on:pointerleave=move |_| focus.set(None) on:click=open>
            {frame}
        </div>
    }
}

/// Keeps the read-out box inside the chart; it is at most 240 px wide (chart.css).
fn readout_left(area_px: (f64, f64, f64, f64), width_px: u32) -> f64 {
    (area_px.0 + area_px.2.min(160.0) / 2.0).min(f64::from(width_px) - 240.0).max(0.0)
}

/// The width of an element, followed as it changes.
fn use_width(node: NodeRef<Div>) -> ReadSignal<u32> {
    let (width_px, set_width_px) = signal(FIRST_WIDTH_PX);
    Effect::new(move |_| {
        let Some(element) = node.get() else { return };
        let measure = {
            let element = element.clone();
            move || {
                let width = element.client_width();
                if width > 0 {
                    let _ = set_width_px.try_set(width as u32);
                }
            }
        };
        measure();
        let on_resize = Closure::<dyn Fn()>::new(measure);
        if let Ok(observer) = web_sys::ResizeObserver::new(on_resize.as_ref().unchecked_ref()) {
            observer.observe(&element);
            let observer = StoredValue::new_local((observer, on_resize));
            on_cleanup(move || observer.with_value(|(observer, _)| observer.disconnect()));
        }
    });
    width_px
}
