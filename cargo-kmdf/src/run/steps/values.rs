//! The values in a step: numbers, lengths, devices, bytes and GUIDs.

use anyhow::{Context, Result, ensure};
use kmdf_host::GUID;

/// A number of 32 bits, decimal or after `0x` hexadecimal.
pub fn number(text: &str) -> Result<u32> {
    let number = match text.strip_prefix("0x") {
        Some(digits) => u32::from_str_radix(digits, 16),
        None => text.parse(),
    };
    number.ok().with_context(|| {
        format!("found `{text}`, expected a number below 2^32, such as 16 or 0x10")
    })
}

/// The length of a buffer.
pub fn length_of(text: &str) -> Result<usize> {
    Ok(usize::try_from(number(text)?)?)
}

/// The index of a device; the first if none is named.
pub fn index(words: &[&str]) -> Result<usize> {
    let number = words.first().map_or(Ok(1), |word| length_of(word))?;
    number.checked_sub(1).context("found the device 0; devices have the numbers 1, 2, …")
}

/// The bytes of a text, or after `hex:` of their digits.
pub fn bytes(text: &str) -> Result<Vec<u8>> {
    let Some(digits) = text.strip_prefix("hex:") else {
        return Ok(text.as_bytes().to_vec());
    };
    let pair = |pair: &[u8]| {
        let pair = std::str::from_utf8(pair).ok()?;
        u8::from_str_radix(pair, 16).ok().filter(|_| pair.len() == 2)
    };
    let bytes: Option<Vec<u8>> = digits.as_bytes().chunks(2).map(pair).collect();
    bytes.with_context(|| format!("found `{text}`, expected two hexadecimal digits for each byte"))
}

/// A GUID in braces.
pub fn guid(text: &str) -> Result<GUID> {
    let bare = text.strip_prefix('{').and_then(|text| text.strip_suffix('}'));
    let groups: Vec<&str> = bare.unwrap_or_default().split('-').collect();
    let expected =
        || format!("found `{text}`, expected a GUID: {{XXXXXXXX-XXXX-XXXX-XXXX-XXXXXXXXXXXX}}");
    let lengths: Vec<usize> = groups.iter().map(|group| group.len()).collect();
    ensure!(lengths == [8, 4, 4, 4, 12], expected());
    let data4 = bytes(&format!("hex:{}{}", groups[3], groups[4])).with_context(expected)?;
    let group = |index: usize| u32::from_str_radix(groups[index], 16).with_context(expected);
    Ok(GUID {
        Data1: group(0)?,
        Data2: u16::try_from(group(1)?)?,
        Data3: u16::try_from(group(2)?)?,
        Data4: data4.try_into().ok().with_context(expected)?,
    })
}
