//! `cargo xtask arm64` and `cargo xtask wine`: the hosted tests as programs for another machine, which an
//! emulator runs here.

mod arm64;
mod skipped;
mod windows;

use std::ffi::OsString;
use std::io;
use std::process::Command;
use std::time::Instant;

use anyhow::{Context, Result};
use cargo_kmdf::print::say;
use cargo_kmdf::process;
use cargo_kmdf::target::{Arch, Profile};
use cargo_kmdf::toolchain::{self, Library, Toolchain};

pub use arm64::{HAS_EMULATOR, TARGET as ARM64, run as arm64};
pub use windows::run as wine;

use crate::{paths, tests};
use skipped::Skipped;

/// A machine for which programs are built and on which they run.
#[derive(Debug)]
struct Machine {
    /// The machine, for people.
    name: &'static str,
    /// Rust's target.
    triple: &'static str,
    /// The linker.
    linker: OsString,
    /// The command that runs a program; Cargo puts the program and its arguments behind it.
    runner: Vec<String>,
    /// The compiler's flags.
    flags: &'static str,
    /// The packages that the compiler optimizes a little, because they run for long on this machine. For
    /// the rest, no optimization pays off.
    optimized: &'static [&'static str],
    /// The extension of a program's file.
    extension: &'static str,
    /// Variables of the environment for the programs.
    variables: Vec<(&'static str, OsString)>,
    /// The tests that are left out.
    skipped: &'static [Skipped],
}

/// The packages whose tests run: the driver, the host, the model, the app, the built images, and the
/// exploration, which is here for its program. One command builds all, so that the packages have the same
/// features everywhere and are compiled once.
const PACKAGES: [&str; 6] =
    ["echo", "kmdf-host", "echo-model", "echoapp", "echo-images", "echo-exploration"];

/// The integration tests that run. The mutants are not among them: they are mistakes in the driver, and
/// the same on every machine.
const TESTS: [&str; 11] = [
    "app",
    "behaviour",
    "coverage",
    "host",
    "image_memory",
    "inf",
    "model",
    "real_time",
    "recordings",
    "sequences",
    "timeline",
];

/// Builds and packages the images of an architecture, and returns the path of the release image.
fn build_images(arch: Arch) -> Result<String> {
    let driver = paths::driver()?;
    for profile in Profile::ALL {
        tests::build(&driver, arch, profile)?;
    }
    Ok(paths::image(arch, Profile::Release).join("echo.sys").display().to_string())
}

impl Machine {
    /// Runs the tests of [`PACKAGES`]; the images must exist.
    fn test(&self) -> Result<()> {
        for skipped in self.skipped {
            say!("left out: {} ({})", skipped.test, skipped.why)?;
        }
        let mut arguments = vec!["--features", "echo-images/images", "--lib", "--bins"];
        arguments.extend(PACKAGES.iter().flat_map(|package| ["--package", package]));
        arguments.extend(TESTS.iter().flat_map(|test| ["--test", test]));
        arguments.push("--");
        arguments.extend(self.skipped.iter().flat_map(|skipped| ["--skip", skipped.test]));
        let mut cargo = toolchain::cargo_in(&paths::root(), &paths::target());
        cargo.args(["test", "--locked", "--no-fail-fast", "--target", self.triple]);
        self.set_up(&mut cargo)?;
        self.timed("testing", cargo.args(arguments))
    }

    /// Explores the core scenario.
    fn explore(&self, options: &[&str]) -> Result<()> {
        let core = [&["--jobs", "2", "--scenario", "core"], options].concat();
        self.program("explore", &core)
    }

    /// Runs the app with the hosted driver.
    fn app(&self, arguments: &[&str]) -> Result<()> {
        self.program("echoapp", arguments)
    }

    /// Runs a program that was built with the tests.
    fn program(&self, name: &str, arguments: &[&str]) -> Result<()> {
        let (runner, options) = self.runner.split_first().context("there is no runner")?;
        let program = paths::target().join(self.triple).join("debug").join(name);
        let mut command = Command::new(runner);
        command.args(options).arg(program.with_extension(self.extension)).args(arguments);
        command.current_dir(paths::root()).envs(self.variables.iter().cloned());
        // An app that runs an image in its own process ends with its standard input, which stays open
        // until the app has ended.
        let (input, _open) = io::pipe().context("cannot make a pipe")?;
        command.stdin(input);
        self.timed(&format!("{name} {}", arguments.join(" ")), &mut command)
    }

    /// Runs a command, and prints what it does and how long it took.
    fn timed(&self, what: &str, command: &mut Command) -> Result<()> {
        say!("as {}: {what}", self.name)?;
        let start = Instant::now();
        process::run(command, &format!("as {}: {what}", self.name))?;
        say!("as {}: took {:.0} s", self.name, start.elapsed().as_secs_f64())
    }

    /// Sets the target's tools, and what makes the build quick: no debug information, nothing kept for an
    /// incremental build, and little optimization.
    fn set_up(&self, cargo: &mut Command) -> Result<()> {
        let triple = self.triple.to_uppercase().replace('-', "_");
        cargo
            .env("CARGO_INCREMENTAL", "0")
            .env("CARGO_PROFILE_DEV_DEBUG", "0")
            .env(format!("CARGO_TARGET_{triple}_LINKER"), &self.linker)
            .env(format!("CARGO_TARGET_{triple}_RUNNER"), self.runner.join(" "))
            .env("RUSTFLAGS", self.flags)
            .envs(self.variables.iter().map(|(name, value)| (name, value)));
        for package in self.optimized {
            cargo.arg("--config").arg(format!("profile.dev.package.{package}.opt-level=1"));
        }
        if Toolchain::of_this_cargo()?.library(self.triple)? == Library::Source {
            // A stable compiler takes `-Zbuild-std` only with this variable.
            cargo.env("RUSTC_BOOTSTRAP", "1").arg("-Zbuild-std=std,panic_abort,proc_macro,test");
        }
        Ok(())
    }
}
