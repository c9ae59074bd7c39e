//! Machines: two at once, clones, real time, faults, what shutting down reports.
#![allow(clippy::doc_markdown, reason = "names of the DDIs")]

mod closure_driver;
#[path = "machines/faults.rs"]
mod faults;
#[path = "machines/several.rs"]
mod several;
#[path = "machines/time.rs"]
mod time;
#[path = "machines/verdicts.rs"]
mod verdicts;
