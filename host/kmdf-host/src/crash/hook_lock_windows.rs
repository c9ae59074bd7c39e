//! The way out of a panic that lets go of the standard library's lock, on Windows.
//!
//! The standard library holds a lock while it calls the hook of panics. So the hook returns, and the
//! standard library raises the panic as an exception of Windows. Windows calls the handler of this
//! module before any frame sees the exception, so nothing of the driver has been unwound; the handler
//! leaves the driver. On the caller's stack, [`catch_raised`] raises the exception again and catches
//! it, which ends the panic for the standard library.
//!
//! A panic that cannot unwind, such as a violated precondition of an unsafe function, is never raised:
//! the hook leaves the driver, and the lock stays locked.

use std::cell::Cell;
use std::ffi::c_void;
use std::mem;
use std::panic::{PanicHookInfo, catch_unwind};
use std::sync::Once;

/// The codes of the exceptions in which a panic is raised: of Microsoft's C++ runtime, and of GNU's.
const PANICS: [u32; 2] = [u32::from_be_bytes(*b"\xE0msc"), u32::from_be_bytes(*b"\x20GCC")];

/// `EXCEPTION_CONTINUE_SEARCH`: the exception is not this handler's.
const CONTINUE_SEARCH: i32 = 0;

/// `EXCEPTION_RECORD`.
#[repr(C)]
#[derive(Clone, Copy)]
struct Record {
    code: u32,
    flags: u32,
    nested: *const Self,
    address: *const c_void,
    count: u32,
    parameters: [usize; 15],
}

/// `EXCEPTION_POINTERS`.
#[repr(C)]
struct Pointers {
    record: *const Record,
    context: *const c_void,
}

type Handler = unsafe extern "system" fn(*const Pointers) -> i32;

#[link(name = "kernel32")]
unsafe extern "system-unwind" {
    fn AddVectoredExceptionHandler(first: u32, handler: Handler) -> *const c_void;
    fn RaiseException(code: u32, flags: u32, count: u32, parameters: *const usize);
}

thread_local! {
    /// Whether the standard library is about to raise a driver's panic on this OS thread.
    static IS_RAISING: Cell<bool> = const { Cell::new(false) };
    /// The exception for which this OS thread left a driver.
    static RAISED: Cell<Option<Record>> = const { Cell::new(None) };
}

/// Lets [`on_exception`] leave the driver when the hook has returned. Never returns for a panic that
/// cannot unwind.
pub(super) fn leave(info: &PanicHookInfo<'_>) {
    static HANDLER: Once = Once::new();
    // SAFETY: the handler lives as long as the process.
    HANDLER.call_once(|| _ = unsafe { AddVectoredExceptionHandler(1, on_exception) });
    if !can_unwind(info) {
        super::leave();
    }
    IS_RAISING.set(true);
}

/// Whether the standard library raises the panic after the hook, and does not abort.
fn can_unwind(info: &PanicHookInfo<'_>) -> bool {
    // The standard library has no stable function that tells, but prints the value; the place in
    // the source, which may contain any text, is printed before.
    let text = format!("{info:?}");
    !text.rsplit("can_unwind: ").next().is_some_and(|value| value.starts_with("false"))
}

/// Called for every exception, on the thread that raises it.
unsafe extern "system" fn on_exception(exception: *const Pointers) -> i32 {
    // SAFETY: Windows passes pointers that are valid for the call.
    let record = unsafe { (*exception).record };
    // SAFETY: the record is valid for the call, too.
    let record = unsafe { *record };
    if PANICS.contains(&record.code) && IS_RAISING.replace(false) {
        RAISED.set(Some(record));
        super::leave();
    }
    CONTINUE_SEARCH
}

/// Ends the panic for which this OS thread left a driver.
pub(super) fn catch_raised() {
    let Some(Record { code, flags, count, parameters, .. }) = RAISED.take() else { return };
    let caught = catch_unwind(|| {
        // SAFETY: the standard library raised this exception, which no frame has caught. The stack
        // to which the parameters may point is never released.
        unsafe { RaiseException(code, flags, count, parameters.as_ptr()) };
    });
    // The panic's value may be the driver's, of which nothing may run.
    mem::forget(caught);
}
