//! The command line.

use std::ffi::OsString;
use std::ops::RangeInclusive;
use std::path::PathBuf;

use clap::error::{ContextKind, ErrorKind};
use clap::{CommandFactory, Parser};
use echo_interface::{MAX_PERIOD_MS, MIN_PERIOD_MS};

use crate::manage::arguments::Command;

/// Whether the app hosts the driver in its own process.
const HOSTED: bool = cfg!(any(not(windows), hosted));
/// How many reads and writes `-Async` without a number sends.
const DEFAULT_COUNT: &str = "100";
/// The largest number that `-Async` accepts.
const MAX_COUNT: u64 = 1_000_000;
/// The builds of Windows 10 and later; those beyond the newest known one are for the future.
const WINDOWS_BUILDS: RangeInclusive<u32> = 10_240..=99_999;
/// The timer periods that the driver accepts, in milliseconds.
const PERIODS_MS: RangeInclusive<u32> = MIN_PERIOD_MS..=MAX_PERIOD_MS;

const EXAMPLES: &str = "\
Examples:
  echoapp                                 write, read back and verify 512 and 30,720 bytes
  echoapp -Async                          100 reads and 100 writes, many outstanding at once
  echoapp -Async 1000 --period-ms 1 --device 2
                                          1,000 of each with a fast timer, on the second device
  echoapp -Async 0                        until Ctrl-C
  echoapp --list                          the devices present
  echoapp --device 2 --trace              every call between the framework and the driver
  echoapp --sys path/to/echo.sys          the first example on the driver's kernel image
  echoapp --sys my.sys --inf my.inf       on another image, which its own INF installs
  echoapp device add --inf echo.inf       on Windows: create a device and install the driver on it
  echoapp device status                   on Windows: which devices work, and what to do about others
  echoapp verify                          does the device do what its documentation says

Ctrl-C cancels all outstanding requests, waits for them, prints a summary and exits.

An image of --sys runs in a process of its own. A fault in the driver, a bug check or a driver that does
not return ends the run with the place, the last call, and exit code 1.

Exit code: 0 = done and verified, 1 = a failure or an interruption, 2 = invalid arguments.";

/// Writes to an echo device, reads the bytes back and verifies them.
#[derive(Debug, Default, Parser)]
#[command(
    version,
    after_help = EXAMPLES,
    next_line_help = true,
    args_conflicts_with_subcommands = true
)]
pub struct Options {
    /// Send N reads and N writes (default 100), many at a time; also spelled -Async
    #[arg(
        long = "async",
        value_name = "N",
        num_args = 0..=1,
        default_missing_value = DEFAULT_COUNT,
        allow_negative_numbers = true,
        value_parser = parse_count,
    )]
    pub asynchronous: Option<u64>,

    /// List the devices (number, variant, path) and exit
    #[arg(long, conflicts_with_all = ["asynchronous", "device"])]
    pub list: bool,

    /// Use this device, by its number in --list or its path; by default the first
    #[arg(
        long,
        value_name = "NUMBER|PATH",
        allow_negative_numbers = true,
        value_parser = parse_pick,
    )]
    pub device: Option<Pick>,

    /// Set the timer period of the hosted driver, in milliseconds from 1 to 60000
    #[arg(
        long,
        value_name = "N",
        allow_negative_numbers = true,
        value_parser = parse_period,
    )]
    pub period_ms: Option<u32>,

    /// Print every event of the hosted driver: time, thread, IRQL, who, what
    #[arg(long)]
    pub trace: bool,

    /// Host this x64 kernel image instead of the driver linked into the app
    #[arg(long, value_name = "PATH")]
    pub sys: Option<PathBuf>,

    /// Install the hosted driver by this INF, with one device of each of its models
    #[arg(long, value_name = "PATH")]
    pub inf: Option<PathBuf>,

    /// Choose the hosted driver's Windows by its build, such as 22621, for the sections of the INF
    #[arg(long, value_name = "BUILD", value_parser = parse_build)]
    pub windows: Option<u32>,

    /// End the run with exit code 1 if the hosted driver does nothing for N seconds, or does not return
    /// from a callback for half as long; by default 30, and two timer periods if --period-ms gives one
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=86_400))]
    pub seconds: Option<u32>,

    /// Run the image of --sys in this process: the app starts itself this way
    #[arg(long, hide = true)]
    pub in_child_process: bool,

    /// A command other than using a device.
    #[command(subcommand)]
    pub command: Option<Command>,
}

/// The value of `--device`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Pick {
    /// The device's number in `--list`, from 1.
    Number(usize),
    /// The device's path.
    Path(String),
}

impl Options {
    /// Parses a command line, program name first.
    ///
    /// # Errors
    /// The answer to `--help` or `--version`, for standard output, or a usage error.
    pub fn from_arguments(
        arguments: impl IntoIterator<Item = OsString>,
    ) -> Result<Self, clap::Error> {
        Self::parse_for(HOSTED, arguments)
    }

    fn parse_for(
        hosted: bool,
        arguments: impl IntoIterator<Item = OsString>,
    ) -> Result<Self, clap::Error> {
        let arguments: Vec<_> = arguments.into_iter().map(normalize).collect();
        Self::try_parse_from(&arguments)
            .map_err(|error| explained(error, &arguments))?
            .suited_to(hosted)
    }

    /// Rejects options for a hosted driver where the app opens a real device, and the reverse.
    fn suited_to(self, hosted: bool) -> Result<Self, clap::Error> {
        let sys = match &self.command {
            Some(Command::Verify(verify)) => &verify.sys,
            _ => &self.sys,
        };
        let of_hosted = self.inf.is_some() || self.windows.is_some() || self.seconds.is_some();
        let refusal = match (hosted, self.period_ms, self.trace, sys) {
            (false, ..) if of_hosted => {
                "--inf, --windows and --seconds work only when the app hosts the driver; this build opens a real \
                 device. Install a driver by its INF with: echoapp device add --inf echo.inf"
            }
            (true, ..) if matches!(self.command, Some(Command::Device(_))) => {
                "the command device manages the devices of a Windows installation; this build hosts \
                 the driver in its own process, with one device of each variant: see --list"
            }
            (false, Some(_), ..) => {
                "--period-ms works only when the app hosts the driver. For a real device, set the value \
                 TimerPeriod (REG_DWORD, milliseconds) in its hardware key \
                 HKLM\\SYSTEM\\CurrentControlSet\\Enum\\<instance ID>\\Device Parameters, and restart \
                 the device"
            }
            (false, _, true, _) => {
                "--trace works only when the app hosts the driver; this build opens a real device"
            }
            (false, .., Some(_)) => {
                "--sys works only when the app hosts the driver; this build opens a real device. \
                 Install the image with its package: pnputil /add-driver echo.inf /install"
            }
            _ => return Ok(self),
        };
        Err(Self::command().error(ErrorKind::ArgumentConflict, refusal))
    }
}

/// Names the commands in the error about a word that is none.
fn explained(error: clap::Error, arguments: &[OsString]) -> clap::Error {
    let (ErrorKind::InvalidSubcommand, Some(word)) =
        (error.kind(), error.get(ContextKind::InvalidSubcommand))
    else {
        return error;
    };
    let mut app = Options::command();
    let first = arguments.get(1).and_then(|first| first.to_str()).unwrap_or_default();
    let (whose, options) = match app.find_subcommand(first) {
        Some(_) => (format!("echoapp {first}"), ""),
        None => ("echoapp".to_owned(), "; to use a device, give options only"),
    };
    let parent = app.find_subcommand(first).unwrap_or(&app);
    let names: Vec<_> = parent.get_subcommands().map(clap::Command::get_name).collect();
    let message = format!(
        "{:?} is not a command: the commands of {whose} are {} and help{options}",
        word.to_string(),
        names.join(", ")
    );
    app.error(ErrorKind::InvalidSubcommand, message)
}

/// Replaces `-Async` in any letter case, with or without `=N`, by `--async`.
fn normalize(argument: OsString) -> OsString {
    let Some(text) = argument.to_str() else {
        return argument;
    };
    let (name, value) = match text.split_once('=') {
        Some((name, value)) => (name, Some(value)),
        None => (text, None),
    };
    if !name.eq_ignore_ascii_case("-async") && !name.eq_ignore_ascii_case("--async") {
        return argument;
    }
    match value {
        Some(value) => format!("--async={value}").into(),
        None => "--async".into(),
    }
}

fn parse_count(text: &str) -> Result<u64, String> {
    text.parse()
        .ok()
        .filter(|count| *count <= MAX_COUNT)
        .ok_or_else(|| format!("expected a number from 0 (until Ctrl-C) to {MAX_COUNT}"))
}

pub fn parse_period(text: &str) -> Result<u32, String> {
    text.parse().ok().filter(|period| PERIODS_MS.contains(period)).ok_or_else(|| {
        let (least, most) = PERIODS_MS.into_inner();
        format!("expected a number of milliseconds from {least} to {most}")
    })
}

fn parse_build(text: &str) -> Result<u32, String> {
    let build = text.parse().ok().filter(|build| WINDOWS_BUILDS.contains(build));
    build.ok_or_else(|| {
        let (least, most) = WINDOWS_BUILDS.into_inner();
        format!("expected a build of Windows from {least} (Windows 10) to {most}")
    })
}

pub fn parse_pick(text: &str) -> Result<Pick, String> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return if text.is_empty() {
            Err("expected the number or the path of a device: see --list".to_owned())
        } else {
            Ok(Pick::Path(text.to_owned()))
        };
    }
    match text.parse() {
        Ok(number) if number > 0 => Ok(Pick::Number(number)),
        _ => Err("devices are numbered from 1: see --list".to_owned()),
    }
}

#[cfg(test)]
mod tests;
