//! The binary interface between a KMDF driver and the framework, as the crate `wdk-sys` shapes it.
//!
//! Source of the numbers: the public headers of KMDF 1.33, of which 1.31 is the same here.

mod callbacks;
mod enums;
mod functions;
mod handles;
mod nt;
mod status;
mod structs;

pub use self::{callbacks::*, enums::*, functions::*, handles::*, nt::*, status::*, structs::*};
