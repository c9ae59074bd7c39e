//! PE images: the hash, the checksum, and the place of a signature.

use cargo_kmdf::package::pe::Image;
use sha2::{Digest, Sha256};

use crate::message;

const PE: usize = 0x80;
const OPTIONAL: usize = PE + 24;
const CHECKSUM: usize = OPTIONAL + 64;
const DIRECTORY_COUNT: usize = OPTIONAL + 108;
const SECURITY: usize = OPTIONAL + 112 + 4 * 8;

/// An image in which only the headers have a meaning.
pub fn image(machine: u16, length: usize) -> Vec<u8> {
    let mut bytes: Vec<u8> = (0..=255).cycle().take(length).collect();
    bytes[..2].copy_from_slice(b"MZ");
    put(&mut bytes, 0x3C, 0x80);
    bytes[PE..PE + 4].copy_from_slice(b"PE\0\0");
    bytes[PE + 4..PE + 6].copy_from_slice(&machine.to_le_bytes());
    bytes[OPTIONAL..OPTIONAL + 2].copy_from_slice(&[0x0B, 0x02]);
    put(&mut bytes, DIRECTORY_COUNT, 16);
    bytes[SECURITY..SECURITY + 8].fill(0);
    bytes
}

fn put(bytes: &mut [u8], at: usize, value: u32) {
    bytes[at..at + 4].copy_from_slice(&value.to_le_bytes());
}

fn get(bytes: &[u8], at: usize) -> usize {
    u32::from_le_bytes(bytes[at..at + 4].try_into().expect("four bytes")) as usize
}

fn hash(bytes: &[u8]) -> Vec<u8> {
    Image::parse(bytes).expect("an image").digest::<Sha256>()
}

#[test]
fn digest_excludes_checksum_and_directory_entry() {
    let bytes = image(0x8664, 0x400);
    let hashed =
        [&bytes[..CHECKSUM], &bytes[CHECKSUM + 4..SECURITY], &bytes[SECURITY + 8..]].concat();
    assert_eq!(hash(&bytes), Sha256::digest(hashed).to_vec());
}

#[test]
fn digest_changes_with_every_byte_but_the_checksum() {
    let bytes = image(0x8664, 0x200);
    let digest = hash(&bytes);
    for at in 0..bytes.len() {
        let mut changed = bytes.clone();
        changed[at] ^= 1;
        let Ok(changed) = Image::parse(&changed) else { continue };
        let left_out = (CHECKSUM..CHECKSUM + 4).contains(&at);
        assert_eq!(changed.digest::<Sha256>() == digest, left_out, "at {at:#x}");
    }
}

#[test]
fn signed_image_keeps_its_digest_and_has_the_signature() {
    for length in [0x400, 0x3FD, 0x401] {
        let bytes = image(0x8664, length);
        let signed = Image::parse(&bytes).expect("an image").signed(b"signature").expect("signed");
        let start = length.next_multiple_of(8);
        assert_eq!(get(&signed, SECURITY), start);
        assert_eq!(get(&signed, SECURITY + 4), signed.len() - start);
        assert_eq!(signed.len() % 8, 0);
        assert_eq!(signed[start + 4..start + 8], [0x00, 0x02, 0x02, 0x00]);
        assert_eq!(hash(&signed), hash(&bytes));
        let again = Image::parse(&signed).expect("an image");
        assert_eq!(again.signature(), Some(&b"signature\0\0\0\0\0\0\0"[..]));
        assert_eq!(again.signed(b"signature").expect("signed again"), signed);
    }
}

#[test]
fn signed_image_has_the_checksum_that_windows_expects() {
    for length in [0x400, 0x3FD] {
        let bytes = image(0x8664, length);
        let mut signed = Image::parse(&bytes).expect("an image").signed(b"x").expect("signed");
        let checksum = get(&signed, CHECKSUM);
        put(&mut signed, CHECKSUM, 0);
        let words = signed.chunks(2).map(|pair| usize::from(pair[0]) + 256 * usize::from(pair[1]));
        // Adding the carries back means computing modulo 65535, with 65535 for zero.
        let sum = (words.sum::<usize>() - 1) % 0xFFFF + 1;
        assert_eq!(checksum, sum + signed.len());
    }
}

#[test]
fn broken_headers_are_refused_with_the_cause() {
    type Change = fn(&mut Vec<u8>);
    let cases: [(Change, &str); 7] = [
        (|bytes| bytes[0] = b'Z', "MZ"),
        (|bytes| put(bytes, 0x3C, 0xFFFF_FFFF), "0xffffffff"),
        (|bytes| bytes[OPTIONAL] = 0x0C, "0x20c"),
        (|bytes| put(bytes, DIRECTORY_COUNT, 4), "4 data directories"),
        (|bytes| put(bytes, SECURITY, 0x100), "certificate table (0 bytes at 0x100)"),
        (|bytes| put(bytes, SECURITY + 4, 0x400), "certificate table (1024 bytes at 0x0)"),
        (|bytes| bytes.truncate(SECURITY), "cut off"),
    ];
    for (change, expected) in cases {
        let mut bytes = image(0x8664, 0x400);
        change(&mut bytes);
        let message = message(Image::parse(&bytes));
        assert!(message.contains(expected), "{message}");
    }
}

#[test]
fn broken_images_never_panic() {
    let bytes = image(0x8664, 0x400);
    let signed = Image::parse(&bytes).expect("an image").signed(b"signature").expect("signed");
    let use_all = |bytes: &[u8]| {
        if let Ok(image) = Image::parse(bytes) {
            let _ = (image.digest::<Sha256>(), image.signature());
            image.signed(b"other").expect("signed");
        }
    };
    for at in 0..signed.len() {
        use_all(&signed[..at]);
        for value in [0, 1, 0x7F, 0x80, 0xFF] {
            let mut changed = signed.clone();
            changed[at] = value;
            use_all(&changed);
        }
    }
    for at in 0..signed.len() - 4 {
        for value in [0, 0x1F8, 0x400, 0x401, 0x7FFF_FFFF, u32::MAX] {
            let mut changed = signed.clone();
            put(&mut changed, at, value);
            use_all(&changed);
        }
    }
}
