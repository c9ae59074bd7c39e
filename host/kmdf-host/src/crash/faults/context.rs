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
        pub(in super::super) fn access(&self) -> Access {
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

        pub(in super::super) fn is_page_fault(&self) -> bool {
            true
        }

        pub(in super::super) fn count(&self) -> u32 {
            0
        }

        pub(in super::super) fn access(&self) -> Access {
            Access::Unknown
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
            // SAFETY: as above.
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

    impl Context<'_> {
        pub(in super::super) fn is_page_fault(&self) -> bool {
            true
        }

        pub(in super::super) fn count(&self) -> u32 {
            0
        }

        pub(in super::super) fn access(&self) -> Access {
            Access::Unknown
        }
    }
}
