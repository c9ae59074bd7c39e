//! Builds the driver's kernel image on any machine, packages it, signs it and checks its INF;
//! builds the app for Windows and runs it; checks the project and makes its generated pages.
#![forbid(unsafe_code)]

pub mod app;
pub mod ci;
pub mod docs;
pub mod doctor;
pub mod driver;
pub mod explore;
pub mod flips;
pub mod fuzz;
pub mod image;
pub mod infverif;
pub mod miri;
pub mod package;
pub mod paths;
pub mod print;
pub mod process;
pub mod sanitize;
pub mod target;
pub mod tests;
pub mod toolchain;
pub mod tools;
pub mod wine;
