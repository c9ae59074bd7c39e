//! The version resource, which Windows shows in the file's properties.
//!
//! Sources of the layout: the reference pages `VS_VERSIONINFO`, `VS_FIXEDFILEINFO`,
//! `StringFileInfo`, `StringTable`, `String`, `VarFileInfo` and `Var`; for the file,
//! `RESOURCEHEADER`.

use anyhow::{Context, Result, ensure};

use crate::driver::Details;

/// A version as Windows has it, in four numbers.
pub type FileVersion = [u16; 4];

/// The four numbers of a package's version `major.minor.patch`.
///
/// # Errors
/// If the version is not three numbers below 65536.
pub fn file_version(package: &str) -> Result<FileVersion> {
    let numbers = package
        .split('.')
        .map(str::parse)
        .collect::<Result<Vec<u16>, _>>()
        .with_context(|| unfit(package))?;
    ensure!(numbers.len() == 3, unfit(package));
    Ok([numbers[0], numbers[1], numbers[2], 0])
}

fn unfit(version: &str) -> String {
    format!(
        "the package's version is {version:?}, expected three numbers below 65536 with dots \
         between: Windows has no others for a file"
    )
}

/// The resource file (`.res`) with the version of the image of a driver with that name.
#[must_use]
pub fn resource(name: &str, details: &Details, version: FileVersion, debug: bool) -> Vec<u8> {
    let content = version_info(name, details, version, debug);
    // A resource file begins with an empty entry.
    let mut file = entry(0, 0, 0, &[]);
    file.extend(entry(RT_VERSION, VS_VERSION_INFO, ENGLISH, &content));
    file
}

const RT_VERSION: u16 = 16;
const VS_VERSION_INFO: u16 = 1;
const ENGLISH: u16 = 0x0409;
/// UTF-16: the code page in the strings' key.
const UNICODE: u16 = 1200;

fn version_info(name: &str, details: &Details, version: FileVersion, debug: bool) -> Vec<u8> {
    let text = version.map(|number| number.to_string()).join(".");
    let file = format!("{name}.sys");
    let mut strings: Vec<(&str, &str)> = vec![
        ("CompanyName", &details.company),
        ("FileDescription", &details.description),
        ("FileVersion", &text),
        ("InternalName", name),
        ("OriginalFilename", &file),
        ("ProductName", &details.product),
        ("ProductVersion", &text),
    ];
    strings.extend(details.copyright.iter().map(|text| ("LegalCopyright", text.as_str())));
    strings.sort_unstable();
    let strings: Vec<Vec<u8>> = strings.iter().map(|(name, value)| string(name, value)).collect();
    let table = block(&format!("{ENGLISH:04x}{UNICODE:04x}"), Value::None, &strings);
    let mut language = ENGLISH.to_le_bytes().to_vec();
    language.extend(UNICODE.to_le_bytes());
    let translation = block("Translation", Value::Binary(&language), &[]);
    block(
        "VS_VERSION_INFO",
        Value::Binary(&fixed_info(version, debug)),
        &[
            block("StringFileInfo", Value::None, &[table]),
            block("VarFileInfo", Value::None, &[translation]),
        ],
    )
}

/// `VS_FIXEDFILEINFO`.
fn fixed_info([major, minor, patch, build]: FileVersion, debug: bool) -> Vec<u8> {
    let pair = |high: u16, low: u16| u32::from(high) << 16 | u32::from(low);
    let (high, low) = (pair(major, minor), pair(patch, build));
    let fields: [u32; 13] = [
        0xFEEF_04BD, // the signature
        0x0001_0000, // the structure's version
        high,
        low, // of the file
        high,
        low,          // of the product
        0x0000_003F,  // which flags count
        debug.into(), // VS_FF_DEBUG
        0x0004_0004,  // VOS_NT_WINDOWS32
        3,            // VFT_DRV
        7,            // VFT2_DRV_SYSTEM
        0,
        0, // no date
    ];
    fields.iter().flat_map(|field| field.to_le_bytes()).collect()
}

#[derive(Clone, Copy)]
enum Value<'a> {
    None,
    Text(&'a str),
    Binary(&'a [u8]),
}

fn string(name: &str, value: &str) -> Vec<u8> {
    block(name, Value::Text(value), &[])
}

/// A structure: the header that all share, a value, and the structures inside.
fn block(key: &str, value: Value, children: &[Vec<u8>]) -> Vec<u8> {
    let mut bytes = vec![0; 6];
    bytes.extend(utf16(key));
    pad(&mut bytes);
    let (length, is_text) = match value {
        Value::None => (0, 1),
        Value::Text(text) => {
            let text = utf16(text);
            let characters = text.len() / 2;
            bytes.extend(text);
            (characters, 1)
        }
        Value::Binary(binary) => {
            bytes.extend(binary);
            (binary.len(), 0)
        }
    };
    for child in children {
        pad(&mut bytes);
        bytes.extend(child);
    }
    let header = [bytes.len(), length, is_text].map(short);
    for (place, field) in bytes.chunks_exact_mut(2).zip(header) {
        place.copy_from_slice(&field.to_le_bytes());
    }
    bytes
}

/// An entry of a resource file: a header with type and name by number, then the content.
fn entry(kind: u16, name: u16, language: u16, content: &[u8]) -> Vec<u8> {
    const HEADER: u32 = 32;
    let size = u32::try_from(content.len()).unwrap_or(u32::MAX);
    let mut bytes = Vec::new();
    bytes.extend([size, HEADER].iter().flat_map(|field| field.to_le_bytes()));
    bytes.extend([0xFFFF, kind, 0xFFFF, name].iter().flat_map(|field| field.to_le_bytes()));
    bytes.extend(0u32.to_le_bytes());
    bytes.extend([0, language].iter().flat_map(|field| field.to_le_bytes()));
    bytes.extend([0u32, 0].iter().flat_map(|field| field.to_le_bytes()));
    bytes.extend(content);
    pad(&mut bytes);
    bytes
}

/// A string with its terminating zero.
fn utf16(text: &str) -> Vec<u8> {
    text.encode_utf16().chain([0]).flat_map(u16::to_le_bytes).collect()
}

/// Each part begins at a multiple of four bytes.
fn pad(bytes: &mut Vec<u8>) {
    bytes.resize(bytes.len().next_multiple_of(4), 0);
}

/// A length. A text of a manifest is never that long.
fn short(length: usize) -> u16 {
    u16::try_from(length).unwrap_or(u16::MAX)
}
