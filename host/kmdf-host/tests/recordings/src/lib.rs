//! Recordings of the real framework, and their comparison with the trace of a machine.
//!
//! A [`Recording`] is a table of rows: step, who, what, IRQL. A test takes a machine through the
//! recorded steps and collects a [`Story`]. A [`Comparison`] then demands the same lines on both
//! sides, except for the [`Difference`]s that the test lists. A listed difference that occurs in no
//! recording is a failure, too.
//!
//! The names of objects may differ: the recordings count in their own way. Each name of a recording
//! stands for one object of the machine, and no two for the same.
//!
//! # The rows
//!
//! - `callback enter`, `callback leave`, `call`, `call returned`: as in the trace. A recording may
//!   omit arguments of a call. `ptr` stands for an address, `?` for an object without a name.
//! - `framework`, `cancel`: a deferral of the dispatcher; the cancellation of a request. The text of
//!   both differs from recording to recording.
//! - `io`: `IRP_MJ_CLEANUP` and `IRP_MJ_CLOSE` of a file. `pnp`, `po`: `>>` begins a message to the
//!   device.
//! - `application`: an action or a finding of the recorded program, in its own words. The test says
//!   the same words.
//!
//! The trace has no event for the other rows, such as the end of an IRP. Each test lists them among
//! its differences, with the reason.
#![forbid(unsafe_code)]

mod comparison;
mod difference;
mod findings;
mod fit;
mod line;
pub mod program;
mod recording;
mod row;
mod story;
pub mod why;

pub use self::comparison::{Comparison, Disagreement};
pub use self::difference::{Difference, UNTRACED};
pub use self::findings::FOLDER;
pub use self::line::{Line, Shown, What};
pub use self::recording::Recording;
pub use self::story::{Happened, Story, without_idle};
