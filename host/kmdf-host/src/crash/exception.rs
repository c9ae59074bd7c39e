//! The exceptions of the processor, as Windows names them.
#![forbid(unsafe_code)]

use std::fmt;

/// What the code did with an address that is not accessible.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Access {
    /// It read.
    Read,
    /// It wrote.
    Write,
    /// It tried to execute.
    Execute,
    /// This host does not know what it did.
    Unknown,
}

impl fmt::Display for Access {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Read => "a read",
            Self::Write => "a write",
            Self::Execute => "an execution",
            Self::Unknown => "an access",
        })
    }
}

/// An exception of the processor in a driver's code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Exception {
    /// An access to an address that is not accessible.
    AccessViolation {
        /// The kind of access.
        access: Access,
        /// The address, if the processor reports one: not for an address that is not canonical.
        address: Option<usize>,
    },
    /// An access with a wrong alignment, or beyond the end of a mapped file.
    DatatypeMisalignment,
    /// Bytes that are no instruction, or `ud2`, with which Rust's `abort` ends a program.
    IllegalInstruction,
    /// An instruction that needs a right that no process has, and that this host does not emulate.
    PrivilegedInstruction,
    /// An integer division by zero, or a quotient that is too large.
    IntegerDivideByZero,
    /// An operation on floating-point numbers.
    FloatingPoint,
    /// A breakpoint, without a debugger.
    Breakpoint,
    /// A failed assertion (`int 2c`, as `NT_ASSERT` has it).
    AssertionFailure,
    /// `__fastfail` (`int 29`), with its code.
    FastFail(u32),
    /// More stack than there is.
    StackOverflow,
}

impl Exception {
    /// The exception's code, an NTSTATUS.
    #[must_use]
    pub const fn code(self) -> u32 {
        match self {
            Self::AccessViolation { .. } => 0xC000_0005,
            Self::DatatypeMisalignment => 0x8000_0002,
            Self::IllegalInstruction => 0xC000_001D,
            Self::PrivilegedInstruction => 0xC000_0096,
            Self::IntegerDivideByZero => 0xC000_0094,
            Self::FloatingPoint => 0xC000_0090,
            Self::Breakpoint => 0x8000_0003,
            Self::AssertionFailure => 0xC000_0420,
            Self::FastFail(_) => 0xC000_0409,
            Self::StackOverflow => 0xC000_00FD,
        }
    }
}

impl fmt::Display for Exception {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let code = self.code();
        match self {
            Self::AccessViolation { access, address } => {
                let access = match access {
                    Access::Read => "reading",
                    Access::Write => "writing",
                    Access::Execute => "executing",
                    Access::Unknown => "using",
                };
                match address {
                    Some(address) => write!(f, "access violation {access} {address:#x}")?,
                    None => {
                        write!(f, "access violation {access} an address that is not canonical")?;
                    }
                }
            }
            Self::DatatypeMisalignment => f.write_str("misaligned access")?,
            Self::IllegalInstruction => f.write_str("illegal instruction")?,
            Self::PrivilegedInstruction => f.write_str("privileged instruction")?,
            Self::IntegerDivideByZero => f.write_str("integer division by zero")?,
            Self::FloatingPoint => f.write_str("floating-point exception")?,
            Self::Breakpoint => f.write_str("breakpoint without a debugger")?,
            Self::AssertionFailure => f.write_str("failed assertion")?,
            Self::FastFail(fail) => write!(f, "fast fail with code {fail}")?,
            Self::StackOverflow => f.write_str("stack overflow")?,
        }
        write!(f, " ({code:#010x})")
    }
}
