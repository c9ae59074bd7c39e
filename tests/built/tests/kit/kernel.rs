//! Layouts of the kernel's structures and the framework's unions that the tables of the hosted
//! `wdk-sys` leave out: 64-bit Windows, from the reference pages and the public headers.

use core::mem::{align_of, offset_of, size_of};

/// The structure, its size and alignment, and the name, offset and size of each field.
macro_rules! layouts {
    ($($structure:ident, $size:literal $align:literal {
        $($field:ident $offset:literal $field_size:literal,)*
    })*) => {
        $(
            #[test]
            #[expect(non_snake_case, reason = "named after the structure")]
            fn $structure() {
                use kmdf_host::abi::$structure;

                assert_eq!((size_of::<$structure>(), align_of::<$structure>()), ($size, $align));
                // SAFETY: zero is valid for integers, pointers and `Option`s of function pointers.
                let zeroed: $structure = unsafe { core::mem::zeroed() };
                $(
                    let field = stringify!($field);
                    assert_eq!(offset_of!($structure, $field), $offset, "offset of {field}");
                    // SAFETY: reads a union's field, for which all bytes are valid.
                    #[allow(unused_unsafe, reason = "only a union's field needs unsafe")]
                    let size = unsafe { size_of_val(&zeroed.$field) };
                    assert_eq!(size, $field_size, "size of {field}");
                )*
            }
        )*
    };
}

layouts! {
    _GUID, 16 4 {
        Data1 0 4,
        Data2 4 2,
        Data3 6 2,
        Data4 8 8,
    }
    _UNICODE_STRING, 16 8 {
        Length 0 2,
        MaximumLength 2 2,
        Buffer 8 8,
    }
    _DRIVER_OBJECT, 336 8 {
        Type 0 2,
        Size 2 2,
        DeviceObject 8 8,
        Flags 16 4,
        DriverStart 24 8,
        DriverSize 32 4,
        DriverSection 40 8,
        DriverExtension 48 8,
        DriverName 56 16,
        HardwareDatabase 72 8,
        FastIoDispatch 80 8,
        DriverInit 88 8,
        DriverStartIo 96 8,
        DriverUnload 104 8,
        MajorFunction 112 224,
    }
    _WDF_IO_QUEUE_CONFIG__bindgen_ty_1, 4 4 {
        Parallel 0 4,
    }
    _WDF_IO_QUEUE_CONFIG__bindgen_ty_1__bindgen_ty_1, 4 4 {
        NumberOfPresentedRequests 0 4,
    }
    _WDF_REQUEST_PARAMETERS__bindgen_ty_1, 32 8 {
        Read 0 24,
        Write 0 24,
        DeviceIoControl 0 32,
    }
    _WDF_REQUEST_PARAMETERS__bindgen_ty_1__bindgen_ty_2, 24 8 {
        Length 0 8,
        Key 8 4,
        DeviceOffset 16 8,
    }
    _WDF_REQUEST_PARAMETERS__bindgen_ty_1__bindgen_ty_4, 32 8 {
        OutputBufferLength 0 8,
        InputBufferLength 8 8,
        IoControlCode 16 4,
        Type3InputBuffer 24 8,
    }
}
