//! The application's side: processes, files, and operations on them.
#![forbid(unsafe_code)]

mod create;
mod file;
mod operation;
mod process;

pub use file::File;
pub(crate) use file::FileRecord;
pub(crate) use operation::OperationRecord;
pub use operation::{IoResult, Operation};
pub use process::Process;
