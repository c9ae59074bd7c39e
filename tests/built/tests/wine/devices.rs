//! `device add`, `status` and `remove`, with the package of the release image.
//!
//! Wine's setup creates the device, reads the INF, and writes the keys of device, class and
//! service. Wine ignores the Windows version of a models section, checks no signature, has no
//! driver store (DIRID 13), and has neither the status nor the driver properties of a device. Wine
//! silently accepts an INF without a model for the device, as Windows does. Only the app's unit
//! tests show an installation that fails.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::MutexGuard;

use cargo_kmdf::target::{Arch, Profile};
use echo_interface::{MODE_VALUE, PERIOD_VALUE, SERVICE, SETUP_CLASS_GUID, Variant};
use xtask::paths;

use crate::wine::{Finished, command_of_wine, devices, echoapp, registry, scratch};

const CONTROL_SET: &str = r"HKLM\SYSTEM\CurrentControlSet";
/// The decoration of the package's models section, and the decoration that Wine looks for.
const MODELS: (&str, &str) = ("NTamd64.10.0...19041", "NTamd64");

/// The prefix without the driver's devices, service and class, and the package.
struct Machine {
    package: PathBuf,
    _turn: MutexGuard<'static, ()>,
}

impl Machine {
    fn with_package() -> Self {
        let turn = without_devices();
        let package = scratch("package");
        fs::create_dir_all(&package).expect("a folder");
        for name in ["echo.sys", "echo.inf", "echo.cat"] {
            let file = paths::package(Arch::X64, Profile::Release).join(name);
            fs::copy(&file, package.join(name))
                .unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        }
        Self { package, _turn: turn }
    }

    /// [`Machine::with_package`], with the one change that lets Wine find the INF's models.
    fn with_package_for_wine() -> Self {
        let machine = Self::with_package();
        adapt_to_wine(&machine.inf());
        machine
    }

    fn inf(&self) -> PathBuf {
        self.package.join("echo.inf")
    }

    fn add(&self, variant: &str) -> Finished {
        let inf = self.inf();
        let inf = inf.to_str().expect("a path in Unicode");
        echoapp(&["device", "add", "--variant", variant, "--inf", inf])
    }
}

impl Drop for Machine {
    fn drop(&mut self) {
        // A second panic in a failing test would end the process.
        let _ = echoapp(&["device", "remove", "--all"]);
    }
}

/// The prefix without the driver's devices, service and class, for one test at a time.
pub fn without_devices() -> MutexGuard<'static, ()> {
    let turn = devices();
    clear();
    turn
}

/// Makes the one change that lets Wine find the models of the INF.
pub fn adapt_to_wine(inf: &Path) {
    let text = fs::read_to_string(inf).expect("the INF");
    assert_eq!(
        text.matches(MODELS.0).count(),
        2,
        "occurrences: the entry in [Manufacturer], and the section"
    );
    fs::write(inf, text.replace(MODELS.0, MODELS.1)).expect("the changed INF");
}

/// Removes the package's keys from the registry.
fn clear() {
    let removed = echoapp(&["device", "remove", "--all"]);
    assert_eq!(removed.code, Some(0), "{removed:#?}");
    for key in [service_key(), class_key()] {
        command_of_wine("reg", &["delete", &key, "/f"]);
    }
    assert_eq!((registry(&service_key()), registry(&class_key())), (None, None));
    assert_eq!(nodes(), [""; 0]);
}

/// The instance IDs of the driver's devices.
pub fn nodes() -> Vec<String> {
    let all = registry(&format!(r"{CONTROL_SET}\Enum\ROOT")).expect("Wine's own devices");
    let below = |line: &str| Some(line.split_once(r"\Enum\")?.1.to_owned());
    let ids = all.lines().filter_map(below);
    ids.filter(|id| id.to_uppercase().contains("ECHO") && id.matches('\\').count() == 2).collect()
}

/// A device's key, as `reg query` prints it.
fn node(id: &str) -> String {
    registry(&format!(r"{CONTROL_SET}\Enum\{id}")).expect("the device's key")
}

fn service_key() -> String {
    format!(r"{CONTROL_SET}\Services\{SERVICE}")
}

fn class_key() -> String {
    let digits = format!("{:032X}", SETUP_CLASS_GUID.to_u128());
    let parts = [&digits[..8], &digits[8..12], &digits[12..16], &digits[16..20], &digits[20..]];
    format!(r"{CONTROL_SET}\Control\Class\{{{}}}", parts.join("-"))
}

/// Asserts that `reg query` shows a value.
fn assert_value(key: &str, name: &str, kind: &str, value: &str) {
    let line = format!("    {name}    {kind}    {value}");
    assert!(
        key.lines().any(|shown| shown.eq_ignore_ascii_case(&line)),
        "{line} is missing in\n{key}"
    );
}

#[test]
fn added_device_has_a_node_a_service_and_its_settings() {
    for (argument, variant) in
        [("auto-sync", Variant::AutoSync), ("driver-sync", Variant::DriverSync)]
    {
        let machine = Machine::with_package_for_wine();
        let added = machine.add(argument);
        assert_eq!(added.code, Some(0), "{added:#?}");
        let ids = nodes();
        assert_eq!(ids.len(), 1, "{ids:?}");
        assert!(added.output.starts_with(&format!("Added {} with ", ids[0])), "{added:#?}");

        let key = node(&ids[0]);
        assert_value(&key, "HardwareID", "REG_MULTI_SZ", variant.hardware_id());
        assert_value(&key, "Service", "REG_SZ", SERVICE);
        assert_value(&key, PERIOD_VALUE, "REG_DWORD", "0x64");
        assert_value(&key, MODE_VALUE, "REG_DWORD", &format!("{:#x}", variant.mode()));
        assert!(key.contains("D:P(A;;GA;;;SY)(A;;GA;;;BA)(A;;GRGW;;;IU)"), "{key}");

        let service = registry(&service_key()).expect("the service's key");
        assert_value(&service, "Type", "REG_DWORD", "0x1");
        assert_value(&service, "Start", "REG_DWORD", "0x3");
        assert_value(&service, "ErrorControl", "REG_DWORD", "0x1");
        assert_value(&service, "DisplayName", "REG_SZ", "Rust echo driver");
        assert!(service.contains(r"\echo.sys"), "{service}");

        let class = registry(&class_key()).expect("the class' key");
        assert_value(&class, "InfSection", "REG_SZ", &format!("{}_Device", variant.name()));
    }
}

#[test]
fn status_shows_instance_id_and_variant_of_each_device() {
    let machine = Machine::with_package_for_wine();
    for argument in ["auto-sync", "driver-sync"] {
        let added = machine.add(argument);
        assert_eq!(added.code, Some(0), "{added:#?}");
    }
    let status = echoapp(&["device", "status"]);
    assert_eq!(status.code, Some(0), "{status:#?}");
    let ids = nodes();
    assert_eq!(ids.len(), 2, "{ids:?}");
    for (id, variant) in ids.iter().zip(Variant::ALL) {
        let shown = status.output.lines().skip_while(|line| line.trim() != id);
        let shown: Vec<_> = shown.take(2).collect();
        assert!(shown.len() == 2 && shown[1].contains(variant.name()), "{id}: {status:#?}");
    }
}

/// The service, the class and the copy of the INF belong to the package. `pnputil /delete-driver`
/// removes them; Wine does not have it.
#[test]
fn removed_device_leaves_neither_node_nor_driver_key() {
    let machine = Machine::with_package_for_wine();
    let before = registry(&format!(r"{CONTROL_SET}\Enum"));
    assert_eq!(machine.add("auto-sync").code, Some(0));
    let class = registry(&class_key()).expect("the class' key");
    assert!(class.contains(r"}\0000"), "{class}");
    assert_ne!(registry(&format!(r"{CONTROL_SET}\Enum")), before);

    let ids = nodes();
    let removed = echoapp(&["device", "remove"]);
    assert_eq!(removed.code, Some(0), "{removed:#?}");
    assert_eq!(removed.output.trim(), format!("Removed {}", ids[0]));
    assert_eq!(registry(&format!(r"{CONTROL_SET}\Enum")), before);
    let class = registry(&class_key()).unwrap_or_default();
    assert!(!class.contains(r"}\0000"), "{class}");
    assert_eq!(echoapp(&["device", "status"]).code, Some(1));
    assert_eq!(echoapp(&["device", "remove"]).code, Some(1));
}

#[test]
fn removal_by_instance_id_leaves_the_other_device() {
    let machine = Machine::with_package_for_wine();
    machine.add("auto-sync");
    machine.add("driver-sync");
    let ids = nodes();
    assert_eq!(ids.len(), 2, "{ids:?}");
    let undecided = echoapp(&["device", "remove"]);
    assert_eq!(undecided.code, Some(1), "{undecided:#?}");
    assert!(ids.iter().all(|id| undecided.complaints.contains(id)), "{undecided:#?}");
    assert_eq!(nodes(), ids);
    let removed = echoapp(&["device", "remove", &ids[0].to_lowercase()]);
    assert_eq!(removed.code, Some(0), "{removed:#?}");
    assert_eq!(nodes(), ids[1..]);
    let removed = echoapp(&["device", "remove", "--all"]);
    assert_eq!(removed.code, Some(0), "{removed:#?}");
    assert_eq!(nodes(), [""; 0]);
}

/// With the unchanged INF, Wine finds no model for the device, installs nothing, and reports
/// success.
#[test]
fn device_without_a_driver_is_removed_and_the_reason_shown() {
    let machine = Machine::with_package();
    let before = registry(&format!(r"{CONTROL_SET}\Enum"));
    let added = machine.add("auto-sync");
    assert_eq!(added.code, Some(1), "{added:#?}");
    assert_eq!(added.output, "", "{added:#?}");
    assert!(added.complaints.starts_with("error: cannot install "), "{added:#?}");
    for part in
        [r"no driver was installed on the device ROOT\RUSTECHO\", "has no model for this device"]
    {
        assert!(added.complaints.contains(part), "{part}: {added:#?}");
    }
    assert!(!added.complaints.contains("is left"), "{added:#?}");
    assert_eq!(registry(&service_key()), None);
    assert_eq!(registry(&format!(r"{CONTROL_SET}\Enum")), before);
}

#[test]
fn unusable_inf_adds_no_device() {
    let machine = Machine::with_package();
    let missing = echoapp(&["device", "add", "--inf", "no-such.inf"]);
    fs::write(machine.inf(), "[Nonsense]\r\n").expect("another INF");
    let beside = echoapp(&["device", "add"]);
    for (finished, what) in [
        (missing, "no-such.inf cannot be read"),
        (machine.add("auto-sync"), "SetupDiGetINFClassW failed: "),
        // There is no package beside the app.
        (beside, "name the INF of the driver package: --inf PATH"),
    ] {
        assert_eq!(finished.code, Some(1), "{finished:#?}");
        assert_eq!(finished.output, "", "{finished:#?}");
        assert!(finished.complaints.starts_with("error: "), "{finished:#?}");
        assert!(finished.complaints.contains(what), "{finished:#?}");
    }
    assert_eq!(nodes(), [""; 0]);
}
