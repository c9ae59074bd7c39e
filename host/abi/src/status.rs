//! NTSTATUS values that occur between an application, the framework and a driver.
#![allow(missing_docs, reason = "C names, described by the NTSTATUS reference")]

use super::nt::NTSTATUS;

macro_rules! statuses {
    ($($name:ident = $value:literal $(=> $win32:literal)?,)*) => {
        $(pub const $name: NTSTATUS = u32::cast_signed($value);)*

        /// The Win32 error that an application sees for a status (`RtlNtStatusToDosError`); 317,
        /// `ERROR_MR_MID_NOT_FOUND`, for a status that has none.
        #[must_use]
        pub const fn win32_error(status: NTSTATUS) -> u32 {
            match status {
                $($($name => $win32,)?)*
                _ => 317,
            }
        }

        /// The name of a status, if this host knows it.
        #[must_use]
        pub const fn status_name(status: NTSTATUS) -> Option<&'static str> {
            match status {
                $($name => Some(stringify!($name)),)*
                _ => None,
            }
        }
    };
}

statuses! {
    STATUS_SUCCESS = 0x0000_0000 => 0,
    STATUS_TIMEOUT = 0x0000_0102 => 1460,
    STATUS_PENDING = 0x0000_0103 => 997,
    STATUS_OBJECT_NAME_EXISTS = 0x4000_0000 => 698,
    STATUS_WDF_QUEUED = 0x4020_0000,
    STATUS_WDF_POSTED = 0x4020_0002,
    STATUS_BUFFER_OVERFLOW = 0x8000_0005 => 234,
    STATUS_DEVICE_BUSY = 0x8000_0011 => 170,
    STATUS_NO_MORE_ENTRIES = 0x8000_001A => 259,
    STATUS_UNSUCCESSFUL = 0xC000_0001 => 31,
    STATUS_INFO_LENGTH_MISMATCH = 0xC000_0004 => 24,
    STATUS_ACCESS_VIOLATION = 0xC000_0005 => 998,
    STATUS_INVALID_HANDLE = 0xC000_0008 => 6,
    STATUS_INVALID_PARAMETER = 0xC000_000D => 87,
    STATUS_NO_SUCH_DEVICE = 0xC000_000E => 2,
    STATUS_INVALID_DEVICE_REQUEST = 0xC000_0010 => 1,
    STATUS_ACCESS_DENIED = 0xC000_0022 => 5,
    STATUS_BUFFER_TOO_SMALL = 0xC000_0023 => 122,
    STATUS_OBJECT_TYPE_MISMATCH = 0xC000_0024 => 6,
    STATUS_OBJECT_NAME_INVALID = 0xC000_0033 => 123,
    STATUS_OBJECT_NAME_NOT_FOUND = 0xC000_0034 => 2,
    STATUS_OBJECT_PATH_INVALID = 0xC000_0039 => 161,
    STATUS_OBJECT_PATH_SYNTAX_BAD = 0xC000_003B => 161,
    STATUS_DELETE_PENDING = 0xC000_0056 => 5,
    STATUS_INVALID_SECURITY_DESCR = 0xC000_0079 => 1338,
    STATUS_PROCEDURE_NOT_FOUND = 0xC000_007A => 127,
    STATUS_RESOURCE_DATA_NOT_FOUND = 0xC000_0089 => 1812,
    STATUS_INTEGER_OVERFLOW = 0xC000_0095 => 534,
    STATUS_INSUFFICIENT_RESOURCES = 0xC000_009A => 1450,
    STATUS_DEVICE_POWER_FAILURE = 0xC000_009E => 21,
    STATUS_NOT_SUPPORTED = 0xC000_00BB => 50,
    STATUS_INTERNAL_ERROR = 0xC000_00E5 => 1359,
    STATUS_INVALID_PARAMETER_4 = 0xC000_00F2 => 87,
    STATUS_CANCELLED = 0xC000_0120 => 995,
    STATUS_CANNOT_DELETE = 0xC000_0121 => 5,
    STATUS_FILE_CLOSED = 0xC000_0128 => 6,
    STATUS_KEY_DELETED = 0xC000_017C => 1018,
    STATUS_DRIVER_INTERNAL_ERROR = 0xC000_0183 => 1359,
    STATUS_INVALID_DEVICE_STATE = 0xC000_0184 => 22,
    STATUS_INVALID_BUFFER_SIZE = 0xC000_0206 => 1784,
    STATUS_NOT_FOUND = 0xC000_0225 => 1168,
    STATUS_WDF_INTERNAL_ERROR = 0xC020_0201,
    STATUS_WDF_PAUSED = 0xC020_0203,
    STATUS_WDF_BUSY = 0xC020_0204,
    STATUS_WDF_REQUEST_INVALID_STATE = 0xC020_0208,
    STATUS_WDF_OBJECT_ATTRIBUTES_INVALID = 0xC020_0209,
    STATUS_WDF_NO_CALLBACK = 0xC020_020B,
    STATUS_WDF_INCOMPATIBLE_EXECUTION_LEVEL = 0xC020_020C,
    STATUS_WDF_PARENT_ALREADY_ASSIGNED = 0xC020_020D,
    STATUS_WDF_PARENT_IS_SELF = 0xC020_020E,
    STATUS_WDF_PARENT_ASSIGNMENT_NOT_ALLOWED = 0xC020_020F,
    STATUS_WDF_SYNCHRONIZATION_SCOPE_INVALID = 0xC020_0210,
    STATUS_WDF_EXECUTION_LEVEL_INVALID = 0xC020_0211,
    STATUS_WDF_PARENT_NOT_SPECIFIED = 0xC020_0212,
    STATUS_WDF_NOT_ENOUGH_MAP_REGISTERS = 0xC020_0214,
}

/// A status for people: its name, if known, and its value.
#[must_use]
pub fn describe(status: NTSTATUS) -> String {
    match status_name(status) {
        Some(name) => format!("{name} ({:#010x})", status.cast_unsigned()),
        None => format!("{:#010x}", status.cast_unsigned()),
    }
}
