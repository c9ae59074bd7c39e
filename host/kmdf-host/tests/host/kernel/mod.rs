//! The routines of the kernel that drivers import.

mod files;
mod lists;
mod locks;
mod mdls;
mod notifications;
mod registry;
mod strings;
mod texts;
mod threads;
mod times;
mod tracing;
mod waits;
mod work_items;

use kmdf_host::kernel::routines::Counted;

use crate::closure_driver::{Bench, Rule, sequential};

/// Calls a routine: `call!(KeSetEvent, event, 0, 0)`.
///
/// A call is not unsafe in a test driver: every pointer leads to a live variable of the right layout.
macro_rules! call {
    ($routine:ident $(, $argument:expr)* $(,)?) => {
        // SAFETY: see the description of the macro.
        unsafe { ::kmdf_host::kernel::routines::$routine($($argument),*) }
    };
}
use call;

/// Runs driver code at `PASSIVE_LEVEL`. Returns what it breaks.
fn broken_by(work: impl FnOnce() + Send + 'static) -> Vec<Rule> {
    let bench = Bench::new(|adding| {
        let device = adding.device();
        device.side_door();
        let queue = sequential().read(|_, request| request.complete(0));
        queue.for_everything().create(device);
    });
    let file = bench.open();
    bench.run(&file, work);
    file.close();
    bench.check();
    let broken = bench.shut_down().iter().map(|violation| violation.rule).collect();
    assert_eq!(bench.machine.pool(), [], "what is left of the kernel's strings");
    broken
}

/// Runs driver code that breaks no rule.
fn run(work: impl FnOnce() + Send + 'static) {
    assert_eq!(broken_by(work), []);
}

/// A UTF-16 text with a NUL.
fn wide(text: &str) -> Vec<u16> {
    text.encode_utf16().chain([0]).collect()
}

/// The address of a UTF-16 text that ends with a NUL, as text.
fn text_at(text: *const u16) -> String {
    let length = call!(wcsnlen, text, 1 << 10);
    // SAFETY: so many units precede the NUL.
    String::from_utf16_lossy(unsafe { std::slice::from_raw_parts(text, length) })
}

/// A counted string in the memory of the test: its length and its room in bytes, and its text.
#[repr(C)]
struct Text<T> {
    length: u16,
    room: u16,
    buffer: *mut T,
}

impl<T> Text<T> {
    fn new(text: &mut [T], used: usize) -> Self {
        let size = size_of::<T>();
        let bytes = |count: usize| u16::try_from(count * size).expect("a short text");
        Self { length: bytes(used), room: bytes(text.len()), buffer: text.as_mut_ptr() }
    }

    fn counted(&mut self) -> *mut Counted<T> {
        std::ptr::from_mut(self).cast()
    }
}
