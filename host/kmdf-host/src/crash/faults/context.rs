//! The registers of the interrupted code.

use std::ffi::c_void;

use crate::crash::Access;

/// The registers of the code that a signal interrupted.
pub(super) struct Context<'a>(&'a mut libc::ucontext_t);

impl Context<'_> {
    /// The registers, from the last argument of a signal's handler.
    ///
    /// # Safety
    /// The argument is the system's, and is used only here.
    pub(super) unsafe fn new(context: *mut c_void) -> Self {
        // SAFETY: guaranteed by the caller.
        Self(unsafe { &mut *context.cast::<libc::ucontext_t>() })
    }

    /// Lets the interrupted code continue elsewhere, as if a function had been called there. The
    /// stack's top is a multiple of 16.
    pub(super) fn go_on(&mut self, function: usize, top: usize) {
        self.set_instruction_pointer(function);
        self.set_stack_pointer(top);
    }
}

#[cfg(target_arch = "aarch64")]
impl Access {
    /// The kind of access that the syndrome of an exception tells (Arm Architecture Reference Manual,
    /// "`ESR_EL1`").
    const fn of_syndrome(syndrome: u32) -> Self {
        /// The classes of exceptions for instructions and for data that are not accessible.
        const INSTRUCTION_ABORT: u32 = 0x20;
        const DATA_ABORT: u32 = 0x24;
        const WRITE: u32 = 1 << 6;
        match syndrome >> 26 {
            INSTRUCTION_ABORT => Self::Execute,
            DATA_ABORT if syndrome & WRITE != 0 => Self::Write,
            DATA_ABORT => Self::Read,
            _ => Self::Unknown,
        }
    }
}

#[cfg(all(any(target_os = "linux", target_os = "android"), target_arch = "x86_64"))]
mod registers {
    use super::{Access, Context};

    /// The places of the 16 general registers, by their numbers in instructions.
    const BY_NUMBER: [i32; 16] = [
        libc::REG_RAX,
        libc::REG_RCX,
        libc::REG_RDX,
        libc::REG_RBX,
        libc::REG_RSP,
        libc::REG_RBP,
        libc::REG_RSI,
        libc::REG_RDI,
        libc::REG_R8,
        libc::REG_R9,
        libc::REG_R10,
        libc::REG_R11,
        libc::REG_R12,
        libc::REG_R13,
        libc::REG_R14,
        libc::REG_R15,
    ];

    /// The number of the exception for a page that is not accessible.
    const PAGE_FAULT: u64 = 14;

    /// Bits of the flags register.
    const TRAP: i64 = 1 << 8;
    const DIRECTION: i64 = 1 << 10;
    const ALIGNMENT: i64 = 1 << 18;

    impl Context<'_> {
        fn at(&mut self, register: i32) -> &mut i64 {
            &mut self.0.uc_mcontext.gregs[usize::try_from(register).unwrap_or(0)]
        }

        fn get(&self, register: i32) -> u64 {
            self.0.uc_mcontext.gregs[usize::try_from(register).unwrap_or(0)].cast_unsigned()
        }

        pub(in super::super) fn instruction_pointer(&self) -> usize {
            usize::try_from(self.get(libc::REG_RIP)).unwrap_or(0)
        }

        pub(in super::super) fn set_instruction_pointer(&mut self, address: usize) {
            *self.at(libc::REG_RIP) = (address as u64).cast_signed();
        }

        pub(in super::super) fn stack_pointer(&self) -> usize {
            usize::try_from(self.get(libc::REG_RSP)).unwrap_or(0)
        }

        /// A called function finds a return address on the stack; this one is never used.
        pub(super) fn set_stack_pointer(&mut self, top: usize) {
            *self.at(libc::REG_RSP) = (top as u64).cast_signed() - 8;
            // Functions begin with the direction flag clear; nor must the next instruction trap.
            *self.at(libc::REG_EFL) &= !(DIRECTION | TRAP | ALIGNMENT);
        }

        /// The lower half of `rcx`, the code of a fast fail.
        pub(in super::super) fn count(&self) -> u32 {
            u32::try_from(self.get(libc::REG_RCX) & 0xFFFF_FFFF).unwrap_or(0)
        }

        /// A general register, by its number in instructions.
        pub(in super::super) fn register(&self, number: usize) -> u64 {
            self.get(BY_NUMBER[number % 16])
        }

        /// Sets a general register.
        pub(in super::super) fn set_register(&mut self, number: usize, value: u64) {
            *self.at(BY_NUMBER[number % 16]) = value.cast_signed();
        }

        /// Whether the exception is about a page, so that its address is known.
        pub(in super::super) fn is_page_fault(&self) -> bool {
            self.get(libc::REG_TRAPNO) == PAGE_FAULT
        }

        /// The kind of access, from the error code of a page fault.
        pub(in super::super) fn access(&self, _: usize) -> Access {
            if !self.is_page_fault() {
                return Access::Unknown;
            }
            match self.get(libc::REG_ERR) {
                error if error & 16 != 0 => Access::Execute,
                error if error & 2 != 0 => Access::Write,
                _ => Access::Read,
            }
        }
    }
}

#[cfg(all(any(target_os = "linux", target_os = "android"), target_arch = "aarch64"))]
mod registers {
    use super::{Access, Context};

    /// The bytes of a signal's frame that hold records, each with a number, its size and its contents
    /// (`asm/sigcontext.h` of Linux).
    const RECORDS: usize = 4096;
    /// The number of the record with the syndrome of an exception, `ESR_MAGIC`.
    const SYNDROME: u32 = 0x4553_5201;

    impl Context<'_> {
        pub(in super::super) fn instruction_pointer(&self) -> usize {
            usize::try_from(self.0.uc_mcontext.pc).unwrap_or(0)
        }

        pub(in super::super) fn set_instruction_pointer(&mut self, address: usize) {
            self.0.uc_mcontext.pc = address as u64;
        }

        pub(in super::super) fn stack_pointer(&self) -> usize {
            usize::try_from(self.0.uc_mcontext.sp).unwrap_or(0)
        }

        pub(super) fn set_stack_pointer(&mut self, top: usize) {
            self.0.uc_mcontext.sp = top as u64;
        }

        /// The lower half of `x0`, the code of a fast fail.
        pub(in super::super) fn count(&self) -> u32 {
            u32::try_from(self.register(0) & 0xFFFF_FFFF).unwrap_or(0)
        }

        /// A general register, by its number in instructions.
        pub(in super::super) fn register(&self, number: usize) -> u64 {
            self.0.uc_mcontext.regs[number % 31]
        }

        /// Sets a general register.
        pub(in super::super) fn set_register(&mut self, number: usize, value: u64) {
            self.0.uc_mcontext.regs[number % 31] = value;
        }

        /// Whether the address of the exception is known: always, for those that have one.
        pub(in super::super) fn is_page_fault(&self) -> bool {
            true
        }

        /// The kind of an access to an address, from the exception's syndrome. Emulators may report
        /// none.
        pub(in super::super) fn access(&self, address: usize) -> Access {
            match self.syndrome() {
                Some(syndrome) => Access::of_syndrome(syndrome),
                None if address == self.instruction_pointer() => Access::Execute,
                None => Access::Unknown,
            }
        }

        fn syndrome(&self) -> Option<u32> {
            let context = (&raw const self.0.uc_mcontext).cast::<u32>();
            let mut at = (size_of::<libc::mcontext_t>() - RECORDS) / 4;
            let end = size_of::<libc::mcontext_t>() / 4;
            while at + 4 <= end {
                // SAFETY: the place lies in the frame, which the system has filled.
                let number = unsafe { context.add(at).read() };
                // SAFETY: the word lies in the frame, which the system has filled.
                let size = unsafe { context.add(at + 1).read() } as usize;
                if number == SYNDROME {
                    // SAFETY: the word lies in the frame, which the system has filled.
                    return Some(unsafe { context.add(at + 2).read() });
                }
                if number == 0 || size < 8 {
                    break;
                }
                at += size / 4;
            }
            None
        }
    }
}

#[cfg(target_vendor = "apple")]
mod registers {
    use super::{Access, Context};

    impl Context<'_> {
        fn state(&self) -> &libc::__darwin_mcontext64 {
            // SAFETY: the system points the context to its registers.
            unsafe { &*self.0.uc_mcontext }
        }

        fn state_mut(&mut self) -> &mut libc::__darwin_mcontext64 {
            // SAFETY: the system points the context to its registers, and lends them to the handler alone.
            unsafe { &mut *self.0.uc_mcontext }
        }
    }

    #[cfg(target_arch = "x86_64")]
    impl Context<'_> {
        pub(in super::super) fn instruction_pointer(&self) -> usize {
            usize::try_from(self.state().__ss.__rip).unwrap_or(0)
        }

        pub(in super::super) fn set_instruction_pointer(&mut self, address: usize) {
            self.state_mut().__ss.__rip = address as u64;
        }

        pub(in super::super) fn stack_pointer(&self) -> usize {
            usize::try_from(self.state().__ss.__rsp).unwrap_or(0)
        }

        pub(super) fn set_stack_pointer(&mut self, top: usize) {
            self.state_mut().__ss.__rsp = top as u64 - 8;
        }
    }

    #[cfg(target_arch = "aarch64")]
    impl Context<'_> {
        pub(in super::super) fn instruction_pointer(&self) -> usize {
            usize::try_from(self.state().__ss.__pc).unwrap_or(0)
        }

        pub(in super::super) fn set_instruction_pointer(&mut self, address: usize) {
            self.state_mut().__ss.__pc = address as u64;
        }

        pub(in super::super) fn stack_pointer(&self) -> usize {
            usize::try_from(self.state().__ss.__sp).unwrap_or(0)
        }

        pub(super) fn set_stack_pointer(&mut self, top: usize) {
            self.state_mut().__ss.__sp = top as u64;
        }
    }

    #[cfg(target_arch = "x86_64")]
    impl Context<'_> {
        /// The lower half of `rcx`, the code of a fast fail.
        pub(in super::super) fn count(&self) -> u32 {
            u32::try_from(self.state().__ss.__rcx & 0xFFFF_FFFF).unwrap_or(0)
        }

        /// Whether the exception is about a page, so that its address is known.
        pub(in super::super) fn is_page_fault(&self) -> bool {
            /// The number of the exception for a page that is not accessible.
            const PAGE_FAULT: u16 = 14;
            self.state().__es.__trapno == PAGE_FAULT
        }

        /// The kind of access, from the error code of a page fault.
        pub(in super::super) fn access(&self, _: usize) -> Access {
            match self.state().__es.__err {
                _ if !self.is_page_fault() => Access::Unknown,
                error if error & 16 != 0 => Access::Execute,
                error if error & 2 != 0 => Access::Write,
                _ => Access::Read,
            }
        }
    }

    #[cfg(target_arch = "aarch64")]
    impl Context<'_> {
        /// The lower half of `x0`, the code of a fast fail.
        pub(in super::super) fn count(&self) -> u32 {
            u32::try_from(self.state().__ss.__x[0] & 0xFFFF_FFFF).unwrap_or(0)
        }

        /// Whether the address of the exception is known: always, for those that have one.
        pub(in super::super) fn is_page_fault(&self) -> bool {
            true
        }

        /// The kind of access, from the exception's syndrome.
        pub(in super::super) fn access(&self, _: usize) -> Access {
            Access::of_syndrome(self.state().__es.__esr)
        }
    }
}
