//! The privileged instructions that a driver may use, carried out where they trap.
#![forbid(unsafe_code)]

use super::context::Context;
use super::decode::Instruction;
use super::report::{Fault, Kind};
use crate::running;

/// The highest IRQL.
const HIGH_LEVEL: u64 = 15;

/// Carries out the instruction of a fault, if it is one that a driver may use. The builds of C
/// drivers with checks read the IRQL from `cr8` (`KeGetCurrentIrql`, `PAGED_CODE`).
pub(super) fn emulate(fault: &Fault, context: &mut Context) -> bool {
    if !matches!(fault.kind, Kind::Memory | Kind::Instruction) || fault.has_address {
        return false;
    }
    let Some((instruction, length)) = fault.decoded() else { return false };
    match instruction {
        Instruction::ReadIrql { register } => {
            context.set_register(register, running::irql().into());
        }
        Instruction::WriteIrql { register } => {
            let irql = context.register(register);
            let Some(irql) = u8::try_from(irql).ok().filter(|irql| u64::from(*irql) <= HIGH_LEVEL)
            else {
                return false;
            };
            running::set_irql(irql);
            running::follow_irql();
        }
        // No interrupt ever interrupts a simulated thread.
        Instruction::Interrupts => {}
        _ => return false,
    }
    context.set_instruction_pointer(fault.instruction + length);
    true
}
