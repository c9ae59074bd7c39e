//! The names by which the trace and the violations refer to objects, and the arguments they show.
#![forbid(unsafe_code)]

mod argument;
mod object;

pub use self::argument::{Argument, Arguments, PoolTag};
pub use self::object::{ObjectKind, ObjectName, ObjectRef};
