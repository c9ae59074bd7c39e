//! The binary interface between a KMDF driver and the framework, as the crate `wdk-sys` shapes it.
//!
//! Source of the numbers: the public headers of KMDF 1.33, which agree with those of 1.31 here.

mod callbacks;
mod enums;
mod functions;
mod handles;
mod nt;
mod status;
mod structs;

pub use self::{callbacks::*, enums::*, functions::*, handles::*, nt::*, status::*, structs::*};
