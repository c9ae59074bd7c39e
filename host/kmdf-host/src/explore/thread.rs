//! A simulated thread with a stack of its own, which stops where another one could go on.

use std::any::Any;
use std::cell::{Cell, RefCell};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::{io, ptr};

use corosensei::stack::DefaultStack;
use corosensei::{Coroutine, CoroutineResult, Yielder};

use crate::running::Suspended;

/// Why a thread goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Resume {
    /// It is its turn.
    Go,
    /// It is its turn, and the call that it is about to make fails.
    Fail,
    /// It shall see whether what it waits for is there, and do nothing else.
    Look,
    /// The time for which it wanted to wait is over.
    TimeOut,
    /// What it waits for will never be there.
    InVain,
}

/// Where a thread has stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stop {
    /// Before something that others may see; it can go on.
    Point,
    /// Before a call that may fail.
    Fallible,
    /// At a wait, until a time in 100 ns units since the machine started.
    Waiting(u64),
    /// At its end.
    Ended,
}

type Panic = Box<dyn Any + Send>;
type Switch = Yielder<Resume, Stop>;

/// Bytes of a thread's stack. What is not touched takes no memory.
const STACK: usize = 512 << 10;

thread_local! {
    /// The way back to whoever resumed the thread that runs; NULL outside any.
    static SWITCH: Cell<*const Switch> = const { Cell::new(ptr::null()) };
    /// Stacks of threads that have ended.
    static STACKS: RefCell<Vec<DefaultStack>> = const { RefCell::new(Vec::new()) };
}

/// A simulated thread.
pub(super) struct Thread {
    coroutine: Option<Coroutine<Resume, Stop, Option<Panic>>>,
    switch: *const Switch,
    suspended: Suspended,
    /// What it panicked with.
    panic: Option<Panic>,
}

impl Thread {
    /// A thread that has not begun. An error is that of reserving its stack.
    pub(super) fn new(work: impl FnOnce() + 'static) -> io::Result<Self> {
        let used = STACKS.with_borrow_mut(Vec::pop);
        let stack = used.map_or_else(|| DefaultStack::new(STACK), Ok)?;
        let coroutine = Coroutine::with_stack(stack, move |switch: &Switch, _| {
            SWITCH.set(switch);
            catch_unwind(AssertUnwindSafe(work)).err()
        });
        let (switch, suspended, panic) = (ptr::null(), Suspended::default(), None);
        Ok(Self { coroutine: Some(coroutine), switch, suspended, panic })
    }

    /// Lets it run until it stops.
    pub(super) fn resume(&mut self, resume: Resume) -> Stop {
        let Some(coroutine) = &mut self.coroutine else { return Stop::Ended };
        self.suspended.swap();
        SWITCH.set(self.switch);
        let result = coroutine.resume(resume);
        self.switch = SWITCH.replace(ptr::null());
        self.suspended.swap();
        match result {
            CoroutineResult::Yield(stop) => stop,
            CoroutineResult::Return(panic) => {
                self.panic = panic;
                if let Some(ended) = self.coroutine.take() {
                    STACKS.with_borrow_mut(|stacks| stacks.push(ended.into_stack()));
                }
                Stop::Ended
            }
        }
    }

    /// What it panicked with.
    pub(super) fn take_panic(&mut self) -> Option<Panic> {
        self.panic.take()
    }
}

impl Drop for Thread {
    fn drop(&mut self) {
        // A thread that has not ended has frames of a driver on its stack, which cannot be unwound.
        std::mem::forget(self.coroutine.take());
    }
}

/// Whether the calling code runs on a simulated thread with a stack of its own.
pub(super) fn is_one() -> bool {
    !SWITCH.get().is_null()
}

/// Stops the calling thread, which is one of these, until it is resumed.
pub(super) fn stop(at: Stop) -> Resume {
    let switch = SWITCH.get();
    // SAFETY: `Thread::resume` has set it for the thread that runs, which is the caller; it lies on
    // that thread's stack, below the caller.
    let switch = unsafe { &*switch };
    switch.suspend(at)
}
