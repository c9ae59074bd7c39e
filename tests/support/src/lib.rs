//! What all tests of the echo driver need: the build under test, its INF, and numbers.
//!
//! The numbers are written down here a second time on purpose. They say what the driver must do, so
//! they may not come from the driver's own source.

mod machine;
mod subject;
mod variant;

use kmdf_host::GUID;

pub use self::machine::machine;
pub use self::subject::{INF, Subject};
pub use self::variant::Variant;

/// The device interface class of echo devices.
pub const INTERFACE: GUID = GUID {
    Data1: 0xCDC3_5B6E,
    Data2: 0x0BE4,
    Data3: 0x4936,
    Data4: [0xBF, 0x5F, 0x55, 0x37, 0x38, 0x0A, 0x7C, 0x1A],
};

/// A millisecond in the machine's units of time, which are 100 ns.
pub const MS: u64 = 10_000;

/// The period of the timer with the settings of the INF, in 100 ns units.
pub const PERIOD: u64 = 100 * MS;

/// The longest write that the driver accepts, in bytes.
pub const LIMIT: usize = 40_960;

/// A control code: `FILE_DEVICE_UNKNOWN`, function 0x800, `METHOD_BUFFERED`, `FILE_ANY_ACCESS`.
pub const CONTROL_CODE: u32 = 0x0022_2000;

/// Bytes that differ from place to place, and from seed to seed.
#[must_use]
pub fn pattern(length: usize, seed: u8) -> Vec<u8> {
    (0..=250).cycle().map(|byte: u8| byte.wrapping_add(seed)).take(length).collect()
}
