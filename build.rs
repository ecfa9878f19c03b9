//! Turns `locales/{de,en}/*.json` into typed keys, so that a text is a field and a typo a compile error.
//! One file is one namespace; a page keeps its texts in a file of its own.
//!
//! It calls the parser and the generator that `leptos_i18n`'s own macros are made of. `leptos_i18n_build`
//! would do the same but brings ICU's data generator and a network stack with it: minutes of compiling.

#[cfg(feature = "app")]
fn main() -> Result<(), Box<dyn std::error::Error>> {
    use leptos_i18n_parser::parse_locales::options::{Config, ParseOptions};
    use leptos_i18n_parser::parse_locales::parse_locales;

    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=locales");
    let mut namespaces: Vec<String> = std::fs::read_dir("locales/de")?
        .filter_map(|entry| Some(entry.ok()?.path().file_stem()?.to_str()?.to_owned()))
        .collect();
    namespaces.sort();
    // `interpolate_display`: sentences with values are made outside views too.
    let options = ParseOptions::new().interpolate_display(true);
    let config =
        Config::new("de")?.add_locale("en")?.add_namespaces(namespaces)?.parse_options(options);
    let locales = parse_locales(None, config)?;
    for warning in locales.diag.warnings().iter() {
        println!("cargo::warning={warning}");
    }
    for error in locales.diag.errors().iter() {
        println!("cargo::error={error}");
    }
    let code = leptos_i18n_codegen::gen_code(&locales, None, false, None, true)?;
    let out = std::env::var_os("OUT_DIR").ok_or("no OUT_DIR")?;
    let folder = std::path::PathBuf::from(out).join("i18n");
    std::fs::create_dir_all(&folder)?;
    std::fs::write(folder.join("mod.rs"), code.to_string())?;
    Ok(())
}

#[cfg(not(feature = "app"))]
fn main() {}
