//! The instructions of x86-64.
//!
//! Encodings: Intel 64 and IA-32 Architectures Software Developer's Manual, volume 2, "MOV—Move
//! to/from Control Registers", "INT n", "CLI", "STI", "HLT".

use super::{Instruction, LONGEST};

/// Finds out what an instruction is. Returns its length as well.
pub(in super::super) fn decode(bytes: [u8; LONGEST]) -> Option<(Instruction, usize)> {
    let (rex, rest, prefix) = match bytes {
        [rex @ 0x40..=0x4F, rest @ ..] => (rex, rest, 1),
        [a, b, c, _] => (0, [a, b, c], 0),
    };
    let instruction = match rest {
        [0x0F, direction @ (0x20 | 0x22), modrm] => {
            let control = usize::from(modrm >> 3 & 7 | (rex & 4) << 1);
            let register = usize::from(modrm & 7 | (rex & 1) << 3);
            let instruction = match (control, direction) {
                (8, 0x20) => Instruction::ReadIrql { register },
                (8, _) => Instruction::WriteIrql { register },
                _ => Instruction::Privileged,
            };
            (instruction, 3)
        }
        // mov from and to a debug register
        [0x0F, 0x21 | 0x23, _] => (Instruction::Privileged, 3),
        // clts, invd, wbinvd, wrmsr, rdmsr; in and out with a port in the instruction
        [0x0F, 0x06 | 0x08 | 0x09 | 0x30 | 0x32, _] | [0xE4..=0xE7, ..] => {
            (Instruction::Privileged, 2)
        }
        [0xFA | 0xFB, ..] => (Instruction::Interrupts, 1),
        // hlt; in and out with a port in dx
        [0xF4 | 0xEC..=0xEF, ..] => (Instruction::Privileged, 1),
        [0xCC, ..] => (Instruction::Breakpoint, 1),
        [0xCD, 0x03 | 0x2D, _] => (Instruction::Breakpoint, 2),
        [0xCD, 0x2C, _] => (Instruction::Assertion, 2),
        [0xCD, 0x29, _] => (Instruction::FastFail, 2),
        _ => return None,
    };
    let (instruction, length) = instruction;
    Some((instruction, length + prefix))
}

#[cfg(test)]
mod tests {
    use super::Instruction::{self, *};
    use super::decode;

    #[test]
    fn reads_and_writes_of_cr8_are_decoded_with_every_register() {
        for register in 0..16_u8 {
            let rex = 0x44 | register >> 3;
            let modrm = 0xC0 | register & 7;
            let number = usize::from(register);
            let read = Some((ReadIrql { register: number }, 4));
            let write = Some((WriteIrql { register: number }, 4));
            assert_eq!(decode([rex, 0x0F, 0x20, modrm]), read);
            assert_eq!(decode([rex, 0x0F, 0x22, modrm]), write);
        }
    }

    #[test]
    fn other_privileged_instructions_are_told_apart() {
        type Decoded = Option<(Instruction, usize)>;
        let cases: [(&[u8], Decoded); 12] = [
            (&[0x0F, 0x20, 0xC0], Some((Privileged, 3))),
            (&[0x0F, 0x22, 0xD8], Some((Privileged, 3))),
            (&[0x0F, 0x32], Some((Privileged, 2))),
            (&[0xFA], Some((Interrupts, 1))),
            (&[0xFB], Some((Interrupts, 1))),
            (&[0xF4], Some((Privileged, 1))),
            (&[0xCC], Some((Breakpoint, 1))),
            (&[0xCD, 0x2C], Some((Assertion, 2))),
            (&[0xCD, 0x29], Some((FastFail, 2))),
            (&[0xCD, 0x80], None),
            (&[0x8B, 0x00], None),
            (&[0x48, 0x8B, 0x00], None),
        ];
        for (bytes, expected) in cases {
            let mut padded = [0x90; 4];
            padded[..bytes.len()].copy_from_slice(bytes);
            assert_eq!(decode(padded), expected, "{bytes:x?}");
        }
    }
}
