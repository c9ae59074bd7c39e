//! `cargo xtask`: the commands.
#![forbid(unsafe_code)]

use std::ffi::OsString;
use std::process::ExitCode;

use cargo_kmdf::print;
use cargo_kmdf::target::What;
use clap::{Parser, Subcommand};
use xtask::{
    app, bench, ci, docs, doctor, elsewhere, explore, flips, fuzz, members, miri, sanitize, tests,
};

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
    /// Build the hosted tests for ARM64 Linux and run them under qemu, with the ARM64 images too
    Arm64,
    /// Measure the host's speed, and its exploration beside shuttle and loom; write docs/SPEED.md
    Bench,
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
    /// Count what an echo costs inside the x64 release image, and write docs/results/MEASURED.md
    Measure {
        /// Compare with the page in the tree, and fail if a number differs
        #[arg(long)]
        check: bool,
    },
    /// Run each fuzz target for some time
    Fuzz(fuzz::Options),
    /// Check that each member of the workspace builds for Windows as cargo wdk build builds it
    Members,
    /// Run unit tests of the host under Miri, where a nightly toolchain has it
    Miri,
    /// Run tests under the sanitizers
    Sanitize {
        /// The sanitizer; by default each in turn
        sanitizer: Option<sanitize::Sanitizer>,
    },
    /// Build the hosted tests as Windows programs and run them under Wine
    Wine,
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
        Command::Arm64 => elsewhere::arm64()?,
        Command::Bench => bench::run()?,
        Command::Ci(options) => return ci::run(options),
        Command::Docs(options) => return docs::run(options),
        Command::Doctor => return doctor::run(),
        Command::Test => tests::run()?,
        Command::Flips(options) => flips::run(*options)?,
        Command::Measure { check } => {
            return docs::run(&docs::Options::only("measured", *check));
        }
        Command::Fuzz(options) => fuzz::run(options)?,
        Command::Members => members::run()?,
        Command::Miri => miri::run()?,
        Command::Sanitize { sanitizer } => sanitize::run(*sanitizer)?,
        Command::Wine => elsewhere::wine()?,
        Command::Explore { arguments } => return explore::run(arguments),
    }
    Ok(ExitCode::SUCCESS)
}
