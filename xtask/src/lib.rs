//! Checks the project, makes its generated pages, builds the app for Windows and runs it, and runs
//! tests that need built images.
#![forbid(unsafe_code)]

pub mod app;
pub mod bench;
pub mod ci;
pub mod docs;
pub mod doctor;
pub mod elsewhere;
pub mod explore;
pub mod flips;
pub mod fuzz;
pub mod members;
pub mod miri;
pub mod paths;
pub mod sanitize;
pub mod tests;
pub mod tools;
pub mod wine;
