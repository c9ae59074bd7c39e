//! Installation from an INF: the model for a hardware ID, and the values in the hardware key.

use std::ptr::null_mut;

use kmdf_host::{DriverImage, DriverPackage, Error, RegistryValue};
use wdk_sys::{
    KEY_READ, NTSTATUS, PCUNICODE_STRING, PDRIVER_OBJECT, PLUGPLAY_REGKEY_DEVICE,
    STATUS_OBJECT_NAME_NOT_FOUND, STATUS_OBJECT_TYPE_MISMATCH, STATUS_UNSUCCESSFUL, UNICODE_STRING,
    WDFKEY,
};

use crate::closure_driver::{Adding, Bench, FIRST, INF, SECOND, SUCCESS, ddi, note, notes};

/// Reads a value of the hardware key in EvtDriverDeviceAdd.
fn query(adding: Adding, name: &str) -> Result<u32, NTSTATUS> {
    let mut key: WDFKEY = null_mut();
    let (kind, out) = (PLUGPLAY_REGKEY_DEVICE, &raw mut key);
    let status = ddi!(WdfFdoInitOpenRegistryKey, adding.init(), kind, KEY_READ, null_mut(), out);
    assert_eq!(status, SUCCESS);
    let mut units: Vec<u16> = name.encode_utf16().collect();
    let bytes = u16::try_from(units.len() * 2).expect("a short name");
    let name = UNICODE_STRING { Length: bytes, MaximumLength: bytes, Buffer: units.as_mut_ptr() };
    let mut value = 77;
    let status = ddi!(WdfRegistryQueryULong, key, &raw const name, &raw mut value);
    ddi!(WdfRegistryClose, key);
    if status < 0 {
        assert_eq!(value, 77, "untouched");
        return Err(status);
    }
    Ok(value)
}

/// A machine whose driver notes the model that it finds in the hardware key.
fn asking(name: &'static str) -> Bench {
    Bench::without_device(move |adding| {
        note(match query(adding, name) {
            Ok(value) => format!("{name} {value}"),
            Err(status) => kmdf_host::describe(status),
        });
        adding.device();
        SUCCESS
    })
}

#[test]
fn the_hardware_id_picks_the_model() {
    let bench = asking("Model");
    bench.machine.create_device(FIRST).expect("installed");
    bench.machine.create_device(SECOND).expect("installed");
    bench
        .machine
        .create_device(&SECOND.to_ascii_uppercase())
        .expect("a hardware ID in another letter case");
    bench.check();
    assert_eq!(notes(), ["Model 1", "Model 2", "Model 2"]);
    bench.end_clean();
}

#[test]
fn the_values_of_the_inf_are_in_the_hardware_key() {
    let bench = asking("Model");
    let node = bench.machine.create_device(SECOND).expect("installed");
    let key = node.hardware_key();
    assert!(key.contains(&("Model".into(), RegistryValue::Dword(2))), "{key:?}");
    assert!(key.contains(&("Label".into(), RegistryValue::Sz("second".into()))), "{key:?}");
    bench.end_clean();
}

#[test]
fn overrides_replace_the_values_of_the_inf() {
    let bench = asking("Model");
    let overrides = [("model", RegistryValue::Dword(9)), ("Extra", RegistryValue::Dword(1))];
    let node = bench.machine.create_device_with(FIRST, &overrides).expect("installed");
    bench.check();
    assert_eq!(notes(), ["Model 9"]);
    let models =
        node.hardware_key().iter().filter(|(n, _)| n.eq_ignore_ascii_case("model")).count();
    assert_eq!(models, 1);
    bench.end_clean();
}

#[test]
fn a_value_set_by_an_administrator_is_read_at_the_next_add() {
    let bench = asking("Model");
    let node = bench.machine.create_device(SECOND).expect("installed");
    for value in [Some(RegistryValue::Dword(7)), None] {
        node.set_hardware_value("MODEL", value);
        node.disable().expect("no handle is open");
        node.enable().expect("the device starts");
    }
    bench.check();
    let missing = kmdf_host::describe(STATUS_OBJECT_NAME_NOT_FOUND);
    assert_eq!(notes(), ["Model 2".to_owned(), "Model 7".to_owned(), missing]);
    node.remove().expect("no handle is open");
    node.set_hardware_value("Model", Some(RegistryValue::Dword(1)));
    assert!(node.hardware_key().is_empty(), "a removed device has no key");
    bench.end_clean();
}

#[test]
fn a_missing_value_and_a_wrong_type_give_different_statuses() {
    let bench = asking("Label");
    bench.machine.create_device(FIRST).expect("installed");
    bench.machine.create_device(SECOND).expect("installed");
    bench.check();
    let expected = [STATUS_OBJECT_NAME_NOT_FOUND, STATUS_OBJECT_TYPE_MISMATCH];
    assert_eq!(notes(), expected.map(kmdf_host::describe));
    bench.end_clean();
}

#[test]
fn the_hardware_key_outlives_a_disable() {
    let bench = asking("Model");
    let overrides = [("Model", RegistryValue::Dword(5))];
    let node = bench.machine.create_device_with(FIRST, &overrides).expect("installed");
    node.disable().expect("started");
    node.enable().expect("disabled");
    bench.check();
    assert_eq!(notes(), ["Model 5", "Model 5"]);
    bench.end_clean();
}

#[test]
fn instances_of_a_model_are_numbered() {
    let bench = asking("Model");
    let ids: Vec<_> = [FIRST, FIRST, SECOND]
        .iter()
        .map(|id| bench.machine.create_device(id).expect("installed").instance_id())
        .collect();
    let expected = [r"ROOT\HOSTTEST\0000", r"ROOT\HOSTTEST\0001", r"ROOT\HOSTTEST_2\0000"];
    assert_eq!(ids, expected);
    bench.end_clean();
}

#[test]
fn an_unknown_hardware_id_is_refused_with_the_known_ones() {
    let bench = asking("Model");
    let error = bench.machine.create_device(r"root\NOBODY").expect_err("unknown");
    assert!(matches!(&error, Error::NoDriver { hardware_id, .. } if hardware_id == r"root\NOBODY"));
    let text = error.to_string();
    assert!(text.contains(FIRST) && text.contains(SECOND), "{text}");
    assert!(bench.machine.devices().is_empty());
    assert_eq!(bench.entered(), [], "nothing was loaded");
    bench.end_clean();
}

#[test]
fn a_machine_without_packages_asks_for_an_installation() {
    let error =
        crate::closure_driver::Machine::new().create_device(FIRST).expect_err("nothing installed");
    assert!(error.to_string().contains("install a driver package"), "{error}");
}

#[test]
fn a_text_that_is_not_an_inf_is_refused() {
    // SAFETY: the driver is never loaded.
    let image = unsafe { DriverImage::from_entry(crate::closure_driver::entry::driver_entry) };
    assert!(matches!(DriverPackage::new("no INF", image), Err(Error::Inf(_))));
}

#[test]
fn package_is_read_from_bytes_of_any_encoding() {
    // SAFETY: the driver is never loaded.
    let image = unsafe { DriverImage::from_entry(crate::closure_driver::entry::driver_entry) };
    let (start, end) = INF.split_once("[Strings]").expect("an INF has strings");
    let ansi = [start.as_bytes(), b"[Strings]\nMark = \xae\n", end.as_bytes()].concat();
    let utf16: Vec<u8> = INF
        .encode_utf16()
        .fold(vec![0xff, 0xfe], |bytes, unit| [bytes, unit.to_le_bytes().to_vec()].concat());
    for bytes in [ansi, utf16] {
        let package = DriverPackage::from_bytes(&bytes, image.clone()).expect("an INF");
        crate::closure_driver::Machine::new().install(package).expect("new");
    }
    assert!(matches!(DriverPackage::from_bytes(b"\xfe\xff", image), Err(Error::Inf(_))));
}

#[test]
fn trace_names_what_is_left_out_of_an_installation() {
    // SAFETY: the driver follows the pointer to its registry path only.
    let image = unsafe { DriverImage::from_entry(keep_registry_path) };
    let inf = format!("[First_Device.NT.HW]\nInclude = keyboard.inf\nNeeds = Inst.NT.HW\n{INF}");
    let machine = crate::closure_driver::Machine::new();
    machine.install(DriverPackage::new(&inf, image).expect("an INF")).expect("new");
    machine.create_device(FIRST).expect("installed");
    let left_out = "INF line 3: left out [Inst.NT.HW], a section of keyboard.inf";
    assert!(
        machine.trace().iter().any(|event| event.kind.to_string() == left_out),
        "{:?}",
        machine.trace()
    );
    assert_eq!(machine.shut_down(), []);
}

thread_local! {
    static REGISTRY_PATH: std::cell::RefCell<String> = const { std::cell::RefCell::new(String::new()) };
}

/// A DriverEntry that keeps its registry path and the terminator, and fails.
unsafe extern "system" fn keep_registry_path(
    _: PDRIVER_OBJECT,
    path: PCUNICODE_STRING,
) -> NTSTATUS {
    // SAFETY: the host's string, which lives until DriverEntry returns.
    let path = unsafe { *path };
    assert_eq!(path.MaximumLength, path.Length + 2);
    // SAFETY: the buffer of the string has the given length.
    let units = unsafe { std::slice::from_raw_parts(path.Buffer, path.MaximumLength as usize / 2) };
    REGISTRY_PATH.replace(String::from_utf16(units).expect("UTF-16"));
    STATUS_UNSUCCESSFUL
}

#[test]
fn the_registry_path_names_the_service_in_any_script() {
    // SAFETY: the driver follows only the pointer to its registry path.
    let image = unsafe { DriverImage::from_entry(keep_registry_path) };
    for name in ["HostTest", "Prüfung", "回声", "🦀"] {
        let machine = crate::closure_driver::Machine::new();
        let inf = INF.replace("HostTest, ", &format!("{name}, "));
        machine.install(DriverPackage::new(&inf, image.clone()).expect("an INF")).expect("new");
        machine.create_device(FIRST).expect("installed");
        let path = format!("\\Registry\\Machine\\System\\CurrentControlSet\\Services\\{name}\0");
        assert_eq!(REGISTRY_PATH.take(), path);
        assert_eq!(machine.shut_down(), []);
    }
}
