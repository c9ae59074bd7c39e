//! A Windows for the tests: a new Wine prefix, which is gone with everything in it when they end.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};

use crate::image::folder;
use crate::tools;

/// What Wine takes to make a prefix, at most.
const PATIENCE: Duration = Duration::from_mins(3);
/// What Wine's server takes to start or to end, at most.
const SERVER: Duration = Duration::from_secs(30);
/// For how long Wine's server stays when no program runs: 10 minutes.
const PERSISTENCE: &str = "--persistent=600";

/// The source of the library that Rust's programs want and Wine 8 does not have.
const RANDOM: &str = include_str!("wine/bcryptprimitives.c");

/// A Wine prefix that is there until this is dropped.
#[derive(Debug)]
pub struct Wine(PathBuf);

impl Wine {
    /// Makes a prefix in a folder, where nothing is or a prefix that was left.
    ///
    /// # Errors
    /// If Wine is missing, or cannot make it.
    pub fn start(prefix: &Path) -> Result<Self> {
        if prefix.exists() {
            drop(Self(prefix.to_owned()));
        }
        folder::make_folder(prefix)?;
        let wine = Self(prefix.to_owned());
        start_server(prefix)?;
        let said = prefix.join("made.txt");
        // Any program does: the first in a prefix has `wineboot --init` run before it. Had that been
        // named here it would have run twice, and started the service manager twice. The two open pipes
        // to their services by the same names, and each start of a service that talks to the wrong one
        // takes 10 seconds, and fails.
        let first = &mut command(prefix, "cmd")?;
        let ended = run(first.args(["/c", "exit"]), &said, &said, PATIENCE)?;
        let system = prefix.join("drive_c/windows/system32");
        let made = system.join("setupapi.dll").exists();
        ensure!(
            made && ended.is_some_and(|status| status.success()),
            "Wine could not make a prefix in {}: {}",
            prefix.display(),
            fs::read_to_string(&said).unwrap_or_default()
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
        // What cannot be ended or removed now is when the next prefix is made here.
        if let Ok(mut server) = server(&self.0) {
            let _ = within(server.arg("--kill"), SERVER);
        }
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// A program under Wine: a file, or the name of a program of Wine's. There is no display.
///
/// # Errors
/// If Wine is missing.
pub fn command(prefix: &Path, program: impl AsRef<Path>) -> Result<Command> {
    let mut wine = Command::new(tools::WINE.path()?);
    wine.arg(program.as_ref());
    in_prefix(&mut wine, prefix);
    Ok(wine)
}

/// Starts Wine's server, which is to stay while no program runs.
///
/// Else the server ends with the last program (Debian has it do so at once), and Wine's services with
/// it. A program that is started meanwhile finds a server that takes nobody in any more, and sleeps for
/// seconds, longer each time, until that one is gone and its own server and services have started.
fn start_server(prefix: &Path) -> Result<()> {
    let mut server = server(prefix)?;
    // It stays in the background, and would hold on to whatever it has for output.
    server.arg(PERSISTENCE).stdout(Stdio::null()).stderr(Stdio::null());
    let status = within(&mut server, SERVER)?;
    ensure!(
        status.is_some_and(|status| status.success()),
        "Wine's server does not start in {}",
        prefix.display()
    );
    Ok(())
}

/// Wine's server, which lies beside its loader or on the search path.
fn server(prefix: &Path) -> Result<Command> {
    let loader = tools::WINE.path()?;
    let loader = fs::canonicalize(&loader).unwrap_or(loader);
    let beside = loader.with_file_name("wineserver");
    let mut server =
        Command::new(if beside.exists() { beside } else { PathBuf::from("wineserver") });
    in_prefix(&mut server, prefix);
    Ok(server)
}

fn in_prefix(command: &mut Command, prefix: &Path) {
    command
        .env("WINEPREFIX", prefix)
        .env("WINEDEBUG", "-all")
        // Neither .NET nor a browser is wanted, for which Wine would ask in a window.
        .env("WINEDLLOVERRIDES", "mscoree,mshtml=")
        .env_remove("DISPLAY")
        .env_remove("WAYLAND_DISPLAY")
        .stdin(Stdio::null());
}

/// Runs a program with its output in files. `None`: it was ended since it took too long.
///
/// Wine's services, which the first program starts, inherit its output and outlive it: nobody could
/// see the end of a pipe.
///
/// # Errors
/// If it cannot be started.
pub fn run(
    command: &mut Command,
    output: &Path,
    complaints: &Path,
    limit: Duration,
) -> Result<Option<ExitStatus>> {
    let create =
        |path: &Path| File::create(path).with_context(|| format!("cannot make {}", path.display()));
    command.stdout(create(output)?).stderr(create(complaints)?);
    within(command, limit)
}

fn within(command: &mut Command, limit: Duration) -> Result<Option<ExitStatus>> {
    let mut child = command
        .spawn()
        .with_context(|| format!("cannot start {}", command.get_program().display()))?;
    wait(&mut child, limit)
}

/// Waits for a program's end. `None`: it was ended since it took too long.
///
/// # Errors
/// If it cannot be waited for.
pub fn wait(child: &mut Child, limit: Duration) -> Result<Option<ExitStatus>> {
    let deadline = Instant::now() + limit;
    loop {
        if let Some(status) = child.try_wait().context("cannot wait for a program")? {
            return Ok(Some(status));
        }
        if Instant::now() > deadline {
            child.kill().context("cannot end a program that took too long")?;
            child.wait().context("cannot wait for a program")?;
            return Ok(None);
        }
        thread::sleep(Duration::from_millis(5));
    }
}

/// Makes the library where Wine has none.
fn make_random(source: &Path, library: &Path) -> Result<()> {
    fs::write(source, RANDOM).with_context(|| format!("cannot write {}", source.display()))?;
    let mut gcc = Command::new(tools::MINGW.path()?);
    gcc.args(["-shared", "-O2", "-s", "-o"]).arg(library).arg(source).arg("-ladvapi32");
    let status = gcc.status().context("cannot start mingw-w64's compiler")?;
    if !status.success() {
        bail!("{} does not compile: {status}", source.display());
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
        let said = fs::read_to_string(&file).expect("the output");
        fs::remove_file(file).expect("the output");
        (ended.expect("sh starts"), said)
    }

    #[test]
    fn run_of_a_program_that_ends_has_its_status_and_output() {
        let (ended, said) = run_shell("ends", "echo said; exit 3", Duration::from_secs(20));
        assert_eq!((ended.and_then(|status| status.code()), &*said), (Some(3), "said\n"));
    }

    #[test]
    fn run_of_a_program_that_does_not_end_is_over_after_its_limit() {
        let since = Instant::now();
        let (ended, _) = run_shell("hangs", "exec sleep 50", Duration::from_millis(50));
        assert_eq!(ended, None);
        assert!(since.elapsed() < Duration::from_secs(20), "{:?}", since.elapsed());
    }

    #[test]
    fn prefix_that_is_dropped_is_gone() {
        let folder = output("prefix");
        fs::create_dir_all(folder.join("drive_c")).expect("a folder");
        drop(Wine(folder.clone()));
        assert!(!folder.exists());
    }
}
