//! Images with a few instructions of ARM64.

use kmdf_host_images::code::Code;
use kmdf_host_images::loading::{failure, install};
use kmdf_host_images::synthetic::{DATA, Image, MACHINE, RDATA, TEXT, import};

/// The instructions of an entry point, one a word.
struct Words(Vec<u32>);

impl Words {
    /// `stp x29, x30, [sp, #-16]!`; `sub sp, sp, #32`.
    fn enter() -> Self {
        Self(vec![0xA9BF_7BFD, 0xD100_83FF])
    }

    /// `mov register, value`.
    fn number(mut self, register: u32, value: u32) -> Self {
        self.0.push(0xD280_0000 | value << 5 | register);
        self
    }

    /// `mov x9, value`; `str x9, [sp, #8 * slot]`.
    fn on_stack(self, slot: u32, value: u32) -> Self {
        let mut this = self.number(9, value);
        this.0.push(0xF900_03E9 | slot << 10);
        this
    }

    /// `ldr register, …`: the 64-bit value at a place in the image.
    fn load(mut self, register: u32, place: u32) -> Self {
        let here = TEXT + 4 * u32::try_from(self.0.len()).expect("short code");
        self.0.push(0x5800_0000 | (place - here) / 4 << 5 | register);
        self
    }

    /// `blr x16` with the address at a place in the image.
    fn call(self, place: u32) -> Self {
        let mut this = self.load(16, place);
        this.0.push(0xD63F_0200);
        this
    }

    /// Returns a status: `mov` and `movk w0`; `add sp, sp, #32`; `ldp x29, x30, [sp], #16`; `ret`.
    fn leave(mut self, status: u32) -> Image {
        self.0.push(0x5280_0000 | (status & 0xFFFF) << 5);
        self.0.push(0x72A0_0000 | (status >> 16) << 5);
        self.0.extend([0x9100_83FF, 0xA8C1_7BFD, 0xD65F_03C0]);
        let bytes: Vec<u8> = self.0.iter().flat_map(|word| word.to_le_bytes()).collect();
        let mut image = Image::new(&Code::new().raw(&bytes));
        image.set(MACHINE, &0xAA64_u16.to_le_bytes());
        image
    }
}

const STATUS: u32 = 0xC000_1234;
const FORMAT: u32 = RDATA + 0x700;

/// What an image prints whose entry point calls a function with the format at [`FORMAT`], to which the
/// relocated pointer at [`DATA`] points.
fn printed(mut image: Image, format: &[u8]) -> Vec<String> {
    image.put(FORMAT, format);
    image.put_address(DATA, FORMAT);
    let machine = install(&image);
    assert_eq!(failure(&machine).1, STATUS);
    let printed = machine.debug_output();
    assert_eq!(machine.shut_down(), []);
    printed
}

#[test]
fn arguments_of_a_variadic_call_come_in_registers_then_on_the_stack() {
    let code = (1..=7).fold(Words::enter(), |code, number| code.number(number, number));
    let code = (8..=10).fold(code, |code, number| code.on_stack(number - 8, number));
    let code = code.load(0, DATA).call(import("DbgPrint"));
    let printed = printed(code.leave(STATUS), b"%u %u %u %u %u %u %u %u %u %u\0");
    assert_eq!(printed, ["1 2 3 4 5 6 7 8 9 10"]);
}

#[test]
fn arguments_of_a_list_are_read_from_memory() {
    const BUFFER: u32 = DATA + 0x100;
    const LIST: u32 = DATA + 0x200;
    // _vsnprintf(buffer, 32, format, list); DbgPrint(buffer)
    let code = Words::enter().load(0, DATA + 8).number(1, 32).load(2, DATA).load(3, DATA + 16);
    let code = code.call(import("_vsnprintf")).load(0, DATA + 8).call(import("DbgPrint"));
    let mut image = code.leave(STATUS);
    image.put_address(DATA + 8, BUFFER);
    image.put_address(DATA + 16, LIST);
    image.put(LIST, &[7_u64, 11].map(u64::to_le_bytes).concat());
    assert_eq!(printed(image, b"%u and %x\0"), ["7 and b"]);
}
