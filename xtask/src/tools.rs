//! The tools a build needs besides the Rust toolchain, at pinned versions, installed once.
//!
//! A tool of the right version on the `PATH` is taken as it is. Otherwise it is installed into a folder of
//! this project in the user's cache (`…/trichterwerk/tools/NAME-VERSION`); what the user has installed
//! is never touched. The npm packages are pinned in `package.json` and `package-lock.json`.

use std::env;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::project;
use crate::run::{Result, output, run, step};

/// The wasm bundler. (`wasm-bindgen-cli` follows `Cargo.lock`, the npm packages `package-lock.json`.)
const TRUNK_VERSION: &str = "0.21.14";

/// The target of the page.
pub const WASM_TARGET: &str = "wasm32-unknown-unknown";

/// A `PATH` on which the pinned tools come first.
pub struct Tools {
    path: OsString,
}

impl Tools {
    /// Sets up what compiling the page needs: the wasm target, all crates, Trunk and wasm-bindgen.
    pub fn for_build() -> Result<Self> {
        let mut folders = Vec::new();
        step("set-up: wasm target, crates, trunk, wasm-bindgen", || {
            add_wasm_target()?;
            run(cargo().args(["fetch", "--locked", "--quiet"]))?;
            folders.extend(install(&CargoTool::trunk())?);
            folders.extend(install(&CargoTool::wasm_bindgen()?)?);
            Ok(())
        })?;
        let inherited = env::var_os("PATH").unwrap_or_default();
        folders.extend(env::split_paths(&inherited));
        Ok(Self { path: env::join_paths(folders)? })
    }

    /// What is on the `PATH`, for work that needs no tools.
    pub fn of_the_machine() -> Self {
        Self { path: env::var_os("PATH").unwrap_or_default() }
    }

    /// A command that finds the pinned tools, started in the folder of the repository.
    pub fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command.current_dir(project::root()).env("PATH", &self.path);
        command
    }
}

/// Cargo, started in the folder of the repository.
pub fn cargo() -> Command {
    let mut command = Command::new("cargo");
    command.current_dir(project::root());
    command
}

/// Node, started in the folder of the repository.
pub fn node() -> Command {
    let mut command = Command::new("node");
    command.current_dir(project::root());
    command
}

/// npm, started in the folder of the repository.
pub fn npm() -> Command {
    let mut command = Command::new(if cfg!(windows) { "npm.cmd" } else { "npm" });
    command.current_dir(project::root());
    command
}

/// Installs the npm packages of `package-lock.json` unless they are there already.
pub fn install_node_packages() -> Result<()> {
    let root = project::root();
    let wanted = std::fs::read(root.join("package-lock.json"))?;
    let stamp = root.join("node_modules").join(".installed-lock.json");
    if std::fs::read(&stamp).is_ok_and(|installed| installed == wanted) {
        return Ok(());
    }
    step("set-up: npm packages", || {
        if output(node().arg("--version")).is_none() {
            return Err("Node.js is missing: install Node 20 or later (https://nodejs.org)".into());
        }
        run(npm().args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"]))?;
        Ok(std::fs::write(&stamp, &wanted)?)
    })
}

/// A command-line tool from crates.io.
struct CargoTool {
    package: &'static str,
    version: String,
    /// The programs it brings; the first one is asked for its version.
    programs: &'static [&'static str],
    /// Features to leave out, as arguments of `cargo install`.
    features: &'static [&'static str],
    /// How much the tool itself is optimised. Trunk only starts other programs; wasm-bindgen rewrites
    /// the whole module, where an unoptimised build costs more in every build than it saves once.
    opt_level: &'static str,
}

impl CargoTool {
    fn trunk() -> Self {
        Self {
            package: "trunk",
            version: TRUNK_VERSION.to_owned(),
            programs: &["trunk"],
            // Without TLS and update check: it is asked to build offline and never to fetch anything.
            features: &["--no-default-features"],
            opt_level: "0",
        }
    }

    fn wasm_bindgen() -> Result<Self> {
        Ok(Self {
            package: "wasm-bindgen-cli",
            version: project::locked_version("wasm-bindgen")?,
            programs: &["wasm-bindgen", "wasm-bindgen-test-runner"],
            features: &[],
            opt_level: "1",
        })
    }

    /// Whether all programs of the tool, found through `folder` or else the `PATH`, have the version.
    fn is_in(&self, folder: Option<&Path>) -> bool {
        self.programs.iter().all(|program| {
            let program = folder.map_or_else(|| PathBuf::from(program), |dir| dir.join(program));
            let version = output(Command::new(program).arg("--version"));
            version.is_some_and(|text| text.split_whitespace().any(|word| word == self.version))
        })
    }
}

/// The folder to put on the `PATH` for the tool; none if the `PATH` has the right version already.
fn install(tool: &CargoTool) -> Result<Option<PathBuf>> {
    if tool.is_in(None) {
        return Ok(None);
    }
    let folder = cache_folder()?.join("tools").join(format!("{}-{}", tool.package, tool.version));
    let programs = folder.join("bin");
    if tool.is_in(Some(&programs)) {
        return Ok(Some(programs));
    }
    step(&format!("set-up: install {} {} (once)", tool.package, tool.version), || {
        run(cargo()
            .args(["install", "--locked", "--force", "--version", &tool.version])
            .args(tool.features)
            .arg("--root")
            .arg(&folder)
            .arg(tool.package)
            .env("CARGO_PROFILE_RELEASE_OPT_LEVEL", tool.opt_level)
            .env("CARGO_PROFILE_RELEASE_LTO", "off")
            .env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "256"))
    })?;
    if tool.is_in(Some(&programs)) {
        Ok(Some(programs))
    } else {
        Err(format!("{} does not answer with version {}", programs.display(), tool.version).into())
    }
}

/// Adds the parts of the Rust toolchain that the checks use.
pub fn add_components() -> Result<()> {
    for (component, program) in [("clippy", "clippy"), ("rustfmt", "fmt")] {
        if output(cargo().args([program, "--version"])).is_none() {
            run(rustup().args(["component", "add", component]))?;
        }
    }
    Ok(())
}

fn rustup() -> Command {
    let mut command = Command::new("rustup");
    command.current_dir(project::root());
    command
}

fn add_wasm_target() -> Result<()> {
    let sysroot = output(Command::new("rustc").args(["--print", "sysroot"]));
    let sysroot = sysroot.ok_or("rustc is missing: install Rust through https://rustup.rs")?;
    let library = Path::new(&sysroot).join("lib").join("rustlib").join(WASM_TARGET).join("lib");
    if library.is_dir() {
        return Ok(());
    }
    run(rustup().args(["target", "add", WASM_TARGET]))
}

/// The project's folder in the user's cache.
fn cache_folder() -> Result<PathBuf> {
    let variable = |name| env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let cache = variable("XDG_CACHE_HOME").or_else(|| {
        if cfg!(windows) {
            variable("LOCALAPPDATA")
        } else if cfg!(target_os = "macos") {
            variable("HOME").map(|home| home.join("Library").join("Caches"))
        } else {
            variable("HOME").map(|home| home.join(".cache"))
        }
    });
    Ok(cache
        .ok_or("there is no home folder to keep the tools in: set XDG_CACHE_HOME")?
        .join("trichterwerk"))
}
