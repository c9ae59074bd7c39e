//! A user-mode host for KMDF drivers: runs a driver's source, or the `.sys` file built from it, on any
//! operating system, as Windows and the framework would, and more strictly.
//!
//! Windows answers a driver's mistake with a bug check, a hang or a leak, often much later. The host
//! reports a [`Violation`] at once: the [`Rule`], the object, the call, and the driver's function.
//!
//! # Ten lines that find a bug
//!
//! The driver `bell` lets a read wait for the next tick of a timer. In the version `bug` the timer's
//! callback ignores what `WdfRequestUnmarkCancelable` returns. This test runs a read, its
//! cancellation and a tick in every order:
//!
//! ```
//! use kmdf_host::explore::{Explorer, Stage, Strategy};
//! # #[path = "../examples/bell/driver.rs"] #[allow(dead_code)] mod driver;
//! # #[path = "../examples/bell/bug.rs"] mod bug;
//! # use driver::BELL;
//! # use kmdf_host::{DriverImage, DriverPackage};
//!
//! # fn main() {
//! # // SAFETY: the driver follows only pointers that the framework gave it.
//! # let image = unsafe { DriverImage::from_entry(bug::driver_entry) };
//! # let package = DriverPackage::new(include_str!("../examples/bell/bell.inf"), image).unwrap();
//! let report = Explorer::new(Strategy::exhaustive()).run(&|stage: &mut Stage| {
//!     let machine = stage.machine();
//!     machine.install(package.clone()).unwrap();
//!     machine.create_device(r"root\bell").unwrap();
//!     let file = machine.process().open(&machine.interfaces(&BELL)[0]).unwrap();
//!     let reader = file.clone();
//!     stage.thread("read", move |_| drop(reader.read(1).wait()));
//!     stage.thread("cancel", move |_| _ = file.cancel_all());
//!     stage.allow_ticks(1);
//! });
//! println!("{report}");
//! # let failure = report.failure().expect("some order shows the bug");
//! # assert_eq!(failure.schedule.to_string(), "9=clock,10=T1#1");
//! # assert_eq!(failure.after, 10);
//! # assert!(failure.complaints[0].starts_with("StaleHandle: R1 in WdfRequestGetIoQueue"));
//! # }
//! ```
//!
//! The tenth order shows the bug. The report also has the trace of that order:
//!
//! ```text
//! wrong in schedule 10:
//!   StaleHandle: R1 in WdfRequestGetIoQueue called by EvtRequestCancel: the WDFREQUEST was deleted
//!   …
//! shortest schedule found, to be replayed: 9=clock,10=T1#1
//! ```
//!
//! `cargo run -p kmdf-host --example bell` prints the whole report, and shows that the driver
//! without the bug keeps the rules in every order.
//!
//! # A test in one order
//!
//! A [`Machine`] is a simulated computer in a variable. A test installs a [`DriverPackage`] on it,
//! creates a device, opens the device from a [`Process`], and reads and writes. Time is virtual: it
//! passes while a program waits and in [`Machine::advance`]. Nothing sleeps, and every run is the same.
//!
//! A driver is written against `wdk_sys`, as for Windows. In a test build the package
//! `hosted-wdk-sys` of this workspace takes the place of that crate; `examples/bell/driver.rs` is a
//! whole driver.
//!
//! ```
//! # #[path = "../examples/bell/driver.rs"] #[allow(dead_code)] mod driver;
//! use kmdf_host::{DriverImage, DriverPackage, Machine};
//!
//! # const INF: &str = include_str!("../examples/bell/bell.inf");
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! // SAFETY: the driver follows only pointers that the framework gave it.
//! let image = unsafe { DriverImage::from_entry(driver::driver_entry) };
//! let machine = Machine::new();
//! machine.install(DriverPackage::new(INF, image)?)?;
//! machine.create_device(r"root\bell")?;
//!
//! let path = machine.interfaces(&driver::BELL).remove(0);
//! let file = machine.process().open(&path).map_err(kmdf_host::describe)?;
//! assert_eq!(file.read(1).wait()?.data, b"!");
//!
//! // The verdict: no rule was broken, and nothing is left.
//! assert_eq!(machine.shut_down(), []);
//! # Ok(())
//! # }
//! ```
//!
//! # A driver as source and as an image
//!
//! [`DriverImage::from_entry`] takes a driver that is linked into the process.
//! [`DriverImage::from_file`] takes the `.sys` file that Windows would load, if file and host are both
//! for x86-64 or both for ARM64. Framework, scheduler, pool, rules and trace are the same for both. An image
//! additionally gets:
//!
//! - a copy in memory for each machine and each load; a page is writable or executable, never both,
//!   and where pages are larger than 4 KiB, one that holds several sections has the rights of all;
//! - the kernel's exports and the function table in the Windows calling convention;
//! - the way in and out that Windows gives it: its entry point, `WdfVersionBind`, `DriverUnload` and
//!   `WdfVersionUnbind`.
//!
//! # When a driver crashes
//!
//! A fault for which Windows would stop with a bug check ends the machine, not the process: the
//! operation ends with a panic that names the cause, and in an exploration the schedule fails. See
//! [`Crash`].
//!
//! # Where to read on
//!
//! The documents of the repository: `docs/HOSTING.md` takes a driver from nothing to a tested one,
//! `docs/ARCHITECTURE.md` describes the layers of this crate, `docs/VERIFICATION.md` says what an
//! exploration covers.
//!
//! # What the host does not do
//!
//! - A machine never runs two simulated threads at the same instant. Threads take turns: they switch
//!   where one waits and where a test says so, and in an exploration ([`explore`]) at every call and
//!   lock.
//! - The pages that a driver locks (`WdfRequestProbeAndLockUserBufferForWrite`) are a copy until the request
//!   completes. An application's memory has no more than the buffers of its calls. In an exploration, and
//!   on hosts that do not catch access violations, an access to it in the wrong process is not seen.
//! - It has no DMA, interrupts or child devices, and of the settings of the framework's verifier only on and off
//!   ([`Machine::set_verifier`]). A driver that calls a missing function gets
//!   [`Rule::MissingDdi`], or does not compile.
//! - Windows tries a few times to start a device that failed to start; the host does not.
//! - It passes no IRPs: what `WdfRequestWdmGetIrp` returns is to be read. A queue's reserved requests are
//!   never presented (`WdfIoQueueAssignForwardProgressPolicy`), because memory for a request is never
//!   short. The disk of a machine ([`Machine::set_disk_file`]) is the volume `C:`, without times and rights.
//! - The host sets the time in `KUSER_SHARED_DATA` when a callback begins and when a call returns, and
//!   nothing else there but the version of Windows. An image that reads the time in between sees it stand
//!   still.
//! - An image sees the exports and DDIs that the host has. An image that imports more is refused with a
//!   list of what is missing.
//! - A driver's wild pointer is as wild here as anywhere. The host reports writes around a block and
//!   to freed memory later; a machine with special pool ([`Machine::set_special_pool`]) also finds
//!   reads, at the access.
//!
//! The yardstick is the open-source framework, KMDF 1.33, which has the same functions as 1.31. This
//! crate's tests replay recordings of it.

#[doc(hidden)]
pub mod binding;
mod crash;
mod ddi;
mod error;
pub mod explore;
mod faults;
mod footprint;
mod framework;
mod handle;
#[doc(hidden)]
pub mod kernel;
mod loader;
mod machine;
mod memory;
mod names;
mod pnp;
mod points;
mod rules;
mod running;
mod schedule;
mod seam;
pub mod trace;
mod upcall;
mod user;

pub use kmdf_abi as abi;
pub use kmdf_inf as inf;

pub use abi::{DriverEntry, GUID, describe, win32_error};
pub use crash::{Access, BugCheck, Cause, Crash, Exception, Place};
pub use error::{Error, OpenHandles, describe_panic};
pub use faults::{Fault, FaultTarget};
pub use loader::{DriverImage, ImageError};
#[doc(hidden)]
pub use machine::Kept;
pub use machine::{Machine, ObjectInfo, Observed};
pub use memory::special_pool::SpecialPool;
pub use names::{ObjectKind, ObjectName};
pub use pnp::{
    DeviceNode, DriverPackage, NodeStatus, Problem, RegistryValue, Service, ServiceStatus,
};
pub use rules::{Level, MicrosoftRule, Rule, Rules, Subject, Tool, Violation};
pub use trace::{Event, EventKind, Who};
pub use user::{Data, File, IoResult, Opening, Operation, Process};
