//! Texts of the C library: `str…` for bytes and `wcs…` for UTF-16. Compilers make such calls too, so
//! none of them passes the seam.
#![forbid(unsafe_code)]

use super::super::place::Place;
use crate::abi::NTSTATUS;

/// A character of a text.
pub(crate) trait Character: Copy + Default + Ord {
    fn lower(self) -> Self;
    fn upper(self) -> Self;
}

impl Character for u8 {
    fn lower(self) -> Self {
        self.to_ascii_lowercase()
    }

    fn upper(self) -> Self {
        self.to_ascii_uppercase()
    }
}

impl Character for u16 {
    fn lower(self) -> Self {
        changed(self, |c| c.to_lowercase().next())
    }

    fn upper(self) -> Self {
        changed(self, |c| c.to_uppercase().next())
    }
}

/// A UTF-16 unit in another case, if that is one unit too. The kernel maps unit by unit.
fn changed(unit: u16, change: impl Fn(char) -> Option<char>) -> u16 {
    let other = char::from_u32(unit.into()).and_then(change);
    other.and_then(|other| u16::try_from(u32::from(other)).ok()).unwrap_or(unit)
}

/// The characters before the NUL, at most `most`.
pub(super) fn length<T: Character>(text: Place<T>, most: usize) -> usize {
    (0..most).find(|index| text.at(*index).read() == T::default()).unwrap_or(most)
}

/// The characters of a text up to its NUL.
pub(super) fn units<T: Character>(text: Place<T>) -> Vec<T> {
    text.read_all(length(text, usize::MAX))
}

/// `strnlen`, `wcsnlen`.
pub(super) fn counted<T: Character>(text: Place<T>, most: usize) -> usize {
    length(text, most)
}

/// `strcpy`, `wcscpy`.
pub(super) fn copy<T: Character>(to: Place<T>, from: Place<T>) -> *mut T {
    to.copy_from(from, length(from, usize::MAX) + 1);
    to.pointer()
}

/// `strcat`, `wcscat`.
pub(super) fn append<T: Character>(to: Place<T>, from: Place<T>) -> *mut T {
    copy(to.at(length(to, usize::MAX)), from);
    to.pointer()
}

/// `strncpy`, `wcsncpy`: fills the rest with NULs, and writes none if the text is too long.
pub(super) fn copy_some<T: Character>(to: Place<T>, from: Place<T>, count: usize) -> *mut T {
    let copied = length(from, count);
    to.copy_from(from, copied);
    (copied..count).for_each(|index| to.at(index).write(T::default()));
    to.pointer()
}

/// `strncat`, `wcsncat`.
pub(super) fn append_some<T: Character>(to: Place<T>, from: Place<T>, count: usize) -> *mut T {
    let (end, added) = (to.at(length(to, usize::MAX)), length(from, count));
    end.copy_from(from, added);
    end.at(added).write(T::default());
    to.pointer()
}

/// `strchr`, `wcschr`: the NUL can be found, too.
pub(super) fn find<T: Character + TryFrom<i32>>(text: Place<T>, character: i32) -> *mut T {
    found(text, character, |mut places, is_it| places.find(is_it))
}

/// `strrchr`, `wcsrchr`.
pub(super) fn find_last<T: Character + TryFrom<i32>>(text: Place<T>, character: i32) -> *mut T {
    found(text, character, |places, is_it| places.rev().find(is_it))
}

fn found<T: Character + TryFrom<i32>>(
    text: Place<T>,
    character: i32,
    search: impl Fn(std::ops::RangeInclusive<usize>, &dyn Fn(&usize) -> bool) -> Option<usize>,
) -> *mut T {
    let Ok(character) = T::try_from(character) else { return std::ptr::null_mut() };
    let is_it = |index: &usize| text.at(*index).read() == character;
    let index = search(0..=length(text, usize::MAX), &is_it);
    index.map_or(std::ptr::null_mut(), |index| text.at(index).pointer())
}

/// `strstr`, `wcsstr`.
pub(super) fn find_text<T: Character>(text: Place<T>, wanted: Place<T>) -> *mut T {
    let (all, wanted) = (units(text), units(wanted));
    if wanted.is_empty() {
        return text.pointer();
    }
    let index = all.windows(wanted.len()).position(|window| window == wanted);
    index.map_or(std::ptr::null_mut(), |index| text.at(index).pointer())
}

/// `_stricmp`, `_wcsicmp`.
pub(super) fn compare_any_case<T: Character>(a: Place<T>, b: Place<T>) -> i32 {
    compare_some_any_case(a, b, usize::MAX)
}

/// `_strnicmp`, `_wcsnicmp`.
pub(super) fn compare_some_any_case<T: Character>(a: Place<T>, b: Place<T>, count: usize) -> i32 {
    for index in 0..count {
        let (left, right) = (a.at(index).read().lower(), b.at(index).read().lower());
        if left != right {
            return if left < right { -1 } else { 1 };
        }
        if left == T::default() {
            break;
        }
    }
    0
}

/// `_strlwr`, `_wcslwr`.
pub(super) fn to_lower<T: Character>(text: Place<T>) -> *mut T {
    change(text, T::lower)
}

/// `_strupr`, `_wcsupr`.
pub(super) fn to_upper<T: Character>(text: Place<T>) -> *mut T {
    change(text, T::upper)
}

fn change<T: Character>(text: Place<T>, other: impl Fn(T) -> T) -> *mut T {
    for index in 0..length(text, usize::MAX) {
        text.at(index).write(other(text.at(index).read()));
    }
    text.pointer()
}

/// `tolower`.
pub(super) fn lower(character: i32) -> i32 {
    u8::try_from(character).map_or(character, |byte| byte.lower().into())
}

/// `toupper`.
pub(super) fn upper(character: i32) -> i32 {
    u8::try_from(character).map_or(character, |byte| byte.upper().into())
}

/// `towlower`.
pub(super) fn lower_unit(unit: u16) -> u16 {
    unit.lower()
}

/// `towupper`.
pub(super) fn upper_unit(unit: u16) -> u16 {
    unit.upper()
}

/// `errno_t` of the functions that check: `EINVAL` and `ERANGE`.
const EINVAL: i32 = 22;
const ERANGE: i32 = 34;

/// `strcpy_s`, `wcscpy_s`. A text that does not fit empties the target.
pub(super) fn copy_checked<T: Character>(to: Place<T>, room: usize, from: Place<T>) -> NTSTATUS {
    put_checked(to, 0, room, from)
}

/// `strcat_s`, `wcscat_s`.
pub(super) fn append_checked<T: Character>(to: Place<T>, room: usize, from: Place<T>) -> NTSTATUS {
    let begin = if to.is_null() { 0 } else { length(to, room) };
    put_checked(to, begin, room, from)
}

fn put_checked<T: Character>(to: Place<T>, begin: usize, room: usize, from: Place<T>) -> i32 {
    if to.is_null() || room == 0 {
        return EINVAL;
    }
    if from.is_null() || begin == room {
        to.write(T::default());
        return EINVAL;
    }
    let count = length(from, room);
    if begin + count >= room {
        to.write(T::default());
        return ERANGE;
    }
    to.at(begin).copy_from(from, count + 1);
    0
}

/// `atoi`.
pub(super) fn number(text: Place<u8>) -> i32 {
    let text = String::from_utf8_lossy(&units(text)).into_owned();
    let text = text.trim_start();
    let (sign, digits) = match text.strip_prefix('-') {
        Some(digits) => (-1_i64, digits),
        None => (1, text.strip_prefix('+').unwrap_or(text)),
    };
    let end = digits.find(|c: char| !c.is_ascii_digit()).unwrap_or(digits.len());
    let value = digits[..end].parse::<i64>().unwrap_or(0) * sign;
    i32::try_from(value.clamp(i32::MIN.into(), i32::MAX.into())).unwrap_or(0)
}

/// `memchr`.
pub(super) fn find_byte(bytes: Place<u8>, value: i32, count: usize) -> *mut u8 {
    let value = value.to_le_bytes()[0];
    let index = (0..count).find(|index| bytes.at(*index).read() == value);
    index.map_or(std::ptr::null_mut(), |index| bytes.at(index).pointer())
}

/// `RtlZeroMemory`.
pub(super) fn zero(bytes: Place<u8>, count: usize) {
    fill(bytes, count, 0);
}

/// `RtlFillMemory`.
pub(super) fn fill(bytes: Place<u8>, count: usize, value: u8) {
    (0..count).for_each(|index| bytes.at(index).write(value));
}

/// `RtlCopyMemory`, `RtlMoveMemory`, `RtlCopyMemoryNonTemporal`.
pub(super) fn copy_bytes(to: Place<u8>, from: Place<u8>, count: usize) {
    to.copy_from(from, count);
}

/// `RtlCompareMemoryUlong`: the bytes at the beginning that repeat a pattern of four.
pub(super) fn count_pattern(bytes: Place<u8>, count: usize, pattern: u32) -> usize {
    let words = bytes.field::<u32>(0);
    let equal = (0..count / 4).take_while(|index| words.at(*index).read() == pattern);
    equal.count() * 4
}
