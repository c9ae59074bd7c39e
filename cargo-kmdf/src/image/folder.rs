//! Writes and copies files, but leaves a file with the same content alone: it keeps its time, and
//! nothing that depends on it is rebuilt.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

/// The files in a folder and in the folders below, as sorted relative paths.
///
/// # Errors
/// If a folder cannot be read.
pub fn files(folder: &Path) -> Result<BTreeSet<PathBuf>> {
    let mut found = BTreeSet::new();
    let mut left = vec![PathBuf::new()];
    while let Some(inside) = left.pop() {
        let path = folder.join(&inside);
        let failed = || format!("cannot list the folder {}", path.display());
        for entry in fs::read_dir(&path).with_context(failed)? {
            let entry = entry.with_context(failed)?;
            let name = inside.join(entry.file_name());
            if entry.path().is_dir() {
                left.push(name);
            } else {
                found.insert(name);
            }
        }
    }
    Ok(found)
}

/// Makes a folder contain these files and no others, and returns whether anything changed.
///
/// # Errors
/// If a file cannot be read, written or removed.
pub fn fill(folder: &Path, wanted: &[(&Path, &[u8])]) -> Result<bool> {
    let mut changed = false;
    if folder.is_dir() {
        let is_stale = |path: &PathBuf| !wanted.iter().any(|(wanted, _)| wanted == path);
        for stale in files(folder)?.into_iter().filter(is_stale) {
            remove_file(&folder.join(stale))?;
            changed = true;
        }
    }
    for (file, content) in wanted {
        changed |= write_if_changed(&folder.join(file), content)?;
    }
    Ok(changed)
}

/// Writes a file if its content differs or it does not exist, and returns whether it was written.
///
/// # Errors
/// If it cannot be written.
pub fn write_if_changed(path: &Path, content: &[u8]) -> Result<bool> {
    if fs::read(path).is_ok_and(|old| old == content) {
        return Ok(false);
    }
    if let Some(folder) = path.parent() {
        make_folder(folder)?;
    }
    write(path, content)?;
    Ok(true)
}

/// Writes a file. A file that could not be written whole, on a full disk for example, is removed: a part
/// of an image or a package looks like a file that can be used.
///
/// # Errors
/// If it cannot be written.
pub fn write(path: &Path, content: impl AsRef<[u8]>) -> Result<()> {
    let remove = |_: &std::io::Error| {
        if path.is_file() {
            // The first error is the one to report.
            let _ = fs::remove_file(path);
        }
    };
    let written = fs::write(path, content).inspect_err(remove);
    written.with_context(|| format!("cannot write {}", path.display()))
}

/// Makes a folder and its parents.
///
/// # Errors
/// If it cannot be made.
pub fn make_folder(path: &Path) -> Result<()> {
    fs::create_dir_all(path).with_context(|| format!("cannot make the folder {}", path.display()))
}

/// The bytes of a file.
///
/// # Errors
/// If it cannot be read.
pub fn read(path: &Path) -> Result<Vec<u8>> {
    fs::read(path).with_context(|| format!("cannot read {}", path.display()))
}

/// Removes a file if it exists.
///
/// # Errors
/// If the file exists and cannot be removed.
pub fn remove_file(path: &Path) -> Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(error).with_context(|| format!("cannot remove {}", path.display()))
        }
        _ => Ok(()),
    }
}
