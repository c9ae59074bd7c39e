//! A key below the Parameters key, and values of every type.

use std::ptr::null_mut;

use wdk_sys::{
    _POOL_TYPE, KEY_ALL_ACCESS, KEY_READ, NTSTATUS, REG_BINARY, REG_OPTION_NON_VOLATILE,
    UNICODE_STRING, WDF_NO_OBJECT_ATTRIBUTES, WDFCOLLECTION, WDFKEY, WDFMEMORY,
};

use super::driver::{below_device, current, say, say_status};
use super::objects::{counted, counted_of, create_string, text_of};
use crate::raw_driver::{attributes_under, wdf};

/// A counted string that owns its text.
struct Name(Vec<u16>);

impl Name {
    fn new(text: &str) -> Self {
        Self(text.encode_utf16().collect())
    }

    fn counted(&self) -> UNICODE_STRING {
        counted_of(&self.0)
    }
}

fn open(parent: WDFKEY, name: &str) -> (NTSTATUS, WDFKEY) {
    let (name, mut key) = (Name::new(name), null_mut());
    let (counted, none, handle) = (name.counted(), WDF_NO_OBJECT_ATTRIBUTES, &raw mut key);
    (wdf!(WdfRegistryOpenKey, parent, &raw const counted, KEY_READ, none, handle), key)
}

pub fn registry() {
    let driver = current().driver.get();
    let (mut parameters, none) = (null_mut(), WDF_NO_OBJECT_ATTRIBUTES);
    let handle = &raw mut parameters;
    let status = wdf!(WdfDriverOpenParametersRegistryKey, driver, KEY_ALL_ACCESS, none, handle);
    say_status("OpenParametersRegistryKey", status);
    say_status("OpenKey missing", open(parameters, "NoSub").0);
    let (name, mut key, mut disposition) = (Name::new("Sub"), null_mut(), 0);
    let counted = name.counted();
    let (access, options) = (KEY_ALL_ACCESS, REG_OPTION_NON_VOLATILE);
    let (at, made, handle) = (&raw const counted, &raw mut disposition, &raw mut key);
    let status = wdf!(WdfRegistryCreateKey, parameters, at, access, options, made, none, handle);
    say_status("CreateKey", status);
    say!("disposition {disposition}");
    numbers(key);
    texts(key);
    string_objects(key);
    bytes(key);
    many(key);
    let number = Name::new("Number");
    let counted = number.counted();
    let remove = || wdf!(WdfRegistryRemoveValue, key, &raw const counted);
    say_status("RemoveValue", remove());
    say_status("RemoveValue again", remove());
    say_status("RemoveKey", wdf!(WdfRegistryRemoveKey, key));
    say_status("OpenKey of the removed", open(parameters, "Sub").0);
    wdf!(WdfRegistryClose, parameters);
}

fn query_ulong(key: WDFKEY, name: &str) -> (NTSTATUS, u32) {
    let (name, mut value) = (Name::new(name), 0);
    let counted = name.counted();
    (wdf!(WdfRegistryQueryULong, key, &raw const counted, &raw mut value), value)
}

/// Queries a value into a buffer of a length, or into none.
fn query_value(key: WDFKEY, name: &str, room: u32, call: &str) {
    let (name, mut buffer) = (Name::new(name), [0_u8; 64]);
    let (counted, mut length, mut kind) = (name.counted(), 0, 0);
    let value = if room == 0 { null_mut() } else { buffer.as_mut_ptr().cast() };
    let (at, needed, found) = (&raw const counted, &raw mut length, &raw mut kind);
    let status = wdf!(WdfRegistryQueryValue, key, at, room, value, needed, found);
    say_status(&format!("QueryValue {call}"), status);
    if status != wdk_sys::STATUS_OBJECT_NAME_NOT_FOUND {
        say!("length {length} type {kind}");
    }
}

fn numbers(key: WDFKEY) {
    let (number, text, hello) = (Name::new("Number"), Name::new("Text"), Name::new("hello"));
    let (number, text, hello) = (number.counted(), text.counted(), hello.counted());
    say_status("AssignULong", wdf!(WdfRegistryAssignULong, key, &raw const number, 77));
    let (status, value) = query_ulong(key, "Number");
    say_status("QueryULong", status);
    say!("value {value}");
    say_status("QueryULong missing", query_ulong(key, "None").0);
    let (at, value) = (&raw const text, &raw const hello);
    say_status("AssignUnicodeString", wdf!(WdfRegistryAssignUnicodeString, key, at, value));
    say_status("QueryULong of a string", query_ulong(key, "Text").0);
    query_value(key, "Number", 64, "number");
    query_value(key, "Number", 2, "number into 2 bytes");
    query_value(key, "Number", 0, "number without buffer");
    query_value(key, "None", 64, "missing");
}

fn texts(key: WDFKEY) {
    let (text, number) = (Name::new("Text"), Name::new("Number"));
    let (text, number) = (text.counted(), number.counted());
    let (mut buffer, mut needed) = ([0_u16; 40], 0);
    let mut value = UNICODE_STRING { Length: 0, MaximumLength: 80, Buffer: buffer.as_mut_ptr() };
    let (needs, out) = (&raw mut needed, &raw mut value);
    let query = |name: &UNICODE_STRING, out| {
        wdf!(WdfRegistryQueryUnicodeString, key, std::ptr::from_ref(name), needs, out)
    };
    // SAFETY: the variable of this function.
    let needed = || unsafe { needs.read() };
    // SAFETY: likewise.
    let read = || unsafe { out.read() };
    // SAFETY: likewise.
    let write = |value: UNICODE_STRING| unsafe { out.write(value) };
    say_status("QueryUnicodeString", query(&text, out));
    say!("'{}' needed {}", text_of(&read()), needed());
    write(UNICODE_STRING { Length: 0, MaximumLength: 4, ..read() });
    say_status("QueryUnicodeString into 4 bytes", query(&text, out));
    say!("needed {} length {}", needed(), read().Length);
    say_status("QueryUnicodeString without string", query(&text, null_mut()));
    say!("needed {}", needed());
    write(UNICODE_STRING { MaximumLength: 80, ..read() });
    say_status("QueryUnicodeString of a number", query(&number, out));
}

fn string_objects(key: WDFKEY) {
    let names = ["Text", "Number", "Many"].map(Name::new);
    let [text, number, many] = [0, 1, 2].map(|index: usize| names[index].counted());
    let string = create_string(std::ptr::null(), below_device()).1;
    say_status("QueryString", wdf!(WdfRegistryQueryString, key, &raw const text, string));
    say!("'{}'", text_of(&counted(string)));
    let status = wdf!(WdfRegistryQueryString, key, &raw const number, string);
    say_status("QueryString of a number", status);
    say_status("AssignString", wdf!(WdfRegistryAssignString, key, &raw const many, string));
    wdf!(WdfObjectDelete, string.cast());
}

fn bytes(key: WDFKEY) {
    let (name, none, mut buffer) = (Name::new("Bytes"), Name::new("None"), [0_u8; 64]);
    let (name, none) = (name.counted(), none.counted());
    let (at, value) = (&raw const name, buffer.as_mut_ptr().cast());
    let status = wdf!(WdfRegistryAssignValue, key, at, REG_BINARY, 5, value);
    say_status("AssignValue binary", status);
    let mut attributes = below_device();
    let attributes = &raw mut attributes;
    let (mut memory, mut kind): (WDFMEMORY, _) = (null_mut(), 0);
    let (handle, found) = (&raw mut memory, &raw mut kind);
    let pool = _POOL_TYPE::NonPagedPoolNx;
    let query = |at| wdf!(WdfRegistryQueryMemory, key, at, pool, attributes, handle, found);
    say_status("QueryMemory", query(at));
    let mut size = 0;
    // SAFETY: the variable of this function.
    let memory = unsafe { handle.read() };
    let _ = wdf!(WdfMemoryGetBuffer, memory, &raw mut size);
    // SAFETY: likewise.
    say!("{size} bytes type {}", unsafe { found.read() });
    wdf!(WdfObjectDelete, memory.cast());
    say_status("QueryMemory missing", query(&raw const none));
    say_status("QueryULong of 5 bytes", query_ulong(key, "Bytes").0);
}

fn create_collection() -> WDFCOLLECTION {
    let (mut attributes, mut collection) = (below_device(), null_mut());
    let status = wdf!(WdfCollectionCreate, &raw mut attributes, &raw mut collection);
    assert_eq!(status, 0);
    collection
}

fn many(key: WDFKEY) {
    let names = ["Many", "Text", "None"].map(Name::new);
    let [many, text, none] = [0, 1, 2].map(|index: usize| names[index].counted());
    let written = create_collection();
    let mut strings = attributes_under(written);
    for part in ["one", "two"] {
        let part = Name::new(part);
        let counted = part.counted();
        let string = create_string(&raw const counted, strings).1;
        assert_eq!(wdf!(WdfCollectionAdd, written, string.cast()), 0);
    }
    let status = wdf!(WdfRegistryAssignMultiString, key, &raw const many, written);
    say_status("AssignMultiString", status);
    let read = create_collection();
    let strings = &raw mut strings;
    let query = |name: &UNICODE_STRING, call: &str| {
        let at = std::ptr::from_ref(name);
        let status = wdf!(WdfRegistryQueryMultiString, key, at, strings, read);
        say_status(call, status);
    };
    query(&many, "QueryMultiString");
    say!("{} strings", wdf!(WdfCollectionGetCount, read));
    query(&text, "QueryMultiString of a string");
    say!("{} strings", wdf!(WdfCollectionGetCount, read));
    query(&none, "QueryMultiString missing");
    wdf!(WdfObjectDelete, read.cast());
    wdf!(WdfObjectDelete, written.cast());
}
