//! From a signal to the cause of a crash.
#![forbid(unsafe_code)]

use super::decode::{Instruction, LONGEST, decode};
use crate::crash::patience;
use crate::crash::{Access, Cause, Exception, Place};
use crate::points::switch;
use crate::running;

/// The kinds of faults that signals tell apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Memory,
    Alignment,
    Instruction,
    Division,
    FloatingPoint,
    Breakpoint,
    Abort,
    Hang,
}

/// A fault, as the handler sees it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Fault {
    pub(super) kind: Kind,
    /// The address of the instruction.
    pub(super) instruction: usize,
    /// The address that it used.
    pub(super) address: usize,
    pub(super) access: Access,
    /// Whether the processor reported the address.
    pub(super) has_address: bool,
    pub(super) stack_pointer: usize,
    /// The lower half of `rcx` or `x0`, which has the code of a fast fail.
    pub(super) code: u32,
    pub(super) in_host: bool,
    /// The bytes of the instruction, if the processor is of the kind that [`decode`] knows.
    pub(super) bytes: Option<[u8; LONGEST]>,
}

impl Fault {
    /// The instruction and its length, if it needs a right that no process has.
    pub(super) fn decoded(&self) -> Option<(Instruction, usize)> {
        decode(self.bytes?)
    }

    /// Whether the code used the guard page below its stack.
    fn is_stack_overflow(&self) -> bool {
        /// The largest page size of the hosts.
        const GUARD: usize = 64 << 10;
        let (lowest, highest) = switch::stack();
        let guard = lowest.saturating_sub(GUARD)..lowest + GUARD.min((highest - lowest) / 8);
        self.has_address
            && lowest != 0
            && guard.contains(&self.address)
            && self.stack_pointer < lowest + 2 * GUARD
    }
}

/// The cause of a crash.
pub(super) fn cause(fault: Option<Fault>) -> Cause {
    let Some(fault) = fault else { return Cause::Abort { allocation: None, in_host: false } };
    if fault.kind == Kind::Abort {
        let allocation = running::failed_allocation().filter(|_| !fault.in_host);
        return Cause::Abort { allocation, in_host: fault.in_host };
    }
    if fault.kind == Kind::Hang {
        let place = place(fault.instruction, fault.in_host);
        return Cause::Hang { limit: patience::limit(), place };
    }
    // The processor cannot have tried to execute an instruction that used an address.
    let instruction = match fault.kind {
        Kind::Breakpoint if cfg!(target_arch = "x86_64") => None,
        _ if fault.has_address => None,
        _ => fault.decoded().map(|(instruction, _)| instruction),
    };
    let exception = match (fault.kind, instruction) {
        (_, Some(Instruction::FastFail)) => Exception::FastFail(fault.code),
        (_, Some(Instruction::Assertion)) => Exception::AssertionFailure,
        (_, Some(Instruction::DivisionByZero)) => Exception::IntegerDivideByZero,
        (Kind::Breakpoint, _) | (_, Some(Instruction::Breakpoint)) => Exception::Breakpoint,
        (_, Some(_)) => Exception::PrivilegedInstruction,
        (Kind::Alignment, _) => Exception::DatatypeMisalignment,
        (Kind::Instruction, _) => Exception::IllegalInstruction,
        (Kind::Division, _) => Exception::IntegerDivideByZero,
        (Kind::FloatingPoint, _) => Exception::FloatingPoint,
        _ if fault.is_stack_overflow() => Exception::StackOverflow,
        _ => Exception::AccessViolation {
            access: fault.access,
            address: fault.has_address.then_some(fault.address),
        },
    };
    Cause::Exception { exception, place: place(fault.instruction, fault.in_host) }
}

/// The place of an instruction.
pub(super) fn place(address: usize, in_host: bool) -> Place {
    let in_image = running::mapping().and_then(|mapping| mapping.locate(address));
    Place { address, in_image, source: None, in_host }
}
