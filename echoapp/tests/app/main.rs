//! The built app, run as a person runs it, on the driver that it hosts.
#![cfg(any(not(windows), hosted))]

mod asynchronous;
mod devices;
mod image;
#[cfg(unix)]
mod interruption;
mod output;
mod running;
mod synchronous;
mod trace;
mod usage;
