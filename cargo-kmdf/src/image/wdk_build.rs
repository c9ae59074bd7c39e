//! Makes a copy of the published `wdk-build` that also runs outside Windows.
//!
//! The part for build scripts needs only folders and the environment. Two other parts need Windows:
//! the search for the WDK in the registry, and the helpers of `cargo make`.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail, ensure};
use sha2::{Digest, Sha256};

use super::folder;

/// The version to which the edits apply.
pub const VERSION: &str = "0.6.0";

/// A file to change, its SHA-256 as published, and the edits.
struct Change {
    file: &'static str,
    sha256: &'static str,
    edits: &'static [Edit],
}

/// Replaces a text that occurs exactly `times` times.
struct Edit {
    before: &'static str,
    after: &'static str,
    times: usize,
}

const CHANGES: [Change; 3] = [
    Change {
        file: "Cargo.toml",
        sha256: "fd1617dd2b2734a690c8fca9381fcbe41c4e65b0488b065a799976a7bfb0dbe3",
        edits: &[
            Edit {
                before: "[dependencies.windows]",
                after: "[target.'cfg(windows)'.dependencies.windows]",
                times: 1,
            },
            Edit {
                before: "[lints.rust]\n",
                after: "[lints.rust]\nunused = { level = \"allow\", priority = -1 }\n",
                times: 1,
            },
        ],
    },
    Change {
        file: "src/utils.rs",
        sha256: "21c431ffecb238478f0318286f2dd48bb957fe773043102e49b34d478d9bc5b6",
        edits: &[
            Edit { before: "use windows::{", after: "#[cfg(windows)]\nuse windows::{", times: 1 },
            Edit {
                before: "    if let Some(path) = read_registry_key_string_value(",
                after: "    #[cfg(windows)]\n    if let Some(path) = read_registry_key_string_value(",
                times: 2,
            },
            Edit {
                before: "fn read_registry_key_string_value(",
                after: "#[cfg(windows)]\nfn read_registry_key_string_value(",
                times: 1,
            },
            Edit { before: "compile_error!(", after: "unimplemented!(", times: 2 },
        ],
    },
    Change {
        file: "src/cargo_make.rs",
        sha256: "171382c8cec8af77ebaa0a0c8c2ebdffddfed52f3da786742c16f2f22de77f22",
        edits: &[Edit {
            before: "std::os::windows::fs::symlink_file(",
            after: "std::fs::hard_link(",
            times: 2,
        }],
    },
];

/// Copies the folder of the published package, with the edits.
///
/// # Errors
/// If a file to change is not the published one.
pub fn prepare(published: &Path, copy: &Path) -> Result<()> {
    let changed = CHANGES
        .iter()
        .map(|change| Ok((change.file, change.apply(published)?)))
        .collect::<Result<Vec<_>>>()?;
    for file in folder::files(published)? {
        let content = match changed.iter().find(|(name, _)| file == PathBuf::from(name)) {
            Some((_, content)) => content.clone().into_bytes(),
            None => folder::read(&published.join(&file))?,
        };
        folder::write_if_changed(&copy.join(&file), &content)?;
    }
    Ok(())
}

impl Change {
    fn apply(&self, published: &Path) -> Result<String> {
        let path = published.join(self.file);
        let bytes = folder::read(&path)?;
        let found = format!("{:x}", Sha256::digest(&bytes));
        ensure!(
            found == self.sha256,
            "{} is not the file of wdk-build {VERSION}: its SHA-256 is {found}, expected {}. If the \
             registry's copy was edited, delete its folder and run again; if Cargo.lock has another \
             version of wdk-build, adapt the edits in cargo-kmdf/src/image/wdk_build.rs, with the new \
             version and hashes",
            path.display(),
            self.sha256,
        );
        let mut text =
            String::from_utf8(bytes).with_context(|| format!("{} is not UTF-8", path.display()))?;
        for edit in self.edits {
            text = edit.apply(&text).with_context(|| format!("in {}", path.display()))?;
        }
        Ok(text)
    }
}

impl Edit {
    fn apply(&self, text: &str) -> Result<String> {
        let found = text.matches(self.before).count();
        if found != self.times {
            bail!("found {:?} {found} times, expected {}", self.before, self.times);
        }
        Ok(text.replace(self.before, self.after))
    }
}
