//! Files on the machine's disk, by the calls of the I/O manager for drivers (`ZwCreateFile` and the
//! like). Each operation ends before its call returns.
#![forbid(unsafe_code)]

use super::super::place::Place;
use super::numbers::Numbers;
use super::strings::Counted;
use super::threads;
use crate::abi::{
    NTSTATUS, STATUS_ACCESS_DENIED, STATUS_CANNOT_DELETE, STATUS_END_OF_FILE,
    STATUS_FILE_IS_A_DIRECTORY, STATUS_INFO_LENGTH_MISMATCH, STATUS_INVALID_HANDLE,
    STATUS_INVALID_INFO_CLASS, STATUS_INVALID_PARAMETER, STATUS_NOT_A_DIRECTORY,
    STATUS_OBJECT_NAME_COLLISION, STATUS_OBJECT_NAME_NOT_FOUND, STATUS_OBJECT_PATH_NOT_FOUND,
    STATUS_SHARING_VIOLATION, STATUS_SUCCESS,
};
use crate::machine::{Disk, OpenFile, disk_path};
use crate::rules::{Rule, Subject};
use crate::running;
use crate::seam;

/// `OBJECT_ATTRIBUTES`: the offsets of its members.
#[repr(C)]
pub struct ObjectAttributes {
    _opaque: [u8; 0],
}

const ROOT: usize = 8;
const NAME: usize = 16;

/// `IO_STATUS_BLOCK`
#[repr(C)]
pub struct StatusBlock {
    _opaque: [u8; 0],
}

const INFORMATION: usize = 8;

/// Handles of the kernel have the upper half of the numbers.
const HANDLES: Numbers = Numbers { first: 0xFFFF_FFFF_8000_1000, distance: 4 };

// Access rights (`ACCESS_MASK`).
const READ_DATA: u32 = 1;
const WRITE_DATA: u32 = 2;
const APPEND_DATA: u32 = 4;
const DELETE: u32 = 0x1_0000;
const GENERIC_ALL: u32 = 0x1000_0000;
const GENERIC_WRITE: u32 = 0x4000_0000;
const GENERIC_READ: u32 = 0x8000_0000;

// Options of an open.
const DIRECTORY_FILE: u32 = 1;
const SYNCHRONOUS: u32 = 0x30;
const NON_DIRECTORY_FILE: u32 = 0x40;
const DELETE_ON_CLOSE: u32 = 0x1000;

/// What an open has done, as the status block tells.
#[derive(Debug, Clone, Copy)]
enum Done {
    Superseded = 0,
    Opened = 1,
    Created = 2,
    Overwritten = 3,
}

/// What an open asks for.
pub(super) struct Wanted {
    pub(super) access: u32,
    pub(super) share: u32,
    pub(super) disposition: u32,
    pub(super) options: u32,
}

/// The rights that the generic ones stand for.
fn specific(access: u32) -> u32 {
    let mut specific = access & 0x1F_FFFF;
    if access & (GENERIC_READ | GENERIC_ALL) != 0 {
        specific |= READ_DATA;
    }
    if access & (GENERIC_WRITE | GENERIC_ALL) != 0 {
        specific |= WRITE_DATA | APPEND_DATA;
    }
    if access & GENERIC_ALL != 0 {
        specific |= DELETE;
    }
    specific
}

/// The rights that another open must share, as `FILE_SHARE_` flags: read, write, delete.
fn shared_rights(access: u32) -> u32 {
    u32::from(access & READ_DATA != 0)
        | (u32::from(access & (WRITE_DATA | APPEND_DATA) != 0) << 1)
        | (u32::from(access & DELETE != 0) << 2)
}

/// The name in an `OBJECT_ATTRIBUTES`.
fn name_of(attributes: Place<ObjectAttributes>) -> Result<String, NTSTATUS> {
    let name: *mut Counted<u16> = attributes.field(NAME).read();
    let root: usize = attributes.field(ROOT).read();
    if name.is_null() || root != 0 {
        return Err(STATUS_INVALID_PARAMETER);
    }
    let units = super::strings::text_of(attributes.led_to(name));
    Ok(String::from_utf16_lossy(&units))
}

/// Opens a file, or makes it, as the disposition says.
fn open(disk: &mut Disk, path: String, wanted: &Wanted) -> Result<(usize, Done), NTSTATUS> {
    let access = specific(wanted.access);
    let is_folder = disk.is_folder(&path);
    if is_folder && wanted.options & NON_DIRECTORY_FILE != 0 {
        return Err(STATUS_FILE_IS_A_DIRECTORY);
    }
    let exists = disk.files.contains_key(&path);
    if exists && wanted.options & DIRECTORY_FILE != 0 {
        return Err(STATUS_NOT_A_DIRECTORY);
    }
    if !is_folder && !disk.has_folder_of(&path) {
        return Err(STATUS_OBJECT_PATH_NOT_FOUND);
    }
    let others = || disk.open.iter().filter(|file| file.path == path);
    let (mine, rights) = (wanted.share, shared_rights(access));
    let clashes = |file: &OpenFile| {
        rights & !file.share != 0 || (rights != 0 && shared_rights(file.access) & !mine != 0)
    };
    if others().any(clashes) {
        return Err(STATUS_SHARING_VIOLATION);
    }
    let done = match (wanted.disposition, exists || is_folder) {
        (2, true) => return Err(STATUS_OBJECT_NAME_COLLISION),
        (1 | 4, false) => return Err(STATUS_OBJECT_NAME_NOT_FOUND),
        (_, false) if wanted.options & DIRECTORY_FILE != 0 => {
            return Err(STATUS_OBJECT_NAME_NOT_FOUND);
        }
        (0, true) => Done::Superseded,
        (4 | 5, true) => Done::Overwritten,
        (1 | 3, true) => Done::Opened,
        (0 | 2 | 3 | 5, false) => Done::Created,
        _ => return Err(STATUS_INVALID_PARAMETER),
    };
    if !is_folder && !matches!(done, Done::Opened) {
        disk.files.insert(path.clone(), Vec::new());
    }
    let number = disk.open.push(OpenFile {
        driver: running::driver(),
        path,
        access,
        share: wanted.share,
        synchronous: wanted.options & SYNCHRONOUS != 0,
        position: 0,
        delete: wanted.options & DELETE_ON_CLOSE != 0,
    });
    Ok((number, done))
}

/// `ZwCreateFile`, `ZwOpenFile`.
pub(super) fn create(
    handle: Place<usize>,
    attributes: Place<ObjectAttributes>,
    block: Place<StatusBlock>,
    wanted: &Wanted,
) -> NTSTATUS {
    let machine = seam::machine("ZwCreateFile");
    let opened = name_of(attributes).and_then(|name| {
        let path = disk_path(&name)?;
        machine.with(|state| open(&mut state.disk, path, wanted))
    });
    handle.write(opened.map_or(0, |(number, _)| HANDLES.value(number)));
    end(block, opened.map(|(_, done)| done as usize))
}

/// Fills in the status block of an operation that has ended, unless the operation was refused.
fn end(block: Place<StatusBlock>, information: Result<usize, NTSTATUS>) -> NTSTATUS {
    let (status, information) = match information {
        Ok(information) => (STATUS_SUCCESS, information),
        Err(STATUS_END_OF_FILE) => (STATUS_END_OF_FILE, 0),
        Err(status) => return status,
    };
    block.field::<usize>(0).write(status.cast_unsigned() as usize);
    block.field(INFORMATION).write(information);
    status
}

/// `ZwClose`.
pub(super) fn close(handle: usize) -> NTSTATUS {
    let machine = seam::machine("ZwClose");
    let is_file =
        HANDLES.number(handle).is_some_and(|number| machine.with(|state| state.disk.close(number)));
    if !is_file && !threads::close(&machine, handle) {
        let detail = format!("{handle:#x} is no open handle of a file or a thread");
        machine.violation(Rule::WrongHandleType, Subject::None, "ZwClose", detail);
        return STATUS_INVALID_HANDLE;
    }
    STATUS_SUCCESS
}

/// Works with the open file of a handle, which needs one of the rights.
fn with_file<R>(
    call: &str,
    handle: usize,
    rights: u32,
    work: impl FnOnce(&mut OpenFile, &mut Vec<u8>) -> Result<R, NTSTATUS>,
) -> Result<R, NTSTATUS> {
    seam::machine(call).with(|state| {
        let Disk { files, open } = &mut *state.disk;
        let file = HANDLES.number(handle).and_then(|number| open.get_mut(number));
        let file = file.ok_or(STATUS_INVALID_HANDLE)?;
        if rights != 0 && file.access & rights == 0 {
            return Err(STATUS_ACCESS_DENIED);
        }
        match files.get_mut(&file.path) {
            Some(bytes) => work(file, bytes),
            // A folder.
            None => work(file, &mut Vec::new()),
        }
    })
}

/// Refuses the handle of an event: no routine of this host makes one (`ZwCreateEvent`).
fn check_event(call: &str, event: usize) -> Result<(), NTSTATUS> {
    if event == 0 {
        return Ok(());
    }
    let detail =
        format!("{event:#x} is no handle of an event: this host makes none, expected NULL");
    seam::machine(call).violation(Rule::WrongHandleType, Subject::None, call, detail);
    Err(STATUS_INVALID_HANDLE)
}

/// Where a transfer begins: at the offset that the driver names, or at the file's own position.
fn offset_of(file: &OpenFile, offset: Place<i64>, length: usize) -> Result<u64, NTSTATUS> {
    const OWN_POSITION: i64 = -2;
    const END: i64 = -1;
    match offset.get() {
        None | Some(OWN_POSITION) if file.synchronous => Ok(file.position),
        Some(END) => Ok(length as u64),
        Some(offset) => u64::try_from(offset).map_err(|_| STATUS_INVALID_PARAMETER),
        None => Err(STATUS_INVALID_PARAMETER),
    }
}

/// Ends a transfer: moves the position of a file that has one.
fn moved(file: &mut OpenFile, to: u64) {
    if file.synchronous {
        file.position = to;
    }
}

/// `ZwReadFile`.
pub(super) fn read(
    (handle, event): (usize, usize),
    block: Place<StatusBlock>,
    buffer: Place<u8>,
    length: u32,
    offset: Place<i64>,
) -> NTSTATUS {
    if let Err(status) = check_event("ZwReadFile", event) {
        return status;
    }
    let data = with_file("ZwReadFile", handle, READ_DATA, |file, bytes| {
        let start = offset_of(file, offset, bytes.len())?;
        let from = usize::try_from(start).ok().and_then(|start| bytes.get(start..));
        let rest = from.unwrap_or_default();
        let part = rest[..rest.len().min(length as usize)].to_vec();
        if part.is_empty() && length > 0 {
            return Err(STATUS_END_OF_FILE);
        }
        moved(file, start + part.len() as u64);
        Ok(part)
    });
    let read = data.map(|data| {
        buffer.write_all(&data);
        data.len()
    });
    end(block, read)
}

/// `ZwWriteFile`.
pub(super) fn write(
    (handle, event): (usize, usize),
    block: Place<StatusBlock>,
    buffer: Place<u8>,
    length: u32,
    offset: Place<i64>,
) -> NTSTATUS {
    /// The largest file, so that a mistake does not take all memory.
    const LARGEST: usize = 1 << 28;
    if let Err(status) = check_event("ZwWriteFile", event) {
        return status;
    }
    let data = buffer.read_all(length as usize);
    let written = with_file("ZwWriteFile", handle, WRITE_DATA | APPEND_DATA, |file, bytes| {
        let start = offset_of(file, offset, bytes.len())?;
        let start = usize::try_from(start).map_err(|_| STATUS_INVALID_PARAMETER)?;
        let end = start.saturating_add(data.len());
        if end > LARGEST {
            return Err(STATUS_INVALID_PARAMETER);
        }
        if bytes.len() < end {
            bytes.resize(end, 0);
        }
        bytes[start..end].copy_from_slice(&data);
        moved(file, end as u64);
        Ok(data.len())
    });
    end(block, written)
}

// Classes of information (`FILE_INFORMATION_CLASS`), and their sizes in bytes.
const BASIC: u32 = 4;
const STANDARD: u32 = 5;
const DISPOSITION: u32 = 13;
const POSITION: u32 = 14;
const ALLOCATION: u32 = 19;
const END_OF_FILE: u32 = 20;

const fn size_of_class(class: u32) -> Option<u32> {
    match class {
        BASIC => Some(40),
        STANDARD => Some(24),
        DISPOSITION => Some(1),
        POSITION | ALLOCATION | END_OF_FILE => Some(8),
        _ => None,
    }
}

/// `ZwSetInformationFile`.
pub(super) fn set_information(
    handle: usize,
    block: Place<StatusBlock>,
    information: Place<u8>,
    length: u32,
    class: u32,
) -> NTSTATUS {
    let Some(size) = size_of_class(class).filter(|_| class != STANDARD) else {
        return STATUS_INVALID_INFO_CLASS;
    };
    if length < size {
        return STATUS_INFO_LENGTH_MISMATCH;
    }
    let rights = match class {
        END_OF_FILE | ALLOCATION => WRITE_DATA,
        DISPOSITION => DELETE,
        _ => 0,
    };
    let number = || u64::try_from(information.field::<i64>(0).read());
    let set = with_file("ZwSetInformationFile", handle, rights, |file, bytes| {
        match class {
            POSITION => file.position = number().map_err(|_| STATUS_INVALID_PARAMETER)?,
            END_OF_FILE => {
                let end = number().ok().and_then(|end| u32::try_from(end).ok());
                bytes.resize(end.ok_or(STATUS_INVALID_PARAMETER)? as usize, 0);
            }
            DISPOSITION => file.delete = information.read() != 0,
            // The disk keeps neither times nor reserved space.
            _ => {}
        }
        Ok(0)
    });
    end(block, set)
}

/// `ZwQueryInformationFile`.
pub(super) fn query_information(
    handle: usize,
    block: Place<StatusBlock>,
    information: Place<u8>,
    length: u32,
    class: u32,
) -> NTSTATUS {
    const NORMAL: u32 = 0x80;
    let Some(size) = size_of_class(class).filter(|_| matches!(class, BASIC | STANDARD | POSITION))
    else {
        return STATUS_INVALID_INFO_CLASS;
    };
    if length < size {
        return STATUS_INFO_LENGTH_MISMATCH;
    }
    let told = with_file("ZwQueryInformationFile", handle, 0, |file, bytes| {
        let mut told = vec![0; size as usize];
        let length = (bytes.len() as u64).to_le_bytes();
        match class {
            STANDARD => {
                told[..8].copy_from_slice(&length);
                told[8..16].copy_from_slice(&length);
                told[16] = 1;
                told[20] = u8::from(file.delete);
            }
            POSITION => told.copy_from_slice(&file.position.to_le_bytes()),
            _ => told[32..36].copy_from_slice(&NORMAL.to_le_bytes()),
        }
        Ok(told)
    });
    let told = told.map(|told| {
        information.write_all(&told);
        told.len()
    });
    end(block, told)
}

/// `ZwDeleteFile`.
pub(super) fn delete(attributes: Place<ObjectAttributes>) -> NTSTATUS {
    let deleted = name_of(attributes).and_then(|name| disk_path(&name)).and_then(|path| {
        seam::machine("ZwDeleteFile").with(|state| {
            if state.disk.open.iter().any(|file| file.path == path) {
                return Err(STATUS_SHARING_VIOLATION);
            }
            if state.disk.is_folder(&path) {
                return Err(STATUS_CANNOT_DELETE);
            }
            state.disk.files.remove(&path).map(drop).ok_or(STATUS_OBJECT_NAME_NOT_FOUND)
        })
    });
    deleted.err().unwrap_or(STATUS_SUCCESS)
}

/// `ZwFlushBuffersFile`.
pub(super) fn flush(handle: usize, block: Place<StatusBlock>) -> NTSTATUS {
    end(block, with_file("ZwFlushBuffersFile", handle, WRITE_DATA | APPEND_DATA, |_, _| Ok(0)))
}
