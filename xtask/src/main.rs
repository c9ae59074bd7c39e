//! `cargo xtask`: the commands.
#![forbid(unsafe_code)]

use std::ffi::OsString;
use std::process::ExitCode;

use cargo_kmdf::print;
use cargo_kmdf::target::What;
use clap::{Parser, Subcommand};
use xtask::{app, ci, docs, doctor, explore, flips, fuzz, miri, sanitize, tests};

/// Checks the project, makes its generated pages, and builds and tests its app for Windows. For the
/// driver's image and package: cargo kmdf.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask", version)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Build echoapp.exe
    App(What),
    /// Run every check; with --fast, the quick ones to run before each commit
    Ci(ci::Options),
    /// Make the generated pages, blocks and pictures, or find the stale ones
    Docs(docs::Options),
    /// List what each command needs, and what is missing
    Doctor,
    /// Build and package every image, build the app, and run the tests that need them
    Test,
    /// Run the x64 release image with single bits flipped, in the app: every run must end with an exit
    /// code, and with a message if it fails
    Flips(flips::Options),
    /// Run each fuzz target for some time
    Fuzz(fuzz::Options),
    /// Run unit tests of the host under Miri, where a nightly toolchain has it
    Miri,
    /// Run tests under the sanitizers
    Sanitize {
        /// The sanitizer; by default each in turn
        sanitizer: Option<sanitize::Sanitizer>,
    },
    #[command(
        about = "Run the driver in every order of events, and check each run",
        disable_help_flag = true
    )]
    Explore {
        /// The arguments of the exploration; --help lists them
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        arguments: Vec<OsString>,
    },
}

fn main() -> ExitCode {
    match run(&Cli::parse().command) {
        Ok(code) => code,
        Err(error) => {
            print::error(&error);
            ExitCode::FAILURE
        }
    }
}

fn run(command: &Command) -> anyhow::Result<ExitCode> {
    match command {
        Command::App(what) => {
            app::build(what.arch, what.profile())?;
        }
        Command::Ci(options) => return ci::run(options),
        Command::Docs(options) => return docs::run(options),
        Command::Doctor => return doctor::run(),
        Command::Test => tests::run()?,
        Command::Flips(options) => flips::run(*options)?,
        Command::Fuzz(options) => fuzz::run(options)?,
        Command::Miri => miri::run()?,
        Command::Sanitize { sanitizer } => sanitize::run(*sanitizer)?,
        Command::Explore { arguments } => return explore::run(arguments),
    }
    Ok(ExitCode::SUCCESS)
}
