//! Reading a file in slices, in the worker.
//!
//! `File.text()` silently returns nothing above 512 MiB; slices never hold more than one chunk. The slice that is read
//! next is fetched by the browser's other processes while the present one is parsed; any other one is read at once.

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::{Promise, Uint8Array};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, File, FileReaderSync};

use super::BrowserError;
use crate::import::source::Arrival;
use crate::import::{Source, SourceError};

/// A file of the user's, read on demand.
#[derive(Debug)]
pub struct FileSource {
    file: File,
    name: String,
    reader: FileReaderSync,
    /// Where the bytes start that are on their way, with the promise of them.
    coming: Option<(u64, Promise)>,
    /// Where the bytes start that have arrived.
    arrived: Rc<RefCell<Option<(u64, Uint8Array)>>>,
}

impl FileSource {
    /// Takes the browser's handle; an error outside a worker.
    pub fn new(file: File) -> Result<Self, BrowserError> {
        let reader =
            FileReaderSync::new().map_err(|thrown| BrowserError::refused("read files", &thrown))?;
        Ok(Self { name: file.name(), file, reader, coming: None, arrived: Rc::default() })
    }

    fn slice(&self, offset: u64, end: u64) -> Result<Blob, JsValue> {
        self.file.slice_with_f64_and_f64(offset as f64, end as f64)
    }

    /// Copies bytes that have arrived, where those asked for are among them, and returns how many.
    fn take_arrived(&self, offset: u64, buffer: &mut [u8]) -> Option<usize> {
        let arrived = self.arrived.borrow();
        let (start, bytes) = arrived.as_ref()?;
        let skipped = u32::try_from(offset.checked_sub(*start)?).ok()?;
        let n = bytes.length().checked_sub(skipped).filter(|&n| n > 0)?;
        let n = n.min(u32::try_from(buffer.len()).ok()?);
        bytes.subarray(skipped, skipped + n).copy_to(buffer.get_mut(..n as usize)?);
        Some(n as usize)
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
        if let Some(n) = self.take_arrived(offset, buffer) {
            return Ok(n);
        }
        let end = (offset + buffer.len() as u64).min(self.len());
        if offset >= end {
            return Ok(0);
        }
        let failed = |thrown: &JsValue| {
            SourceError::new(offset, BrowserError::refused("read the file", thrown).to_string())
        };
        let slice = self.slice(offset, end).map_err(|thrown| failed(&thrown))?;
        let bytes = self.reader.read_as_array_buffer(&slice).map_err(|thrown| failed(&thrown))?;
        let bytes = Uint8Array::new(&bytes);
        let length = (bytes.length() as usize).min(buffer.len());
        if let Some(target) = buffer.get_mut(..length) {
            bytes.subarray(0, length as u32).copy_to(target);
        }
        Ok(length)
    }

    fn prefetch(&mut self, offset: u64, len: usize) {
        self.arrived.take();
        let end = (offset + len as u64).min(self.len());
        // Where this fails, so does reading the same bytes, which then says why.
        self.coming = self.slice(offset, end).ok().map(|slice| (offset, slice.array_buffer()));
    }

    fn arrival(&mut self) -> Option<Arrival> {
        let (offset, promise) = self.coming.take()?;
        let arrived = Rc::clone(&self.arrived);
        Some(Box::pin(async move {
            if let Ok(bytes) = JsFuture::from(promise).await {
                arrived.replace(Some((offset, Uint8Array::new(&bytes))));
            }
        }))
    }
}

/// The text of a small file, read on the page; what is no UTF-8 becomes U+FFFD.
pub async fn text(file: &File) -> Result<String, BrowserError> {
    let text = JsFuture::from(file.text()).await;
    let text = text.map_err(|thrown| BrowserError::refused("read the file", &thrown))?;
    text.as_string().ok_or(BrowserError::Missing("text of the file"))
}
