//! Real devices, through the Win32 API: the only unsafe code of the app on Windows.

mod device;
mod device_set;
mod hardware_key;
mod installed;
mod interfaces;
mod power;
mod set_member;
mod token;
pub mod verified;

use std::ffi::OsStr;
use std::io;
use std::os::windows::ffi::OsStrExt;

use windows_sys::Win32::Devices::DeviceAndDriverInstallation::{CONFIGRET, CR_SUCCESS};
use windows_sys::Win32::Foundation::GetLastError;
use windows_sys::core::BOOL;

pub use self::installed::InstalledDevices;
use crate::args::Options;
use crate::console::Console;
use crate::error::Error;
use crate::manage::failure::{Code, Failure};
use crate::platform::{Device, DeviceInfo, Platform};

/// The running Windows.
pub struct Win32;

impl Platform for Win32 {
    fn start(_options: &Options, _console: &Console) -> Result<Self, Error> {
        Ok(Self)
    }

    fn devices(&self) -> Result<Vec<DeviceInfo>, Error> {
        interfaces::present()
            .map_err(|failure| Error::System(format!("cannot list the echo devices: {failure}")))
    }

    fn open(&self, path: &str) -> Result<Box<dyn Device>, Error> {
        verified::open(path)
    }

    fn shut_down(self) -> Result<(), Error> {
        Ok(())
    }
}

/// A string in UTF-16 with a terminating zero.
fn wide(text: impl AsRef<OsStr>) -> Vec<u16> {
    text.as_ref().encode_wide().chain([0]).collect()
}

/// The text before the first zero, or the whole text.
fn narrow(units: &[u16]) -> String {
    let end = units.iter().position(|unit| *unit == 0).unwrap_or(units.len());
    String::from_utf16_lossy(&units[..end])
}

/// The failure of a call with this error code, with the system's text.
fn failure(call: &'static str, code: u32) -> Failure {
    // The system has texts for SetupAPI's codes only in the form of an HRESULT.
    let known = if code >> 16 == 0xE000 { 0x800F_0000 | (code & 0xFFFF) } else { code };
    let text = io::Error::from_raw_os_error(known.cast_signed()).to_string();
    // The standard library appends the code, and makes up a text where the system has none.
    let text = text.rfind(" (os error").map_or(&*text, |end| &text[..end]);
    let text = if text.starts_with("OS Error") { "" } else { text };
    Failure { call, code: Code::Win32(code), text: text.trim().to_owned() }
}

/// The failure of the last call on this thread.
fn last_failure(call: &'static str) -> Failure {
    failure(call, last_error())
}

fn last_error() -> u32 {
    // SAFETY: the function has no preconditions.
    unsafe { GetLastError() }
}

/// The result of a call that returns a `BOOL`. No other call may come between.
fn check(call: &'static str, succeeded: BOOL) -> Result<(), Failure> {
    if succeeded == 0 { Err(last_failure(call)) } else { Ok(()) }
}

/// The result of a call to the configuration manager.
fn check_configuration(call: &'static str, result: CONFIGRET) -> Result<(), Failure> {
    if result == CR_SUCCESS { Ok(()) } else { Err(Failure::of_configuration(call, result)) }
}

/// The size of a structure, for its member `cbSize` or the parameter beside its pointer.
fn size_of_u32<T>() -> u32 {
    u32::try_from(size_of::<T>()).expect("a structure of the API is small")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn failure_has_the_call_the_code_and_the_system_text() {
        let denied = failure("SomeCall", 5);
        assert_eq!((denied.call, denied.code), ("SomeCall", Code::Win32(5)));
        assert!(!denied.text.is_empty() && !denied.text.contains("error 5"), "{denied}");
    }

    #[test]
    fn failure_without_a_system_text_has_the_code_only() {
        assert_eq!(
            failure("SomeCall", 0x2ABC_DEF0).to_string(),
            "SomeCall failed: (error 0x2ABCDEF0)"
        );
    }

    #[test]
    fn text_survives_the_way_to_utf_16_and_back() {
        assert_eq!(wide("e\u{1F426}"), [0x65, 0xD83D, 0xDC26, 0]);
        assert_eq!(narrow(&[0x65, 0xD83D, 0xDC26, 0, 0x66]), "e\u{1F426}");
        assert_eq!(narrow(&[0x65]), "e");
        assert_eq!(narrow(&[]), "");
    }
}
