//! The steps of a sequence: actions of applications and of the system.

/// The largest number of devices at once. The first exists from the start and is of the subject's
/// variant; the second is of the other variant.
pub const DEVICES: usize = 2;
/// The number of processes. A new process replaces one that has ended.
pub const PROCESSES: usize = 2;
/// The number of handle variables. Handle `n` belongs to process `n % PROCESSES`.
pub const HANDLES: usize = 4;

/// The period of the first device's timer, in milliseconds.
pub(crate) const FIRST_PERIOD: u32 = 100;

/// An action. Numbers of devices, processes and handles are taken modulo the number that exist.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// A process opens a device. The previous handle of the variable stays open until the process
    /// ends, and nobody can use it.
    Open {
        /// The handle.
        handle: u8,
        /// The device.
        device: u8,
    },
    /// Writes bytes that differ from those of every other write of the sequence.
    Write {
        /// The handle.
        handle: u8,
        /// The number of bytes.
        length: u32,
    },
    /// Reads bytes.
    Read {
        /// The handle.
        handle: u8,
        /// The largest number of bytes.
        length: u32,
    },
    /// Sends a control code, for which the driver has no callback.
    Control {
        /// The handle.
        handle: u8,
    },
    /// Cancels one operation by its `OVERLAPPED`.
    Cancel {
        /// The operation: 0 is the newest.
        back: u8,
    },
    /// Cancels every operation of a handle.
    CancelAll {
        /// The handle.
        handle: u8,
    },
    /// Closes a handle.
    Close {
        /// The handle.
        handle: u8,
    },
    /// A process ends.
    Exit {
        /// The process.
        process: u8,
    },
    /// Time passes.
    Advance {
        /// In 100 ns units.
        units: u32,
    },
    /// The driver's next allocation fails.
    Starve,
    /// The system finds a device. Refused while a device of this number is present.
    Create {
        /// The device.
        device: u8,
        /// The period of its timer, in milliseconds, 1 to 60,000.
        period: u16,
    },
    /// The system changes the state of a device.
    Change {
        /// The device.
        device: u8,
        /// The change.
        change: Change,
    },
}

/// A change that the system makes to a device.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// Puts the device to sleep.
    Suspend,
    /// Wakes the device.
    Resume,
    /// Stops the device to rebalance resources.
    Stop,
    /// Starts the device after a stop.
    Start,
    /// Removes the device; it can be enabled again.
    Disable,
    /// Adds and starts the device again.
    Enable,
    /// Removes the device in an orderly way.
    Remove,
    /// Removes the device by surprise.
    SurpriseRemove,
}

impl Change {
    /// All changes.
    pub const ALL: [Self; 8] = [
        Self::Suspend,
        Self::Resume,
        Self::Stop,
        Self::Start,
        Self::Disable,
        Self::Enable,
        Self::Remove,
        Self::SurpriseRemove,
    ];
}

/// The element of a number, modulo the length.
pub(crate) fn modulo(number: u8, count: usize) -> usize {
    usize::from(number) % count
}

/// The bytes of the write with this operation number: they differ from place to place, and from the
/// bytes of the writes before and after.
pub(crate) fn bytes_of_write(operation: usize, length: usize) -> Vec<u8> {
    let seed = operation.wrapping_mul(37).to_le_bytes()[0];
    (0..=250).cycle().map(|byte: u8| byte.wrapping_add(seed)).take(length).collect()
}
