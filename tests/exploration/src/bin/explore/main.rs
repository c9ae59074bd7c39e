//! `cargo xtask explore`: explores the echo driver's schedules.

#[cfg(any(not(windows), hosted))]
mod program;

#[cfg(any(not(windows), hosted))]
fn main() -> std::process::ExitCode {
    program::main()
}

/// `cargo wdk build` builds every package of the workspace for Windows, where the driver's crate is
/// the kernel driver, which the host cannot run.
#[cfg(all(windows, not(hosted)))]
fn main() -> std::process::ExitCode {
    eprintln!("error: this build cannot host the driver; build it with RUSTFLAGS=\"--cfg hosted\"");
    std::process::ExitCode::from(2)
}
