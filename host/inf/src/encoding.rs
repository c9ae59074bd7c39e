//! The bytes of an INF file as text, as Windows decodes them.

use std::borrow::Cow;

/// The text of an INF file, and the file's encoding.
pub(crate) struct Decoded<'a> {
    /// The text, without the byte order mark. U+FFFD replaces damaged characters.
    pub(crate) text: Cow<'a, str>,
    pub(crate) encoding: Encoding,
}

/// How the bytes of an INF file are encoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Encoding {
    /// No byte order mark, and only ASCII.
    Ascii,
    /// No byte order mark: the machine's ANSI code page. `line` has the first byte beyond ASCII.
    Ansi { line: usize },
    /// UTF-16LE with a byte order mark.
    Utf16,
    /// UTF-16LE with a byte order mark, cut or damaged within a character.
    DamagedUtf16,
    /// UTF-16BE with a byte order mark; not decoded.
    BigEndian,
    /// UTF-8 with a byte order mark.
    Utf8,
}

/// Decodes the bytes of an INF file.
///
/// Windows-1252, the code page of western Windows, stands for the machine's ANSI code page.
pub(crate) fn decode(bytes: &[u8]) -> Decoded<'_> {
    match bytes {
        [0xff, 0xfe, text @ ..] => utf16(text),
        [0xfe, 0xff, ..] => Decoded { text: "".into(), encoding: Encoding::BigEndian },
        [0xef, 0xbb, 0xbf, text @ ..] => {
            Decoded { text: String::from_utf8_lossy(text), encoding: Encoding::Utf8 }
        }
        _ => ansi(bytes),
    }
}

fn utf16(bytes: &[u8]) -> Decoded<'static> {
    let (units, rest) = bytes.as_chunks::<2>();
    let units: Vec<_> = units.iter().copied().map(u16::from_le_bytes).collect();
    match String::from_utf16(&units) {
        Ok(text) if rest.is_empty() => Decoded { text: text.into(), encoding: Encoding::Utf16 },
        _ => Decoded {
            text: String::from_utf16_lossy(&units).into(),
            encoding: Encoding::DamagedUtf16,
        },
    }
}

fn ansi(bytes: &[u8]) -> Decoded<'_> {
    let Some(first) = bytes.iter().position(|byte| !byte.is_ascii()) else {
        return Decoded { text: String::from_utf8_lossy(bytes), encoding: Encoding::Ascii };
    };
    let line = bytes.iter().take(first).filter(|byte| **byte == b'\n').count() + 1;
    let text: String = bytes.iter().copied().map(windows_1252).collect();
    Decoded { text: text.into(), encoding: Encoding::Ansi { line } }
}

/// The characters of Windows-1252 from 0x80 to 0x9F; a byte without a character keeps its number.
/// All other bytes are the characters of the same number.
const WINDOWS_1252: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}',
    '\u{90}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
];

fn windows_1252(byte: u8) -> char {
    let special = byte.checked_sub(0x80).and_then(|index| WINDOWS_1252.get(usize::from(index)));
    special.copied().unwrap_or(char::from(byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_without_mark_are_windows_1252() {
        let decoded = decode(b"[a]\n\xae\x80\x81\xff");
        assert_eq!(decoded.text, "[a]\n®€\u{81}ÿ");
        assert_eq!(decoded.encoding, Encoding::Ansi { line: 2 });
        assert_eq!(decode("é".as_bytes()).text, "Ã©");
        assert_eq!(decode(b"[a]").encoding, Encoding::Ascii);
    }

    #[test]
    fn damaged_utf16_keeps_its_readable_text() {
        for (bytes, text) in [(&b"\xff\xfea\0b"[..], "a"), (b"\xff\xfea\0\x00\xd8", "a\u{fffd}")] {
            let decoded = decode(bytes);
            assert_eq!((&*decoded.text, decoded.encoding), (text, Encoding::DamagedUtf16));
        }
    }
}
