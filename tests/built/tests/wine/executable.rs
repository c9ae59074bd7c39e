//! The executable as a file: its kind, and the libraries that it needs.

use std::fs;

use object::LittleEndian as LE;
use object::pe::{IMAGE_FILE_MACHINE_AMD64, IMAGE_SUBSYSTEM_WINDOWS_CUI};
use object::read::pe::{ImageNtHeaders, ImageOptionalHeader, PeFile64};
use xtask::paths;

use crate::wine::executable;

/// Libraries that are part of every Windows 10.
const SYSTEM: [&str; 13] = [
    "advapi32.dll",
    "api-ms-win-core-synch-l1-2-0.dll",
    "bcryptprimitives.dll",
    "cfgmgr32.dll",
    "kernel32.dll",
    "msvcrt.dll",
    "newdev.dll",
    "ntdll.dll",
    "setupapi.dll",
    "user32.dll",
    "userenv.dll",
    "powrprof.dll",
    "ws2_32.dll",
];

#[test]
fn executable_is_a_console_program_for_x64() {
    let bytes = fs::read(executable()).expect("the app is built");
    let file = PeFile64::parse(&*bytes).expect("an executable");
    let headers = file.nt_headers();
    assert_eq!(headers.file_header().machine.get(LE), IMAGE_FILE_MACHINE_AMD64);
    assert_eq!(headers.optional_header().subsystem(), IMAGE_SUBSYSTEM_WINDOWS_CUI);
}

#[test]
fn executable_needs_only_libraries_of_the_system() {
    let bytes = fs::read(executable()).expect("the app is built");
    let file = PeFile64::parse(&*bytes).expect("an executable");
    let table = file.import_table().expect("an import table").expect("it imports");
    let mut libraries = table.descriptors().expect("descriptors");
    let mut count = 0;
    while let Some(library) = libraries.next().expect("a descriptor") {
        let name = table.name(library.name.get(LE)).expect("a name");
        let name = String::from_utf8_lossy(name).to_lowercase();
        assert!(SYSTEM.contains(&&*name), "{name} is not part of Windows");
        count += 1;
    }
    assert!(count > 0);
}

#[test]
fn executable_names_no_folder_of_this_machine() {
    let bytes = fs::read(executable()).expect("the app is built");
    let root = paths::root();
    let root = root.to_str().expect("a path in Unicode").as_bytes();
    let place = bytes.windows(root.len()).position(|window| window == root);
    assert_eq!(place, None, "{:?}", place.map(|at| String::from_utf8_lossy(&bytes[at..at + 100])));
}
