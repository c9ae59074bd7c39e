//! The rules that a driver must keep, and the report of a broken rule.

mod catalogue;
mod levels;
mod microsoft;
mod violation;

use catalogue::{
    Entry, calls, images, irql, locks, memory, objects, power, queues, requests, setup, waits,
};

pub use levels::{Level, Rules};
pub use microsoft::{MicrosoftRule, Tool};
pub use violation::{Subject, Violation};

macro_rules! rules {
    ($($(#[doc = $about:literal])* $name:ident = $group:ident::$entry:ident,)*) => {
        /// A rule of the framework or the kernel. Windows punishes a breach later, with a bug
        /// check, a hang or a leak; the host reports it at once and continues without undefined
        /// behaviour.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[non_exhaustive]
        pub enum Rule {
            $($(#[doc = $about])* $name,)*
        }

        impl Rule {
            /// All rules.
            pub const ALL: &[Self] = &[$(Self::$name),*];

            /// The sentence that says when the rule is broken.
            #[must_use]
            pub fn about(self) -> &'static str {
                match self {
                    $(Self::$name => concat!($($about),*).trim_start(),)*
                }
            }

            /// The rule's name, as in the enumeration.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$name => stringify!($name),)*
                }
            }

            fn entry(self) -> &'static Entry {
                match self {
                    $(Self::$name => &$group::$entry,)*
                }
            }
        }
    };
}

impl Rule {
    /// Why the rule matters: what a breach does on Windows.
    #[must_use]
    pub fn why(self) -> &'static str {
        self.entry().why
    }

    /// A few lines of C that break the rule.
    #[must_use]
    pub fn wrong(self) -> &'static str {
        self.entry().wrong
    }

    /// The same lines as [`wrong`](Self::wrong), keeping the rule.
    #[must_use]
    pub fn right(self) -> &'static str {
        self.entry().right
    }

    /// What to do about a breach, in one line.
    #[must_use]
    pub fn advice(self) -> &'static str {
        self.entry().advice
    }

    /// The host's test with a driver that breaks the rule: its path in `tests/host`.
    #[must_use]
    pub fn breaking_test(self) -> &'static str {
        self.entry().breaks
    }

    /// The host's test with a driver that comes near and keeps the rule: its path in `tests/host`.
    #[must_use]
    pub fn keeping_test(self) -> &'static str {
        self.entry().keeps
    }

    /// The rules of Microsoft's tools that the rule covers.
    pub fn microsoft(self) -> impl Iterator<Item = &'static MicrosoftRule> {
        MicrosoftRule::all().filter(move |rule| rule.rules.contains(&self))
    }
}

rules! {
    /// A request was completed twice (`MULTIPLE_IRP_COMPLETE_REQUESTS`).
    DoubleCompletion = requests::DOUBLE_COMPLETION,
    /// A request was completed while marked cancelable (`WdfRequestComplete`, verifier).
    CompletionWhileMarked = requests::COMPLETION_WHILE_MARKED,
    /// A request was marked cancelable twice, or marked or unmarked in a state that forbids it.
    CancelMarkMisused = requests::CANCEL_MARK_MISUSED,
    /// A request was used while marked cancelable, by a thread without a lock, although the request's
    /// `EvtRequestCancel` completes the request meanwhile if a cancellation comes.
    UseWhileMarked = requests::USE_WHILE_MARKED,
    /// A request was used that a queue owns: after a forward, a requeue, or a stop that was
    /// acknowledged with a requeue.
    RequestNotOwned = requests::REQUEST_NOT_OWNED,
    /// A handle of a deleted object was used (`WDF_VIOLATION` 5, or worse).
    StaleHandle = objects::STALE_HANDLE,
    /// A handle of another type was used, or a value that never was a handle (`WDF_VIOLATION` 5).
    WrongHandleType = objects::WRONG_HANDLE_TYPE,
    /// A mandatory pointer was NULL (`WDF_VIOLATION` 4).
    RequiredParameterIsNull = calls::REQUIRED_PARAMETER_IS_NULL,
    /// A DDI was called above the IRQL that it allows.
    WrongIrql = irql::WRONG_IRQL,
    /// Pageable code ran above `APC_LEVEL` (`PAGED_CODE`).
    PagedCodeAtRaisedIrql = irql::PAGED_CODE_AT_RAISED_IRQL,
    /// A callback returned at another IRQL than it was called at (`WDF_VIOLATION` 0xE).
    IrqlNotRestored = irql::IRQL_NOT_RESTORED,
    /// A callback returned with a lock still held.
    LockHeldAtReturn = locks::LOCK_HELD_AT_RETURN,
    /// A lock was released by a thread that does not own it, or the callback lock of an object that
    /// has none was acquired or released (`WDF_VIOLATION` 0xB).
    LockReleasedByNonOwner = locks::LOCK_RELEASED_BY_NON_OWNER,
    /// A thread acquired a lock that it owns already: a deadlock (`WDF_VIOLATION` 2).
    RecursiveLock = locks::RECURSIVE_LOCK,
    /// Locks were acquired in an order that can deadlock with an order seen before, also if the
    /// threads did not deadlock this time; or the callback lock of a queue before its device's.
    LockOrder = locks::LOCK_ORDER,
    /// A spin lock was released before one that the thread acquired later.
    LockReleasedOutOfOrder = locks::LOCK_RELEASED_OUT_OF_ORDER,
    /// A lock, or an object with a callback lock, was deleted while a thread owned the lock.
    LockDeletedWhileOwned = locks::LOCK_DELETED_WHILE_OWNED,
    /// Automatic serialization was requested with a parent whose callback lock does not fit the
    /// execution level (`STATUS_WDF_INCOMPATIBLE_EXECUTION_LEVEL`).
    IncompatibleSerialization = locks::INCOMPATIBLE_SERIALIZATION,
    /// Two threads waited for one timer to stop (`WdfTimerStop` with Wait).
    ConcurrentTimerStops = waits::CONCURRENT_TIMER_STOPS,
    /// `WdfTimerStop` with Wait in the timer's own callback.
    TimerWaitInOwnCallback = waits::TIMER_WAIT_IN_OWN_CALLBACK,
    /// A request was completed while the driver held a reference to the memory object of its input
    /// or output (`WDF_VIOLATION` 3).
    MemoryReferencedAtCompletion = requests::MEMORY_REFERENCED_AT_COMPLETION,
    /// IoStatus.Information larger than the buffer (`WDF_VIOLATION` 6, 4).
    InformationTooLarge = requests::INFORMATION_TOO_LARGE,
    /// An object that the driver may not delete was deleted, or one was dereferenced too often.
    ObjectMisused = objects::OBJECT_MISUSED,
    /// An object or an index was removed from a collection that does not have it.
    NotInCollection = objects::NOT_IN_COLLECTION,
    /// A reference was dropped with a tag under which the driver had taken none
    /// (`WdfObjectDereferenceActual`, `TrackHandles`).
    ReferenceTagMismatch = objects::REFERENCE_TAG_MISMATCH,
    /// A wait that nothing on the machine could ever end.
    WaitNeverEnds = waits::WAIT_NEVER_ENDS,
    /// The framework waited for a request that the driver still holds: power-down or removal hung.
    RequestNeverCompleted = waits::REQUEST_NEVER_COMPLETED,
    /// Pool was freed twice, freed with another tag, freed without an allocation, or requested with
    /// invalid flags or an invalid size (`BAD_POOL_CALLER`).
    BadPoolCall = memory::BAD_POOL_CALL,
    /// Pool, a context or a buffer was written to after it was freed.
    WriteAfterFree = memory::WRITE_AFTER_FREE,
    /// Pool, a context or a buffer was read after it was freed (seen in special pool, and where
    /// `WdfMemoryCopyFromBuffer` reads a freed buffer).
    ReadAfterFree = memory::READ_AFTER_FREE,
    /// Memory behind the end of a block was used.
    PoolOverrun = memory::POOL_OVERRUN,
    /// Memory before the beginning of a block was used.
    PoolUnderrun = memory::POOL_UNDERRUN,
    /// Paged pool, or a `PAGE` section of an image, was used above `APC_LEVEL` (seen with special
    /// pool only).
    PageableMemoryAtRaisedIrql = irql::PAGEABLE_MEMORY_AT_RAISED_IRQL,
    /// Pool was allocated by a function that does not zero the memory (`ExAllocatePoolWithTag`).
    UnsafePoolAllocation = memory::UNSAFE_POOL_ALLOCATION,
    /// An image called `memcpy` with ranges that overlap.
    OverlappingCopy = memory::OVERLAPPING_COPY,
    /// Executable non-paged pool was requested.
    ExecutablePool = memory::EXECUTABLE_POOL,
    /// Pool was allocated while the driver was being unloaded.
    PoolAllocatedInUnload = memory::POOL_ALLOCATED_IN_UNLOAD,
    /// A request was completed with `STATUS_PENDING` or -1 (`DRIVER_VERIFIER_IOMANAGER_VIOLATION`
    /// 6).
    InvalidCompletionStatus = requests::INVALID_COMPLETION_STATUS,
    /// The driver asked for a buffer that the request's type lacks, such as the input of a read, or by
    /// a call for another transfer method.
    WrongBuffer = requests::WRONG_BUFFER,
    /// The driver asked for a caller's own buffer, locked one, or accessed one outside the context of
    /// the caller's process, or at a raised IRQL.
    UserBufferOutOfContext = requests::USER_BUFFER_OUT_OF_CONTEXT,
    /// The memory of a write request, which is read-only, was the target of a copy
    /// (`WdfMemoryCopyFromBuffer`).
    ReadOnlyMemory = requests::READ_ONLY_MEMORY,
    /// `WdfRequestGetStatus` was called for a request that the driver has not sent.
    StatusOfUnsentRequest = requests::STATUS_OF_UNSENT_REQUEST,
    /// The structure for `WdfRequestGetParameters` has a wrong size, so the call fills nothing in.
    ParametersNotInitialized = requests::PARAMETERS_NOT_INITIALIZED,
    /// `WdfRequestGetIoQueue` was called for a create request that no queue delivered.
    QueueOfCreateRequest = requests::QUEUE_OF_CREATE_REQUEST,
    /// The driver called the framework before `WdfDriverCreate`, or its `DriverEntry` succeeded without
    /// the call.
    DriverNotCreated = setup::DRIVER_NOT_CREATED,
    /// `EvtDriverDeviceAdd` succeeded although its `WdfDeviceCreate` had failed.
    DeviceCreateFailureHidden = setup::DEVICE_CREATE_FAILURE_HIDDEN,
    /// A setting of a driver, a device, a route or a key was given that the framework refuses or
    /// ignores.
    WrongConfiguration = setup::WRONG_CONFIGURATION,
    /// A counted string (`UNICODE_STRING`) had an odd length, one beyond its maximum length, or no
    /// buffer.
    MalformedString = calls::MALFORMED_STRING,
    /// A driver that runs from the driver store opened the Parameters key for changes, or any key by
    /// its whole path (driver isolation).
    KeyOutsideIsolation = setup::KEY_OUTSIDE_ISOLATION,
    /// `WdfRequestGetFileObject` was called for a device without `WdfDeviceInitSetFileObjectConfig`.
    FileObjectsNotConfigured = setup::FILE_OBJECTS_NOT_CONFIGURED,
    /// A queue was stopped, drained or purged before an earlier stop, drain or purge of the queue had
    /// ended (`WDF_VIOLATION` 0xA).
    QueueChangesOverlap = queues::QUEUE_CHANGES_OVERLAP,
    /// An I/O callback waited until a queue was stopped, drained or purged.
    QueueWaitInIoCallback = queues::QUEUE_WAIT_IN_IO_CALLBACK,
    /// A request was retrieved from a sequential queue while the driver owned none of its requests.
    RetrieveRacesDispatch = queues::RETRIEVE_RACES_DISPATCH,
    /// `WdfRequestGetParameters` was called in `EvtIoStop` or `EvtIoResume`.
    ParametersInStopOrResume = power::PARAMETERS_IN_STOP_OR_RESUME,
    /// `EvtDeviceSurpriseRemoval` completed a request, or stopped, drained or purged a queue.
    RequestsInSurpriseRemoval = power::REQUESTS_IN_SURPRISE_REMOVAL,
    /// A power-down waited long for requests that the driver held, because the queue has no
    /// `EvtIoStop` or because the callback did not deal with them.
    PowerDownDelayed = power::POWER_DOWN_DELAYED,
    /// A cancelled request was completed more than five minutes later.
    CanceledRequestLate = power::CANCELED_REQUEST_LATE,
    /// A `PnP` or power callback returned `STATUS_NOT_SUPPORTED`.
    PnpStatusNotSupported = power::PNP_STATUS_NOT_SUPPORTED,
    /// A `PnP` or power callback took more than ten minutes (`WDF_VIOLATION` 1).
    PowerCallbackTimedOut = power::POWER_CALLBACK_TIMED_OUT,
    /// Pageable code ran in a callback on the way to D0.
    PagedCodeOnPowerUp = power::PAGED_CODE_ON_POWER_UP,
    /// A callback of a device created a lock or memory without a parent, and the driver did not delete
    /// the object: it outlived its device.
    ObjectOutlivesDevice = objects::OBJECT_OUTLIVES_DEVICE,
    /// A driver had more objects than its value `ObjectLeakDetectionLimit` allows for each device.
    TooManyObjects = objects::TOO_MANY_OBJECTS,
    /// An object outlived its driver.
    LeakedObject = objects::LEAKED_OBJECT,
    /// Pool outlived its driver.
    LeakedPool = memory::LEAKED_POOL,
    /// The import address table of an image lies in an executable section.
    ImportsExecutable = images::IMPORTS_EXECUTABLE,
    /// A driver called the host on a stack of its own making.
    StackSwitched = images::STACK_SWITCHED,
    /// An image bound to the framework twice, unbound without a binding, or was unloaded while
    /// bound (`WdfVersionBind`, `WdfVersionUnbind`).
    BindingMisused = calls::BINDING_MISUSED,
    /// The driver called a DDI that this host does not have.
    MissingDdi = calls::MISSING_DDI,
    /// The machine crashed: the driver panicked, followed a wild pointer, called `KeBugCheckEx` or
    /// `WdfVerifierKeBugCheck`, or did not return. The subject has the arguments of its callback, the
    /// call is the callback's last one.
    BugCheck = calls::BUG_CHECK,
    /// An assertion of the driver did not hold (`RtlAssert`).
    AssertionFailed = calls::ASSERTION_FAILED,
}
