//! `--sys`: runs the image in a child process. Whatever the image's code does to that process, the app
//! ends with a message and an exit code.

use std::io::{self, Read, Write};
use std::process::{Command, ExitStatus, Stdio};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use crate::console::Console;
use crate::error::Error;
use crate::stop::Stop;

/// The argument by which the app starts itself.
pub const CHILD: &str = "--in-child-process";

/// Starts the app again with the same arguments, forwards Ctrl-C to it, and returns its exit code. The
/// child prints by itself.
///
/// # Errors
/// If the child cannot be started, or a signal ended it.
pub fn run(image: &str) -> Result<u8, Error> {
    let failed = |error: io::Error| Error::System(format!("cannot start a child process: {error}"));
    let program = std::env::current_exe().map_err(failed)?;
    let mut command = Command::new(program);
    // Last, because the arguments may begin with a command that has this option, too.
    command.args(std::env::args_os().skip(1)).arg(CHILD).stdin(Stdio::piped());
    let mut child = command.spawn().map_err(failed)?;
    // The child stops when a byte arrives, and ends when the pipe is closed, as at this process's end.
    let pipe = Arc::new(Mutex::new(child.stdin.take()));
    let stopping = Arc::clone(&pipe);
    let handled = ctrlc::set_handler(move || {
        let mut pipe = stopping.lock().unwrap_or_else(PoisonError::into_inner);
        // Errors are ignored: a child that has ended needs no stop.
        let _ = pipe.as_mut().map(|pipe| pipe.write_all(b"."));
    });
    handled.map_err(|error| Error::System(format!("cannot handle Ctrl-C: {error}")))?;
    let status = child.wait().map_err(failed)?;
    drop(pipe);
    match status.code().map(u8::try_from) {
        Some(Ok(code @ 0..=2)) => Ok(code),
        // Such as a panic of the host, which has printed its message.
        Some(_) => Ok(1),
        None => Err(Error::Device(format!(
            "the image {image} ended its process: {}, at a place that the host cannot name; it may have \
             overwritten memory that is not its own",
            cause(status)
        ))),
    }
}

/// How a process ended that has no exit code.
#[cfg(unix)]
fn cause(status: ExitStatus) -> String {
    use std::os::unix::process::ExitStatusExt;

    let name = match status.signal() {
        Some(4) => "an invalid instruction (SIGILL)",
        Some(6) => "an abort (SIGABRT)",
        Some(7) => "an invalid memory access (SIGBUS)",
        Some(8) => "an arithmetic error (SIGFPE)",
        Some(9) => "an end from outside, as when memory runs out (SIGKILL)",
        Some(11) => "an invalid memory access (SIGSEGV)",
        _ => return status.to_string(),
    };
    name.into()
}

#[cfg(not(unix))]
fn cause(status: ExitStatus) -> String {
    status.to_string()
}

/// In the child: requests a stop when the parent asks for one, and ends the process when the parent is
/// gone.
pub fn obey_parent(stop: &Stop, console: &Console) -> Result<(), Error> {
    // The terminal sends Ctrl-C to both processes; the parent passes it on.
    ctrlc::set_handler(|| ())
        .map_err(|error| Error::System(format!("cannot handle Ctrl-C: {error}")))?;
    let (stop, console) = (stop.clone(), console.clone());
    let listen = move || {
        let mut byte = [0];
        while io::stdin().read_exact(&mut byte).is_ok() {
            stop.request();
        }
        console.complain("error: the app's parent process has ended");
        std::process::exit(1);
    };
    let _ = thread::Builder::new().name("parent".into()).spawn(listen);
    Ok(())
}
