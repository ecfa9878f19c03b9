//! Builds the page: `dist/index.html`.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::project;
use crate::run::{Result, output, run, step};
use crate::tools::{self, Tools};

/// How much the build optimises.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Profile {
    /// What is published: cargo's `release` and wasm-opt.
    Release,
    /// The inner loop: cargo's `quick`, no wasm-opt.
    Quick,
}

/// Builds the page and says how large it is.
pub fn build(tools: &Tools, profile: Profile) -> Result<()> {
    if profile == Profile::Release {
        tools::install_node_packages()?;
    }
    step("build dist/index.html", || {
        let mut trunk = tools.command("trunk");
        trunk.arg("build");
        match profile {
            Profile::Release => trunk.arg("--release"),
            Profile::Quick => trunk.args(["--cargo-profile", "quick"]),
        };
        // Flags of the caller's environment would replace those of the project, and Trunk misreads NO_COLOR=1.
        for name in ["RUSTFLAGS", "CARGO_ENCODED_RUSTFLAGS", "NO_COLOR"] {
            trunk.env_remove(name);
        }
        run(trunk
            .env("RUST_BACKTRACE", "0")
            .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS", remapped_paths()))?;
        println!("dist/index.html: {} bytes", std::fs::metadata(project::page())?.len());
        Ok(())
    })
}

/// Compiler flags that replace the paths of this machine, so that every machine builds the same bytes.
///
/// Cargo joins them with the `rustflags` of `.cargo/config.toml`.
fn remapped_paths() -> OsString {
    let home = std::env::home_dir().unwrap_or_default();
    let cargo_home = std::env::var_os("CARGO_HOME").map_or(home.join(".cargo"), PathBuf::from);
    let target = std::env::var_os("CARGO_TARGET_DIR").map(PathBuf::from);
    let sysroot = output(Command::new("rustc").args(["--print", "sysroot"])).map(PathBuf::from);
    let mut flags = OsString::new();
    let mut remap = |from: &Path, to: &str| {
        flags.push(" --remap-path-prefix=");
        flags.push(from);
        flags.push("=");
        flags.push(to);
    };
    remap(&cargo_home, "cargo");
    // The name of a registry's folder depends on how this machine reaches it.
    let registries = std::fs::read_dir(cargo_home.join("registry").join("src"));
    registries.into_iter().flatten().flatten().for_each(|entry| remap(&entry.path(), "crates"));
    sysroot.inspect(|path| remap(path, "rust"));
    target.filter(|path| path.is_absolute()).inspect(|path| remap(path, "target"));
    remap(&project::root(), ".");
    flags
}
