//! Counted strings.

use std::ptr::null_mut;

use kmdf_host::GUID;

use super::{Rule, Text, broken_by, call, run, text_at, wide};

const TOO_SMALL: i32 = 0xC000_0023_u32.cast_signed();
const OVERFLOW: i32 = 0x8000_0005_u32.cast_signed();
const INVALID_PARAMETER: i32 = 0xC000_000D_u32.cast_signed();
const NAME_TOO_LONG: i32 = 0xC000_0106_u32.cast_signed();

/// A counted string that the kernel gives its memory.
fn empty<T>() -> Text<T> {
    Text { length: 0, room: 0, buffer: null_mut() }
}

#[test]
fn texts_are_appended_as_long_as_they_fit() {
    run(|| {
        let mut buffer = wide("ab____");
        buffer.truncate(6);
        let mut string = Text::new(&mut buffer, 2);
        assert_eq!(call!(RtlAppendUnicodeToString, string.counted(), wide("cd").as_ptr()), 0);
        assert_eq!((string.length, text_at(string.buffer)), (8, "abcd".into()));
        let mut more = wide("xyz");
        let mut more = Text::new(&mut more, 3);
        let (to, from) = (string.counted(), more.counted());
        assert_eq!(call!(RtlAppendUnicodeStringToString, to, from), TOO_SMALL);
        assert_eq!(string.length, 8);
        more.length = 4;
        let (to, from) = (string.counted(), more.counted());
        assert_eq!(call!(RtlAppendUnicodeStringToString, to, from), 0);
        assert_eq!(string.length, 12, "the room is full, without a NUL");
    });
}

#[test]
fn strings_are_initialized_from_texts() {
    run(|| {
        let mut narrow = empty::<u8>();
        call!(RtlInitAnsiString, narrow.counted(), c"four".as_ptr().cast());
        assert_eq!((narrow.length, narrow.room), (4, 5));
        call!(RtlInitString, narrow.counted(), null_mut());
        assert_eq!((narrow.length, narrow.room), (0, 0));
        let mut string = empty::<u16>();
        let text = wide("four");
        assert_eq!(call!(RtlInitUnicodeStringEx, string.counted(), text.as_ptr()), 0);
        assert_eq!((string.length, string.room), (8, 10));
        let long = vec![65; 0x8000];
        let status = call!(RtlInitUnicodeStringEx, string.counted(), long.as_ptr());
        assert_eq!(status, NAME_TOO_LONG);
    });
}

#[test]
fn strings_are_compared_with_and_without_regard_to_case() {
    run(|| {
        for (a, b, any_case, sign) in [
            ("abc", "abc", 0, 0),
            ("abc", "ABC", 1, 0),
            ("abc", "ABC", 0, 1),
            ("ab", "abc", 0, -1),
            ("\u{e4}", "\u{c4}", 1, 0),
        ] {
            let (mut a, mut b) = (wide(a), wide(b));
            let lengths = (a.len() - 1, b.len() - 1);
            let (mut a, mut b) = (Text::new(&mut a, lengths.0), Text::new(&mut b, lengths.1));
            let (a, b) = (a.counted(), b.counted());
            assert_eq!(call!(RtlCompareUnicodeString, a, b, any_case).signum(), sign);
            assert_eq!(call!(RtlEqualUnicodeString, a, b, any_case), u8::from(sign == 0));
        }
        let (mut a, mut b) = (*b"ab", *b"AB");
        let (mut a, mut b) = (Text::new(&mut a, 2), Text::new(&mut b, 2));
        assert_eq!(call!(RtlEqualString, a.counted(), b.counted(), 1), 1);
        assert!(call!(RtlCompareString, a.counted(), b.counted(), 0) > 0);
        let (mut text, mut begin) = (wide("Device"), wide("dev"));
        let (mut text, mut begin) = (Text::new(&mut text, 6), Text::new(&mut begin, 3));
        assert_eq!(call!(RtlPrefixUnicodeString, begin.counted(), text.counted(), 1), 1);
        assert_eq!(call!(RtlPrefixUnicodeString, begin.counted(), text.counted(), 0), 0);
        assert_eq!(call!(RtlPrefixUnicodeString, text.counted(), begin.counted(), 1), 0);
    });
}

#[test]
fn strings_change_their_case_in_place_or_in_new_memory() {
    run(|| {
        let mut text = wide("aB\u{e4}");
        let mut string = Text::new(&mut text, 3);
        let from = string.counted();
        assert_eq!(call!(RtlUpcaseUnicodeString, from, from, 0), 0);
        assert_eq!(text_at(string.buffer), "AB\u{c4}");
        let mut made = empty::<u16>();
        assert_eq!(call!(RtlDowncaseUnicodeString, made.counted(), string.counted(), 1), 0);
        assert_eq!(text_at(made.buffer), "ab\u{e4}");
        call!(RtlFreeUnicodeString, made.counted());
        assert!(made.buffer.is_null());
        assert_eq!(call!(RtlUpcaseUnicodeChar, 0x61), 0x41);
        assert_eq!(call!(RtlDowncaseUnicodeChar, 0x41), 0x61);
    });
}

#[test]
fn numbers_become_strings_and_strings_become_numbers() {
    run(|| {
        let mut text = [0_u16; 40];
        let mut string = Text::new(&mut text, 0);
        for (value, base, shown) in [(255, 16, "FF"), (255, 10, "255"), (5, 2, "101"), (8, 8, "10")]
        {
            assert_eq!(call!(RtlIntegerToUnicodeString, value, base, string.counted()), 0);
            assert_eq!(text_at(string.buffer), shown);
            let mut read = 0;
            let from = string.counted();
            assert_eq!(call!(RtlUnicodeStringToInteger, from, base, &raw mut read), 0);
            assert_eq!(read, value);
        }
        assert_eq!(call!(RtlInt64ToUnicodeString, u64::MAX, 0, string.counted()), 0);
        assert_eq!(text_at(string.buffer), "18446744073709551615");
        string.room = 4;
        let status = call!(RtlIntegerToUnicodeString, 1000, 10, string.counted());
        assert_eq!(status, OVERFLOW);
        assert_eq!(call!(RtlIntegerToUnicodeString, 1, 3, string.counted()), INVALID_PARAMETER);
        for (text, value) in [(" 0x1F", 31), ("-1", u32::MAX), ("12z", 12), ("", 0)] {
            let mut text = wide(text);
            let length = text.len() - 1;
            let (mut string, mut read) = (Text::new(&mut text, length), 7);
            let from = string.counted();
            assert_eq!(call!(RtlUnicodeStringToInteger, from, 0, &raw mut read), 0);
            assert_eq!(read, value);
        }
    });
}

#[test]
fn strings_are_widened_and_narrowed() {
    run(|| {
        let mut text = *b"text";
        let mut narrow = Text::new(&mut text, 4);
        assert_eq!(call!(RtlxAnsiStringToUnicodeSize, narrow.counted()), 10);
        let mut made = empty::<u16>();
        assert_eq!(call!(RtlAnsiStringToUnicodeString, made.counted(), narrow.counted(), 1), 0);
        assert_eq!((made.length, made.room, text_at(made.buffer)), (8, 10, "text".into()));
        assert_eq!(call!(RtlxUnicodeStringToAnsiSize, made.counted()), 5);
        let mut back = empty::<u8>();
        assert_eq!(call!(RtlUnicodeStringToAnsiString, back.counted(), made.counted(), 1), 0);
        assert_eq!((back.length, back.room), (4, 5));
        let mut small = [0_u8; 2];
        let mut small = Text::new(&mut small, 0);
        let status = call!(RtlUnicodeStringToAnsiString, small.counted(), made.counted(), 0);
        assert_eq!(status, OVERFLOW);
        call!(RtlCopyString, small.counted(), back.counted());
        assert_eq!(small.length, 2, "cut");
        call!(RtlFreeAnsiString, back.counted());
        call!(RtlFreeUnicodeString, made.counted());
    });
}

#[test]
fn strings_are_created_and_duplicated() {
    run(|| {
        let mut made = empty::<u16>();
        assert_eq!(call!(RtlCreateUnicodeString, made.counted(), wide("one").as_ptr()), 1);
        let mut second = empty::<u16>();
        assert_eq!(call!(RtlDuplicateUnicodeString, 1, made.counted(), second.counted()), 0);
        assert_eq!(text_at(second.buffer), "one");
        let status = call!(RtlDuplicateUnicodeString, 9, made.counted(), second.counted());
        assert_eq!(status, INVALID_PARAMETER);
        call!(RtlFreeUnicodeString, made.counted());
        call!(RtlFreeUnicodeString, second.counted());
        assert_eq!(call!(RtlDuplicateUnicodeString, 1, made.counted(), second.counted()), 0);
        assert!(second.buffer.is_null(), "an empty string needs no memory");
    });
}

#[test]
fn guids_become_strings_and_strings_become_guids() {
    run(|| {
        let guid = GUID { Data1: 0x7D2F_5A10, Data2: 0x2F0B, Data3: 1, Data4: *b"\x91\x5Dabcdef" };
        let (mut made, mut read) = (empty::<u16>(), GUID::default());
        assert_eq!(call!(RtlStringFromGUID, &raw const guid, made.counted()), 0);
        assert_eq!(text_at(made.buffer), "{7D2F5A10-2F0B-0001-915D-616263646566}");
        assert_eq!(call!(RtlGUIDFromString, made.counted(), &raw mut read), 0);
        assert_eq!(read, guid);
        made.length -= 2;
        let status = call!(RtlGUIDFromString, made.counted(), &raw mut read);
        assert_eq!(status, INVALID_PARAMETER);
        call!(RtlFreeUnicodeString, made.counted());
    });
}

#[test]
fn malformed_string_is_reported() {
    let broken = broken_by(|| {
        let (mut a, mut b) = (wide("ab"), wide("ab"));
        let (mut a, mut b) = (Text::new(&mut a, 2), Text::new(&mut b, 2));
        a.length = 3;
        call!(RtlEqualUnicodeString, a.counted(), b.counted(), 0);
    });
    assert_eq!(broken, [Rule::MalformedString]);
}

#[test]
fn string_routine_above_its_irql_is_reported() {
    let broken = broken_by(|| {
        let (mut a, mut b) = (wide("ab"), wide("ab"));
        let (mut a, mut b) = (Text::new(&mut a, 2), Text::new(&mut b, 2));
        let old = call!(KfRaiseIrql, 2);
        assert_eq!(call!(RtlAppendUnicodeToString, a.counted(), wide("").as_ptr()), 0);
        call!(RtlCompareUnicodeString, a.counted(), b.counted(), 0);
        call!(KeLowerIrql, old);
    });
    assert_eq!(broken, [Rule::WrongIrql], "the comparison needs PASSIVE_LEVEL");
}
