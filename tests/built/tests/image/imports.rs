//! Imports that exist on every supported Windows, and no export.

use cargo_kmdf::target::{Arch, Profile};
use object::LittleEndian as LE;
use object::read::pe::Import;

use crate::built::Built;

/// The functions that an image may import, and the first release of Windows that has each, from
/// "Requirements" on its reference page. None is newer than Windows 10 2004.
const ALLOWED: [(&str, &str, &str); 12] = [
    ("ntoskrnl.exe", "DbgPrint", "Windows 2000"),
    ("ntoskrnl.exe", "ExAllocatePool2", "Windows 10 2004"),
    ("ntoskrnl.exe", "ExFreePool", "Windows 2000"),
    ("ntoskrnl.exe", "ExFreePoolWithTag", "Windows 2000"),
    ("ntoskrnl.exe", "KeBugCheckEx", "Windows 2000"),
    ("ntoskrnl.exe", "KeGetCurrentIrql", "Windows 2000"),
    ("ntoskrnl.exe", "memcmp", "Windows XP x64"),
    ("ntoskrnl.exe", "memcpy", "Windows XP x64"),
    ("ntoskrnl.exe", "memmove", "Windows XP x64"),
    ("ntoskrnl.exe", "memset", "Windows XP x64"),
    ("WDFLDR.SYS", "WdfVersionBind", "KMDF 1.0"),
    ("WDFLDR.SYS", "WdfVersionUnbind", "KMDF 1.0"),
];

#[test]
fn imports_of_every_image_exist_since_windows_10_2004() {
    for built in Built::all() {
        for (module, function) in imports(&built) {
            assert!(
                ALLOWED.iter().any(|(from, name, _)| (*from, *name) == (&*module, &*function)),
                "{}: imports {function} of {module}, which is not on the list of allowed imports",
                built.name()
            );
        }
    }
}

#[test]
fn imports_of_every_image_include_the_framework_binding() {
    for built in Built::all() {
        let imports = imports(&built);
        for function in ["WdfVersionBind", "WdfVersionUnbind"] {
            let import = ("WDFLDR.SYS".to_owned(), function.to_owned());
            assert!(imports.contains(&import), "{}: {function}", built.name());
        }
    }
}

/// No panic is possible in a release build: the compiler has proved that nothing reaches the panic
/// handler, the only code that calls for a bug check. A release build also prints nothing.
#[test]
fn release_images_import_no_bug_check_and_no_debug_output() {
    for arch in Arch::ALL {
        let built = Built::read(arch, Profile::Release);
        for (_, function) in imports(&built) {
            assert!(!["KeBugCheckEx", "DbgPrint"].contains(&&*function), "{}", built.name());
        }
    }
}

/// The module and the function of each import.
fn imports(built: &Built) -> Vec<(String, String)> {
    let file = built.pe();
    let table = file.import_table().expect("an import table").expect("an import table");
    let mut imports = Vec::new();
    let mut modules = table.descriptors().expect("the modules");
    while let Some(module) = modules.next().expect("a module") {
        let name = table.name(module.name.get(LE)).expect("a module's name");
        let mut thunks = table.thunks(module.original_first_thunk.get(LE)).expect("the functions");
        while let Some(thunk) = thunks.next::<object::pe::ImageNtHeaders64>().expect("a function") {
            let import = table.import::<object::pe::ImageNtHeaders64>(thunk);
            let Import::Name(_, function) = import.expect("an import") else {
                panic!("{}: an import by ordinal", built.name());
            };
            let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
            imports.push((text(name), text(function)));
        }
    }
    imports
}

/// The system calls the entry point by its address, so a driver needs no exported name.
#[test]
fn every_image_exports_nothing() {
    for built in Built::all() {
        let file = built.pe();
        let table = file.export_table().expect("headers");
        assert!(table.is_none(), "{} has an export table", built.name());
    }
}
