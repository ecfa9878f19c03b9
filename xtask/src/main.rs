//! The project's commands: `cargo xtask build`, `serve`, `test`, `bench`.
//!
//! Each one installs what is missing on the machine ([`tools`], [`browsers`]) and says what runs and for how
//! long ([`run`]). [`build`] compiles the page with Trunk, whose hook is [`pack`]; [`mod@test`] is what continuous
//! integration runs.

mod bench;
mod browsers;
mod build;
mod css;
mod pack;
mod project;
mod run;
mod serve;
mod test;
mod tools;

use std::process::ExitCode;

use build::Profile;
use run::Result;
use tools::Tools;

const USAGE: &str = "\
cargo xtask build [--quick]             leaves dist/index.html; --quick optimises little, for the inner loop
cargo xtask serve [--quick] [--port N]  builds it and serves it on http://127.0.0.1:8017/
cargo xtask test [PART…] [-- ARGS]      runs what the CI runs, or the named parts; ARGS go to Playwright
cargo xtask ci-parts                    lists the parts
cargo xtask bench                       measures: pure ring, page, import against peers";

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match dispatch(&words) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("\nxtask: {error}");
            ExitCode::FAILURE
        }
    }
}

fn dispatch(words: &[&str]) -> Result<()> {
    match words {
        ["build"] => build::build(&Tools::for_build()?, Profile::Release),
        ["build", "--quick"] => build::build(&Tools::for_build()?, Profile::Quick),
        ["serve", options @ ..] => {
            let (profile, port) = serve_options(options)?;
            build::build(&Tools::for_build()?, profile)?;
            serve::serve(port)
        }
        ["test", words @ ..] => test::test(words),
        ["bench"] => bench::bench(),
        ["ci-parts"] => {
            test::list_parts();
            Ok(())
        }
        ["pack"] => pack::pack(),
        [] | ["help" | "--help" | "-h"] => {
            println!("{USAGE}");
            Ok(())
        }
        _ => Err(format!("unknown command `{}`\n{USAGE}", words.join(" ")).into()),
    }
}

fn serve_options(words: &[&str]) -> Result<(Profile, u16)> {
    let (mut profile, mut port) = (Profile::Release, serve::DEFAULT_PORT);
    let mut words = words.iter();
    while let Some(&word) = words.next() {
        match word {
            "--quick" => profile = Profile::Quick,
            "--port" => {
                let number = words.next().and_then(|number| number.parse().ok());
                port = number.ok_or("--port needs a number up to 65535")?;
            }
            _ => return Err(format!("unknown option `{word}`\n{USAGE}").into()),
        }
    }
    Ok((profile, port))
}
