//! Whether this process runs elevated, by its access token.

use std::os::windows::io::{AsRawHandle, FromRawHandle, OwnedHandle};
use std::ptr;

use windows_sys::Win32::Security::{
    GetTokenInformation, TOKEN_ELEVATION, TOKEN_QUERY, TokenElevation,
};
use windows_sys::Win32::System::Threading::{GetCurrentProcess, OpenProcessToken};

use super::check;
use super::set_member::size_of_u32;
use crate::manage::failure::Failure;

/// Whether the process may do what only administrators may.
pub fn is_elevated() -> Result<bool, Failure> {
    // SAFETY: it takes nothing, and returns a constant that needs no closing.
    let process = unsafe { GetCurrentProcess() };
    let mut token = ptr::null_mut();
    // SAFETY: `process` stands for this process, and `token` lives until the call returns.
    let opened = unsafe { OpenProcessToken(process, TOKEN_QUERY, &raw mut token) };
    check("OpenProcessToken", opened)?;
    // SAFETY: the token was just opened, and nobody else has it.
    let token = unsafe { OwnedHandle::from_raw_handle(token) };
    let mut elevation = TOKEN_ELEVATION::default();
    let size = size_of_u32::<TOKEN_ELEVATION>();
    let mut needed = 0;
    // SAFETY: the token stays open during the call, and `elevation`, which has `size` bytes, and
    // `needed` live until it returns.
    let told = unsafe {
        GetTokenInformation(
            token.as_raw_handle(),
            TokenElevation,
            (&raw mut elevation).cast(),
            size,
            &raw mut needed,
        )
    };
    check("GetTokenInformation", told)?;
    Ok(elevation.TokenIsElevated != 0)
}
