//! Pageable sections of an image at a raised IRQL.
#![cfg(all(target_os = "linux", target_arch = "x86_64"))]

use std::panic::{AssertUnwindSafe, catch_unwind};

use kmdf_host::{Access, Cause, Machine, Rule, SpecialPool};
use kmdf_host_images::code::{Code, Register::Rdx};
use kmdf_host_images::loading::{failure, install};
use kmdf_host_images::synthetic::{DATA, Image};

use super::check_this_thread;

/// `mov eax, 2; mov cr8, rax`
const RAISE: [u8; 9] = [0xB8, 2, 0, 0, 0, 0x44, 0x0F, 0x22, 0xC0];
/// `xor eax, eax; mov cr8, rax`
const LOWER: [u8; 6] = [0x31, 0xC0, 0x44, 0x0F, 0x22, 0xC0];
/// `mov al, [rdx]`
const READ: [u8; 2] = [0x8A, 0x02];

/// A machine in special pool with an image of which one section is named for paging.
fn paging(section: usize, code: &Code) -> Machine {
    let mut image = Image::new(code);
    image.set(Image::section(section), b"PAGEtest");
    let machine = install(&image);
    machine.set_special_pool(SpecialPool::VerifyEnd).expect("special pool");
    machine
}

#[track_caller]
fn expect_crash(machine: &Machine, access: Access, expected: &str) {
    let created = catch_unwind(AssertUnwindSafe(|| failure(machine)));
    assert!(created.is_err());
    let crash = machine.crash().expect("a crash");
    let Cause::MemoryMisused { rule, access: seen, memory, detail, .. } = &crash.cause else {
        panic!("{crash}")
    };
    assert_eq!(*rule, Rule::PageableMemoryAtRaisedIrql);
    assert_eq!((*seen, memory.as_str(), detail.as_str()), (access, "section PAGEtest", expected));
    check_this_thread();
}

#[test]
fn data_in_a_page_section_faults_at_dispatch_level() {
    let machine = paging(2, &Code::new().address(Rdx, DATA).raw(&RAISE).raw(&READ).ret());
    expect_crash(&machine, Access::Read, "a read of pageable memory at IRQL 2, after -");
}

#[test]
fn code_in_a_page_section_faults_after_the_irql_is_raised() {
    let machine = paging(0, &Code::new().raw(&RAISE).raw(&LOWER).status(0xC000_0001).ret());
    expect_crash(&machine, Access::Execute, "an execution of pageable memory at IRQL 2, after -");
}

#[test]
fn page_section_at_passive_level_is_not_reported() {
    let code = Code::new().address(Rdx, DATA).raw(&READ).raw(&RAISE).raw(&LOWER).raw(&READ);
    let machine = paging(2, &code.status(0xC000_0042).ret());
    assert_eq!(failure(&machine).1, 0xC000_0042);
    assert_eq!(machine.shut_down(), []);
}

#[test]
fn other_sections_stay_accessible_at_dispatch_level() {
    let code = Code::new().address(Rdx, DATA).raw(&RAISE).raw(&READ).raw(&LOWER);
    let machine = paging(1, &code.status(0xC000_0042).ret());
    assert_eq!(failure(&machine).1, 0xC000_0042);
    assert_eq!(machine.shut_down(), []);
}
