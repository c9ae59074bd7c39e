//! Texts and memory of the C library.

use std::ffi::CStr;

use super::{call, run, text_at, wide};

/// The text in a buffer up to its NUL.
fn narrow(buffer: &[u8]) -> &str {
    CStr::from_bytes_until_nul(buffer).expect("a NUL").to_str().expect("ASCII")
}

#[test]
fn texts_are_copied_and_appended() {
    run(|| {
        let mut bytes = [b'x'; 12];
        let to = bytes.as_mut_ptr();
        assert_eq!(call!(strcpy, to, c"ab".as_ptr().cast()), to);
        call!(strcat, to, c"cd".as_ptr().cast());
        call!(strncat, to, c"efgh".as_ptr().cast(), 2);
        assert_eq!(narrow(&bytes), "abcdef");
        call!(strncpy, bytes.as_mut_ptr(), c"z".as_ptr().cast(), 3);
        assert_eq!(&bytes[..5], b"z\0\0de");
        let mut units = [7_u16; 12];
        let to = units.as_mut_ptr();
        call!(wcscpy, to, wide("ab").as_ptr());
        call!(wcscat, to, wide("cd").as_ptr());
        call!(wcsncat, to, wide("efgh").as_ptr(), 2);
        assert_eq!(text_at(to), "abcdef");
        call!(wcsncpy, to, wide("zzzz").as_ptr(), 2);
        assert_eq!(text_at(to), "zzcdef", "without a NUL");
    });
}

#[test]
fn checked_copies_empty_the_target_of_a_text_that_does_not_fit() {
    run(|| {
        let mut bytes = [b'x'; 4];
        let to = bytes.as_mut_ptr();
        assert_eq!(call!(strcpy_s, to, 4, c"abc".as_ptr().cast()), 0);
        assert_eq!(call!(strcat_s, to, 4, c"d".as_ptr().cast()), 34);
        assert_eq!(narrow(&bytes), "");
        let mut units = [7_u16; 4];
        let to = units.as_mut_ptr();
        assert_eq!(call!(wcscpy_s, to, 4, wide("ab").as_ptr()), 0);
        assert_eq!(call!(wcscat_s, to, 4, wide("c").as_ptr()), 0);
        assert_eq!(text_at(to), "abc");
        assert_eq!(call!(wcscpy_s, to, 4, wide("abcd").as_ptr()), 34);
        assert_eq!(call!(wcscpy_s, std::ptr::null_mut(), 4, wide("").as_ptr()), 22);
    });
}

#[test]
fn characters_and_texts_are_found() {
    run(|| {
        let text = c"abcabc".as_ptr().cast::<u8>();
        let offset = |found: *mut u8| (!found.is_null()).then(|| found.addr() - text.addr());
        assert_eq!(offset(call!(strchr, text, i32::from(b'b'))), Some(1));
        assert_eq!(offset(call!(strrchr, text, i32::from(b'b'))), Some(4));
        assert_eq!(offset(call!(strchr, text, 0)), Some(6), "the NUL");
        assert_eq!(offset(call!(strchr, text, i32::from(b'z'))), None);
        assert_eq!(offset(call!(strstr, text, c"ca".as_ptr().cast())), Some(2));
        assert_eq!(offset(call!(strstr, text, c"cb".as_ptr().cast())), None);
        assert_eq!(offset(call!(strstr, text, c"".as_ptr().cast())), Some(0));
        assert_eq!(offset(call!(memchr, text, i32::from(b'c'), 2)), None);
        assert_eq!(offset(call!(memchr, text, i32::from(b'c'), 3)), Some(2));
        let units = wide("abcabc");
        let offset = |found: *mut u16| (found.addr() - units.as_ptr().addr()) / 2;
        assert_eq!(offset(call!(wcschr, units.as_ptr(), u16::from(b'b'))), 1);
        assert_eq!(offset(call!(wcsrchr, units.as_ptr(), u16::from(b'b'))), 4);
        assert_eq!(offset(call!(wcsstr, units.as_ptr(), wide("ca").as_ptr())), 2);
        assert_eq!(call!(strnlen, text, 3), 3);
        assert_eq!(call!(wcsnlen, units.as_ptr(), 9), 6);
    });
}

#[test]
fn case_is_ignored_and_changed() {
    run(|| {
        let (a, b) = (c"aBc".as_ptr().cast(), c"AbD".as_ptr().cast());
        assert_eq!(call!(_stricmp, a, b), -1);
        assert_eq!(call!(_strnicmp, a, b, 2), 0);
        assert_eq!(call!(_wcsicmp, wide("aB").as_ptr(), wide("Ab").as_ptr()), 0);
        assert_eq!(call!(_wcsnicmp, wide("b").as_ptr(), wide("a").as_ptr(), 1), 1);
        let mut bytes = *b"aBc\0";
        call!(_strupr, bytes.as_mut_ptr());
        assert_eq!(narrow(&bytes), "ABC");
        call!(_strlwr, bytes.as_mut_ptr());
        assert_eq!(narrow(&bytes), "abc");
        let mut units = wide("aB\u{e4}");
        call!(_wcsupr, units.as_mut_ptr());
        assert_eq!(text_at(units.as_ptr()), "AB\u{c4}");
        call!(_wcslwr, units.as_mut_ptr());
        assert_eq!(text_at(units.as_ptr()), "ab\u{e4}");
        assert_eq!(
            [call!(tolower, 0x41), call!(toupper, 0x61), call!(toupper, -1)],
            [0x61, 0x41, -1]
        );
        assert_eq!([call!(towlower, 0x41), call!(towupper, 0x61)], [0x61, 0x41]);
    });
}

#[test]
fn memory_is_filled_copied_and_compared() {
    run(|| {
        let mut bytes = *b"abcdefgh";
        let to = bytes.as_mut_ptr();
        call!(RtlMoveMemory, to.wrapping_add(1), to, 3);
        assert_eq!(&bytes, b"aabcefgh");
        call!(RtlCopyMemory, bytes.as_mut_ptr(), b"xy".as_ptr(), 2);
        call!(RtlCopyMemoryNonTemporal, bytes.as_mut_ptr().wrapping_add(6), b"zz".as_ptr(), 2);
        assert_eq!(&bytes, b"xybcefzz");
        call!(RtlFillMemory, bytes.as_mut_ptr(), 4, b'-');
        call!(RtlZeroMemory, bytes.as_mut_ptr().wrapping_add(4), 4);
        assert_eq!(&bytes, b"----\0\0\0\0");
        let pattern = u32::from_le_bytes(*b"----");
        assert_eq!(call!(RtlCompareMemoryUlong, bytes.as_ptr(), 8, pattern), 4);
    });
}

#[test]
fn numbers_are_read_up_to_the_first_other_character() {
    run(|| {
        for (text, number) in
            [(c" 12a", 12), (c"-7", -7), (c"+3", 3), (c"x", 0), (c"99999999999", i32::MAX)]
        {
            assert_eq!(call!(atoi, text.as_ptr().cast()), number, "{text:?}");
        }
    });
}
