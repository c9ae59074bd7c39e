//! How the image's build is derived from the driver's: manifest, lock file, `wdk-build`, version.

mod lock;
mod manifest;
mod version;
mod wdk_build;
