//! `cargo kmdf new`: writes a driver with tests, from which somebody makes another.

mod files;
pub mod name;

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail, ensure};
use serde_json::json;

use crate::image::folder;
use crate::print::Output;
use name::Name;

/// The arguments.
#[derive(Debug, Clone, clap::Args)]
pub struct Options {
    /// The folder to make; the last part of its path is the driver's name
    #[arg(value_name = "NAME")]
    pub path: PathBuf,
    /// A copy of the repository that has the host; by default the one from which this program was
    /// built
    #[arg(long, value_name = "FOLDER")]
    pub host: Option<PathBuf>,
}

/// The folder of the repository from which this program was built.
const BUILT_FROM: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/..");

/// Writes the driver's folder. What was written is removed if a file cannot be.
///
/// # Errors
/// If the name cannot be a driver's, the folder exists, the host is not where it should be, or a file
/// cannot be written.
pub fn run(options: &Options, output: Output) -> Result<()> {
    let name = options.path.file_name().with_context(|| {
        format!("{} does not end with a name; give the driver one", options.path.display())
    })?;
    let name = Name::of(&name.to_string_lossy())?;
    let host = host(options.host.as_deref())?;
    let files = files::files(&name, &host)?;
    make_empty(&options.path)?;
    if let Err(error) = write(&options.path, &files) {
        // The first error says more than one from removing what was written.
        let _ = fs::remove_dir_all(&options.path);
        return Err(error);
    }
    let path = options.path.display();
    output.result(
        format_args!(
            "{path}: a driver with {} files. Next: cd {path} && cargo test && cargo kmdf package",
            files.len()
        ),
        || json!({"reason": "new", "folder": options.path, "name": name.package}),
    )
}

/// The folder with the host as an absolute path, with `/` between names.
fn host(named: Option<&Path>) -> Result<String> {
    let folder = named.unwrap_or(Path::new(BUILT_FROM));
    let real = folder.canonicalize().ok();
    let real = real.filter(|folder| folder.join("host/kmdf-host/Cargo.toml").is_file());
    let real = real.with_context(|| {
        format!(
            "found no host/kmdf-host/Cargo.toml in {}; name a copy of the repository of cargo kmdf \
             with --host",
            folder.display()
        )
    })?;
    let text = real.to_str().with_context(|| {
        format!("the path {} is not Unicode; move the repository to one that is", real.display())
    })?;
    // Windows: Cargo takes neither the prefix of a canonical path nor needs backslashes.
    let text = text.strip_prefix(r"\\?\").unwrap_or(text).replace('\\', "/");
    let in_toml = |c: char| !c.is_control() && c != '"';
    ensure!(
        text.chars().all(in_toml),
        "the path {text:?} has a character that a manifest cannot quote; move the repository"
    );
    Ok(text)
}

fn make_empty(path: &Path) -> Result<()> {
    if path.symlink_metadata().is_ok() {
        bail!("{} exists; choose another name, or move it away", path.display());
    }
    if let Some(parent) = path.parent().filter(|parent| !parent.as_os_str().is_empty()) {
        folder::make_folder(parent)?;
    }
    fs::create_dir(path).with_context(|| format!("cannot make the folder {}", path.display()))
}

fn write(path: &Path, files: &[files::File]) -> Result<()> {
    files.iter().try_for_each(|file| {
        folder::write_if_changed(&path.join(&file.path), file.text.as_bytes()).map(drop)
    })
}
