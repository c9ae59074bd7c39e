//! The framework as types that safe code cannot misuse; the only unsafe code of the driver.
//!
//! What a driver may do with a framework object depends on what it owns. Here owning is a matter of
//! types, so that the modules outside forbid unsafe code and the compiler checks them:
//!
//! - a delivered request is a [`Request`], which completing consumes; while it waits and may be
//!   cancelled it lies in a [`PendingRequest`], which gives it back only to the one that owns it;
//! - the callbacks of a queue with the framework's synchronization get `&mut self`
//!   ([`SerializedQueue`]), those of a queue without get `&self` ([`ConcurrentQueue`]);
//! - a [`Lock`] owns what it protects;
//! - a handle that outlives the call which it came from holds a reference of its own.

mod call;
mod context;
mod device;
mod driver;
mod handle;
mod lock;
mod memory;
mod pending;
mod presentation;
mod queue;
mod registry;
mod request;
mod status;
mod string;
mod timer;

pub use self::{
    context::{Context, ContextType},
    device::{Device, DeviceInit, DeviceObject, SelfManagedIo},
    driver::{Driver, DriverCallbacks, LoadedImage},
    lock::Lock,
    memory::try_zeroed,
    pending::{Cancellation, PendingRequest},
    presentation::{Concurrent, ConcurrentQueue, Serialized, SerializedQueue},
    queue::Queue,
    registry::RegistryKey,
    request::Request,
    status::{NtResult, NtStatus},
    string::Name,
    timer::Timer,
};

use self::call::wdf_call;
pub(crate) use self::{context::context, string::name};

use wdk_sys::ULONG;

/// Prints a line to the debugger in a debug build, and is nothing in a release build.
///
/// No line may show a kernel address.
macro_rules! debug_println {
    ($($argument:tt)*) => {
        if cfg!(debug_assertions) {
            wdk::println!("echo: {}", format_args!($($argument)*));
        }
    };
}
pub(crate) use debug_println;

/// The value of a structure's member `Size`.
#[expect(
    clippy::cast_possible_truncation,
    reason = "a configuration structure is a few bytes long"
)]
const fn size_of_structure<T>() -> ULONG {
    size_of::<T>() as ULONG
}
