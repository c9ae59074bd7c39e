//! The items of the crate `wdk` that a KMDF driver uses, on the user-mode host.
//!
//! Missing: the module `fmt`, whose buffers serve the length limit of `DbgPrint`.

mod print;
pub mod wdf;

#[doc(hidden)]
pub use crate::print::_print;
pub use wdk_sys::{NT_SUCCESS as nt_success, PAGED_CODE as paged_code};

/// Stands for a breakpoint. The host has no debugger and prints a line of debug output instead.
pub fn dbg_break() {
    kmdf_host::kernel::debug_print(format_args!("breakpoint (dbg_break)\n"));
}
