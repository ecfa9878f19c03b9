//! Measures the page: the pure ring natively, start and sliders in the browser, and the import against peers.

use std::fs;
use std::path::{Path, PathBuf};

use crate::browsers::Browsers;
use crate::build::{self, Profile};
use crate::project;
use crate::run::{Result, run, run_watching, step};
use crate::tools::{self, Tools, cargo};

/// The most that the import may take, in times of a peer's (SPEC section 10).
const GOALS: [(&str, f64); 2] = [("product/duckdb", 0.35), ("product/papaparse", 0.15)];

/// Builds the page, runs all benchmarks and prints what they measure.
pub fn bench() -> Result<()> {
    let tools = Tools::for_build()?;
    let browsers = Browsers::set_up()?;
    build::build(&tools, Profile::Release)?;
    step("bench: pure ring, native", || {
        run(cargo().args(["bench", "--locked", "--no-default-features"]))
    })?;
    let peers = project::root().join("..").join("shared").join("bench");
    let folder = project::root().join("target").join("import-bench");
    if peers.is_dir() {
        step("bench: import against peers in Chromium", || import(&peers, &folder, &browsers))?;
    } else {
        println!("\nSKIPPED: the import benchmark, for there is no ../shared/bench");
    }
    let measure = |script: &str, file: Option<PathBuf>| {
        let mut measure = tools::node();
        measure.arg(format!("tests/e2e/{script}")).args(file);
        run(measure.env("CHROMIUM", &browsers.chromium))
    };
    step("bench: page in Chromium", || {
        let generated = Some(folder.join(".deals_1m.csv")).filter(|file| file.is_file());
        measure("measure.mjs", generated)
    })?;
    step("bench: ledger of debt in Chromium", || measure("measure_debt.mjs", None))
}

/// Runs the shared benchmark in a copy of its folder: it keeps its packages and its generated file there.
fn import(peers: &Path, folder: &Path, browsers: &Browsers) -> Result<()> {
    fs::create_dir_all(folder)?;
    for entry in fs::read_dir(peers)? {
        let source = entry?.path();
        if let Some(name) = source.file_name().filter(|_| source.is_file()) {
            fs::write(folder.join(name), fs::read(&source)?)?;
        }
    }
    if !folder.join("node_modules").is_dir() {
        run(tools::npm().current_dir(folder).args(["install", "--no-audit", "--no-fund"]))?;
    }
    let mut ratios = Vec::new();
    let mut command = tools::node();
    command.current_dir(folder).arg("run.mjs").arg(project::page());
    command.env("CHROMIUM", &browsers.chromium);
    run_watching(&mut command, |line| ratios.extend(ratios_of(line)))?;
    for (name, goal) in GOALS {
        let measured = ratios.iter().find(|(word, _)| word == name);
        let measured = measured.ok_or_else(|| format!("the benchmark printed no {name}"))?.1;
        let verdict = if measured <= goal { "met" } else { "MISSED" };
        println!("{name:<20}{measured:>7.3}   goal {goal:.2}: {verdict}");
    }
    Ok(())
}

/// The pairs of a line `ratios product/duckdb 0.301 product/papaparse 0.122 …`.
fn ratios_of(line: &str) -> Vec<(String, f64)> {
    let words: Vec<&str> = line.strip_prefix("ratios ").unwrap_or_default().split(' ').collect();
    let pairs = words.chunks_exact(2);
    pairs.filter_map(|pair| Some((pair[0].to_owned(), pair[1].parse().ok()?))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ratios_are_read_from_the_last_line_of_the_benchmark() {
        let line = "ratios product/duckdb 0.301 product/papaparse 0.122 product/read 2.31";
        let ratios = ratios_of(line);
        assert_eq!(ratios[1], ("product/papaparse".to_owned(), 0.122));
        assert_eq!(ratios.len(), 3);
        assert!(ratios_of("median ms { read: 300 }").is_empty());
    }
}
