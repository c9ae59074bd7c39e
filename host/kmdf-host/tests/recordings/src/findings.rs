//! The findings of a comparison: its recordings, and the reasons for which they differ.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::{env, fs, thread};

/// The environment variable that names a folder. Each comparison of a test leaves a file there.
///
/// A line has the name of a recording, a tab, and the reason of a difference in that recording. The
/// line of the recording itself has no reason.
pub const FOLDER: &str = "KMDF_HOST_DIFFERENCES";

/// The recordings of a comparison, each with the reasons of its differences.
#[derive(Debug, Clone, Default)]
pub(crate) struct Findings(BTreeSet<(&'static str, &'static str)>);

impl Findings {
    /// Notes a recording.
    pub(crate) fn compared(&mut self, recording: &'static str) {
        self.0.insert((recording, ""));
    }

    /// Notes the reason of a difference.
    pub(crate) fn differs(&mut self, recording: &'static str, why: &'static str) {
        self.0.insert((recording, why));
    }

    /// Writes the findings to a file with the name of the test, if the environment names a folder.
    pub(crate) fn write(&self) {
        let Some(folder) = env::var_os(FOLDER) else { return };
        let test = thread::current().name().unwrap_or_default().replace("::", ".");
        let file = PathBuf::from(folder).join(test);
        let mut lines = String::new();
        for (name, why) in &self.0 {
            lines.extend([*name, "\t", *why, "\n"]);
        }
        fs::write(&file, lines)
            .unwrap_or_else(|error| panic!("cannot write {}: {error}", file.display()));
    }
}
