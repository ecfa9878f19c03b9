//! The browsers the tests run in, found on the machine or installed through apt.

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::run::{Result, output, run, step};

/// What the tests start.
pub struct Browsers {
    /// Chromium or a relative of it.
    pub chromium: PathBuf,
    /// The driver of the same major version.
    pub chromedriver: PathBuf,
    /// Firefox.
    pub firefox: PathBuf,
}

const CHROMIUM: &[&str] = &[
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
];
const CHROMEDRIVER: &[&str] = &["chromedriver"];
const FIREFOX: &[&str] = &[
    "firefox-esr",
    "firefox",
    "/Applications/Firefox.app/Contents/MacOS/firefox",
    "C:\\Program Files\\Mozilla Firefox\\firefox.exe",
];

impl Browsers {
    /// Finds the browsers, and installs through apt what is missing where that is allowed. The error says
    /// what is missing and how to install it.
    pub fn set_up() -> Result<Self> {
        if let Ok(browsers) = Self::find() {
            return Ok(browsers);
        }
        if let Some(apt_get) = apt_get() {
            let installed = step("set-up: Chromium and Firefox through apt (once)", || {
                run(apt_get().args(["update", "--quiet"]))?;
                run(apt_get().args([
                    "install",
                    "--yes",
                    "--quiet",
                    "--no-install-recommends",
                    "chromium",
                    "chromium-driver",
                    "firefox-esr",
                ]))
            });
            if let Err(error) = installed {
                println!("{error}");
            }
        }
        Self::find()
    }

    fn find() -> Result<Self> {
        let find = |variable: &str, candidates: &[&str], name: &str, package: &str| {
            let named = env::var_os(variable).map(PathBuf::from);
            let found = named.or_else(|| candidates.iter().find_map(|name| locate(name)));
            found.ok_or_else(|| {
                format!(
                    "{name} is missing: `apt install {package}` as root on Debian; elsewhere install it \
                     and set {variable} to its path"
                )
            })
        };
        let chromium = find("CHROMIUM", CHROMIUM, "Chromium", "chromium")?;
        let chromedriver = find("CHROMEDRIVER", CHROMEDRIVER, "chromedriver", "chromium-driver")?;
        let firefox = find("FIREFOX", FIREFOX, "Firefox", "firefox-esr")?;
        if let (Some(browser), Some(driver)) = (major(&chromium), major(&chromedriver))
            && browser != driver
        {
            return Err(format!(
                "chromedriver {driver} does not drive Chromium {browser}: install the driver of the same version"
            )
            .into());
        }
        Ok(Self { chromium, chromedriver, firefox })
    }
}

/// The file of a program: an absolute path as it is, a name through the `PATH`.
fn locate(name: &str) -> Option<PathBuf> {
    if Path::new(name).is_absolute() {
        return Some(PathBuf::from(name)).filter(|path| path.is_file());
    }
    let file = format!("{name}{}", env::consts::EXE_SUFFIX);
    env::split_paths(&env::var_os("PATH")?)
        .map(|folder| folder.join(&file))
        .find(|path| path.is_file())
}

/// The major version a program reports, say 156 for `Chromium 156.0.8078.79 built on …`.
fn major(program: &Path) -> Option<u32> {
    if cfg!(windows) {
        // There `chrome.exe --version` opens a window.
        return None;
    }
    major_of(&output(Command::new(program).arg("--version"))?)
}

fn major_of(text: &str) -> Option<u32> {
    let version = text.split_whitespace().find(|word| word.contains('.'))?;
    version.split('.').next()?.parse().ok()
}

/// How to call apt-get as root, if that works without a password.
fn apt_get() -> Option<impl Fn() -> Command> {
    locate("apt-get")?;
    let is_root = output(Command::new("id").arg("-u")).is_some_and(|user| user == "0");
    if !is_root {
        output(Command::new("sudo").args(["-n", "true"]))?;
    }
    Some(move || {
        let mut command = Command::new(if is_root { "apt-get" } else { "sudo" });
        if !is_root {
            command.args(["-n", "--preserve-env=DEBIAN_FRONTEND", "apt-get"]);
        }
        command.env("DEBIAN_FRONTEND", "noninteractive");
        command
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_major_version_is_read_from_what_browsers_and_drivers_print() {
        assert_eq!(major_of("Chromium 156.0.8078.79 built on Debian GNU/Linux 12"), Some(156));
        assert_eq!(major_of("ChromeDriver 156.0.8078.79 (0f3b2c)"), Some(156));
        assert_eq!(major_of("Google Chrome"), None);
    }
}
