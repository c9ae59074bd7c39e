//! The real device through the Win32 API. The only unsafe code of the app on Windows is below here.

mod device;
mod interfaces;

use std::ffi::OsStr;
use std::io;
use std::os::windows::ffi::OsStrExt;

use crate::args::Options;
use crate::console::Console;
use crate::error::Error;
use crate::platform::{Device, DeviceInfo, Platform};

/// The Windows on which the app runs.
pub struct Win32;

impl Platform for Win32 {
    fn start(_options: &Options, _console: &Console) -> Result<Self, Error> {
        Ok(Self)
    }

    fn devices(&self) -> Result<Vec<DeviceInfo>, Error> {
        interfaces::present()
    }

    fn open(&self, path: &str) -> Result<Box<dyn Device>, Error> {
        let device = device::Win32Device::open(path)
            .map_err(|error| Error::Open { path: path.to_owned(), reason: error.to_string() })?;
        Ok(Box::new(device))
    }

    fn shut_down(self) -> Result<(), Error> {
        Ok(())
    }
}

/// A string as the wide functions take it, with its terminating zero.
fn wide(text: &str) -> Vec<u16> {
    OsStr::new(text).encode_wide().chain([0]).collect()
}

/// A Win32 error code in the system's words.
fn describe(code: u32) -> String {
    io::Error::from_raw_os_error(code.cast_signed()).to_string()
}
