//! The INF of the test driver.

/// An INF with two models of one driver. A value in the hardware key distinguishes the models.
pub const INF: &str = r#"
[Version]
Signature   = "$WINDOWS NT$"
Class       = HostTest
ClassGuid   = {0B7B1D0C-8C8F-4E0B-9C62-0C1B3C3B7B11}
Provider    = %Maker%
CatalogFile = hosttest.cat
DriverVer   = 01/01/2026,1.0.0.0
PnpLockdown = 1
[ClassInstall32]
AddReg = Class_AddReg
[Class_AddReg]
HKR,,,,"Host tests"
[DestinationDirs]
DefaultDestDir = 13
[SourceDisksNames]
1 = "Disk"
[SourceDisksFiles]
hosttest.sys = 1
[Manufacturer]
%Maker% = Models, NTamd64, NTarm64
[Models.NTamd64]
"First"  = First_Device, root\HOSTTEST
"Second" = Second_Device, root\HOSTTEST_2
[Models.NTarm64]
"First"  = First_Device, root\HOSTTEST
"Second" = Second_Device, root\HOSTTEST_2
[First_Device.NT]
CopyFiles = Files
[First_Device.NT.HW]
AddReg = First_AddReg
[First_Device.NT.Services]
AddService = HostTest, 0x00000002, Service_Install
[First_Device.NT.Wdf]
KmdfService = HostTest, Wdf_Install
[Second_Device.NT]
CopyFiles = Files
[Second_Device.NT.HW]
AddReg = Second_AddReg
[Second_Device.NT.Services]
AddService = HostTest, 0x00000002, Service_Install
[Second_Device.NT.Wdf]
KmdfService = HostTest, Wdf_Install
[Files]
hosttest.sys
[First_AddReg]
HKR,,"Model",0x00010001,1
[Second_AddReg]
HKR,,"Model",0x00010001,2
HKR,,"Label",,"second"
[Service_Install]
ServiceType   = 1
StartType     = 3
ErrorControl  = 1
ServiceBinary = %13%\hosttest.sys
[Wdf_Install]
KmdfLibraryVersion = 1.31
[Strings]
Maker = "Host tests"
"#;

/// [`INF`] with values for the service's key, as lines of a section that AddReg names.
pub fn inf_with_service_values(lines: &str) -> String {
    let service = "[Service_Install]\n";
    let section = format!("[Service_AddReg]\n{lines}\n{service}AddReg = Service_AddReg\n");
    INF.replace(service, &section)
}

/// [`INF`] with a filter above or below the function driver of the first model: `value` is
/// `UpperFilters` or `LowerFilters`.
pub fn inf_with_filter(value: &str) -> String {
    let service = "AddService = HostTest, 0x00000002, Service_Install\n";
    let filter = format!("{service}AddService = HostFilter,, Service_Install\n");
    let values = "HKR,,\"Model\",0x00010001,1\n";
    let list = format!("{values}HKR,,\"{value}\",0x00010000,\"HostFilter\"\n");
    INF.replacen(service, &filter, 1).replacen(values, &list, 1)
}
