//! The macros of the kit's headers that bindgen skips, among them the statuses.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use xtask::paths;

use super::declarations::Things;

/// The names of all macros.
pub fn macros() -> BTreeSet<String> {
    definitions().into_iter().map(|(name, _)| name).collect()
}

/// Constants of the form `((NTSTATUS)0xC0000001L)`.
pub fn statuses() -> Things<i64> {
    let statuses = definitions().into_iter().filter_map(|(name, value)| {
        let value = value.strip_prefix("((NTSTATUS)0x")?.strip_suffix("L)")?;
        Some((name, i64::from_str_radix(value, 16).ok()?))
    });
    statuses.collect()
}

/// The name and the text of each macro.
fn definitions() -> Vec<(String, String)> {
    let mut definitions = Vec::new();
    for header in headers(&paths::root().join("cargo-kmdf/wdk-kit/Include")) {
        let text = fs::read_to_string(&header)
            .unwrap_or_else(|error| panic!("cannot read {}: {error}", header.display()));
        let lines = text.lines().filter_map(|line| line.strip_prefix("#define "));
        definitions.extend(lines.map(|line| {
            let end = line.find([' ', '(']).unwrap_or(line.len());
            (line[..end].into(), line[end..].trim().into())
        }));
    }
    definitions
}

fn headers(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder)
        .unwrap_or_else(|error| panic!("cannot list {}: {error}", folder.display()));
    let paths = entries.map(|entry| entry.expect("an entry of the folder").path());
    let found = paths.flat_map(|path| if path.is_dir() { headers(&path) } else { vec![path] });
    found.filter(|path| path.extension().is_some_and(|extension| extension == "h")).collect()
}
