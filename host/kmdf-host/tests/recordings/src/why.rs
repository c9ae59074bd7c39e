//! The reasons for which a recording and the host may differ.

/// The trace has no event for the end of an IRP.
pub const END_OF_IRP: &str = "the trace shows where an IRP begins, not where it ends";

/// An IRP that never reaches a driver's callback.
pub const NOT_FOR_THE_DRIVER: &str =
    "the framework handles this IRP without the driver, and the host does not send it";

/// The trace has no event for interfaces.
pub const INTERFACE: &str = "the trace does not show the state of interfaces";

/// The trace shows less of a call than the recording.
pub const CALL: &str = "the trace does not show all arguments and results of this call";

/// The trace shows more than the recording.
pub const DECISION: &str = "the recording shows no decisions of the framework";

/// A row about the recorded program, or a remark of the program.
pub const REMARK: &str = "the recorded program or the recorder speaks of itself";

/// A close that an open request delays.
pub const LATE_CLOSE: &str = "a close that waits has its row at its beginning in the trace or the \
    recording, and at its end in the other";

/// A driver's entry and unload by hand.
pub const LOADED_BY_HAND: &str =
    "the recorded program loads the driver by itself; the host calls DriverEntry as a callback";

/// The load of a second driver.
pub const LOADED_LATER: &str = "the recorded program loads both drivers first; Windows and the host load \
    a driver before the driver adds its device";

/// The unload of a driver.
pub const UNLOADED: &str = "Windows and the host unload a driver with its last device; the recorded \
    program unloads the driver later or never";

/// An order that the recorded program chooses.
pub const AT_ONCE: &str = "the host does this before the application's next step, the recorded program \
    or its worker thread later";

/// A thread that the recorded program starts.
pub const THREAD: &str = "either the host or the recorded program does this on a thread of its own";

/// A removal that Windows would refuse.
pub const BY_SURPRISE: &str = "Windows refuses the removal in good order while a handle is open, so \
    the replay removes the device by surprise: the REMOVE waits for the close";

/// A device that has failed.
pub const FAILED: &str = "before the removal of a device that has failed, the host sends other messages \
    than the recorded program";

/// A flush of an application.
pub const FLUSH: &str =
    "a flush ends at once, and the application of the replay reports it in one row";

/// The name of a callback.
pub const NAME_OF_READY: &str =
    "the documentation names the type of both callbacks EvtIoQueueState, and so does the trace";

/// The list of open handles.
pub const HANDLES: &str = "the trace shows who has the device open instead";

/// A fault of the recorded driver.
pub const STACK: &str = "the recorded driver shows a byte of its stack that nobody has set";
