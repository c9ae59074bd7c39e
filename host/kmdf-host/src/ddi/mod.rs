//! The DDIs as drivers call them: the way from the driver's raw pointers to the host's safe data.

mod arguments;
mod cancel;
mod collection;
mod device;
mod device_init;
mod dpc;
mod driver;
mod exports;
mod handles;
mod image;
mod lookaside;
mod memory;
mod missing;
mod object;
mod queue;
mod registry;
mod registry_assign;
mod registry_keys;
mod registry_query;
mod request;
mod request_buffer;
mod string;
mod synchronization;
pub(crate) mod table;
mod timer;
mod verifier;
#[cfg(target_arch = "x86_64")]
mod win64;
mod work_item;
