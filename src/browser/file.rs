//! Reading a file piece by piece, in the worker.
//!
//! `File.text()` silently returns nothing above 512 MiB; here never more than one chunk is held. What is read next is
//! sent by the browser's other processes while the present chunk is parsed; anything else is read at once.
//!
//! The next chunk comes from one stream over the whole file, into memory that is used again and again (a *bring your
//! own buffer* reader): beside the parsing that takes half of the time of a slice with an `ArrayBuffer` of its own for
//! each chunk (149 MB: 0.3 s against 0.7 s of both cores), and leaves nothing for the collector. Where a browser has no
//! such readers (Safari before 26), slices it is.

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::{ArrayBuffer, Promise, Uint8Array};
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{Blob, File, FileReaderSync, ReadableStreamByobReader, ReadableStreamReadResult};

use super::BrowserError;
use crate::import::source::Arrival;
use crate::import::{Source, SourceError};

/// A file of the user's, read on demand.
#[derive(Debug)]
pub struct FileSource {
    file: File,
    name: String,
    reader: FileReaderSync,
    coming: Option<Coming>,
    arrived: Rc<RefCell<Option<Chunk>>>,
}

/// A chunk that is on its way.
#[derive(Debug)]
enum Coming {
    /// The next so many bytes of a stream.
    Streamed(Stream, u32),
    /// A slice that starts at an offset of the file.
    Sliced(u64, Promise),
}

/// A chunk that has arrived.
#[derive(Debug)]
struct Chunk {
    /// Where in the file it starts.
    start: u64,
    bytes: Uint8Array,
    /// The stream it came from.
    stream: Option<Stream>,
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
        let Chunk { start, bytes, .. } = arrived.as_ref()?;
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
        let chunk = self.arrived.take();
        let end = (offset + len as u64).min(self.len());
        let known = chunk.and_then(|chunk| chunk.stream).filter(|stream| stream.next == offset);
        let slice = || self.slice(offset, end).ok();
        // Where this fails, so does reading the same bytes, which then says why.
        self.coming = match known.or_else(|| Stream::open(&self.file, offset)) {
            Some(stream) => Some(Coming::Streamed(stream, end.saturating_sub(offset) as u32)),
            None => slice().map(|slice| Coming::Sliced(offset, slice.array_buffer())),
        };
    }

    fn arrival(&mut self) -> Option<Arrival> {
        let coming = self.coming.take()?;
        let arrived = Rc::clone(&self.arrived);
        Some(Box::pin(async move {
            let chunk = match coming {
                Coming::Streamed(stream, len) => stream.read(len).await,
                Coming::Sliced(start, promise) => JsFuture::from(promise).await.map(|bytes| {
                    let bytes = Uint8Array::new(&bytes);
                    Chunk { start, bytes, stream: None }
                }),
            };
            arrived.replace(chunk.ok());
        }))
    }
}

/// The bytes of a file from somewhere on, in order.
#[derive(Debug)]
struct Stream {
    reader: ReadableStreamByobReader,
    /// Where in the file the next byte stands that it gives.
    next: u64,
    /// What the next chunk is put into. The browser takes it for each read and gives it back under another name.
    memory: ArrayBuffer,
}

impl Stream {
    /// A stream from an offset on; `None` where the browser has no such streams.
    fn open(file: &File, offset: u64) -> Option<Self> {
        let rest = file.slice_with_f64(offset as f64).ok()?;
        let reader = ReadableStreamByobReader::new(&rest.stream()).ok()?;
        Some(Self { reader, next: offset, memory: ArrayBuffer::new(0) })
    }

    /// The next `len` bytes; fewer at the end of the file.
    async fn read(mut self, len: u32) -> Result<Chunk, JsValue> {
        if self.memory.byte_length() < len {
            self.memory = ArrayBuffer::new(len);
        }
        let (start, mut n) = (self.next, 0);
        while n < len {
            let room = Uint8Array::new_with_byte_offset_and_length(&self.memory, n, len - n);
            let read = JsFuture::from(self.reader.read_with_array_buffer_view(&room)).await?;
            let read: ReadableStreamReadResult = read.unchecked_into();
            let bytes = read.get_value().dyn_into::<Uint8Array>()?;
            self.memory = bytes.buffer();
            n += bytes.length();
            if read.get_done() == Some(true) {
                break;
            }
        }
        self.next += u64::from(n);
        let bytes = Uint8Array::new_with_byte_offset_and_length(&self.memory, 0, n);
        Ok(Chunk { start, bytes, stream: Some(self) })
    }
}

impl Drop for Stream {
    fn drop(&mut self) {
        // What it has read ahead is given back now, not when it is collected. How that ends is of no interest, but someone
        // has to take note of it.
        let cancelled = JsFuture::from(self.reader.cancel());
        spawn_local(async { drop(cancelled.await) });
    }
}

/// The text of a small file, read on the page; what is no UTF-8 becomes U+FFFD.
pub async fn text(file: &File) -> Result<String, BrowserError> {
    let text = JsFuture::from(file.text()).await;
    let text = text.map_err(|thrown| BrowserError::refused("read the file", &thrown))?;
    text.as_string().ok_or(BrowserError::Missing("text of the file"))
}
