//! A driver's arguments: checks handles, copies structures and strings, writes results back.

use std::sync::Arc;

use crate::abi::{
    NTSTATUS, PCUNICODE_STRING, PVOID, PWDF_OBJECT_ATTRIBUTES, STATUS_INFO_LENGTH_MISMATCH,
};
use crate::framework::attributes::{Attributes, TypeInfo, size_of_c};
use crate::framework::object::Kind;
use crate::handle::Handle;
use crate::machine::Inner;
use crate::rules::{Rule, Subject};
use crate::seam::{self, Outcome};

/// Carries out a call on one object. For a handle of another kind, or at an IRQL that the
/// framework's verifier refuses, reports the breach and does nothing.
pub(super) fn on_object<T, R: Outcome>(
    call: &'static str,
    limit: u8,
    raw: *mut T,
    kind: Kind,
    body: impl FnOnce(&Arc<Inner>, Handle) -> R,
) -> Option<R> {
    seam::call(
        call,
        limit,
        |machine| machine.name_of(raw),
        |machine| {
            let handle = machine.check(call, raw, kind).filter(|_| !seam::refuses(limit))?;
            Some(body(machine, handle))
        },
    )
}

/// Copies a structure that begins with its own size, if the size is right.
///
/// # Safety
/// `pointer` points to the size at least, and to a `T` if the size says so.
pub(super) unsafe fn sized<T: Copy>(pointer: *const T) -> Result<T, NTSTATUS> {
    // SAFETY: guaranteed by the caller; the size is the first member of every such structure.
    let size = unsafe { pointer.cast::<u32>().read() };
    if size != size_of_c::<T>() {
        return Err(STATUS_INFO_LENGTH_MISMATCH);
    }
    // SAFETY: guaranteed by the caller; the structure is complete.
    Ok(unsafe { pointer.read() })
}

/// [`sized`] for a structure with fewer members in older frameworks: `older` are its older sizes,
/// and members that an older one lacks are zero (KMDF behaviour, "Structure sizes").
///
/// # Safety
/// As for [`sized`].
pub(super) unsafe fn sized_or_older<T: Copy + Default>(
    pointer: *const T,
    older: &[u32],
) -> Result<T, NTSTATUS> {
    // SAFETY: guaranteed by the caller; the size is the first member of every such structure.
    let size = unsafe { pointer.cast::<u32>().read() };
    if !older.contains(&size) {
        // SAFETY: guaranteed by the caller.
        return unsafe { sized(pointer) };
    }
    let mut whole = T::default();
    let bytes = (size as usize).min(size_of::<T>());
    // SAFETY: the caller's structure is as long as it says, and no longer than `whole`.
    unsafe { pointer.cast::<u8>().copy_to((&raw mut whole).cast(), bytes) };
    Ok(whole)
}

/// Copies object attributes; NULL means none.
///
/// # Safety
/// `pointer` is NULL or points to attributes as long as their size member says.
pub(super) unsafe fn attributes(pointer: PWDF_OBJECT_ATTRIBUTES) -> Attributes {
    if pointer.is_null() {
        return Attributes::default();
    }
    // SAFETY: guaranteed by the caller.
    let Ok(raw) = (unsafe { sized(pointer) }) else {
        return Attributes { given: true, ..Attributes::default() };
    };
    let type_info = if raw.ContextTypeInfo.is_null() {
        None
    } else {
        // SAFETY: a driver's context type information lives as long as its image.
        let info = unsafe { raw.ContextTypeInfo.read() };
        Some(TypeInfo {
            address: raw.ContextTypeInfo.addr(),
            size: info.Size,
            named: !info.ContextName.is_null(),
            context_size: info.ContextSize,
        })
    };
    Attributes {
        given: true,
        size: raw.Size,
        cleanup: raw.EvtCleanupCallback,
        destroy: raw.EvtDestroyCallback,
        level: raw.ExecutionLevel,
        scope: raw.SynchronizationScope,
        parent: Handle(raw.ParentObject.addr()),
        size_override: raw.ContextSizeOverride,
        type_info,
        ..Attributes::default()
    }
}

/// Writes a result to the driver's variable, or nowhere if the pointer is NULL.
///
/// # Safety
/// `pointer` is NULL or valid for a write.
pub(super) unsafe fn put<T>(pointer: *mut T, value: T) {
    if !pointer.is_null() {
        // SAFETY: guaranteed by the caller.
        unsafe { pointer.write(value) };
    }
}

/// Gives the driver the handle of a created object, or returns the status of the failure.
///
/// # Safety
/// `out` is NULL or valid for a write.
pub(super) unsafe fn hand_out<T>(created: Result<Handle, NTSTATUS>, out: *mut *mut T) -> NTSTATUS {
    match created {
        Ok(handle) => {
            // SAFETY: guaranteed by the caller.
            unsafe { put(out, crate::upcall::raw(handle)) };
            0
        }
        Err(status) => status,
    }
}

/// Gives the driver the address and the length of a buffer, 0 if there is none. Returns the status.
///
/// # Safety
/// `address` and `length` are NULL or valid for a write.
pub(super) unsafe fn hand_out_buffer(
    found: Result<(usize, usize), NTSTATUS>,
    (address, length): (*mut PVOID, *mut usize),
) -> NTSTATUS {
    let (found_at, count) = found.unwrap_or((0, 0));
    // SAFETY: guaranteed by the caller.
    unsafe { put(address, std::ptr::with_exposed_provenance_mut(found_at)) };
    // SAFETY: guaranteed by the caller.
    unsafe { put(length, count) };
    status_of(found.map(drop))
}

/// Copies a counted string; `None` if it is malformed.
///
/// # Safety
/// `pointer` is NULL or points to a counted string whose buffer has the length it says.
pub(super) unsafe fn text(pointer: PCUNICODE_STRING) -> Option<String> {
    if pointer.is_null() {
        return None;
    }
    // SAFETY: guaranteed by the caller.
    let string = unsafe { pointer.read() };
    let (length, room) = (usize::from(string.Length), usize::from(string.MaximumLength));
    if length % 2 != 0 || room < length || (string.Buffer.is_null() && room > 0) {
        return None;
    }
    if length == 0 {
        return Some(String::new());
    }
    // SAFETY: guaranteed by the caller.
    let units = unsafe { std::slice::from_raw_parts(string.Buffer, length / 2) };
    Some(String::from_utf16_lossy(units))
}

/// [`text`] for a call; reports a string that is malformed.
///
/// # Safety
/// As for [`text`].
pub(super) unsafe fn checked_text(
    machine: &Inner,
    call: &str,
    pointer: PCUNICODE_STRING,
) -> Option<String> {
    // SAFETY: guaranteed by the caller.
    let found = unsafe { text(pointer) };
    if found.is_none() && !pointer.is_null() {
        // SAFETY: guaranteed by the caller.
        let string = unsafe { pointer.read() };
        let buffer = if string.Buffer.is_null() { ", Buffer NULL" } else { "" };
        let detail = format!(
            "the string has Length {}, MaximumLength {}{buffer}; expected an even Length up to \
             MaximumLength, and a buffer",
            string.Length, string.MaximumLength
        );
        machine.violation(Rule::MalformedString, Subject::None, call, detail);
    }
    found
}

/// The status that a DDI returns for a result.
pub(super) fn status_of(result: Result<(), NTSTATUS>) -> NTSTATUS {
    result.err().unwrap_or(0)
}
