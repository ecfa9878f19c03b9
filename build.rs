//! Turns `locales/{de,en}/*.json` into typed keys, so that a text is a field and a typo a compile error.

#[cfg(feature = "app")]
fn main() -> Result<(), Box<dyn std::error::Error>> {
    use leptos_i18n_build::{Config, TranslationsInfos};

    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=locales");
    let config = Config::new("de")?.add_locale("en")?;
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
