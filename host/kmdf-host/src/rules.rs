//! The rules that a driver must keep, and the report of a broken rule.

use std::fmt;

use crate::names::{Arguments, ObjectName, ObjectRef};

macro_rules! rules {
    ($($(#[doc = $about:literal])* $name:ident,)*) => {
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
        }
    };
}

rules! {
    /// A request was completed twice (`MULTIPLE_IRP_COMPLETE_REQUESTS`).
    DoubleCompletion,
    /// A request was completed while marked cancelable (`WdfRequestComplete`, verifier).
    CompletionWhileMarked,
    /// A request was marked cancelable twice, or marked or unmarked in a state that forbids it.
    CancelMarkMisused,
    /// A handle of a deleted object was used (`WDF_VIOLATION` 5, or worse).
    StaleHandle,
    /// A handle of another type was used, or a value that never was a handle (`WDF_VIOLATION` 5).
    WrongHandleType,
    /// A mandatory pointer was NULL (`WDF_VIOLATION` 4).
    RequiredParameterIsNull,
    /// A DDI was called above the IRQL that it allows.
    WrongIrql,
    /// Pageable code ran above `APC_LEVEL` (`PAGED_CODE`).
    PagedCodeAtRaisedIrql,
    /// A callback returned at another IRQL than it was called at (`WDF_VIOLATION` 0xE).
    IrqlNotRestored,
    /// A callback returned with a spin lock or wait lock still held.
    LockHeldAtReturn,
    /// A lock was released by a thread that does not own it (`WDF_VIOLATION` 0xB).
    LockReleasedByNonOwner,
    /// A thread acquired a lock that it owns already: a deadlock (`WDF_VIOLATION` 2).
    RecursiveLock,
    /// `WdfTimerStop` with Wait in the timer's own callback.
    TimerWaitInOwnCallback,
    /// IoStatus.Information larger than the buffer (`WDF_VIOLATION` 6, 4).
    InformationTooLarge,
    /// An object that the driver may not delete was deleted, or one was dereferenced too often.
    ObjectMisused,
    /// A wait that nothing on the machine could ever end.
    WaitNeverEnds,
    /// The framework waited for a request that the driver still holds: power-down or removal hung.
    RequestNeverCompleted,
    /// Pool was freed twice, freed with another tag, freed without an allocation, or requested with
    /// invalid flags or an invalid size (`BAD_POOL_CALLER`).
    BadPoolCall,
    /// Pool, a context or a buffer was written to after it was freed.
    WriteAfterFree,
    /// Pool, a context or a buffer was read after it was freed (seen in special pool only).
    ReadAfterFree,
    /// Memory behind the end of a block was used.
    PoolOverrun,
    /// Memory before the beginning of a block was used.
    PoolUnderrun,
    /// Paged pool, or a `PAGE` section of an image, was used above `APC_LEVEL` (seen with special
    /// pool only).
    PageableMemoryAtRaisedIrql,
    /// Executable non-paged pool was requested.
    ExecutablePool,
    /// Pool was allocated while the driver was being unloaded.
    PoolAllocatedInUnload,
    /// The memory of a write request, which is read-only, was the target of a copy
    /// (`WdfMemoryCopyFromBuffer`).
    ReadOnlyMemory,
    /// An object outlived its driver.
    LeakedObject,
    /// Pool outlived its driver.
    LeakedPool,
    /// An image bound to the framework twice, unbound without a binding, or was unloaded while
    /// bound (`WdfVersionBind`, `WdfVersionUnbind`).
    BindingMisused,
    /// The driver called a DDI that this host does not have.
    MissingDdi,
    /// The machine crashed: the driver panicked, followed a wild pointer, called `KeBugCheckEx`, or
    /// did not return. The subject has the arguments of its callback, the call is the callback's
    /// last one.
    BugCheck,
    /// An assertion of the driver did not hold (`RtlAssert`).
    AssertionFailed,
}

/// A broken rule, with the subject, the call and the driver's function.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    /// The rule.
    pub rule: Rule,
    /// What the breach is about, such as `R1` (the machine's first request).
    pub subject: Subject,
    /// The DDI or the framework's step in which the breach was seen.
    pub call: String,
    /// The driver's callback that was running, such as `EvtIoRead`; `-` if none was.
    pub driver_function: String,
    /// The details, with values.
    pub detail: String,
    /// The time, in 100 ns units since the machine started.
    pub time: u64,
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.rule == Rule::BugCheck {
            let Self { rule, subject, call, driver_function, detail, .. } = self;
            return write!(f, "{rule:?}: {driver_function}({subject}) after {call}: {detail}");
        }
        write!(
            f,
            "{:?}: {} in {} called by {}: {}",
            self.rule, self.subject, self.call, self.driver_function, self.detail
        )
    }
}

/// What a breach is about.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Subject {
    /// No subject with a name.
    None,
    /// An object.
    Object(ObjectRef),
    /// Several objects.
    Objects(Vec<ObjectRef>),
    /// A queue, and the requests that the framework waits for in vain. `Display` names the queue
    /// only.
    Waiting {
        /// The queue.
        queue: ObjectRef,
        /// The requests.
        requests: Vec<ObjectRef>,
    },
    /// A callback, by its arguments.
    Callback(Arguments),
    /// Another subject, as text: pool by its tag, a driver or a routine by its name.
    Other(String),
}

impl Subject {
    /// The names of the objects.
    #[must_use]
    pub fn objects(&self) -> Vec<ObjectName> {
        let named = |objects: &[ObjectRef]| -> Vec<_> {
            objects.iter().filter_map(|object| object.name()).collect()
        };
        match self {
            Self::Object(object) => named(&[*object]),
            Self::Objects(objects) => named(objects),
            Self::Waiting { queue, requests } => [named(&[*queue]), named(requests)].concat(),
            Self::Callback(arguments) => arguments.objects().collect(),
            Self::None | Self::Other(_) => Vec::new(),
        }
    }
}

impl From<ObjectRef> for Subject {
    fn from(object: ObjectRef) -> Self {
        Self::Object(object)
    }
}

impl From<ObjectName> for Subject {
    fn from(name: ObjectName) -> Self {
        Self::Object(name.into())
    }
}

impl From<String> for Subject {
    fn from(words: String) -> Self {
        Self::Other(words)
    }
}

impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::None => f.write_str("-"),
            Self::Object(object) | Self::Waiting { queue: object, .. } => object.fmt(f),
            Self::Objects(objects) => {
                for (number, object) in objects.iter().enumerate() {
                    write!(f, "{}{object}", if number == 0 { "" } else { ", " })?;
                }
                Ok(())
            }
            Self::Callback(arguments) => arguments.fmt(f),
            Self::Other(words) => f.write_str(words),
        }
    }
}
