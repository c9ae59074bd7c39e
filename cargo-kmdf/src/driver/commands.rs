//! The programs and commands of a driver for the scripts of its package, from
//! `[package.metadata.kmdf.scripts]`.

use anyhow::{Context, Result, bail, ensure};
use cargo_metadata::Package;
use serde_json::{Map, Value};

/// The key of the table in `[package.metadata.kmdf]`.
pub(super) const TABLE: &str = "scripts";

/// The keys of the table.
const KEYS: [&str; 4] = ["programs", "install", "verify", "uninstall"];

/// What the scripts of a package run besides the programs of Windows. All lists are empty by
/// default.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Commands {
    /// The names of the files that the commands need beside the package.
    pub programs: Vec<String>,
    /// The last commands of `install.cmd`, such as one that makes a device.
    pub install: Vec<String>,
    /// The commands of `verify.cmd`; each fails by its exit code.
    pub verify: Vec<String>,
    /// The first commands of `uninstall.cmd`, such as one that removes the devices.
    pub uninstall: Vec<String>,
}

impl Commands {
    /// The commands of a package.
    ///
    /// # Errors
    /// If the table has an unknown key or a value that a script cannot have.
    pub(super) fn of(package: &Package) -> Result<Self> {
        let Some(value) = package.metadata.get("kmdf").and_then(|kmdf| kmdf.get(TABLE)) else {
            return Ok(Self::default());
        };
        let read = || {
            let table = value.as_object().context("expected a table")?;
            if let Some(key) = table.keys().find(|key| !KEYS.contains(&&***key)) {
                bail!("found the key {key}, expected one of {}", KEYS.join(", "));
            }
            let [programs, install, verify, uninstall] = KEYS.map(|key| texts(table, key));
            Ok(Self {
                programs: programs?,
                install: install?,
                verify: verify?,
                uninstall: uninstall?,
            })
        };
        read().with_context(|| {
            format!("[package.metadata.kmdf.{TABLE}] of {}", package.manifest_path)
        })
    }
}

/// The texts of a list, each of which can stand in a script.
fn texts(table: &Map<String, Value>, key: &str) -> Result<Vec<String>> {
    let Some(value) = table.get(key) else { return Ok(Vec::new()) };
    let list = value.as_array().with_context(|| {
        format!("found {key} = {value}, expected a list of texts: [\"app.exe verify\"]")
    })?;
    let text = |item: &Value| {
        let text = item.as_str().unwrap_or_default();
        ensure!(
            is_line(text) && (key != "programs" || is_file_name(text)),
            "found {item} in {key}, expected {}",
            if key == "programs" {
                "a file name of the letters a to z, digits and . _ -"
            } else {
                "a command in one line of ASCII, without % and characters that cmd replaces"
            }
        );
        Ok(text.to_owned())
    };
    list.iter().map(text).collect()
}

/// Whether cmd takes the text as it is: one line of ASCII without variables and operators.
#[must_use]
pub(crate) fn is_plain(text: &str) -> bool {
    text.bytes().all(|byte| byte == b' ' || byte.is_ascii_graphic())
        && !text.contains(['"', '%', '!', '^', '&', '|', '<', '>'])
}

/// Whether the text can be a command: plain, but for quotation marks.
fn is_line(text: &str) -> bool {
    !text.trim().is_empty() && is_plain(&text.replace('"', ""))
}

fn is_file_name(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte))
}
