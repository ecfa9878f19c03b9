//! The figures of the page without the page: `cargo run --release --no-default-features --example report -- FILE…`
//! prints `{"ID": number | word | null, "ID.why": "…"}` (SPEC section 7).
//!
//! `--today YYYY-MM-DD` sets the day that bounds dates and the default of the export date, in place of the clock.
//! `--demo` opens the demo company.

use std::ops::ControlFlow;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::{SystemTime, UNIX_EPOCH};

use trichterwerk::import::Source;
use trichterwerk::import::source::DiskFile;
use trichterwerk::job::session::{OpenFiles, Origin};
use trichterwerk::job::{Session, report};
use trichterwerk::model::Day;

fn main() -> ExitCode {
    match run() {
        Ok(json) => {
            println!("{json}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<String, Box<dyn std::error::Error>> {
    let (mut sources, mut day, mut origin) = (Vec::new(), None, Origin::Files);
    let mut words = std::env::args().skip(1);
    while let Some(word) = words.next() {
        match word.as_str() {
            "--today" => day = Some(words.next().unwrap_or_default().parse().map(Day::from_date)?),
            "--demo" => origin = Origin::demo(),
            path => {
                let file = DiskFile::open(&PathBuf::from(path))
                    .map_err(|error| format!("{path}: {error}"))?;
                sources.push(Box::new(file) as Box<dyn Source>);
            }
        }
    }
    if sources.is_empty() && origin == Origin::Files {
        return Err("usage: report [--today YYYY-MM-DD] FILE… | --demo".into());
    }
    let today = day.map_or_else(today, Ok)?;
    let mut session = Session::new();
    let opened = session
        .open(&OpenFiles::new(origin, today), sources, &mut |_| ControlFlow::Continue(()))?;
    Ok(serde_json::to_string_pretty(&report::figures(&session, &opened).to_json())?)
}

/// The day it is now, in UTC.
#[allow(clippy::disallowed_methods, reason = "a program of its own may read the clock")]
fn today() -> Result<Day, Box<dyn std::error::Error>> {
    let seconds = SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs();
    Ok(Day(i32::try_from(seconds / 86_400)?))
}
