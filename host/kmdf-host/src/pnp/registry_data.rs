//! Registry values as types and bytes.

use super::registry::RegistryValue;
use crate::abi::{REG_BINARY, REG_DWORD, REG_EXPAND_SZ, REG_MULTI_SZ, REG_SZ};

/// The type and the bytes of a value, with the NULs of a string.
pub(crate) fn bytes_of(value: &RegistryValue) -> (u32, Vec<u8>) {
    match value {
        RegistryValue::Sz(text) => (REG_SZ, with_nul(text)),
        RegistryValue::ExpandSz(text) => (REG_EXPAND_SZ, with_nul(text)),
        RegistryValue::MultiSz(strings) => {
            let mut bytes: Vec<u8> = strings.iter().flat_map(|text| with_nul(text)).collect();
            bytes.extend([0, 0]);
            (REG_MULTI_SZ, bytes)
        }
        RegistryValue::Binary(bytes) => (REG_BINARY, bytes.clone()),
        RegistryValue::Dword(number) => (REG_DWORD, number.to_le_bytes().into()),
        RegistryValue::Other { kind, bytes } => (*kind, bytes.clone()),
    }
}

/// The value of a type and bytes. Bytes that are not as the type has them are kept as they are.
pub(crate) fn value_of(kind: u32, bytes: &[u8]) -> RegistryValue {
    let known = match kind {
        REG_SZ => text(bytes).map(RegistryValue::Sz),
        REG_EXPAND_SZ => text(bytes).map(RegistryValue::ExpandSz),
        REG_MULTI_SZ => strings(bytes).map(RegistryValue::MultiSz),
        REG_BINARY => Some(RegistryValue::Binary(bytes.into())),
        REG_DWORD => bytes.try_into().ok().map(|b| RegistryValue::Dword(u32::from_le_bytes(b))),
        _ => None,
    };
    known.unwrap_or_else(|| RegistryValue::Other { kind, bytes: bytes.into() })
}

/// A text as UTF-16 with a NUL.
pub(crate) fn with_nul(text: &str) -> Vec<u8> {
    text.encode_utf16().chain([0]).flat_map(u16::to_le_bytes).collect()
}

/// The strings of a `REG_MULTI_SZ`; `None` without two NULs at the end, or with half a character.
pub(crate) fn strings_of(bytes: &[u8]) -> Option<Vec<String>> {
    let units = units(bytes)?;
    let (_, end) = units.split_at_checked(units.len().checked_sub(2)?)?;
    if end != [0, 0] {
        return None;
    }
    let strings = units.split(|unit| *unit == 0).take_while(|string| !string.is_empty());
    Some(strings.map(String::from_utf16_lossy).collect())
}

/// The text of bytes that end with their only NUL.
fn text(bytes: &[u8]) -> Option<String> {
    let units = units(bytes)?;
    let (last, rest) = units.split_last()?;
    if *last != 0 || rest.contains(&0) {
        return None;
    }
    String::from_utf16(rest).ok()
}

/// The strings of bytes that consist of nothing else.
fn strings(bytes: &[u8]) -> Option<Vec<String>> {
    let strings = strings_of(bytes)?;
    let whole = RegistryValue::MultiSz(strings.clone());
    (bytes_of(&whole).1 == bytes).then_some(strings)
}

fn units(bytes: &[u8]) -> Option<Vec<u16>> {
    let (pairs, rest) = bytes.as_chunks::<2>();
    rest.is_empty().then(|| pairs.iter().map(|pair| u16::from_le_bytes(*pair)).collect())
}

#[cfg(test)]
mod tests {
    use super::{RegistryValue, bytes_of, value_of};

    #[test]
    fn value_and_its_bytes_are_the_same() {
        let values = [
            RegistryValue::Sz("text".into()),
            RegistryValue::ExpandSz(String::new()),
            RegistryValue::MultiSz(vec!["one".into(), "two".into()]),
            RegistryValue::Binary(vec![1, 2, 3]),
            RegistryValue::Dword(77),
            RegistryValue::Other { kind: 11, bytes: vec![1] },
        ];
        for value in values {
            let (kind, bytes) = bytes_of(&value);
            assert_eq!(value_of(kind, &bytes), value);
        }
    }

    #[test]
    fn bytes_that_do_not_fit_their_type_are_kept() {
        let cases: [(u32, &[u8]); 5] =
            [(1, b"x"), (1, b"x\0"), (7, &[0, 0, 0, 0]), (4, &[1, 2]), (7, b"x\0\0\0")];
        for (kind, bytes) in cases {
            assert_eq!(value_of(kind, bytes), RegistryValue::Other { kind, bytes: bytes.into() });
            assert_eq!(bytes_of(&value_of(kind, bytes)), (kind, bytes.to_vec()));
        }
    }
}
