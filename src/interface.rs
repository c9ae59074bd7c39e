//! What the driver, its INF and the applications that use its devices must agree on.
//!
//! Nothing here needs the framework: the package `echo-interface` makes a crate of this file, for
//! applications.
#![forbid(unsafe_code)]

/// The class of the device interface by which applications find the devices:
/// `{CDC35B6E-0BE4-4936-BF5F-5537380A7C1A}`.
pub const INTERFACE_CLASS: Guid = Guid::from_u128(0xCDC35B6E_0BE4_4936_BF5F_5537380A7C1A);

/// The longest write that a device accepts, in bytes. A read never brings more.
pub const MAX_WRITE: usize = 40_960;

/// The least timer period in milliseconds.
pub const MIN_PERIOD_MS: u32 = 1;
/// The greatest timer period in milliseconds.
pub const MAX_PERIOD_MS: u32 = 60_000;
/// The timer period in milliseconds where the hardware key does not say.
pub const DEFAULT_PERIOD_MS: u32 = 100;

/// The name of the `REG_DWORD` in a device's hardware key that says the timer period.
pub const PERIOD_VALUE: &str = "TimerPeriod";
/// The name of the `REG_DWORD` in a device's hardware key that says the variant.
pub const MODE_VALUE: &str = "SynchronizationMode";

/// The name of the INF in the driver's package.
pub const INF: &str = "echo.inf";
/// The name of the driver's image beside it.
pub const IMAGE: &str = "echo.sys";
/// The name of the driver's service.
pub const SERVICE: &str = "RustEcho";
/// The name of the devices' setup class.
pub const SETUP_CLASS: &str = "RustEcho";
/// The GUID of the devices' setup class: `{E6C26D43-CE84-431C-A67D-A07CF6E2BE7F}`.
pub const SETUP_CLASS_GUID: Guid = Guid::from_u128(0xE6C26D43_CE84_431C_A67D_A07CF6E2BE7F);

/// Which variant of the driver serves a device.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub enum Variant {
    /// The framework serializes the callbacks. Also where the hardware key does not say.
    #[default]
    AutoSync,
    /// The driver's own lock does.
    DriverSync,
}

impl Variant {
    /// Both, in the INF's order.
    pub const ALL: [Self; 2] = [Self::AutoSync, Self::DriverSync];

    /// The variant's name in messages.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::AutoSync => "AutoSync",
            Self::DriverSync => "DriverSync",
        }
    }

    /// The hardware ID by which the INF chooses the variant. The system ignores its letter case.
    #[must_use]
    pub const fn hardware_id(self) -> &'static str {
        match self {
            Self::AutoSync => r"root\ECHO",
            Self::DriverSync => r"root\ECHO_2",
        }
    }

    /// The number that stands for the variant in [`MODE_VALUE`].
    #[must_use]
    pub const fn mode(self) -> u32 {
        match self {
            Self::AutoSync => 0,
            Self::DriverSync => 1,
        }
    }

    /// The variant of a number in [`MODE_VALUE`], if there is one.
    #[must_use]
    pub const fn of_mode(mode: u32) -> Option<Self> {
        match mode {
            0 => Some(Self::AutoSync),
            1 => Some(Self::DriverSync),
            _ => None,
        }
    }
}

/// A GUID in the parts of which a `GUID` of the Windows headers consists.
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
    /// The GUID with these thirty-two digits.
    #[must_use]
    #[expect(clippy::cast_possible_truncation, reason = "takes the number to pieces")]
    pub const fn from_u128(digits: u128) -> Self {
        Self {
            data1: (digits >> 96) as u32,
            data2: (digits >> 80) as u16,
            data3: (digits >> 64) as u16,
            data4: (digits as u64).to_be_bytes(),
        }
    }

    /// The GUID's thirty-two digits.
    #[must_use]
    pub const fn to_u128(self) -> u128 {
        let Self { data1, data2, data3, data4 } = self;
        (data1 as u128) << 96
            | (data2 as u128) << 80
            | (data3 as u128) << 64
            | u64::from_be_bytes(data4) as u128
    }
}
