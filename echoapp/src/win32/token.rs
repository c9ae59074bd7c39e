//! Whether this process is elevated, from its access token.

use std::os::windows::io::{AsRawHandle, FromRawHandle, OwnedHandle};
use std::ptr;

use windows_sys::Win32::Security::{
    GetTokenInformation, TOKEN_ELEVATION, TOKEN_QUERY, TokenElevation,
};
use windows_sys::Win32::System::Threading::{GetCurrentProcess, OpenProcessToken};

use super::{check, size_of_u32};
use crate::manage::failure::Failure;

/// Whether the process has administrator rights.
pub fn is_elevated() -> Result<bool, Failure> {
    // SAFETY: the function has no preconditions and returns a constant that needs no closing.
    let process = unsafe { GetCurrentProcess() };
    let mut token = ptr::null_mut();
    // SAFETY: `process` is this process, and `token` outlives the call.
    let opened = unsafe { OpenProcessToken(process, TOKEN_QUERY, &raw mut token) };
    check("OpenProcessToken", opened)?;
    // SAFETY: the token was just opened, and nobody else owns it.
    let token = unsafe { OwnedHandle::from_raw_handle(token) };
    let mut elevation = TOKEN_ELEVATION::default();
    let size = size_of_u32::<TOKEN_ELEVATION>();
    let mut needed = 0;
    // SAFETY: the token stays open during the call; `elevation`, which has `size` bytes, and `needed`
    // outlive the call.
    let read = unsafe {
        GetTokenInformation(
            token.as_raw_handle(),
            TokenElevation,
            (&raw mut elevation).cast(),
            size,
            &raw mut needed,
        )
    };
    check("GetTokenInformation", read)?;
    Ok(elevation.TokenIsElevated != 0)
}
