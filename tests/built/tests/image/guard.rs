//! Control flow guard: the load configuration and the table of valid call targets.
//!
//! Offsets: "PE Format", "Load Configuration Layout", of a PE32+ image.

use cargo_kmdf::target::Arch;
use object::pe::IMAGE_DIRECTORY_ENTRY_LOAD_CONFIG;

use crate::built::Built;

const CHECK_FUNCTION: usize = 112;
const DISPATCH_FUNCTION: usize = 120;
const FUNCTION_TABLE: usize = 128;
const FUNCTION_COUNT: usize = 136;
const FLAGS: usize = 144;
const UP_TO_FLAGS: usize = 148;

const CF_INSTRUMENTED: u32 = 0x0000_0100;
const CF_FUNCTION_TABLE_PRESENT: u32 = 0x0000_0400;
/// The highest four bits: the number of bytes of a table entry after its address.
const TABLE_STRIDE: u32 = 28;

/// The load configuration of an image up to the flags.
struct Guard<'a> {
    built: &'a Built,
    bytes: Vec<u8>,
}

impl<'a> Guard<'a> {
    fn of(built: &'a Built) -> Self {
        let file = built.pe();
        let directory = file.data_directory(IMAGE_DIRECTORY_ENTRY_LOAD_CONFIG);
        let (address, _) = directory.expect("a load configuration").address_range();
        let size = u32::from_le_bytes(built.at(address, 4).try_into().unwrap()) as usize;
        assert!(size >= UP_TO_FLAGS, "{}: {size} bytes", built.name());
        Self { built, bytes: built.at(address, size) }
    }

    fn number(&self, offset: usize) -> u64 {
        u64::from_le_bytes(self.bytes[offset..offset + 8].try_into().unwrap())
    }

    /// An address, relative to the image.
    fn address(&self, offset: usize) -> u32 {
        let base =
            self.built.pe().nt_headers().optional_header.image_base.get(object::LittleEndian);
        u32::try_from(self.number(offset) - base).expect("an address in the image")
    }

    fn flags(&self) -> u32 {
        u32::from_le_bytes(self.bytes[FLAGS..FLAGS + 4].try_into().unwrap())
    }

    fn functions(&self) -> Vec<u32> {
        let entry = 4 + (self.flags() >> TABLE_STRIDE) as usize;
        let count = usize::try_from(self.number(FUNCTION_COUNT)).unwrap();
        let table = self.built.at(self.address(FUNCTION_TABLE), entry * count);
        let address = |entry: &[u8]| u32::from_le_bytes(entry[..4].try_into().unwrap());
        table.chunks(entry).map(address).collect()
    }
}

#[test]
fn guard_instruments_every_image() {
    for built in Built::all() {
        let expected = CF_INSTRUMENTED | CF_FUNCTION_TABLE_PRESENT;
        assert_eq!(Guard::of(&built).flags() & expected, expected, "{}", built.name());
    }
}

/// Windows replaces these pointers by its own routines. They are where Windows looks for them, in
/// read-only data.
#[test]
fn guard_pointers_of_every_image_can_be_replaced() {
    for built in Built::all() {
        let guard = Guard::of(&built);
        let mut pointers = vec![CHECK_FUNCTION];
        if built.arch == Arch::X64 {
            pointers.push(DISPATCH_FUNCTION);
        }
        for pointer in pointers {
            let section = built.section_of(guard.address(pointer));
            assert_eq!(section.as_deref(), Some(".rdata"), "{}", built.name());
        }
    }
}

/// The framework calls the driver's callbacks, so the table has entries. With a wrong table,
/// Windows would stop the driver at the first callback.
#[test]
fn guard_table_of_every_image_is_sorted_and_inside_the_code() {
    for built in Built::all() {
        let functions = Guard::of(&built).functions();
        assert!(functions.len() >= 10, "{}: {} functions", built.name(), functions.len());
        assert!(functions.is_sorted_by(|one, next| one < next), "{}", built.name());
        for function in functions {
            assert_eq!(built.section_of(function).as_deref(), Some(".text"), "{}", built.name());
        }
    }
}
