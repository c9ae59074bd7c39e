//! What the image's build derives from the driver's package: manifest, lock file, `wdk-build`,
//! version.

mod lock;
mod manifest;
mod version;
mod wdk_build;
