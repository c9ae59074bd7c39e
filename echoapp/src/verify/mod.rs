//! `echoapp verify`: the device's acceptance test. Each check is a row of the behaviour table in
//! `docs/DRIVER.md`.
//!
//! The checks see the device through [`system::System`] only, so the same checks judge a real device
//! and a hosted one.

pub mod arguments;
pub mod checks;
#[cfg(any(test, all(windows, not(hosted))))]
#[cfg_attr(
    any(not(windows), hosted),
    expect(dead_code, reason = "only Windows has other processes of this app")
)]
pub mod errand;
mod expected;
mod found;
#[cfg(any(not(windows), hosted))]
mod hosted;
#[cfg(any(test, all(windows, not(hosted))))]
pub mod installed;
pub mod load;
#[cfg(all(test, any(not(windows), hosted)))]
mod mutants;
pub mod process;
mod report;
mod rig;
mod run;
pub mod system;
pub mod unmet;

#[cfg(any(not(windows), hosted))]
use self::hosted as here;
#[cfg(all(windows, not(hosted)))]
use crate::win32::verified as here;

use std::fs::File;
use std::io::{BufWriter, Write};
use std::time::Duration;

use echo_interface::PERIOD_VALUE;
use serde_json::Value;

use self::arguments::Verify;
use self::checks::{CHECKS, Check};
use self::expected::Expected;
use self::report::Outcome;
use self::system::System;
#[cfg(all(windows, not(hosted)))]
use crate::args::Pick;
use crate::console::Console;
use crate::error::Error;
use crate::platform::{DeviceInfo, Platform};
use crate::select;
use crate::stop::Stop;

/// The exit code of a run that could not start.
const CANNOT_RUN: u8 = 2;

/// Runs `echoapp verify` and returns its exit code.
pub fn run(options: &Verify, console: &Console, stop: &Stop) -> u8 {
    if options.list {
        for check in CHECKS {
            console.line(line(check));
        }
        return 0;
    }
    #[cfg(all(windows, not(hosted)))]
    if let (Some(errand), Some(Pick::Path(path))) = (&options.requests, &options.device) {
        let ran = errand.run(&|| here::open(path), console, stop);
        return ran.map_or_else(
            |error| {
                console.line(error);
                1
            },
            |()| 0,
        );
    }
    let verified = verify(options, console, stop);
    verified.unwrap_or_else(|error| {
        console.complain(format_args!("error: {error}"));
        CANNOT_RUN
    })
}

/// A check in `--list`.
fn line(check: &Check) -> String {
    format!("{:<22} {:<10} {}", check.name, check.needs.name(), check.expectation)
}

fn verify(options: &Verify, console: &Console, stop: &Stop) -> Result<u8, Error> {
    // Before the checks, which take a while.
    let json = options.json.as_ref().map(|path| {
        let failed = |error| Error::System(format!("--json {}: {error}", path.display()));
        File::create(path).map_err(failed)
    });
    let json = json.transpose()?;
    let platform = here::start(options, console)?;
    let devices = platform.devices()?;
    let device = select::select(&devices, options.device.as_ref())?;
    let system = here::system(&platform, device, console)?;
    let expected = expected(options, &system);
    for line in heading(device, &expected) {
        console.line(line);
    }
    let is_chosen = |check: &&Check| {
        options.only.is_empty() || options.only.iter().any(|name| name == check.name)
    };
    let checks = CHECKS.iter().filter(is_chosen);
    let report = |outcome: &Outcome| outcome.lines().iter().for_each(|line| console.line(line));
    let outcomes = run::run(&system, &expected, checks, stop, report);
    console.line(report::summary(&outcomes));
    let mut code = exit_code(&outcomes, stop);
    if let Some(file) = json {
        let written = write(file, &report::json(device, &expected, &outcomes));
        if let Err(error) = written {
            console.complain(format_args!("error: cannot write the file of --json: {error}"));
            code = code.max(1);
        }
    }
    drop(system);
    if let Err(error) = platform.shut_down() {
        console.complain(format_args!("error: {error}"));
        code = code.max(1);
    }
    Ok(code)
}

/// What is expected of the device.
fn expected(options: &Verify, system: &dyn System) -> Expected {
    let key = system.administration().ok();
    let key = key.and_then(|administration| administration.value(PERIOD_VALUE).ok().flatten());
    let given = options.period_ms.map(|period| Duration::from_millis(period.into()));
    Expected {
        like: options.like,
        period: given.unwrap_or_else(|| Expected::period_of(options.like, key)),
        load: Duration::from_secs(options.seconds.into()),
        sleep: options.sleep,
    }
}

/// The lines before the results.
fn heading(device: &DeviceInfo, expected: &Expected) -> [String; 2] {
    let DeviceInfo { path, variant } = device;
    let (period, like) = (expected.period.as_millis(), expected.like.name());
    [
        format!("DevicePath: {path}"),
        format!("Variant {variant}, expected: like {like}, with a period of {period} ms"),
    ]
}

/// 0: at least one check passed, and none failed; 1: one failed, or the run was interrupted; 2: no
/// check could run.
fn exit_code(outcomes: &[Outcome], stop: &Stop) -> u8 {
    match report::counts(outcomes) {
        [_, failed, _] if failed > 0 => 1,
        _ if stop.requested() => 1,
        [0, ..] => CANNOT_RUN,
        _ => 0,
    }
}

fn write(file: File, value: &Value) -> std::io::Result<()> {
    let mut file = BufWriter::new(file);
    writeln!(file, "{value:#}")?;
    file.flush()
}
