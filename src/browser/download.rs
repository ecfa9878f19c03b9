//! Handing a file to the user.

use wasm_bindgen::JsCast as _;
use web_sys::{Blob, BlobPropertyBag, HtmlAnchorElement, Url};

use super::{BrowserError, document};

/// Offers bytes as a download of this name. The browser asks where to put it, or does not; both are its choice.
pub fn save(name: &str, mime: &str, bytes: &[u8]) -> Result<(), BrowserError> {
    let options = BlobPropertyBag::new();
    options.set_type(mime);
    let parts = js_sys::Array::of1(&js_sys::Uint8Array::from(bytes));
    let blob = Blob::new_with_u8_array_sequence_and_options(&parts, &options)
        .map_err(|thrown| BrowserError::refused("make a file", &thrown))?;
    let url = Url::create_object_url_with_blob(&blob)
        .map_err(|thrown| BrowserError::refused("make a link to a file", &thrown))?;
    let anchor: HtmlAnchorElement = document()?
        .create_element("a")
        .map_err(|thrown| BrowserError::refused("make a link", &thrown))?
        .dyn_into()
        .map_err(|_| BrowserError::Missing("anchor element"))?;
    anchor.set_href(&url);
    anchor.set_download(name);
    anchor.click();
    // The download has taken its own reference by now; keeping the URL would keep the bytes.
    Url::revoke_object_url(&url).map_err(|thrown| BrowserError::refused("release a link", &thrown))
}
