//! The top level of the repository stays short enough to be read at a glance.

use std::collections::BTreeSet;

use anyhow::Result;

use super::checks::Problem;
use super::tree::Tree;

/// The largest number of visible entries, without licences and the lock file.
const ENTRIES: usize = 15;

/// The largest number of folders among them.
const FOLDERS: usize = 7;

/// Counts the visible entries.
///
/// # Errors
/// Never.
pub fn check(tree: &Tree) -> Result<Vec<Problem>> {
    let (mut entries, mut folders) = (BTreeSet::new(), BTreeSet::new());
    for path in tree.files().filter(|path| !path.starts_with('.')) {
        let (first, is_folder) =
            path.split_once('/').map_or((path, false), |(folder, _)| (folder, true));
        if first == "Cargo.lock" || first.starts_with("LICENSE") {
            continue;
        }
        entries.insert(first);
        if is_folder {
            folders.insert(first);
        }
    }
    let mut problems = too_many("entries", &entries, ENTRIES);
    problems.extend(too_many("folders", &folders, FOLDERS));
    Ok(problems)
}

fn too_many(what: &str, found: &BTreeSet<&str>, most: usize) -> Vec<Problem> {
    if found.len() <= most {
        return Vec::new();
    }
    let names = found.iter().copied().collect::<Vec<_>>().join(" ");
    let number = found.len();
    vec![Problem::of(
        "top level",
        format!(
            "found {number} visible {what}, expected at most {most}; move some into folders: {names}"
        ),
    )]
}
