//! Runs programs in the prefix that `cargo xtask test` has made. Every wait has a limit.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use cargo_kmdf::target::{Arch, Profile};
use xtask::{app, paths, wine};

/// When a run of the app counts as stuck. No result depends on this limit.
const LIMIT: Duration = Duration::from_mins(10);

/// How a program ended.
#[derive(Debug)]
pub struct Finished {
    pub code: Option<i32>,
    pub output: String,
    pub complaints: String,
}

/// The built app.
pub fn executable() -> PathBuf {
    paths::app(Arch::X64, Profile::Release).join(app::EXECUTABLE)
}

/// Runs the app to its end.
pub fn echoapp(arguments: &[&str]) -> Finished {
    run(&executable(), arguments, LIMIT)
}

/// Runs a program to its end: a file, or the name of one of Wine's programs.
pub fn run(program: &Path, arguments: &[&str], limit: Duration) -> Finished {
    let (output, complaints) = (scratch("output.txt"), scratch("complaints.txt"));
    let ended = wine::run(&mut command(program, arguments), &output, &complaints, limit);
    let ended = ended.unwrap_or_else(|error| panic!("{}: {error:#}", program.display()));
    let read =
        |path: &Path| String::from_utf8_lossy(&fs::read(path).expect("it was made")).into_owned();
    let (output, complaints) = (read(&output), read(&complaints));
    let status = ended.unwrap_or_else(|| {
        panic!(
            "{} {arguments:?} did not end in {limit:?}:\n{output}{complaints}",
            program.display()
        )
    });
    Finished { code: status.code(), output, complaints }
}

/// The command that starts a program.
pub fn command(program: &Path, arguments: &[&str]) -> Command {
    let prefix = paths::wine();
    assert!(
        prefix.is_dir(),
        "{} is missing: run 'cargo xtask test', which makes it",
        prefix.display()
    );
    let mut command = wine::command(&prefix, program).unwrap_or_else(|error| panic!("{error:#}"));
    command.args(arguments).current_dir(app_folder());
    command
}

/// The folder of the app, where Cargo also runs the app's tests.
fn app_folder() -> PathBuf {
    paths::root().join("echoapp")
}

/// A file or folder for one test.
pub fn scratch(name: &str) -> PathBuf {
    static NUMBER: AtomicU32 = AtomicU32::new(0);
    let number = NUMBER.fetch_add(1, Ordering::Relaxed);
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("wine");
    fs::create_dir_all(&folder).expect("a scratch folder");
    folder.join(format!("{number}-{name}"))
}

/// The devices of the prefix, for one test at a time.
pub fn devices() -> MutexGuard<'static, ()> {
    static TURN: Mutex<()> = Mutex::new(());
    TURN.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Runs one of Wine's own programs to its end.
pub fn command_of_wine(name: &str, arguments: &[&str]) -> Finished {
    run(Path::new(name), arguments, LIMIT)
}

/// A registry key and everything below it, as `reg query` prints them; `None` if there is no such
/// key.
pub fn registry(key: &str) -> Option<String> {
    let queried = command_of_wine("reg", &["query", key, "/s"]);
    (queried.code == Some(0)).then(|| queried.output.replace("\r\n", "\n"))
}
