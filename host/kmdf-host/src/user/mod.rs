//! The application's side: processes, files, and operations on them.
#![forbid(unsafe_code)]

mod close;
mod create;
mod file;
mod operation;
mod operations;
mod process;

pub use file::File;
pub(crate) use file::{FileRecord, FileStage};
pub use operation::{IoResult, Operation};
pub(crate) use operations::Operations;
pub use process::Process;
