//! Imports that exist wherever the driver loads, and no export.

use object::LittleEndian as LE;
use object::read::pe::Import;
use xtask::target::{Arch, Profile};

use crate::built::Built;

/// What an image may import, and the release of Windows that has it first, as the reference page of
/// each function says under "Requirements". None is younger than Windows 10 2004.
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
fn imports_every_image_exist_since_windows_10_2004() {
    for built in Built::all() {
        for (module, function) in imports(&built) {
            assert!(
                ALLOWED.iter().any(|(from, name, _)| (*from, *name) == (&*module, &*function)),
                "{}: {module} may not have {function}",
                built.name()
            );
        }
    }
}

#[test]
fn imports_every_image_bind_to_the_framework() {
    for built in Built::all() {
        let imports = imports(&built);
        for function in ["WdfVersionBind", "WdfVersionUnbind"] {
            let import = ("WDFLDR.SYS".to_owned(), function.to_owned());
            assert!(imports.contains(&import), "{}: {function}", built.name());
        }
    }
}

/// A release has no panic that could happen: the compiler has proved that no call of the panic
/// handler, which is all that ends in a bug check, can be reached. It prints nothing, either.
#[test]
fn imports_release_images_have_no_bug_check_and_no_debug_output() {
    for arch in Arch::ALL {
        let built = Built::read(arch, Profile::Release);
        for (_, function) in imports(&built) {
            assert!(!["KeBugCheckEx", "DbgPrint"].contains(&&*function), "{}", built.name());
        }
    }
}

/// Module and function of each import.
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

/// The system calls the entry point by its address; nobody looks for a name in a driver.
#[test]
fn exports_every_image_has_none() {
    for built in Built::all() {
        let file = built.pe();
        let table = file.export_table().expect("headers");
        assert!(table.is_none(), "{} has an export table", built.name());
    }
}
