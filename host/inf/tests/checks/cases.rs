//! INFs of one kind each, with the findings that are right for them.

use std::fmt::Write;

use kmdf_inf::checks::{Finding, Mode, check};

/// The INF of a lamp with edits: each text is replaced wherever it stands.
pub fn lamp(edits: &[(&str, &str)]) -> String {
    let mut inf = include_str!("lamp.inf").to_owned();
    for (old, new) in edits {
        assert!(inf.contains(old), "the INF does not have {old:?}");
        inf = inf.replace(old, new);
    }
    inf
}

/// The findings of a mode, each as its number, 0 for none, and its line.
pub fn found(inf: &str, mode: Mode) -> Vec<(u16, String)> {
    let lines: Vec<_> = inf.lines().collect();
    let line = |finding: &Finding| finding.line.map_or("", |line| lines[line - 1]).to_owned();
    let findings = check(inf.as_bytes(), mode);
    findings.iter().map(|finding| (finding.code.unwrap_or(0), line(finding))).collect()
}

/// Whether `/w` finds this in the INF and nothing else: numbers, and how their lines begin.
#[track_caller]
pub fn expect(inf: &str, expected: &[(u16, &str)]) {
    let found = found(inf, Mode::Windows);
    let same = found.len() == expected.len()
        && found
            .iter()
            .zip(expected)
            .all(|(found, expected)| found.0 == expected.0 && found.1.starts_with(expected.1));
    assert!(same, "expected {expected:?}, found {found:?}");
}

/// A second models section for Windows that is older, with an install section of its own.
fn older(decoration: &str, install: &str) -> String {
    let mut inf = lamp(&[("= Lamp, ", &format!("= Lamp, {decoration}, "))]);
    let _ = write!(
        inf,
        "[Lamp.{decoration}]\n\"A lamp\" = Old, root\\lamp\n[Old.NT]\nCopyFiles = Old_Files\n\
         [Old_Files]\nlamp.sys\n[Old.NT.Services]\nAddService = DeskLamp, 2, Old_Service\n\
         [Old_Service]\nServiceType = 1\nStartType = 3\nErrorControl = 1\n{install}"
    );
    inf
}

#[test]
fn good_inf_has_no_finding_in_any_mode() {
    for mode in Mode::ALL {
        assert_eq!(found(&lamp(&[]), mode), [], "{mode}");
    }
}

#[test]
fn text_before_first_section_is_ignored() {
    for text in ["/*++\n;\n; All lamps.\n;--*/\n\n", "key = \"value\n", "100% of %lamps\\\n"] {
        expect(&format!("{text}{}", lamp(&[])), &[]);
    }
}

#[test]
fn dirid_13_is_for_sections_of_windows_that_knows_it() {
    let to_12 = "ServiceBinary = %12%\\lamp.sys\n[DestinationDirs]\nOld_Files = 12\n";
    let codes = |inf: &str| -> Vec<_> {
        found(inf, Mode::Windows).into_iter().map(|(code, _)| code).collect()
    };
    // The older section copies to the directory of drivers, whatever the newer one does.
    assert!(!codes(&older("NTamd64.10.0...15063", to_12)).contains(&1199));
    assert!(!codes(&older("NTamd64.6.1", to_12)).contains(&1199));
    // Both run from the driver store.
    let to_13 = "ServiceBinary = %13%\\lamp.sys\n";
    expect(&older("NTamd64.10.0...15063", to_13), &[(1199, "%Works% = Lamp")]);
    assert!(codes(&older("NTamd64", to_13)).contains(&1199));
}

#[test]
fn isolation_is_for_sections_that_windows_from_1809_on_takes() {
    let install = "ServiceBinary = %12%\\lamp.sys\nAddReg = Old_Values\n[Old_Values]\n\
                   HKLM,Software\\Lamps,Watts,,40\nHKR,,Watts,,40\n\
                   [DestinationDirs]\nOld_Files = 12\n";
    // Windows from 17763 on takes the section for that build.
    let replaced = older("NTamd64.10.0...15063", install).replace("19041", "17763");
    let isolation = |inf: &str| {
        found(inf, Mode::Windows)
            .into_iter()
            .map(|(code, _)| code)
            .filter(|code| (1320..=1323).contains(code))
            .collect::<Vec<_>>()
    };
    assert_eq!(isolation(&replaced), [0_u16; 0]);
    // Build 17763 takes the older section here.
    let kept = older("NTamd64.10.0...16299", install);
    assert_eq!(isolation(&kept), [1321, 1323, 1322]);
    let only = lamp(&[("NTamd64.10.0...19041", "NTamd64"), ("Dir = 13", "Dir = 12")]);
    assert!(isolation(&only).contains(&1322));
}

#[test]
fn service_is_the_same_in_all_sections_of_one_windows() {
    let other = "ServiceBinary = %13%\\lamp.sys\nDisplayName = %Works%\n";
    // Each Windows takes one of the two.
    expect(&older("NTamd64.10.0...17763", other), &[]);
    // Two models of the same models section.
    let one = lamp(&[("root\\lamp\n", "root\\lamp\n\"Another\" = Tube, root\\tube\n")]);
    let tube = "[Tube.NT]\nCopyFiles = Bulb_Files\n[Tube.NT.Services]\n\
                AddService = DeskLamp, 2, Tube_Service\n[Tube_Service]\nServiceType = 1\n\
                StartType = 3\nErrorControl = 1\nServiceBinary = %13%\\lamp.sys\n";
    expect(&format!("{one}{tube}"), &[(1333, "AddService = DeskLamp, 2, Tube_Service")]);
    // Two manufacturers, of which build 19041 takes one section each.
    let two = lamp(&[("[Lamp.NT", "\"Other\" = Other, NTamd64.10.0...18362\n[Lamp.NT")]);
    let models = "[Other.NTamd64.10.0...18362]\n\"Another\" = Tube, root\\tube\n";
    let inf = format!("{two}{models}{tube}");
    expect(&inf, &[(1333, "AddService = DeskLamp, 2, Tube_Service")]);
}

#[test]
fn decoration_can_have_a_product_type() {
    for decoration in ["10.0.1..19041", "10.0.3..19041", "10.0.1.0x100.19041"] {
        expect(&lamp(&[("10.0...19041", decoration)]), &[]);
    }
    expect(&lamp(&[("10.0...19041", "10.0.4..19041")]), &[(1287, "%Works% = Lamp")]);
}

/// An INF of that class that installs no service.
fn without_service(class: &str, more: &str) -> String {
    format!(
        "[Version]\nSignature = \"$Windows NT$\"\n{class}\nProvider = %Works%\n\
         CatalogFile = lamp.cat\nDriverVer = 02/03/2026,4.5.6.7\nPnpLockdown = 1\n[Manufacturer]\n\
         %Works% = Lamp, NTamd64.10.0...19041\n[Lamp.NTamd64.10.0...19041]\n\
         \"A lamp\" = Bulb, root\\lamp\n[Bulb.NT]\n[Bulb.NT.HW]\nAddReg = Bulb_Device\n\
         [Bulb_Device]\nHKR,,Watts,0x00010001,40\n{more}[Strings]\nWorks = \"Lamp works\"\n"
    )
}

#[test]
fn service_is_due_for_devices_only() {
    let extension = "Class = Extension\nClassGuid = {e2f84ce7-8efa-411c-aa69-97454ca4cb57}\n";
    let identified = format!("{extension}ExtensionId = {{0f6a5c3e-52b0-4a43-9d53-5a2f0f4d9e10}}");
    expect(&without_service(&identified, ""), &[]);
    for (class, guid) in [
        ("NetTrans", "4d36e975-e325-11ce-bfc1-08002be10318"),
        ("NetService", "4d36e974-e325-11ce-bfc1-08002be10318"),
        ("NetClient", "4d36e973-e325-11ce-bfc1-08002be10318"),
    ] {
        let class = format!("Class = {class}\nClassGuid = {{{guid}}}");
        expect(&without_service(&class, ""), &[]);
    }
    let net = "Class = Net\nClassGuid = {4d36e972-e325-11ce-bfc1-08002be10318}";
    expect(&without_service(net, ""), &[(1296, "\"A lamp\"")]);
    // An extension INF says which it is, and has no function driver.
    expect(&without_service(extension, ""), &[(0, "[Version]")]);
    let driver = "[Bulb.NT.Services]\nAddService = ,2\n";
    expect(&without_service(&identified, driver), &[(1383, "AddService = ,2")]);
}

/// A driver without devices, with an uninstall section.
fn primitive(uninstall: &str) -> String {
    let inf = lamp(&[
        ("[Bulb.NT.", "[DefaultInstall.NTamd64.10.0...19041."),
        ("[Bulb.NT]", "[DefaultInstall.NTamd64.10.0...19041]"),
        ("%Works% = Lamp, NTamd64.10.0...19041", ""),
        ("[Manufacturer]", ""),
        ("[Lamp.NTamd64.10.0...19041]\n\"A lamp\" = Bulb, root\\lamp\n", ""),
        ("DeskLamp, 2,", "DeskLamp,,"),
    ]);
    format!("{inf}[DefaultUninstall.NTamd64.10.0...19041]\n{uninstall}")
}

#[test]
fn classes_of_windows_bring_no_section_of_their_own() {
    for (class, guid) in [
        ("ActivityMonitor", "b86dff51-a31e-4bac-b3cf-e8cfe75c9fc2"),
        ("AntiVirus", "B1D1A169-C54F-4379-81DB-BEE7D88D7454"),
        ("Camera", "ca3e7ab9-b4c3-4ae6-8251-579ef933890f"),
    ] {
        let version = (
            "= DeskLamps\nClassGuid   = {3d7c4f55-0c1b-4c02-8f0e-5b8f6f1f7d21}",
            format!("= {class}\nClassGuid = {{{guid}}}"),
        );
        let lamps = "[ClassInstall32]\nAddReg = Lamps\n\n[Lamps]\nHKR,,,,\"Desk lamps\"";
        let of_windows = lamp(&[(version.0, &version.1), (lamps, "")]);
        expect(&of_windows, &[]);
        expect(&lamp(&[(version.0, &version.1)]), &[(1285, "[ClassInstall32]")]);
    }
}

#[test]
fn legacy_uninstall_can_delete() {
    let services =
        "[DefaultUninstall.NTamd64.10.0...19041.Services]\nDelService = DeskLamp, 0x200\n";
    let legacy = "LegacyUninstall = 1\nDelFiles = Bulb_Files\n";
    // That one list is both copied and deleted is on purpose here; InfVerif warns of it all the same.
    expect(&primitive(&format!("{legacy}{services}")), &[(1205, "DelFiles")]);
    let list = "LegacyUninstall = 1\nDelReg = Old\n[Old]\nHKR,,Volts\n";
    expect(&primitive(list), &[]);
    expect(&primitive(services), &[(1422, "[DefaultUninstall")]);
    let device = lamp(&[("CopyFiles = B", "DelFiles = @old.sys\nCopyFiles = B")]);
    expect(&device, &[(1302, "DelFiles")]);
}

#[test]
fn driver_ver_takes_strings_and_hyphens() {
    expect(&lamp(&[(",4.5.6.7", ",%V%"), ("[Strings]", "[Strings]\nV = \"4.5.6.7\"")]), &[]);
    expect(&lamp(&[("02/03/2026,", "%D%,"), ("[Strings]", "[Strings]\nD = 02/03/2026")]), &[]);
    expect(&lamp(&[("02/03/2026", "02-03-2026")]), &[]);
    expect(&lamp(&[("02/03/2026", "2026-02-03")]), &[(1218, "DriverVer")]);
    let wrong = lamp(&[(",4.5.6.7", ",%V%"), ("[Strings]", "[Strings]\nV = \"4.5\"")]);
    expect(&wrong, &[(1217, "DriverVer")]);
}

#[test]
fn filters_are_added_by_their_section() {
    let upper = lamp(&[("HKR,,Watts", "HKR,,UpperFilters,0x00010000,Shade\nHKR,,Watts")]);
    expect(&upper, &[(1329, "HKR,,UpperFilters")]);
    for mode in [Mode::Declarative, Mode::Universal] {
        assert_eq!(found(&upper, mode), [], "{mode}");
    }
    let lower = lamp(&[("HKR,,Watts", "HKR,,\"lowerfilters\",0x00010000,Socket\nHKR,,Watts")]);
    expect(&lower, &[(1329, "HKR,,\"lower")]);
    // Before version 1903 there is no such section, and for a class there never is.
    let older = upper.replace("10.0...19041", "10.0...17763").replace("= 1.31", "= 1.27");
    expect(&older, &[]);
    expect(&lamp(&[("[Lamps]", "[Lamps]\nHKR,,UpperFilters,0x00010000,Shade")]), &[]);
}

#[test]
fn class_name_has_31_characters_at_most() {
    expect(&lamp(&[("= DeskLamps", &format!("= {}", "L".repeat(31)))]), &[]);
    expect(&lamp(&[("= DeskLamps", &format!("= {}", "L".repeat(32)))]), &[(1286, "Class ")]);
    let token = ("[Strings]", format!("[Strings]\nClassName = {}", "L".repeat(33)));
    let inf = lamp(&[("= DeskLamps", "= %ClassName%"), (token.0, &token.1)]);
    expect(&inf, &[(1286, "Class ")]);
}

#[test]
fn names_of_sample_services_are_reserved() {
    for name in ["wdfsimple", "Toaster", "kbfiltr", "vhidmini", "nonpnp", "ECHO", "osrusbfx2"] {
        expect(&lamp(&[("= DeskLamp,", &format!("= {name},"))]), &[(1293, "AddService")]);
    }
    expect(&lamp(&[("= DeskLamp,", "= nonpnp2,")]), &[]);
}

#[test]
fn well_known_values_have_their_types() {
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
    // In a subkey the name means nothing to Windows.
    expect(&lamp(&[("HKR,,Watts", "HKR,Sub,DeviceType,,34\nHKR,,Watts")]), &[]);
}

#[test]
fn include_excuses_what_needs_names_in_its_own_section() {
    let needs = "Include = keyboard.inf\nNeeds = STANDARD_Inst.NT\n";
    expect(&lamp(&[("CopyFiles = B", &format!("{needs}CopyFiles = B"))]), &[]);
    // The INF's own sections must be there all the same, beside the Include and elsewhere.
    let beside = lamp(&[("CopyFiles = B", &format!("{needs}AddReg = Gone\nCopyFiles = B"))]);
    expect(&beside, &[(1203, "AddReg = Gone")]);
    let elsewhere = lamp(&[
        ("CopyFiles = B", &format!("{needs}CopyFiles = B")),
        ("AddReg = Bulb_Device", "AddReg = Bulb_Device, Gone"),
    ]);
    expect(&elsewhere, &[(1203, "AddReg = Bulb_Device")]);
    let without = lamp(&[("CopyFiles = B", "Needs = STANDARD_Inst.NT\nCopyFiles = B")]);
    expect(&without, &[(1203, "Needs"), (1319, "Needs")]);
}

#[test]
fn builds_in_decorations_begin_with_14310() {
    for (build, found) in [("10240", true), ("14309", true), ("14310", false), ("0", false)] {
        let inf = lamp(&[("10.0...19041", &format!("10.0...{build}"))]);
        let findings = self::found(&inf, Mode::Declarative);
        assert_eq!(findings.iter().any(|(code, _)| *code == 1288), found, "{build}");
    }
}

#[test]
fn folder_of_a_file_is_that_of_the_architecture() {
    let line = [(1100, "lamp.sys")];
    // The disk has a folder.
    let disk =
        ("[SourceDisksNames]\n1 = %Works%", "[SourceDisksNames.amd64]\n1 = %Works%,,,\\amd64");
    expect(&lamp(&[disk]), &line);
    // The file has one, for this architecture only, and for the other one only.
    let here = "[SourceDisksFiles.arm64]\nlamp.sys = 1\n[SourceDisksFiles.amd64]\nlamp.sys = 1,x64";
    expect(&lamp(&[("[SourceDisksFiles]\nlamp.sys = 1", here)]), &line);
    let there =
        "[SourceDisksFiles.arm64]\nlamp.sys = 1,a64\n[SourceDisksFiles.amd64]\nlamp.sys = 1";
    expect(&lamp(&[("[SourceDisksFiles]\nlamp.sys = 1", there)]), &[]);
    // The file is copied to the folder where it is.
    let kept = lamp(&[disk, ("Dir = 13", "Dir = 13,amd64"), ("%13%\\", "%13%\\amd64\\")]);
    expect(&kept, &[]);
}

#[test]
fn file_is_there_for_each_architecture() {
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
fn function_driver_can_start() {
    expect(&lamp(&[("StartType     = 3", "StartType = 4")]), &[(1251, "StartType")]);
    expect(&lamp(&[("StartType     = 3", "StartType = 2")]), &[(1252, "StartType")]);
    expect(&lamp(&[("StartType     = 3", "StartType = 0")]), &[]);
}

#[test]
fn catalog_is_no_file_of_the_package() {
    expect(&lamp(&[("lamp.sys = 1", "lamp.sys = 1\nLAMP.CAT = 1")]), &[(1213, "LAMP.CAT")]);
    let two = lamp(&[
        ("CatalogFile = lamp.cat", "CatalogFile.NTamd64 = lamp64.cat"),
        ("lamp.sys = 1", "lamp.sys = 1\nlamp64.cat = 1"),
    ]);
    expect(&two, &[(1213, "lamp64.cat")]);
}

#[test]
fn guids_are_guids() {
    expect(&lamp(&[("8f0e-5b8f", "8f0e5b8f")]), &[(1010, "ClassGuid")]);
    let interface = "[Bulb.NT.Interfaces]\nAddInterface = {3d7c4f55},,Face\n[Face]\n[Bulb.NT.Wdf]";
    expect(&lamp(&[("[Bulb.NT.Wdf]", interface)]), &[(1010, "AddInterface")]);
    let extension = lamp(&[("Provider ", "ExtensionId = 7\nProvider ")]);
    expect(&extension, &[(1010, "ExtensionId")]);
}

#[test]
fn add_service_takes_every_documented_flag() {
    for flags in ["0x2", "0x1002", "0x8002", "0x10002", "0x20002", "0x3ffff"] {
        expect(&lamp(&[("DeskLamp, 2,", &format!("DeskLamp, {flags},"))]), &[]);
    }
    for flags in ["0x40002", "2x"] {
        let inf = lamp(&[("DeskLamp, 2,", &format!("DeskLamp, {flags},"))]);
        assert!(found(&inf, Mode::Windows).iter().any(|(code, _)| *code == 0), "{flags}");
    }
}
