//! The image's manifest is the driver's, as if on Windows.

use std::path::Path;

use cargo_kmdf::driver::Driver;
use cargo_kmdf::paths;
use toml::{Table, Value};

const MINIMAL: &str = r#"
[workspace.package]
version = "2.3.4"
edition = "2024"
rust-version = "1.95"
license = "MIT"

[workspace.lints.rust]
missing_docs = "warn"

[package]
name = "echo"
version.workspace = true
edition.workspace = true
rust-version.workspace = true
license.workspace = true

[package.metadata.wdk.driver-model]
driver-type = "KMDF"
kmdf-version-major = 1
target-kmdf-version-minor = 31

[dependencies]
never = "1"

[target.'cfg(all(windows, not(hosted)))'.dependencies]
wdk-sys = "0.5.2"

[target.'cfg(any(not(windows), hosted))'.dependencies]
hosted-wdk-sys = { path = "host/wdk-sys" }
"#;

fn derive(driver: &str) -> anyhow::Result<Table> {
    let driver = Driver::parse(driver)?;
    let image = driver.image_manifest(Path::new("/w/src/lib.rs"), Path::new("/t/wdk-build"))?;
    Ok(image.parse()?)
}

fn at<'a>(table: &'a Table, path: &[&str]) -> &'a Value {
    let (first, rest) = path.split_first().expect("a path");
    let value = table.get(*first).unwrap_or_else(|| panic!("no {first} in {table}"));
    rest.iter()
        .fold(value, |value, key| value.get(key).unwrap_or_else(|| panic!("no {key} in {value}")))
}

#[test]
fn image_manifest_contains_the_inherited_values() {
    let image = derive(MINIMAL).expect("derives");
    assert_eq!(at(&image, &["package", "name"]).as_str(), Some("echo"));
    assert_eq!(at(&image, &["package", "version"]).as_str(), Some("2.3.4"));
    assert_eq!(at(&image, &["package", "edition"]).as_str(), Some("2024"));
    assert_eq!(at(&image, &["lints", "rust", "missing_docs"]).as_str(), Some("warn"));
    let model = at(&image, &["package", "metadata", "wdk", "driver-model"]);
    assert_eq!(model["target-kmdf-version-minor"].as_integer(), Some(31));
}

#[test]
fn image_manifest_has_the_drivers_dependencies_on_windows() {
    let image = derive(MINIMAL).expect("derives");
    let dependencies = at(&image, &["dependencies"]).as_table().expect("a table");
    assert_eq!(dependencies.keys().collect::<Vec<_>>(), ["wdk-sys"]);
    assert!(image.get("target").is_none());
}

#[test]
fn image_manifest_names_a_static_library_of_the_drivers_source() {
    let image = derive(MINIMAL).expect("derives");
    assert_eq!(at(&image, &["lib", "path"]).as_str(), Some("/w/src/lib.rs"));
    assert_eq!(at(&image, &["lib", "crate-type"]).as_array().unwrap(), &["staticlib".into()]);
}

#[test]
fn image_manifest_replaces_only_wdk_build() {
    let image = derive(MINIMAL).expect("derives");
    let patches = at(&image, &["patch", "crates-io"]).as_table().expect("a table");
    assert_eq!(patches.keys().collect::<Vec<_>>(), ["wdk-build"]);
    assert_eq!(
        at(&image, &["patch", "crates-io", "wdk-build", "path"]).as_str(),
        Some("/t/wdk-build")
    );
}

#[test]
fn image_manifest_of_the_driver_names_the_published_crates() {
    let driver = Driver::read(&paths::root()).expect("the driver's manifest");
    let image = driver.image_manifest(Path::new("lib.rs"), Path::new("wdk-build"));
    let image: Table = image.expect("derives").parse().expect("TOML");
    for name in ["wdk", "wdk-alloc", "wdk-panic", "wdk-sys"] {
        assert!(at(&image, &["dependencies", name]).is_str(), "{name}");
    }
    assert_eq!(driver.kmdf_version().expect("a version"), "1.31");
}

#[test]
fn image_manifest_with_a_dependency_by_path_is_refused() {
    let driver = MINIMAL.replace("wdk-sys = \"0.5.2\"", "wdk-sys = { path = \"mine\" }");
    let error = derive(&driver).expect_err("no published crate");
    assert!(error.to_string().contains("wdk-sys has a path"), "{error:#}");
}

#[test]
fn manifest_without_published_crates_is_refused_with_the_section() {
    let driver = MINIMAL.replace("all(windows, not(hosted))", "windows");
    let error = derive(&driver).expect_err("no dependencies");
    assert!(error.to_string().contains("all(windows, not(hosted))"), "{error:#}");
}

#[test]
fn kmdf_version_that_is_not_a_number_is_refused_with_the_key() {
    let driver = MINIMAL.replace("minor = 31", "minor = \"31\"");
    let error = Driver::parse(&driver).expect("TOML").kmdf_version().expect_err("not a number");
    assert!(error.to_string().contains("target-kmdf-version-minor"), "{error:#}");
}
