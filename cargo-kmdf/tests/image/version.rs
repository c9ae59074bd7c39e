//! The version resource that is made from a package's version.

use cargo_kmdf::driver::Details;
use cargo_kmdf::image::version::{file_version, resource};

fn details() -> Details {
    Details {
        company: "Bell makers".into(),
        product: "Bell".into(),
        description: "A bell".into(),
        copyright: None,
        certificate: "Test".into(),
    }
}

#[test]
fn file_version_of_three_numbers_ends_with_a_zero() {
    assert_eq!(file_version("1.20.300").expect("fits"), [1, 20, 300, 0]);
}

#[test]
fn version_that_windows_cannot_represent_is_refused_with_it() {
    for version in ["1.2", "1.2.3.4", "1.2.65536", "1.2.3-alpha", "1.2.-3", ""] {
        let error = file_version(version).expect_err(version);
        assert!(error.to_string().contains(&format!("{version:?}")), "{error:#}");
    }
}

#[test]
fn resource_has_an_empty_entry_and_then_a_version() {
    let file = resource("bell", &details(), [1, 2, 3, 0], false);
    let empty = [0, 0, 0, 0, 32, 0, 0, 0, 0xFF, 0xFF, 0, 0, 0xFF, 0xFF, 0, 0];
    assert_eq!(file[..16], empty);
    let size = u32::from_le_bytes(file[32..36].try_into().unwrap()) as usize;
    assert_eq!(file.len(), 32 + 32 + size.next_multiple_of(4));
    assert_eq!(file[40..48], [0xFF, 0xFF, 16, 0, 0xFF, 0xFF, 1, 0], "type 16, name 1");
}

#[test]
fn resource_of_a_debug_build_has_the_debug_flag() {
    // VS_FIXEDFILEINFO: after two headers of the file, the block's header and its key.
    let flags = 64 + 40 + 28;
    assert_eq!(resource("bell", &details(), [1, 2, 3, 0], false)[flags], 0);
    assert_eq!(resource("bell", &details(), [1, 2, 3, 0], true)[flags], 1);
}

#[test]
fn resource_has_the_texts_that_there_are() {
    let text = |details: &Details| {
        let file = resource("bell", details, [1, 2, 3, 0], false);
        let units: Vec<u16> =
            file.chunks(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]])).collect();
        String::from_utf16_lossy(&units)
    };
    let without = text(&details());
    for expected in ["Bell makers", "A bell", "bell.sys", "1.2.3.0"] {
        assert!(without.contains(expected), "{expected}");
    }
    assert!(!without.contains("LegalCopyright"));
    let with = text(&Details { copyright: Some("(c) all".into()), ..details() });
    assert!(with.contains("LegalCopyright") && with.contains("(c) all"));
}
