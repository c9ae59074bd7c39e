//! Event tracing (ETW, and WPP over WMI). No session listens on this machine, so that no event is enabled
//! and what a driver writes goes nowhere, as on a computer where nobody traces.
#![forbid(unsafe_code)]

use super::super::place::Place;
use crate::abi::{GUID, NTSTATUS, STATUS_INVALID_HANDLE, STATUS_INVALID_PARAMETER, STATUS_SUCCESS};

/// The handle of every provider.
const PROVIDER: u64 = 0xE700_0001;

/// `EtwRegister`: the callback that tells of a session is never called.
pub(super) fn register(provider: Place<GUID>, handle: Place<u64>) -> NTSTATUS {
    if provider.is_null() || handle.is_null() {
        return STATUS_INVALID_PARAMETER;
    }
    handle.write(PROVIDER);
    STATUS_SUCCESS
}

/// `EtwUnregister`.
pub(super) fn unregister(handle: u64) -> NTSTATUS {
    write(handle)
}

/// `EtwEventEnabled` and `EtwProviderEnabled`.
pub(super) fn is_enabled() -> u8 {
    0
}

/// `EtwWrite` and the like.
pub(super) fn write(handle: u64) -> NTSTATUS {
    if handle == PROVIDER { STATUS_SUCCESS } else { STATUS_INVALID_HANDLE }
}

/// `IoWMIRegistrationControl`: the host passes no `IRP_MJ_SYSTEM_CONTROL`, so that nobody asks the device
/// for its blocks.
pub(super) fn registration(device: Place<u8>, action: u32) -> NTSTATUS {
    /// `WMIREG_ACTION_REGISTER` to `WMIREG_ACTION_BLOCK_IRPS`, below the flags.
    const ACTIONS: std::ops::RangeInclusive<u16> = 1..=5;
    let [low, high, ..] = action.to_le_bytes();
    if device.is_null() || !ACTIONS.contains(&u16::from_le_bytes([low, high])) {
        return STATUS_INVALID_PARAMETER;
    }
    STATUS_SUCCESS
}
