//! The golden vectors in the browser: the same inputs give the same figures in wasm as natively (P6).
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test: a panic is a failure")]

#[path = "../golden/analysis_adapters.rs"]
mod analysis_adapters;
#[path = "../golden/analysis_pitfalls.rs"]
mod analysis_pitfalls;
#[path = "../golden/compare.rs"]
mod compare;
#[path = "../golden/fixtures.rs"]
mod fixtures;
#[path = "../golden/funnel_adapter.rs"]
mod funnel_adapter;
#[path = "../golden/input.rs"]
mod input;
#[path = "../golden/simulation_adapters.rs"]
mod simulation_adapters;

use serde_json::Value;
use wasm_bindgen_test::wasm_bindgen_test;

#[wasm_bindgen_test]
fn every_case_of_every_golden_file_is_met() {
    let mut failures = Vec::new();
    let mut n_cases = 0;
    for (file, text) in fixtures::FIXTURES {
        let golden: Value = serde_json::from_str(text).unwrap();
        for case in golden["cases"].as_array().unwrap() {
            n_cases += 1;
            let (input, id) = (&case["input"], &case["id"]);
            let output = analysis_adapters::run(file, input)
                .or_else(|| simulation_adapters::run(file, input));
            match output {
                None => failures.push(format!("{id}: no adapter")),
                Some(output) => failures.extend(
                    compare::compare_case(case, &output).iter().map(|m| format!("{id}: {m}")),
                ),
            }
        }
    }
    assert!(n_cases > 0, "no golden case embedded");
    assert!(failures.is_empty(), "{} of {n_cases} cases:\n{}", failures.len(), failures.join("\n"));
}
