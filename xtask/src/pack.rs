//! Packs what Trunk staged into one self-contained `index.html` that starts from `file://`.
//!
//! The source `index.html` shows the shape of the finished page with empty slots; this fills them: the style
//! sheet, the wasm module (gzip, base64), the wasm-bindgen glue, the boot script, and the
//! Content-Security-Policy with the SHA-256 of each script and of the style. The boot script carries the
//! SHA-256 of the module. Nothing here reads a clock: same input, same bytes.

use std::env;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use flate2::{Compression, GzBuilder};
use sha2::{Digest as _, Sha256};

use crate::css;
use crate::project;
use crate::run::{Result, run};
use crate::tools;

/// The WebAssembly features that rustc enables for the target, and SIMD of `.cargo/config.toml`.
const WASM_FEATURES: &[&str] = &[
    "--enable-simd",
    "--enable-bulk-memory",
    "--enable-sign-ext",
    "--enable-nontrapping-float-to-int",
    "--enable-mutable-globals",
    "--enable-reference-types",
    "--enable-multivalue",
];

/// The parts of the page, as text and bytes.
struct Parts<'a> {
    /// The source page with its slots.
    html: &'a str,
    css: &'a str,
    glue: &'a str,
    boot: &'a str,
    wasm: &'a [u8],
}

/// Trunk's `post_build` hook: replaces the contents of the staging folder by the one file.
pub fn pack() -> Result<()> {
    let staging = env::var_os("TRUNK_STAGING_DIR").map(PathBuf::from);
    let staging = staging.ok_or("`pack` is Trunk's hook: run `cargo xtask build`")?;
    let glue_path = staging.join("trichterwerk.js");
    let wasm_path = staging.join("trichterwerk_bg.wasm");
    if env::var("TRUNK_PROFILE").is_ok_and(|profile| profile == "release") {
        optimise(&wasm_path)?;
    }
    let source = project::root();
    let page = page(&Parts {
        html: &read(&source.join("index.html"))?,
        css: &css::bundle(&source.join("style").join("main.css"))?,
        glue: &read(&glue_path)?,
        boot: &read(&source.join("src").join("boot.js"))?,
        wasm: &fs::read(&wasm_path)?,
    })?;
    for entry in fs::read_dir(&staging)? {
        let path = entry?.path();
        if path.is_dir() {
            // Trunk puts JavaScript snippets of dependencies there; inline scripts could not import them.
            return Err(format!("cannot pack the folder {}", path.display()).into());
        }
        fs::remove_file(path)?;
    }
    fs::write(staging.join("index.html"), page)?;
    Ok(())
}

/// Runs binaryen's optimiser over the module, for speed.
///
/// A function with one caller stays a function of its own: browsers make code faster per function and per call, and loops
/// over a million rows are cut into calls for that reason (`model::block`). Merged into their caller again, the import
/// took a fifth longer.
///
/// Functions are sorted by name at the end: copies of one generic function then stand within the 32 kB that gzip looks
/// back, which makes the page 5 % smaller. The names go once they have served.
fn optimise(wasm: &Path) -> Result<()> {
    let program = Path::new("node_modules").join("binaryen").join("bin").join("wasm-opt");
    let passes = [
        "-O3",
        "--one-caller-inline-max-function-size=20",
        "--reorder-functions-by-name",
        "--strip-debug",
    ];
    run(tools::node().arg(program).args(passes).args(WASM_FEATURES).arg(wasm).arg("-o").arg(wasm))
}

/// The finished page.
fn page(parts: &Parts) -> Result<String> {
    let boot = fill(parts.boot, "{{WASM_SHA256}}", &hex(&Sha256::digest(parts.wasm)))?;
    for (name, text) in [("glue", parts.glue), ("boot script", boot.as_str())] {
        // Either would end or bend the inline script in the eyes of the HTML parser.
        if text.contains("</script") || text.contains("<!--") {
            return Err(format!("the {name} contains `</script` or `<!--`").into());
        }
    }
    let policy = format!(
        "default-src 'none'; script-src '{glue}' '{boot}' 'wasm-unsafe-eval'; worker-src blob:; \
         style-src '{style}'; img-src data: blob:; connect-src 'none'; base-uri 'none'; form-action 'none'",
        glue = source_hash(parts.glue),
        boot = source_hash(&boot),
        style = source_hash(parts.css),
    );
    let module = BASE64.encode(gzip(parts.wasm)?);
    let html = without_trunk_links(parts.html);
    let html = fill(&html, "Policy\" content=\"\"", &format!("Policy\" content=\"{policy}\""))?;
    let html = fill(&html, "<style></style>", &format!("<style>{}</style>", parts.css))?;
    let html = fill_script(&html, "<script id=\"start\">", &boot)?;
    let html = fill_script(&html, "<script id=\"glue\">", parts.glue)?;
    fill_script(&html, "<script id=\"wasm\" type=\"application/octet-stream\">", &module)
}

fn fill_script(html: &str, start: &str, content: &str) -> Result<String> {
    fill(html, &format!("{start}</script>"), &format!("{start}{content}</script>"))
}

/// `text` with its one `slot` replaced.
fn fill(text: &str, slot: &str, content: &str) -> Result<String> {
    let mut parts = text.split(slot);
    match (parts.next(), parts.next(), parts.next()) {
        (Some(before), Some(after), None) => Ok([before, content, after].concat()),
        _ => Err(format!("expected exactly one `{slot}`").into()),
    }
}

/// The page without the lines that only tell Trunk what to build.
fn without_trunk_links(html: &str) -> String {
    html.lines().filter(|line| !line.contains("data-trunk")).flat_map(|line| [line, "\n"]).collect()
}

/// The text of a file with the line ends a browser hashes (its parser turns CR LF into LF).
fn read(path: &Path) -> Result<String> {
    let text = fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))?;
    Ok(text.replace("\r\n", "\n"))
}

/// gzip without name and time.
fn gzip(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut encoder = GzBuilder::new().mtime(0).write(Vec::new(), Compression::best());
    encoder.write_all(bytes)?;
    Ok(encoder.finish()?)
}

/// The source expression of an inline script or style in a Content-Security-Policy.
fn source_hash(text: &str) -> String {
    format!("sha256-{}", BASE64.encode(Sha256::digest(text)))
}

fn hex(bytes: &[u8]) -> String {
    let digit = |nibble: u8| char::from_digit(nibble.into(), 16).unwrap_or_default();
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const HTML: &str = "<head>\n<meta http-equiv=\"Content-Security-Policy\" content=\"\">\n\
        <link data-trunk rel=\"rust\">\n<style></style>\n<script id=\"wasm\" type=\"application/octet-stream\"></script>\n\
        <script id=\"glue\"></script>\n<script id=\"start\"></script>\n";

    fn parts(glue: &'static str) -> Parts<'static> {
        Parts { html: HTML, css: "a{}", glue, boot: "start('{{WASM_SHA256}}')", wasm: b"\0asm" }
    }

    #[test]
    fn the_policy_names_the_published_hash_of_each_part() {
        let page = page(&parts("")).unwrap();
        // SHA-256 of the empty text, as everyone publishes it.
        assert!(
            page.contains("script-src 'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=' '")
        );
        assert!(page.contains("<style>a{}</style>"));
        assert!(!page.contains("data-trunk"));
    }

    #[test]
    fn the_boot_script_carries_the_hash_of_the_module() {
        let page = page(&parts("")).unwrap();
        let hash = hex(&Sha256::digest(b"\0asm"));
        assert!(page.contains(&format!("<script id=\"start\">start('{hash}')</script>")));
    }

    #[test]
    fn a_script_that_would_end_early_is_refused() {
        assert!(page(&parts("let x = '</script>'")).is_err());
        assert!(page(&parts("let x = '<!--'")).is_err());
    }

    #[test]
    fn a_missing_or_double_slot_is_refused() {
        assert_eq!(fill("a[]c", "[]", "b").unwrap(), "abc");
        assert!(fill("ac", "[]", "b").is_err());
        assert!(fill("a[]c[]", "[]", "b").is_err());
    }

    #[test]
    fn the_same_bytes_pack_to_the_same_bytes_without_a_time() {
        let zipped = gzip(b"trichterwerk").unwrap();
        assert_eq!(zipped, gzip(b"trichterwerk").unwrap());
        assert_eq!(&zipped[4..8], [0; 4]);
    }
}
