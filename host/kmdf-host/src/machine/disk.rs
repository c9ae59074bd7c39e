//! The disk of the machine: files that drivers open with `ZwCreateFile`.
//!
//! The disk is the volume `C:`, with Windows in `C:\Windows`. A folder exists if Windows has it or if a
//! file lies in it.

use std::collections::BTreeMap;

use super::{Machine, Table};
use crate::abi::{
    NTSTATUS, STATUS_OBJECT_NAME_INVALID, STATUS_OBJECT_PATH_NOT_FOUND,
    STATUS_OBJECT_PATH_SYNTAX_BAD,
};

/// The folders that every machine has.
const FOLDERS: [&str; 5] = [
    "C:",
    r"C:\WINDOWS",
    r"C:\WINDOWS\TEMP",
    r"C:\WINDOWS\SYSTEM32",
    r"C:\WINDOWS\SYSTEM32\DRIVERS",
];

/// The beginnings of the names of files in the object manager's tree, and what they stand for.
const ROOTS: [(&str, &str); 5] = [
    (r"\SYSTEMROOT\", r"C:\WINDOWS\"),
    (r"\DEVICE\HARDDISKVOLUME1\", r"C:\"),
    (r"\??\", ""),
    (r"\DOSDEVICES\", ""),
    (r"\GLOBAL??\", ""),
];

/// Files by their paths in upper case, `C:\WINDOWS\TEMP\A.TXT`, and the files that drivers have open.
#[derive(Default)]
pub(crate) struct Disk {
    pub(crate) files: BTreeMap<String, Vec<u8>>,
    pub(crate) open: Table<OpenFile>,
}

/// A file that a driver has open.
#[derive(Debug, Clone)]
pub(crate) struct OpenFile {
    /// The service of the driver, by its index.
    pub(crate) driver: usize,
    pub(crate) path: String,
    pub(crate) access: u32,
    pub(crate) share: u32,
    /// Whether the file object has a position: it was opened for synchronous I/O.
    pub(crate) synchronous: bool,
    pub(crate) position: u64,
    /// Whether the file is deleted with its last close.
    pub(crate) delete: bool,
}

/// The path on the disk of a name that a driver uses.
pub(crate) fn path_of(name: &str) -> Result<String, NTSTATUS> {
    let name = name.to_uppercase();
    if !name.starts_with('\\') {
        return Err(STATUS_OBJECT_PATH_SYNTAX_BAD);
    }
    let found =
        ROOTS.iter().find_map(|(root, path)| Some(format!("{path}{}", name.strip_prefix(root)?)));
    let path = found.filter(|path| path.starts_with(r"C:\")).ok_or(STATUS_OBJECT_PATH_NOT_FOUND)?;
    let rest = path.get(r"C:\".len()..).unwrap_or_default();
    if rest.contains(['<', '>', ':', '"', '|', '?', '*', '/']) || rest.contains(r"\\") {
        return Err(STATUS_OBJECT_NAME_INVALID);
    }
    Ok(path.trim_end_matches('\\').to_string())
}

impl Disk {
    /// Whether a path is that of a folder.
    pub(crate) fn is_folder(&self, path: &str) -> bool {
        let inside = format!("{path}\\");
        FOLDERS.contains(&path)
            || self
                .files
                .range(inside.clone()..)
                .next()
                .is_some_and(|(p, _)| p.starts_with(&inside))
    }

    /// Whether the folder of a file exists.
    pub(crate) fn has_folder_of(&self, path: &str) -> bool {
        path.rsplit_once('\\').is_some_and(|(folder, _)| self.is_folder(folder))
    }

    /// Closes a file; deletes it if this was the last close of a file that is to be deleted.
    pub(crate) fn close(&mut self, number: usize) -> bool {
        let Some(closed) = self.open.remove(number) else { return false };
        let is_same = |file: &OpenFile| file.path == closed.path;
        if closed.delete && !self.open.iter().any(is_same) {
            self.files.remove(&closed.path);
        }
        true
    }

    /// Closes the files that a driver has open; returns their paths.
    pub(crate) fn close_all_of(&mut self, driver: usize) -> Vec<String> {
        let own = self.open.numbered().filter(|(_, file)| file.driver == driver);
        let own: Vec<_> = own.map(|(number, file)| (number, file.path.clone())).collect();
        for (number, _) in &own {
            self.close(*number);
        }
        own.into_iter().map(|(_, path)| path).collect()
    }
}

impl Machine {
    /// The bytes of a file on the machine's disk, by a path such as `C:\Windows\Temp\log.txt`. The disk
    /// is what drivers reach with `ZwCreateFile`.
    #[must_use]
    pub fn disk_file(&self, path: &str) -> Option<Vec<u8>> {
        self.inner.with(|state| state.disk.files.get(&path.to_uppercase()).cloned())
    }

    /// Puts a file on the machine's disk, and with it the folders of its path.
    pub fn set_disk_file(&self, path: &str, bytes: &[u8]) {
        self.inner.with(|state| _ = state.disk.files.insert(path.to_uppercase(), bytes.to_vec()));
    }
}
