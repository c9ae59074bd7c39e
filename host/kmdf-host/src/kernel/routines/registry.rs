//! The registry, by a table of queries (`RtlQueryRegistryValues`). The host expands no variables in a
//! `REG_EXPAND_SZ`.
#![forbid(unsafe_code)]

use super::super::exports::{self, PoolRequest};
use super::super::place::Place;
use super::characters;
use super::strings::Counted;
use crate::abi::{
    NT_SUCCESS, NTSTATUS, REG_EXPAND_SZ, REG_MULTI_SZ, REG_SZ, STATUS_BUFFER_TOO_SMALL,
    STATUS_INSUFFICIENT_RESOURCES, STATUS_INVALID_PARAMETER, STATUS_OBJECT_NAME_NOT_FOUND,
    STATUS_OBJECT_TYPE_MISMATCH, STATUS_SUCCESS,
};
use crate::machine::State;
use crate::memory::block::Block;
use crate::names::Argument;
use crate::pnp::KeyPath;
use crate::pnp::registry_data::{bytes_of, strings_of, with_nul};
use crate::running;
use crate::seam;
use crate::upcall;

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
const NO_VALUE: u32 = 0x8;
const NO_EXPAND: u32 = 0x10;
const DIRECT: u32 = 0x20;
const DELETE: u32 = 0x40;
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

/// The path of a key, from the root that `relative` names.
pub(super) fn path_of(relative: u32, path: Place<u16>) -> Result<String, NTSTATUS> {
    let root = ROOTS.get((relative & !OPTIONAL) as usize).ok_or(STATUS_INVALID_PARAMETER)?;
    let path = if path.is_null() { String::new() } else { text(path) };
    Ok(format!("{root}{path}"))
}

pub(super) fn text(units: Place<u16>) -> String {
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

    fn routine(self) -> Option<usize> {
        let routine = self.0.field::<usize>(ROUTINE).read();
        (routine != 0).then_some(routine)
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
pub(super) fn query(
    relative: u32,
    path: Place<u16>,
    table: Place<Query>,
    context: usize,
) -> NTSTATUS {
    carry_out(relative, path, table, context).err().unwrap_or(STATUS_SUCCESS)
}

fn carry_out(
    relative: u32,
    path: Place<u16>,
    table: Place<Query>,
    context: usize,
) -> Result<(), NTSTATUS> {
    let top = path_of(relative, path)?;
    let mut current = match key(&top) {
        Ok(current) => current,
        Err(status) if relative & OPTIONAL == 0 => return Err(status),
        Err(_) => return Ok(()),
    };
    for index in 0.. {
        let asked = Asked(table.field(index * SIZE));
        let routine = asked.routine();
        if routine.is_none() && !asked.has(SUBKEY | DIRECT) {
            break;
        }
        let subkey = asked.name().filter(|_| asked.has(SUBKEY));
        if asked.has(SUBKEY | TOP_KEY) {
            current = key(&subkey.as_ref().map_or(top.clone(), |name| format!("{top}\\{name}")))?;
        }
        let name = asked.name().filter(|_| subkey.is_none());
        match routine {
            _ if asked.has(DIRECT) => direct(asked, &current)?,
            Some(routine) => Routine { routine, context }.call(asked, &current, name)?,
            None => {}
        }
    }
    Ok(())
}

/// A driver's `QueryRoutine`, with the context of the whole call.
#[derive(Clone, Copy)]
struct Routine {
    routine: usize,
    context: usize,
}

impl Routine {
    /// Calls the routine for the value of a name, or for all values of the key
    /// (`RTL_QUERY_REGISTRY_TABLE`).
    fn call(self, asked: Asked, key: &KeyPath, name: Option<String>) -> Result<(), NTSTATUS> {
        let machine = seam::machine(CALL);
        if asked.has(NO_VALUE) {
            return self.tell(asked, name.as_deref(), 0, &[]);
        }
        let names = match &name {
            Some(name) => vec![name.clone()],
            None => machine.with(|state| state.names_at(key)),
        };
        let mut found = false;
        for name in names {
            let Some(value) = machine.with(|state| state.value_at(key, &name)) else { continue };
            found = true;
            let (kind, bytes) = bytes_of(&value);
            self.tell_parts(asked, &name, kind, &bytes)?;
            if asked.has(DELETE) {
                machine.with(|state| state.remove_value_at(key, &name))?;
            }
        }
        match asked.default() {
            _ if found => Ok(()),
            _ if asked.has(REQUIRED) => Err(STATUS_OBJECT_NAME_NOT_FOUND),
            Some((kind, bytes)) => self.tell_parts(asked, &name.unwrap_or_default(), kind, &bytes),
            None => Ok(()),
        }
    }

    /// Tells of a value, of each string of a `REG_MULTI_SZ` by itself unless the driver wants the whole.
    fn tell_parts(self, asked: Asked, name: &str, kind: u32, bytes: &[u8]) -> Result<(), NTSTATUS> {
        match strings_of(bytes).filter(|_| kind == REG_MULTI_SZ && !asked.has(NO_EXPAND)) {
            Some(strings) => strings
                .iter()
                .try_for_each(|text| self.tell(asked, Some(name), REG_SZ, &with_nul(text))),
            None => self.tell(asked, Some(name), kind, bytes),
        }
    }

    fn tell(
        self,
        asked: Asked,
        name: Option<&str>,
        kind: u32,
        bytes: &[u8],
    ) -> Result<(), NTSTATUS> {
        let entry = asked.0.field::<usize>(ENTRY).read();
        let name = name.map(with_nul).map(|name| Block::copy_of(&name));
        let data = Block::copy_of(bytes);
        let address = if bytes.is_empty() { 0 } else { data.address() };
        let value = upcall::QueriedValue {
            name: name.as_ref().map_or(0, Block::address),
            kind,
            data: address,
            length: u32::try_from(bytes.len()).map_err(|_| STATUS_BUFFER_TOO_SMALL)?,
        };
        let arguments = |_: &State| Argument::Size(bytes.len());
        let call = || upcall::registry_query(self.routine, value, self.context, entry);
        let driver = running::driver();
        let status = seam::machine(CALL).upcall_of(driver, "QueryRoutine", arguments, call);
        if NT_SUCCESS(status) { Ok(()) } else { Err(status) }
    }
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
