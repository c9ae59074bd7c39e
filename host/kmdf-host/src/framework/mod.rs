//! The framework itself: what the DDIs do, in safe code.
#![forbid(unsafe_code)]

pub(crate) mod attributes;
pub(crate) mod cancel;
pub(crate) mod cancel_history;
pub(crate) mod collection;
mod completion;
pub(crate) mod context;
mod deferral;
pub(crate) mod deletion;
mod delivery;
pub(crate) mod device;
pub(crate) mod dispatch;
pub(crate) mod dpc;
pub(crate) mod gates;
pub(crate) mod handoff;
pub(crate) mod line;
pub(crate) mod lock;
pub(crate) mod lock_order;
pub(crate) mod lookaside;
pub(crate) mod memory;
pub(crate) mod object;
mod object_limit;
pub(crate) mod objects;
pub(crate) mod queue;
pub(crate) mod reference;
pub(crate) mod request;
mod request_use;
pub(crate) mod timer;
pub(crate) mod work_item;
