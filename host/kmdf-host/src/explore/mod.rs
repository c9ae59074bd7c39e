//! Exploration of schedules: the same situation again and again, in one order of events after the
//! other.
//!
//! On a machine as [`Machine::new`](crate::Machine::new) makes it, a simulated thread runs until it
//! waits. Here it stops at each point where real processors could do something else first: before
//! each call into the framework or the kernel, before each lock is taken, at each thing that a
//! program or the `PnP` manager does. A [`Strategy`] then says who goes on: that thread, another one,
//! a DPC or a work item that is queued, or the clock, by which timers expire. Where failures are
//! allowed it also says which calls fail.
//!
//! ```
//! use kmdf_host::explore::{Explorer, Stage, Strategy};
//! # use kmdf_host::{DriverPackage, Machine};
//! # fn devices() -> Option<(DriverPackage, &'static str)> { None }
//!
//! let situation = |stage: &mut Stage| {
//!     // Set up in one order, always the same. Here, nothing is.
//!     let process = stage.machine().process();
//!     // What follows happens in every order.
//!     let other = process.clone();
//!     stage.thread("first", move |_| process.exit());
//!     stage.thread("second", move |_| other.exit());
//! };
//! let report = Explorer::new(Strategy::exhaustive()).run(&situation);
//! assert!(report.is_exhausted());
//! assert!(report.failure().is_none(), "{report}");
//! ```
//!
//! # What counts as the same
//!
//! Two orders of steps that have nothing to do with each other lead to the same state. What each step
//! looks at and changes is recorded, and what has been covered from a state is not covered again. So
//! exhausting a situation means that every order which could make a difference has been tried, with
//! these limits:
//!
//! - States are told apart by 64-bit hashes.
//! - What drivers keep is seen in contexts and pool, not in static variables, and what the threads of
//!   a situation share is seen in the machine only. A driver with mutable statics, or threads that
//!   tell each other something past the machine, need [`Explorer::without_pruning`].
//! - A driver's code between two calls is one step. So two accesses to the same memory, without a lock
//!   and without a call in between, are not torn apart, and a driver's atomics are no points of
//!   their own.
//! - There is a processor for every thread and every DPC. Memory is sequentially consistent.

mod explorer;
mod hash;
mod order;
mod processes;
mod report;
mod run;
mod runs;
mod shrink;
mod stage;
mod strategy;
#[cfg_attr(all(windows, target_arch = "aarch64"), path = "no_thread.rs")]
mod thread;

pub use self::explorer::{Explorer, replay};
pub use self::report::{Failure, Replay, Report};
pub use self::stage::Stage;
pub use self::strategy::{ParseScheduleError, Schedule, Strategy};
