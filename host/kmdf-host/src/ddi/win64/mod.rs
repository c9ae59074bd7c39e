//! The host as an image for x64 sees it: the kernel's exports, the framework's loader and function
//! table, all in the Windows x64 calling convention, whatever the host's own convention is.

mod bug_check;
mod class;
mod kernel;
mod memory;
mod print;
mod runtime;
mod table;
mod text;
mod wdfldr;

/// A list of exports: name and address.
macro_rules! exports {
    ($($module:ident::$name:ident,)*) => {
        [$((stringify!($name), $module::$name as *const ())),*]
    };
}

fn kernel_export(name: &str) -> Option<usize> {
    let exports = exports![
        kernel::ExAllocatePool2,
        kernel::ExFreePool,
        kernel::ExFreePoolWithTag,
        kernel::KeGetCurrentIrql,
        kernel::KeQueryPerformanceCounter,
        kernel::RtlCopyUnicodeString,
        kernel::RtlInitUnicodeString,
        bug_check::KeBugCheckEx,
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
    find(&exports, name)
}

fn loader_export(name: &str) -> Option<usize> {
    let exports = exports![
        wdfldr::WdfVersionBind,
        wdfldr::WdfVersionUnbind,
        class::WdfVersionBindClass,
        class::WdfVersionUnbindClass,
    ];
    find(&exports, name)
}

fn find(exports: &[(&str, *const ())], name: &str) -> Option<usize> {
    let found = exports.iter().find(|(export, _)| *export == name);
    found.map(|(_, address)| address.expose_provenance())
}

/// The address of an export, if the host has it; the name of the DLL in any letter case.
pub(super) fn address(dll: &str, name: &str) -> Option<usize> {
    match dll.to_ascii_lowercase().as_str() {
        "ntoskrnl.exe" => kernel_export(name),
        "wdfldr.sys" => loader_export(name),
        _ => None,
    }
}
