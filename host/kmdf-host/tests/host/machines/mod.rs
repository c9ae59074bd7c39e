//! Machines: several at once, clones, real time, faults, and the report of a shutdown.
#![allow(clippy::doc_markdown, reason = "names of the DDIs")]

mod faults;
mod several;
mod text;
mod time;
mod verdicts;
