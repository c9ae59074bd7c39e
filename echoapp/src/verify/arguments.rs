//! The arguments of `echoapp verify`.

use std::path::PathBuf;

use clap::builder::PossibleValuesParser;
use clap::{Args, ValueEnum};

use super::checks::CHECKS;
#[cfg(all(windows, not(hosted)))]
use super::errand::Errand;
use crate::args::{Pick, parse_period, parse_pick};

/// What `echoapp verify --help` says at the end.
pub const HELP: &str = "\
Each check prints its name, what is expected, and the result. What cannot be checked here is skipped, with
the reason. Elevated checks restart, disable or remove the device; they leave the device as it was, also
after a failure and after Ctrl-C.

The first tick of Microsoft's echo sample in C comes 100 ms after the start. Its period is 2 seconds, or 10
in an older version (--period 10000); its cancelled requests complete with their length; it has no settings.

Exit code: 0 = all checks passed or were skipped, 1 = a check failed or the run was interrupted, 2 = invalid
arguments, or nothing could be checked.";

/// The arguments of `verify`.
#[derive(Debug, Args)]
pub struct Verify {
    /// List the checks (name, need, expectation) and exit
    #[arg(long, conflicts_with_all = ["only", "json", "device"])]
    pub list: bool,

    /// Run these checks only
    #[arg(long, value_name = "NAME", value_delimiter = ',', value_parser = names(), hide_possible_values = true)]
    pub only: Vec<String>,

    /// Verify this device, by its number in echoapp --list or its path; by default the first
    #[arg(long, value_name = "NUMBER|PATH", allow_negative_numbers = true, value_parser = parse_pick)]
    pub device: Option<Pick>,

    /// Expect this timer period, in milliseconds from 1 to 60000; by default that of the device's
    /// hardware key. A hosted driver gets this period
    #[arg(
        long = "period",
        visible_alias = "period-ms",
        value_name = "N",
        allow_negative_numbers = true,
        value_parser = parse_period
    )]
    pub period_ms: Option<u32>,

    /// Expect the behaviour of this driver
    #[arg(long, value_enum, value_name = "DRIVER", default_value_t = Like::ThisDriver)]
    pub like: Like,

    /// Run the mixed load for N seconds
    #[arg(long, value_name = "N", default_value_t = 5, value_parser = clap::value_parser!(u32).range(1..=86_400))]
    pub seconds: u32,

    /// Allow the check that puts the machine to sleep
    #[arg(long)]
    pub sleep: bool,

    /// Write the results to this file, as JSON
    #[arg(long, value_name = "FILE")]
    pub json: Option<PathBuf>,

    /// Host this kernel image instead of the driver linked into the app
    #[arg(long, value_name = "PATH")]
    pub sys: Option<PathBuf>,

    /// Run the image of --sys in this process: the app starts itself this way
    #[arg(long, hide = true)]
    pub in_child_process: bool,

    /// Send requests for another process: the app starts itself this way
    #[cfg(all(windows, not(hosted)))]
    #[arg(long, hide = true)]
    pub requests: Option<Errand>,
}

/// The driver whose behaviour is expected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Like {
    /// This project's driver
    #[value(name = "this-driver")]
    ThisDriver,
    /// Microsoft's echo sample in C
    CSample,
}

impl Like {
    /// The name on the command line.
    pub const fn name(self) -> &'static str {
        match self {
            Self::ThisDriver => "this-driver",
            Self::CSample => "c-sample",
        }
    }
}

fn names() -> PossibleValuesParser {
    PossibleValuesParser::new(CHECKS.iter().map(|check| check.name))
}
