//! A test machine whose programs are stand-ins, with a package on it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;
use std::time::Duration;

use cargo_kmdf::target::{Arch, Profile};
use xtask::{paths, tools};

use crate::wine::{Finished, run, scratch};

/// When a script counts as stuck. No result depends on this limit.
const LIMIT: Duration = Duration::from_mins(10);

/// The programs of Windows that the scripts run.
const PROGRAMS: [&str; 7] = ["bcdedit", "certutil", "find", "pnputil", "reg", "sc", "whoami"];
/// The app, which the package of echo needs.
pub const APP: &str = "echoapp.exe";

/// A machine on which the scripts succeed, until an answer changes that.
pub struct Machine {
    folder: PathBuf,
    answers: Vec<String>,
}

impl Machine {
    /// The machine with the package of the x64 release image.
    pub fn with_package() -> Self {
        let folder = scratch("machine");
        let (system, package) = (folder.join("System32"), folder.join("package"));
        if folder.exists() {
            fs::remove_dir_all(&folder).expect("the machine of an earlier run");
        }
        for folder in [&system, &package] {
            fs::create_dir_all(folder).expect("a folder");
        }
        for program in PROGRAMS {
            copy(stand_in(), &system.join(program).with_extension("exe"));
        }
        copy(stand_in(), &package.join(APP));
        let made = paths::package(Arch::X64, Profile::Release);
        for name in ["sys", "inf", "cat", "cer"].map(|end| format!("echo.{end}")) {
            copy(&made.join(&name), &package.join(name));
        }
        for name in ["install.cmd", "verify.cmd", "uninstall.cmd"] {
            copy(&made.join(name), &package.join(name));
        }
        let mut machine = Self { folder, answers: Vec::new() };
        machine.answer("whoami /groups", 0, "Mandatory Label  Label  S-1-16-12288");
        machine.registry("PROCESSOR_ARCHITECTURE", "REG_SZ", "AMD64");
        machine.registry("CurrentBuildNumber", "REG_SZ", "19045");
        machine.registry("UEFISecureBootEnabled", "REG_DWORD", "0x0");
        machine.registry("SystemStartOptions", "REG_SZ", " TESTSIGNING  NOEXECUTE=OPTIN");
        machine
    }

    /// A file of the package.
    pub fn file(&self, name: &str) -> PathBuf {
        self.folder.join("package").join(name)
    }

    /// Makes the calls that begin with a text end with a code and print an output.
    pub fn answer(&mut self, call: &str, code: i32, output: &str) {
        let output = output.replace('\n', r"\n");
        self.answers.insert(0, format!("{code}|{call}|{output}\n"));
    }

    /// Makes `reg` find a value, as `reg query` prints values.
    pub fn registry(&mut self, name: &str, kind: &str, value: &str) {
        let printed =
            format!("\nHKEY_LOCAL_MACHINE\\A key\\Of Windows\n    {name}    {kind}    {value}\n\n");
        let key = match name {
            "PROCESSOR_ARCHITECTURE" => {
                r"SYSTEM\CurrentControlSet\Control\Session Manager\Environment"
            }
            "CurrentBuildNumber" => r"SOFTWARE\Microsoft\Windows NT\CurrentVersion",
            "UEFISecureBootEnabled" => r"SYSTEM\CurrentControlSet\Control\SecureBoot\State",
            _ => r"SYSTEM\CurrentControlSet\Control",
        };
        self.answer(&format!(r"reg query HKLM\{key} /v {name}"), 0, &printed);
    }

    /// Runs a script of the package. The calls of earlier scripts are forgotten.
    pub fn run(&self, script: &str) -> Finished {
        fs::write(self.folder.join("answers.txt"), self.answers.concat()).expect("the answers");
        fs::write(self.folder.join("calls.txt"), "").expect("no calls");
        let folder = windows_path(&self.folder);
        // Without `call`, which Wine lets end with 1 for every exit code that is not 0.
        let start = format!(
            "@set SystemRoot={folder}\r\n@set STAND_INS={folder}\r\n@set TEMP={folder}\r\n\
             @\"{folder}\\package\\{script}\"\r\n"
        );
        let file = self.folder.join("start.cmd");
        fs::write(&file, start).expect("the first script");
        run(Path::new("cmd"), &["/c", &windows_path(&file)], LIMIT)
    }

    /// The calls of the script, without the programs that only look.
    pub fn changes(&self) -> Vec<String> {
        let calls = fs::read_to_string(self.folder.join("calls.txt")).expect("the calls");
        let looks = ["whoami ", "reg query ", "sc query ", "pnputil /enum", "certutil -store "];
        let changes = calls.lines().filter(|call| !looks.iter().any(|look| call.starts_with(look)));
        changes.map(str::to_owned).collect()
    }
}

/// The stand-in, compiled once.
fn stand_in() -> &'static Path {
    static STAND_IN: OnceLock<PathBuf> = OnceLock::new();
    STAND_IN.get_or_init(|| {
        let program = scratch("stand-in.exe");
        let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/wine/scripts/stand_in.c");
        let gcc = tools::MINGW.path().unwrap_or_else(|error| panic!("{error:#}"));
        let status = Command::new(gcc)
            .args(["-Wall", "-Wextra", "-Werror", "-O1", "-s", "-o"])
            .args([&program, &source])
            .status();
        assert!(status.is_ok_and(|status| status.success()), "{} fails", source.display());
        program
    })
}

fn copy(from: &Path, to: &Path) {
    fs::copy(from, to).unwrap_or_else(|error| panic!("{}: {error}", from.display()));
}

/// A path as programs under Wine see it.
fn windows_path(path: &Path) -> String {
    format!("Z:{}", path.display()).replace('/', r"\")
}
