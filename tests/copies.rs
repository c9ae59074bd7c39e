//! A transfer copies its buffer twice: between the application and the system buffer, and between the
//! system buffer and the driver's memory.
//!
//! The test has functions of its own in place of the C library's `memcpy` and `memmove`, which every copy
//! of more than a few bytes calls.
#![cfg(target_os = "linux")]

use std::ffi::c_void;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use echo_support::{INTERFACE, PERIOD, Variant, pattern, this_build};
use kmdf_host::Machine;

/// The length of a transfer in bytes. Nothing else in this program copies as much at once.
const LENGTH: usize = 31_337;

/// How often at least [`LENGTH`] bytes were copied.
static COPIES: AtomicUsize = AtomicUsize::new(0);

/// Copies bytes that do not overlap.
///
/// # Safety
/// As for `memcpy` of the C library.
#[unsafe(no_mangle)]
unsafe extern "C" fn memcpy(to: *mut c_void, from: *const c_void, count: usize) -> *mut c_void {
    // SAFETY: guaranteed by the caller.
    unsafe { memmove(to, from, count) }
}

/// Copies bytes, one after the other.
///
/// # Safety
/// As for `memmove` of the C library.
#[unsafe(no_mangle)]
unsafe extern "C" fn memmove(to: *mut c_void, from: *const c_void, count: usize) -> *mut c_void {
    if count >= LENGTH {
        COPIES.fetch_add(1, Ordering::Relaxed);
    }
    let backwards = to.addr() > from.addr();
    let (target, source) = (to.cast::<u8>(), from.cast::<u8>());
    let mut done = 0;
    while done < count {
        let place = if backwards { count - 1 - done } else { done };
        // SAFETY: guaranteed by the caller. The compiler does not replace a volatile access by a call
        // of this function.
        let byte = unsafe { source.wrapping_add(place).read_volatile() };
        // SAFETY: guaranteed by the caller.
        unsafe { target.wrapping_add(place).write_volatile(byte) };
        done += 1;
    }
    to
}

/// How often `work` copies a buffer.
fn copies(work: impl FnOnce()) -> usize {
    let before = COPIES.load(Ordering::Relaxed);
    work();
    COPIES.load(Ordering::Relaxed) - before
}

#[test]
fn transfer_copies_its_buffer_twice() {
    let bytes = pattern(LENGTH, 1);
    assert_eq!(copies(|| drop(bytes.clone())), 1, "the functions of this test count");
    for variant in Variant::ALL {
        let machine = Machine::new();
        this_build!(variant).install(&machine).unwrap();
        machine.create_device(variant.hardware_id()).unwrap();
        let file = machine.process().open(&machine.interfaces(&INTERFACE)[0]).unwrap();
        let tick = || machine.advance(Duration::from_nanos(100 * PERIOD));

        let written = copies(|| {
            let write = file.write(&bytes);
            tick();
            assert_eq!(write.result().unwrap().information, LENGTH);
        });
        let read = copies(|| {
            let read = file.read(LENGTH);
            tick();
            assert!(read.result().unwrap().data == bytes);
        });
        assert_eq!((written, read), (2, 2), "{variant:?}");
    }
}
