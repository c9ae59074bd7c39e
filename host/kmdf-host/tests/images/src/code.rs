//! A little assembler: the x86-64 instructions of the tests' images, by name.

use crate::synthetic::TEXT;

/// Machine code, at the start of the section `.text` or inside it.
pub struct Code {
    bytes: Vec<u8>,
    start: u32,
}

/// A register that gets an address or a value: its `lea`/`mov` prefix, and the bits of its number.
#[derive(Clone, Copy)]
pub enum Register {
    /// `rax`, for return values
    Rax,
    /// `rcx`, the first argument
    Rcx,
    /// `rdx`, the second argument
    Rdx,
    /// `r8`, the third argument
    R8,
    /// `r9`, the fourth argument
    R9,
}
use Register::{R8, R9, Rax, Rcx, Rdx};

impl Register {
    const fn encoding(self) -> (u8, u8) {
        match self {
            Rax => (0x48, 0x05),
            Rcx => (0x48, 0x0D),
            Rdx => (0x48, 0x15),
            R8 => (0x4C, 0x05),
            R9 => (0x4C, 0x0D),
        }
    }
}

impl Code {
    /// Code for the entry point.
    pub fn new() -> Self {
        Self::at(TEXT)
    }

    /// Code at another place.
    pub fn at(start: u32) -> Self {
        Self { bytes: Vec::new(), start }
    }

    /// The instructions.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Any instructions, as bytes.
    pub fn raw(mut self, bytes: &[u8]) -> Self {
        self.bytes.extend_from_slice(bytes);
        self
    }

    fn relative(self, opcode: &[u8], target: u32) -> Self {
        let this = self.raw(opcode);
        let next = this.start + u32::try_from(this.bytes.len()).expect("short code") + 4;
        this.raw(&target.wrapping_sub(next).to_le_bytes())
    }

    /// `lea register, [rip + …]`: the address of a place in the image.
    pub fn address(self, register: Register, place: u32) -> Self {
        let (prefix, bits) = register.encoding();
        self.relative(&[prefix, 0x8D, bits], place)
    }

    /// `mov register, [rip + …]`: the 64-bit value at a place in the image.
    pub fn load(self, register: Register, place: u32) -> Self {
        let (prefix, bits) = register.encoding();
        self.relative(&[prefix, 0x8B, bits], place)
    }

    /// `call [rip + …]`: the function whose address is at a place in the image.
    pub fn call(self, place: u32) -> Self {
        self.relative(&[0xFF, 0x15], place)
    }

    /// `sub rsp, 40`: the shadow space of a callee, and the alignment.
    pub fn enter(self) -> Self {
        self.raw(&[0x48, 0x83, 0xEC, 0x28])
    }

    /// `add rsp, 40`; `ret`.
    pub fn leave(self) -> Self {
        self.raw(&[0x48, 0x83, 0xC4, 0x28, 0xC3])
    }

    /// `mov eax, status`.
    pub fn status(self, status: u32) -> Self {
        self.raw(&[0xB8]).raw(&status.to_le_bytes())
    }

    /// `or eax, 0xC0000000`: turns the value of `eax` into an error status.
    pub fn made_error(self) -> Self {
        self.raw(&[0x0D, 0, 0, 0, 0xC0])
    }

    /// `ret`.
    pub fn ret(self) -> Self {
        self.raw(&[0xC3])
    }

    /// `test eax, eax`; `js` over the instructions of `skipped`.
    pub fn unless_failed(self, skipped: impl FnOnce(Self) -> Self) -> Self {
        let mut this = self.raw(&[0x85, 0xC0, 0x0F, 0x88, 0, 0, 0, 0]);
        let from = this.bytes.len();
        this = skipped(this);
        let distance = u32::try_from(this.bytes.len() - from).expect("short code");
        this.bytes[from - 4..from].copy_from_slice(&distance.to_le_bytes());
        this
    }
}
