//! Sections are checked for the Windows versions that use them.

use std::fmt::Write;

use kmdf_inf::checks::Mode;

use crate::cases::{expect, found, lamp};

/// The lamp's INF with a second models section for an older Windows, and its install section.
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
fn dirid_13_is_found_for_windows_before_1709() {
    let to_12 = "ServiceBinary = %12%\\lamp.sys\n[DestinationDirs]\nOld_Files = 12\n";
    let codes = |inf: &str| -> Vec<_> {
        found(inf, Mode::Windows).into_iter().map(|(code, _)| code).collect()
    };
    // The older section copies to System32\drivers, whatever the newer one does.
    assert!(!codes(&older("NTamd64.10.0...15063", to_12)).contains(&1199));
    assert!(!codes(&older("NTamd64.6.1", to_12)).contains(&1199));
    // Both run from the driver store.
    let to_13 = "ServiceBinary = %13%\\lamp.sys\n";
    expect(&older("NTamd64.10.0...15063", to_13), &[(1199, "%Works% = Lamp")]);
    assert!(codes(&older("NTamd64", to_13)).contains(&1199));
}

#[test]
fn isolation_is_required_from_windows_1809_on() {
    let install = "ServiceBinary = %12%\\lamp.sys\nAddReg = Old_Values\n[Old_Values]\n\
                   HKLM,Software\\Lamps,Watts,,40\nHKR,,Watts,,40\n\
                   [DestinationDirs]\nOld_Files = 12\n";
    // Windows from build 17763 on uses the newer section.
    let replaced = older("NTamd64.10.0...15063", install).replace("19041", "17763");
    let isolation = |inf: &str| {
        found(inf, Mode::Windows)
            .into_iter()
            .map(|(code, _)| code)
            .filter(|code| (1320..=1323).contains(code))
            .collect::<Vec<_>>()
    };
    assert_eq!(isolation(&replaced), [0_u16; 0]);
    // Build 17763 uses the older section here.
    let kept = older("NTamd64.10.0...16299", install);
    assert_eq!(isolation(&kept), [1321, 1323, 1322]);
    let only = lamp(&[("NTamd64.10.0...19041", "NTamd64"), ("Dir = 13", "Dir = 12")]);
    assert!(isolation(&only).contains(&1322));
}

#[test]
fn service_has_one_section_per_windows_version() {
    let other = "ServiceBinary = %13%\\lamp.sys\nDisplayName = %Works%\n";
    // Each Windows version uses one of the two.
    expect(&older("NTamd64.10.0...17763", other), &[]);
    // Two models of the same models section.
    let one = lamp(&[("root\\lamp\n", "root\\lamp\n\"Another\" = Tube, root\\tube\n")]);
    let tube = "[Tube.NT]\nCopyFiles = Bulb_Files\n[Tube.NT.Services]\n\
                AddService = DeskLamp, 2, Tube_Service\n[Tube_Service]\nServiceType = 1\n\
                StartType = 3\nErrorControl = 1\nServiceBinary = %13%\\lamp.sys\n";
    expect(&format!("{one}{tube}"), &[(1333, "AddService = DeskLamp, 2, Tube_Service")]);
    // Two manufacturers: build 19041 uses one section of each.
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

#[test]
fn builds_in_decorations_begin_with_14310() {
    for (build, found) in [("10240", true), ("14309", true), ("14310", false), ("0", false)] {
        let inf = lamp(&[("10.0...19041", &format!("10.0...{build}"))]);
        let findings = self::found(&inf, Mode::Declarative);
        assert_eq!(findings.iter().any(|(code, _)| *code == 1288), found, "{build}");
    }
}
