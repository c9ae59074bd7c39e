//! The running code of an image: its arguments, its data, its imports.

use std::panic::{AssertUnwindSafe, catch_unwind};

use kmdf_host::{DriverImage, DriverPackage, Machine, NodeStatus, Rule, Subject};
use wdk_sys::{NTSTATUS, PCUNICODE_STRING, PDRIVER_OBJECT, PWDFDEVICE_INIT, WDFDRIVER};

use crate::raw_driver::create_driver;
use Register::{Rax, Rcx, Rdx};
use kmdf_host_images::bound::{self, Unload, driver};
use kmdf_host_images::code::{Code, Register};
use kmdf_host_images::loading::{INF, failure, install, status_of_entry};
use kmdf_host_images::synthetic::*;

const TEXT_1: u32 = RDATA + 0xC00;
const TEXT_2: u32 = RDATA + 0xC40;

#[test]
fn entry_point_gets_the_driver_object_and_the_registry_path() {
    // movzx eax, word [rcx] (Type); shl eax, 8; add eax, [rdx] (Length and MaximumLength)
    let code = Code::new().raw(&[0x0F, 0xB7, 0x01, 0xC1, 0xE0, 0x10]).raw(&[0x66, 0x03, 0x02]);
    let path = r"\Registry\Machine\System\CurrentControlSet\Services\KmdfTest";
    let length = u32::try_from(path.len() * 2).expect("short");
    let status = status_of_entry(&Image::new(&code.made_error().ret()));
    assert_eq!(status, 0xC000_0000 | 4 << 16 | length, "a driver object is of type 4");
}

#[test]
fn driver_object_has_the_address_and_size_of_the_image() {
    // mov rax, [rcx + 0x18] (DriverStart); movzx eax, word [rax]
    let code = Code::new().raw(&[0x48, 0x8B, 0x41, 0x18, 0x0F, 0xB7, 0x00]);
    let status = status_of_entry(&Image::new(&code.made_error().ret()));
    assert_eq!(status, 0xC000_0000 | u32::from(u16::from_le_bytes(*b"MZ")));
    // mov eax, [rcx + 0x20] (DriverSize)
    let code = Code::new().raw(&[0x8B, 0x41, 0x20]);
    assert_eq!(status_of_entry(&Image::new(&code.made_error().ret())), 0xC000_0000 | SIZE);
}

#[test]
fn address_in_the_data_is_relocated() {
    // mov eax, [rax]
    let code = Code::new().load(Rax, DATA).raw(&[0x8B, 0x00]).ret();
    let mut image = Image::new(&code);
    image.put(DATA + 0x20, &0xC000_1234_u32.to_le_bytes());
    image.put_address(DATA, DATA + 0x20);
    assert_eq!(status_of_entry(&image), 0xC000_1234);
}

/// An image whose entry point counts its runs in its copy of the data, and returns the count.
fn counter() -> Image {
    // inc dword [rax]; mov eax, [rax]
    let code = Code::new().address(Rax, DATA).raw(&[0xFF, 0x00, 0x8B, 0x00]);
    Image::new(&code.made_error().ret())
}

#[test]
fn every_load_has_its_own_copy_of_the_data() {
    let image = counter();
    let machines = [install(&image), install(&image)];
    for machine in machines.iter().chain(&machines) {
        assert_eq!(failure(machine).1, 0xC000_0001, "the first run of this copy");
    }
    for machine in machines {
        assert_eq!(machine.shut_down(), []);
    }
}

/// Prints with `DbgPrint`, from a format and a string in the image and three numbers.
fn printing(format: &str) -> Machine {
    let code = Code::new().enter().address(Rcx, TEXT_1).address(Rdx, TEXT_2);
    // mov r8d, -2; mov r9d, 0x1234; mov qword [rsp + 0x20], 77
    let code = code.raw(&[0x41, 0xB8, 0xFE, 0xFF, 0xFF, 0xFF, 0x41, 0xB9, 0x34, 0x12, 0, 0]);
    let code = code.raw(&[0x48, 0xC7, 0x44, 0x24, 0x20, 77, 0, 0, 0]);
    let mut image = Image::new(&code.call(import("DbgPrint")).status(0xC000_0001).leave());
    image.put(TEXT_1, format.as_bytes());
    image.put(TEXT_2, b"a text\0");
    let machine = install(&image);
    assert_eq!(failure(&machine).1, 0xC000_0001);
    assert_eq!(machine.shut_down(), []);
    machine
}

#[test]
fn debug_output_shows_the_arguments_in_registers_and_on_the_stack() {
    let shown = |format| printing(format).debug_output();
    assert_eq!(shown("%s: %d of %#x\n\0"), ["a text: -2 of 0x1234"]);
    assert_eq!(shown("no argument\nbut two lines\0"), ["no argument", "but two lines"]);
    assert_eq!(shown("%s %d %d %d\0"), ["a text -2 4660 77"]);
}

#[test]
fn pool_leaked_by_an_image_is_reported() {
    // mov ecx, 0x40 (POOL_FLAG_NON_PAGED); mov edx, 100; mov r8d, 'abcd'
    let code = Code::new().enter().raw(&[0xB9, 0x40, 0, 0, 0, 0xBA, 100, 0, 0, 0, 0x41, 0xB8]);
    let code = code.raw(b"abcd").call(import("ExAllocatePool2")).status(0xC000_0001).leave();
    let machine = install(&Image::new(&code));
    assert_eq!(failure(&machine).1, 0xC000_0001);
    let violations = machine.shut_down();
    let found: Vec<_> = violations.iter().map(|v| (v.rule, v.subject.clone())).collect();
    assert_eq!(found, [(Rule::LeakedPool, Subject::Other("pool 'abcd'".into()))]);
    assert_eq!(violations[0].detail, "100 bytes are left");
}

#[test]
fn counted_string_is_made_from_a_nul_terminated_string() {
    let code = Code::new().enter().address(Rcx, DATA).address(Rdx, TEXT_1);
    // mov eax, [rax] of the counted string: Length and MaximumLength
    let code = code.call(import("RtlInitUnicodeString")).address(Rax, DATA).raw(&[0x8B, 0x00]);
    let mut image = Image::new(&code.made_error().leave());
    image.put(TEXT_1, &[b'a', 0, b'b', 0, 0, 0]);
    assert_eq!(status_of_entry(&image), 0xC000_0000 | 6 << 16 | 4);
}

/// Copies `ab` to a counted string with this room, from NULL if `empty`; four bytes at an RVA then.
fn copied(room: u16, empty: bool, shown: u32) -> u32 {
    const TARGET: u32 = DATA;
    const SOURCE: u32 = DATA + 0x10;
    let code = Code::new().enter().address(Rcx, TARGET);
    // xor edx, edx
    let code = if empty { code.raw(&[0x31, 0xD2]) } else { code.address(Rdx, SOURCE) };
    // mov eax, [rax]
    let code = code.call(import("RtlCopyUnicodeString")).address(Rax, shown).raw(&[0x8B, 0x00]);
    let mut image = Image::new(&code.made_error().leave());
    image.put(TARGET + 2, &room.to_le_bytes());
    image.put_address(TARGET + 8, COPY);
    image.put(SOURCE, &[4, 0, 4, 0]);
    image.put_address(SOURCE + 8, TEXT_1);
    image.put(TEXT_1, &[b'a', 0, b'b', 0]);
    image.put(COPY, &[0x0F; 8]);
    status_of_entry(&image)
}

/// The buffer of the copy.
const COPY: u32 = DATA + 0x20;

#[test]
fn counted_string_is_copied_as_far_as_it_fits() {
    assert_eq!(copied(6, false, DATA), 0xC006_0004, "Length and MaximumLength");
    assert_eq!(copied(6, false, COPY), 0xC062_0061, "the text");
    assert_eq!(copied(6, false, COPY + 4), 0xCF0F_0000, "a NUL where there is room");
    assert_eq!(copied(4, false, COPY + 4), 0xCF0F_0F0F, "no NUL without room");
    assert_eq!(copied(2, false, DATA), 0xC002_0002, "cut");
    assert_eq!(copied(2, false, COPY), 0xCF0F_0061, "the text, cut");
    assert_eq!(copied(6, true, DATA), 0xC006_0000, "from NULL");
    assert_eq!(copied(0, false, COPY), 0xCF0F_0F0F, "no room at all");
}

#[test]
fn function_that_the_host_lacks_is_reported_by_name() {
    // mov rax, [table]; call [rax + 3 * 8]
    let entry = |code: Code| code.load(Rax, bound::TABLE).raw(&[0xFF, 0x50, 3 * 8]);
    let code = bound::bind(Code::new().enter()).unless_failed(entry);
    let code = bound::unbind(code).status(0xC000_0001).leave();
    let machine = install(&bound::with_bind_info(&code));
    assert_eq!(failure(&machine).1, 0xC000_0001);
    let violations = machine.shut_down();
    let found: Vec<_> = violations.iter().map(|v| (v.rule, v.call.as_str())).collect();
    let name = kmdf_host::abi::DDI_NAMES[3];
    assert_eq!(found, [(Rule::DriverNotCreated, name), (Rule::MissingDdi, name)]);
}

#[test]
fn callback_of_an_image_gets_its_arguments_as_on_windows() {
    let machine = install(&driver(Unload::Displaced));
    let (_, status) = failure(&machine);
    let handle = status & 0x3FFF_FFFF;
    assert!(handle > 0 && handle.is_multiple_of(16), "{status:#x} is not a handle");
    assert_eq!(machine.shut_down(), []);
}

unsafe extern "system" fn linked_entry(
    driver: PDRIVER_OBJECT,
    registry_path: PCUNICODE_STRING,
) -> NTSTATUS {
    create_driver(driver, registry_path, Some(linked_device_add))
}

unsafe extern "C" fn linked_device_add(driver: WDFDRIVER, _: PWDFDEVICE_INIT) -> NTSTATUS {
    let handle = u32::try_from(driver.addr()).expect("a small number");
    (0xC100_0000 | handle).cast_signed()
}

#[test]
fn image_and_linked_driver_are_called_by_their_own_conventions() {
    let machine = install(&driver(Unload::Displaced));
    let inf = INF.replace("KmdfTest", "Linked").replace(r"root\TEST", r"root\LINKED");
    // SAFETY: the driver above follows no pointers.
    let image = unsafe { DriverImage::from_entry(linked_entry) };
    let package = DriverPackage::new(&inf, image).expect("a valid INF");
    machine.install(package).expect("the package can be installed");
    for _ in 0..2 {
        assert_eq!(failure(&machine).1 >> 24, 0xC0);
        let linked = machine.create_device(r"root\LINKED").expect("the INF has the model");
        match linked.status() {
            NodeStatus::Failed { status, .. } => assert_eq!(status.cast_unsigned() >> 24, 0xC1),
            other => panic!("the linked driver's device is {other:?}"),
        }
    }
    assert_eq!(machine.shut_down(), []);
}

#[test]
fn bug_check_of_an_image_ends_the_machine_with_its_meaning() {
    // mov ecx, 'RPNC'; mov r8d, 6; mov r9d, 42; mov qword [rsp + 0x20], 7
    let code = Code::new().enter().raw(&[0xB9]).raw(b"CNPR").address(Rdx, TEXT_1);
    let code = code.raw(&[0x41, 0xB8, 6, 0, 0, 0, 0x41, 0xB9, 42, 0, 0, 0]);
    let code = code.raw(&[0x48, 0xC7, 0x44, 0x24, 0x20, 7, 0, 0, 0]).call(import("KeBugCheckEx"));
    let mut image = Image::new(&code);
    image.put(TEXT_1, b"lib.rs");
    let machine = install(&image);
    let created = catch_unwind(AssertUnwindSafe(|| failure(&machine)));
    assert!(created.is_err());
    let crash = machine.crash().expect("a crash").to_string();
    for part in [
        "panic of Rust code (wdk-panic) (0x52504e43): KeBugCheckEx with 0x",
        ", 0x6, 0x2a, 0x7: panicked at lib.rs:42:7",
        "driver KmdfTest, callback DriverEntry",
        "last call KeBugCheckEx, IRQL 0, thread pnp",
    ] {
        assert!(crash.contains(part), "{part} is missing in {crash}");
    }
}
