//! The scripts with the real app in the package, and Wine's setup behind the app.

use std::fs;

use super::machine::{APP, Machine};
use crate::devices::{adapt_to_wine, nodes, without_devices};
use crate::wine::executable;

#[test]
fn scripts_with_the_real_app_make_one_device_of_each_variant_and_remove_both() {
    let _turn = without_devices();
    let machine = Machine::with_package();
    adapt_to_wine(&machine.file("echo.inf"));
    fs::copy(executable(), machine.file(APP)).expect("the app");
    for _ in 0..2 {
        let installed = machine.run("install.cmd");
        assert_eq!(installed.code, Some(0), "{installed:#?}");
        assert_eq!(nodes().len(), 2, "{installed:#?}");
    }
    for _ in 0..2 {
        let removed = machine.run("uninstall.cmd");
        assert_eq!(removed.code, Some(0), "{removed:#?}");
        assert_eq!(nodes(), [""; 0]);
    }
}
