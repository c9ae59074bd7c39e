use xtask::ci::tree::Tree;
use xtask::ci::unsafe_code::{ALLOWED, check};
use xtask::paths;

use crate::{assert_one, found};

#[test]
fn unsafe_code_in_the_table_passes() {
    let code = "fn f() { unsafe { g() } }";
    let files = [
        ("src/lib.rs", code),
        ("src/wdf/call.rs", code),
        ("host/kmdf-host/tests/rules/handles.rs", code),
        ("host/kmdf-host/src/pnp/power.rs", "type F = unsafe extern \"C\" fn(u32) -> u32;"),
        ("src/driver.rs", "#![forbid(unsafe_code)]\n// unsafe\nconst TEXT: &str = \"unsafe\";"),
    ];
    assert_eq!(found(check, "unsafe-good", &files), [""; 0]);
}

#[test]
fn unsafe_block_elsewhere_in_the_driver_fails() {
    let files = [("src/device.rs", "fn f() {\n    unsafe { g() }\n}")];
    assert_one(&found(check, "unsafe-driver", &files), "src/device.rs:2: ", "unsafe code");
}

#[test]
fn unsafe_function_in_the_framework_fails() {
    let files = [("host/kmdf-host/src/framework/queue.rs", "pub unsafe fn f() {}")];
    let problems = found(check, "unsafe-host", &files);
    assert_one(&problems, "host/kmdf-host/src/framework/queue.rs:1: ", "unsafe code");
}

#[test]
fn unsafe_code_in_a_macro_fails() {
    let files = [("xtask/src/lib.rs", "macro_rules! m {\n    () => { unsafe { g() } };\n}")];
    assert_one(&found(check, "unsafe-macro", &files), "xtask/src/lib.rs:2: ", "unsafe code");
}

#[test]
fn every_row_of_the_table_names_an_existing_path() {
    let tree = Tree::read(&paths::root()).expect("the tree can be listed");
    let idle: Vec<_> = ALLOWED.iter().filter(|(place, _)| !tree.has(place)).collect();
    assert!(idle.is_empty(), "rows for files that do not exist: {idle:?}");
}
