//! The few instructions that no process may execute and that a driver does.

#[cfg(any(target_arch = "aarch64", test))]
pub(super) mod arm64;
#[cfg(any(target_arch = "x86_64", test))]
pub(super) mod x64;

#[cfg(target_arch = "aarch64")]
pub(super) use arm64::decode;
#[cfg(target_arch = "x86_64")]
pub(super) use x64::decode;

/// An instruction that needs a right which no process has.
#[allow(dead_code, reason = "each processor has some of them")]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Instruction {
    /// `mov register, cr8`: reads the IRQL.
    ReadIrql {
        /// The general register's number.
        register: usize,
    },
    /// `mov cr8, register`: sets the IRQL.
    WriteIrql {
        /// The general register's number.
        register: usize,
    },
    /// `cli` or `sti`, `msr daifset` or `msr daifclr`: turns interrupts of this processor off or on.
    Interrupts,
    /// `int 3`, or `brk` with Windows' value.
    Breakpoint,
    /// `int 2c` or `brk`, a failed assertion.
    Assertion,
    /// `int 29` or `brk`, `__fastfail`.
    FastFail,
    /// `brk` for a division by zero, which ARM64 does not notice by itself.
    DivisionByZero,
    /// Another privileged instruction.
    Privileged,
}

/// The longest instruction that [`decode`] knows.
pub(super) const LONGEST: usize = 4;

/// The bytes at the address of an instruction that was executed; those of the next page, which may
/// be inaccessible, are 0.
///
/// # Safety
/// The processor has read an instruction there.
pub(super) unsafe fn bytes_at(instruction: usize) -> [u8; LONGEST] {
    /// The least size of the pages of the hosts.
    const PAGE: usize = 4096;
    let mut bytes = [0; LONGEST];
    for (offset, byte) in bytes.iter_mut().enumerate() {
        let address = instruction + offset;
        if address / PAGE == instruction / PAGE {
            let place = std::ptr::with_exposed_provenance::<u8>(address);
            // SAFETY: the page holds code that ran, as the caller guarantees.
            *byte = unsafe { place.read_volatile() };
        }
    }
    bytes
}
