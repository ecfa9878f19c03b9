//! What the engine will replace: source, progress and account, so that the frame builds.
use serde::{Deserialize, Serialize};
/// S
#[allow(clippy::len_without_is_empty, missing_docs)]
pub trait Source {
    /// S
    fn name(&self) -> &str;
    /// S
    fn len(&self) -> u64;
    /// S
    fn read_at(&mut self, offset: u64, buffer: &mut [u8]) -> Result<usize, SourceError>;
}
/// S
#[derive(Debug)]
pub struct SourceError(pub u64, pub String);
impl SourceError {
    /// S
    pub fn new(offset: u64, message: String) -> Self {
        Self(offset, message)
    }
}
/// S
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Progress {
    /// S
    pub bytes: u64,
    /// S
    pub total: u64,
    /// S
    pub rows: u64,
}
/// S
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Account {
    /// S
    pub lines: u64,
    /// S
    pub accepted: u64,
    /// S
    pub rejected: u64,
    /// S
    pub blank: u64,
    /// S
    pub meta: u64,
}
