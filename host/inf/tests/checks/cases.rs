//! INFs of one kind each, with their expected findings.

use kmdf_inf::checks::{Finding, Mode, check};

/// The INF of a lamp with edits: each edit replaces every occurrence of a text.
pub fn lamp(edits: &[(&str, &str)]) -> String {
    let mut inf = include_str!("lamp.inf").to_owned();
    for (old, new) in edits {
        assert!(inf.contains(old), "the INF does not contain {old:?}");
        inf = inf.replace(old, new);
    }
    inf
}

/// The findings of a mode, each as its number (0 for none) and its line.
pub fn found(inf: &str, mode: Mode) -> Vec<(u16, String)> {
    let lines: Vec<_> = inf.lines().collect();
    let line = |finding: &Finding| finding.line.map_or("", |line| lines[line - 1]).to_owned();
    let findings = check(inf.as_bytes(), mode);
    findings.iter().map(|finding| (finding.code.unwrap_or(0), line(finding))).collect()
}

/// Checks that `/w` finds exactly these faults: numbers, and the beginnings of their lines.
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

/// An INF of the class, without a service.
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
fn service_is_required_only_for_devices() {
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
    // An extension INF has an ExtensionId and no function driver.
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
fn class_of_windows_has_no_class_install_section() {
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
    // One list is both copied and deleted on purpose; InfVerif warns anyway.
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
fn class_name_has_at_most_31_characters() {
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
fn include_allows_unknown_needs_in_its_own_section() {
    let needs = "Include = keyboard.inf\nNeeds = STANDARD_Inst.NT\n";
    expect(&lamp(&[("CopyFiles = B", &format!("{needs}CopyFiles = B"))]), &[]);
    // Other directives still need sections of the INF, beside the Include and elsewhere.
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
fn function_driver_cannot_be_disabled_or_auto_start() {
    expect(&lamp(&[("StartType     = 3", "StartType = 4")]), &[(1251, "StartType")]);
    expect(&lamp(&[("StartType     = 3", "StartType = 2")]), &[(1252, "StartType")]);
    expect(&lamp(&[("StartType     = 3", "StartType = 0")]), &[]);
}

#[test]
fn malformed_guid_is_found() {
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
