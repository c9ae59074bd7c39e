//! Constants on which the driver, its INF and the applications that use its devices agree.
//!
//! Nothing here needs the framework. The package `echo-interface` offers this file to applications
//! as a crate.
#![forbid(unsafe_code)]

/// The class of the device interface by which applications find the devices:
/// `{CDC35B6E-0BE4-4936-BF5F-5537380A7C1A}`.
pub const INTERFACE_CLASS: Guid = Guid::from_u128(0xCDC35B6E_0BE4_4936_BF5F_5537380A7C1A);

/// The longest write that a device accepts, in bytes, and so the longest read that it answers.
pub const MAX_WRITE: usize = 40_960;

/// The shortest timer period in milliseconds.
pub const MIN_PERIOD_MS: u32 = 1;
/// The longest timer period in milliseconds.
pub const MAX_PERIOD_MS: u32 = 60_000;
/// The timer period in milliseconds when the hardware key has no [`PERIOD_VALUE`].
pub const DEFAULT_PERIOD_MS: u32 = 100;

/// The `REG_DWORD` in a device's hardware key that sets the timer period.
pub const PERIOD_VALUE: &str = "TimerPeriod";
/// The `REG_DWORD` in a device's hardware key that selects the variant.
pub const MODE_VALUE: &str = "SynchronizationMode";

/// The name of the INF in the driver package.
pub const INF: &str = "echo.inf";
/// The name of the driver's image in the driver package.
pub const IMAGE: &str = "echo.sys";
/// The name of the driver's service.
pub const SERVICE: &str = "RustEcho";
/// The name of the devices' setup class.
pub const SETUP_CLASS: &str = "RustEcho";
/// The GUID of the devices' setup class: `{E6C26D43-CE84-431C-A67D-A07CF6E2BE7F}`.
pub const SETUP_CLASS_GUID: Guid = Guid::from_u128(0xE6C26D43_CE84_431C_A67D_A07CF6E2BE7F);

/// The variant of the driver that serves a device.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub enum Variant {
    /// The framework serializes the callbacks. The default when the hardware key has no
    /// [`MODE_VALUE`].
    #[default]
    AutoSync,
    /// The driver orders the callbacks with a lock of its own.
    DriverSync,
}

impl Variant {
    /// Both variants, in the order of the INF's models.
    pub const ALL: [Self; 2] = [Self::AutoSync, Self::DriverSync];

    /// The variant's name in messages.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::AutoSync => "AutoSync",
            Self::DriverSync => "DriverSync",
        }
    }

    /// The variant's name on a command line.
    #[must_use]
    pub const fn argument(self) -> &'static str {
        match self {
            Self::AutoSync => "auto-sync",
            Self::DriverSync => "driver-sync",
        }
    }

    /// The hardware ID for which the INF installs the variant. Windows ignores its letter case.
    #[must_use]
    pub const fn hardware_id(self) -> &'static str {
        match self {
            Self::AutoSync => r"root\ECHO",
            Self::DriverSync => r"root\ECHO_2",
        }
    }

    /// The variant's number in [`MODE_VALUE`].
    #[must_use]
    pub const fn mode(self) -> u32 {
        match self {
            Self::AutoSync => 0,
            Self::DriverSync => 1,
        }
    }

    /// The variant with this number in [`MODE_VALUE`]; `None` for any other number.
    #[must_use]
    pub const fn of_mode(mode: u32) -> Option<Self> {
        match mode {
            0 => Some(Self::AutoSync),
            1 => Some(Self::DriverSync),
            _ => None,
        }
    }
}

/// A GUID, with the fields of `GUID` in the Windows headers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Guid {
    /// The first eight digits.
    pub data1: u32,
    /// The next four.
    pub data2: u16,
    /// The next four.
    pub data3: u16,
    /// The last sixteen, in the order in which they are written.
    pub data4: [u8; 8],
}

impl Guid {
    /// The GUID with these 32 hexadecimal digits.
    #[must_use]
    #[expect(clippy::cast_possible_truncation, reason = "splits the number into fields")]
    pub const fn from_u128(digits: u128) -> Self {
        Self {
            data1: (digits >> 96) as u32,
            data2: (digits >> 80) as u16,
            data3: (digits >> 64) as u16,
            data4: (digits as u64).to_be_bytes(),
        }
    }

    /// The GUID's 32 hexadecimal digits.
    #[must_use]
    pub const fn to_u128(self) -> u128 {
        let Self { data1, data2, data3, data4 } = self;
        (data1 as u128) << 96
            | (data2 as u128) << 80
            | (data3 as u128) << 64
            | u64::from_be_bytes(data4) as u128
    }
}
