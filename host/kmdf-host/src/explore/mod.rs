//! Exploration of schedules: runs the same situation again and again, each time in another order of
//! events.
//!
//! Without exploration, a simulated thread on a [`Machine`](crate::Machine) runs until it waits. In
//! an exploration it stops at each point where real processors could do something else first:
//! before each call into the framework or the kernel, before each lock is acquired, before each
//! action of a program or the `PnP` manager, and where the framework gives up its own locks: before
//! a callback of a queue, a timer or a work item begins, and between its return and the queue's next
//! decision. A [`Strategy`] then decides what runs: this thread, another one, a queued DPC or work
//! item, or the clock, which lets timers expire. If failures are allowed, the strategy also decides
//! which calls fail.
//!
//! ```
//! use kmdf_host::explore::{Explorer, Stage, Strategy};
//! # use kmdf_host::{DriverPackage, Machine};
//! # fn devices() -> Option<(DriverPackage, &'static str)> { None }
//!
//! let situation = |stage: &mut Stage| {
//!     // The setup runs in the same order each time. This one only starts a process.
//!     let process = stage.machine().process();
//!     // The threads run in every order.
//!     let other = process.clone();
//!     stage.thread("first", move |_| process.exit());
//!     stage.thread("second", move |_| other.exit());
//! };
//! let report = Explorer::new(Strategy::exhaustive()).run(&situation);
//! assert!(report.is_exhausted());
//! assert!(report.failure().is_none(), "{report}");
//! ```
//!
//! # When two orders count as the same
//!
//! Independent steps lead to the same state in either order. The host records what each step reads
//! and changes, and does not explore from the same state twice. So once a situation is exhausted,
//! every order that could make a difference has been tried, within these limits:
//!
//! - A state is recognized by a 64-bit hash, and so is a step that is known already. If two share a
//!   hash, what follows the second is left out. Among n hashes, the probability of such a pair is about
//!   n² / 2⁶⁵: below 1 in 300,000 for ten million.
//! - The host sees all memory that it gave to drivers: contexts, memory objects, strings, request
//!   buffers, pool, and the writable sections of images. It does not see the static variables of a
//!   driver that is linked into the process, variables on a stack, or what a stage's threads share
//!   outside the machine. A driver with mutable statics, or threads that communicate outside the
//!   machine, need [`Explorer::without_pruning`].
//! - If a driver hands such memory to the framework, as the context of `WdfIoQueueStop`,
//!   `WdfIoQueueDrain` or `WdfIoQueuePurge`, the explorer prunes nothing, and
//!   [`Report::pruning_off`] says why.
//! - A pool block that a thread allocates is taken to be its own until memory of the machine has an
//!   address in the block. A driver that stores addresses in coded form needs
//!   [`Explorer::without_pruning`].
//! - A call and the driver's code after the call, up to the next call, are one step. No other thread
//!   runs between the end of a call and the code after it, or between two accesses to memory that
//!   have no call between them. The exception is a completion that ends another thread's wait for the
//!   queue: that thread may continue first. An atomic operation is not a point.
//! - No other thread runs between two callbacks of the `PnP` manager that make no call.
//! - When a callback of a queue has returned and the queue has nothing left for its thread, the thread
//!   leaves the dispatcher before others run.
//! - Every thread and every DPC has its own processor. Memory is sequentially consistent.
//!
//! # Memory
//!
//! The search remembers the states that it has seen and what their steps did, within
//! [`Explorer::memory`]. At this limit it forgets what it met longest ago and runs that again where it
//! meets it: an exhausted situation is still exhausted, after more schedules. [`Report::memory_met`]
//! says so.
//!
//! # Threads
//!
//! [`Explorer::run_on`] shares one search among threads of the process. A thread that has nothing to do
//! gets a part of another thread's schedules, and each leaves out what any of them has covered. Each
//! thread learns for itself what steps do, so several threads run a few more schedules than one does.
//!
//! # Shards
//!
//! [`Explorer::shard`] divides one search among processes on any machines, which hear nothing of each
//! other. [`Report::part`] is what one of them found, in plain values, and [`Part::merge`] makes the whole:
//! the ends, the verdict and the failing schedule of one process. The numbers of schedules and steps are
//! sums: in a search of a tree they exceed those of one process.
//!
//! ```
//! use kmdf_host::explore::{Explorer, Part, Shard, Stage, Strategy};
//!
//! let situation = |stage: &mut Stage| {
//!     let process = stage.machine().process();
//!     let other = process.clone();
//!     stage.thread("first", move |_| process.exit());
//!     stage.thread("second", move |_| other.exit());
//! };
//! // Each of these runs in a process of its own.
//! let parts = ["1/2", "2/2"].map(|shard| {
//!     let shard: Shard = shard.parse().unwrap();
//!     Explorer::new(Strategy::exhaustive()).shard(shard).run(&situation).part(shard)
//! });
//! let whole = Part::merge(parts).unwrap();
//! assert!(whole.exhausted && whole.failure.is_none());
//! ```

mod divide;
mod explorer;
mod hash;
mod memory;
mod order;
mod part;
mod processes;
mod progress;
mod report;
mod run;
mod runs;
mod search;
mod shard;
mod shared;
mod shrink;
mod stage;
mod strategy;
#[cfg_attr(all(windows, target_arch = "aarch64"), path = "no_thread.rs")]
mod thread;
mod ways;
mod worker;

pub use self::explorer::{Explorer, replay};
pub use self::part::{MergeError, Part, PartFailure};
pub use self::progress::Progress;
pub use self::report::{Failure, Replay, Report};
pub use self::shard::{ParseShardError, Shard};
pub use self::stage::Stage;
pub use self::strategy::{ParseScheduleError, Schedule, Strategy};
