//! What the device is expected to do where drivers of the echo family differ.

use std::time::Duration;

use echo_interface::DEFAULT_PERIOD_MS;

use super::arguments::Like;

/// The expectations of a run.
#[derive(Clone, Debug)]
pub struct Expected {
    /// The driver whose behaviour is expected.
    pub like: Like,
    /// The period of the device's timer.
    pub period: Duration,
    /// The time of the mixed load.
    pub load: Duration,
    /// Whether the machine may be put to sleep.
    pub sleep: bool,
}

/// The first tick of the C sample comes this long after the start.
const FIRST_TICK_OF_C_SAMPLE: Duration = Duration::from_millis(100);
/// The shorter of the two periods of the C sample's versions.
const PERIOD_OF_C_SAMPLE: Duration = Duration::from_secs(2);

impl Expected {
    /// The period without `--period`: that of the hardware key, or the driver's default.
    pub fn period_of(like: Like, hardware_key: Option<u32>) -> Duration {
        match like {
            Like::ThisDriver => {
                Duration::from_millis(u64::from(hardware_key.unwrap_or(DEFAULT_PERIOD_MS)))
            }
            Like::CSample => PERIOD_OF_C_SAMPLE,
        }
    }

    /// The time from the start of the device to its first tick.
    pub fn first_tick(&self) -> Duration {
        match self.like {
            Like::ThisDriver => self.period,
            Like::CSample => FIRST_TICK_OF_C_SAMPLE,
        }
    }

    /// The bytes that the driver reports for a cancelled request of `length` bytes that it held.
    pub fn cancelled_bytes(&self, length: usize) -> usize {
        match self.like {
            Like::ThisDriver => 0,
            Like::CSample => length,
        }
    }

    /// Whether the driver reads settings from the hardware key.
    pub fn has_settings(&self) -> bool {
        self.like == Like::ThisDriver
    }
}
