//! The functions of the C library that format texts into a buffer of a known size, or of one that the
//! driver vouches for; and those with a variable number of arguments.
#![allow(clippy::used_underscore_items, non_snake_case, reason = "the kernel's names")]

use super::print::{_vsnprintf, _vsnwprintf, VaList};

/// The size that a function assumes that is not told one.
const UNTOLD: usize = i32::MAX as usize;

/// `vsprintf`.
pub(super) unsafe extern "efiapi" fn vsprintf(
    buffer: *mut u8,
    format: *const u8,
    arguments: VaList,
) -> i32 {
    // SAFETY: the driver vouches for the buffer, the format and the arguments.
    unsafe { _vsnprintf(buffer, UNTOLD, format, arguments) }
}

/// [`vsprintf`] for UTF-16.
pub(super) unsafe extern "efiapi" fn vswprintf(
    buffer: *mut u16,
    format: *const u16,
    arguments: VaList,
) -> i32 {
    // SAFETY: the driver vouches for the buffer, the format and the arguments.
    unsafe { _vsnwprintf(buffer, UNTOLD, format, arguments) }
}

/// `vsprintf_s`: a text that does not fit with its NUL leaves the buffer empty.
pub(super) unsafe extern "efiapi" fn vsprintf_s(
    buffer: *mut u8,
    room: usize,
    format: *const u8,
    arguments: VaList,
) -> i32 {
    // SAFETY: the driver vouches for the buffer, the format and the arguments.
    let written = unsafe { _vsnprintf(buffer, room, format, arguments) };
    // SAFETY: the driver vouches for the room in the buffer.
    unsafe { checked(buffer, room, written) }
}

/// [`vsprintf_s`] for UTF-16.
pub(super) unsafe extern "efiapi" fn vswprintf_s(
    buffer: *mut u16,
    room: usize,
    format: *const u16,
    arguments: VaList,
) -> i32 {
    // SAFETY: the driver vouches for the buffer, the format and the arguments.
    let written = unsafe { _vsnwprintf(buffer, room, format, arguments) };
    // SAFETY: the driver vouches for the room in the buffer.
    unsafe { checked(buffer, room, written) }
}

/// # Safety
/// The buffer has the room, or is NULL.
unsafe fn checked<T: Default>(buffer: *mut T, room: usize, written: i32) -> i32 {
    if usize::try_from(written).is_ok_and(|written| written < room) {
        return written;
    }
    if !buffer.is_null() && room > 0 {
        // SAFETY: guaranteed by the caller.
        unsafe { buffer.write(T::default()) };
    }
    -1
}

/// Functions with a variable number of arguments, each in front of the one that takes a list of them. On
/// x64, the caller leaves room on the stack for the four arguments that come in registers, in front of
/// the others; on ARM64, eight come in registers and are stored below the others.
macro_rules! variadic {
    ($($name:ident($($type:ty),*) $x64:literal $arm64:literal => $target:path;)*) => {
        $(
            /// The function of this name.
            #[cfg(target_arch = "x86_64")]
            #[unsafe(naked)]
            pub(super) unsafe extern "efiapi" fn $name($(_: $type),*) -> i32 {
                std::arch::naked_asm!(
                    "mov [rsp + 0x18], r8",
                    "mov [rsp + 0x20], r9",
                    $x64,
                    "sub rsp, 0x28",
                    "call {target}",
                    "add rsp, 0x28",
                    "ret",
                    target = sym $target,
                )
            }

            /// The function of this name.
            #[cfg(target_arch = "aarch64")]
            #[unsafe(naked)]
            pub(super) unsafe extern "efiapi" fn $name($(_: $type),*) -> i32 {
                std::arch::naked_asm!(
                    "stp x29, x30, [sp, #-80]!",
                    "mov x29, sp",
                    "stp x2, x3, [sp, #32]",
                    "stp x4, x5, [sp, #48]",
                    "stp x6, x7, [sp, #64]",
                    $arm64,
                    "bl {target}",
                    "ldp x29, x30, [sp], #80",
                    "ret",
                    target = sym $target,
                )
            }
        )*
    };
}

variadic! {
    sprintf(*mut u8, *const u8) "lea r8, [rsp + 0x18]" "add x2, sp, #32" => vsprintf;
    swprintf(*mut u16, *const u16) "lea r8, [rsp + 0x18]" "add x2, sp, #32" => vswprintf;
    sprintf_s(*mut u8, usize, *const u8) "lea r9, [rsp + 0x20]" "add x3, sp, #40" => vsprintf_s;
    swprintf_s(*mut u16, usize, *const u16) "lea r9, [rsp + 0x20]" "add x3, sp, #40" => vswprintf_s;
    _snprintf(*mut u8, usize, *const u8) "lea r9, [rsp + 0x20]" "add x3, sp, #40" => _vsnprintf;
    _snwprintf(*mut u16, usize, *const u16) "lea r9, [rsp + 0x20]" "add x3, sp, #40" => _vsnwprintf;
}
