//! A driver's arguments: checks handles, copies structures and strings, writes results back.

use std::sync::Arc;

use crate::abi::{NTSTATUS, PCUNICODE_STRING, PWDF_OBJECT_ATTRIBUTES, STATUS_INFO_LENGTH_MISMATCH};
use crate::framework::attributes::{Attributes, TypeInfo, size_of_c};
use crate::framework::object::{Body, Kind};
use crate::handle::Handle;
use crate::machine::Inner;
use crate::names::{ObjectName, ObjectRef};
use crate::rules::{Rule, Subject};
use crate::seam::{self, Outcome};

/// The fault of a handle.
enum Wrong {
    Null,
    Deleted(ObjectName),
    Completed(ObjectName),
    Type(ObjectName),
    Unknown,
}

impl Inner {
    /// The handle that the driver passed, if it belongs to an existing object of `kind`; reports
    /// any other value (`WDF_VIOLATION` 5, or worse).
    pub(super) fn check<T>(&self, call: &str, raw: *mut T, kind: Kind) -> Option<Handle> {
        self.check_as(call, raw, Some(kind), Rule::StaleHandle)
    }

    /// [`Inner::check`] for a call that takes any object.
    pub(super) fn check_any<T>(&self, call: &str, raw: *mut T) -> Option<Handle> {
        self.check_as(call, raw, None, Rule::StaleHandle)
    }

    /// [`Inner::check`] for a completion: a stale request handle means a double completion.
    pub(super) fn check_completion<T>(&self, call: &str, raw: *mut T) -> Option<Handle> {
        self.check_as(call, raw, Some(Kind::Request), Rule::DoubleCompletion)
    }

    fn check_as<T>(
        &self,
        call: &str,
        raw: *mut T,
        kind: Option<Kind>,
        stale: Rule,
    ) -> Option<Handle> {
        let handle = Handle(raw.addr());
        let wrong = self.with(|state| {
            if handle.is_null() {
                return Some(Wrong::Null);
            }
            if let Some(object) = state.objects.get(handle) {
                let completed = match &object.body {
                    Body::Request(request) => request.progress.completed && kind.is_some(),
                    _ => false,
                };
                if completed {
                    return Some(Wrong::Completed(object.name));
                }
                let right = kind.is_none_or(|kind| kind == object.kind());
                return (!right).then_some(Wrong::Type(object.name));
            }
            Some(state.deleted.get(&handle).copied().map_or(Wrong::Unknown, Wrong::Deleted))
        });
        let expected = kind.map_or("WDFOBJECT", Kind::type_name);
        let (rule, subject, detail): (_, Subject, _) = match wrong {
            None => return Some(handle),
            Some(Wrong::Null) => {
                (Rule::WrongHandleType, ObjectRef::Null.into(), format!("expected a {expected}"))
            }
            Some(Wrong::Deleted(name)) if kind.is_none_or(|kind| kind == name.kind) => {
                (stale, name.into(), format!("the {} was deleted", name.kind.type_name()))
            }
            Some(Wrong::Completed(name)) => {
                (stale, name.into(), "the request was completed".into())
            }
            Some(Wrong::Deleted(name) | Wrong::Type(name)) => (
                Rule::WrongHandleType,
                name.into(),
                format!("a {}, expected a {expected}", name.kind.type_name()),
            ),
            Some(Wrong::Unknown) => {
                let detail = format!("not a handle of the framework's, expected a {expected}");
                (Rule::WrongHandleType, Subject::Other("unknown".into()), detail)
            }
        };
        self.violation(rule, subject, call, detail);
        None
    }

    /// Whether no mandatory pointer is NULL; reports the first that is (`WDF_VIOLATION` 4).
    pub(super) fn required(&self, call: &str, pointers: &[(&str, bool)]) -> bool {
        let missing = pointers.iter().find(|(_, is_null)| *is_null);
        if let Some((name, _)) = missing {
            let detail = format!("{name} is NULL");
            self.violation(Rule::RequiredParameterIsNull, Subject::None, call, detail);
        }
        missing.is_none()
    }

    /// The object of a raw handle, by its name.
    pub(super) fn name_of<T>(&self, raw: *mut T) -> ObjectRef {
        self.with(|state| state.name(Handle(raw.addr())))
    }
}

/// Carries out a call on one object; for a handle of another kind, reports the breach and does
/// nothing.
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
        |machine| machine.check(call, raw, kind).map(|handle| body(machine, handle)),
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

/// The status that a DDI returns for a result.
pub(super) fn status_of(result: Result<(), NTSTATUS>) -> NTSTATUS {
    result.err().unwrap_or(0)
}
