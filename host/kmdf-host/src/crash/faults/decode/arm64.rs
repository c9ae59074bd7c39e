//! The instructions of ARM64.
//!
//! Encodings: Arm Architecture Reference Manual, "Branches, Exception Generating and System
//! instructions". The values of `brk` are those of Windows (`kxarm64.h`, `intrin.h`).

use super::{Instruction, LONGEST};

/// Finds out what an instruction is. Returns its length as well.
pub(in super::super) fn decode(bytes: [u8; LONGEST]) -> Option<(Instruction, usize)> {
    let word = u32::from_le_bytes(bytes);
    let instruction = match word {
        // brk
        _ if word & 0xFFE0_001F == 0xD420_0000 => match word >> 5 & 0xFFFF {
            0xF001 => Instruction::Assertion,
            0xF003 => Instruction::FastFail,
            0xF004 => Instruction::DivisionByZero,
            _ => Instruction::Breakpoint,
        },
        // msr daifset and msr daifclr
        _ if word & 0xFFFF_F0DF == 0xD503_40DF => Instruction::Interrupts,
        // hvc and smc; msr, mrs, sys and other instructions for the system
        _ if matches!(word & 0xFFE0_001F, 0xD400_0002 | 0xD400_0003)
            || word & 0xFFC0_0000 == 0xD500_0000
            // eret
            || word == 0xD69F_03E0 =>
        {
            Instruction::Privileged
        }
        _ => return None,
    };
    Some((instruction, LONGEST))
}

#[cfg(test)]
mod tests {
    use super::Instruction::{self, *};
    use super::decode;

    #[test]
    fn instructions_for_the_system_are_told_apart() {
        let cases: [(u32, Option<Instruction>); 12] = [
            (0xD43E_0000, Some(Breakpoint)),     // brk #0xf000
            (0xD420_0020, Some(Breakpoint)),     // brk #1
            (0xD43E_0020, Some(Assertion)),      // brk #0xf001
            (0xD43E_0060, Some(FastFail)),       // brk #0xf003
            (0xD43E_0080, Some(DivisionByZero)), // brk #0xf004
            (0xD503_42DF, Some(Interrupts)),     // msr daifset, #2
            (0xD503_42FF, Some(Interrupts)),     // msr daifclr, #2
            (0xD538_4240, Some(Privileged)),     // mrs x0, CurrentEL
            (0xD400_0002, Some(Privileged)),     // hvc #0
            (0xD69F_03E0, Some(Privileged)),     // eret
            (0xF940_0000, None),                 // ldr x0, [x0]
            (0x0000_0000, None),                 // udf #0
        ];
        for (word, expected) in cases {
            let decoded = decode(word.to_le_bytes());
            assert_eq!(decoded, expected.map(|instruction| (instruction, 4)), "{word:#x}");
        }
    }
}
