//! The items of the crate `wdk` that a KMDF driver uses, on the user-mode host.
//!
//! Missing: the module `fmt`, whose buffers serve the length limit of `DbgPrint`.

mod print;
pub mod wdf;

#[doc(hidden)]
pub use crate::print::_print;
pub use wdk_sys::{NT_SUCCESS as nt_success, PAGED_CODE as paged_code};

/// A breakpoint. The host has no debugger, so the machine crashes, as Windows does without one.
#[track_caller]
pub fn dbg_break() {
    kmdf_host::kernel::break_point()
}
