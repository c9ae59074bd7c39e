//! `NTSTATUS` as a type, and results with a status as their error.

use core::fmt;

use wdk_sys::{NT_SUCCESS, NTSTATUS};

/// A status of the NT kernel.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct NtStatus(NTSTATUS);

/// The result of a call that can fail. The error is a warning or error status.
pub type NtResult<T = ()> = Result<T, NtStatus>;

impl NtStatus {
    /// `STATUS_SUCCESS`
    pub const SUCCESS: Self = Self(wdk_sys::STATUS_SUCCESS);
    /// `STATUS_BUFFER_OVERFLOW`
    pub const BUFFER_OVERFLOW: Self = Self(wdk_sys::STATUS_BUFFER_OVERFLOW);
    /// `STATUS_BUFFER_TOO_SMALL`
    pub const BUFFER_TOO_SMALL: Self = Self(wdk_sys::STATUS_BUFFER_TOO_SMALL);
    /// `STATUS_CANCELLED`
    pub const CANCELLED: Self = Self(wdk_sys::STATUS_CANCELLED);
    /// `STATUS_DEVICE_BUSY`
    pub const DEVICE_BUSY: Self = Self(wdk_sys::STATUS_DEVICE_BUSY);
    /// `STATUS_INSUFFICIENT_RESOURCES`
    pub const INSUFFICIENT_RESOURCES: Self = Self(wdk_sys::STATUS_INSUFFICIENT_RESOURCES);
    /// `STATUS_INVALID_DEVICE_REQUEST`
    pub const INVALID_DEVICE_REQUEST: Self = Self(wdk_sys::STATUS_INVALID_DEVICE_REQUEST);
    /// `STATUS_INVALID_DEVICE_STATE`
    pub const INVALID_DEVICE_STATE: Self = Self(wdk_sys::STATUS_INVALID_DEVICE_STATE);
    /// `STATUS_INVALID_PARAMETER`
    pub const INVALID_PARAMETER: Self = Self(wdk_sys::STATUS_INVALID_PARAMETER);
    /// `STATUS_OBJECT_NAME_NOT_FOUND`
    pub const OBJECT_NAME_NOT_FOUND: Self = Self(wdk_sys::STATUS_OBJECT_NAME_NOT_FOUND);
    /// `STATUS_UNSUCCESSFUL`
    pub const UNSUCCESSFUL: Self = Self(wdk_sys::STATUS_UNSUCCESSFUL);

    /// A status returned by a function of the framework, as a result.
    pub const fn check(status: NTSTATUS) -> NtResult {
        if NT_SUCCESS(status) { Ok(()) } else { Err(Self(status)) }
    }

    /// Whether the status is a success or an informational status (`NT_SUCCESS`).
    pub const fn is_success(self) -> bool {
        NT_SUCCESS(self.0)
    }
}

impl From<NtStatus> for NTSTATUS {
    fn from(NtStatus(status): NtStatus) -> Self {
        status
    }
}

impl From<NtResult> for NtStatus {
    fn from(result: NtResult) -> Self {
        result.err().unwrap_or(Self::SUCCESS)
    }
}

impl fmt::Display for NtStatus {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "status {:#010X}", self.0)
    }
}

#[cfg(test)]
mod tests {
    extern crate std;

    use std::string::ToString;

    use super::NtStatus;

    #[test]
    fn success_and_information_are_ok_warning_and_error_are_err() {
        for status in [0_u32, 0x103, 0x4000_0000] {
            assert!(NtStatus::check(status.cast_signed()).is_ok(), "{status:#X}");
        }
        for status in [0x8000_0005_u32, 0xC000_0120] {
            assert!(NtStatus::check(status.cast_signed()).is_err(), "{status:#X}");
        }
    }

    #[test]
    fn status_displays_eight_hexadecimal_digits() {
        assert_eq!(NtStatus::CANCELLED.to_string(), "status 0xC0000120");
        assert_eq!(NtStatus::SUCCESS.to_string(), "status 0x00000000");
    }
}
