//! The kernel's exports that compilers and headers make ordinary drivers import.

use kmdf_host::{DriverImage, ImageError, Machine, Rule};

use Register::{R8, R9, Rax, Rcx, Rdx};
use kmdf_host_images::bound::{self, Unload};
use kmdf_host_images::code::{Code, Register};
use kmdf_host_images::loading::{failure, install, status_of_entry};
use kmdf_host_images::synthetic::*;

const FORMAT: u32 = RDATA + 0xC00;
const TEXT_1: u32 = RDATA + 0xC80;
const PRINTED: u32 = RDATA + 0xCC0;
const BUFFER: u32 = DATA + 0x200;
const ARGUMENTS: u32 = DATA + 0x300;

fn wide(text: &str) -> Vec<u8> {
    text.encode_utf16().chain([0]).flat_map(u16::to_le_bytes).collect()
}

/// `mov edx, value`
fn edx(code: Code, value: u32) -> Code {
    code.raw(&[0xBA]).raw(&value.to_le_bytes())
}

/// The line that an image prints of its buffer after a call of a `printf` function, and the status
/// that it makes of the result. The arguments are 7 and a text.
fn formatted(
    function: &str,
    count: u32,
    format: &[u8],
    text: &[u8],
    shown: &[u8],
) -> (String, u32) {
    let code = edx(Code::new().enter().address(Rcx, BUFFER), count);
    let code = code.address(R8, FORMAT).address(R9, ARGUMENTS).call(import(function));
    // mov [rsp + 0x20], eax … mov eax, [rsp + 0x20]; movzx eax, ax
    let code = code.raw(&[0x89, 0x44, 0x24, 0x20]).address(Rcx, PRINTED).address(Rdx, BUFFER);
    let code = code.call(import("DbgPrint")).raw(&[0x8B, 0x44, 0x24, 0x20, 0x0F, 0xB7, 0xC0]);
    let mut image = Image::new(&code.made_error().leave());
    image.put(FORMAT, format);
    image.put(TEXT_1, text);
    image.put(PRINTED, shown);
    image.put(ARGUMENTS, &7_u64.to_le_bytes());
    image.put_address(ARGUMENTS + 8, TEXT_1);
    let machine = install(&image);
    let status = failure(&machine).1;
    assert_eq!(machine.shut_down(), []);
    (machine.debug_output().concat(), status & 0xFFFF)
}

#[test]
fn texts_are_formatted_from_a_va_list_in_both_widths() {
    let narrow = |count| formatted("_vsnprintf", count, b"%u is %s.\0", b"text\0", b"%s\0");
    let wide = |count| formatted("_vsnwprintf", count, &wide("%u is %s."), &wide("text"), b"%ws\0");
    for formatted in [narrow(32), wide(32)] {
        assert_eq!(formatted, ("7 is text.".into(), 10));
    }
    // Cut, and without a NUL: the buffer behind is zeroed.
    for formatted in [narrow(4), wide(4)] {
        assert_eq!(formatted, ("7 is".into(), 0xFFFF));
    }
    assert_eq!(narrow(10), ("7 is text.".into(), 10), "all characters fit, the NUL does not");
}

/// The line that an image prints of its buffer after a call of a `printf` function with a variable number
/// of arguments: a text and 7. The function takes the place of an import with a longer name.
fn variadic(function: &str, import_of: &str, shown: &[u8], width: usize) -> String {
    let units =
        |text: &str| if width == 2 { wide(text) } else { [text.as_bytes(), b"\0"].concat() };
    let code = edx(Code::new().enter().address(Rcx, BUFFER), 32);
    let code = code.address(R8, FORMAT).address(R9, TEXT_1);
    // mov qword [rsp + 0x20], 7
    let code = code.raw(&[0x48, 0xC7, 0x44, 0x24, 0x20, 7, 0, 0, 0]).call(import(import_of));
    let code = code.address(Rcx, PRINTED).address(Rdx, BUFFER).call(import("DbgPrint"));
    let mut image = Image::new(&code.status(0xC000_0001).leave());
    let place = image.bytes.windows(import_of.len() + 1);
    let name = [import_of.as_bytes(), b"\0"].concat();
    let at = place.into_iter().position(|bytes| bytes == name).expect("the import");
    image.set(at, &[function.as_bytes(), b"\0"].concat());
    image.put(FORMAT, &units("%s is %u."));
    image.put(TEXT_1, &units("text"));
    image.put(PRINTED, shown);
    let machine = install(&image);
    assert_eq!(failure(&machine).1, 0xC000_0001);
    assert_eq!(machine.shut_down(), []);
    machine.debug_output().concat()
}

#[test]
fn texts_are_formatted_from_a_variable_number_of_arguments() {
    for function in ["_snprintf", "sprintf_s"] {
        assert_eq!(variadic(function, "_vsnprintf", b"%s\0", 1), "text is 7.");
    }
    for function in ["_snwprintf", "swprintf_s"] {
        assert_eq!(variadic(function, "_vsnwprintf", b"%ws\0", 2), "text is 7.");
    }
}

#[test]
fn counted_texts_are_printed() {
    let code = Code::new().enter().address(Rcx, FORMAT).address(Rdx, DATA);
    let mut image = Image::new(&code.call(import("DbgPrint")).status(0xC000_0001).leave());
    image.put(FORMAT, b"<%wZ>\0");
    image.put(DATA, &[4, 0, 8, 0]);
    image.put(TEXT_1, &wide("text"));
    image.put_address(DATA + 8, TEXT_1);
    let machine = install(&image);
    assert_eq!(failure(&machine).1, 0xC000_0001);
    assert_eq!(machine.debug_output(), ["<te>"], "Length counts, not the NUL");
}

#[test]
fn length_of_a_wide_text_and_equal_bytes_are_counted() {
    let code = Code::new().enter().address(Rcx, TEXT_1).call(import("wcslen")).made_error();
    let mut image = Image::new(&code.leave());
    image.put(TEXT_1, &wide("four"));
    assert_eq!(status_of_entry(&image), 0xC000_0004);

    // mov r8d, 16
    let code = Code::new().enter().address(Rcx, TEXT_1).address(Rdx, FORMAT);
    let code = code.raw(&[0x41, 0xB8, 16, 0, 0, 0]).call(import("RtlCompareMemory")).made_error();
    let mut image = Image::new(&code.leave());
    image.put(TEXT_1, b"abcdefgh-here");
    image.put(FORMAT, b"abcdefgh_there");
    assert_eq!(status_of_entry(&image), 0xC000_0008);
}

#[test]
fn failed_assertion_is_reported_with_its_place() {
    // mov r8d, 77; xor r9d, r9d
    let code = Code::new().enter().address(Rcx, TEXT_1).address(Rdx, FORMAT);
    let code = code.raw(&[0x41, 0xB8, 77, 0, 0, 0, 0x45, 0x31, 0xC9]).call(import("RtlAssert"));
    let mut image = Image::new(&code.status(0xC000_0001).leave());
    image.put(TEXT_1, b"Queue != NULL\0");
    image.put(FORMAT, b"queue.c\0");
    let machine = install(&image);
    assert_eq!(failure(&machine).1, 0xC000_0001);
    let violations = machine.shut_down();
    let [violation] = &violations[..] else { panic!("{violations:?}") };
    assert_eq!(violation.rule, Rule::AssertionFailed);
    let text =
        "AssertionFailed: Queue != NULL in RtlAssert called by DriverEntry: queue.c, line 77";
    assert_eq!(violation.summary(), text);
}

/// What an image breaks whose `EvtDriverDeviceAdd` states with `WDFVERIFY` what does not hold.
fn violations_of_wdfverify(verifier: bool) -> Vec<Rule> {
    let mut image = bound::driver(Unload::Displaced);
    let code = Code::at(bound::DEVICE_ADD).enter().load(Rax, bound::GLOBALS);
    // mov eax, [rax + 8] (DriverFlags); and eax, 4 (WdfVerifyOn); sub eax, 1
    let code = code.raw(&[0x8B, 0x40, 0x08, 0x83, 0xE0, 0x04, 0x83, 0xE8, 0x01]);
    let code = code.unless_failed(|code| {
        // mov r8d, 77; xor r9d, r9d
        let code = code.address(Rcx, TEXT_1).address(Rdx, FORMAT);
        code.raw(&[0x41, 0xB8, 77, 0, 0, 0, 0x45, 0x31, 0xC9]).call(import("RtlAssert"))
    });
    image.put(bound::DEVICE_ADD, code.status(0xC000_0099).leave().bytes());
    image.put(TEXT_1, b"KeGetCurrentIrql() == PASSIVE_LEVEL\0");
    image.put(FORMAT, b"queue.c\0");
    let machine = install(&image);
    machine.set_verifier(verifier);
    assert_eq!(failure(&machine).1, 0xC000_0099);
    machine.shut_down().iter().map(|violation| violation.rule).collect()
}

#[test]
fn failed_wdfverify_is_reported_while_the_verifier_is_on() {
    assert_eq!(violations_of_wdfverify(true), [Rule::AssertionFailed]);
    assert_eq!(violations_of_wdfverify(false), []);
}

#[test]
fn old_pool_function_returns_memory_that_is_not_zeroed() {
    // mov ecx, 512 (NonPagedPoolNx); mov r8d, 'gTag'; then mov rcx, rax; mov r8d, [rax]
    let code = edx(Code::new().enter().raw(&[0xB9, 0, 2, 0, 0]), 4);
    let code = code.raw(&[0x41, 0xB8]).raw(b"gTag").call(import("ExAllocatePoolWithTag"));
    // mov rcx, rax; mov eax, [rax]; mov [rsp + 0x20], eax
    let code = code.raw(&[0x48, 0x89, 0xC1, 0x8B, 0x00, 0x89, 0x44, 0x24, 0x20]);
    let code = code.raw(&[0xBA]).raw(b"gTag").call(import("ExFreePoolWithTag"));
    let code = code.raw(&[0x8B, 0x44, 0x24, 0x20]).made_error().leave();
    let machine = install(&Image::new(&code));
    assert_ne!(failure(&machine).1, 0xC000_0000);
    let violations = machine.shut_down();
    let found: Vec<_> = violations.iter().map(|v| (v.rule, v.call.as_str())).collect();
    assert_eq!(found, [(Rule::UnsafePoolAllocation, "ExAllocatePoolWithTag")]);
}

#[test]
fn stack_probe_changes_no_register() {
    // mov eax, 0x1000
    let code = Code::new().enter().status(0xC000_1000).call(import("__chkstk")).leave();
    assert_eq!(status_of_entry(&Image::new(&code)), 0xC000_1000);
}

#[test]
fn breakpoint_for_the_verifier_is_passed_and_shown() {
    // mov rcx, [globals]; mov rax, [table]; call [rax + 367 * 8]; mov eax, 0xC0000099
    let mut image = bound::driver(Unload::Displaced);
    let code = Code::at(bound::DEVICE_ADD).enter().load(Rcx, bound::GLOBALS);
    let code = code.load(Rax, bound::TABLE).raw(&[0xFF, 0x90]).raw(&(367 * 8_u32).to_le_bytes());
    image.put(bound::DEVICE_ADD, code.status(0xC000_0099).leave().bytes());
    let machine = install(&image);
    assert_eq!(failure(&machine).1, 0xC000_0099);
    assert_eq!(machine.debug_output(), ["WdfVerifierDbgBreakPoint"]);
    assert_eq!(machine.shut_down(), []);
}

/// A machine with an image whose `EvtDriverDeviceAdd` returns what the function of an index returns.
fn calling(index: u32) -> Machine {
    let mut image = bound::driver(Unload::Displaced);
    let code = Code::at(bound::DEVICE_ADD).enter().load(Rcx, bound::GLOBALS);
    let code = code.load(Rax, bound::TABLE).raw(&[0xFF, 0x90]).raw(&(index * 8).to_le_bytes());
    image.put(bound::DEVICE_ADD, code.made_error().leave().bytes());
    install(&image)
}

#[test]
fn missing_function_of_pointer_type_returns_null() {
    // WdfChildListGetDevice, WdfFdoGetDefaultChildList, WdfPdoInitAllocate
    for index in [1, 132, 210] {
        let machine = calling(index);
        assert_eq!(failure(&machine).1, 0xC000_0000, "the function {index}");
        let rules: Vec<_> = machine.shut_down().iter().map(|violation| violation.rule).collect();
        assert_eq!(rules, [Rule::MissingDdi]);
    }
}

#[test]
fn device_that_did_not_start_names_the_missing_function() {
    let machine = calling(1);
    let node = machine.create_device(kmdf_host_images::loading::HARDWARE_ID).expect("a model");
    let error = node.started().expect_err("a failed device").to_string();
    assert!(error.starts_with("ROOT\\TEST\\0000 did not start: failed, code 31"), "{error}");
    assert!(error.contains("WdfChildListGetDevice"), "{error}");
}

#[test]
fn import_that_the_host_lacks_is_refused_by_its_name() {
    let mut image = Image::new(&Code::new().status(0).ret());
    let at = image.bytes.windows(6).position(|bytes| bytes == b"wcslen").expect("the import");
    image.set(at, b"wcsbad");
    // SAFETY: nothing runs.
    let refused = unsafe { DriverImage::from_bytes(&image.file()) };
    let Err(ImageError::MissingImports { imports }) = refused else { panic!("{refused:?}") };
    assert_eq!(imports, ["NTOSKRNL.exe!wcsbad"]);
}

#[test]
fn kit_lets_an_image_import_each_export_and_no_other() {
    let kit = include_str!("../../../../../cargo-kmdf/wdk-kit/Lib/ntoskrnl.def");
    let listed = kit.lines().skip_while(|line| *line != "EXPORTS").skip(1);
    let names = listed.filter(|line| !line.starts_with(';'));
    let mut names: Vec<&str> = names.filter_map(|line| line.split_whitespace().next()).collect();
    let mut exports = kmdf_host::binding::kernel_exports();
    names.sort_unstable();
    exports.sort_unstable();
    assert_eq!(names, exports);
}
