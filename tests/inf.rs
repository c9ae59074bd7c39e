//! The driver's INF template, entry by entry: a removed, changed or added entry is named.
//!
//! The table says a second time, on purpose, what `echo.inx` must say, and what each entry is for.
//! Most entries make no difference in the host: without the administrators' access, the class or the
//! catalog, the driver installs there as well. What an INF does is tested by the package `kmdf-inf`.

use std::collections::BTreeMap;

const TEMPLATE: &str = include_str!("../echo.inx");

/// The models: installed on this architecture, from Windows 10 version 2004 on.
const MODELS: &str = "Echo.NT$ARCH$.10.0...19041";

/// Every entry: its section, its text with strings replaced and quotes left out, and its purpose.
const ENTRIES: &[(&str, &str, &str)] = &[
    ("Version", "Signature = $WINDOWS NT$", "marks a file as an INF"),
    ("Version", "Class = RustEcho", "a class of the driver's own"),
    ("Version", "ClassGuid = {E6C26D43-CE84-431C-A67D-A07CF6E2BE7F}", "the GUID of this class"),
    ("Version", "Provider = Rust echo driver project", "is shown by Windows"),
    ("Version", "CatalogFile = echo.cat", "the signed list of the package's hashes"),
    ("Version", "DriverVer = 01/01/2026, 1.0.0.0", "is stamped; Windows installs the newest"),
    ("Version", "PnpLockdown = 1", "keeps applications from replacing the files"),
    ("ClassInstall32", "AddReg = RustEcho_Class_AddReg", "installs the class"),
    ("RustEcho_Class_AddReg", "HKR, , , , Rust echo devices", "the class in Device Manager"),
    ("RustEcho_Class_AddReg", "HKR, , Icon, , -5", "the icon of the class"),
    ("DestinationDirs", "DefaultDestDir = 13", "runs the driver from the driver store"),
    ("SourceDisksNames", "1 = Rust echo driver installation disk", "the package's folder"),
    ("SourceDisksFiles", "echo.sys = 1", "the image lies in the package's folder"),
    (
        "Manufacturer",
        "Rust echo driver project = Echo, NT$ARCH$.10.0...19041",
        "leads to the models of the architecture",
    ),
    (
        MODELS,
        "Rust echo device, synchronized by the framework (AutoSync) = AutoSync_Device, root\\ECHO",
        "the device that the framework synchronizes",
    ),
    (
        MODELS,
        "Rust echo device, synchronized by the driver (DriverSync) = DriverSync_Device, \
         root\\ECHO_2",
        "the device that the driver synchronizes",
    ),
    ("AutoSync_Device.NT", "CopyFiles = Echo_CopyFiles", "copies the image"),
    (
        "AutoSync_Device.NT.HW",
        "AddReg = Echo_Common_AddReg, AutoSync_AddReg",
        "the settings of the device",
    ),
    (
        "AutoSync_Device.NT.Services",
        "AddService = RustEcho, 0x00000002, Echo_Service_Install",
        "makes the service the device's function driver",
    ),
    (
        "AutoSync_Device.NT.Wdf",
        "KmdfService = RustEcho, Echo_Wdf_Install",
        "makes the service a client of the framework",
    ),
    (
        "AutoSync_AddReg",
        "HKR, , SynchronizationMode, 0x00010001, 0",
        "selects the variant AutoSync",
    ),
    ("DriverSync_Device.NT", "CopyFiles = Echo_CopyFiles", "copies the image"),
    (
        "DriverSync_Device.NT.HW",
        "AddReg = Echo_Common_AddReg, DriverSync_AddReg",
        "the settings of the device",
    ),
    (
        "DriverSync_Device.NT.Services",
        "AddService = RustEcho, 0x00000002, Echo_Service_Install",
        "makes the service the device's function driver",
    ),
    (
        "DriverSync_Device.NT.Wdf",
        "KmdfService = RustEcho, Echo_Wdf_Install",
        "makes the service a client of the framework",
    ),
    (
        "DriverSync_AddReg",
        "HKR, , SynchronizationMode, 0x00010001, 1",
        "selects the variant DriverSync",
    ),
    ("Echo_CopyFiles", "echo.sys", "the image"),
    ("Echo_Common_AddReg", "HKR, , TimerPeriod, 0x00010001, 100", "the timer's period"),
    (
        "Echo_Common_AddReg",
        "HKR, , Security, , D:P(A;;GA;;;SY)(A;;GA;;;BA)(A;;GRGW;;;IU)",
        "the system and administrators may do everything, interactive users read and write",
    ),
    ("Echo_Service_Install", "DisplayName = Rust echo driver", "the service's name for people"),
    ("Echo_Service_Install", "ServiceType = 1", "SERVICE_KERNEL_DRIVER"),
    ("Echo_Service_Install", "StartType = 3", "SERVICE_DEMAND_START: loaded for a device"),
    ("Echo_Service_Install", "ErrorControl = 1", "SERVICE_ERROR_NORMAL"),
    ("Echo_Service_Install", "ServiceBinary = %13%\\echo.sys", "the image in the driver store"),
    ("Echo_Wdf_Install", "KmdfLibraryVersion = $KMDFVERSION$", "the framework, stamped"),
];

/// A line that is an entry, with its section.
struct Line<'a> {
    section: &'a str,
    /// Up to the comment.
    text: &'a str,
}

/// The lines of an INF that are entries.
fn lines(inf: &str) -> Vec<Line<'_>> {
    let mut section = "";
    let mut lines = Vec::new();
    for text in inf.lines().map(|line| without_comment(line).trim()) {
        if let Some(name) = text.strip_prefix('[') {
            section = name.trim_end_matches(']');
        } else if !text.is_empty() {
            lines.push(Line { section, text });
        }
    }
    lines
}

/// A line up to the semicolon outside quotes that begins its comment.
fn without_comment(line: &str) -> &str {
    let mut quoted = false;
    let comment = line.find(|character| {
        quoted ^= character == '"';
        character == ';' && !quoted
    });
    comment.map_or(line, |at| &line[..at])
}

/// The entries of an INF in their order, with strings replaced and without quotes.
fn entries(inf: &str) -> Vec<(String, String)> {
    let unquoted = |text: &str| text.trim().trim_matches('"').to_owned();
    let (strings, others): (Vec<_>, Vec<_>) =
        lines(inf).into_iter().partition(|line| line.section == "Strings");
    let strings: BTreeMap<&str, String> = strings
        .iter()
        .filter_map(|line| line.text.split_once('='))
        .map(|(name, text)| (name.trim(), unquoted(text)))
        .collect();
    let value = |text: &str| {
        let name = text.trim().strip_prefix('%').and_then(|rest| rest.strip_suffix('%'));
        name.and_then(|name| strings.get(name)).cloned().unwrap_or_else(|| unquoted(text))
    };
    let values = |text: &str| text.split(',').map(value).collect::<Vec<_>>().join(", ");
    let entry = |line: &Line<'_>| match line.text.split_once('=') {
        Some((key, rest)) => format!("{} = {}", value(key), values(rest)),
        None => values(line.text),
    };
    others.iter().map(|line| (line.section.to_owned(), entry(line))).collect()
}

/// The differences between an INF and the table.
fn faults(inf: &str) -> Vec<String> {
    let mut left = entries(inf);
    let mut faults = Vec::new();
    for (section, entry, purpose) in ENTRIES {
        match left.iter().position(|(in_section, text)| in_section == section && text == entry) {
            Some(index) => drop(left.remove(index)),
            None => faults.push(format!("[{section}] has no `{entry}` ({purpose})")),
        }
    }
    let unknown =
        |(section, entry)| format!("[{section}] has `{entry}`, which is not in the table");
    faults.extend(left.into_iter().map(unknown));
    faults
}

#[test]
fn inf_has_every_entry_of_the_table_and_no_other() {
    let faults = faults(TEMPLATE);
    assert!(faults.is_empty(), "echo.inx:\n{}", faults.join("\n"));
    assert_eq!(entries(TEMPLATE).len(), ENTRIES.len());
}

#[test]
fn sections_of_the_inf_occur_once() {
    let mut names: Vec<&str> = TEMPLATE.lines().filter(|line| line.starts_with('[')).collect();
    let all = names.len();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), all);
}

#[test]
fn strings_of_the_inf_are_used_and_no_other_is_named() {
    let strings: Vec<Line<'_>> =
        lines(TEMPLATE).into_iter().filter(|line| line.section == "Strings").collect();
    for line in &strings {
        let name = line.text.split_once('=').map_or("", |(name, _)| name.trim());
        assert!(TEMPLATE.contains(&format!("%{name}%")), "no entry uses the string {name}");
    }
    for (section, entry) in entries(TEMPLATE) {
        let text = entry.replace("%13%", "");
        assert!(!text.contains('%'), "[{section}] `{entry}` names no string");
    }
}

/// Checks that an INF with another line in place of this one is rejected, and its section named.
fn check_named(line: &Line<'_>, replacement: &str) {
    let start = line.text.as_ptr().addr() - TEMPLATE.as_ptr().addr();
    let (before, after) = (&TEMPLATE[..start], &TEMPLATE[start + line.text.len()..]);
    let faults = faults(&format!("{before}{replacement}{after}"));
    let strings = line.section == "Strings";
    let named = faults.iter().any(|f| strings || f.starts_with(&format!("[{}] has", line.section)));
    assert!(named, "`{replacement}` in place of `{}` gives {faults:?}", line.text);
}

#[test]
fn removed_or_changed_entry_is_named() {
    for line in lines(TEMPLATE) {
        check_named(&line, "");
        let last = line.text.trim_end_matches('"');
        check_named(&line, &format!("{last}0{}", &line.text[last.len()..]));
        // A string defined twice the same way is one string.
        if line.section != "Strings" {
            check_named(&line, &format!("{}\n{}", line.text, line.text));
        }
    }
}

#[test]
fn access_of_each_account_is_named_if_it_is_gone() {
    let less = [("(A;;GA;;;SY)", ""), ("(A;;GA;;;BA)", ""), ("(A;;GRGW;;;IU)", ""), ("D:P", "D:")];
    for (access, less) in less {
        let faults = faults(&TEMPLATE.replace(access, less));
        let [fault, other] = faults.try_into().unwrap();
        assert!(fault.contains("[Echo_Common_AddReg] has no `HKR, , Security"), "{fault}");
        assert!(other.contains("[Echo_Common_AddReg] has `HKR, , Security"), "{other}");
    }
}
