//! `cargo xtask doctor`: what each command needs, and what is missing.

use std::path::Path;
use std::process::{Command, ExitCode};

use crate::app;
use crate::print::say;
use crate::process;
use crate::target::Arch;
use crate::toolchain::{ADD_TARGETS, Library, Toolchain};
use crate::tools::{self, Tool};

/// The commands, in the order in which people come to need them.
const COMMANDS: [&str; 7] = ["build", "package", "infverif", "app", "test", "fuzz", "sanitize"];

/// Prints the list; fails if anything is missing.
///
/// # Errors
/// If rustc cannot be run, or standard output cannot be written.
pub fn run() -> anyhow::Result<ExitCode> {
    let toolchain = Toolchain::of_this_cargo()?;
    let found: Vec<(&Tool, Finding)> =
        tools::ALL.iter().map(|tool| (*tool, look_for(tool))).collect();
    let libraries = Arch::ALL.map(|arch| library(&toolchain, arch.triple(), "image"));
    let app_library = app::triple(Arch::X64).map(|triple| library(&toolchain, triple, "app"))?;

    for command in COMMANDS {
        say!("cargo xtask {command}")?;
        let mut needs: Vec<&Finding> = found
            .iter()
            .filter(|(tool, _)| tool.commands.contains(&command))
            .map(|(_, finding)| finding)
            .collect();
        if tools::RUST_LLD.commands.contains(&command) {
            needs.extend(&libraries);
        }
        if tools::MINGW.commands.contains(&command) {
            needs.push(&app_library);
        }
        if needs.is_empty() {
            say!("  ok       needs only Rust")?;
        }
        for finding in needs {
            say!("  {}", finding.line())?;
        }
    }
    let mut all = found.iter().map(|(_, finding)| finding).chain(&libraries).chain([&app_library]);
    let all_there = all.all(Finding::is_ok);
    Ok(if all_there { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Whether something is installed.
enum Finding {
    Ok { name: String, what: String },
    Missing { name: String, purpose: String, install: String },
}

impl Finding {
    const fn is_ok(&self) -> bool {
        matches!(self, Self::Ok { .. })
    }

    fn line(&self) -> String {
        match self {
            Self::Ok { name, what } => format!("ok       {name}: {what}"),
            Self::Missing { name, purpose, install } => {
                format!("MISSING  {name}, which {purpose}; install it: {install}")
            }
        }
    }
}

fn look_for(tool: &Tool) -> Finding {
    let name = tool.name.to_owned();
    tool.find().map_or_else(
        || Finding::Missing {
            name: name.clone(),
            purpose: tool.purpose.into(),
            install: tool.install.here().into(),
        },
        |path| Finding::Ok { name: name.clone(), what: describe(tool, &path) },
    )
}

/// The version that a program reports, and its path.
fn describe(tool: &Tool, path: &Path) -> String {
    let report = tool.version.map(|arguments| {
        let mut program = Command::new(path);
        process::output(program.args(arguments), "asking a tool for its version")
    });
    let version = match report {
        Some(Ok(report)) => report.lines().find_map(with_number),
        Some(Err(_)) | None => None,
    };
    version.map_or_else(
        || path.display().to_string(),
        |version| format!("{version} ({})", path.display()),
    )
}

/// The part of a line with a version: up to a comma or parenthesis.
fn with_number(line: &str) -> Option<String> {
    let end = line.find([',', '(']).unwrap_or(line.len());
    let line = line[..end].trim();
    line.contains(|character: char| character.is_ascii_digit()).then(|| line.to_owned())
}

/// The standard library for a target, a part of which is linked into the product.
fn library(toolchain: &Toolchain, triple: &str, product: &str) -> Finding {
    let name = format!("standard library for {triple}");
    match toolchain.library(triple) {
        Ok(Library::Installed) => Finding::Ok { name, what: "installed".into() },
        Ok(Library::Source) => Finding::Ok {
            name,
            what: format!("compiled from source in {}", toolchain.source().display()),
        },
        Err(_) => Finding::Missing {
            name,
            purpose: format!("is linked into every {product}"),
            install: format!("{ADD_TARGETS} (or: rustup component add rust-src)"),
        },
    }
}
