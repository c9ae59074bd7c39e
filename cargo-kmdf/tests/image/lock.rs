//! The image's lock file may have fewer packages than the workspace's, but no others.

use cargo_kmdf::image::lock::verify;

const WORKSPACE: &str = r#"
version = 4

[[package]]
name = "echo"
version = "0.1.0"

[[package]]
name = "wdk-build"
version = "0.6.0"
source = "registry+https://github.com/rust-lang/crates.io-index"
checksum = "aa"

[[package]]
name = "wdk-sys"
version = "0.5.2"
source = "registry+https://github.com/rust-lang/crates.io-index"
checksum = "bb"
"#;

/// As Cargo writes it for the image: `wdk-build` comes from a folder.
fn derived() -> String {
    let source = "source = \"registry+https://github.com/rust-lang/crates.io-index\"\n";
    WORKSPACE.replacen(&format!("{source}checksum = \"aa\"\n"), "", 1)
}

#[test]
fn lock_with_the_workspaces_packages_is_accepted() {
    verify(&derived(), WORKSPACE, "wdk-build").expect("the same packages");
}

#[test]
fn lock_with_another_version_is_refused_naming_it() {
    let other = derived().replace("0.5.2", "0.5.3");
    let error = verify(&other, WORKSPACE, "wdk-build").expect_err("another version");
    assert!(error.to_string().contains("wdk-sys 0.5.3"), "{error:#}");
}

#[test]
fn lock_with_another_checksum_is_refused_naming_it() {
    let other = derived().replace("\"bb\"", "\"cc\"");
    let error = verify(&other, WORKSPACE, "wdk-build").expect_err("another checksum");
    assert!(error.to_string().contains("wdk-sys 0.5.2 (checksum cc)"), "{error:#}");
}

#[test]
fn lock_with_another_source_is_refused() {
    let other = derived().replace("crates.io-index", "elsewhere");
    verify(&other, WORKSPACE, "wdk-build").expect_err("another source");
}

#[test]
fn lock_with_the_replaced_package_from_a_registry_is_refused() {
    let error = verify(WORKSPACE, WORKSPACE, "wdk-build").expect_err("not replaced");
    assert!(error.to_string().contains("wdk-build from the registry"), "{error:#}");
}

#[test]
fn text_that_is_not_a_lock_file_is_refused_naming_which() {
    let error = verify("?", WORKSPACE, "wdk-build").expect_err("not TOML");
    assert!(error.to_string().contains("the image's build"), "{error:#}");
}
