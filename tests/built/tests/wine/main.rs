//! The built `echoapp.exe`, the app's own Windows tests and the package's scripts, run by Wine.
//!
//! Wine has its own setup, named pipes and completion ports, written from the same documentation.
//! Wine lacks the list of device interfaces, the driver store and signatures, the Windows version
//! of an INF's models section, the status and the properties of a device, and a kernel to load the
//! driver. Only a real Windows shows these; the tests that meet one of them say so.

mod absent;
mod devices;
mod executable;
mod killed;
mod programs;
mod scripts;
mod services;
mod usage;
mod wine;
