//! The steps of `cargo xtask ci`, the quick ones first.

use std::fmt;
use std::process::Command;

use anyhow::{Result, bail};
use cargo_kmdf::print::say;
use cargo_kmdf::{process, toolchain};

use super::checks::Check;
use super::tree::Tree;
use super::{citations, layers, links, named_paths, published, top_level, unsafe_code};
use crate::paths;

/// The runs that include a step without `--only`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// Both.
    Always,
    /// The fast run only: another step of the whole run covers it.
    Fast,
    /// The whole run only.
    Whole,
}

impl When {
    /// Whether a run includes such a step.
    #[must_use]
    pub fn fits(self, fast: bool) -> bool {
        self == Self::Always || (self == Self::Fast) == fast
    }

    /// The word in the list of steps.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Always => "both",
            Self::Fast => "fast",
            Self::Whole => "whole",
        }
    }
}

/// What a step does.
#[derive(Debug, Clone, Copy)]
pub enum Action {
    /// Runs Cargo with these arguments, none of which contains a space.
    Cargo(&'static str),
    /// Runs Cargo with an environment variable: its name, its value, the arguments.
    CargoWith(&'static str, &'static str, &'static str),
    /// Checks the tree; the first field is the step's name.
    Check(&'static str, Check),
}

impl fmt::Display for Action {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Cargo(arguments) => write!(formatter, "cargo {arguments}"),
            Self::CargoWith(variable, value, arguments) => {
                write!(formatter, "{variable}='{value}' cargo {arguments}")
            }
            Self::Check(name, _) => write!(formatter, "cargo xtask ci --only {name}"),
        }
    }
}

/// One step.
#[derive(Debug, Clone, Copy)]
pub struct Step {
    /// The name that `--only` and `--skip` take.
    pub name: &'static str,
    /// The runs that include the step.
    pub when: When,
    /// What the step does.
    pub action: Action,
}

impl Step {
    const fn check(name: &'static str, check: Check) -> Self {
        Self { name, when: When::Always, action: Action::Check(name, check) }
    }

    const fn always(name: &'static str, arguments: &'static str) -> Self {
        Self { name, when: When::Always, action: Action::Cargo(arguments) }
    }

    const fn fast(name: &'static str, arguments: &'static str) -> Self {
        Self { name, when: When::Fast, action: Action::Cargo(arguments) }
    }

    const fn whole(name: &'static str, arguments: &'static str) -> Self {
        Self { name, when: When::Whole, action: Action::Cargo(arguments) }
    }

    /// Runs the step.
    ///
    /// # Errors
    /// If the program cannot be started or fails, or the check finds a problem.
    pub fn run(&self, tree: &Tree) -> Result<()> {
        match self.action {
            Action::Cargo(arguments) => cargo(arguments, None),
            Action::CargoWith(variable, value, arguments) => {
                cargo(arguments, Some((variable, value)))
            }
            Action::Check(_, check) => {
                let problems = check(tree)?;
                for problem in &problems {
                    say!("{problem}")?;
                }
                match problems.len() {
                    0 => Ok(()),
                    1 => bail!("found 1 problem"),
                    number => bail!("found {number} problems"),
                }
            }
        }
    }
}

fn cargo(arguments: &str, variable: Option<(&str, &str)>) -> Result<()> {
    let mut cargo = Command::new(toolchain::cargo());
    cargo.args(arguments.split_whitespace()).envs(variable).current_dir(paths::root());
    process::run(&mut cargo, "the command")
}

/// The kernel image that the app runs.
macro_rules! app_with {
    ($sys:literal) => {
        concat!("run --release --locked --bin echoapp -- --sys target/", $sys)
    };
}

/// The device's acceptance test.
macro_rules! verify {
    ($arguments:literal) => {
        concat!("run --release --locked --bin echoapp -- verify --sleep ", $arguments)
    };
}

/// All steps; those of `cargo xtask ci --fast` come first.
pub const STEPS: &[Step] = &[
    Step::always("format", "fmt --all --check"),
    Step::check("top-level", top_level::check),
    Step::check("layers", layers::check),
    Step::check("unsafe-code", unsafe_code::check),
    Step::check("links", links::check),
    Step::check("citations", citations::check),
    Step::check("named-paths", named_paths::check),
    Step::check("published", published::check),
    Step::always("pages", "xtask docs --check --fast"),
    Step::always("infverif", "kmdf infverif"),
    Step::always(
        "clippy",
        "clippy --workspace --all-targets --features echo-bench/beside --locked -- -D warnings",
    ),
    Step::fast("behaviour", "test --package echo --locked"),
    Step::whole("test", "test --workspace --locked"),
    Step::whole("new-driver", "test --package cargo-kmdf --locked --test new -- --ignored"),
    Step {
        name: "doc",
        when: When::Whole,
        action: Action::CargoWith(
            "RUSTDOCFLAGS",
            "-D warnings",
            "doc --workspace --no-deps --locked",
        ),
    },
    Step::whole("packages", published::PACKAGES),
    // The app: its default run, and the asynchronous mode.
    Step::whole("app", "run --locked --bin echoapp"),
    Step::whole(
        "app-async",
        "run --release --locked --bin echoapp -- -Async 1000 --period-ms 1 --device 2",
    ),
    // The device's acceptance test, on each variant.
    Step::whole("verify", verify!("--device 1")),
    Step::whole("verify-driver-sync", verify!("--device 2")),
    // The kernel image is built, packaged, signed, checked by independent programs, and run in the
    // host. The app for Windows is built, linted, and run under Wine.
    Step::whole("doctor", "xtask doctor"),
    Step::whole("app-windows", "xtask app --release"),
    Step::whole(
        "clippy-windows",
        "clippy --package echoapp --all-targets --locked --target x86_64-pc-windows-gnu -- -D warnings",
    ),
    Step::whole("built", "xtask test"),
    Step::whole("members", "xtask members"),
    Step::whole("package-x64", "kmdf package --release --arch x64"),
    Step::whole("package-arm64", "kmdf package --release --arch arm64"),
    Step::whole("app-image", app_with!("image/x64-release/echo.sys")),
    Step::whole("app-package", app_with!("package/x64-release/echo.sys --device 2")),
    Step::whole("verify-image", verify!("--device 1 --sys target/image/x64-release/echo.sys")),
    Step::whole(
        "verify-image-driver-sync",
        verify!("--device 2 --sys target/image/x64-release/echo.sys"),
    ),
    // The hosted tests, those of the images, the core scenario and the acceptance test, as Windows programs
    // and as ARM64 Linux.
    Step::whole("wine", "xtask wine"),
    Step::whole("arm64", "xtask arm64"),
    Step::whole("sizes", "xtask docs --check --only sizes"),
    Step::whole("measured", "xtask measure --check"),
    // Nothing costs more, or takes more memory, as a machine grows older.
    Step::whole("growth", "run --release --locked --package kmdf-host --example growth"),
    // Every order of events: of the core scenario with the image, then of all scenarios within
    // their bounds. The mutants, each of which must be detected; random inputs; tests under the
    // address sanitizer.
    Step::whole(
        "explore-image",
        "xtask explore --jobs 2 --scenario core --sys target/image/x64-release/echo.sys",
    ),
    Step::whole("mutants", "xtask docs --check --only mutants"),
    Step::whole("schedules", "xtask docs --check --only schedules"),
    Step::whole("fuzz", "xtask fuzz --seconds 20 --seed 1"),
    Step::whole("sanitize", "xtask sanitize address"),
    // The host's unsafe code, as far as Miri can run it.
    Step::whole("miri", "xtask miri"),
];
