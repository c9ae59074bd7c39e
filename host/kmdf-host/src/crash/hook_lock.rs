//! The way out of the hook of panics that lets go of the standard library's lock.
//!
//! The standard library holds a lock while it calls the hook. Whoever sets or takes a hook later, as
//! the test harness does at its end, waits for this lock. So the frames of the standard library are
//! unwound, and the unwinder stops before the first frame of the driver.

use std::ffi::c_void;
use std::panic::PanicHookInfo;
use std::ptr;

use crate::points::switch;

/// `_URC_NO_REASON`: the unwinder continues.
const CONTINUE: i32 = 0;

/// `_UA_END_OF_STACK`: no frame is left.
const END_OF_STACK: i32 = 16;

/// `_Unwind_Exception`, with room for the private words of every unwinder.
#[repr(C, align(16))]
struct Exception {
    class: u64,
    cleanup: usize,
    private: [usize; 6],
}

type Stop = extern "C" fn(i32, i32, u64, *mut Exception, *mut c_void, *mut c_void) -> i32;

unsafe extern "C-unwind" {
    fn _Unwind_ForcedUnwind(exception: *mut Exception, stop: Stop, until: *mut c_void) -> i32;
    fn _Unwind_GetCFA(context: *mut c_void) -> usize;
}

/// Leaves the driver for ever from inside the hook.
pub(super) fn leave(info: &PanicHookInfo<'_>) -> ! {
    // The payload lies in a frame of the standard library between the hook and the driver.
    let payload = ptr::from_ref(info.payload()).addr();
    let (limit, base) = switch::stack();
    if (limit..base).contains(&payload) {
        // The unwinder keeps the exception for ever: its end is never reached.
        let exception = Box::leak(Box::new(Exception { class: 0, cleanup: 0, private: [0; 6] }));
        // SAFETY: the frames up to the payload are the hook's and the standard library's, which may
        // be unwound; `stop` ends the unwinding before any other. The exception is leaked.
        unsafe { _Unwind_ForcedUnwind(exception, stop, ptr::without_provenance_mut(payload)) };
    }
    super::leave()
}

/// Called before each frame is unwound. Never returns for a frame beyond the payload.
extern "C" fn stop(
    _version: i32,
    actions: i32,
    _class: u64,
    _exception: *mut Exception,
    context: *mut c_void,
    until: *mut c_void,
) -> i32 {
    // SAFETY: the unwinder passes its context.
    let frame = unsafe { _Unwind_GetCFA(context) };
    if frame > until.addr() || actions & END_OF_STACK != 0 {
        super::leave();
    }
    CONTINUE
}

/// Does nothing: no panic of a driver is ever raised.
pub(super) const fn catch_raised() {}
