//! Mappings as a file: what a colleague needs to read the same export in the same way, and no row of it.

use serde::{Deserialize, Serialize};

use super::mapping::Mapping;

/// What the file says of itself.
const FORMAT: &str = "trichterwerk-mappings";

/// The version written; older ones are read.
const VERSION: u32 = 1;

#[derive(Serialize, Deserialize)]
struct Document {
    format: String,
    version: u32,
    mappings: Vec<Mapping>,
}

/// Why a file holds no mappings.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum MappingFileError {
    /// The text is no JSON.
    #[error("line {line}, column {column}: not JSON")]
    NotJson {
        /// Line of the fault, from 1.
        line: usize,
        /// Column of the fault, from 1.
        column: usize,
    },
    /// The text is JSON of something else.
    #[error("not a file of mappings")]
    NotMappings,
    /// A newer version has written it.
    #[error("version {version} is newer than {VERSION}")]
    Newer {
        /// Its version.
        version: u32,
    },
}

/// The mappings as JSON.
#[must_use]
pub fn write(mappings: &[Mapping]) -> String {
    let document =
        Document { format: FORMAT.to_owned(), version: VERSION, mappings: mappings.to_vec() };
    // Strings, numbers and lists always have a form in JSON.
    serde_json::to_string_pretty(&document).unwrap_or_default()
}

/// The mappings of a JSON text.
///
/// ```
/// use trichterwerk::import::mapping_file::{MappingFileError, read, write};
/// assert_eq!(read(&write(&[])), Ok(Vec::new()));
/// assert_eq!(read("{}"), Err(MappingFileError::NotMappings));
/// assert_eq!(read("a;b"), Err(MappingFileError::NotJson { line: 1, column: 1 }));
/// ```
pub fn read(text: &str) -> Result<Vec<Mapping>, MappingFileError> {
    let value: serde_json::Value =
        serde_json::from_str(text.trim_start_matches('\u{feff}')).map_err(|error| {
            MappingFileError::NotJson { line: error.line(), column: error.column() }
        })?;
    if value.get("format").and_then(|format| format.as_str()) != Some(FORMAT) {
        return Err(MappingFileError::NotMappings);
    }
    let version = value.get("version").and_then(serde_json::Value::as_u64).unwrap_or(0);
    if version > u64::from(VERSION) {
        return Err(MappingFileError::Newer {
            version: u32::try_from(version).unwrap_or(u32::MAX),
        });
    }
    serde_json::from_value::<Document>(value)
        .map(|document| document.mappings)
        .map_err(|_| MappingFileError::NotMappings)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::plan::{FileShape, Fingerprint};
    use crate::import::stage_edit::{StageEdit, StageMerge};
    use crate::model::{Meaning, StageKind};

    #[test]
    fn what_is_written_is_read_again() {
        let mut mapping = Mapping::new(Fingerprint(u64::MAX));
        mapping.shape = Some(FileShape::StageDates);
        mapping.choose("Angebot am", |choice| {
            choice.meaning = Some(Meaning::StageEntered("Angebot".into()));
            choice.missing = Some(vec!["999".into()]);
        });
        mapping.stages = Some(StageEdit {
            merges: vec![StageMerge { into: "A".into(), words: vec!["B".into()] }],
            kinds: vec![("C".into(), StageKind::Lost)],
            order: vec!["A".into()],
        });
        assert_eq!(read(&write(std::slice::from_ref(&mapping))), Ok(vec![mapping]));
    }

    #[test]
    fn other_files_and_newer_versions_are_told_apart() {
        assert!(matches!(read("[1, 2"), Err(MappingFileError::NotJson { line: 1, .. })));
        let newer = write(&[]).replace("\"version\": 1", "\"version\": 9");
        assert_eq!(read(&newer), Err(MappingFileError::Newer { version: 9 }));
        let broken = write(&[]).replace("[]", "[1]");
        assert_eq!(read(&broken), Err(MappingFileError::NotMappings));
    }
}
