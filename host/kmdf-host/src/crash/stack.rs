//! The stack on which a driver runs, so that a crash can abandon the driver.
//!
//! In an exploration, the driver runs on the stack of an explored thread. Otherwise, the outermost
//! call of a driver gets a stack of its own here, and calls inside it stay on that stack.

use std::cell::Cell;
use std::mem::transmute;
use std::ptr;
use std::time::Duration;

use corosensei::stack::{DefaultStack, Stack};
use corosensei::{Coroutine, CoroutineResult, Yielder};

use super::patience;
use crate::points::{self, switch};
use crate::running::Depth;

/// The size in bytes. Untouched pages take no memory.
const SIZE: usize = 1 << 20;

/// A call of a driver, for the driver's stack.
type Work = *mut dyn FnMut();

/// What a driver's stack does next.
enum Order {
    Run(Work),
    End,
}

/// How a driver's stack was left.
enum Left {
    Returned,
    Crashed,
}

/// A stack that waits for work.
struct DriverStack {
    coroutine: Coroutine<Order, Left, ()>,
    range: (usize, usize),
}

thread_local! {
    /// A stack that no driver uses.
    static IDLE: Cell<Option<DriverStack>> = const { Cell::new(None) };
    /// The way out of the running driver's stack; NULL outside one.
    static WAY_OUT: Cell<*const Yielder<Order, Left>> = const { Cell::new(ptr::null()) };
}

impl DriverStack {
    fn new() -> Option<Self> {
        super::prepare_thread();
        let stack = DefaultStack::new(SIZE).ok()?;
        let range = (stack.limit().get(), stack.base().get());
        let coroutine = Coroutine::with_stack(stack, |way_out: &Yielder<Order, Left>, first| {
            let mut order = first;
            while let Order::Run(work) = order {
                WAY_OUT.set(way_out);
                // SAFETY: `run` keeps the work alive until it has returned, and does not use it
                // meanwhile.
                let work = unsafe { &mut *work };
                work();
                WAY_OUT.set(ptr::null());
                order = way_out.suspend(Left::Returned);
            }
        });
        Some(Self { coroutine, range })
    }
}

impl Drop for DriverStack {
    fn drop(&mut self) {
        // The stack is released when its coroutine has ended.
        self.coroutine.resume(Order::End);
    }
}

/// Runs `work`, which calls a driver, on a stack that [`leave`] can abandon, with a limit in real
/// time; a limit of 0 is none. Returns `None` after a crash.
pub(crate) fn run<R>(limit: Duration, work: impl FnOnce() -> R) -> Option<R> {
    if points::is_explored() || !WAY_OUT.get().is_null() {
        return Some(work());
    }
    let Some(mut stack) = IDLE.take().or_else(DriverStack::new) else {
        // Without memory for a stack, the driver runs on the caller's, which no crash can leave.
        return Some(work());
    };
    let depth = Depth::outside();
    let (mut work, mut result) = (Some(work), None);
    let mut once = || result = work.take().map(|work| work());
    let once: *mut (dyn FnMut() + '_) = &raw mut once;
    #[expect(clippy::transmute_ptr_to_ptr, reason = "a cast cannot change the lifetime")]
    // SAFETY: only the lifetime changes, and the stack uses the work only until it has returned.
    let once = unsafe { transmute::<*mut (dyn FnMut() + '_), Work>(once) };
    switch::set_stack(stack.range);
    let left = patience::limited(limit, || stack.coroutine.resume(Order::Run(once)));
    switch::set_stack((0, 0));
    match left {
        CoroutineResult::Yield(Left::Returned) => {
            IDLE.set(Some(stack));
            result
        }
        CoroutineResult::Yield(Left::Crashed) | CoroutineResult::Return(()) => {
            WAY_OUT.set(ptr::null());
            // The frames of the driver stay as they are, and their stack with them.
            std::mem::forget(stack);
            depth.restore();
            super::forget_panic();
            None
        }
    }
}

/// Leaves the driver's stack for ever. A driver that has none ends the process.
pub(super) fn leave() {
    let way_out = WAY_OUT.get();
    if way_out.is_null() {
        std::process::exit(1);
    }
    // SAFETY: the coroutine keeps the yielder at its place while its stack is in use, and this code
    // runs on it.
    let way_out = unsafe { &*way_out };
    way_out.suspend(Left::Crashed);
}

/// Whether the calling code runs on a driver's stack, in an exploration or not.
pub(super) fn is_on_one() -> bool {
    points::is_explored() || !WAY_OUT.get().is_null()
}
