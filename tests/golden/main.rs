//! Golden vectors: every formula of the specification against numbers computed elsewhere (scipy,
//! statsmodels, lifelines, simpy, mpmath; each file names its reference and its versions).
//!
//! - `GOLDEN_DIR` names another folder of the same schema; default `tests/fixtures/golden`.
//! - `GOLDEN_ONLY=name,name` runs only files with such a name, while working on one of them.
//!
//! A file or a case without an adapter fails, and every failing path is printed with what was got, what
//! was expected and the tolerance. The same adapters and the same comparison run in a browser
//! (`tests/browser/golden.rs`), where there is no folder and nothing of this file is compiled.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test crate: a panic is a failure")]

mod analysis_adapters;
mod analysis_pitfalls;
mod compare;
mod fixtures;
mod funnel_adapter;
mod input;
mod simulation_adapters;

mod walk {
    //! The walk over the folder.

    use std::fmt::Write as _;
    use std::path::{Path, PathBuf};
    use std::{env, fs, panic};

    use serde_json::Value;

    use super::{analysis_adapters, compare, fixtures, simulation_adapters};

    fn folder() -> PathBuf {
        env::var_os("GOLDEN_DIR").map_or_else(
            || Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/golden"),
            PathBuf::from,
        )
    }

    fn files(folder: &Path) -> Vec<PathBuf> {
        let entries = fs::read_dir(folder).unwrap_or_else(|e| panic!("{}: {e}", folder.display()));
        let mut files: Vec<PathBuf> = entries
            .map(|entry| entry.unwrap().path())
            .filter(|path| path.extension().is_some_and(|e| e == "json"))
            .collect();
        files.sort();
        files
    }

    /// The output of whichever adapter knows the case; the text of its panic otherwise.
    fn output(file: &str, input: &Value) -> Result<Option<Value>, String> {
        panic::catch_unwind(|| {
            analysis_adapters::run(file, input).or_else(|| simulation_adapters::run(file, input))
        })
        .map_err(|payload| {
            let text = payload.downcast_ref::<String>().cloned();
            text.or_else(|| payload.downcast_ref::<&str>().map(|s| (*s).to_owned()))
                .unwrap_or_else(|| "panic without a text".to_owned())
        })
    }

    /// What is wrong with a case, one line each; empty if nothing is.
    fn failures(file: &str, case: &Value) -> Vec<String> {
        match output(file, &case["input"]) {
            Err(text) => vec![format!("the adapter panicked: {text}")],
            Ok(None) => vec!["no adapter".to_owned()],
            Ok(Some(output)) => {
                compare::compare_case(case, &output).iter().map(ToString::to_string).collect()
            }
        }
    }

    #[test]
    fn every_golden_file_is_embedded_for_the_browser() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/golden");
        let names: Vec<String> = files(&folder)
            .iter()
            .map(|path| path.file_stem().unwrap().to_str().unwrap().to_owned())
            .collect();
        let embedded: Vec<&str> = fixtures::FIXTURES.iter().map(|(name, _)| *name).collect();
        assert_eq!(embedded, names, "tests/golden/fixtures.rs lists other files than the folder");
    }

    #[test]
    fn every_case_of_every_golden_file_is_met() {
        let only = env::var("GOLDEN_ONLY").ok();
        let wanted =
            |file: &str| only.as_deref().is_none_or(|only| only.split(',').any(|o| o == file));
        let folder = folder();
        let (mut n_files, mut n_cases, mut n_failed) = (0, 0, 0);
        let mut report = String::new();
        for path in files(&folder) {
            let file = path.file_stem().unwrap().to_str().unwrap();
            if !wanted(file) {
                continue;
            }
            let text = fs::read_to_string(&path).unwrap();
            let golden: Value = serde_json::from_str(&text).unwrap();
            let cases = golden["cases"].as_array().expect("a golden file has cases");
            assert!(!cases.is_empty(), "{file}: no cases");
            n_files += 1;
            for case in cases {
                n_cases += 1;
                let failures = failures(file, case);
                n_failed += usize::from(!failures.is_empty());
                for failure in failures {
                    let id = case["id"].as_str().unwrap_or("case without id");
                    writeln!(report, "{id}: {failure}").unwrap();
                }
            }
        }
        println!("golden: {n_files} files, {n_cases} cases, {n_failed} failed");
        assert!(n_cases > 0, "no golden case found in {} ({only:?})", folder.display());
        assert!(n_failed == 0, "{n_failed} of {n_cases} golden cases failed:\n{report}");
    }
}
