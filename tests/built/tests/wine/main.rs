//! The built `echoapp.exe` and the app's own Windows tests, run by Wine.
//!
//! Wine has setup, named pipes and completion ports of its own, written from the same documentation.
//! What it has not, and what therefore only a real Windows shows, stands at the tests that meet it:
//! the list of device interfaces, the driver store and signatures, the Windows version in an INF's
//! models section, the status and the properties of a device, and a kernel to load the driver.

mod absent;
mod devices;
mod executable;
mod killed;
mod programs;
mod services;
mod usage;
mod wine;
