//! The framework as types that safe code cannot misuse, and the only unsafe code of the driver
//! beside its entry point.
//!
//! The types say who owns what, and the modules above forbid unsafe code:
//!
//! - A delivered request is a [`Request`], which completing consumes. A request that waits and may
//!   be cancelled lies in a [`PendingRequest`], which returns the request only to its owner.
//! - The callbacks of a queue that the framework synchronizes get `&mut self` ([`SerializedQueue`]);
//!   those of a queue without synchronization get `&self` ([`ConcurrentQueue`]).
//! - `EvtRequestCancel` must return the request that it got back from the place: the request cannot
//!   be lost, and is completed outside the driver's lock.
//! - A [`Lock`] owns the data it protects, and is held for one closure: locks are released in the
//!   reverse order of their acquisition.
//! - A handle that outlives the call that returned it holds a reference to its object.
//!
//! `cargo kmdf new` copies this folder into new drivers. A driver uses a part of it, and the linker
//! drops the others.
#![allow(dead_code, unused_imports, unused_macros, reason = "a driver uses a part of the layer")]

mod call;
mod context;
mod control;
mod control_device;
mod device;
mod driver;
mod filter;
mod function;
mod handle;
mod lock;
mod manual;
mod memory;
mod pending;
mod presentation;
mod queue;
mod registry;
mod request;
mod status;
mod string;
mod target;
mod timer;
mod work_item;

pub use self::{
    context::{Context, ContextType},
    control::{Control, ControlQueue, DeviceControl},
    control_device::{ControlDevice, ControlDeviceInit},
    device::{Device, DeviceInit, DeviceObject, SelfManagedIo},
    driver::{Driver, DriverCallbacks, LoadedImage},
    filter::{Filter, FilterQueue},
    function::FunctionDevice,
    lock::Lock,
    manual::ManualQueue,
    pending::{CanceledRequest, Cancellation, PendingRequest},
    presentation::{Concurrent, ConcurrentQueue, QueueContext, Serialized, SerializedQueue, Ticks},
    queue::Queue,
    registry::RegistryKey,
    request::Request,
    status::{NtResult, NtStatus},
    string::Name,
    target::{IoTarget, NotSent},
    timer::Timer,
    work_item::WorkItem,
};

use self::call::wdf_call;
pub(crate) use self::{
    context::{context, context_type},
    presentation::queue_context,
    string::name,
};

use wdk_sys::ULONG;

/// Prints a line to the debugger in a debug build; does nothing in a release build.
///
/// Never print a kernel address.
macro_rules! debug_println {
    ($($argument:tt)*) => {
        if cfg!(debug_assertions) {
            wdk::println!(concat!(env!("CARGO_PKG_NAME"), ": {}"), format_args!($($argument)*));
        }
    };
}
pub(crate) use debug_println;

/// The size of a configuration structure, for its member `Size`.
#[expect(
    clippy::cast_possible_truncation,
    reason = "a configuration structure has far less than 4 GiB"
)]
const fn size_of_structure<T>() -> ULONG {
    size_of::<T>() as ULONG
}
