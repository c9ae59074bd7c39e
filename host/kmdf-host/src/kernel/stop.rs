//! The kernel's functions that end a machine.
#![expect(non_snake_case, reason = "the kernel's names")]

use std::panic::Location;

use crate::abi::{KIRQL, ULONG, ULONG_PTR};
use crate::crash::{self, BugCheck, Cause, Exception, Place};
use crate::running;
use crate::seam;

/// Ends the machine with a bug check; any IRQL.
///
/// # Safety
/// Called by a hosted driver. For the code of a Rust panic (`RPNC`), the first two parameters are
/// the address and the length of readable text.
pub unsafe extern "C" fn KeBugCheckEx(
    code: ULONG,
    first: ULONG_PTR,
    second: ULONG_PTR,
    third: ULONG_PTR,
    fourth: ULONG_PTR,
) -> ! {
    let code = BugCheck(code);
    let [first, second, third, fourth] =
        [first, second, third, fourth].map(|p| usize::try_from(p).unwrap_or(usize::MAX));
    seam::call(
        "KeBugCheckEx",
        KIRQL::MAX,
        |_| (),
        |_| -> () {
            let note = (code == BugCheck::RUST_PANIC && first != 0).then(|| {
                let file = std::ptr::with_exposed_provenance::<u8>(first);
                // SAFETY: wdk-panic passes address and length of the name of the source file.
                let file = unsafe { std::slice::from_raw_parts(file, second.min(4096)) };
                format!("panicked at {}:{third}:{fourth}", String::from_utf8_lossy(file))
            });
            let parameters = [first, second, third, fourth];
            crash::crash(Cause::BugCheck { code, parameters, note })
        },
    );
    crash::leave()
}

/// Stands for a breakpoint, which ends a machine that has no debugger; any IRQL.
#[track_caller]
pub fn break_point() -> ! {
    let source = Location::caller().to_string();
    running::note_call("DbgBreakPoint");
    running::in_host(|| {
        let place = Place { address: 0, in_image: None, source: Some(source), in_host: false };
        crash::crash(Cause::Exception { exception: Exception::Breakpoint, place })
    })
}
