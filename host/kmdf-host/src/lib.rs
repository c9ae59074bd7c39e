//! A user-mode host for KMDF drivers: it runs a driver's source, or the `.sys` file built from it, on
//! any operating system, as Windows and the framework would, and is stricter.
//!
//! What Windows punishes later with a bug check, a hang or a leak, the host reports at once as a
//! [`Violation`]: which [`Rule`], which object, in which call, by which of the driver's functions.
//!
//! # What a test looks like
//!
//! A [`Machine`] is a simulated computer in a variable. Install a [`DriverPackage`] on it, create a
//! device, open its interface from a [`Process`], and read and write. Time is virtual: it passes
//! where somebody waits, and in [`Machine::advance`]; nothing sleeps, and every run is the same.
//!
//! Here is a whole driver of its own, hosted. It is written against `wdk_sys`, as for Windows; in
//! the test build that name is the package `hosted-wdk-sys` of this workspace.
//!
//! ```
//! use kmdf_host::{DriverImage, DriverPackage, GUID, Machine};
//! use wdk_sys::*;
//!
//! // The driver: a device that answers every read with 42.
//!
//! static CLASS: GUID = GUID { Data1: 0x1234_5678, Data2: 1, Data3: 2, Data4: [3; 8] };
//!
//! unsafe extern "system" fn driver_entry(
//!     driver: PDRIVER_OBJECT,
//!     registry_path: PCUNICODE_STRING,
//! ) -> NTSTATUS {
//!     let mut config = WDF_DRIVER_CONFIG {
//!         Size: size_of::<WDF_DRIVER_CONFIG>() as ULONG,
//!         EvtDriverDeviceAdd: Some(device_add),
//!         ..Default::default()
//!     };
//!     unsafe {
//!         call_unsafe_wdf_function_binding!(
//!             WdfDriverCreate,
//!             driver,
//!             registry_path,
//!             WDF_NO_OBJECT_ATTRIBUTES,
//!             &raw mut config,
//!             core::ptr::null_mut()
//!         )
//!     }
//! }
//!
//! unsafe extern "C" fn device_add(_driver: WDFDRIVER, mut init: PWDFDEVICE_INIT) -> NTSTATUS {
//!     let mut device: WDFDEVICE = core::ptr::null_mut();
//!     let mut config = WDF_IO_QUEUE_CONFIG {
//!         Size: size_of::<WDF_IO_QUEUE_CONFIG>() as ULONG,
//!         DispatchType: _WDF_IO_QUEUE_DISPATCH_TYPE::WdfIoQueueDispatchSequential,
//!         PowerManaged: _WDF_TRI_STATE::WdfUseDefault,
//!         DefaultQueue: 1,
//!         EvtIoRead: Some(io_read),
//!         ..Default::default()
//!     };
//!     unsafe {
//!         let status = call_unsafe_wdf_function_binding!(
//!             WdfDeviceCreate,
//!             &raw mut init,
//!             WDF_NO_OBJECT_ATTRIBUTES,
//!             &raw mut device
//!         );
//!         if !NT_SUCCESS(status) {
//!             return status;
//!         }
//!         let status = call_unsafe_wdf_function_binding!(
//!             WdfDeviceCreateDeviceInterface,
//!             device,
//!             &raw const CLASS,
//!             core::ptr::null()
//!         );
//!         if !NT_SUCCESS(status) {
//!             return status;
//!         }
//!         call_unsafe_wdf_function_binding!(
//!             WdfIoQueueCreate,
//!             device,
//!             &raw mut config,
//!             WDF_NO_OBJECT_ATTRIBUTES,
//!             core::ptr::null_mut()
//!         )
//!     }
//! }
//!
//! unsafe extern "C" fn io_read(_queue: WDFQUEUE, request: WDFREQUEST, _length: usize) {
//!     let mut buffer: PVOID = core::ptr::null_mut();
//!     unsafe {
//!         let status = call_unsafe_wdf_function_binding!(
//!             WdfRequestRetrieveOutputBuffer,
//!             request,
//!             1,
//!             &raw mut buffer,
//!             core::ptr::null_mut()
//!         );
//!         if NT_SUCCESS(status) {
//!             *buffer.cast::<u8>() = 42;
//!         }
//!         let information = u64::from(NT_SUCCESS(status));
//!         call_unsafe_wdf_function_binding!(
//!             WdfRequestCompleteWithInformation,
//!             request,
//!             status,
//!             information
//!         );
//!     }
//! }
//!
//! // The test: install it, open it, read.
//!
//! const INF: &str = r#"
//!     [Version]
//!     Signature = "$WINDOWS NT$"
//!     [Manufacturer]
//!     %Maker% = Models, NTamd64, NTarm64
//!     [Models.NTamd64]
//!     "A device of 42s" = Install, root\fortytwo
//!     [Models.NTarm64]
//!     "A device of 42s" = Install, root\fortytwo
//!     [Install.NT]
//!     [Install.NT.Services]
//!     AddService = fortytwo, 2, Service
//!     [Service]
//!     ServiceType = 1
//!     StartType = 3
//!     ErrorControl = 1
//!     ServiceBinary = %13%\fortytwo.sys
//!     [Strings]
//!     Maker = "Somebody"
//! "#;
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let machine = Machine::new();
//! // SAFETY: the driver above keeps its hands off memory that is not its own.
//! let image = unsafe { DriverImage::from_entry(driver_entry) };
//! machine.install(DriverPackage::new(INF, image)?)?;
//! machine.create_device(r"root\fortytwo")?;
//!
//! let links = machine.interfaces(&CLASS);
//! let file = machine.process().open(&links[0]).map_err(kmdf_host::describe)?;
//! assert_eq!(file.read(10).wait()?.data, [42]);
//!
//! // The verdict: nothing was broken, and nothing is left.
//! assert_eq!(machine.shut_down(), []);
//! # Ok(())
//! # }
//! ```
//!
//! # A driver as source and as an image
//!
//! [`DriverImage::from_entry`] takes a driver that is linked into the process, and
//! [`DriverImage::from_file`] the `.sys` file that Windows would load, if both it and the host are
//! for x86-64. Framework, scheduler, pool, rules and trace are the same for both. An image has in
//! addition: a copy of its own in memory for each machine and each load, every page of it writable or
//! executable and never both; the kernel's exports and the function table in the Windows calling
//! convention; and the way in and out that Windows gives it, which is its entry point,
//! `WdfVersionBind`, `DriverUnload` and `WdfVersionUnbind`.
//!
//! # What it is made of
//!
//! - `abi`: the shapes of the interface, with the real indexes, layouts and constants.
//! - `ddi`: the functions a driver calls, and the calls of its callbacks: the only place where the
//!   driver's pointers are followed. Every call passes one seam, which tells the trace, checks the
//!   IRQL, switches threads ([`Machine::before_call`]) and makes calls fail ([`Machine::inject`]).
//!   Its part `win64` is the same for images, with the exports that only they import.
//! - `loader`: image files, checked whatever their bytes are, relocated and mapped.
//! - `framework`: objects, queues, requests, cancellation, timers, locks, in safe Rust.
//! - `pnp`: driver packages (with [`inf`]), device nodes, start, power, removal, unload.
//! - `user`: processes, files and overlapped operations.
//! - `kernel`: pool and the few exports that drivers call.
//! - `running` and `schedule`: who runs, and who runs next.
//! - [`explore`] and `footprint`: who could run next, all of it, and what that has to do with what.
//!
//! # What it does not do
//!
//! - Simulated threads take turns; a machine never runs two of them at the same instant. They switch
//!   where one waits and where a test says so; in an exploration ([`explore`]) at every call and lock.
//! - Buffered I/O only. No DMA, interrupts, I/O targets, WMI, child devices, idle power-down, or
//!   framework verifier settings: a driver that calls what is missing is told by
//!   [`Rule::MissingDdi`], or does not compile.
//! - A device that failed to start is not started again by itself, as Windows tries a few times.
//! - Images see the exports and DDIs that the host has; one that imports more is refused with the list
//!   of what is missing. `DbgPrint` shows the arguments that come in registers, three at most. An
//!   exception in an image, such as the breakpoint with which the panic of a debug build begins, ends
//!   the process.
//! - The pointers that a driver follows are its own: a wild one is as wild here as anywhere. Memory
//!   that the framework or the pool took back is kept for a while, and checked for late writes.
//!
//! The yardstick is the open-source framework, KMDF 1.33, of which 1.31 is the same here; recordings
//! of it are replayed in this crate's tests.

#[doc(hidden)]
pub mod binding;
mod ddi;
mod error;
pub mod explore;
mod faults;
mod footprint;
mod framework;
pub mod inf;
#[doc(hidden)]
pub mod kernel;
mod loader;
mod machine;
mod observed;
mod pnp;
mod rules;
mod running;
mod schedule;
mod trace;
mod user;

pub use kmdf_abi as abi;

pub use abi::{DriverEntry, GUID, win32_error};
pub use ddi::DriverImage;
pub use error::{Error, describe};
pub use faults::{Fault, FaultTarget};
pub use framework::state::ObjectInfo;
pub use loader::ImageError;
pub use machine::Machine;
pub use pnp::{DeviceNode, DriverPackage, NodeStatus, Problem, RegistryValue};
pub use rules::{Rule, Violation};
pub use trace::{Event, Who};
pub use user::{File, IoResult, Operation, Process};
