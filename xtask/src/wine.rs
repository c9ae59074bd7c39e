//! A new Wine prefix for the tests, removed with its contents when they end.

use std::ffi::OsString;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Stdio};
use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};
use cargo_kmdf::image::folder;
use cargo_kmdf::process;

use crate::tools;

/// The longest time that Wine may take to make a prefix.
const PATIENCE: Duration = Duration::from_mins(3);
/// The longest time that Wine's server may take to start or to end.
const SERVER: Duration = Duration::from_secs(30);
/// Keeps Wine's server for 10 minutes when no program runs.
const PERSISTENCE: &str = "--persistent=600";

/// The source of a library that Rust programs need and Wine 8 lacks.
const RANDOM: &str = include_str!("wine/bcryptprimitives.c");

/// A Wine prefix, removed when this is dropped.
#[derive(Debug)]
pub struct Wine(PathBuf);

impl Wine {
    /// Makes a prefix in a folder, and first removes one that an earlier run left there.
    ///
    /// # Errors
    /// If Wine is missing, or cannot make the prefix.
    pub fn start(prefix: &Path) -> Result<Self> {
        if prefix.exists() {
            drop(Self(prefix.to_owned()));
        }
        folder::make_folder(prefix)?;
        let wine = Self(prefix.to_owned());
        start_server(prefix)?;
        let log = prefix.join("made.txt");
        // Any program will do: before the first one in a prefix, Wine runs `wineboot --init`.
        // Running wineboot here would run it twice and start two service managers. Both open pipes
        // to their services by the same names, and a service that connects to the wrong one fails
        // after 10 seconds.
        let first = &mut command(prefix, "cmd")?;
        let ended = run(first.args(["/c", "exit"]), &log, &log, PATIENCE)?;
        let system = prefix.join("drive_c/windows/system32");
        let made = system.join("setupapi.dll").exists();
        ensure!(
            made && ended.is_some_and(|status| status.success()),
            "Wine could not make a prefix in {}: {}",
            prefix.display(),
            fs::read_to_string(&log).unwrap_or_default()
        );
        let random = system.join("bcryptprimitives.dll");
        if !random.exists() {
            make_random(&prefix.join("bcryptprimitives.c"), &random)?;
        }
        Ok(wine)
    }
}

impl Drop for Wine {
    fn drop(&mut self) {
        // Whatever cannot be ended or removed here is removed before the next prefix is made.
        if let Ok(mut server) = server(&self.0) {
            let _ = within(server.arg("--kill"), SERVER);
        }
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// The command that runs a program under Wine, without a display. The program is a file, or the
/// name of one that comes with Wine.
///
/// # Errors
/// If Wine is missing.
pub fn command(prefix: &Path, program: impl AsRef<Path>) -> Result<Command> {
    let mut wine = Command::new(tools::WINE.path()?);
    wine.arg(program.as_ref());
    in_prefix(&mut wine, prefix);
    Ok(wine)
}

/// Starts Wine's server so that it stays while no program runs.
///
/// Otherwise the server and Wine's services end with the last program, on Debian at once. A program
/// that starts meanwhile finds a server that accepts no clients. The program then sleeps for
/// seconds, longer each time, until that server is gone and a new one has started the services.
fn start_server(prefix: &Path) -> Result<()> {
    let mut server = server(prefix)?;
    // The server stays in the background and would keep its output open.
    server.arg(PERSISTENCE).stdout(Stdio::null()).stderr(Stdio::null());
    let status = within(&mut server, SERVER)?;
    ensure!(
        status.is_some_and(|status| status.success()),
        "Wine's server did not start in {}",
        prefix.display()
    );
    Ok(())
}

/// Wine's server, beside its loader or on the search path.
fn server(prefix: &Path) -> Result<Command> {
    let loader = tools::WINE.path()?;
    let loader = fs::canonicalize(&loader).unwrap_or(loader);
    let beside = loader.with_file_name("wineserver");
    let mut server =
        Command::new(if beside.exists() { beside } else { PathBuf::from("wineserver") });
    in_prefix(&mut server, prefix);
    Ok(server)
}

/// The variables of the environment with which Wine runs programs in a prefix.
#[must_use]
pub fn variables(prefix: &Path) -> Vec<(&'static str, OsString)> {
    vec![
        ("WINEPREFIX", prefix.into()),
        ("WINEDEBUG", "-all".into()),
        // Keeps Wine from asking, in a window, whether to install .NET and a browser.
        ("WINEDLLOVERRIDES", "mscoree,mshtml=".into()),
    ]
}

fn in_prefix(command: &mut Command, prefix: &Path) {
    command
        .envs(variables(prefix))
        .env_remove("DISPLAY")
        .env_remove("WAYLAND_DISPLAY")
        .stdin(Stdio::null());
}

/// Runs a program with its output in files. Returns `None` if it took too long and was ended.
///
/// A pipe would not close: Wine's services, which the first program starts, inherit its output and
/// outlive it.
///
/// # Errors
/// If the program cannot be started.
pub fn run(
    command: &mut Command,
    output: &Path,
    errors: &Path,
    limit: Duration,
) -> Result<Option<ExitStatus>> {
    let create =
        |path: &Path| File::create(path).with_context(|| format!("cannot make {}", path.display()));
    command.stdout(create(output)?).stderr(create(errors)?);
    within(command, limit)
}

fn within(command: &mut Command, limit: Duration) -> Result<Option<ExitStatus>> {
    let mut child = command
        .spawn()
        .with_context(|| format!("cannot start {}", command.get_program().display()))?;
    process::wait(&mut child, limit)
}

/// Compiles the library for a Wine without one.
fn make_random(source: &Path, library: &Path) -> Result<()> {
    fs::write(source, RANDOM).with_context(|| format!("cannot write {}", source.display()))?;
    let mut gcc = Command::new(tools::MINGW.path()?);
    gcc.args(["-shared", "-O2", "-s", "-o"]).arg(library).arg(source).arg("-ladvapi32");
    let status = gcc.status().context("cannot start mingw-w64's compiler")?;
    if !status.success() {
        bail!("mingw-w64's compiler failed on {}: {status}", source.display());
    }
    Ok(())
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    fn output(name: &str) -> PathBuf {
        std::env::temp_dir().join(format!("xtask-wine-{}-{name}", std::process::id()))
    }

    fn run_shell(name: &str, script: &str, limit: Duration) -> (Option<ExitStatus>, String) {
        let file = output(name);
        let ended = run(Command::new("sh").args(["-c", script]), &file, &file, limit);
        let text = fs::read_to_string(&file).expect("the output");
        fs::remove_file(file).expect("the output");
        (ended.expect("sh starts"), text)
    }

    #[test]
    fn program_that_ends_gives_its_status_and_output() {
        let (ended, text) = run_shell("ends", "echo text; exit 3", Duration::from_mins(10));
        assert_eq!((ended.and_then(|status| status.code()), &*text), (Some(3), "text\n"));
    }

    #[test]
    fn program_that_does_not_end_is_ended_at_its_limit() {
        // No machine is so busy that the program ends by itself before its limit is noticed.
        let (ended, _) = run_shell("hangs", "exec sleep 86400", Duration::from_millis(50));
        assert_eq!(ended, None);
    }

    #[test]
    fn dropped_prefix_is_removed() {
        let folder = output("prefix");
        fs::create_dir_all(folder.join("drive_c")).expect("a folder");
        drop(Wine(folder.clone()));
        assert!(!folder.exists());
    }
}
