//! The console application of the echo driver: writes to a device, reads the bytes back, verifies.
//!
//! On Windows the app opens a real device; elsewhere it hosts the driver in its own process.
#![deny(unsafe_code)]

mod args;
mod console;
mod content;
mod error;
#[cfg(test)]
mod fake;
#[cfg(any(not(windows), hosted))]
mod hosted;
#[cfg_attr(
    all(not(test), any(not(windows), hosted)),
    expect(dead_code, reason = "only Windows has devices to manage")
)]
mod manage;
mod overlap;
mod pattern;
mod platform;
mod progress;
mod select;
mod session;
mod stop;
mod summary;
#[cfg(any(not(windows), hosted))]
mod supervise;
mod verify;
#[cfg(any(not(windows), hosted))]
mod watchdog;
#[cfg(all(windows, not(hosted)))]
#[expect(unsafe_code, reason = "the Win32 API is called directly")]
mod win32;

use std::process::ExitCode;

use crate::args::Options;
use crate::console::Console;
use crate::error::Error;
#[cfg(any(not(windows), hosted))]
use crate::hosted::Hosted as System;
use crate::manage::arguments::Command;
use crate::platform::Platform;
use crate::progress::Progress;
use crate::stop::Stop;
use crate::verify::arguments::Verify;
#[cfg(all(windows, not(hosted)))]
use crate::win32::Win32 as System;

fn main() -> ExitCode {
    let stop = Stop::default();
    let console = Console::new(&stop);
    let options = match Options::from_arguments(std::env::args_os()) {
        Ok(options) => options,
        // The error repeats an argument.
        Err(error) if error.use_stderr() => {
            console.complain(error.render().to_string().trim_end());
            return ExitCode::from(2);
        }
        Err(answer) => {
            // An answer that cannot be printed has no reader.
            let _ = answer.print();
            return ExitCode::SUCCESS;
        }
    };
    let mut code = run(&options, &console, &stop);
    if let Some(failure) = console.failure() {
        console.complain(format_args!("error: {failure}"));
        code = code.max(1);
    }
    ExitCode::from(code)
}

/// Runs the app and returns its exit code.
fn run(options: &Options, console: &Console, stop: &Stop) -> u8 {
    let complain = |error: Error| {
        console.complain(format_args!("error: {error}"));
        1
    };
    if let Some(Command::Verify(options)) = &options.command {
        return run_verify(options, console, stop).unwrap_or_else(complain);
    }
    #[cfg(all(windows, not(hosted)))]
    if let Some(Command::Device(device)) = &options.command {
        let held = manage::run(&device.action, &win32::InstalledDevices, console);
        return held.map_or_else(complain, |held| u8::from(!held));
    }
    #[cfg(any(not(windows), hosted))]
    if let Some(image) = options.sys.as_ref().filter(|_| !options.in_child_process) {
        return supervise::run(&image.display().to_string()).unwrap_or_else(complain);
    }
    let watching = watch_stop(options.in_child_process, console, stop);
    let system = match watching.and_then(|()| System::start(options, console)) {
        Ok(system) => system,
        Err(error) => return complain(error),
    };
    let used = match use_system(&system, options, console, stop) {
        Ok(held) => u8::from(!held),
        Err(error) => complain(error),
    };
    let ended = system.shut_down().map_or_else(complain, |()| 0);
    used.max(ended)
}

/// Runs `echoapp verify` and returns its exit code.
fn run_verify(options: &Verify, console: &Console, stop: &Stop) -> Result<u8, Error> {
    #[cfg(any(not(windows), hosted))]
    if let Some(image) = options.sys.as_ref().filter(|_| !options.in_child_process) {
        return supervise::run(&image.display().to_string());
    }
    watch_stop(options.in_child_process, console, stop)?;
    Ok(verify::run(options, console, stop))
}

/// Requests a stop at Ctrl-C, or when the parent process asks for one.
#[cfg_attr(all(windows, not(hosted)), expect(unused_variables, reason = "only hosted images"))]
fn watch_stop(in_child_process: bool, console: &Console, stop: &Stop) -> Result<(), Error> {
    #[cfg(any(not(windows), hosted))]
    if in_child_process {
        return supervise::obey_parent(stop, console);
    }
    watch_ctrl_c(stop)
}

fn watch_ctrl_c(stop: &Stop) -> Result<(), Error> {
    let stop = stop.clone();
    ctrlc::set_handler(move || stop.request())
        .map_err(|error| Error::System(format!("cannot handle Ctrl-C: {error}")))
}

/// Lists the devices or uses one. `Ok(false)`: stopped before the end.
fn use_system(
    system: &impl Platform,
    options: &Options,
    console: &Console,
    stop: &Stop,
) -> Result<bool, Error> {
    let devices = system.devices()?;
    if options.list {
        if devices.is_empty() {
            return Err(Error::NoDevice);
        }
        select::list(&devices).for_each(|line| console.line(line));
        return Ok(true);
    }
    let info = select::select(&devices, options.device.as_ref())?;
    console.line(format_args!("DevicePath: {}", info.path));
    let mut device = system.open(&info.path)?;
    console.line("Opened device successfully");
    match options.asynchronous {
        None => pattern::run(&mut *device, console, stop),
        Some(count) => {
            // The rows of a trace would break up a bar.
            let mut progress = if console.is_terminal() && !options.trace {
                Progress::bar(count)
            } else {
                Progress::lines(console, count)
            };
            overlap::run(&mut *device, count, console, stop, &mut progress)
        }
    }
}
