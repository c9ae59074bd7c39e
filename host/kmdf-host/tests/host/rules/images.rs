//! Rules about images, and about the stack that a driver runs on.
#![cfg(target_arch = "x86_64")]

use kmdf_host_images::code::{Code, Register};
use kmdf_host_images::loading::{failure, install};
use kmdf_host_images::synthetic::{DATA, EXECUTE, FLAGS, Image, NOT_PAGED, READ, import};

use super::expect_only;
use crate::closure_driver::{
    Bench, Queue, Rule, SUCCESS, Violation, kept, note, sequential, status,
};

/// What the entry point of an image breaks.
fn violations_of(image: &Image) -> Vec<Violation> {
    let machine = install(image);
    assert_eq!(failure(&machine).1, 0xC000_0001);
    machine.shut_down()
}

/// An image that copies eight bytes with `memcpy` to a place at an offset from them, and fails.
fn copying(offset: i32) -> Image {
    let from = DATA + 0x100;
    let code = Code::new().enter().address(Register::Rdx, from);
    let code = code.address(Register::Rcx, from.checked_add_signed(offset).expect("a place"));
    // mov r8d, 8
    let code = code.raw(&[0x41, 0xB8, 8, 0, 0, 0]).call(import("memcpy"));
    Image::new(&code.status(0xC000_0001).leave())
}

#[test]
fn copying_between_overlapping_ranges_is_reported() {
    for (offset, place) in [(7, "7 bytes behind them"), (-1, "1 bytes before them")] {
        let violations = violations_of(&copying(offset));
        let [violation] = &violations[..] else { panic!("{violations:?}") };
        let Violation { rule, call, driver_function, detail, .. } = violation;
        let found = (*rule, call.as_str(), driver_function.as_str());
        assert_eq!(found, (Rule::OverlappingCopy, "memcpy", "DriverEntry"));
        assert!(detail.contains(place), "{detail}");
    }
}

#[test]
fn copying_between_adjacent_ranges_is_not_reported() {
    for offset in [8, -8, 0] {
        assert_eq!(violations_of(&copying(offset)), [], "at the offset {offset}");
    }
}

/// An image whose section `.rdata`, with the addresses of the imports, has attributes.
fn with_imports_in(attributes: u32) -> Image {
    let mut image = Image::new(&Code::new().status(0xC000_0001).ret());
    image.set(Image::section(1) + FLAGS, &attributes.to_le_bytes());
    image
}

#[test]
fn import_addresses_in_an_executable_section_are_reported() {
    let violations = violations_of(&with_imports_in(READ | EXECUTE | NOT_PAGED));
    let [violation] = &violations[..] else { panic!("{violations:?}") };
    assert_eq!(violation.rule, Rule::ImportsExecutable);
    assert_eq!(
        (violation.subject.to_string().as_str(), violation.call.as_str()),
        ("KmdfTest", "driver load")
    );
    assert!(violation.detail.contains("section .rdata"), "{violation}");
}

#[test]
fn import_addresses_in_a_section_of_data_are_not_reported() {
    assert_eq!(violations_of(&with_imports_in(READ | NOT_PAGED)), []);
}

/// A machine whose driver does `work` for a read on a stack of its own, and then completes the read on
/// the thread's stack.
fn on_own_stack(work: fn()) -> Bench {
    let bench = Bench::with_queue(move || {
        sequential().read(move |_, request| {
            let stack = corosensei::stack::DefaultStack::new(1 << 16).expect("a stack");
            corosensei::on_stack(stack, work);
            request.complete(SUCCESS);
        })
    });
    assert_eq!(status(&bench.open().read(8)), SUCCESS);
    bench
}

#[test]
fn call_on_a_stack_of_the_driver_is_reported() {
    let bench = on_own_stack(|| {
        kept::<Queue>("queue").state();
    });
    expect_only(&bench, Rule::StackSwitched, "-", "WdfIoQueueGetState", "EvtIoRead");
}

#[test]
fn call_after_a_switch_back_is_not_reported() {
    on_own_stack(|| note("deep")).end_clean();
}
