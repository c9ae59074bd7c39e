//! Files that are not images for this host, and the errors about them.

use kmdf_host::{DriverImage, ImageError};

use kmdf_host_images::code::Code;
use kmdf_host_images::synthetic::*;

/// The error about a file. No code of the file runs.
fn refusal(bytes: &[u8]) -> String {
    // SAFETY: no machine loads the image.
    match unsafe { DriverImage::from_bytes(bytes) } {
        Ok(image) => panic!("the host accepts {image:?}"),
        Err(error) => error.to_string(),
    }
}

fn good() -> Image {
    let mut image = Image::new(&Code::new().ret());
    image.put_address(DATA, DATA + 8);
    image
}

/// The error about a good image with some bytes changed, each at an offset in the file.
fn changed(changes: &[(usize, &[u8])]) -> String {
    let mut image = good();
    for (offset, bytes) in changes {
        image.set(*offset, bytes);
    }
    refusal(&image.bytes)
}

fn number(value: u32) -> [u8; 4] {
    value.to_le_bytes()
}

#[test]
fn image_without_a_fault_is_accepted() {
    // SAFETY: no machine loads the image.
    assert!(unsafe { DriverImage::from_bytes(&good().file()) }.is_ok());
    // An odd length leaves half a word at the end.
    let mut image = good();
    image.bytes.push(0xA5);
    // SAFETY: no machine loads the image.
    assert!(unsafe { DriverImage::from_bytes(&image.file()) }.is_ok());
}

#[test]
fn image_with_a_wrong_checksum_is_refused_with_both() {
    let mut file = good().file();
    let right = u32::from_le_bytes(*file[CHECKSUM..].first_chunk().expect("four bytes"));
    let says = |stored: u32, computed: u32| {
        format!(
            "the checksum in the headers is {stored:#x}, that of the file is {computed:#x}, and \
             Windows refuses the driver (STATUS_IMAGE_CHECKSUM_MISMATCH, 0xc0000221): the file was \
             changed after it was linked, or it was linked without /RELEASE"
        )
    };
    assert_eq!(refusal(&good().bytes), says(0, right), "no checksum");
    file[HEADERS + 0x800] += 3;
    assert_eq!(refusal(&file), says(right, right + 3), "one changed byte");
}

#[test]
fn image_with_one_flipped_bit_is_refused() {
    let file = good().file();
    for at in (0..file.len()).step_by(5) {
        let mut file = file.clone();
        file[at] ^= 1 << (at % 8);
        let _reason = refusal(&file);
    }
}

#[test]
fn file_that_is_not_pe_is_refused_with_the_reason() {
    let not = "this is not a 64-bit Windows image (PE32+): ";
    assert_eq!(refusal(b""), format!("{not}the file is empty"));
    let text = b"#!/bin/sh\necho this is longer than a DOS header, which takes sixty-four bytes\n";
    let reason = "it does not begin with the bytes MZ, or ends too early";
    assert_eq!(refusal(text), format!("{not}{reason}"));
    let reason = "there is no PE signature at file offset 0x80";
    assert_eq!(changed(&[(PE_SIGNATURE, b"NE")]), format!("{not}{reason}"));
    assert_eq!(refusal(&good().bytes[..0x80]), format!("{not}{reason}"));
    let reason = "it ends within its headers: it is truncated";
    assert_eq!(refusal(&good().bytes[..0x90]), format!("{not}{reason}"));
    assert!(changed(&[(MAGIC, &[0x0B, 1])]).starts_with(not), "PE32");
}

#[test]
fn image_of_another_machine_is_refused_by_its_name() {
    let runs = "the host runs images for x64 (machine type 0x8664) only";
    let arm = changed(&[(MACHINE, &[0x64, 0xAA])]);
    assert_eq!(arm, format!("the image is for ARM64 (machine type 0xaa64): {runs}"));
    let x86 = changed(&[(MACHINE, &[0x4C, 1])]);
    assert_eq!(x86, format!("the image is for x86 (machine type 0x014c): {runs}"));
    let other = changed(&[(MACHINE, &[1, 2])]);
    assert_eq!(other, format!("the image is for machine type 0x0201: {runs}"));
}

#[test]
fn image_of_a_user_mode_subsystem_is_refused() {
    let refusal = changed(&[(SUBSYSTEM, &[3])]);
    let is = "the image is not a kernel image (subsystem 3, Windows console)";
    assert_eq!(refusal, format!("{is}: link it with /SUBSYSTEM:NATIVE"));
}

#[test]
fn truncated_file_is_refused_with_the_truncated_section() {
    let bytes = good().bytes;
    assert_eq!(
        refusal(&bytes[..bytes.len() - 1]),
        "the section .reloc: its data at file offsets 0x3400 to 0x4400 reach beyond the file's end \
         at 0x43ff: the file is truncated"
    );
}

#[test]
fn every_truncation_is_refused() {
    let bytes = good().bytes;
    for length in (0..bytes.len()).step_by(37) {
        refusal(&bytes[..length]);
    }
}

#[test]
fn image_that_is_fixed_to_its_address_is_refused() {
    let refusal = changed(&[(CHARACTERISTICS, &[0x23])]);
    assert_eq!(
        refusal,
        "the image has no base relocations and runs at one address only: link it without /FIXED"
    );
}

#[test]
fn section_that_does_not_fit_is_refused_by_its_name() {
    let [text, data] = [0, 2].map(Image::section);
    for (offset, value, problem) in [
        (
            data + VIRTUAL_ADDRESS,
            0x5000,
            ".data: its 0x1000 bytes at 0x5000 lie outside the image's 0x5000",
        ),
        (
            data + VIRTUAL_SIZE,
            0xFFFF_F000,
            ".data: its 0xfffff000 bytes at 0x3000 lie outside the image's 0x5000",
        ),
        (
            data + VIRTUAL_ADDRESS,
            0x2000,
            ".data: it begins at 0x2000, before the end of the preceding part at 0x3000",
        ),
        (
            text + VIRTUAL_ADDRESS,
            0,
            ".text: it begins at 0x0, before the end of the preceding part at 0x400",
        ),
        (data + VIRTUAL_ADDRESS, 0x3010, ".data: its address 0x3010 is not a multiple of 0x1000"),
        (
            data + FLAGS,
            WRITE | EXECUTE,
            ".data: it is writable and executable: Windows loads the driver only while memory \
             integrity (HVCI) is off; link it without W in /SECTION:.data",
        ),
        (
            data + FLAGS,
            0,
            ".data: it has no access attributes: Windows refuses the driver (error 998, invalid \
             access to memory location); link it with /MERGE:.data=.rdata",
        ),
    ] {
        assert_eq!(changed(&[(offset, &number(value))]), format!("the section {problem}"));
    }
}

#[test]
fn refused_section_does_not_hide_what_else_the_host_lacks() {
    let mut image = good();
    image.set(Image::section(0) + FLAGS, &number(WRITE | EXECUTE));
    image.put(RDATA + 0x822, b"ZwCreateKey\0\0");
    let refusal = refusal(&image.file());
    assert!(refusal.starts_with("the section .text: it is writable and executable"), "{refusal}");
    let lacks =
        "; the image imports functions that the host does not have: NTOSKRNL.exe!ZwCreateKey";
    assert!(refusal.ends_with(lacks), "{refusal}");
}

#[test]
fn pageable_section_is_accepted_with_a_warning() {
    let mut image = good();
    let flags = Image::section(1) + FLAGS;
    let accepted = |image: &Image| {
        // SAFETY: no machine loads the image.
        unsafe { DriverImage::from_bytes(&image.file()) }.expect("the host runs the image")
    };
    assert_eq!(accepted(&image).warnings(), [""; 0]);
    image.set(flags, &number(READ));
    let image_warned = accepted(&image);
    let [warning] = image_warned.warnings() else { panic!("{image_warned:?}") };
    assert!(warning.starts_with("pageable section is .rdata: "), "{warning}");
    assert!(warning.contains("error 998") && warning.contains("/SECTION:.rdata,!P"), "{warning}");
    // Several sections in one warning.
    image.set(Image::section(2) + FLAGS, &number(READ | WRITE));
    assert!(
        accepted(&image).warnings().concat().starts_with("pageable sections are .rdata, .data: ")
    );
    image.set(Image::section(2) + FLAGS, &number(READ | WRITE | NOT_PAGED));
    // Resources, named for paging, or discarded after the start.
    image.set(Image::section(1), b".rsrc\0");
    assert_eq!(accepted(&image).warnings(), [""; 0]);
    image.set(Image::section(1), b"PAGE\0\0");
    assert_eq!(accepted(&image).warnings(), [""; 0]);
    image.set(Image::section(1), b".rdata");
    image.set(flags, &number(READ | 0x0200_0000));
    assert_eq!(accepted(&image).warnings(), [""; 0]);
}

#[test]
fn invalid_headers_are_refused_with_the_value() {
    for (offset, value, problem) in [
        (SECTION_ALIGNMENT, 0x200, "the section alignment 0x200 is not a multiple of 0x1000"),
        (SECTION_ALIGNMENT, 0, "the section alignment 0x0 is not a multiple of 0x1000"),
        (SIZE_OF_IMAGE, 0x5001, "the image's size 0x5001 is not a positive multiple of 0x1000"),
        (SIZE_OF_IMAGE, 0, "the image's size 0x0 is not a positive multiple of 0x1000"),
        (
            SIZE_OF_HEADERS,
            0x4401,
            "SizeOfHeaders is 0x4401, but the file has 0x4400 bytes and the image 0x5000",
        ),
    ] {
        let refusal = changed(&[(offset, &number(value))]);
        assert_eq!(refusal, format!("the image's headers: {problem}"));
    }
}

#[test]
fn image_or_file_that_is_too_large_is_refused_with_the_limit() {
    let accepts = "the host accepts at most 67108864";
    let refused = changed(&[(SIZE_OF_IMAGE, &number(0x400_1000))]);
    assert_eq!(refused, format!("the image in memory has 67112960 bytes; {accepts}"));
    let file = vec![0; 0x400_0001];
    assert_eq!(refusal(&file), format!("the file has 67108865 bytes; {accepts}"));
}

#[test]
fn entry_point_outside_code_is_refused() {
    let refused = changed(&[(ENTRY, &number(DATA + 4))]);
    assert_eq!(refused, "the image's entry point: 0x3004 is in .data, which is not executable");
    for outside in [0, 0x5000, u32::MAX] {
        let refused = changed(&[(ENTRY, &number(outside))]);
        assert_eq!(refused, format!("the image's entry point: {outside:#x} is in no section"));
    }
}

#[test]
fn invalid_base_relocations_are_refused_with_their_address() {
    let entry = HEADERS + (RELOC - TEXT) as usize;
    for (offset, bytes, problem) in [
        (entry, &number(0x5000), "the one at 0x5000 is in no section"),
        (entry, &number(0), "the one at 0x0 is in no section"),
        // This one reaches into the next section.
        (entry + 8, &[0xF9, 0xAF, 0, 0], "the one at 0x3ff9 is in no section"),
        (entry + 8, &[0, 0x30, 0, 0], "the one at 0x3000 is of type 3, not DIR64 (10)"),
        (RELOCATIONS, &number(0x5000), "their 0xc bytes at 0x5000 lie outside the image"),
        (
            RELOCATIONS + 4,
            &number(u32::MAX),
            "their 0xffffffff bytes at 0x4000 lie outside the image",
        ),
    ] {
        let refused = changed(&[(offset, bytes)]);
        assert_eq!(refused, format!("the image's base relocations: {problem}"));
    }
}

#[test]
fn imports_that_the_host_lacks_are_all_listed() {
    let mut image = good();
    let text = |index: u32| RDATA + 0x820 + index * 0x20 + 2;
    image.put(text(1), b"ZwCreateKey\0\0");
    image.put(text(3), b"IoCallDriver\0\0\0\0\0\0\0\0\0");
    // The first import of WDFLDR.SYS becomes an import by ordinal.
    image.put(RDATA + 0x480, &(7 | 1_u64 << 63).to_le_bytes());
    let lacks = "the image imports functions that the host does not have";
    assert_eq!(
        refusal(&image.bytes),
        format!("{lacks}: NTOSKRNL.exe!ZwCreateKey, NTOSKRNL.exe!IoCallDriver, WDFLDR.SYS!#7")
    );
    let mut image = good();
    image.put(RDATA + 0x800, b"HAL.DLL\0");
    assert!(refusal(&image.bytes).starts_with(&format!("{lacks}: HAL.DLL!DbgPrint, ")));
}

#[test]
fn invalid_imports_are_refused() {
    let mut image = good();
    image.put(RDATA + 16, &(SIZE - 4).to_le_bytes());
    assert_eq!(refusal(&image.bytes).split(':').next(), Some("the image's imports"));
    let mut image = good();
    image.put(RDATA + 0x822, &[&[b'a'; 300][..], b"\0"].concat());
    assert_eq!(refusal(&image.bytes), "the image's imports: a name has 300 bytes, more than 256");
    let mut image = good();
    image.put(RDATA + 0x800, &[0xFF]);
    assert_eq!(refusal(&image.bytes), "the image's imports: a name is not text");
    let mut image = good();
    let thunk = u64::from(RDATA + 0x820).to_le_bytes();
    image.put(RDATA, &[0; 20]);
    image.put(RDATA + 12, &(RDATA + 0x800).to_le_bytes());
    image.put(RDATA + 16, &DATA.to_le_bytes());
    for place in (DATA..RELOC).step_by(8) {
        image.put(place, &thunk);
    }
    for index in 0..10 {
        let descriptor: Vec<u8> =
            [0, 0, 0, RDATA + 0x800, DATA].iter().flat_map(|n| n.to_le_bytes()).collect();
        image.put(RDATA + index * 20, &descriptor);
    }
    image.put(RELOC, &[0; 16]);
    image.set(RELOCATIONS, &[0; 8]);
    assert_eq!(refusal(&image.bytes), "the image's imports: there are more than 4096");
}

#[test]
fn file_that_cannot_be_read_is_refused_with_the_systems_reason() {
    let path = std::env::temp_dir().join("kmdf-host no such file.sys");
    // SAFETY: no machine loads the image.
    let error = unsafe { DriverImage::from_file(&path) }.expect_err("there is no such file");
    let system = std::fs::read(&path).expect_err("there is no such file");
    assert!(matches!(error, ImageError::Unreadable { .. }));
    assert_eq!(error.to_string(), format!("the file cannot be read: {system}"));
}
