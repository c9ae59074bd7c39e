//! The items of the crate `wdk` that a KMDF driver uses, over the user-mode host.
//!
//! Not here: the module `fmt`, whose buffers exist for the length limit of `DbgPrint`.

mod print;
pub mod wdf;

#[doc(hidden)]
pub use crate::print::_print;
pub use wdk_sys::{NT_SUCCESS as nt_success, PAGED_CODE as paged_code};

/// Stands for a breakpoint: the host has no debugger to break into and notes the fact as a line of
/// debug output.
pub fn dbg_break() {
    kmdf_host::kernel::debug_print(format_args!("breakpoint (dbg_break)\n"));
}
