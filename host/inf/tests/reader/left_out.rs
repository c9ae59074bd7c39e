//! The parts that the reader leaves out and lists: those of other INFs and other keys.

use kmdf_inf::{Inf, InfErrorKind, RegistryData};

use crate::package;

#[test]
fn section_of_another_inf_is_left_out_and_listed() {
    let installation = package(
        "[X]\nInclude = keyboard.inf\nNeeds = STANDARD_Inst.NT\n[X.HW]\nAddReg = hw\n[hw]\n\
         HKR,,Level,0x00010001,7\n[X.Services]\nInclude = keyboard.inf\n\
         Needs = STANDARD_Inst.NT.Services\n",
    )
    .unwrap();
    assert_eq!(installation.hardware_value("Level"), Some(&RegistryData::Dword(7)));
    let left_out: Vec<_> = installation.left_out.iter().map(ToString::to_string).collect();
    assert_eq!(
        left_out,
        [
            "INF line 9: left out [STANDARD_Inst.NT], a section of keyboard.inf",
            "INF line 16: left out [STANDARD_Inst.NT.Services], a section of keyboard.inf"
        ]
    );
}

#[test]
fn section_of_one_of_many_infs_is_listed_with_three_of_them() {
    let installation =
        package("[X]\nInclude = a.inf,b.inf\nInclude = c.inf,d.inf\nNeeds = Other\n");
    let [left_out] = &installation.unwrap().left_out[..] else { panic!("one section") };
    assert_eq!(left_out.what, "[Other], a section of a.inf, b.inf, c.inf or 1 more");
}

#[test]
fn needed_section_of_the_inf_itself_is_followed() {
    let installation = package(
        "[X]\n[X.HW]\nNeeds = Base.HW\nAddReg = own\n[own]\nHKR,,Level,0x00010001,2\n[Base.HW]\n\
         Needs = X.HW\nAddReg = base\n[base]\nHKR,,Level,0x00010001,1\nHKR,,Depth,0x00010001,3\n",
    )
    .unwrap();
    assert_eq!(installation.hardware_value("Level"), Some(&RegistryData::Dword(2)));
    assert_eq!(installation.hardware_value("Depth"), Some(&RegistryData::Dword(3)));
    assert_eq!(installation.left_out, []);
}

#[test]
fn needed_section_without_include_is_missing() {
    let error = package("[X]\nNeeds = STANDARD_Inst.NT\n").unwrap_err();
    assert_eq!((error.kind(), error.line()), (InfErrorKind::MissingSection, Some(8)));
}

#[test]
fn value_below_another_root_is_left_out_and_listed() {
    let installation = package(
        "[X]\nAddReg = values\n[values]\nHKLM,Software\\Lamps,Watts,,40\nHKR,,Level,0x00010001,7\n\
         hkcr,.lamp,,,lamp\n",
    )
    .unwrap();
    assert_eq!(installation.driver_key.len(), 1);
    let lines: Vec<_> = installation.left_out.iter().map(|left_out| left_out.line).collect();
    assert_eq!(lines, [10, 12]);
    assert!(installation.left_out[0].what.contains("HKLM"), "{:?}", installation.left_out);
}

#[test]
fn text_before_first_section_is_ignored() {
    for text in ["/*++\n;--*/\n", "key = \"value\n", "100% of %lamps\\\n"] {
        let inf = format!("{text}[Version]\nSignature = $Chicago$\n");
        assert!(Inf::parse(&inf).is_ok(), "{text}");
    }
}

#[test]
fn driver_ver_takes_strings_and_hyphens() {
    let inf = Inf::parse(
        "[Version]\nSignature = $Chicago$\nDriverVer = 06-01-2026,%V%\n[Strings]\nV = 1.2.3.4\n",
    );
    let driver_ver = inf.unwrap().version().driver_ver.unwrap();
    assert_eq!((driver_ver.month, driver_ver.year, driver_ver.version), (6, 2026, [1, 2, 3, 4]));
}

#[test]
fn list_that_is_named_twice_is_copied_once() {
    let installation = package(
        "[X]\nCopyFiles = list, LIST, @b.sys\nCopyFiles = list, @b.sys\n[list]\na.sys\n\
         [DestinationDirs]\nDefaultDestDir = 13\n[SourceDisksNames]\n1 = d\n[SourceDisksFiles]\n\
         a.sys = 1\nb.sys = 1\n",
    );
    let files: Vec<_> = installation.unwrap().files.into_iter().map(|file| file.source).collect();
    assert_eq!(files, ["a.sys", "b.sys"]);
}

#[test]
fn inf_too_long_after_string_expansion_is_rejected() {
    let with = |uses: usize| {
        let used = "x = a%s%\n".repeat(uses);
        let string = "s".repeat(4000);
        Inf::parse(&format!("[Version]\nSignature = $Chicago$\n{used}[Strings]\ns = {string}\n"))
    };
    assert!(with(8_000).is_ok());
    let error = with(9_000).unwrap_err();
    assert_eq!(error.kind(), InfErrorKind::Unsupported, "{error}");
    assert!(error.message().contains("use long strings less often"), "{error}");
}
