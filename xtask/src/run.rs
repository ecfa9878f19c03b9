//! Running other programs, and saying what runs and how long it took.

use std::error::Error;
use std::io::{BufRead as _, BufReader};
use std::process::{Command, Stdio};
use std::time::Instant;

/// Errors of the commands are sentences for the person at the terminal.
pub type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// Runs `work` under a printed heading and prints its wall time in seconds.
pub fn step<T>(name: &str, work: impl FnOnce() -> Result<T>) -> Result<T> {
    println!("\n== {name}");
    let start = Instant::now();
    let result = work();
    let outcome = if result.is_ok() { "done" } else { "FAILED" };
    println!("== {name}: {outcome} in {:.1} s", start.elapsed().as_secs_f64());
    result
}

/// Runs the command to its end; anything but success is an error that names it.
pub fn run(command: &mut Command) -> Result<()> {
    let status = command.status().map_err(|error| cannot_start(command, &error))?;
    if status.success() { Ok(()) } else { Err(failed(command, &status.to_string())) }
}

/// Runs the command, passes its output on line by line, and gives each line to `look`.
pub fn run_watching(command: &mut Command, mut look: impl FnMut(&str)) -> Result<()> {
    let mut child =
        command.stdout(Stdio::piped()).spawn().map_err(|error| cannot_start(command, &error))?;
    if let Some(stdout) = child.stdout.take() {
        for line in BufReader::new(stdout).split(b'\n') {
            let line = line?;
            let line = String::from_utf8_lossy(&line);
            println!("{line}");
            look(&line);
        }
    }
    let status = child.wait()?;
    if status.success() { Ok(()) } else { Err(failed(command, &status.to_string())) }
}

/// What the command prints, if it can be started and succeeds.
pub fn output(command: &mut Command) -> Option<String> {
    let output = command.stdin(Stdio::null()).stderr(Stdio::null()).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

fn shown(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words.map(|word| word.to_string_lossy()).collect::<Vec<_>>().join(" ")
}

fn cannot_start(command: &Command, error: &std::io::Error) -> Box<dyn Error> {
    format!("cannot start `{}`: {error}", shown(command)).into()
}

fn failed(command: &Command, status: &str) -> Box<dyn Error> {
    format!("`{}` ended with {status}", shown(command)).into()
}
