//! Calls above `DISPATCH_LEVEL`, which only an image reaches: the images write to CR8.
#![cfg(all(target_os = "linux", target_arch = "x86_64"))]

use kmdf_host::{Machine, Rule, abi};
use kmdf_host_images::bound::{self, DEVICE_ADD, GLOBALS, TABLE, Unload};
use kmdf_host_images::code::{Code, Register};
use kmdf_host_images::loading::{failure, install};
use kmdf_host_images::synthetic::{DATA, Image, import};

/// The status of an entry point that has come to its end.
const DONE: u32 = 0xC000_0001;
/// A place in the image's data.
const BLOCK: u32 = DATA + 0x40;

/// Sets the IRQL: `mov eax, irql`; `mov cr8, rax`.
fn set_irql(code: Code, irql: u8) -> Code {
    code.raw(&[0xB8, irql, 0, 0, 0, 0x44, 0x0F, 0x22, 0xC0])
}

/// Allocates a block of non-paged pool at `irql`, and notes its address.
fn allocate(code: Code, irql: u8) -> Code {
    // mov ecx, 0x40 (POOL_FLAG_NON_PAGED); mov edx, 100; mov r8d, 'abcd'
    let code = set_irql(code, irql).raw(&[0xB9, 0x40, 0, 0, 0, 0xBA, 100, 0, 0, 0, 0x41, 0xB8]);
    // mov [rcx], rax
    let code = code.raw(b"abcd").call(import("ExAllocatePool2")).address(Register::Rcx, BLOCK);
    set_irql(code.raw(&[0x48, 0x89, 0x01]), 0)
}

/// Frees the block at `irql`.
fn free(code: Code, irql: u8) -> Code {
    // mov edx, 'abcd'
    let code = set_irql(code, irql).load(Register::Rcx, BLOCK).raw(&[0xBA]).raw(b"abcd");
    set_irql(code.call(import("ExFreePoolWithTag")), 0)
}

/// What the host reports of an image: rules and calls.
fn reported(machine: &Machine) -> Vec<(Rule, String)> {
    assert_eq!(failure(machine).1, DONE);
    let violations = machine.shut_down();
    violations.into_iter().map(|violation| (violation.rule, violation.call)).collect()
}

/// The reports on an entry point that allocates a block at one IRQL and frees it at another.
fn allocate_and_free(irqls: [u8; 2]) -> Vec<(Rule, String)> {
    let code = free(allocate(Code::new().enter(), irqls[0]), irqls[1]);
    reported(&install(&Image::new(&code.status(DONE).leave())))
}

#[test]
fn allocating_pool_above_dispatch_level_is_reported() {
    assert_eq!(allocate_and_free([3, 2]), [(Rule::WrongIrql, "ExAllocatePool2".into())]);
}

#[test]
fn freeing_pool_above_dispatch_level_is_reported() {
    assert_eq!(allocate_and_free([2, 3]), [(Rule::WrongIrql, "ExFreePoolWithTag".into())]);
}

#[test]
fn pool_at_dispatch_level_of_an_image_is_not_reported() {
    assert_eq!(allocate_and_free([2, 2]), []);
}

#[test]
fn completing_a_request_above_dispatch_level_is_reported() {
    let index = abi::DDI_NAMES.iter().position(|name| *name == "WdfRequestComplete");
    let offset = u32::try_from(index.expect("in the function table") * 8).expect("a short table");
    let code = set_irql(Code::at(DEVICE_ADD).enter(), 3).load(Register::Rcx, GLOBALS);
    // xor edx, edx; xor r8d, r8d: no request, which is a second mistake
    let code = code.raw(&[0x31, 0xD2, 0x45, 0x31, 0xC0]).load(Register::Rax, TABLE);
    // call [rax + offset]
    let code = set_irql(code.raw(&[0xFF, 0x90]).raw(&offset.to_le_bytes()), 0);
    let mut image = bound::driver(Unload::Displaced);
    image.put(DEVICE_ADD, code.status(DONE).leave().bytes());
    let call = || "WdfRequestComplete".to_string();
    let expected = [(Rule::WrongIrql, call()), (Rule::WrongHandleType, call())];
    assert_eq!(reported(&install(&image)), expected);
}
