//! Where bytes come from: memory, a file on disk, or a `File` of the browser (`browser::file_source`).
//!
//! The importer pulls: it asks for ranges and may ask for the same range again (the sample, a second pass, the
//! rejected rows for download). So no file is ever held as a whole, and one piece of code serves native runs
//! and the worker.

use std::pin::{Pin, pin};
use std::task::{Context, Poll, Waker};

/// A wait for bytes that are on their way.
pub type Arrival = Pin<Box<dyn Future<Output = ()>>>;

/// A file that can be read at any offset.
pub trait Source {
    /// Name of the file, for messages.
    fn name(&self) -> &str;

    /// Length in bytes.
    fn len(&self) -> u64;

    /// Whether the file has no bytes.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Reads bytes from `offset` on into `buffer` and returns how many; fewer than asked for are allowed, 0 only
    /// at the end of the file.
    fn read_at(&mut self, offset: u64, buffer: &mut [u8]) -> Result<usize, SourceError>;

    /// Says which bytes are asked for next, so that a slow source can fetch them meanwhile.
    fn prefetch(&mut self, _offset: u64, _len: usize) {}

    /// What to wait for before those bytes are asked for; `None` where they are at hand, or were not asked to come.
    fn arrival(&mut self) -> Option<Arrival> {
        None
    }
}

/// The result of a future that waits for nothing; `None` where it waits. All sources but those of the browser have their
/// bytes at hand.
pub fn at_once<T>(future: impl Future<Output = T>) -> Option<T> {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(result) => Some(result),
        Poll::Pending => None,
    }
}

/// Why bytes could not be read.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum SourceError {
    /// The file is gone or was changed since it was chosen (browsers then refuse to read it).
    #[error("the file was changed or removed while it was read (at byte {offset})")]
    Changed {
        /// Where reading failed.
        offset: u64,
    },
    /// The system refused.
    #[error("reading failed at byte {offset}: {reason}")]
    Failed {
        /// Where reading failed.
        offset: u64,
        /// What the system said, in its words.
        reason: String,
    },
}

impl SourceError {
    /// The system refused to read at this offset, in its words.
    #[must_use]
    pub const fn new(offset: u64, reason: String) -> Self {
        Self::Failed { offset, reason }
    }
}

/// A file in memory.
#[derive(Clone, Debug)]
pub struct Bytes<B> {
    name: String,
    bytes: B,
}

impl<B: AsRef<[u8]>> Bytes<B> {
    /// A file of this name with these bytes.
    pub fn new(name: impl Into<String>, bytes: B) -> Self {
        Self { name: name.into(), bytes }
    }
}

impl<B: AsRef<[u8]>> Source for Bytes<B> {
    fn name(&self) -> &str {
        &self.name
    }

    fn len(&self) -> u64 {
        self.bytes.as_ref().len() as u64
    }

    fn read_at(&mut self, offset: u64, buffer: &mut [u8]) -> Result<usize, SourceError> {
        let bytes = self.bytes.as_ref();
        let rest = usize::try_from(offset).ok().and_then(|at| bytes.get(at..)).unwrap_or_default();
        let n = rest.len().min(buffer.len());
        if let (Some(into), Some(from)) = (buffer.get_mut(..n), rest.get(..n)) {
            into.copy_from_slice(from);
        }
        Ok(n)
    }
}

/// A file on disk.
#[cfg(not(target_arch = "wasm32"))]
#[derive(Debug)]
pub struct DiskFile {
    name: String,
    file: std::fs::File,
    len: u64,
}

#[cfg(not(target_arch = "wasm32"))]
impl DiskFile {
    /// Opens a file for reading.
    pub fn open(path: &std::path::Path) -> std::io::Result<Self> {
        let file = std::fs::File::open(path)?;
        let len = file.metadata()?.len();
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
        Ok(Self { name: name.unwrap_or_default(), file, len })
    }
}

#[cfg(not(target_arch = "wasm32"))]
impl Source for DiskFile {
    fn name(&self) -> &str {
        &self.name
    }

    fn len(&self) -> u64 {
        self.len
    }

    fn read_at(&mut self, offset: u64, buffer: &mut [u8]) -> Result<usize, SourceError> {
        use std::io::{Read as _, Seek as _, SeekFrom};
        let failed =
            |error: std::io::Error| SourceError::Failed { offset, reason: error.to_string() };
        self.file.seek(SeekFrom::Start(offset)).map_err(failed)?;
        self.file.read(buffer).map_err(failed)
    }
}
