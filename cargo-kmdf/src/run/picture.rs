//! The picture of a run: `--timeline`.

use std::path::{Path, PathBuf};

use anyhow::{Result, ensure};
use kmdf_host::Event;
use kmdf_timeline::{svg, without_set_up};
use serde_json::json;

use crate::image::folder;
use crate::print::Output;

/// Checks, before a long run, that the folder of a picture is there.
///
/// # Errors
/// If the folder is missing.
pub fn check(path: Option<&Path>) -> Result<()> {
    let Some(path) = path else { return Ok(()) };
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    let folder = folder.map_or_else(|| PathBuf::from("."), Path::to_path_buf);
    ensure!(
        folder.is_dir() && !path.is_dir(),
        "--timeline {}: expected the name of a file in a folder that exists",
        path.display()
    );
    Ok(())
}

/// Draws events, from where the devices are started and the files are open.
///
/// # Errors
/// If the picture or standard output cannot be written.
pub fn draw(path: &Path, events: &[Event], title: &str, output: Output) -> Result<()> {
    let events = without_set_up(events);
    folder::write(path, svg(events, title))?;
    output.result(
        format_args!("drawn: {}, {} events", path.display(), events.len()),
        || json!({"reason": "timeline", "path": path, "events": events.len()}),
    )
}
