//! The settings of a device: two values in its hardware key, written by the INF.
#![forbid(unsafe_code)]

use wdk::paged_code;

use crate::interface::{
    DEFAULT_PERIOD_MS, MAX_PERIOD_MS, MIN_PERIOD_MS, MODE_VALUE, PERIOD_VALUE, Variant,
};
use crate::wdf::{self, DeviceInit, Name, NtResult, NtStatus, RegistryKey, debug_println};

/// The settings in a device's hardware key.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Settings {
    /// `SynchronizationMode`
    pub variant: Variant,
    /// `TimerPeriod`
    pub period: TimerPeriod,
}

/// Milliseconds from one tick to the next: 1 to 60,000, and 100 when the value is absent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TimerPeriod(u32);

impl TimerPeriod {
    /// The period in milliseconds.
    pub const fn milliseconds(self) -> u32 {
        self.0
    }
}

impl Default for TimerPeriod {
    fn default() -> Self {
        Self(DEFAULT_PERIOD_MS)
    }
}

/// The error for a number outside a setting's range.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OutOfRange;

impl TryFrom<u32> for Variant {
    type Error = OutOfRange;

    fn try_from(number: u32) -> Result<Self, OutOfRange> {
        Self::of_mode(number).ok_or(OutOfRange)
    }
}

impl TryFrom<u32> for TimerPeriod {
    type Error = OutOfRange;

    fn try_from(number: u32) -> Result<Self, OutOfRange> {
        if (MIN_PERIOD_MS..=MAX_PERIOD_MS).contains(&number) {
            Ok(Self(number))
        } else {
            Err(OutOfRange)
        }
    }
}

impl Settings {
    /// Reads the settings of a device before it is created. `PASSIVE_LEVEL`.
    ///
    /// # Errors
    /// `STATUS_INVALID_PARAMETER` for a number out of range, `STATUS_OBJECT_TYPE_MISMATCH` for a
    /// value that is not a `REG_DWORD`, and any other status of opening the key or reading a value.
    pub fn read(init: &DeviceInit<'_>) -> NtResult<Self> {
        paged_code!();
        let key = match init.open_hardware_key() {
            Ok(key) => key,
            Err(NtStatus::OBJECT_NAME_NOT_FOUND) => return Ok(Self::default()),
            Err(status) => {
                debug_println!("the hardware key cannot be opened: {status}");
                return Err(status);
            }
        };
        Ok(Self {
            variant: read_or_default(&key, wdf::name!(MODE_VALUE))?,
            period: read_or_default(&key, wdf::name!(PERIOD_VALUE))?,
        })
    }
}

fn read_or_default<T: TryFrom<u32> + Default>(key: &RegistryKey, name: Name) -> NtResult<T> {
    match key.query_u32(name) {
        Ok(number) => T::try_from(number).map_err(|_| {
            debug_println!("the value {name} of the hardware key is out of range: {number}");
            NtStatus::INVALID_PARAMETER
        }),
        Err(NtStatus::OBJECT_NAME_NOT_FOUND) => Ok(T::default()),
        Err(status) => {
            debug_println!("the value {name} of the hardware key cannot be read: {status}");
            Err(status)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{OutOfRange, Settings, TimerPeriod, Variant};

    #[test]
    fn default_settings_are_auto_sync_and_100_ms() {
        let Settings { variant, period } = Settings::default();
        assert_eq!(variant, Variant::AutoSync);
        assert_eq!(period.milliseconds(), 100);
    }

    #[test]
    fn modes_0_and_1_are_variants_and_others_out_of_range() {
        assert_eq!(Variant::try_from(0), Ok(Variant::AutoSync));
        assert_eq!(Variant::try_from(1), Ok(Variant::DriverSync));
        for number in [2, 3, u32::MAX] {
            assert_eq!(Variant::try_from(number), Err(OutOfRange), "{number}");
        }
    }

    #[test]
    fn periods_1_to_60_000_are_accepted_and_others_out_of_range() {
        for number in [1, 2, 100, 59_999, 60_000] {
            assert_eq!(TimerPeriod::try_from(number).map(TimerPeriod::milliseconds), Ok(number));
        }
        for number in [0, 60_001, u32::MAX] {
            assert_eq!(TimerPeriod::try_from(number), Err(OutOfRange), "{number}");
        }
    }
}
