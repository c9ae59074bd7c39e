//! `cargo kmdf`: the commands.
#![forbid(unsafe_code)]

use std::path::PathBuf;
use std::process::ExitCode;

use cargo_kmdf::target::What;
use cargo_kmdf::{doctor, image, infverif, package, print};
use clap::{Parser, Subcommand};
use kmdf_inf::checks::Mode;

/// Builds, packages and signs the kernel image of a KMDF driver.
#[derive(Parser)]
#[command(name = "cargo kmdf", bin_name = "cargo kmdf", version)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Build the image (.sys)
    Build(What),
    /// Build the image, stamp the INF, make and sign the catalog
    Package {
        #[command(flatten)]
        what: What,
        #[command(flatten)]
        options: package::Options,
    },
    #[command(about = "Report what InfVerif rejects in an INF")]
    Infverif {
        /// The mode of `InfVerif`: k (declarative), u (universal) or w (Windows driver)
        #[arg(long, default_value_t)]
        mode: Mode,
        /// The INF files, and templates (.inx), which are stamped for each architecture; by default
        /// the driver's own template
        files: Vec<PathBuf>,
    },
    /// List what each command needs, and what is missing
    Doctor,
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
        Command::Infverif { mode, files } => return infverif::run(files, *mode),
        Command::Doctor => return doctor::run(&doctor::COMMANDS),
    }
    Ok(ExitCode::SUCCESS)
}
