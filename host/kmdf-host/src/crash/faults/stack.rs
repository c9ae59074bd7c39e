//! The stack on which the handler of signals runs: a driver may have used up its own.

use std::cell::RefCell;
use std::mem::MaybeUninit;
use std::ptr;

use region::{Allocation, Protection};

/// The size in bytes.
const SIZE: usize = 64 << 10;

/// A stack for the handlers of the OS thread that owns it.
struct HandlerStack(Allocation);

thread_local! {
    static OWN: RefCell<Option<HandlerStack>> = const { RefCell::new(None) };
}

/// Gives this OS thread a stack for handlers; without memory for it, the thread keeps the one that
/// it has.
pub(crate) fn prepare_thread() {
    // A thread that ends runs no driver any more.
    let _ = OWN.try_with(|own| {
        let mut own = own.borrow_mut();
        if own.is_none() {
            *own = HandlerStack::new();
        }
    });
}

impl HandlerStack {
    fn new() -> Option<Self> {
        let mut memory = region::alloc(SIZE, Protection::READ_WRITE).ok()?;
        let stack =
            libc::stack_t { ss_sp: memory.as_mut_ptr(), ss_flags: 0, ss_size: memory.len() };
        // SAFETY: the memory is writable, and stays until `drop` has taken the stack away.
        let set = unsafe { libc::sigaltstack(&raw const stack, ptr::null_mut()) };
        (set == 0).then_some(Self(memory))
    }
}

impl Drop for HandlerStack {
    fn drop(&mut self) {
        let mut current = MaybeUninit::<libc::stack_t>::zeroed();
        // SAFETY: the place is writable; no new stack is set.
        unsafe { libc::sigaltstack(ptr::null(), current.as_mut_ptr()) };
        // SAFETY: zeroes are a valid description, as is what the system wrote.
        let current = unsafe { current.assume_init() };
        if current.ss_sp == self.0.as_mut_ptr() {
            let none = libc::stack_t {
                ss_sp: ptr::null_mut(),
                ss_flags: libc::SS_DISABLE,
                // Some systems look at the size even here.
                ss_size: SIZE,
            };
            // SAFETY: no handler runs on the stack now.
            unsafe { libc::sigaltstack(&raw const none, ptr::null_mut()) };
        }
    }
}
