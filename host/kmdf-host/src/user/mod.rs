//! The application's side: processes, files, and operations on them.
#![forbid(unsafe_code)]

mod create;
mod file;
mod operation;
mod operations;
mod process;

pub use file::File;
pub(crate) use file::FileRecord;
pub use operation::{IoResult, Operation};
pub(crate) use operations::Operations;
pub use process::Process;
