//! `cargo kmdf`: the commands.
#![forbid(unsafe_code)]

use std::env;
use std::ffi::OsString;
use std::path::PathBuf;
use std::process::ExitCode;

use cargo_kmdf::driver::Driver;
use cargo_kmdf::print::Output;
use cargo_kmdf::target::What;
use cargo_kmdf::{doctor, image, infverif, new, package, print, stamp};
use clap::{Args, Parser, Subcommand, ValueEnum};

/// Builds, packages and signs the kernel image of a KMDF driver in Rust.
#[derive(Parser)]
#[command(name = "cargo kmdf", bin_name = "cargo kmdf", version)]
struct Cli {
    #[command(flatten)]
    common: Common,
    #[command(subcommand)]
    command: Command,
}

#[derive(Args)]
struct Common {
    /// The manifest of the driver's package; by default that in the current folder or the nearest
    /// one above
    #[arg(long, global = true, value_name = "PATH")]
    manifest_path: Option<PathBuf>,
    /// Print findings and errors only
    #[arg(long, short, global = true)]
    quiet: bool,
    /// The form of results on standard output
    #[arg(long, global = true, value_enum, default_value = "human", conflicts_with = "quiet")]
    message_format: Format,
}

#[derive(Clone, Copy, ValueEnum)]
enum Format {
    /// Text
    Human,
    /// A JSON object on each line
    Json,
}

#[derive(Subcommand)]
enum Command {
    /// Write a driver with tests, to begin with
    New(new::Options),
    /// Build the image (.sys)
    Build(What),
    /// Build the image, stamp the INF, make and sign the catalog
    Package {
        #[command(flatten)]
        what: What,
        #[command(flatten)]
        options: package::Options,
    },
    /// Make the INF from its template
    Stamp(stamp::Options),
    #[command(about = "Report what InfVerif rejects in an INF")]
    Infverif(infverif::Options),
    #[cfg(feature = "run")]
    /// Run a built image in the host, and report the rules that the driver breaks
    Run(cargo_kmdf::run::Options),
    #[cfg(feature = "run")]
    /// Run a built image in the host with threads in every order
    Explore(cargo_kmdf::run::explore::Options),
    /// List what each command needs, and what is missing
    Doctor,
}

impl Common {
    fn driver(&self) -> anyhow::Result<Driver> {
        Driver::find(self.manifest_path.as_deref())
    }

    fn output(&self) -> Output {
        match self.message_format {
            Format::Json => Output::Json,
            Format::Human if self.quiet => Output::Quiet,
            Format::Human => Output::Text,
        }
    }
}

fn main() -> ExitCode {
    match run(&Cli::parse_from(arguments())) {
        Ok(code) => code,
        Err(error) => {
            print::error(&error);
            ExitCode::FAILURE
        }
    }
}

/// The arguments without the name of the subcommand, which Cargo passes to an installed program.
fn arguments() -> Vec<OsString> {
    let mut arguments: Vec<OsString> = env::args_os().collect();
    if arguments.get(1).is_some_and(|first| first == "kmdf") {
        arguments.remove(1);
    }
    arguments
}

fn run(Cli { common, command }: &Cli) -> anyhow::Result<ExitCode> {
    let output = common.output();
    match command {
        Command::New(options) => new::run(options, output)?,
        Command::Build(what) => {
            image::build(&common.driver()?, what.arch, what.profile(), output)?;
        }
        Command::Package { what: what @ What { arch, .. }, options } => {
            let driver = common.driver()?;
            // A certificate that cannot sign, a missing template, or a faulty manifest fails before
            // minutes of building.
            let signer = options.signer(&driver, output)?;
            driver.template()?;
            driver.commands()?;
            let image = image::build(&driver, *arch, what.profile(), output)?;
            let profile = what.profile();
            package::package(&driver, &image, *arch, profile, options, &signer, output)?;
        }
        Command::Stamp(options) => stamp::run(&common.driver()?, options, output)?,
        Command::Infverif(options) => return infverif::run(|| common.driver(), options, output),
        #[cfg(feature = "run")]
        Command::Run(options) => return cargo_kmdf::run::run(options, output),
        #[cfg(feature = "run")]
        Command::Explore(options) => return cargo_kmdf::run::explore::run(options, output),
        Command::Doctor => return doctor::run(&doctor::COMMANDS, output),
    }
    Ok(ExitCode::SUCCESS)
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::Cli;

    #[test]
    fn definition_of_the_arguments_is_consistent() {
        Cli::command().debug_assert();
    }
}
