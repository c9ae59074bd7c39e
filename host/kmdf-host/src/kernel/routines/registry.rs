//! The registry, by a table of queries (`RtlQueryRegistryValues`).
#![forbid(unsafe_code)]

use super::super::exports::{self, PoolRequest};
use super::super::place::Place;
use super::characters;
use super::strings::Counted;
use crate::abi::{
    NTSTATUS, REG_EXPAND_SZ, REG_MULTI_SZ, REG_SZ, STATUS_BUFFER_TOO_SMALL,
    STATUS_INSUFFICIENT_RESOURCES, STATUS_INVALID_PARAMETER, STATUS_NOT_SUPPORTED,
    STATUS_OBJECT_NAME_NOT_FOUND, STATUS_OBJECT_TYPE_MISMATCH, STATUS_SUCCESS,
};
use crate::pnp::KeyPath;
use crate::pnp::registry_data::bytes_of;
use crate::seam;

const CALL: &str = "RtlQueryRegistryValues";

/// An `RTL_QUERY_REGISTRY_TABLE`: its size, and the offsets of its members.
#[repr(C)]
pub struct Query {
    _opaque: [u8; 0],
}

const SIZE: usize = 56;
const ROUTINE: usize = 0;
const FLAGS: usize = 8;
const NAME: usize = 16;
const ENTRY: usize = 24;
const DEFAULT_TYPE: usize = 32;
const DEFAULT_DATA: usize = 40;
const DEFAULT_LENGTH: usize = 48;

// `RTL_QUERY_REGISTRY_` flags.
const SUBKEY: u32 = 0x1;
const TOP_KEY: u32 = 0x2;
const REQUIRED: u32 = 0x4;
const DIRECT: u32 = 0x20;
const TYPE_CHECK: u32 = 0x100;

/// Where relative paths begin (`RTL_REGISTRY_`).
const ROOTS: [&str; 5] = [
    "",
    r"\Registry\Machine\System\CurrentControlSet\Services\",
    r"\Registry\Machine\System\CurrentControlSet\Control\",
    r"\Registry\Machine\Software\Microsoft\Windows NT\CurrentVersion\",
    r"\Registry\Machine\Hardware\DeviceMap\",
];
const OPTIONAL: u32 = 0x8000_0000;

fn text(units: Place<u16>) -> String {
    String::from_utf16_lossy(&characters::units(units))
}

fn key(name: &str) -> Result<KeyPath, NTSTATUS> {
    seam::machine(CALL).with(|state| state.find_key(None, name, false).map(|(path, _)| path))
}

/// A query of the table.
#[derive(Clone, Copy)]
struct Asked(Place<Query>);

impl Asked {
    fn flags(self) -> u32 {
        self.0.field(FLAGS).read()
    }

    fn has(self, flag: u32) -> bool {
        self.flags() & flag != 0
    }

    fn name(self) -> Option<String> {
        let name: *mut u16 = self.0.field(NAME).read();
        (!name.is_null()).then(|| text(self.0.led_to(name)))
    }

    fn has_routine(self) -> bool {
        self.0.field::<usize>(ROUTINE).read() != 0
    }

    /// The type and the bytes to be used in place of a value that is missing.
    fn default(self) -> Option<(u32, Vec<u8>)> {
        let kind = self.0.field::<u32>(DEFAULT_TYPE).read() & 0x00FF_FFFF;
        let data: *mut u8 = self.0.field(DEFAULT_DATA).read();
        let length = self.0.field::<u32>(DEFAULT_LENGTH).read() as usize;
        let place = self.0.led_to(data);
        match kind {
            0 => None,
            _ if data.is_null() => Some((kind, Vec::new())),
            REG_SZ | REG_EXPAND_SZ if length == 0 => {
                let units = characters::units(place.field::<u16>(0));
                Some((kind, units.into_iter().chain([0]).flat_map(u16::to_le_bytes).collect()))
            }
            _ => Some((kind, place.read_all(length))),
        }
    }

    /// The type that a value must have, if the driver says so.
    fn expected(self) -> Option<u32> {
        let kind = self.0.field::<u32>(DEFAULT_TYPE).read() >> 24;
        (self.has(TYPE_CHECK) && kind != 0).then_some(kind)
    }

    /// Puts a value where the driver wants it.
    fn store(self, kind: u32, bytes: &[u8]) -> Result<(), NTSTATUS> {
        let entry: *mut u8 = self.0.field(ENTRY).read();
        let place = self.0.led_to(entry);
        if entry.is_null() {
            return Err(STATUS_INVALID_PARAMETER);
        }
        match kind {
            REG_SZ | REG_EXPAND_SZ | REG_MULTI_SZ => store_text(place.field(0), bytes),
            _ if bytes.len() <= size_of::<u32>() => {
                place.write_all(bytes);
                Ok(())
            }
            _ => store_bytes(place, kind, bytes),
        }
    }
}

/// Stores a text in the driver's counted string, whose buffer is allocated if there is none.
fn store_text(string: Place<Counted<u16>>, bytes: &[u8]) -> Result<(), NTSTATUS> {
    /// The pool tag of the kernel's strings.
    const TAG: u32 = u32::from_le_bytes(*b"UQRV");
    let with_nul = u16::try_from(bytes.len()).map_err(|_| STATUS_BUFFER_TOO_SMALL)?;
    let room = string.field::<u16>(2);
    let buffer = string.field::<*mut u8>(8);
    if buffer.read().is_null() {
        let request = PoolRequest { paged: true, ..PoolRequest::new(TAG, bytes.len().max(2)) };
        let address = exports::allocate_for_driver(request);
        if address == 0 {
            return Err(STATUS_INSUFFICIENT_RESOURCES);
        }
        buffer.write(std::ptr::with_exposed_provenance_mut(address));
        room.write(with_nul);
    }
    if room.read() < with_nul {
        return Err(STATUS_BUFFER_TOO_SMALL);
    }
    string.led_to(buffer.read()).write_all(bytes);
    string.field::<u16>(0).write(with_nul.saturating_sub(2));
    Ok(())
}

/// Stores a longer value: into a buffer whose first word is the negative room, or with its length and
/// type into one whose first word is the room.
fn store_bytes(place: Place<u8>, kind: u32, bytes: &[u8]) -> Result<(), NTSTATUS> {
    let told = place.field::<i32>(0).read();
    let length = i32::try_from(bytes.len()).map_err(|_| STATUS_BUFFER_TOO_SMALL)?;
    if told < 0 {
        if told.saturating_neg() < length {
            return Err(STATUS_BUFFER_TOO_SMALL);
        }
        place.write_all(bytes);
    } else {
        if told < length.saturating_add(8) {
            return Err(STATUS_BUFFER_TOO_SMALL);
        }
        place.field::<i32>(0).write(length);
        place.field::<u32>(4).write(kind);
        place.at(8).write_all(bytes);
    }
    Ok(())
}

/// `RtlQueryRegistryValues`.
pub(super) fn query(relative: u32, path: Place<u16>, table: Place<Query>) -> NTSTATUS {
    carry_out(relative, path, table).err().unwrap_or(STATUS_SUCCESS)
}

fn carry_out(relative: u32, path: Place<u16>, table: Place<Query>) -> Result<(), NTSTATUS> {
    let machine = seam::machine(CALL);
    let root = ROOTS.get((relative & !OPTIONAL) as usize).ok_or(STATUS_INVALID_PARAMETER)?;
    let path = if path.is_null() { String::new() } else { text(path) };
    let top = format!("{root}{path}");
    let found = key(&top);
    let (mut name, mut current) = match found {
        Ok(current) => (top.clone(), current),
        Err(status) if relative & OPTIONAL == 0 => return Err(status),
        Err(_) => return Ok(()),
    };
    for index in 0.. {
        let asked = Asked(table.field(index * SIZE));
        if !asked.has_routine() && !asked.has(SUBKEY | DIRECT) {
            break;
        }
        if asked.has(SUBKEY | TOP_KEY) {
            name.clone_from(&top);
            if let Some(subkey) = asked.name().filter(|_| asked.has(SUBKEY)) {
                name = format!("{top}\\{subkey}");
            }
            current = key(&name)?;
        }
        if asked.has_routine() {
            machine.debug(&format!("{CALL}: this host calls no QueryRoutine; use the flag DIRECT"));
            return Err(STATUS_NOT_SUPPORTED);
        }
        if asked.has(DIRECT) {
            direct(asked, &current)?;
        }
    }
    Ok(())
}

/// A query that stores the value itself.
fn direct(asked: Asked, current: &KeyPath) -> Result<(), NTSTATUS> {
    let name = asked.name().ok_or(STATUS_INVALID_PARAMETER)?;
    let value = seam::machine(CALL).with(|state| state.value_at(current, &name));
    match value.map(|value| bytes_of(&value)) {
        Some((kind, _)) if asked.expected().is_some_and(|expected| expected != kind) => {
            Err(STATUS_OBJECT_TYPE_MISMATCH)
        }
        Some((kind, bytes)) => asked.store(kind, &bytes),
        None if asked.has(REQUIRED) => Err(STATUS_OBJECT_NAME_NOT_FOUND),
        None => asked.default().map_or(Ok(()), |(kind, bytes)| asked.store(kind, &bytes)),
    }
}
