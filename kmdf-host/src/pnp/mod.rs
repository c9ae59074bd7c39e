//! Plug and Play: driver packages, device nodes, and the sequences that start and remove devices.
#![forbid(unsafe_code)]

mod add;
mod load;
mod node;
mod package;
mod power;
pub(crate) mod registry;
mod remove;

pub(crate) use load::DriverService;
pub(crate) use node::Node;
pub use node::{DeviceNode, NodeStatus, Problem};
pub use package::DriverPackage;
pub(crate) use package::Package;
pub use registry::RegistryValue;
