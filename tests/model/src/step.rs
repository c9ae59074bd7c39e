//! What applications and the system do: the steps of a sequence.

/// How many devices there can be at once. The first exists from the start and is of the variant
/// that is looked at; the second is of the other variant.
pub const DEVICES: usize = 2;
/// How many processes there are; one that has ended is replaced by a new one.
pub const PROCESSES: usize = 2;
/// How many handle variables the processes have. Handle `n` is one of process `n % PROCESSES`.
pub const HANDLES: usize = 4;

/// The period of the first device's timer, in milliseconds.
pub(crate) const FIRST_PERIOD: u32 = 100;

/// Something that happens. Numbers of devices, processes and handles are taken modulo how many there
/// are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// A process opens a device. What the handle variable held before stays open until the process
    /// ends, and nobody can reach it any more.
    Open {
        /// The handle.
        handle: u8,
        /// The device.
        device: u8,
    },
    /// Writes bytes that no other write of the sequence has.
    Write {
        /// The handle.
        handle: u8,
        /// How many.
        length: u32,
    },
    /// Reads bytes.
    Read {
        /// The handle.
        handle: u8,
        /// How many, at most.
        length: u32,
    },
    /// Sends a control code, which the driver has no callback for.
    Control {
        /// The handle.
        handle: u8,
    },
    /// Cancels one operation, by its OVERLAPPED.
    Cancel {
        /// Which one: 0 is the newest.
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
    /// There is no memory for the next allocation of the driver.
    Starve,
    /// A device is found; refused while the one of this number is present.
    Create {
        /// The device.
        device: u8,
        /// The period of its timer, in milliseconds, 1 to 60,000.
        period: u16,
    },
    /// The system does something with a device.
    Change {
        /// The device.
        device: u8,
        /// What.
        change: Change,
    },
}

/// What the system does with a device.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// Puts it to sleep.
    Suspend,
    /// Wakes it.
    Resume,
    /// Stops it to rebalance resources.
    Stop,
    /// Starts it after a stop.
    Start,
    /// Removes it so that it can be enabled again.
    Disable,
    /// Adds and starts it again.
    Enable,
    /// Removes it in good order.
    Remove,
    /// It is gone without notice.
    SurpriseRemove,
}

impl Change {
    /// All of them.
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

/// The element that a number stands for.
pub(crate) fn modulo(number: u8, count: usize) -> usize {
    usize::from(number) % count
}

/// The bytes of the write that is the operation of this number: different from place to place, and
/// from those of the writes before and after it.
pub(crate) fn bytes_of_write(operation: usize, length: usize) -> Vec<u8> {
    let seed = operation.wrapping_mul(37).to_le_bytes()[0];
    (0..=250).cycle().map(|byte: u8| byte.wrapping_add(seed)).take(length).collect()
}
