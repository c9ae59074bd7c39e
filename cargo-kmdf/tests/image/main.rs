//! What the image's build derives from published files: lock file, `wdk-build`,
//! version.

mod lock;
mod version;
mod wdk_build;
