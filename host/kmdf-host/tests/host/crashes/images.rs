//! Exceptions of the processor in an image.
#![cfg(all(target_os = "linux", target_arch = "x86_64"))]

use std::panic::{AssertUnwindSafe, catch_unwind};

use kmdf_host::explore::{Explorer, Stage, Strategy};
use kmdf_host::{Crash, DriverImage, DriverPackage, Rule};
use kmdf_host_images::bound::{DEVICE_ADD, Unload, driver};
use kmdf_host_images::code::Code;
use kmdf_host_images::loading::{HARDWARE_ID, INF, failure, install, status_of_entry};
use kmdf_host_images::synthetic::Image;

use super::check_this_thread;

/// The crash of an image whose entry point is some code.
#[track_caller]
fn crash_of(code: &[u8]) -> Crash {
    let machine = install(&Image::new(&Code::new().raw(code)));
    let created = catch_unwind(AssertUnwindSafe(|| failure(&machine)));
    assert!(created.is_err());
    let crash = machine.crash().expect("a crash");
    check_this_thread();
    crash
}

#[track_caller]
fn expect(code: &[u8], text: &str) {
    let crash = crash_of(code);
    assert!(crash.to_string().starts_with(text), "{crash}");
    assert!(crash.to_string().contains("driver KmdfTest, callback DriverEntry("), "{crash}");
}

#[test]
fn fault_in_an_image_names_offset_and_section() {
    // xor eax, eax; nop; mov eax, [rax]
    expect(
        &[0x31, 0xC0, 0x90, 0x8B, 0x00],
        "SYSTEM_THREAD_EXCEPTION_NOT_HANDLED (0x7e): access violation reading 0x0 (0xc0000005) at \
         image offset 0x1003 in .text",
    );
    // mov eax, 0x30; mov [rax], eax
    expect(
        &[0xB8, 0x30, 0, 0, 0, 0x89, 0x00],
        "SYSTEM_THREAD_EXCEPTION_NOT_HANDLED (0x7e): access violation writing 0x30 (0xc0000005) at \
         image offset 0x1005 in .text",
    );
    // xor eax, eax; jmp rax
    expect(
        &[0x31, 0xC0, 0xFF, 0xE0],
        "SYSTEM_THREAD_EXCEPTION_NOT_HANDLED (0x7e): access violation executing 0x0 (0xc0000005) at \
         address 0x0",
    );
}

#[test]
fn write_to_read_only_pages_of_an_image_is_a_crash() {
    // mov byte [rip + 0], 1: the next byte of the code
    let crash = crash_of(&[0xC6, 0x05, 0, 0, 0, 0, 1, 0xC3]);
    assert!(crash.to_string().contains("access violation writing"), "{crash}");
    assert!(crash.to_string().contains("at image offset 0x1000 in .text"), "{crash}");
}

#[test]
fn breakpoints_and_fast_fails_of_an_image_are_crashes() {
    let thread = "SYSTEM_THREAD_EXCEPTION_NOT_HANDLED (0x7e): ";
    expect(
        &[0xCC],
        &format!("{thread}breakpoint without a debugger (0x80000003) at image offset 0x1000"),
    );
    expect(&[0xCD, 0x2C], &format!("{thread}failed assertion (0xc0000420) at image offset 0x1000"));
    // mov ecx, 7; int 29
    expect(
        &[0xB9, 7, 0, 0, 0, 0xCD, 0x29],
        "KERNEL_SECURITY_CHECK_FAILURE (0x139): fast fail with code 7 (0xc0000409) at image offset \
         0x1005",
    );
    // rdmsr
    expect(&[0x0F, 0x32], &format!("{thread}privileged instruction (0xc0000096)"));
}

#[test]
fn endless_recursion_of_an_image_is_a_stack_overflow() {
    // call to itself
    expect(
        &[0xE8, 0xFB, 0xFF, 0xFF, 0xFF],
        "UNEXPECTED_KERNEL_MODE_TRAP (0x7f): stack overflow (0xc00000fd) at image offset 0x1000",
    );
}

#[test]
fn image_that_breaks_its_stack_pointer_crashes() {
    // xor esp, esp; push rax
    let crash = crash_of(&[0x31, 0xE4, 0x50]);
    assert!(crash.to_string().contains("access violation writing 0xfffffffffffffff8"), "{crash}");
}

#[test]
fn cr8_reads_and_writes_are_emulated_in_an_image() {
    for register in [0_u8, 1, 2, 8, 9, 10, 11] {
        let (rex, low) = (0x44 | register >> 3, register & 7);
        // mov eax, 2; mov cr8, rax; mov register, cr8; xor eax, eax; mov cr8, rax
        let mut code = vec![0xB8, 2, 0, 0, 0, 0x44, 0x0F, 0x22, 0xC0];
        code.extend([rex, 0x0F, 0x20, 0xC0 | low, 0x31, 0xC0, 0x44, 0x0F, 0x22, 0xC0]);
        if register == 0 {
            // The value was overwritten: read the lowered IRQL.
            code.extend([0x44, 0x0F, 0x20, 0xC0]);
        } else {
            // mov rax, register
            code.extend([0x48 | (register >> 3) << 2, 0x89, 0xC0 | low << 3]);
        }
        let expected = if register == 0 { 0 } else { 2 };
        let status = status_of_entry(&Image::new(&Code::new().raw(&code).made_error().ret()));
        assert_eq!(status, 0xC000_0000 | expected, "register {register}");
    }
}

#[test]
fn irql_that_an_image_raises_is_checked_when_it_returns() {
    // mov eax, 2; mov cr8, rax
    let code = Code::new().raw(&[0xB8, 2, 0, 0, 0, 0x44, 0x0F, 0x22, 0xC0]);
    let machine = install(&Image::new(&code.status(0xC000_0001).ret()));
    failure(&machine);
    let rules: Vec<_> = machine.shut_down().iter().map(|violation| violation.rule).collect();
    assert_eq!(rules, [Rule::IrqlNotRestored]);
    // mov eax, 16; mov cr8, rax
    expect(
        &[0xB8, 16, 0, 0, 0, 0x44, 0x0F, 0x22, 0xC0],
        "SYSTEM_THREAD_EXCEPTION_NOT_HANDLED (0x7e): privileged instruction (0xc0000096)",
    );
}

#[test]
fn interrupt_flag_instructions_are_emulated() {
    // cli; sti
    let code = Code::new().raw(&[0xFA, 0xFB]).status(0xC000_0042).ret();
    assert_eq!(status_of_entry(&Image::new(&code)), 0xC000_0042);
}

#[test]
fn crash_of_an_image_is_the_failure_of_an_exploration() {
    let mut image = driver(Unload::Displaced);
    // xor eax, eax; mov [rax], eax
    image.put(DEVICE_ADD, Code::at(DEVICE_ADD).raw(&[0x31, 0xC0, 0x89, 0x00]).bytes());
    // SAFETY: the code only crashes.
    let image = unsafe { DriverImage::from_bytes(&image.file()) }.expect("the test's image");
    let package = DriverPackage::new(INF, image).expect("the INF of the tests");
    let report = Explorer::new(Strategy::exhaustive()).schedules(100).run(&|stage: &mut Stage| {
        let machine = stage.machine();
        machine.install(package.clone()).expect("a package that can be installed");
        stage.thread("create", |machine| _ = machine.create_device(HARDWARE_ID));
        stage.thread("idle", |_| ());
    });
    let failure = report.failure().expect("a failing schedule");
    let text = failure.complaints.join("\n");
    assert!(text.starts_with("BugCheck: EvtDriverDeviceAdd("), "{text}");
    assert!(
        text.contains("at image offset 0x902 in .text") || text.contains("at image offset 0x1902"),
        "{text}"
    );
    check_this_thread();
}
