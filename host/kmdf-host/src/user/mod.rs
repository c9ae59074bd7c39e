//! The application's side: processes, files, and operations on them.
#![forbid(unsafe_code)]

mod close;
mod create;
mod data;
mod file;
mod issue;
mod opening;
mod operation;
mod operations;
mod process;

pub(crate) use create::Creation;
pub use data::Data;
pub use file::File;
pub(crate) use file::{FileRecord, FileStage};
pub use opening::Opening;
pub use operation::{IoResult, Operation};
pub(crate) use operations::Operations;
pub use process::Process;
