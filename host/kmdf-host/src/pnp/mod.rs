//! Plug and Play: driver packages, device nodes, and the sequences that start and remove devices.
#![forbid(unsafe_code)]

mod add;
#[cfg_attr(
    not(target_arch = "x86_64"),
    expect(dead_code, reason = "images are refused on hosts of other architectures")
)]
mod bind;
mod change;
mod creation;
mod hold;
mod load;
mod node;
mod outlived;
mod package;
mod power;
mod query_remove;
pub(crate) mod registry;
pub(crate) mod registry_data;
mod remove;
mod service;
mod status;
mod status_callback;

#[cfg(target_arch = "x86_64")]
pub(crate) use bind::BindRequest;
pub(crate) use bind::DRIVER_FLAGS;
pub use node::DeviceNode;
pub(crate) use node::Node;
pub use package::DriverPackage;
pub use registry::RegistryValue;
pub(crate) use service::DriverService;
pub use status::{NodeStatus, Problem};
