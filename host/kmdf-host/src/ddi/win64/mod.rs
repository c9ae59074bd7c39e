//! The host as an image sees it: the kernel's exports, the framework's loader and function table, all
//! in the convention of 64-bit Windows, whatever the host's own convention is.
//!
//! Rust names this convention `efiapi`: on x86-64 it is that of Windows x64, and on ARM64 the
//! standard one (AAPCS64), from which Windows differs only in functions with a variable number of
//! arguments. No code here uses `x18`, which is the system's on Windows and macOS.

mod bug_check;
mod class;
mod formatted;
mod kernel;
mod memory;
mod print;
mod routines;
mod runtime;
mod slot;
mod table;
mod text;
mod wdfldr;

use crate::kernel::routines::THREAD_TYPE;

/// A list of exports: name and address.
macro_rules! exports {
    ($($module:ident::$name:ident,)*) => {
        [$((stringify!($name), $module::$name as *const ())),*]
    };
}

/// The exports of the kernel and the C library: name and address.
fn kernel_exports() -> impl Iterator<Item = (&'static str, *const ())> {
    let listed = exports![
        kernel::ExAllocatePool2,
        kernel::ExFreePool,
        kernel::ExFreePoolWithTag,
        kernel::KeGetCurrentIrql,
        kernel::KeQueryPerformanceCounter,
        kernel::RtlCopyUnicodeString,
        kernel::RtlInitUnicodeString,
        bug_check::KeBugCheckEx,
        formatted::_snprintf,
        formatted::_snwprintf,
        formatted::sprintf,
        formatted::sprintf_s,
        formatted::swprintf,
        formatted::swprintf_s,
        formatted::vsprintf,
        formatted::vsprintf_s,
        formatted::vswprintf,
        formatted::vswprintf_s,
        print::DbgPrint,
        print::DbgPrintEx,
        print::_vsnprintf,
        print::_vsnwprintf,
        memory::memcmp,
        memory::memcpy,
        memory::memmove,
        memory::memset,
        memory::strlen,
        runtime::ExAllocatePoolWithTag,
        runtime::RtlAssert,
        runtime::RtlCompareMemory,
        runtime::__C_specific_handler,
        runtime::__chkstk,
        text::strcmp,
        text::strncmp,
        text::wcscmp,
        text::wcslen,
        text::wcsncmp,
    ];
    let variables = [("PsThreadType", (&raw const THREAD_TYPE).cast())];
    listed.into_iter().chain(routines::all()).chain(variables)
}

/// The names of the kernel's exports.
pub(crate) fn kernel_names() -> Vec<&'static str> {
    kernel_exports().map(|(name, _)| name).collect()
}

fn loader_exports() -> impl Iterator<Item = (&'static str, *const ())> {
    let listed = exports![
        wdfldr::WdfVersionBind,
        wdfldr::WdfVersionUnbind,
        class::WdfVersionBindClass,
        class::WdfVersionUnbindClass,
    ];
    listed.into_iter()
}

fn find(mut exports: impl Iterator<Item = (&'static str, *const ())>, name: &str) -> Option<usize> {
    let found = exports.find(|(export, _)| *export == name);
    found.map(|(_, address)| address.expose_provenance())
}

/// The address of an export, if the host has it; the name of the DLL in any letter case.
pub(super) fn address(dll: &str, name: &str) -> Option<usize> {
    match dll.to_ascii_lowercase().as_str() {
        "ntoskrnl.exe" => find(kernel_exports(), name),
        "wdfldr.sys" => find(loader_exports(), name),
        _ => None,
    }
}
