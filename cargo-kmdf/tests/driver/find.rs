//! Which package is the driver, its versions and its template.

use std::fs;
use std::path::Path;

use cargo_kmdf::driver::Driver;

use crate::{MINIMAL, driver, message, package};

#[test]
fn driver_has_the_name_of_its_files_and_its_versions() {
    let driver = driver("names", MINIMAL).expect("a driver");
    assert_eq!(driver.name(), "door_bell");
    assert_eq!(driver.file("sys"), "door_bell.sys");
    assert_eq!(driver.version(), "2.3.4");
    assert_eq!(driver.kmdf_version().expect("a version"), "1.31");
}

#[test]
fn manifest_that_does_not_exist_is_named() {
    let message = message(Driver::find(Some(Path::new("nowhere/Cargo.toml"))));
    assert!(message.contains("nowhere/Cargo.toml"), "{message}");
}

#[test]
fn package_that_is_no_driver_is_refused_with_the_lines_to_add() {
    let start = MINIMAL.find("[package.metadata").expect("a table");
    let end = MINIMAL.find("[features]").expect("a table");
    let plain = [&MINIMAL[..start], &MINIMAL[end..]].concat();
    let message = message(driver("no_driver", &plain));
    assert!(message.contains("has no driver-type in [package.metadata.wdk."), "{message}");
    assert!(message.contains("kmdf-version-major = 1"), "{message}");
}

#[test]
fn driver_of_another_kind_is_refused() {
    let message = message(driver("umdf", &MINIMAL.replace("\"KMDF\"", "\"UMDF\"")));
    assert!(message.contains("driver-type = \"UMDF\""), "{message}");
}

#[test]
fn kmdf_version_that_is_not_a_number_is_refused_with_the_key() {
    let text = MINIMAL.replace("minor = 31", "minor = \"31\"");
    let message = message(driver("version", &text).expect("a driver").kmdf_version());
    assert!(message.contains("target-kmdf-version-minor = \"31\""), "{message}");
}

#[test]
fn workspace_without_a_package_is_refused_with_its_drivers() {
    let folder = package("workspace/bell", &MINIMAL.replace("[workspace]\n", ""));
    let manifest = folder.join("../Cargo.toml");
    let member = fs::read_to_string(folder.join("Cargo.toml")).expect("a manifest");
    let start = member.find("[package]").expect("a table");
    fs::write(folder.join("Cargo.toml"), &member[start..]).expect("a member");
    let root = format!("[workspace]\nresolver = \"3\"\nmembers = [\"bell\"]\n{}", &member[..start]);
    fs::write(&manifest, root).expect("a workspace");
    let message = message(Driver::find(Some(&manifest)));
    assert!(message.contains("is a workspace without a package"), "{message}");
    let member = Path::new("workspace/bell/Cargo.toml");
    assert!(message.contains(&member.display().to_string()), "{message}");
    assert!(!message.contains("shared"), "{message}");
}

#[test]
fn template_lies_beside_the_manifest_under_the_drivers_name() {
    let folder = package("template", MINIMAL);
    let driver = Driver::find(Some(&folder.join("Cargo.toml"))).expect("a driver");
    let without = message(driver.template());
    assert!(without.contains("found no .inx in"), "{without}");
    fs::write(folder.join("door-bell.inx"), "").expect("a file");
    let other = message(driver.template());
    assert!(other.contains("found door-bell.inx in"), "{other}");
    assert!(other.contains("expected door_bell.inx"), "{other}");
    fs::write(folder.join("door_bell.inx"), "").expect("a file");
    assert!(driver.template().expect("a template").ends_with("door_bell.inx"));
}
