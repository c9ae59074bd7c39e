//! The events of applications.

use std::fmt;

use crate::abi::NTSTATUS;
use crate::names::ObjectName;

/// A call that sends a request to a device.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum IoCall {
    /// `CreateFile`.
    Create,
    /// `ReadFile`.
    Read {
        /// The number of bytes to read.
        length: usize,
    },
    /// `WriteFile`.
    Write {
        /// The number of bytes to write.
        length: usize,
    },
    /// `DeviceIoControl`.
    DeviceControl {
        /// The control code.
        code: u32,
    },
    /// An internal control code, which a driver above the device sends.
    InternalControl {
        /// The control code.
        code: u32,
    },
    /// `FlushFileBuffers`.
    Flush,
}

impl IoCall {
    /// The name of the Win32 function.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Create => "CreateFile",
            Self::Read { .. } => "ReadFile",
            Self::Write { .. } => "WriteFile",
            Self::DeviceControl { .. } => "DeviceIoControl",
            Self::InternalControl { .. } => "InternalDeviceControl",
            Self::Flush => "FlushFileBuffers",
        }
    }
}

impl fmt::Display for IoCall {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = self.name();
        match self {
            Self::Read { length } | Self::Write { length } => write!(f, "{name}({length})"),
            Self::DeviceControl { code } | Self::InternalControl { code } => {
                write!(f, "{name}({code:#x})")
            }
            Self::Create | Self::Flush => f.write_str(name),
        }
    }
}

/// An action of an application.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Application {
    /// A call that sends a request has returned.
    Issued {
        /// The call.
        call: IoCall,
        /// The call's status: `STATUS_PENDING`, or an error.
        status: NTSTATUS,
        /// The request that carries the call; `None` if the call was refused before one existed.
        /// `Display` omits the request.
        request: Option<ObjectName>,
    },
    /// `CancelIoEx` for one operation has returned.
    Cancel {
        /// Whether the operation was outstanding.
        found: bool,
    },
    /// `CancelIoEx` for all operations of a handle has returned.
    CancelAll {
        /// Whether any operation was outstanding.
        found: bool,
    },
    /// `CloseHandle` begins.
    Close,
    /// `ExitProcess` begins.
    Exit,
}

impl Application {
    /// Whether the event marks the beginning of the call, before its effects. The other calls are
    /// traced when they return.
    #[must_use]
    pub const fn begins(self) -> bool {
        matches!(self, Self::Close | Self::Exit)
    }
}

impl fmt::Display for Application {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Issued { call, status, .. } => {
                write!(f, "{call} -> {:08x}", status.cast_unsigned())
            }
            Self::Cancel { found } => write!(f, "CancelIoEx -> {}", u8::from(*found)),
            Self::CancelAll { found } => write!(f, "CancelIoEx(all) -> {}", u8::from(*found)),
            Self::Close => f.write_str("CloseHandle"),
            Self::Exit => f.write_str("ExitProcess"),
        }
    }
}
