//! The INF agrees with the interface.

use echo_interface::{
    DEFAULT_PERIOD_MS, Guid, IMAGE, INTERFACE_CLASS, MAX_PERIOD_MS, MIN_PERIOD_MS, MODE_VALUE,
    PERIOD_VALUE, SERVICE, SETUP_CLASS, SETUP_CLASS_GUID, Variant,
};

const TEMPLATE: &str = include_str!("../../../echo.inx");

/// The lines of a section without comments and with strings replaced: each a key and its values.
fn section(name: &str) -> Vec<(String, Vec<String>)> {
    let heading = format!("[{name}]");
    let mut lines = TEMPLATE.lines().skip_while(|line| *line != heading);
    assert_eq!(lines.next(), Some(&*heading), "the INF has no such section");
    lines
        .take_while(|line| !line.starts_with('['))
        .filter(|line| !line.starts_with(';') && !line.is_empty())
        .map(|line| {
            let (key, values) = line.split_once('=').unwrap_or(("", line));
            let values = values.split(',').map(|value| resolve(value.trim())).collect();
            (key.trim().to_owned(), values)
        })
        .collect()
}

/// A value, or the INF's string that it names.
fn resolve(value: &str) -> String {
    let Some(name) = value.strip_prefix('%').and_then(|rest| rest.strip_suffix('%')) else {
        return value.trim_matches('"').to_owned();
    };
    let definition = TEMPLATE.lines().find_map(|line| {
        let (key, text) = line.split_once('=')?;
        (key.trim() == name).then(|| text.trim().trim_matches('"').to_owned())
    });
    definition.unwrap_or_else(|| value.to_owned())
}

fn value(of: &str, key: &str) -> Vec<String> {
    let lines = section(of).into_iter();
    let mut values = lines.filter_map(|(name, values)| (name == key).then_some(values));
    values.next().unwrap_or_else(|| panic!("[{of}] has no {key}"))
}

/// The value that a section sets for a registry name.
fn registry_value(of: &str, name: &str) -> String {
    let row = section(of).into_iter().map(|(_, values)| values).find(|values| values[2] == name);
    row.unwrap_or_else(|| panic!("[{of}] does not set {name}")).swap_remove(4)
}

fn written(guid: Guid) -> String {
    let digits = format!("{:032X}", guid.to_u128());
    let parts = [&digits[..8], &digits[8..12], &digits[12..16], &digits[16..20], &digits[20..]];
    format!("{{{}}}", parts.join("-"))
}

#[test]
fn setup_class_agrees_with_the_inf() {
    assert_eq!(value("Version", "Class"), [SETUP_CLASS]);
    assert_eq!(value("Version", "ClassGuid"), [written(SETUP_CLASS_GUID)]);
}

#[test]
fn hardware_ids_agree_with_the_inf_in_order() {
    let models = section("Echo.NT$ARCH$.10.0...19041");
    let ids: Vec<_> = models.iter().map(|(_, values)| values[1].as_str()).collect();
    assert_eq!(ids, Variant::ALL.map(Variant::hardware_id));
}

#[test]
fn modes_and_service_agree_with_the_inf() {
    for variant in Variant::ALL {
        let name = variant.name();
        let mode = registry_value(&format!("{name}_AddReg"), MODE_VALUE);
        assert_eq!(mode, variant.mode().to_string());
        assert_eq!(Variant::of_mode(variant.mode()), Some(variant));
        assert_eq!(value(&format!("{name}_Device.NT.Services"), "AddService")[0], SERVICE);
    }
    assert_eq!(Variant::of_mode(2), None);
}

#[test]
fn image_is_the_only_file_of_the_inf() {
    let files: Vec<_> = section("SourceDisksFiles").into_iter().map(|(name, _)| name).collect();
    assert_eq!(files, [IMAGE]);
}

#[test]
fn default_period_agrees_with_the_inf() {
    let period = registry_value("Echo_Common_AddReg", PERIOD_VALUE);
    assert_eq!(period, DEFAULT_PERIOD_MS.to_string());
    assert!((MIN_PERIOD_MS..=MAX_PERIOD_MS).contains(&DEFAULT_PERIOD_MS));
}

#[test]
fn guid_from_digits_has_the_written_fields() {
    assert_eq!(written(INTERFACE_CLASS), "{CDC35B6E-0BE4-4936-BF5F-5537380A7C1A}");
    let parts = Guid {
        data1: 0xCDC3_5B6E,
        data2: 0x0BE4,
        data3: 0x4936,
        data4: [0xBF, 0x5F, 0x55, 0x37, 0x38, 0x0A, 0x7C, 0x1A],
    };
    assert_eq!(INTERFACE_CLASS, parts);
}
