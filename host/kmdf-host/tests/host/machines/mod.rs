//! Machines: two at once, clones, real time, faults, what shutting down reports.
#![allow(clippy::doc_markdown, reason = "names of the DDIs")]

mod faults;
mod several;
mod text;
mod time;
mod verdicts;
