//! What the driver and its applications agree on.

use wdk_sys::GUID;

/// The device interface class by which applications find the device.
pub const INTERFACE: GUID = GUID {
    Data1: 0x0123_4567,
    Data2: 0x89AB,
    Data3: 0xCDEF,
    Data4: [0x01, 0x23, 0x45, 0x67, 0x89, 0xAB, 0xCD, 0xEF],
};

/// Stores the input as the message. `STATUS_DEVICE_BUSY` while another message is stored.
pub const IOCTL_POST: u32 = control_code(0x800);

/// Waits for a message, which becomes the output. The output buffer has [`MAX_MESSAGE`] bytes or more.
pub const IOCTL_WAIT: u32 = control_code(0x801);

/// The longest message, in bytes.
pub const MAX_MESSAGE: usize = 64;

/// `CTL_CODE` with `FILE_DEVICE_UNKNOWN`, `METHOD_BUFFERED` and `FILE_ANY_ACCESS`. Functions from
/// 0x800 are for drivers that are not Microsoft's.
const fn control_code(function: u32) -> u32 {
    const FILE_DEVICE_UNKNOWN: u32 = 0x22;
    FILE_DEVICE_UNKNOWN << 16 | function << 2
}
