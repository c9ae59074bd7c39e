//! Faults made in the driver's INF by one edit each, and their expected findings.

use kmdf_inf::checks::Severity;

use super::{check, good};

/// A fault.
#[derive(Clone, Copy)]
struct Fault {
    /// The text to replace in the good INF.
    old: &'static str,
    /// Whether to replace every occurrence instead of the first.
    everywhere: bool,
    /// The replacement.
    new: &'static str,
    /// The beginning of the finding's line; `None` for the INF as a whole.
    at: Option<&'static str>,
    severity: Severity,
    code: Option<u16>,
    /// A part of the message.
    contains: &'static str,
}

/// An error; the code is 0 where none is known.
const fn error(
    old: &'static str,
    new: &'static str,
    at: &'static str,
    code: u16,
    contains: &'static str,
) -> Fault {
    let code = if code == 0 { None } else { Some(code) };
    Fault { old, everywhere: false, new, at: Some(at), severity: Severity::Error, code, contains }
}

const fn warning(
    old: &'static str,
    new: &'static str,
    at: &'static str,
    code: u16,
    contains: &'static str,
) -> Fault {
    Fault { severity: Severity::Warning, ..error(old, new, at, code, contains) }
}

const fn of_inf(old: &'static str, new: &'static str, code: u16, contains: &'static str) -> Fault {
    Fault { at: None, ..error(old, new, "", code, contains) }
}

const fn everywhere(fault: Fault) -> Fault {
    Fault { everywhere: true, ..fault }
}

const TEXT: &[Fault] = &[
    error("DisplayName   = %Ser", "DisplayName = \"%Ser", "DisplayName = \"", 1002, "quot"),
    error("[SourceDisksNames]", "[SourceDisksNames", "[SourceDisksNames", 1002, "]"),
    error("[SourceDisksNames]", "[SourceDisksNames] x", "[SourceDisksNames] x", 1002, "`x`"),
    error("[SourceDisksNames]", "[]", "[]", 0, "no name"),
    error(
        "[Strings]",
        "[SourceDisksNames]\n2 = x\n[Strings]",
        "[SourceDisksNames]\n2",
        1209,
        "SourceD",
    ),
    error("Class       =", "Class", "Class Rust", 0, "`Class RustEcho` in [Version] has no `=`"),
    error("CopyFiles = Echo", "CopyFiles Echo", "CopyFiles Echo", 0, "has no `=`"),
    error("DiskName     ", "DiskNam", "1 = %DiskName%", 1235, "%DiskName% is not defined"),
    error("1 = %DiskName%", "1 = 100%", "1 = 100%", 1235, "single %"),
    error(
        "DiskName     ",
        "ClassName  ",
        "ClassName           = \"Rust echo driver",
        0,
        "`ClassName` is defined in line",
    ),
    error("= 1.31", "= $KMDFVERSION$", "KmdfLib", 1274, "Unresolved $KMDFVERSION$"),
    error("[Echo.NTamd64", "[Echo.NT$arch$", "[Echo.NT$arch$", 1274, "Unresolved $ARCH$"),
];

const VERSION: &[Fault] = &[
    of_inf("[Version]", "[Verzion]", 1001, "no [Version]"),
    error("$WINDOWS NT$", "$CHICAGO$", "Signature", 1001, "`$CHICAGO$`"),
    error("Signature   =", "Signatur =", "[Version]", 1001, "Signature"),
    error("PnpLockdown = 1", "PnpLockdown = 1\nClass = X", "Class = X", 0, "has Class in line"),
    error("Provider    =", "; ", "[Version]", 1234, "no Provider"),
    warning("= %ProviderName%", "= \"We\"", "Provider", 0, "`We` is not a %token%"),
    error("\"Rust echo driver project\"", "\"microsoft\"", "Provider ", 1204, "Microsoft"),
    error("CatalogFile =", "; ", "[Version]", 1233, "no CatalogFile"),
    error("echo.cat", "echo.cab", "CatalogFile", 1214, "`echo.cab`"),
    error("echo.cat", ".cat", "CatalogFile", 1214, "`.cat`"),
    error("echo.cat", "x\\echo.cat", "CatalogFile", 1214, "`x\\echo.cat`"),
    error("DriverVer   = 01/02/2026,1.2.3.4", "DriverVer =", "DriverVer", 1234, "no DriverVer"),
    error("DriverVer   = 01", "; 01", "[Version]", 1234, "no DriverVer"),
    error("01/02/2026", "2026-01-02", "DriverVer", 1218, "`2026-01-02`"),
    error("01/02/2026", "02/29/2026", "DriverVer", 1218, "`02/29/2026`"),
    error("01/02/2026", "13/01/2026", "DriverVer", 1218, "`13/01/2026`"),
    error(",1.2.3.4", ",1.2.3", "DriverVer", 1217, "`1.2.3`"),
    error(",1.2.3.4", ",1.2.3.65536", "DriverVer", 1217, "`1.2.3.65536`"),
    error(",1.2.3.4", ",0.0.0.0", "DriverVer", 1217, "`0.0.0.0`"),
    error(",1.2.3.4", "", "DriverVer", 1217, "``"),
    error("PnpLockdown = 1", "PnpLockdown = 0", "PnpLockdown", 1324, "PnpLockdown=1"),
    error("PnpLockdown = 1", "", "[Version]", 1324, "PnpLockdown=1"),
];

const CLASS: &[Fault] = &[
    error("Class       =", ";", "[Version]", 1234, "no Class;"),
    error("= RustEcho", "= RustEchoRustEchoRustEchoRustEcho", "Class ", 1286, "has 32"),
    error("ClassGuid   =", "; ", "[Version]", 1234, "no ClassGuid"),
    error("-A07CF6E2BE7F}", "-A07CF6E2BE7}", "ClassGuid", 1010, "is not a GUID"),
    error("= RustEcho", "= Sample", "Class ", 1284, "Class \"Sample\" is reserved"),
    error(
        "E6C26D43-CE84-431C-A67D-A07CF6E2BE7F",
        "78A1C341-4539-11D3-B88D-00C04FAD5171",
        "Class ",
        1284,
        "reserved",
    ),
    error("= RustEcho", "= LegacyDriver", "Class ", 0, "LegacyDriver is reserved for the system"),
    error("= RustEcho", "= System", "Class ", 1280, "`System` and the ClassGuid"),
    error(
        "E6C26D43-CE84-431C-A67D-A07CF6E2BE7F",
        "4d36e97d-e325-11ce-bfc1-08002be10318",
        "Class ",
        1281,
        "System has {4d36e97d",
    ),
    error("= RustEcho", "= System", "[ClassInstall32]", 1285, "Microsoft-defined class"),
    warning("[ClassInstall32]", "[ClassInstall]", "Class ", 0, "no [ClassInstall32]"),
];

const MODELS: &[Fault] = &[
    error("[Strings]", "[DefaultInstall.NTamd64]\n[Strings]", "[Manufacturer]", 1212, "both"),
    error("[Strings]", "[DefaultInstall]\n[Strings]", "[DefaultInstall]", 1421, "decoration"),
    of_inf("[Manufacturer]", "[Manufacturers]", 1297, "no [Manufacturer]"),
    error("%ManufacturerName% = Echo", "; ", "[Manufacturer]", 1297, "does not install"),
    warning("Echo, NTamd64.10.0...19041", "Echo", "%Manu", 2010, "[Echo] should have"),
    error("Echo, NTamd64", "Echo, NTx64", "%Manu", 1287, "the architecture `x64`"),
    error("Echo, NTamd64", "Echo, amd64", "%Manu", 1287, "does not begin with NT"),
    error("Echo, NTamd64", "Echo, NT", "%Manu", 1287, "has no architecture"),
    error("10.0...19041", "10.0.x..19041", "%Manu", 1287, "`x` where a number"),
    error("10.0...19041", "10.0...19041.1", "%Manu", 1287, "more than five"),
    error("10.0...19041", "10.0.4..19041", "%Manu", 1287, "the product type 4"),
    everywhere(error("10.0...19041", "10.0...14309", "%Manu", 1288, "the build 14309")),
    error("Echo, NTamd64", "Echo, NTarm64", "%Manu", 1203, "[Echo.NTarm64.10.0...19041] not found"),
    error("AutoSync_Device,   root", "root", "%AutoSync", 0, "no hardware ID"),
    error("= AutoSync_Device,   root", "root", "%AutoSync", 1271, "this is not a model"),
    error("root\\ECHO\n", "root\\EC HO\n", "%AutoSync", 0, "the character ' '"),
    error("root\\ECHO\n", "root\\ÉCHO\n", "%AutoSync", 0, "the character 'Ã'"),
    error("root\\ECHO\n", "root\\\\ECHO\n", "%AutoSync", 0, "empty part"),
    warning("root\\ECHO_2", "ROOT\\Echo", "%DriverSync", 0, "has the hardware ID `ROOT\\Echo` too"),
    error("= AutoSync_Device,", "= AutoSink_Device,", "%AutoSync", 1203, "[AutoSink_Device] not"),
    error("[AutoSync_Device.NT.Ser", "[AutoSync_Device.Ser", "%AutoSync", 1296, "NT.Services] is"),
    error("%SPSVCINST_ASSOCSERVICE%, E", "0, E", "%AutoSync", 1296, "flag 2"),
    everywhere(error("10.0...19041", "10.0...16298", "%Manu", 1199, "DIRID 13")),
    everywhere(error("10.0...19041", "6.1", "%Manu", 1199, "DIRID 13")),
];

const REFERENCES: &[Fault] = &[
    error("CopyFiles = Echo_CopyFiles", "CopyFiles = echo.sys", "CopyFiles", 1203, "write @"),
    error("AddReg = RustEcho_Class_AddReg", "AddReg = Nothing", "AddReg", 1203, "[Nothing] not"),
    error("%, Echo_Service_Install", "%, Nothing", "AddService", 1203, "[Nothing] not found"),
    error("%, Echo_Wdf_Install", "%, Nothing", "KmdfService", 1203, "[Nothing] not found"),
    error("CopyFiles = Echo_C", "Needs = X.NT\nCopyFiles = Echo_C", "Needs", 1319, "no Include"),
    warning(
        "CopyFiles = Echo_C",
        "AddReg = Echo_CopyFiles\nCopyFiles = Echo_C",
        "CopyFiles",
        1205,
        "[Echo_CopyFiles] referenced from AddReg and CopyFiles",
    ),
    warning("[Strings]", "[Left]\n[Strings]", "[Left]", 2083, "[Left] not referenced"),
];

const FILES: &[Fault] = &[
    error("echo.sys = 1", "other.sys = 1", "echo.sys", 1230, "Missing file 'echo.sys'"),
    warning("echo.sys = 1", "echo.sys = 1\nx.sys = 1", "x.sys", 0, "no CopyFiles copies `x.sys`"),
    error("echo.sys = 1", "echo.sys", "echo.sys", 1008, "`echo.sys` has no disk"),
    error("echo.sys = 1", "echo.sys = 2", "echo.sys = 2", 1273, "the disk `2`"),
    error("DefaultDestDir = 13", "", "echo.sys\n\n[Echo_Com", 1275, "no directory for `echo.sys`"),
    error(
        "DefaultDestDir = 13",
        "DefaultDestDir = x",
        "DefaultDestDir",
        0,
        "`x` is not a directory",
    ),
    error("DefaultDestDir = 13", "DefaultDestDir = 12", "DefaultDestDir", 1322, "'%12%\\'"),
    error("DefaultDestDir = 13", "DefaultDestDir = 13,x", "echo.sys\n\n[Echo_Com", 1100, "x\\echo"),
    error("echo.sys = 1", "echo.sys = 1,x64", "echo.sys\n\n[Echo_Com", 1100, "x64\\echo.sys"),
    error("\necho.sys\n", "\nnew.sys,echo.sys\n", "new.sys", 1100, "'new.sys'"),
    error("CopyFiles = Echo_C", "CopyFiles = @no.sys,Echo_C", "CopyFiles", 1230, "'no.sys'"),
    warning("DefaultDestDir = 13", "DefaultDestDir = 13\nX = 13", "X = 13", 0, "[X]"),
];

const SERVICES: &[Fault] = &[
    error("ASSOCSERVICE = 0x00000002", "ASSOCSERVICE = two", "AddService", 0, "`two`"),
    error("ASSOCSERVICE = 0x00000002", "ASSOCSERVICE = 0x40002", "AddService", 0, "`0x40002`"),
    error("%, Echo_Service_Install", "%", "AddService", 1005, "Section name required"),
    error("AddService = %ServiceName%,", "AddService = ,", "AddService", 1272, "has no name"),
    error(
        "AddService = %Ser",
        "AddService = Other, 2, Echo_Service_Install\nAddService = %Ser",
        "AddService = %Ser",
        1211,
        "a second service",
    ),
    error("\"RustEcho\"", "\"Echo\"", "AddService", 1293, "'Echo' is reserved"),
    error(
        "AddService = %ServiceName%, %SPSVCINST_ASSOCSERVICE%, Echo_Service_Install",
        "AddService = %ServiceName%, 2, Echo_Wdf_Install",
        "AddService = %ServiceName%, %",
        1333,
        "name the same section",
    ),
    error("ServiceType   =", ";", "[Echo_Service_Install]", 1013, "no ServiceType"),
    error("StartType     =", ";", "[Echo_Service_Install]", 1013, "no StartType"),
    error("ErrorControl  =", ";", "[Echo_Service_Install]", 1013, "no ErrorControl"),
    error("ServiceBinary =", ";", "[Echo_Service_Install]", 1013, "no ServiceBinary"),
    error("KERNEL_DRIVER  = 1", "KERNEL_DRIVER = 3", "ServiceType", 1014, "ServiceType is `3`"),
    error("DEMAND_START   = 3", "DEMAND_START = 5", "StartType", 1014, "StartType is `5`"),
    error("ERROR_NORMAL   = 1", "ERROR_NORMAL = one", "ErrorControl", 1014, "`one`"),
    error(
        "%13%\\echo.sys",
        "%12%\\echo.sys",
        "ServiceBinary",
        2084,
        "`%12%\\echo.sys` is not a file",
    ),
    error(
        "%13%\\echo.sys",
        "%13%\\other.sys",
        "ServiceBinary",
        2084,
        "`%13%\\other.sys` is not a file",
    ),
    error(
        "%13%\\echo.sys",
        "C:\\echo.sys",
        "ServiceBinary",
        2085,
        "does not begin with a directory",
    ),
];

const WDF: &[Fault] = &[
    error("KmdfService = %ServiceName%", "KmdfService = X", "KmdfService", 0, "the service `X`"),
    error("%, Echo_Wdf_Install", "%", "KmdfService", 1005, "KmdfService directive"),
    error("KmdfLibraryVersion =", ";", "[Echo_Wdf_Install]", 1080, "no KmdfLibraryVersion"),
    error("= 1.31", "= 1,31", "KmdfLibraryVersion", 1081, "invalid value \"1\""),
    error("= 1.31", "= 2.31", "KmdfLibraryVersion", 1081, "invalid value \"2.31\""),
    error("= 1.31", "= 1.", "KmdfLibraryVersion", 1081, "invalid value \"1.\""),
    everywhere(warning("10.0...19041", "10.0...18362", "KmdfLib", 0, "came with build 19041")),
];

const REGISTRY: &[Fault] = &[
    error("HKR,,\"Timer", "HKX,,\"Timer", "HKX", 1224, "`HKX` is not a registry root"),
    error("HKR,,\"Timer", "HKR=,,\"Timer", "HKR=", 0, "this is not a registry value"),
    error("HKR,,\"Timer", "HKLM,Software,\"Timer", "HKLM", 1321, "value TimerPeriod"),
    error("HKR,,\"TimerPeriod\",%REG_DWORD%,100", "HKLM,Software\\X", "HKLM", 1320, "root HKLM"),
    error(
        "HKR,,\"Timer",
        "HKLM,System\\CurrentControlSet\\Services\\x,\"Timer",
        "HKLM",
        1223,
        "Cannot modify services regkey",
    ),
    error("= 0x00010001", "= DWORD", "HKR,,\"Sync", 1262, "`DWORD`, not a known value type"),
    error(
        "= 0x00010001",
        "= 0x00040000",
        "HKR,,\"Sync",
        1262,
        "`0x00040000`, not a known value type",
    ),
    error("%REG_DWORD%,100", "0x00010008,x", "HKR,,\"TimerPeriod\"", 1305, "`TimerPeriod`"),
    error(
        "%REG_DWORD%,100",
        "%REG_DWORD%,ten",
        "HKR,,\"Timer",
        1268,
        "`ten` is not a 32-bit number",
    ),
    error("%REG_DWORD%,100", "%REG_DWORD%", "HKR,,\"Timer", 1268, "one number"),
    error("%REG_DWORD%,100", "%REG_DWORD%,1,2", "HKR,,\"Timer", 1268, "one number"),
    error("%REG_DWORD%,100", "1,100", "HKR,,\"Timer", 1267, "`100` is not a byte"),
    error("%REG_DWORD%,100", ",1,2", "HKR,,\"Timer", 0, "one string"),
    error("HKR,,\"Timer", "HKR,,CoInstallers32,0x10000,x\nHKR,,\"Timer", "HKR,,CoI", 1303, "CoI"),
    error("%REG_DWORD%,100", ",%12%\\x", "HKR,,\"TimerPeriod\"", 1258, "\"%12%\""),
    error(
        "[Echo_Service_Install]",
        "[X]\nHKR,Param,a,,b\n[Echo_Service_Install]\nAddReg = X",
        "HKR,Param",
        1323,
        "'Param'",
    ),
    error("\"D:P(A;;GA;;;SY)", "D:P(A;;GA;;;SY)", "HKR,,Security", 0, "`D:P(A` has an entry"),
    error(";GRGW;", ";GRZZ;", "HKR,,Security", 0, "the invalid rights `GRZZ`"),
];

const LEGACY: &[Fault] = &[
    error("CopyFiles = E", "LogConfig = Echo_X\nCopyFiles = E", "LogConfig", 1301, "LogConfig"),
    error("CopyFiles = E", "DelFiles = @x.sys\nCopyFiles = E", "DelFiles", 1302, "`@x.sys`"),
    error("[Strings]", "[X.CoInstallers]\n[Strings]", "[X.Co", 1300, "[X.CoInstallers]"),
    warning("[Strings]", "[X.LogConfigOverride]\n[Strings]", "[X.Log", 2009, "will be ignored"),
];

#[test]
fn every_fault_is_found_with_its_line() {
    let good = good("amd64").replace("\r\n", "\n");
    let faults =
        [TEXT, VERSION, CLASS, MODELS, REFERENCES, FILES, SERVICES, WDF, REGISTRY, LEGACY].concat();
    let mut missed = Vec::new();
    for fault in faults {
        let Fault { old, everywhere, new, at, severity, code, contains } = fault;
        assert!(good.contains(old), "the INF does not contain {old:?}");
        let count = if everywhere { usize::MAX } else { 1 };
        let broken = good.replacen(old, new, count);
        let line = at.map(|at| line_of(&broken, at));
        let findings = check(&broken);
        let found = findings.iter().any(|finding| {
            finding.line == line
                && (finding.severity, finding.code) == (severity, code)
                && finding.message.contains(contains)
        });
        if !found {
            let findings: Vec<_> =
                findings.iter().map(|finding| finding.in_file("broken.inf")).collect();
            missed.push(format!("{old:?} -> {new:?}, line {line:?}:\n  {}", findings.join("\n  ")));
        }
    }
    assert!(missed.is_empty(), "{}", missed.join("\n"));
}

/// The number of the first line that begins with the text.
fn line_of(text: &str, at: &str) -> usize {
    let text = format!("\n{text}");
    let index =
        text.find(&format!("\n{at}")).unwrap_or_else(|| panic!("no line begins with {at:?}"));
    text.get(..=index).unwrap().matches('\n').count()
}
