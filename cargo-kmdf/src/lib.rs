//! Builds the kernel image of a KMDF driver on any machine, packages it, signs it and checks its INF.
#![forbid(unsafe_code)]

pub mod doctor;
pub mod driver;
pub mod image;
pub mod infverif;
pub mod package;
pub mod paths;
pub mod print;
pub mod process;
pub mod stamp;
pub mod target;
pub mod toolchain;
pub mod tools;
