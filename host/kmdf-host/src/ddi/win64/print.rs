//! `DbgPrint` and `DbgPrintEx`, and the functions of the C library that format texts.
#![allow(non_snake_case, reason = "the kernel's names")]

use super::text;
use crate::abi::{NTSTATUS, STATUS_SUCCESS, ULONG};
use crate::kernel::{
    self,
    format::{self, Format},
};
use crate::running;
use crate::seam;

/// The arguments of a function with a `va_list`: on 64-bit Windows, slots of 8 bytes in memory.
#[derive(Clone, Copy)]
#[repr(transparent)]
pub(super) struct VaList(*const u64);

impl VaList {
    /// The next argument.
    ///
    /// # Safety
    /// The list has another argument.
    unsafe fn next(&mut self) -> u64 {
        // SAFETY: guaranteed by the caller.
        let argument = unsafe { self.0.read_unaligned() };
        self.0 = self.0.wrapping_add(1);
        argument
    }
}

/// Prints to the debugger; any IRQL that a driver without interrupts has.
///
/// A function with a variable number of arguments. Its caller leaves room on the stack for the four that
/// come in registers, in front of the others: with these stored there, all lie in one row.
#[cfg(target_arch = "x86_64")]
#[unsafe(naked)]
pub(super) unsafe extern "efiapi" fn DbgPrint(format: *const u8) -> NTSTATUS {
    std::arch::naked_asm!(
        "mov [rsp + 0x10], rdx",
        "mov [rsp + 0x18], r8",
        "mov [rsp + 0x20], r9",
        "lea rdx, [rsp + 0x10]",
        "sub rsp, 0x28",
        "call {print}",
        "add rsp, 0x28",
        "ret",
        print = sym print,
    )
}

/// Prints to the debugger; any IRQL that a driver without interrupts has.
///
/// A function with a variable number of arguments. The first eight come in general registers, floating
/// point among them, and the others on the stack: with the eight stored below the others, all lie in
/// one row (Microsoft, "Overview of ARM64 ABI conventions", "Addendum: Variadic functions").
#[cfg(target_arch = "aarch64")]
#[unsafe(naked)]
pub(super) unsafe extern "efiapi" fn DbgPrint(format: *const u8) -> NTSTATUS {
    std::arch::naked_asm!(
        "stp x29, x30, [sp, #-80]!",
        "mov x29, sp",
        "stp x0, x1, [sp, #16]",
        "stp x2, x3, [sp, #32]",
        "stp x4, x5, [sp, #48]",
        "stp x6, x7, [sp, #64]",
        "add x1, sp, #24",
        "bl {print}",
        "ldp x29, x30, [sp], #80",
        "ret",
        print = sym print,
    )
}

/// [`DbgPrint`] with a component and a level, which this host ignores.
#[cfg(target_arch = "aarch64")]
#[unsafe(naked)]
pub(super) unsafe extern "efiapi" fn DbgPrintEx(
    component: ULONG,
    level: ULONG,
    format: *const u8,
) -> NTSTATUS {
    std::arch::naked_asm!(
        "stp x29, x30, [sp, #-80]!",
        "mov x29, sp",
        "stp x2, x3, [sp, #32]",
        "stp x4, x5, [sp, #48]",
        "stp x6, x7, [sp, #64]",
        "mov x0, x2",
        "add x1, sp, #40",
        "bl {print}",
        "ldp x29, x30, [sp], #80",
        "ret",
        print = sym print,
    )
}

/// [`DbgPrint`] with a component and a level, which this host ignores.
#[cfg(target_arch = "x86_64")]
#[unsafe(naked)]
pub(super) unsafe extern "efiapi" fn DbgPrintEx(
    component: ULONG,
    level: ULONG,
    format: *const u8,
) -> NTSTATUS {
    std::arch::naked_asm!(
        "mov [rsp + 0x20], r9",
        "mov rcx, r8",
        "lea rdx, [rsp + 0x20]",
        "sub rsp, 0x28",
        "call {print}",
        "add rsp, 0x28",
        "ret",
        print = sym print,
    )
}

/// Prints a message with its arguments.
///
/// # Safety
/// The format is NULL or ends with a NUL, and the arguments are those of the format.
unsafe extern "efiapi" fn print(format: *const u8, mut arguments: VaList) -> NTSTATUS {
    running::in_host(|| {
        // SAFETY: guaranteed by the caller.
        let format = unsafe { text::narrow(format) };
        let format = Format { text: &format, wide: false };
        // SAFETY: guaranteed by the caller.
        let string = |kind, address| unsafe { text::read(kind, address) };
        // SAFETY: guaranteed by the caller.
        let text = format::render(format, || unsafe { arguments.next() }, string);
        kernel::debug_print(format_args!("{text}"));
    });
    STATUS_SUCCESS
}

/// Formats into a buffer of `count` characters, with a NUL if there is room for it. Returns the
/// number of characters, or -1 if they do not fit; `PASSIVE_LEVEL`, as the functions of `ntstrsafe.h`
/// that call it.
pub(super) unsafe extern "efiapi" fn _vsnwprintf(
    buffer: *mut u16,
    count: usize,
    format: *const u16,
    arguments: VaList,
) -> i32 {
    // SAFETY: the driver's format and arguments.
    let format = unsafe { text::wide(format) };
    // SAFETY: the driver guarantees that the arguments are those of its format.
    let text = unsafe { formatted("_vsnwprintf", &format, true, arguments) };
    let units: Vec<u16> = text.encode_utf16().collect();
    // SAFETY: the driver guarantees the room.
    unsafe { hand_out(&units, buffer, count) }
}

/// [`_vsnwprintf`] for bytes.
pub(super) unsafe extern "efiapi" fn _vsnprintf(
    buffer: *mut u8,
    count: usize,
    format: *const u8,
    arguments: VaList,
) -> i32 {
    // SAFETY: the driver's format and arguments.
    let format = unsafe { text::narrow(format) };
    // SAFETY: the driver guarantees that the arguments are those of its format.
    let text = unsafe { formatted("_vsnprintf", &format, false, arguments) };
    // SAFETY: the driver guarantees the room.
    unsafe { hand_out(text.as_bytes(), buffer, count) }
}

/// The formatted text.
///
/// # Safety
/// The arguments are those of the format.
unsafe fn formatted(call: &'static str, format: &str, wide: bool, mut arguments: VaList) -> String {
    let mut text = String::new();
    seam::call(
        call,
        0,
        |_| (),
        |_| {
            // SAFETY: guaranteed by the caller.
            let string = |kind, address| unsafe { text::read(kind, address) };
            // SAFETY: guaranteed by the caller.
            let next = || unsafe { arguments.next() };
            text = format::render(Format { text: format, wide }, next, string);
        },
    );
    text
}

/// Writes a text to the driver's buffer, as `_vsnprintf` does; returns what the function returns.
///
/// # Safety
/// The buffer has room for `count` characters, or is NULL.
unsafe fn hand_out<T: Copy + Default>(text: &[T], buffer: *mut T, count: usize) -> i32 {
    let length = i32::try_from(text.len()).unwrap_or(-1);
    if buffer.is_null() {
        return if count == 0 { length } else { -1 };
    }
    let fitting = text.len().min(count);
    // SAFETY: guaranteed by the caller.
    unsafe { buffer.copy_from_nonoverlapping(text.as_ptr(), fitting) };
    if fitting < count {
        // SAFETY: guaranteed by the caller.
        unsafe { buffer.wrapping_add(fitting).write(T::default()) };
    }
    if text.len() > count { -1 } else { length }
}
