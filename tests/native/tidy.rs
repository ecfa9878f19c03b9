//! The house rules, as tests that walk the tree: every file says what it is, an inner ring never names an outer
//! one, nothing unfinished is left behind, and both languages say the same things.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Ring 1 in order: a module may name those before it and itself.
const RING_1: [&str; 8] =
    ["model", "import", "analysis", "simulation", "scenario", "chart", "demo", "job"];

/// What ring 1 never names: the page, the browser, a clock, ambient randomness.
const FOREIGN: [&str; 12] = [
    "leptos",
    "web_sys",
    "js_sys",
    "wasm_bindgen",
    "gloo_storage",
    "plotters",
    "crate::ui",
    "crate::browser",
    "SystemTime",
    "Instant::now",
    "thread_rng",
    "from_entropy",
];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn files(folder: &str, extension: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![root().join(folder)];
    while let Some(folder) = folders.pop() {
        let Ok(entries) = fs::read_dir(folder) else { continue };
        for path in entries.filter_map(|entry| Some(entry.ok()?.path())) {
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|known| known == extension) {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

fn name(path: &Path) -> String {
    path.strip_prefix(root()).unwrap_or(path).display().to_string().replace('\\', "/")
}

/// The lines of code of a file: without comments, which may name anything.
fn code(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.lines()
        .enumerate()
        .map(|(at, line)| (at + 1, line))
        .filter(|(_, line)| !line.trim_start().starts_with("//"))
}

#[track_caller]
fn assert_none(what: &str, found: &[String]) {
    assert!(found.is_empty(), "{what}:\n{}", found.join("\n"));
}

#[test]
fn every_file_says_what_it_is() {
    let silent: Vec<_> = ["src", "xtask/src", "tests", "examples", "benches"]
        .into_iter()
        .flat_map(|folder| files(folder, "rs"))
        .filter(|path| !fs::read_to_string(path).unwrap().starts_with("//!"))
        .map(|path| name(&path))
        .collect();
    assert_none("files without a `//!` header", &silent);
}

#[test]
fn an_inner_ring_never_names_an_outer_one() {
    let mut found = Vec::new();
    for (rank, module) in RING_1.into_iter().enumerate() {
        for path in files(&format!("src/{module}"), "rs") {
            let text = fs::read_to_string(&path).unwrap();
            for (line, code) in code(&text) {
                let later = RING_1[rank + 1..].iter().map(|later| format!("crate::{later}"));
                for word in FOREIGN.into_iter().map(str::to_owned).chain(later) {
                    if code.contains(&word) {
                        found.push(format!("{}:{line}: {word}", name(&path)));
                    }
                }
            }
        }
    }
    for path in files("src/browser", "rs") {
        let text = fs::read_to_string(&path).unwrap();
        found.extend(
            code(&text)
                .filter(|(_, code)| code.contains("crate::ui") || code.contains("leptos"))
                .map(|(line, _)| format!("{}:{line}: ring 2 names ring 3", name(&path))),
        );
    }
    assert_none("names of an outer ring", &found);
}

#[test]
fn nothing_unfinished_is_left_behind() {
    let words = ["dbg!", "todo!", "unimplemented!", "FIXME", "#[ignore"];
    let mut found = Vec::new();
    for path in files("src", "rs").into_iter().chain(files("xtask/src", "rs")) {
        let text = fs::read_to_string(&path).unwrap();
        for (at, line) in text.lines().enumerate() {
            if words.iter().any(|word| line.contains(word)) || line != line.trim_end() {
                found.push(format!("{}:{}: {}", name(&path), at + 1, line.trim()));
            }
        }
    }
    assert_none("unfinished work or trailing blanks", &found);
}

/// What stands in the repository's root: whatever else is committed there came by accident.
#[test]
fn the_root_holds_what_the_map_names() {
    const KNOWN: &str = ".cargo .ci .gitattributes .gitignore CHANGELOG.md Cargo.lock Cargo.toml LICENSE \
        LICENSE-APACHE LICENSE-MIT README.md Trunk.toml benches build.rs clippy.toml examples index.html locales \
        package-lock.json package.json rust-toolchain.toml rustfmt.toml src style tests webdriver.json xtask";
    let Ok(tracked) = Command::new("git").arg("ls-files").current_dir(root()).output() else {
        println!("skipped: there is no git");
        return;
    };
    let unknown: BTreeSet<_> = String::from_utf8_lossy(&tracked.stdout)
        .lines()
        .filter_map(|path| path.split('/').next())
        .filter(|entry| KNOWN.split(' ').all(|known| known != *entry))
        .map(str::to_owned)
        .collect();
    assert_none("unknown in the root", &unknown.into_iter().collect::<Vec<_>>());
}

/// Messages between page and worker are encoded without field names: a field that is left out, or a value that
/// tells its own kind, could not be read back.
#[test]
fn no_message_leaves_a_field_out() {
    const NAMED_ONLY: [&str; 4] =
        ["skip_serializing_if", "serde(untagged", "serde(flatten", "serde(tag"];
    let mut found = Vec::new();
    for path in files("src", "rs") {
        let text = fs::read_to_string(&path).unwrap();
        for (at, line) in code(&text) {
            if NAMED_ONLY.iter().any(|attribute| line.contains(attribute)) {
                found.push(format!("{}:{at}: {}", name(&path), line.trim()));
            }
        }
    }
    assert_none("serde attributes that need an encoding with names", &found);
}

#[test]
fn the_page_obeys_its_content_security_policy() {
    let mut found = Vec::new();
    for path in files("src/ui", "rs") {
        let text = fs::read_to_string(&path).unwrap();
        for (line, code) in code(&text) {
            // `style:left=` and `svg_style=` are fine; ` style=` is an attribute, which the policy blocks.
            if code.contains(" style=") || code.contains("(style=") {
                found.push(format!("{}:{line}: style attribute", name(&path)));
            }
            if code.contains(".unwrap()") && !text.contains("#[cfg(test)]") {
                found.push(format!("{}:{line}: unwrap", name(&path)));
            }
        }
    }
    assert_none("blocked by the policy, or a crash in waiting", &found);
}

/// Display texts live in `locales/` and `ui/text`: a page holds none of its own.
#[test]
fn pages_hold_no_text_of_their_own() {
    let mut found = Vec::new();
    for path in files("src/ui/pages", "rs") {
        let text = fs::read_to_string(&path).unwrap();
        let body = text.split("#[cfg(test)]").next().unwrap_or_default();
        for (line, code) in code(body) {
            for literal in code.split('"').skip(1).step_by(2) {
                let words = literal
                    .split(' ')
                    .filter(|word| word.len() > 2 && word.chars().all(char::is_alphabetic));
                let is_sentence = literal.contains(' ') && words.count() >= 2;
                let is_code =
                    code.contains("class") || literal.contains('{') || code.contains("expect(");
                if is_sentence && !is_code {
                    found.push(format!("{}:{line}: {literal}", name(&path)));
                }
            }
        }
    }
    assert_none("text in pages", &found);
}

#[test]
fn german_and_english_have_the_same_keys_and_values() {
    let mut differences = Vec::new();
    for path in files("locales/de", "json") {
        let english = root().join("locales/en").join(path.file_name().unwrap());
        let [german, english] = [&path, &english].map(|path| {
            let text = fs::read_to_string(path).unwrap_or_default();
            serde_json::from_str::<serde_json::Value>(&text)
                .unwrap_or_else(|error| panic!("{}: {error}", path.display()))
        });
        let placeholders = |value: &serde_json::Value| -> BTreeSet<(String, Vec<String>)> {
            let mut all = BTreeSet::new();
            collect(value, "", &mut all);
            all
        };
        for (key, values) in placeholders(&german).symmetric_difference(&placeholders(&english)) {
            differences.push(format!("{}: {key} {values:?}", name(&path)));
        }
    }
    let count = |language: &str| files(&format!("locales/{language}"), "json").len();
    assert_eq!(count("de"), count("en"), "a namespace exists in one language only");
    assert_none("keys or values of one language only", &differences);
}

/// Key paths with the sorted placeholders and tags of their text.
fn collect(value: &serde_json::Value, path: &str, all: &mut BTreeSet<(String, Vec<String>)>) {
    match value {
        serde_json::Value::Object(map) => {
            for (key, value) in map {
                collect(value, &format!("{path}.{key}"), all);
            }
        }
        serde_json::Value::String(text) => {
            assert!(!text.trim().is_empty(), "{path} is empty");
            let mut parts: Vec<String> = text
                .split("{{")
                .skip(1)
                .filter_map(|rest| Some(rest.split_once("}}")?.0.trim().to_owned()))
                .collect();
            parts.sort();
            parts.dedup();
            all.insert((path.to_owned(), parts));
        }
        other => panic!("{path}: {other} is no text"),
    }
}
