//! The kernel's counted strings.
#![forbid(unsafe_code)]

use super::super::exports::{self, PoolRequest};
use super::super::place::Place;
use super::characters::{Character, length, units};
use crate::abi::{
    GUID, NTSTATUS, STATUS_BUFFER_OVERFLOW, STATUS_BUFFER_TOO_SMALL, STATUS_INVALID_PARAMETER,
    STATUS_SUCCESS, guid_text,
};
use crate::rules::{Rule, Subject};
use crate::running;
use crate::seam;

/// `UNICODE_STRING` and `ANSI_STRING`.
#[repr(C)]
pub struct Counted<T> {
    length: u16,
    room: u16,
    text: *mut T,
}

impl<T> Clone for Counted<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Counted<T> {}

impl<T> Counted<T> {
    const EMPTY: Self = Self { length: 0, room: 0, text: std::ptr::null_mut() };
}

type Wide = Place<Counted<u16>>;
type Narrow = Place<Counted<u8>>;

/// The pool tag of the strings that the kernel allocates.
const TAG: u32 = u32::from_le_bytes(*b"Strg");

/// The size of a character in bytes.
const fn size<T>() -> u16 {
    if size_of::<T>() == 2 { 2 } else { 1 }
}

/// The characters of a counted string, which is reported if it is malformed; none for NULL.
pub(super) fn text_of<T: Character>(string: Place<Counted<T>>) -> Vec<T> {
    let Some(Counted { length, room, text }) = string.get() else { return Vec::new() };
    if !length.is_multiple_of(size::<T>()) || room < length || (text.is_null() && length > 0) {
        let call = running::last_call();
        let detail = format!(
            "the string has Length {length}, MaximumLength {room}{}; expected whole characters up to \
             MaximumLength, and a buffer",
            if text.is_null() { ", Buffer NULL" } else { "" }
        );
        seam::machine(call).violation(Rule::MalformedString, Subject::None, call, detail);
        return Vec::new();
    }
    string.led_to(text).read_all((length / size::<T>()).into())
}

/// `RtlInitString`, `RtlInitAnsiString`.
pub(super) fn init(to: Narrow, from: Place<u8>) {
    let length = if from.is_null() { 0 } else { length(from, 0xFFFE) };
    let length = u16::try_from(length).unwrap_or(0xFFFE);
    let room = if from.is_null() { 0 } else { length + 1 };
    to.write(Counted { length, room, text: from.pointer() });
}

/// `RtlInitUnicodeStringEx`, which fails for a text that a counted string cannot count.
pub(super) fn init_checked(to: Wide, from: Place<u16>) -> NTSTATUS {
    let units = if from.is_null() { 0 } else { length(from, 0x8000) };
    let Some(length) = u16::try_from(units * 2).ok().filter(|length| *length <= 0xFFFC) else {
        to.write(Counted::EMPTY);
        return STATUS_NAME_TOO_LONG;
    };
    let room = if from.is_null() { 0 } else { length + 2 };
    to.write(Counted { length, room, text: from.pointer() });
    STATUS_SUCCESS
}

const STATUS_NAME_TOO_LONG: NTSTATUS = 0xC000_0106_u32.cast_signed();
const STATUS_NO_MEMORY: NTSTATUS = 0xC000_0017_u32.cast_signed();

/// `RtlAppendUnicodeStringToString`, with a NUL if there is room.
pub(super) fn append(to: Wide, from: Wide) -> NTSTATUS {
    append_units(to, &text_of(from))
}

/// `RtlAppendUnicodeToString`.
pub(super) fn append_text(to: Wide, from: Place<u16>) -> NTSTATUS {
    let added = if from.is_null() { Vec::new() } else { units(from) };
    append_units(to, &added)
}

fn append_units(to: Wide, added: &[u16]) -> NTSTATUS {
    let mut target = to.read();
    let length = usize::from(target.length) + added.len() * 2;
    let Some(length) = u16::try_from(length).ok().filter(|length| *length <= target.room) else {
        return STATUS_BUFFER_TOO_SMALL;
    };
    let text = to.led_to(target.text);
    text.at(usize::from(target.length / 2)).write_all(added);
    if target.room - length >= 2 && !added.is_empty() {
        text.at(usize::from(length / 2)).write(0);
    }
    target.length = length;
    to.write(target);
    STATUS_SUCCESS
}

/// `RtlCopyString`.
pub(super) fn copy(to: Narrow, from: Narrow) {
    let mut target = to.read();
    let source = text_of(from);
    let count = source.len().min(target.room.into());
    to.led_to(target.text).write_all(&source[..count]);
    target.length = u16::try_from(count).unwrap_or(u16::MAX);
    to.write(target);
}

/// The difference of the first characters that differ, or of the lengths.
fn order<T: Character + Into<i32>>(a: &[T], b: &[T], any_case: bool) -> i32 {
    let seen = |character: &T| if any_case { character.upper() } else { *character };
    let differ = a.iter().zip(b).map(|(a, b)| (seen(a), seen(b))).find(|(a, b)| a != b);
    let lengths = || i32::try_from(a.len()).unwrap_or(0) - i32::try_from(b.len()).unwrap_or(0);
    differ.map_or_else(lengths, |(a, b)| a.into() - b.into())
}

/// `RtlCompareUnicodeString`, `RtlCompareString`.
pub(super) fn compare<T: Character + Into<i32>>(
    a: Place<Counted<T>>,
    b: Place<Counted<T>>,
    any_case: u8,
) -> i32 {
    order(&text_of(a), &text_of(b), any_case != 0)
}

/// `RtlEqualUnicodeString`, `RtlEqualString`.
pub(super) fn equal<T: Character + Into<i32>>(
    a: Place<Counted<T>>,
    b: Place<Counted<T>>,
    any_case: u8,
) -> u8 {
    (compare(a, b, any_case) == 0).into()
}

/// `RtlPrefixUnicodeString`.
pub(super) fn is_prefix(prefix: Wide, string: Wide, any_case: u8) -> u8 {
    let (prefix, text) = (text_of(prefix), text_of(string));
    let begins =
        text.len() >= prefix.len() && order(&prefix, &text[..prefix.len()], any_case != 0) == 0;
    begins.into()
}

/// Gives a string a text: in memory that the kernel allocates, or in the string's own, which must have
/// room. A string that is allocated, or has room, gets a NUL.
fn give<T: Character>(
    to: Place<Counted<T>>,
    text: &[T],
    allocate: bool,
    lack: NTSTATUS,
) -> NTSTATUS {
    let length = text.len() * usize::from(size::<T>());
    let Ok(length) = u16::try_from(length) else { return STATUS_INVALID_PARAMETER };
    let nul = size::<T>();
    let target = if allocate {
        let bytes = usize::from(length) + usize::from(nul);
        let address = exports::allocate_for_driver(PoolRequest {
            paged: true,
            ..PoolRequest::new(TAG, bytes)
        });
        if address == 0 {
            return STATUS_NO_MEMORY;
        }
        let text = std::ptr::with_exposed_provenance_mut(address);
        Counted { length, room: length.saturating_add(nul), text }
    } else {
        let target = to.read();
        if target.room < length {
            return lack;
        }
        Counted { length, ..target }
    };
    let place = to.led_to(target.text);
    place.write_all(text);
    if target.room - length >= nul {
        place.at(text.len()).write(T::default());
    }
    to.write(target);
    STATUS_SUCCESS
}

/// `RtlUpcaseUnicodeString`.
pub(super) fn upper(to: Wide, from: Wide, allocate: u8) -> NTSTATUS {
    let text: Vec<u16> = text_of(from).into_iter().map(Character::upper).collect();
    give(to, &text, allocate != 0, STATUS_BUFFER_OVERFLOW)
}

/// `RtlDowncaseUnicodeString`.
pub(super) fn lower(to: Wide, from: Wide, allocate: u8) -> NTSTATUS {
    let text: Vec<u16> = text_of(from).into_iter().map(Character::lower).collect();
    give(to, &text, allocate != 0, STATUS_BUFFER_OVERFLOW)
}

/// `RtlUpcaseUnicodeChar`.
pub(super) fn upper_unit(unit: u16) -> u16 {
    unit.upper()
}

/// `RtlDowncaseUnicodeChar`.
pub(super) fn lower_unit(unit: u16) -> u16 {
    unit.lower()
}

/// `RtlUnicodeStringToInteger`. Base 0 takes the prefixes `0x`, `0o` and `0b`.
pub(super) fn to_number(from: Wide, base: u32, value: Place<u32>) -> NTSTATUS {
    let text = String::from_utf16_lossy(&text_of(from));
    let text = text.trim_start_matches(|c: char| c <= ' ');
    let (minus, text) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let prefixed = [("0x", 16), ("0o", 8), ("0b", 2)]
        .into_iter()
        .find_map(|(prefix, base)| Some((text.strip_prefix(prefix)?, base)));
    let (digits, base) = match base {
        0 => prefixed.unwrap_or((text, 10)),
        2 | 8 | 10 | 16 => (text, base),
        _ => return STATUS_INVALID_PARAMETER,
    };
    let number = digits.chars().map_while(|digit| digit.to_digit(base));
    let number = number.fold(0_u32, |number, digit| number.wrapping_mul(base).wrapping_add(digit));
    value.write(if minus { number.wrapping_neg() } else { number });
    STATUS_SUCCESS
}

/// `RtlIntegerToUnicodeString`.
pub(super) fn of_number(value: u32, base: u32, to: Wide) -> NTSTATUS {
    of_long_number(value.into(), base, to)
}

/// `RtlInt64ToUnicodeString`.
pub(super) fn of_long_number(value: u64, base: u32, to: Wide) -> NTSTATUS {
    let digits = match base {
        0 | 10 => format!("{value}"),
        2 => format!("{value:b}"),
        8 => format!("{value:o}"),
        16 => format!("{value:X}"),
        _ => return STATUS_INVALID_PARAMETER,
    };
    let digits: Vec<u16> = digits.encode_utf16().collect();
    give(to, &digits, false, STATUS_BUFFER_OVERFLOW)
}

/// `RtlAnsiStringToUnicodeString`. The code page of the machine has ASCII; other bytes stay what they
/// are.
pub(super) fn widen(to: Wide, from: Narrow, allocate: u8) -> NTSTATUS {
    let text: Vec<u16> = text_of(from).into_iter().map(u16::from).collect();
    give(to, &text, allocate != 0, STATUS_BUFFER_OVERFLOW)
}

/// `RtlUnicodeStringToAnsiString`. A character that the code page lacks becomes a question mark.
pub(super) fn narrow(to: Narrow, from: Wide, allocate: u8) -> NTSTATUS {
    let byte = |unit| u8::try_from(unit).unwrap_or(b'?');
    let text: Vec<u8> = text_of(from).into_iter().map(byte).collect();
    give(to, &text, allocate != 0, STATUS_BUFFER_OVERFLOW)
}

/// `RtlxAnsiStringToUnicodeSize`, with the NUL.
pub(super) fn wide_size(from: Narrow) -> u32 {
    from.get().map_or(0, |string| u32::from(string.length) * 2 + 2)
}

/// `RtlxUnicodeStringToAnsiSize`, with the NUL.
pub(super) fn narrow_size(from: Wide) -> u32 {
    from.get().map_or(0, |string| u32::from(string.length) / 2 + 1)
}

/// `RtlCreateUnicodeString`.
pub(super) fn create(to: Wide, from: Place<u16>) -> u8 {
    (give(to, &units(from), true, STATUS_NO_MEMORY) == STATUS_SUCCESS).into()
}

/// `RtlDuplicateUnicodeString`: with bit 0, a NUL follows; bit 1 allocates for an empty string too.
pub(super) fn duplicate(flags: u32, from: Wide, to: Wide) -> NTSTATUS {
    if flags > 3 || flags == 2 {
        return STATUS_INVALID_PARAMETER;
    }
    let text = text_of(from);
    if text.is_empty() && flags & 2 == 0 {
        to.write(Counted::EMPTY);
        return STATUS_SUCCESS;
    }
    give(to, &text, true, STATUS_NO_MEMORY)
}

/// `RtlFreeUnicodeString`, `RtlFreeAnsiString`.
pub(super) fn free<T>(string: Place<Counted<T>>) {
    let text = string.read().text;
    if !text.is_null() {
        exports::free("ExFreePoolWithTag", text.expose_provenance(), Some(TAG));
    }
    string.write(Counted::EMPTY);
}

/// `RtlStringFromGUID`.
pub(super) fn of_guid(guid: Place<GUID>, to: Wide) -> NTSTATUS {
    let text: Vec<u16> = guid_text(&guid.read()).to_uppercase().encode_utf16().collect();
    give(to, &text, true, STATUS_NO_MEMORY)
}

/// `RtlGUIDFromString`.
pub(super) fn to_guid(from: Wide, guid: Place<GUID>) -> NTSTATUS {
    let text = String::from_utf16_lossy(&text_of(from));
    let Some(parsed) = parsed_guid(&text) else { return STATUS_INVALID_PARAMETER };
    guid.write(parsed);
    STATUS_SUCCESS
}

fn parsed_guid(text: &str) -> Option<GUID> {
    let text = text.strip_prefix('{')?.strip_suffix('}')?;
    let parts: Vec<&str> = text.split('-').collect();
    let lengths: Vec<usize> = parts.iter().map(|part| part.len()).collect();
    if lengths != [8, 4, 4, 4, 12] {
        return None;
    }
    let number = |index: usize| u64::from_str_radix(parts[index], 16).ok();
    Some(GUID {
        Data1: u32::try_from(number(0)?).ok()?,
        Data2: u16::try_from(number(1)?).ok()?,
        Data3: u16::try_from(number(2)?).ok()?,
        Data4: (number(3)? << 48 | number(4)?).to_be_bytes(),
    })
}
