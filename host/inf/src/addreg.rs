//! Registry values: the entries of lists that `AddReg` and `DelReg` name (INF `AddReg` Directive).

use crate::document::Document;
use crate::line::Line;
use crate::strings::number;
use crate::work;

/// A registry value, as an entry of a list.
pub(crate) struct Value<'a> {
    pub(crate) line: &'a Line,
    /// The registry root, such as `HKR`.
    pub(crate) root: String,
    /// The key's path below the root.
    pub(crate) subkey: String,
    /// The value's name; empty for the unnamed value.
    pub(crate) name: String,
    /// The flags; `None` where the field is not a number.
    pub(crate) flags: Option<Flags>,
}

impl<'a> Value<'a> {
    /// Reads an entry.
    pub(crate) fn read(document: &Document, line: &'a Line) -> Self {
        work::count(1);
        Self {
            line,
            root: document.text(line, 0),
            subkey: document.text(line, 1),
            name: document.text(line, 2),
            flags: match document.text(line, 3) {
                flags if flags.is_empty() => Some(Flags(0)),
                flags => number(&flags).map(Flags),
            },
        }
    }

    /// Whether the entry has the form of a registry value: fields and no equals sign.
    pub(crate) fn is_well_formed(&self) -> bool {
        self.line.key.is_none() && !self.root.is_empty()
    }
}

/// The flags of an entry (`FLG_ADDREG_XXX`): the value's type, and how to write the value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Flags(pub(crate) u32);

impl Flags {
    /// An existing value stays.
    pub(crate) const NO_CLOBBER: u32 = 0x2;
    /// The value is deleted, or the key if the entry names no value.
    pub(crate) const DELETE_VALUE: u32 = 0x4;
    /// The strings are appended to an existing `REG_MULTI_SZ`.
    pub(crate) const APPEND: u32 = 0x8;
    /// The key is created, but no value is written.
    pub(crate) const KEY_ONLY: u32 = 0x10;
    /// The value is written only if it exists.
    pub(crate) const OVERWRITE_ONLY: u32 = 0x20;
    /// The same as [`Self::KEY_ONLY`].
    pub(crate) const KEY_ONLY_COMMON: u32 = 0x2000;
    /// The flags of the 64-bit and the 32-bit registry view. Keys of devices and services have only
    /// one view.
    const VIEWS: u32 = 0x1000 | 0x4000;
    const OPERATIONS: u32 = Self::NO_CLOBBER
        | Self::DELETE_VALUE
        | Self::APPEND
        | Self::KEY_ONLY
        | Self::OVERWRITE_ONLY
        | Self::KEY_ONLY_COMMON
        | Self::VIEWS;

    /// Whether any of the flags is set.
    pub(crate) fn has(self, flags: u32) -> bool {
        self.0 & flags != 0
    }

    /// The value's type; `None` for an unknown type.
    pub(crate) fn kind(self) -> Option<Kind> {
        Some(match self.0 & !Self::OPERATIONS {
            0 => Kind::Sz,
            1 => Kind::Binary,
            0x0001_0000 => Kind::MultiSz,
            0x0002_0000 => Kind::ExpandSz,
            0x0001_0001 => Kind::Dword,
            0x0002_0001 => Kind::Other(0),
            kind if kind & 0xffff == 1 => Kind::Other(kind >> 16),
            _ => return None,
        })
    }
}

/// The type of a registry value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Sz,
    ExpandSz,
    MultiSz,
    Binary,
    Dword,
    /// Another type by number, `REG_NONE` (0) included.
    Other(u32),
}

/// The number of a `REG_DWORD`.
///
/// # Errors
/// The fault, to follow the value's name and a colon.
pub(crate) fn dword(data: &[String]) -> Result<u32, String> {
    if let [value] = data {
        return number(value)
            .ok_or_else(|| format!("`{value}` is not a 32-bit number, which a REG_DWORD takes"));
    }
    let bytes: Option<Vec<u8>> = data.iter().map(|text| byte(text)).collect();
    let four = bytes.and_then(|bytes| bytes.try_into().ok());
    four.map(u32::from_le_bytes)
        .ok_or_else(|| "a REG_DWORD takes one number or four bytes, such as 64,00,00,00".to_owned())
}

/// The bytes of a binary value: hexadecimal numbers, with or without 0x in front.
///
/// # Errors
/// The fault, to follow the value's name and a colon.
pub(crate) fn bytes(data: &[String]) -> Result<Vec<u8>, String> {
    if data.first().is_some_and(String::is_empty) {
        return Ok(Vec::new());
    }
    data.iter()
        .map(|text| {
            byte(text).ok_or_else(|| {
                format!(
                    "`{text}` is not a byte; write hexadecimal bytes separated by commas, such as \
                     01,fe"
                )
            })
        })
        .collect()
}

fn byte(text: &str) -> Option<u8> {
    let digits = text.strip_prefix("0x").unwrap_or(text);
    u8::from_str_radix(digits, 16).ok().filter(|_| !digits.starts_with('+'))
}
