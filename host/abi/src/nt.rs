//! Base types, structures and constants of the NT kernel interface, as wdk-sys spells them.
#![allow(
    non_camel_case_types,
    non_snake_case,
    missing_docs,
    reason = "C names, described by the WDK reference"
)]

use core::ffi::c_void;

pub type CHAR = i8;
pub type CCHAR = i8;
pub type UCHAR = u8;
pub type BOOLEAN = u8;
pub type KIRQL = u8;
pub type USHORT = u16;
pub type WCHAR = u16;
pub type LONG = i32;
pub type ULONG = u32;
pub type LONGLONG = i64;
pub type ULONGLONG = u64;
pub type ULONG_PTR = u64;
pub type SIZE_T = u64;
pub type NTSTATUS = i32;
pub type ACCESS_MASK = u32;
pub type POOL_FLAGS = u64;
pub type POOL_TYPE = i32;
pub type KPROCESSOR_MODE = i8;
pub type DEVICE_RELATION_TYPE = i32;
pub type PVOID = *mut c_void;
pub type HANDLE = *mut c_void;
pub type PULONG = *mut ULONG;
pub type PUSHORT = *mut USHORT;
pub type PLONGLONG = *mut LONGLONG;
pub type PWSTR = *mut WCHAR;
pub type PCWSTR = *const WCHAR;
pub type PSTR = *mut CHAR;
pub type PCSTR = *const CHAR;
pub type LPCSTR = *const CHAR;
pub type PCCH = *const CHAR;
pub type LPCGUID = *const GUID;
pub type LPGUID = *mut GUID;
pub type PDEVICE_OBJECT = *mut c_void;
pub type PFILE_OBJECT = *mut c_void;
pub type PIRP = *mut c_void;
pub type PEPROCESS = *mut c_void;
pub type PCM_PARTIAL_RESOURCE_DESCRIPTOR = *mut c_void;
pub type PULONG_PTR = *mut ULONG_PTR;
pub type PKDPC = *mut c_void;
pub type LCID = ULONG;
pub type DEVPROPTYPE = ULONG;
pub type PDEVPROPTYPE = *mut ULONG;

/// A counted UTF-16 string; `Length` and `MaximumLength` are bytes.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct _UNICODE_STRING {
    pub Length: USHORT,
    pub MaximumLength: USHORT,
    pub Buffer: PWSTR,
}
impl Default for _UNICODE_STRING {
    fn default() -> Self {
        Self { Length: 0, MaximumLength: 0, Buffer: core::ptr::null_mut() }
    }
}
pub type UNICODE_STRING = _UNICODE_STRING;
pub type PUNICODE_STRING = *mut _UNICODE_STRING;
pub type PCUNICODE_STRING = *const _UNICODE_STRING;

/// A globally unique identifier.
#[repr(C)]
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct _GUID {
    pub Data1: u32,
    pub Data2: u16,
    pub Data3: u16,
    pub Data4: [u8; 8],
}
pub type GUID = _GUID;

pub type PINTERFACE_REFERENCE = Option<unsafe extern "C" fn(Context: PVOID)>;
pub type PINTERFACE_DEREFERENCE = Option<unsafe extern "C" fn(Context: PVOID)>;

/// The beginning of each interface that drivers query.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct _INTERFACE {
    pub Size: USHORT,
    pub Version: USHORT,
    pub Context: PVOID,
    pub InterfaceReference: PINTERFACE_REFERENCE,
    pub InterfaceDereference: PINTERFACE_DEREFERENCE,
}
impl Default for _INTERFACE {
    fn default() -> Self {
        Self {
            Size: 0,
            Version: 0,
            Context: core::ptr::null_mut(),
            InterfaceReference: None,
            InterfaceDereference: None,
        }
    }
}
pub type INTERFACE = _INTERFACE;
pub type PINTERFACE = *mut _INTERFACE;

/// The key of a property: a GUID and a number.
#[repr(C)]
#[derive(Debug, Clone, Copy, Default)]
pub struct _DEVPROPKEY {
    pub fmtid: GUID,
    pub pid: ULONG,
}
pub type DEVPROPKEY = _DEVPROPKEY;
pub type PDEVPROPKEY = *mut _DEVPROPKEY;

/// A GUID as Windows writes it in names and INFs: in braces, with lower-case digits.
#[must_use]
pub fn guid_text(guid: &GUID) -> String {
    let GUID { Data1: first, Data2: second, Data3: third, Data4: bytes } = guid;
    // The bytes stand in the order of their digits; a hyphen follows the first two.
    let digits = u64::from_be_bytes(*bytes);
    let (fourth, last) = (digits >> 48, digits & 0xFFFF_FFFF_FFFF);
    format!("{{{first:08x}-{second:04x}-{third:04x}-{fourth:04x}-{last:012x}}}")
}

/// A driver's routine that the I/O manager calls at unload.
pub type PDRIVER_UNLOAD = Option<unsafe extern "C" fn(DriverObject: PDRIVER_OBJECT)>;

/// The I/O manager's object for a loaded driver image.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct _DRIVER_OBJECT {
    pub Type: i16,
    pub Size: i16,
    pub DeviceObject: PDEVICE_OBJECT,
    pub Flags: ULONG,
    pub DriverStart: PVOID,
    pub DriverSize: ULONG,
    pub DriverSection: PVOID,
    pub DriverExtension: PVOID,
    pub DriverName: UNICODE_STRING,
    pub HardwareDatabase: PUNICODE_STRING,
    pub FastIoDispatch: PVOID,
    pub DriverInit: PVOID,
    pub DriverStartIo: PVOID,
    pub DriverUnload: PDRIVER_UNLOAD,
    pub MajorFunction: [PVOID; 28],
}
impl Default for _DRIVER_OBJECT {
    fn default() -> Self {
        // SAFETY: integers, pointers and an `Option` of a function pointer have all-zero values.
        unsafe { core::mem::zeroed() }
    }
}
pub type DRIVER_OBJECT = _DRIVER_OBJECT;
pub type PDRIVER_OBJECT = *mut _DRIVER_OBJECT;

/// A driver's entry point, as the I/O manager calls it.
pub type DriverEntry =
    unsafe extern "system" fn(driver: PDRIVER_OBJECT, registry_path: PCUNICODE_STRING) -> NTSTATUS;

pub const PASSIVE_LEVEL: u32 = 0;
pub const APC_LEVEL: u32 = 1;
pub const DISPATCH_LEVEL: u32 = 2;
pub const TRUE: u32 = 1;
pub const FALSE: u32 = 0;
pub const PLUGPLAY_REGKEY_DEVICE: u32 = 1;
pub const PLUGPLAY_REGKEY_DRIVER: u32 = 2;
pub const KEY_READ: u32 = 0x2_0019;
pub const KEY_WRITE: u32 = 0x2_0006;
pub const KEY_ALL_ACCESS: u32 = 0xF_003F;
pub const REG_NONE: u32 = 0;
pub const REG_SZ: u32 = 1;
pub const REG_EXPAND_SZ: u32 = 2;
pub const REG_BINARY: u32 = 3;
pub const REG_DWORD: u32 = 4;
pub const REG_MULTI_SZ: u32 = 7;
pub const REG_OPTION_NON_VOLATILE: u32 = 0;
pub const REG_OPTION_VOLATILE: u32 = 1;
pub const REG_CREATED_NEW_KEY: u32 = 1;
pub const REG_OPENED_EXISTING_KEY: u32 = 2;
pub const POOL_FLAG_USE_QUOTA: POOL_FLAGS = 1;
pub const POOL_FLAG_UNINITIALIZED: POOL_FLAGS = 2;
pub const POOL_FLAG_SESSION: POOL_FLAGS = 4;
pub const POOL_FLAG_CACHE_ALIGNED: POOL_FLAGS = 8;
pub const POOL_FLAG_RAISE_ON_FAILURE: POOL_FLAGS = 0x20;
pub const POOL_FLAG_NON_PAGED: POOL_FLAGS = 0x40;
pub const POOL_FLAG_NON_PAGED_EXECUTE: POOL_FLAGS = 0x80;
pub const POOL_FLAG_PAGED: POOL_FLAGS = 0x100;

/// Members of the C enumeration `_POOL_TYPE` that current drivers use.
#[allow(non_upper_case_globals, reason = "C names")]
pub mod _POOL_TYPE {
    pub type Type = i32;
    pub const NonPagedPool: Type = 0;
    pub const PagedPool: Type = 1;
    pub const NonPagedPoolNx: Type = 512;
}
/// Members of the C enumeration `_MODE`.
#[allow(non_upper_case_globals, reason = "C names")]
pub mod _MODE {
    pub type Type = i32;
    pub const KernelMode: Type = 0;
    pub const UserMode: Type = 1;
}

/// Whether a status is of the success or informational class (`NT_SUCCESS`).
#[must_use]
pub const fn NT_SUCCESS(nt_status: NTSTATUS) -> bool {
    nt_status >= 0
}
