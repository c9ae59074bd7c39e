//! A simulated thread with a stack of its own, which stops where another one could run.

use std::any::Any;
use std::cell::RefCell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::{io, ptr};

use corosensei::stack::{DefaultStack, Stack};
use corosensei::{Coroutine, CoroutineResult};

use crate::crash;
use crate::points::switch::{self, Switch};
use crate::points::{Resume, Stop};
use crate::running::Suspended;

type Panic = Box<dyn Any + Send>;

/// The size of a thread's stack in bytes. Untouched pages take no memory.
const STACK: usize = 512 << 10;

thread_local! {
    /// Stacks of ended threads, for new ones.
    static STACKS: RefCell<Vec<DefaultStack>> = const { RefCell::new(Vec::new()) };
}

/// A simulated thread.
pub(super) struct Thread {
    coroutine: Option<Coroutine<Resume, Stop, Option<Panic>>>,
    switch: *const Switch,
    /// The addresses of its stack.
    stack: (usize, usize),
    suspended: Suspended,
    /// The value of its panic, if it panicked.
    panic: Option<Panic>,
}

impl Thread {
    /// A thread that has not begun. Fails if its stack cannot be reserved.
    pub(super) fn new(work: impl FnOnce() + 'static) -> io::Result<Self> {
        crash::prepare_thread();
        let used = STACKS.with_borrow_mut(Vec::pop);
        let stack = used.map_or_else(|| DefaultStack::new(STACK), Ok)?;
        let range = (stack.limit().get(), stack.base().get());
        let coroutine = Coroutine::with_stack(stack, move |switch: &Switch, _| {
            // SAFETY: the coroutine keeps the switch at its place while it runs.
            unsafe { switch::enter(switch) };
            catch_unwind(AssertUnwindSafe(work)).err()
        });
        let (switch, suspended, panic) = (ptr::null(), Suspended::default(), None);
        Ok(Self { coroutine: Some(coroutine), switch, stack: range, suspended, panic })
    }

    /// Runs it until it stops.
    pub(super) fn resume(&mut self, resume: Resume) -> Stop {
        let Some(coroutine) = &mut self.coroutine else { return Stop::Ended };
        self.suspended.swap();
        // SAFETY: NULL, or the switch of this coroutine, which runs until `leave`.
        unsafe { switch::enter(self.switch) };
        switch::set_stack(self.stack);
        let result = coroutine.resume(resume);
        self.switch = switch::leave();
        self.suspended.swap();
        match result {
            CoroutineResult::Yield(Stop::Crashed) => {
                crash::forget_panic();
                Stop::Crashed
            }
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

    /// The value of its panic, if it panicked.
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
