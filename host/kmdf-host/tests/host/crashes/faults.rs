//! Exceptions of the processor in a driver that is linked into the process.
#![cfg(any(target_os = "linux", target_os = "android", target_vendor = "apple"))]

use std::hint::black_box;
use std::ptr::{null, without_provenance, without_provenance_mut};

use kmdf_host::{Access, Cause, Crash, Exception};

use super::{check_this_thread, crash_of, panic_of, reading};
use crate::closure_driver::{Bench, SUCCESS, sequential};

/// The exception of a crash.
#[track_caller]
fn exception_of(crash: &Crash) -> Exception {
    let Cause::Exception { exception, .. } = crash.cause else { panic!("{crash}") };
    exception
}

/// Checks that an access violation names the address, and the access where the host knows it.
#[track_caller]
fn expect_violation(crash: &Crash, expected: Access, expected_address: usize) {
    let Exception::AccessViolation { access, address } = exception_of(crash) else {
        panic!("{crash}")
    };
    assert!(access == expected || access == Access::Unknown, "{crash}");
    assert_eq!(address, Some(expected_address), "{crash}");
    let text = crash.to_string();
    assert!(text.contains("SYSTEM_SERVICE_EXCEPTION (0x3b): access violation"), "{text}");
    assert!(text.contains("(0xc0000005)"), "{text}");
}

#[test]
fn read_through_null_is_an_access_violation() {
    // SAFETY: none: the test's driver is wrong on purpose, and never continues.
    let crash = crash_of(|_| assert_eq!(unsafe { black_box(null::<u32>()).read_volatile() }, 0));
    expect_violation(&crash, Access::Read, 0);
    check_this_thread();
}

#[test]
fn write_to_a_wild_address_is_an_access_violation() {
    // SAFETY: none: the test's driver is wrong on purpose, and never continues.
    let crash =
        crash_of(|_| unsafe { black_box(without_provenance_mut::<u8>(0x10)).write_volatile(1) });
    expect_violation(&crash, Access::Write, 0x10);
    check_this_thread();
}

#[test]
fn call_of_a_null_function_is_an_access_violation() {
    let crash = crash_of(|_| {
        let function = black_box(without_provenance::<()>(8));
        // SAFETY: none: the test's driver is wrong on purpose, and never continues.
        let function = unsafe { std::mem::transmute::<*const (), extern "C" fn()>(function) };
        function();
    });
    expect_violation(&crash, Access::Execute, 8);
    check_this_thread();
}

#[test]
fn endless_recursion_is_a_stack_overflow() {
    fn deeper(depth: u64) -> u64 {
        let block = black_box([depth; 64]);
        if depth == u64::MAX { 0 } else { deeper(depth + 1) + black_box(block)[3] }
    }
    let crash = crash_of(|_| assert_eq!(deeper(0), 0));
    assert_eq!(exception_of(&crash), Exception::StackOverflow);
    assert!(crash.to_string().starts_with("UNEXPECTED_KERNEL_MODE_TRAP (0x7f): stack overflow"));
    check_this_thread();
}

#[test]
#[cfg(target_arch = "x86_64")]
fn instructions_that_no_driver_survives_are_told_apart() {
    use std::arch::asm;

    fn expect(work: fn(), expected: Exception) {
        let crash = crash_of(move |_| work());
        assert_eq!(exception_of(&crash), expected, "{crash}");
    }
    // SAFETY: the driver never continues after the instruction.
    expect(|| unsafe { asm!("ud2") }, Exception::IllegalInstruction);
    // SAFETY: the driver never continues after the instruction.
    expect(|| unsafe { asm!("int3") }, Exception::Breakpoint);
    // SAFETY: the driver never continues after the instruction.
    expect(|| unsafe { asm!("hlt") }, Exception::PrivilegedInstruction);
    // SAFETY: the driver never continues after the instruction.
    expect(|| unsafe { asm!("int 0x2c") }, Exception::AssertionFailure);
    // SAFETY: the driver never continues after the instruction.
    expect(|| unsafe { asm!("int 0x29", in("ecx") 5) }, Exception::FastFail(5));
    // SAFETY: the division faults, and its registers are declared.
    let divide = || unsafe {
        asm!("div {0:e}", in(reg) 0_u32, inout("eax") 1_u32 => _, inout("edx") 0_u32 => _);
    };
    expect(divide, Exception::IntegerDivideByZero);
    // SAFETY: the address is not canonical, so the read faults.
    let wild = || unsafe { asm!("mov {0}, [{0}]", inout(reg) 0x8000_0000_0000_0000_u64 => _) };
    expect(wild, Exception::AccessViolation { access: Access::Unknown, address: None });
    check_this_thread();
}

#[test]
fn abort_is_a_crash() {
    let crash = crash_of(|_| std::process::abort());
    assert_eq!(crash.cause, Cause::Abort { allocation: None, in_host: false });
    check_this_thread();
}

#[test]
fn wild_argument_of_a_call_is_reported_at_the_call() {
    let crash = crash_of(|request| {
        let wild = without_provenance_mut(0x20);
        // SAFETY: none: the test's driver is wrong on purpose, and never continues.
        let _ = unsafe {
            wdk_sys::call_unsafe_wdf_function_binding!(
                WdfRequestRetrieveInputBuffer,
                request.0,
                0,
                wild,
                std::ptr::null_mut()
            )
        };
    });
    let Cause::Exception { place, .. } = &crash.cause else { panic!("{crash}") };
    assert!(place.in_host, "{crash}");
    assert_eq!(crash.last_call, "WdfRequestRetrieveInputBuffer");
    assert!(crash.to_string().contains("in the host, in a call of the driver"), "{crash}");
}

#[test]
fn faults_on_many_threads_end_only_their_machines() {
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                for _ in 0..10 {
                    // SAFETY: none: the test's driver is wrong on purpose, and never continues.
                    crash_of(|_| unsafe { black_box(without_provenance_mut::<u8>(1)).write(1) });
                    check_this_thread();
                }
            });
        }
    });
}

#[test]
fn fault_after_many_good_calls_is_found() {
    let bench = Bench::with_queue(|| {
        sequential().read(|_, request| {
            if crate::closure_driver::count("reads") == 100 {
                // SAFETY: none: the test's driver is wrong on purpose, and never continues.
                unsafe { black_box(without_provenance_mut::<u8>(0)).write_volatile(1) };
            }
            request.complete(SUCCESS);
        })
    });
    let file = bench.open();
    for _ in 1..100 {
        assert!(file.read(1).result().is_some());
    }
    let text = panic_of(|| _ = file.read(1));
    assert!(text.contains("access violation"), "{text}");
    drop(reading(|_| ()));
}
