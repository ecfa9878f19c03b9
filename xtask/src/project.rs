//! Where things are in the repository, and what its lock file says.

use std::path::{Path, PathBuf};

use crate::run::Result;

/// The folder of the repository.
pub fn root() -> PathBuf {
    let xtask = Path::new(env!("CARGO_MANIFEST_DIR"));
    xtask.parent().unwrap_or(xtask).to_owned()
}

/// The one file a build leaves.
pub fn page() -> PathBuf {
    root().join("dist").join("index.html")
}

/// The version of a package in `Cargo.lock`, so that a tool that has to match it cannot drift.
pub fn locked_version(package: &str) -> Result<String> {
    let lock = std::fs::read_to_string(root().join("Cargo.lock"))?;
    let name = format!("name = \"{package}\"");
    let mut lines = lock.lines().skip_while(|line| *line != name).skip(1);
    let version = lines.next().and_then(|line| line.strip_prefix("version = \""));
    let version = version.and_then(|rest| rest.strip_suffix('"'));
    Ok(version.ok_or_else(|| format!("Cargo.lock has no package {package}"))?.to_owned())
}

/// Whether this is a run of continuous integration, where nothing may be skipped.
pub fn is_ci() -> bool {
    std::env::var_os("CI").is_some_and(|value| value == "true" || value == "1")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lock_names_the_version_of_wasm_bindgen_that_the_manifest_pins() {
        let manifest = std::fs::read_to_string(root().join("Cargo.toml")).unwrap();
        let version = locked_version("wasm-bindgen").unwrap();
        assert!(manifest.contains(&format!("wasm-bindgen = {{ version = \"={version}\"")));
        assert!(locked_version("no such package").is_err());
    }
}
