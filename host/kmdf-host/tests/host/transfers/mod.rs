//! Direct and neither I/O, and `EvtIoInCallerContext`.
#![allow(clippy::doc_markdown, reason = "names of the DDIs")]

mod caller_context;
mod direct;
mod explored;
mod internal;
mod user_memory;
