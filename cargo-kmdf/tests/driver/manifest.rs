//! The image's manifest is the driver's, as if on Windows.

use std::path::Path;

use toml::{Table, Value};

use crate::{MINIMAL, driver, message};

fn derive(test: &str, manifest: &str) -> anyhow::Result<Table> {
    let image = driver(test, manifest)?.image_manifest(Path::new("/t/wdk-build"))?;
    Ok(image.parse()?)
}

fn at<'a>(table: &'a Table, path: &[&str]) -> &'a Value {
    let (first, rest) = path.split_first().expect("a path");
    let value = table.get(*first).unwrap_or_else(|| panic!("no {first} in {table}"));
    rest.iter()
        .fold(value, |value, key| value.get(key).unwrap_or_else(|| panic!("no {key} in {value}")))
}

fn keys<'a>(table: &'a Table, path: &[&str]) -> Vec<&'a String> {
    at(table, path).as_table().expect("a table").keys().collect()
}

#[test]
fn image_manifest_contains_the_inherited_values() {
    let image = derive("inherited", MINIMAL).expect("derives");
    assert_eq!(at(&image, &["package", "name"]).as_str(), Some("door-bell"));
    assert_eq!(at(&image, &["package", "version"]).as_str(), Some("2.3.4"));
    assert_eq!(at(&image, &["package", "edition"]).as_str(), Some("2024"));
    assert_eq!(at(&image, &["lints", "rust", "missing_docs"]).as_str(), Some("warn"));
    let model = at(&image, &["package", "metadata", "wdk", "driver-model"]);
    assert_eq!(model["target-kmdf-version-minor"].as_integer(), Some(31));
    assert_eq!(keys(&image, &["features"]), ["loud"]);
}

#[test]
fn image_manifest_has_the_dependencies_on_windows() {
    let image = derive("dependencies", MINIMAL).expect("derives");
    assert_eq!(keys(&image, &["dependencies"]), ["everywhere", "shared"]);
    let everywhere = at(&image, &["dependencies", "everywhere"]);
    assert_eq!(everywhere["default-features"].as_bool(), Some(false));
    assert_eq!(everywhere["features"].as_array().expect("a list"), &["small".into()]);
    let shared = at(&image, &["dependencies", "shared", "path"]).as_str().expect("a path");
    assert!(Path::new(shared).is_absolute() && shared.ends_with("shared"), "{shared}");
    let windows = "cfg(all(windows, not(hosted)))";
    assert_eq!(keys(&image, &["target"]), [windows]);
    assert_eq!(keys(&image, &["target", windows, "dependencies"]), ["wdk-sys"]);
    assert!(image.get("build-dependencies").is_none());
}

#[test]
fn dependency_for_one_architecture_keeps_its_condition() {
    let condition = r#"cfg(all(windows, target_arch = "aarch64"))"#;
    let other = MINIMAL.replace("cfg(all(windows, not(hosted)))", &condition.replace('"', "\\\""));
    let other = other.replace('\'', "\"");
    let image = derive("one_architecture", &other).expect("derives");
    assert_eq!(keys(&image, &["target", condition, "dependencies"]), ["wdk-sys"]);
}

#[test]
fn image_manifest_names_a_static_library_of_the_drivers_source() {
    let image = derive("library", MINIMAL).expect("derives");
    let path = at(&image, &["lib", "path"]).as_str().expect("a path");
    assert!(Path::new(path).ends_with("driver/library/src/lib.rs"), "{path}");
    assert_eq!(at(&image, &["lib", "name"]).as_str(), Some("door_bell"));
    assert_eq!(at(&image, &["lib", "crate-type"]).as_array().unwrap(), &["staticlib".into()]);
}

#[test]
fn image_manifest_replaces_only_wdk_build() {
    let image = derive("patches", MINIMAL).expect("derives");
    assert_eq!(keys(&image, &["patch", "crates-io"]), ["wdk-build"]);
    assert_eq!(
        at(&image, &["patch", "crates-io", "wdk-build", "path"]).as_str(),
        Some("/t/wdk-build")
    );
}

#[test]
fn crate_of_the_wdk_by_path_is_refused() {
    let mine = MINIMAL.replace("wdk-sys = \"0.5.2\"", "wdk-sys = { path = \"mine\" }");
    let message = message(derive("by_path", &mine));
    assert!(message.contains("wdk-sys has a path; name a version"), "{message}");
}

#[test]
fn package_without_library_is_refused() {
    let folder = crate::package("no_library", MINIMAL);
    std::fs::rename(folder.join("src/lib.rs"), folder.join("src/main.rs")).expect("rename");
    let driver = cargo_kmdf::driver::Driver::find(Some(&folder.join("Cargo.toml")));
    let message = message(driver.expect("a package").image_manifest(Path::new("wdk-build")));
    assert!(message.contains("has no library"), "{message}");
}
