//! `cargo xtask`: the commands.
#![forbid(unsafe_code)]

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};
use kmdf_inf::checks::Mode;
use xtask::target::{Arch, Profile};
use xtask::{
    app, ci, docs, doctor, explore, flips, fuzz, image, infverif, miri, package, print, sanitize,
    tests,
};

/// Builds, packages and signs the echo driver's kernel image, builds its app for Windows, and
/// checks the project.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask", version)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Build echo.sys
    Build(What),
    /// Build echo.sys, stamp the INF, make and sign the catalog
    Package {
        #[command(flatten)]
        what: What,
        #[command(flatten)]
        options: package::Options,
    },
    /// Build echoapp.exe
    App(What),
    #[command(about = "Report what InfVerif rejects in an INF")]
    Infverif {
        /// The mode of `InfVerif`: k (declarative), u (universal) or w (Windows driver)
        #[arg(long, default_value_t)]
        mode: Mode,
        /// The INF files, and templates (.inx), which are stamped for each architecture; by default
        /// the driver's own template
        files: Vec<PathBuf>,
    },
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

#[derive(Args)]
struct What {
    /// The architecture
    #[arg(long, value_enum, default_value = "x64")]
    arch: Arch,
    /// Optimize, and leave out debug assertions and output
    #[arg(long, conflicts_with = "debug")]
    release: bool,
    /// Keep debug assertions and output (the default)
    #[arg(long)]
    debug: bool,
}

impl What {
    fn profile(&self) -> Profile {
        if self.release { Profile::Release } else { Profile::Debug }
    }
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
        Command::Build(what) => {
            image::build(what.arch, what.profile())?;
        }
        Command::Package { what, options } => {
            // A certificate that cannot sign fails before minutes of building.
            let signer = options.signer()?;
            let image = image::build(what.arch, what.profile())?;
            package::package(&image, what.arch, what.profile(), options, &signer)?;
        }
        Command::App(what) => {
            app::build(what.arch, what.profile())?;
        }
        Command::Infverif { mode, files } => return infverif::run(files, *mode),
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
