//! Driver images made up byte by byte: an assembler, a linker, a driver that binds to the
//! framework, and a machine that loads one.
//!
//! A crate, because three programs share them: the tests of the host, the one test that looks at
//! the memory of its whole process, and the fuzz targets.
#![expect(
    clippy::missing_panics_doc,
    clippy::must_use_candidate,
    clippy::new_without_default,
    clippy::return_self_not_must_use,
    reason = "for tests, which panic where something is wrong and use all that they make"
)]

pub mod bound;
pub mod code;
pub mod loading;
pub mod synthetic;
