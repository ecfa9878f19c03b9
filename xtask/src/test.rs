//! Everything continuous integration runs, in named parts, with a count at the end.

use std::cell::Cell;
use std::time::Instant;

use crate::browsers::Browsers;
use crate::build::{self, Profile};
use crate::project;
use crate::run::{Result, run, run_watching};
use crate::tools::{self, Tools, WASM_TARGET, cargo};

/// One part of the test run.
struct Part {
    /// The word to ask for it on the command line.
    name: &'static str,
    what: &'static str,
    needs: &'static [Need],
    run: fn(&Context) -> Result<()>,
}

/// What has to be set up for a part.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Need {
    /// clippy and rustfmt.
    Components,
    /// The wasm target, Trunk and wasm-bindgen.
    Tools,
    /// The npm packages.
    Packages,
    Browsers,
}

/// In this order: what is quick and most often wrong first. Parts of one target share their dependencies.
const PARTS: &[Part] = &[
    Part { name: "fmt", what: "formatting", needs: &[Need::Components], run: format },
    Part { name: "clippy", what: "lints, native", needs: &[Need::Components], run: clippy },
    Part {
        name: "clippy-wasm",
        what: "lints, wasm32",
        needs: &[Need::Components, Need::Tools],
        run: clippy_wasm,
    },
    Part { name: "pure", what: "tests of ring 1 alone", needs: &[], run: test_pure },
    Part { name: "native", what: "tests with all rings", needs: &[], run: test_native },
    Part { name: "doc", what: "documentation", needs: &[], run: document },
    Part {
        name: "wasm",
        what: "tests in headless Chromium",
        needs: &[Need::Tools, Need::Browsers],
        run: test_wasm,
    },
    Part {
        name: "build",
        what: "dist/index.html",
        needs: &[Need::Tools, Need::Packages],
        run: build_page,
    },
    Part {
        name: "e2e",
        what: "tests of dist/index.html",
        needs: &[Need::Packages, Need::Browsers],
        run: test_page,
    },
];

/// What the parts use and count.
struct Context<'a> {
    tools: Tools,
    /// The error says why there are none.
    browsers: std::result::Result<Browsers, String>,
    /// Passed on to Playwright.
    e2e_arguments: &'a [&'a str],
    passed: Cell<u64>,
    failed: Cell<u64>,
}

enum Outcome {
    Passed,
    Failed,
    Skipped,
}

/// Lists the parts.
pub fn list_parts() {
    for part in PARTS {
        println!("{:<12}{}", part.name, part.what);
    }
}

/// Runs the named parts, all if none is named. Words after `--` go to Playwright.
pub fn test(words: &[&str]) -> Result<()> {
    let end = words.iter().position(|&word| word == "--").unwrap_or(words.len());
    let (names, rest) = words.split_at(end);
    if let Some(unknown) = names.iter().find(|name| PARTS.iter().all(|part| part.name != **name)) {
        return Err(format!("there is no part `{unknown}`: see `cargo xtask ci-parts`").into());
    }
    let parts: Vec<&Part> =
        PARTS.iter().filter(|part| names.is_empty() || names.contains(&part.name)).collect();
    let context = set_up(&parts, rest.get(1..).unwrap_or_default())?;

    let mut report = Vec::new();
    for part in parts {
        println!("\n== {}: {}", part.name, part.what);
        let start = Instant::now();
        let outcome = context.run(part)?;
        let seconds = start.elapsed().as_secs_f64();
        let word = match outcome {
            Outcome::Passed => "ok",
            Outcome::Failed => "FAILED",
            Outcome::Skipped => "skipped",
        };
        report.push(format!("{:<12}{:<8}{seconds:>8.1} s  {}", part.name, word, part.what));
        println!("== {}: {word} in {seconds:.1} s", part.name);
    }
    println!("\n{}", report.join("\n"));
    println!("\n{} passed, {} failed", context.passed.get(), context.failed.get());
    if context.failed.get() == 0 { Ok(()) } else { Err("the test run failed".into()) }
}

fn set_up<'a>(parts: &[&Part], e2e_arguments: &'a [&'a str]) -> Result<Context<'a>> {
    let needs = |need| parts.iter().any(|part| part.needs.contains(&need));
    if needs(Need::Components) {
        tools::add_components()?;
    }
    let tools = if needs(Need::Tools) { Tools::for_build()? } else { Tools::of_the_machine() };
    if needs(Need::Packages) {
        tools::install_node_packages()?;
    }
    let browsers = if needs(Need::Browsers) {
        Browsers::set_up().map_err(|error| error.to_string())
    } else {
        Err("no part needs a browser".to_owned())
    };
    Ok(Context { tools, browsers, e2e_arguments, passed: Cell::new(0), failed: Cell::new(0) })
}

impl Context<'_> {
    /// Runs a part; a part that counts no tests of its own counts as one.
    fn run(&self, part: &Part) -> Result<Outcome> {
        if part.needs.contains(&Need::Browsers)
            && let Err(reason) = &self.browsers
        {
            if project::is_ci() {
                return Err(reason.clone().into());
            }
            println!("SKIPPED: {reason}");
            return Ok(Outcome::Skipped);
        }
        let before = (self.passed.get(), self.failed.get());
        match (part.run)(self) {
            Ok(()) if self.failed.get() == before.1 => {
                if self.passed.get() == before.0 {
                    self.passed.update(|n| n + 1);
                }
                return Ok(Outcome::Passed);
            }
            Ok(()) => {}
            Err(error) => println!("{error}"),
        }
        if self.failed.get() == before.1 {
            self.failed.update(|n| n + 1);
        }
        Ok(Outcome::Failed)
    }

    /// Adds what a line of a test report says.
    fn count(&self, line: &str) {
        if let Some((passed, failed)) = counts(line) {
            self.passed.update(|n| n + passed);
            self.failed.update(|n| n + failed);
        }
    }

    fn browsers(&self) -> Result<&Browsers> {
        self.browsers.as_ref().map_err(|reason| reason.clone().into())
    }
}

/// The numbers of `test result: ok. 12 passed; 0 failed; …`, the form of Rust's test runners and of our
/// Playwright reporter.
fn counts(line: &str) -> Option<(u64, u64)> {
    let (_, rest) = line.split_once("test result: ")?.1.split_once(". ")?;
    let number = |word: &str| {
        rest.split("; ").find_map(|part| part.strip_suffix(word)?.trim_end().parse().ok())
    };
    Some((number("passed")?, number("failed")?))
}

fn format(_: &Context) -> Result<()> {
    run(cargo().args(["fmt", "--all", "--check"]))
}

fn clippy(_: &Context) -> Result<()> {
    run(cargo().args([
        "clippy",
        "--locked",
        "--workspace",
        "--all-targets",
        "--",
        "-D",
        "warnings",
    ]))
}

fn clippy_wasm(_: &Context) -> Result<()> {
    run(cargo()
        .args(["clippy", "--locked", "--target", WASM_TARGET, "--lib", "--bins"])
        .args(["--test", "browser", "--", "-D", "warnings"]))
}

fn test_pure(context: &Context) -> Result<()> {
    let mut command = cargo();
    command.args(["test", "--locked", "--no-fail-fast", "--no-default-features"]);
    run_watching(&mut command, |line| context.count(line))
}

fn test_native(context: &Context) -> Result<()> {
    let mut command = cargo();
    command.args(["test", "--locked", "--no-fail-fast", "--workspace"]);
    run_watching(&mut command, |line| context.count(line))
}

fn document(_: &Context) -> Result<()> {
    run(cargo()
        .args(["doc", "--locked", "--workspace", "--no-deps"])
        .env("RUSTDOCFLAGS", "-D warnings"))
}

fn test_wasm(context: &Context) -> Result<()> {
    let mut command = context.tools.command("cargo");
    command
        .args(["test", "--locked", "--target", WASM_TARGET, "--test", "browser"])
        .env("CHROMEDRIVER", &context.browsers()?.chromedriver);
    run_watching(&mut command, |line| context.count(line))
}

fn build_page(context: &Context) -> Result<()> {
    build::build(&context.tools, Profile::Release)
}

fn test_page(context: &Context) -> Result<()> {
    let browsers = context.browsers()?;
    let mut command = tools::node();
    command
        .args(["node_modules/@playwright/test/cli.js", "test"])
        .args(["--config", "tests/e2e/playwright.config.mjs"])
        .args(context.e2e_arguments)
        .env("CHROMIUM", &browsers.chromium)
        .env("FIREFOX", &browsers.firefox);
    run_watching(&mut command, |line| context.count(line))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_counts_are_read_from_the_result_lines_of_test_runners() {
        let line =
            "test result: FAILED. 12 passed; 3 failed; 0 ignored; 0 measured; 0 filtered out";
        assert_eq!(counts(line), Some((12, 3)));
        assert_eq!(counts("test result: ok. 7 passed; 0 failed; 0 ignored"), Some((7, 0)));
        assert_eq!(counts("test model::tests::n_passed ... ok"), None);
    }
}
