//! Single keys and values of the registry, by paths (`RtlWriteRegistryValue` and the like).
#![forbid(unsafe_code)]

use super::super::place::Place;
use super::registry::{path_of, text};
use crate::abi::{NTSTATUS, STATUS_INVALID_PARAMETER, STATUS_SUCCESS};
use crate::pnp::KeyPath;
use crate::pnp::registry_data::value_of;
use crate::seam;

/// Finds the key, and makes it and the keys above it if `make`.
fn key(call: &str, relative: u32, path: Place<u16>, make: bool) -> Result<KeyPath, NTSTATUS> {
    let name = path_of(relative, path)?;
    seam::machine(call).with(|state| {
        if make {
            state.make_path(&name)
        } else {
            state.find_key(None, &name, false).map(|(path, _)| path)
        }
    })
}

fn status(result: Result<(), NTSTATUS>) -> NTSTATUS {
    result.err().unwrap_or(STATUS_SUCCESS)
}

/// `RtlWriteRegistryValue`: makes the key if it is missing.
pub(super) fn write(
    (relative, path): (u32, Place<u16>),
    name: Place<u16>,
    kind: u32,
    data: Place<u8>,
    length: u32,
) -> NTSTATUS {
    const CALL: &str = "RtlWriteRegistryValue";
    if name.is_null() || (data.is_null() && length > 0) {
        return STATUS_INVALID_PARAMETER;
    }
    let value = value_of(kind, &data.read_all(length as usize));
    status(key(CALL, relative, path, true).and_then(|key| {
        seam::machine(CALL).with(|state| state.set_value_at(&key, &text(name), value))
    }))
}

/// `RtlDeleteRegistryValue`.
pub(super) fn delete(relative: u32, path: Place<u16>, name: Place<u16>) -> NTSTATUS {
    const CALL: &str = "RtlDeleteRegistryValue";
    if name.is_null() {
        return STATUS_INVALID_PARAMETER;
    }
    status(
        key(CALL, relative, path, false).and_then(|key| {
            seam::machine(CALL).with(|state| state.remove_value_at(&key, &text(name)))
        }),
    )
}

/// `RtlCheckRegistryKey`: whether the key exists.
pub(super) fn check(relative: u32, path: Place<u16>) -> NTSTATUS {
    status(key("RtlCheckRegistryKey", relative, path, false).map(|_| ()))
}

/// `RtlCreateRegistryKey`.
pub(super) fn create(relative: u32, path: Place<u16>) -> NTSTATUS {
    status(key("RtlCreateRegistryKey", relative, path, true).map(|_| ()))
}
