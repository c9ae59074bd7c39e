//! Synthetic images, byte by byte: headers, four sections, imports, base relocations.

use crate::code::Code;

/// The address that the images are linked for.
pub const BASE: u64 = 0x1_4000_0000;
/// The RVA of the section `.text`.
pub const TEXT: u32 = 0x1000;
/// The RVA of the section `.rdata`.
pub const RDATA: u32 = 0x2000;
/// The RVA of the section `.data`.
pub const DATA: u32 = 0x3000;
/// The RVA of the section `.reloc`.
pub const RELOC: u32 = 0x4000;
/// The size in memory.
pub const SIZE: u32 = 0x5000;
/// Bytes of the headers in the file.
pub const HEADERS: usize = 0x400;
/// Bytes of each section in the file.
pub const RAW: usize = 0x1000;

/// The file offset of the signature `PE\0\0`.
pub const PE_SIGNATURE: usize = 0x80;
/// The file offset of `Machine`.
pub const MACHINE: usize = PE_SIGNATURE + 4;
/// The file offset of `Characteristics`.
pub const CHARACTERISTICS: usize = PE_SIGNATURE + 22;
/// The file offset of the optional header.
pub const OPTIONAL: usize = PE_SIGNATURE + 24;
/// The file offset of `Magic`.
pub const MAGIC: usize = OPTIONAL;
/// The file offset of `AddressOfEntryPoint`.
pub const ENTRY: usize = OPTIONAL + 16;
/// The file offset of `SectionAlignment`.
pub const SECTION_ALIGNMENT: usize = OPTIONAL + 32;
/// The file offset of `SizeOfImage`.
pub const SIZE_OF_IMAGE: usize = OPTIONAL + 56;
/// The file offset of `SizeOfHeaders`.
pub const SIZE_OF_HEADERS: usize = OPTIONAL + 60;
/// The file offset of `CheckSum`.
pub const CHECKSUM: usize = OPTIONAL + 64;
/// The file offset of `Subsystem`.
pub const SUBSYSTEM: usize = OPTIONAL + 68;
/// The file offset of the data directory of the imports.
pub const IMPORTS: usize = OPTIONAL + 112 + 8;
/// The file offset of the data directory of the base relocations.
pub const RELOCATIONS: usize = OPTIONAL + 112 + 5 * 8;
const SECTIONS: usize = OPTIONAL + 240;
/// The offset of `VirtualSize` in a section header (see [`Image::section`]).
pub const VIRTUAL_SIZE: usize = 8;
/// The offset of `VirtualAddress` in a section header.
pub const VIRTUAL_ADDRESS: usize = 12;
/// The offset of `SizeOfRawData` in a section header.
pub const RAW_SIZE: usize = 16;
/// The offset of `PointerToRawData` in a section header.
pub const RAW_OFFSET: usize = 20;
/// The offset of `Characteristics` in a section header.
pub const FLAGS: usize = 36;

/// The section is readable.
pub const READ: u32 = 0x4000_0000;
/// The section stays in memory.
pub const NOT_PAGED: u32 = 0x0800_0000;
/// The section is writable.
pub const WRITE: u32 = 0x8000_0000;
/// The section holds code.
pub const EXECUTE: u32 = 0x2000_0000;

/// The imports of every image, in the order of the import table.
pub const IMPORTED: [(&str, &[&str]); 2] = [
    (
        "NTOSKRNL.exe",
        &[
            "DbgPrint",
            "KeBugCheckEx",
            "ExAllocatePool2",
            "RtlInitUnicodeString",
            "RtlCopyUnicodeString",
            "_vsnprintf",
            "_vsnwprintf",
            "wcslen",
            "RtlAssert",
            "RtlCompareMemory",
            "ExAllocatePoolWithTag",
            "ExFreePoolWithTag",
            "__C_specific_handler",
            "__chkstk",
            "memcpy",
        ],
    ),
    (
        "WDFLDR.SYS",
        &["WdfVersionBind", "WdfVersionUnbind", "WdfVersionBindClass", "WdfVersionUnbindClass"],
    ),
];

/// The RVA at which the image finds the address of an import.
pub fn import(name: &str) -> u32 {
    let mut place = RDATA + 0x400;
    for (_, names) in IMPORTED {
        if let Some(index) = names.iter().position(|n| *n == name) {
            return place + 8 * u32::try_from(index).expect("a few");
        }
        place += 0x80;
    }
    panic!("{name} is not imported")
}

/// Sets the checksum of a file that is long enough to have one. The host computes it, too: this
/// second way, word by word, tests the host.
pub fn set_checksum(file: &mut [u8]) {
    let signature = file.get(0x3C..).and_then(|rest| rest.first_chunk());
    let field = signature.map_or(usize::MAX, |offset| u32::from_le_bytes(*offset) as usize);
    let place = field.saturating_add(CHECKSUM - PE_SIGNATURE);
    if file.len() < 4 || place > file.len() - 4 {
        return;
    }
    file[place..place + 4].fill(0);
    let mut sum = 0_u32;
    for pair in file.chunks(2) {
        sum += u32::from(pair[0]) | u32::from(pair.get(1).copied().unwrap_or(0)) << 8;
        sum = (sum & 0xFFFF) + (sum >> 16);
    }
    sum += u32::try_from(file.len()).expect("a small file");
    file[place..place + 4].copy_from_slice(&sum.to_le_bytes());
}

/// The bytes of an image's file.
#[derive(Clone)]
pub struct Image {
    /// The whole file, without its checksum: see [`Image::file`].
    pub bytes: Vec<u8>,
    relocations: Vec<u32>,
}

impl Image {
    /// An image with this code at its entry point.
    pub fn new(code: &Code) -> Self {
        let bytes = vec![0; HEADERS + 4 * RAW];
        let mut image = Self { bytes, relocations: Vec::new() };
        image.put_headers();
        image.put_imports();
        image.put(TEXT, code.bytes());
        image.put_relocations();
        image
    }

    /// The file as a linker leaves it, with its checksum set.
    pub fn file(&self) -> Vec<u8> {
        let mut file = self.bytes.clone();
        set_checksum(&mut file);
        file
    }

    /// Writes to the file, at the offset of an RVA.
    pub fn put(&mut self, rva: u32, bytes: &[u8]) {
        let offset = HEADERS + (rva - TEXT) as usize;
        self.set(offset, bytes);
    }

    /// Writes to the file.
    pub fn set(&mut self, offset: usize, bytes: &[u8]) {
        self.bytes[offset..][..bytes.len()].copy_from_slice(bytes);
    }

    /// Writes the address of a place in the image to another place, with a base relocation.
    pub fn put_address(&mut self, at: u32, of: u32) {
        self.put(at, &(BASE + u64::from(of)).to_le_bytes());
        self.relocations.push(at);
        self.put_relocations();
    }

    /// The file offset of a section's header.
    pub fn section(index: usize) -> usize {
        SECTIONS + 40 * index
    }

    fn put_headers(&mut self) {
        self.set(0, b"MZ");
        self.set(0x3C, &0x80_u32.to_le_bytes());
        self.set(PE_SIGNATURE, b"PE\0\0");
        self.set(MACHINE, &0x8664_u16.to_le_bytes());
        self.set(MACHINE + 2, &4_u16.to_le_bytes());
        self.set(MACHINE + 16, &240_u16.to_le_bytes());
        self.set(CHARACTERISTICS, &0x22_u16.to_le_bytes());
        self.set(MAGIC, &0x20B_u16.to_le_bytes());
        self.set(ENTRY, &TEXT.to_le_bytes());
        self.set(OPTIONAL + 24, &BASE.to_le_bytes());
        self.set(SECTION_ALIGNMENT, &0x1000_u32.to_le_bytes());
        self.set(SECTION_ALIGNMENT + 4, &0x200_u32.to_le_bytes());
        self.set(SIZE_OF_IMAGE, &SIZE.to_le_bytes());
        self.set(SIZE_OF_HEADERS, &0x400_u32.to_le_bytes());
        self.set(SUBSYSTEM, &1_u16.to_le_bytes());
        self.set(OPTIONAL + 108, &16_u32.to_le_bytes());
        let sections = [
            (b".text\0\0\0", TEXT, READ | EXECUTE | NOT_PAGED),
            (b".rdata\0\0", RDATA, READ | NOT_PAGED),
            (b".data\0\0\0", DATA, READ | WRITE | NOT_PAGED),
            (b".reloc\0\0", RELOC, READ | 0x0200_0000),
        ];
        for (index, (name, address, flags)) in sections.into_iter().enumerate() {
            let header = Self::section(index);
            self.set(header, name);
            self.set(header + VIRTUAL_SIZE, &0x1000_u32.to_le_bytes());
            self.set(header + VIRTUAL_ADDRESS, &address.to_le_bytes());
            self.set(header + RAW_SIZE, &0x1000_u32.to_le_bytes());
            let offset = u32::try_from(HEADERS + index * RAW).expect("a small file");
            self.set(header + RAW_OFFSET, &offset.to_le_bytes());
            self.set(header + FLAGS, &flags.to_le_bytes());
        }
    }

    fn put_imports(&mut self) {
        self.set(IMPORTS, &RDATA.to_le_bytes());
        self.set(IMPORTS + 4, &60_u32.to_le_bytes());
        let (mut text, mut descriptor, mut place) = (RDATA + 0x800, RDATA, RDATA + 0x400);
        for (dll, names) in IMPORTED {
            self.put(text, dll.as_bytes());
            self.put(descriptor + 12, &text.to_le_bytes());
            self.put(descriptor + 16, &place.to_le_bytes());
            text += 0x20;
            for (index, name) in (0..).zip(names) {
                // A hint of two bytes precedes each name.
                self.put(text + 2, name.as_bytes());
                self.put(place + 8 * index, &u64::from(text).to_le_bytes());
                text += 0x20;
            }
            descriptor += 20;
            place += 0x80;
        }
    }

    fn put_relocations(&mut self) {
        let mut at = RELOC;
        for place in self.relocations.clone() {
            let entry = 0xA000 | u16::try_from(place & 0xFFF).expect("12 bits");
            self.put(at, &(place & !0xFFF).to_le_bytes());
            self.put(at + 4, &12_u32.to_le_bytes());
            self.put(at + 8, &entry.to_le_bytes());
            at += 12;
        }
        let rva = if at == RELOC { 0 } else { RELOC };
        self.set(RELOCATIONS, &rva.to_le_bytes());
        self.set(RELOCATIONS + 4, &(at - RELOC).to_le_bytes());
    }
}
