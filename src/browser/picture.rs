//! A drawing as PNG: an SVG text, painted on a canvas by the browser.
//!
//! The picture takes its way through a `data:` address, which the page's policy allows; nothing is fetched. The
//! few calls are made by name, so that three interfaces used only here need no binding of their own.

use js_sys::{Function, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

use super::{BrowserError, document, download, window};

/// Paper behind a picture; the drawing itself has none.
const PAPER: &str = "#FBFBF9";

/// Paints an SVG of a size in CSS pixels, `scale` device pixels each, and offers it as a download.
pub async fn save_png(
    name: &str,
    svg: &str,
    size_px: (u32, u32),
    scale: u32,
) -> Result<(), BrowserError> {
    let refused = |thrown: JsValue| BrowserError::refused("paint a picture", &thrown);
    let document = document()?;
    let image: JsValue = document.create_element("img").map_err(refused)?.into();
    let source = format!("data:image/svg+xml;charset=utf-8,{}", js_sys::encode_uri_component(svg));
    set(&image, "src", &source.into()).map_err(refused)?;
    let decoded: Promise =
        call(&image, "decode", &[]).and_then(JsCast::dyn_into).map_err(refused)?;
    JsFuture::from(decoded).await.map_err(refused)?;
    let canvas: JsValue = document.create_element("canvas").map_err(refused)?.into();
    let (width, height) = (f64::from(size_px.0 * scale), f64::from(size_px.1 * scale));
    let paint = || -> Result<String, JsValue> {
        set(&canvas, "width", &width.into())?;
        set(&canvas, "height", &height.into())?;
        let context = call(&canvas, "getContext", &["2d".into()])?;
        set(&context, "fillStyle", &PAPER.into())?;
        let corners = [0.0.into(), 0.0.into(), width.into(), height.into()];
        call(&context, "fillRect", &corners)?;
        let [left, top, right, bottom] = corners;
        call(&context, "drawImage", &[image.clone(), left, top, right, bottom])?;
        let address = call(&canvas, "toDataURL", &["image/png".into()])?;
        address.as_string().ok_or(JsValue::NULL)
    };
    let address = paint().map_err(refused)?;
    let encoded = address.split_once(',').map_or("", |(_, encoded)| encoded);
    // `atob` gives one character per byte.
    let bytes: Vec<u8> =
        window()?.atob(encoded).map_err(refused)?.chars().map(|letter| letter as u8).collect();
    download::save(name, "image/png", &bytes)
}

fn set(object: &JsValue, key: &str, value: &JsValue) -> Result<(), JsValue> {
    Reflect::set(object, &key.into(), value).map(|_| ())
}

fn call(object: &JsValue, name: &str, arguments: &[JsValue]) -> Result<JsValue, JsValue> {
    let function: Function = Reflect::get(object, &name.into())?.dyn_into()?;
    function.apply(object, &arguments.iter().collect())
}
