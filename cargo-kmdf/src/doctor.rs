//! Lists what commands need on a machine, and what is missing.

use std::path::Path;
use std::process::{Command, ExitCode};

use serde_json::{Value, json};

use crate::print::{Output, say};
use crate::process;
use crate::target::Arch;
use crate::toolchain::{Library, Toolchain};
use crate::tools::{self, Tool};

/// A command and what it needs.
#[derive(Clone, Copy)]
pub struct Needs {
    /// The command, as people type it.
    pub command: &'static str,
    /// The tools that the command runs.
    pub tools: &'static [&'static Tool],
    /// The targets of Rust's compiler for which it needs the standard library.
    pub targets: &'static [&'static str],
}

/// The needs of a build of an image.
const IMAGE_TOOLS: &[&Tool] =
    &[&tools::CLANG, &tools::LIBCLANG, &tools::LLVM_LIB, &tools::RUST_LLD];

/// The targets of all images.
const IMAGE_TARGETS: &[&str] = &[Arch::X64.triple(), Arch::Arm64.triple()];

/// The commands of `cargo kmdf`, in the order in which people come to need them.
pub const COMMANDS: [Needs; 4] = [
    Needs { command: "cargo kmdf build", tools: IMAGE_TOOLS, targets: IMAGE_TARGETS },
    Needs { command: "cargo kmdf package", tools: IMAGE_TOOLS, targets: IMAGE_TARGETS },
    Needs { command: "cargo kmdf stamp", tools: &[], targets: &[] },
    Needs { command: "cargo kmdf infverif", tools: &[], targets: &[] },
];

/// Prints what each command needs; fails if anything is missing.
///
/// # Errors
/// If rustc cannot be run, or standard output cannot be written.
pub fn run(commands: &[Needs], output: Output) -> anyhow::Result<ExitCode> {
    let toolchain = Toolchain::of_this_cargo()?;
    let mut all_there = true;
    for needs in commands {
        if output == Output::Text {
            say!("{}", needs.command)?;
        }
        let tools = needs.tools.iter().map(|tool| look_for(tool));
        let libraries = needs.targets.iter().map(|triple| library(&toolchain, triple));
        let findings: Vec<Finding> = tools.chain(libraries).collect();
        if findings.is_empty() && output == Output::Text {
            say!("  ok       needs only Rust")?;
        }
        for finding in findings {
            let text = format!("  {}", finding.line());
            let json = || finding.json(needs.command);
            if finding.is_ok() {
                output.result(format_args!("{text}"), json)?;
            } else {
                output.finding(format_args!("{text}"), json)?;
                all_there = false;
            }
        }
    }
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

    fn json(&self, command: &str) -> Value {
        match self {
            Self::Ok { name, what } => {
                json!({"reason": "need", "command": command, "name": name, "found": what})
            }
            Self::Missing { name, purpose, install } => json!({
                "reason": "need",
                "command": command,
                "name": name,
                "found": null,
                "purpose": purpose,
                "install": install,
            }),
        }
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

/// The standard library for a target, a part of which is linked into every program for the target.
fn library(toolchain: &Toolchain, triple: &str) -> Finding {
    let name = format!("standard library for {triple}");
    match toolchain.library(triple) {
        Ok(Library::Installed) => Finding::Ok { name, what: "installed".into() },
        Ok(Library::Source) => Finding::Ok {
            name,
            what: format!("compiled from source in {}", toolchain.source().display()),
        },
        Err(_) => Finding::Missing {
            name,
            purpose: "is linked into what is built".into(),
            install: format!("rustup target add {triple} (or: rustup component add rust-src)"),
        },
    }
}
