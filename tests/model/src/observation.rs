//! The visible result of a step: the answer, and everything that changed.

/// What an application sees of a machine after a step. The model and the machine each make one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Observation {
    /// The answer to the step.
    pub reply: Reply,
    /// The time after the step, in 100 ns units since the start.
    pub now: u64,
    /// The operations that completed in the step, by their numbers.
    pub completed: Vec<(usize, Outcome)>,
    /// The state of each device; `None` if no device of this number was ever created.
    pub states: Vec<Option<State>>,
    /// The number of devices, including those that wait for their last handle to close.
    pub devices: usize,
    /// The sizes of the driver's allocations in bytes, smallest first.
    pub memory: Vec<usize>,
    /// The driver's callbacks so far.
    pub calls: Calls,
    /// The framework's rules that the driver has broken so far.
    pub violations: Vec<String>,
}

/// The number of a driver's callbacks, over all devices.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Calls {
    /// Reads and writes presented to the driver: neither those cancelled in the queue nor those of
    /// zero length.
    pub presented: usize,
    /// Ticks of the timers: none while the device is powered down.
    pub ticks: usize,
    /// Cancellations of requests that the driver held.
    pub cancels: usize,
}

/// The answer to a step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reply {
    /// The step is done.
    Done,
    /// The step makes no sense here: the handle, operation or device does not exist, or the device
    /// is in another state. Nothing has happened.
    Refused,
    /// The device is not removed in good order, because a handle to it is open. Nothing has happened.
    InUse,
    /// The status of opening the device.
    Opened(Status),
    /// The status that the dispatch of a read, write or control code returned.
    Issued(Status),
    /// Whether there was something to cancel.
    Found(bool),
    /// A failure of the test: the system could not do what it always can.
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
    /// `STATUS_FILE_CLOSED`: the handle is closed.
    FileClosed,
    /// `STATUS_OBJECT_NAME_NOT_FOUND`: no such device interface is enabled.
    ObjectNameNotFound,
    /// A failure of the test: any other status.
    Other(i32),
}

/// The outcome of an operation.
#[derive(Clone, PartialEq, Eq)]
pub struct Outcome {
    /// The status.
    pub status: Status,
    /// The bytes transferred.
    pub information: usize,
    /// The bytes read.
    pub data: Vec<u8>,
    /// The time of completion, in 100 ns units since the start.
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
    /// The device works.
    Started,
    /// The device sleeps.
    Asleep,
    /// The device is stopped to rebalance resources.
    Stopped,
    /// The device was removed, and can be enabled.
    Disabled,
    /// The device was removed by surprise, and a handle to it is still open.
    SurpriseRemoved,
    /// The device was removed.
    Removed,
    /// A failure of the test: the device does not work.
    Failed(String),
}
