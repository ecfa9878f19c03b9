//! Turns `locales/{de,en}/*.json` into typed keys, so that a text is a field and a typo a compile error.
//! One file is one namespace; a page keeps its texts in a file of its own.

#[cfg(feature = "app")]
fn main() -> Result<(), Box<dyn std::error::Error>> {
    use leptos_i18n_build::{Config, ParseOptions, TranslationsInfos};

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
    let out =
        std::path::PathBuf::from(std::env::var_os("OUT_DIR").ok_or("no OUT_DIR")?).join("i18n");
    let translations = TranslationsInfos::parse(config)?;
    translations.emit_diagnostics();
    translations.rerun_if_locales_changed();
    translations.generate_i18n_module(out)?;
    Ok(())
}

#[cfg(not(feature = "app"))]
fn main() {}
