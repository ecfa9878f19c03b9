//! Reading a file in slices, in the worker.
//!
//! `File.text()` silently returns nothing above 512 MiB; slices through `FileReaderSync` never hold more than
//! one chunk.

use web_sys::{File, FileReaderSync};

use super::BrowserError;
use crate::import::{Source, SourceError};

/// A file of the user's, read on demand.
#[derive(Debug)]
pub struct FileSource {
    file: File,
    name: String,
    reader: FileReaderSync,
}

impl FileSource {
    /// Takes the browser's handle; an error outside a worker.
    pub fn new(file: File) -> Result<Self, BrowserError> {
        let reader =
            FileReaderSync::new().map_err(|thrown| BrowserError::refused("read files", &thrown))?;
        Ok(Self { name: file.name(), file, reader })
    }
}

impl Source for FileSource {
    fn name(&self) -> &str {
        &self.name
    }

    fn len(&self) -> u64 {
        self.file.size() as u64
    }

    fn read_at(&mut self, offset: u64, buffer: &mut [u8]) -> Result<usize, SourceError> {
        let end = (offset + buffer.len() as u64).min(self.len());
        if offset >= end {
            return Ok(0);
        }
        let failed = |thrown: &wasm_bindgen::JsValue| {
            SourceError::new(offset, BrowserError::refused("read the file", thrown).to_string())
        };
        let slice = self
            .file
            .slice_with_f64_and_f64(offset as f64, end as f64)
            .map_err(|thrown| failed(&thrown))?;
        let bytes = self.reader.read_as_array_buffer(&slice).map_err(|thrown| failed(&thrown))?;
        let bytes = js_sys::Uint8Array::new(&bytes);
        let length = (bytes.length() as usize).min(buffer.len());
        if let Some(target) = buffer.get_mut(..length) {
            bytes.subarray(0, length as u32).copy_to(target);
        }
        Ok(length)
    }
}

/// The text of a small file, read on the page; what is no UTF-8 becomes U+FFFD.
pub async fn text(file: &File) -> Result<String, BrowserError> {
    let text = wasm_bindgen_futures::JsFuture::from(file.text()).await;
    let text = text.map_err(|thrown| BrowserError::refused("read the file", &thrown))?;
    text.as_string().ok_or(BrowserError::Missing("text of the file"))
}
