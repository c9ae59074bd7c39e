//! Registry values and files of an INF, with their expected findings.

use kmdf_inf::checks::Mode;

use crate::cases::{expect, found, lamp};

#[test]
fn filter_value_is_found_where_filters_section_can_replace() {
    let upper = lamp(&[("HKR,,Watts", "HKR,,UpperFilters,0x00010000,Shade\nHKR,,Watts")]);
    expect(&upper, &[(1329, "HKR,,UpperFilters")]);
    for mode in [Mode::Declarative, Mode::Universal] {
        assert_eq!(found(&upper, mode), [], "{mode}");
    }
    let lower = lamp(&[("HKR,,Watts", "HKR,,\"lowerfilters\",0x00010000,Socket\nHKR,,Watts")]);
    expect(&lower, &[(1329, "HKR,,\"lower")]);
    // Windows before version 1903 has no section for filters, and a class never has one.
    let older = upper.replace("10.0...19041", "10.0...17763").replace("= 1.31", "= 1.27");
    expect(&older, &[]);
    expect(&lamp(&[("[Lamps]", "[Lamps]\nHKR,,UpperFilters,0x00010000,Shade")]), &[]);
}

#[test]
fn well_known_value_of_wrong_type_is_found() {
    for value in [
        "DeviceType,,\"34\"",
        "Exclusive,1,01",
        "DeviceCharacteristics,0x00010000,0x100",
        "Security,0x00010001,1",
    ] {
        let inf = lamp(&[("HKR,,Watts", &format!("HKR,,{value}\nHKR,,Watts"))]);
        assert!(found(&inf, Mode::Windows).contains(&(1431, format!("HKR,,{value}"))), "{value}");
    }
    for value in ["DeviceType,0x00010001,0x22", "Security,1,01,00,04,80"] {
        expect(&lamp(&[("HKR,,Watts", &format!("HKR,,{value}\nHKR,,Watts"))]), &[]);
    }
    // In a subkey the name has no meaning to Windows.
    expect(&lamp(&[("HKR,,Watts", "HKR,Sub,DeviceType,,34\nHKR,,Watts")]), &[]);
}

#[test]
fn append_to_a_value_of_another_type_is_found() {
    for (value, code) in [("0x00020008", 1265), ("0x00010008", 1305)] {
        let inf = lamp(&[("HKR,,Watts", &format!("HKR,,Colors,{value},red\nHKR,,Watts"))]);
        assert!(found(&inf, Mode::Windows).contains(&(code, format!("HKR,,Colors,{value},red"))));
    }
}

#[test]
fn key_of_services_is_found_with_and_without_a_value() {
    for (rest, code) in [("", 1222), (",Start,0x00010001,3", 1223)] {
        let line = format!("HKLM,System\\CurrentControlSet\\Services\\x{rest}");
        let inf = lamp(&[("HKR,,Watts", &format!("{line}\nHKR,,Watts"))]);
        let found = found(&inf, Mode::Windows);
        assert!(found.contains(&(code, line)), "{found:?}");
    }
}

#[test]
fn file_folder_must_match_for_each_architecture() {
    let line = [(1100, "lamp.sys")];
    // The disk has a folder.
    let disk =
        ("[SourceDisksNames]\n1 = %Works%", "[SourceDisksNames.amd64]\n1 = %Works%,,,\\amd64");
    expect(&lamp(&[disk]), &line);
    // The file has a folder: first only for this architecture, then only for the other one.
    let here = "[SourceDisksFiles.arm64]\nlamp.sys = 1\n[SourceDisksFiles.amd64]\nlamp.sys = 1,x64";
    expect(&lamp(&[("[SourceDisksFiles]\nlamp.sys = 1", here)]), &line);
    let there =
        "[SourceDisksFiles.arm64]\nlamp.sys = 1,a64\n[SourceDisksFiles.amd64]\nlamp.sys = 1";
    expect(&lamp(&[("[SourceDisksFiles]\nlamp.sys = 1", there)]), &[]);
    // The file is copied to the same folder.
    let kept = lamp(&[disk, ("Dir = 13", "Dir = 13,amd64"), ("%13%\\", "%13%\\amd64\\")]);
    expect(&kept, &[]);
}

#[test]
fn file_missing_for_one_architecture_is_found() {
    let both = [
        ("Lamp, NTamd64.10.0...19041", "Lamp, NTamd64.10.0...19041, NTarm64.10.0...19041"),
        (
            "[Lamp.NTamd64.10.0...19041]",
            "[Lamp.NTarm64.10.0...19041]\n\"A lamp\" = Bulb, root\\lamp\n\
             [Lamp.NTamd64.10.0...19041]",
        ),
    ];
    expect(&lamp(&both), &[]);
    let one = lamp(&[both[0], both[1], ("[SourceDisksFiles]", "[SourceDisksFiles.amd64]")]);
    expect(&one, &[(1230, "lamp.sys")]);
}

#[test]
fn catalog_among_the_package_files_is_found() {
    expect(&lamp(&[("lamp.sys = 1", "lamp.sys = 1\nLAMP.CAT = 1")]), &[(1213, "LAMP.CAT")]);
    let two = lamp(&[
        ("CatalogFile = lamp.cat", "CatalogFile.NTamd64 = lamp64.cat"),
        ("lamp.sys = 1", "lamp.sys = 1\nlamp64.cat = 1"),
    ]);
    expect(&two, &[(1213, "lamp64.cat")]);
}
