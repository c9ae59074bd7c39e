//! What can be seen of a step: the answer to it, and all that it brought about.

/// What an application sees of a machine after a step. Model and machine each make one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Observation {
    /// The answer to the step.
    pub reply: Reply,
    /// The time after it, in 100 ns units since the start.
    pub now: u64,
    /// The operations that completed in it, by their numbers.
    pub completed: Vec<(usize, Outcome)>,
    /// The state of each device, if there ever was one of its number.
    pub states: Vec<Option<State>>,
    /// How many devices are there, those included that wait for their last handle to be closed.
    pub devices: usize,
    /// The sizes in bytes of what the driver keeps in memory, the smallest first.
    pub memory: Vec<usize>,
    /// What the driver was called for so far.
    pub calls: Calls,
    /// The framework's rules that were broken so far.
    pub violations: Vec<String>,
}

/// What a driver was called for, counted over all devices.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Calls {
    /// Reads and writes that were presented to it: not those that were cancelled in the queue, nor
    /// those of no length.
    pub presented: usize,
    /// Ticks of its timers: none while the device is powered down.
    pub ticks: usize,
    /// Cancellations of what it had.
    pub cancels: usize,
}

/// The answer to a step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reply {
    /// It is done.
    Done,
    /// It makes no sense here: there is no such handle, operation or device, or the device is not
    /// in a state for it. Nothing has happened.
    Refused,
    /// What opening the device returned.
    Opened(Status),
    /// What the dispatch of a read, write or control code returned.
    Issued(Status),
    /// Whether there was something to be cancelled.
    Found(bool),
    /// What must not happen: the system could not do what it always can.
    Failed(String),
}

/// The statuses that an application can see.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// `STATUS_SUCCESS`
    Success,
    /// `STATUS_PENDING`
    Pending,
    /// `STATUS_BUFFER_OVERFLOW`: the write is too long.
    BufferOverflow,
    /// `STATUS_INSUFFICIENT_RESOURCES`: no memory for the write.
    InsufficientResources,
    /// `STATUS_CANCELLED`
    Cancelled,
    /// `STATUS_INVALID_DEVICE_REQUEST`: the driver has no callback for the control code.
    InvalidDeviceRequest,
    /// `STATUS_INVALID_DEVICE_STATE`: the device is being removed.
    InvalidDeviceState,
    /// `STATUS_NO_SUCH_DEVICE`: the device that was opened is gone.
    NoSuchDevice,
    /// `STATUS_FILE_CLOSED`: the handle is closed.
    FileClosed,
    /// `STATUS_OBJECT_NAME_NOT_FOUND`: no such device interface is enabled.
    ObjectNameNotFound,
    /// What must not happen: another status.
    Other(i32),
}

/// What became of an operation.
#[derive(Clone, PartialEq, Eq)]
pub struct Outcome {
    /// The status.
    pub status: Status,
    /// The bytes transferred.
    pub information: usize,
    /// The bytes that were read.
    pub data: Vec<u8>,
    /// When it completed, in 100 ns units since the start.
    pub at: u64,
}

impl std::fmt::Debug for Outcome {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { status, information, data, at } = self;
        let first = &data[..data.len().min(4)];
        write!(f, "{status:?}, {information}, {} bytes {first:x?}.., at {at}", data.len())
    }
}

/// The state of a device.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum State {
    /// It works.
    Started,
    /// It sleeps.
    Asleep,
    /// It is stopped to rebalance resources.
    Stopped,
    /// It was removed and can be enabled.
    Disabled,
    /// It is gone without notice, and a handle to it is still open.
    SurpriseRemoved,
    /// It is gone.
    Removed,
    /// What must not happen: it does not work.
    Failed(String),
}
