//! A small reference model of the echo device, and any build of the driver against it.
//!
//! A [`Model`] says what an application must see of echo devices: stored bytes, one request in the
//! driver at a time, first come first served, ticks, cancellation, closed handles, processes that
//! end, power, removal. It is plain Rust without threads, locks, callbacks or the host, short enough
//! to be checked by reading. A [`Step`] is something that applications or the system do;
//! [`check`] takes a build of the driver (a [`Subject`]: source, mutant or image) on a simulated
//! machine through any sequence of steps, and compares after each what can be seen, as an
//! [`Observation`]: the answer, the virtual time, each operation that completed with status,
//! information, bytes and time, the devices' states, the memory that is kept, how often the driver
//! was called for what, the rules that were broken. [`check_agreement`] compares the two variants
//! with each other, without a model.
//!
//! Any sequence has a meaning. A step that makes no sense where it stands, such as a resume of a
//! device that is awake, is refused, and a refusal is compared like any other answer.
//!
//! # The variants
//!
//! They may not differ at all in what is compared, which follows from the framework's rules
//! (KMDF behaviour, "Nested delivery and deferral"):
//!
//! - In `AutoSync` a tick holds the queue's presentation lock, so that the request after the one
//!   that it completes is presented from a DPC. In `DriverSync` it is presented inside the call
//!   that completes. Neither takes virtual time: the next request arrives at the time of the tick.
//! - `EvtRequestCancel` is called from the dispatcher. The completion inside it finds the dispatcher
//!   running, which goes on with the next request afterwards, in either variant.
//! - `EvtIoRead` and `EvtIoWrite` run at `DISPATCH_LEVEL` in `AutoSync`, and at the caller's level in
//!   `DriverSync`. Of this nothing is visible but in the trace.

#![forbid(unsafe_code)]

mod bench;
mod check;
mod coding;
mod device;
mod model;
mod observation;
mod step;
mod watch;

pub use check::{Failure, check, check_agreement};
pub use coding::{random_steps, steps_from_bytes};
pub use echo_support::{Subject, Variant};
pub use model::Model;
pub use observation::{Calls, Observation, Outcome, Reply, State, Status};
pub use step::{Change, DEVICES, HANDLES, PROCESSES, Step};
