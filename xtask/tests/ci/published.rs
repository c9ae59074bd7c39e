use xtask::ci::published::check;

use crate::{assert_one, found};

const MANIFEST: &str = r#"
[package]
name = "kmdf-abi"
description = "About"
edition.workspace = true
rust-version.workspace = true
license.workspace = true
readme = "README.md"
categories = ["os::windows-apis"]
keywords = ["kmdf"]
"#;

const README: (&str, &str) = ("a/README.md", "");

fn problems(name: &str, manifest: &str) -> Vec<String> {
    found(check, name, &[("a/Cargo.toml", manifest), README])
}

#[test]
fn whole_manifest_and_private_package_pass() {
    assert_eq!(problems("published-good", MANIFEST), [""; 0]);
    let private = "[package]\nname = \"other\"\npublish = false\n";
    assert_eq!(problems("published-private", private), [""; 0]);
}

#[test]
fn manifest_without_a_field_fails() {
    let manifest = MANIFEST.replace("license.workspace = true\n", "");
    assert_one(&problems("published-field", &manifest), "a/Cargo.toml", "found no `license`");
}

#[test]
fn readme_elsewhere_fails() {
    let manifest = MANIFEST.replace("README.md", "../README.md");
    assert_one(&problems("published-readme", &manifest), "a/Cargo.toml", "beside the manifest");
}

#[test]
fn package_that_no_step_packages_fails() {
    let manifest = MANIFEST.replace("kmdf-abi", "kmdf-other");
    assert_one(&problems("published-step", &manifest), "a/Cargo.toml", "no `kmdf-other`");
}
