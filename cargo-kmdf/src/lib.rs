//! Builds the kernel image of a KMDF driver on any machine, packages it, signs it, checks its INF, and
//! runs the image in the host.
#![deny(unsafe_code)]

pub mod doctor;
pub mod driver;
pub mod image;
pub mod infverif;
pub mod new;
pub mod package;
pub mod paths;
pub mod print;
pub mod process;
#[cfg(feature = "run")]
pub mod run;
pub mod stamp;
pub mod target;
pub mod toolchain;
pub mod tools;
