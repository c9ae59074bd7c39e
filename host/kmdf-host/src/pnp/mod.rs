//! Plug and Play: driver packages, device nodes, and the sequences that start and remove devices.
#![forbid(unsafe_code)]

mod add;
#[cfg_attr(
    not(any(target_arch = "x86_64", target_arch = "aarch64")),
    expect(dead_code, reason = "images are refused on hosts of other architectures")
)]
mod bind;
mod change;
mod creation;
mod hold;
mod idle;
mod io_work;
mod left;
mod load;
mod node;
mod non_pnp;
mod notify;
mod outlived;
mod package;
mod power;
mod powering;
pub(crate) mod properties;
mod query_remove;
pub(crate) mod registry;
pub(crate) mod registry_data;
mod remove;
mod resources;
mod service;
mod stack;
mod status;
mod status_callback;
mod system_thread;
mod target_change;
mod wmi;

#[cfg(any(target_arch = "x86_64", target_arch = "aarch64"))]
pub(crate) use bind::BindRequest;
pub(crate) use bind::DRIVER_FLAGS;
pub(crate) use idle::Idle;
pub(crate) use io_work::{IoWorkItem, Routine};
pub use node::DeviceNode;
pub(crate) use node::Node;
pub use non_pnp::{Service, ServiceStatus};
pub(crate) use notify::{Notifications, Topic};
pub use package::DriverPackage;
pub(crate) use powering::Powering;
pub(crate) use registry::KeyPath;
pub use registry::RegistryValue;
pub(crate) use resources::{RAW_RESOURCES, TRANSLATED_RESOURCES};
pub(crate) use service::DriverService;
pub use status::{NodeStatus, Problem};
pub(crate) use system_thread::SystemThread;
