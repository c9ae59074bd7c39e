//! A small reference model of the echo device, with which builds of the driver are compared.
//!
//! A [`Model`] says what an application must see of echo devices: stored bytes, one request in the
//! driver at a time, first come first served, ticks, cancellation, closed handles, processes that
//! end, power, removal. The model is plain Rust without threads, locks, callbacks or the host, and
//! short enough to check by reading. A [`Step`] is an action of an application or of the system.
//! [`check`] takes a build of the driver (a [`Subject`]: source, mutant or image) on a simulated
//! machine through any sequence of steps, and compares an [`Observation`] after each step: the
//! answer, the virtual time, each completed operation with status, information, bytes and time, the
//! states of the devices, the driver's allocations, the number of its callbacks, and the rules that
//! it broke. [`check_agreement`] compares the two variants with each other, without the model.
//!
//! Every sequence is valid. A step that makes no sense where it stands, such as a resume of a
//! device that is awake, is refused, and a refusal is compared like any other answer.
//!
//! # The variants
//!
//! The variants must agree in every observation, which follows from the framework's rules (KMDF
//! behaviour, "Nested delivery and deferral"):
//!
//! - In `AutoSync` a tick holds the queue's presentation lock, so the framework presents the next
//!   request from a DPC. In `DriverSync` the framework presents the next request inside the
//!   completion. Neither takes virtual time: the next request arrives at the time of the tick.
//! - `EvtRequestCancel` is called from the dispatcher. The completion inside it finds the
//!   dispatcher running, which continues with the next request afterwards, in both variants.
//! - `EvtIoRead` and `EvtIoWrite` run at `DISPATCH_LEVEL` in `AutoSync`, and at the caller's level
//!   in `DriverSync`. Only the trace shows the difference.

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
