//! Driver images built byte by byte: an assembler, a linker, a driver that binds to the framework,
//! and a machine that loads an image.
//!
//! This is a crate, because three programs share it: the tests of the host, the test that checks
//! the memory of its whole process, and the fuzz targets.
#![expect(
    clippy::missing_panics_doc,
    clippy::must_use_candidate,
    clippy::new_without_default,
    clippy::return_self_not_must_use,
    reason = "for tests, which panic on errors and use every value that they create"
)]

pub mod bound;
pub mod code;
pub mod loading;
pub mod synthetic;
