//! The built app, run as a person runs it: on the driver that it hosts, or for Windows. What needs no
//! device is the same for both: `usage`, and a part of `output`.

#[cfg(any(not(windows), hosted))]
mod asynchronous;
#[cfg(any(not(windows), hosted))]
mod devices;
#[cfg(any(not(windows), hosted))]
mod image;
#[cfg(unix)]
mod interruption;
mod output;
#[cfg(any(not(windows), hosted))]
mod package;
mod running;
#[cfg(any(not(windows), hosted))]
mod synchronous;
#[cfg(any(not(windows), hosted))]
mod trace;
mod usage;
#[cfg(any(not(windows), hosted))]
mod verify;
