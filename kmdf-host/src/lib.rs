//! A user-mode host for KMDF drivers.

#[doc(hidden)]
pub mod abi;
pub mod binding;
mod ddi;
mod error;
mod faults;
mod framework;
pub mod inf;
pub mod kernel;
mod machine;
mod pnp;
mod rules;
mod running;
mod schedule;
mod trace;
mod user;

pub use abi::{DriverEntry, GUID, win32_error};
pub use ddi::DriverImage;
pub use error::{Error, describe};
pub use faults::{Fault, FaultTarget};
pub use framework::state::ObjectInfo;
pub use machine::Machine;
pub use pnp::{DeviceNode, DriverPackage, NodeStatus, Problem, RegistryValue};
pub use rules::{Rule, Violation};
pub use trace::{Event, Who};
pub use user::{File, IoResult, Operation, Process};
