//! The headers: a native image with every protection, the right checksum, and no trace of the build
//! machine.

use cargo_kmdf::target::Arch;
use object::LittleEndian as LE;
use object::pe;
use object::read::pe::ImageOptionalHeader;
use xtask::paths;

use crate::built::Built;

#[test]
fn headers_of_every_image_name_a_native_image_and_its_machine() {
    for built in Built::all() {
        let file = built.pe();
        let headers = file.nt_headers();
        let (coff, optional) = (&headers.file_header, &headers.optional_header);
        let machine = match built.arch {
            Arch::X64 => pe::IMAGE_FILE_MACHINE_AMD64,
            Arch::Arm64 => pe::IMAGE_FILE_MACHINE_ARM64,
        };
        let name = built.name();
        assert_eq!(coff.machine.get(LE), machine, "{name}");
        assert_eq!(
            coff.characteristics.get(LE),
            pe::IMAGE_FILE_EXECUTABLE_IMAGE | pe::IMAGE_FILE_LARGE_ADDRESS_AWARE,
            "{name}: a program, no DLL, with relocations"
        );
        assert_eq!(optional.subsystem.get(LE), pe::IMAGE_SUBSYSTEM_NATIVE, "{name}");
        assert_eq!(optional.major_subsystem_version.get(LE), 10, "{name}");
        assert_eq!(optional.section_alignment.get(LE), 4096, "{name}");
    }
}

#[test]
fn headers_of_every_image_request_every_protection() {
    for built in Built::all() {
        assert_eq!(
            built.pe().nt_headers().optional_header.dll_characteristics(),
            pe::IMAGE_DLLCHARACTERISTICS_HIGH_ENTROPY_VA
                | pe::IMAGE_DLLCHARACTERISTICS_DYNAMIC_BASE
                | pe::IMAGE_DLLCHARACTERISTICS_FORCE_INTEGRITY
                | pe::IMAGE_DLLCHARACTERISTICS_NX_COMPAT
                | pe::IMAGE_DLLCHARACTERISTICS_GUARD_CF,
            "{}",
            built.name()
        );
    }
}

#[test]
fn entry_point_of_every_image_is_in_the_code() {
    for built in Built::all() {
        let entry = built.pe().nt_headers().optional_header.address_of_entry_point();
        assert_eq!(built.section_of(entry).as_deref(), Some(".text"), "{}", built.name());
    }
}

#[test]
fn checksum_in_the_headers_of_every_image_is_right() {
    for built in Built::all() {
        let stored = built.pe().nt_headers().optional_header.check_sum.get(LE);
        assert_eq!(stored, checksum(&built.bytes), "{}", built.name());
    }
}

/// The sum of the file's 16-bit words without the checksum, with carries added back in, plus the
/// length of the file.
fn checksum(bytes: &[u8]) -> u32 {
    let header = u32::from_le_bytes(bytes[0x3C..0x40].try_into().unwrap()) as usize;
    let field = header + 4 + 20 + 64;
    let mut bytes = bytes.to_vec();
    bytes[field..field + 4].fill(0);
    let mut sum = 0u32;
    for word in bytes.chunks(2) {
        sum += u32::from(word[0]) + (u32::from(*word.get(1).unwrap_or(&0)) << 8);
        sum = (sum & 0xFFFF) + (sum >> 16);
    }
    sum + u32::try_from(bytes.len()).unwrap()
}

#[test]
fn headers_of_every_image_name_no_debug_file() {
    const REPRODUCIBLE: u32 = 16;
    for built in Built::all() {
        let file = built.pe();
        let directory = file.data_directory(pe::IMAGE_DIRECTORY_ENTRY_DEBUG);
        let Some((address, size)) = directory.map(pe::ImageDataDirectory::address_range) else {
            continue;
        };
        for entry in built.at(address, size as usize).chunks(28) {
            let kind = u32::from_le_bytes(entry[12..16].try_into().unwrap());
            assert_eq!(kind, REPRODUCIBLE, "{}", built.name());
        }
    }
}

#[test]
fn every_image_contains_no_path_of_this_machine() {
    let home = std::env::home_dir().expect("a user has a home");
    let places = [paths::root(), paths::target(), home];
    let places =
        places.iter().map(|place| place.to_str().expect("Unicode")).filter(|place| *place != "/");
    let places: Vec<&str> = places.chain(["/rustlib/", ".cargo", "registry/src"]).collect();
    for built in Built::all() {
        for place in &places {
            let wide: Vec<u8> = place.encode_utf16().flat_map(u16::to_le_bytes).collect();
            for form in [place.as_bytes(), &wide] {
                let found = built.bytes.windows(form.len()).any(|bytes| bytes == form);
                assert!(!found, "{} contains {place}", built.name());
            }
        }
    }
}
