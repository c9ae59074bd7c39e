//! Registry keys and values of every type, as a driver makes, reads and removes them.

use std::ptr::null_mut;

use kmdf_host::{Fault, FaultTarget, RegistryValue};
use wdk_sys::{
    KEY_ALL_ACCESS, KEY_READ, NTSTATUS, PLUGPLAY_REGKEY_DEVICE, PVOID, REG_BINARY,
    REG_CREATED_NEW_KEY, REG_DWORD, REG_MULTI_SZ, REG_OPENED_EXISTING_KEY, REG_OPTION_NON_VOLATILE,
    REG_SZ, STATUS_BUFFER_OVERFLOW, STATUS_CANNOT_DELETE, STATUS_INSUFFICIENT_RESOURCES,
    STATUS_INTEGER_OVERFLOW, STATUS_INVALID_PARAMETER, STATUS_KEY_DELETED,
    STATUS_OBJECT_NAME_NOT_FOUND, STATUS_OBJECT_PATH_SYNTAX_BAD, STATUS_OBJECT_TYPE_MISMATCH,
    STATUS_RESOURCE_DATA_NOT_FOUND, ULONG, UNICODE_STRING, WDFKEY, WDFMEMORY, WDFMEMORY_OFFSET,
    WDFSTRING,
};

use super::device;
use crate::closure_driver::{
    Bench, Collection, Driver, File, Object, Rule, SUCCESS, attributes, ddi,
};

/// A machine whose driver may write to the Parameters key of its service.
fn with_side_door() -> (Bench, File) {
    let (bench, file) = super::with_side_door();
    bench.allow(Rule::KeyOutsideIsolation);
    (bench, file)
}

/// A text that stays in place, for a `UNICODE_STRING`.
struct Text(Vec<u16>);

impl Text {
    fn new(text: &str) -> Self {
        Self(text.encode_utf16().collect())
    }

    fn counted(&mut self) -> UNICODE_STRING {
        let length = u16::try_from(self.0.len() * 2).expect("a short text");
        UNICODE_STRING { Length: length, MaximumLength: length, Buffer: self.0.as_mut_ptr() }
    }
}

/// An open key.
#[derive(Clone, Copy)]
struct Key(WDFKEY);

impl Key {
    /// The Parameters key of the driver's service.
    fn parameters() -> Self {
        let driver = Driver(ddi!(WdfDeviceGetDriver, device().0));
        let mut key = null_mut();
        let (access, none) = (KEY_ALL_ACCESS, null_mut());
        let opened = &raw mut key;
        assert_eq!(ddi!(WdfDriverOpenParametersRegistryKey, driver.0, access, none, opened), 0);
        Self(key)
    }

    fn open(parent: WDFKEY, name: &str) -> Result<Self, NTSTATUS> {
        let (mut text, mut key) = (Text::new(name), null_mut());
        let (name, opened) = (text.counted(), &raw mut key);
        let status =
            ddi!(WdfRegistryOpenKey, parent, &raw const name, KEY_READ, null_mut(), opened);
        if status == SUCCESS { Ok(Self(key)) } else { Err(status) }
    }

    fn create(parent: WDFKEY, name: &str) -> Result<(Self, ULONG), NTSTATUS> {
        let (mut text, mut key, mut disposition) = (Text::new(name), null_mut(), 0);
        let name = text.counted();
        let status = ddi!(
            WdfRegistryCreateKey,
            parent,
            &raw const name,
            KEY_ALL_ACCESS,
            REG_OPTION_NON_VOLATILE,
            &raw mut disposition,
            null_mut(),
            &raw mut key
        );
        if status == SUCCESS { Ok((Self(key), disposition)) } else { Err(status) }
    }

    fn sub() -> Self {
        let parameters = Self::parameters();
        let (key, disposition) = Self::create(parameters.0, "Sub").expect("a new key");
        assert_eq!(disposition, REG_CREATED_NEW_KEY);
        parameters.close();
        key
    }

    fn close(self) {
        ddi!(WdfRegistryClose, self.0);
    }

    fn remove(self) -> NTSTATUS {
        ddi!(WdfRegistryRemoveKey, self.0)
    }

    fn remove_value(self, name: &str) -> NTSTATUS {
        let mut text = Text::new(name);
        let name = text.counted();
        ddi!(WdfRegistryRemoveValue, self.0, &raw const name)
    }

    fn assign(self, name: &str, kind: ULONG, bytes: &[u8]) -> NTSTATUS {
        let mut text = Text::new(name);
        let name = text.counted();
        let length = ULONG::try_from(bytes.len()).expect("a short value");
        let value: PVOID = bytes.as_ptr().cast_mut().cast();
        ddi!(WdfRegistryAssignValue, self.0, &raw const name, kind, length, value)
    }

    /// The status, the type, and the bytes that fit a buffer of a length.
    fn query(self, name: &str, room: usize) -> (NTSTATUS, ULONG, Vec<u8>) {
        let mut text = Text::new(name);
        let (name, mut buffer) = (text.counted(), vec![0xAA_u8; room]);
        let (mut length, mut kind) = (0, 0);
        let value: PVOID = if room == 0 { null_mut() } else { buffer.as_mut_ptr().cast() };
        let status = ddi!(
            WdfRegistryQueryValue,
            self.0,
            &raw const name,
            ULONG::try_from(room).expect("a short buffer"),
            value,
            &raw mut length,
            &raw mut kind
        );
        if status == SUCCESS {
            buffer.truncate(length as usize);
        } else {
            assert!(buffer.iter().all(|byte| *byte == 0xAA), "nothing is copied");
            buffer = vec![0; length as usize];
        }
        (status, kind, buffer)
    }

    /// The status, the needed bytes and the text of `WdfRegistryQueryUnicodeString`.
    fn query_text(self, name: &str, room: u16) -> (NTSTATUS, u16, String) {
        let mut text = Text::new(name);
        let (name, mut buffer, mut needed) = (text.counted(), [0_u16; 40], 0);
        let mut value =
            UNICODE_STRING { Length: 0, MaximumLength: room, Buffer: buffer.as_mut_ptr() };
        let (out, needs) = (&raw mut value, &raw mut needed);
        let status = ddi!(WdfRegistryQueryUnicodeString, self.0, &raw const name, needs, out);
        let length = usize::from(value.Length / 2);
        (status, needed, String::from_utf16_lossy(&buffer[..length]))
    }
}

fn string(text: Option<&str>, parent: Object) -> WDFSTRING {
    let (mut attributes, mut string) = (attributes().parent(parent), null_mut());
    let mut text = text.map(Text::new);
    let counted = text.as_mut().map(Text::counted);
    let initial = counted.as_ref().map_or(std::ptr::null(), std::ptr::from_ref);
    assert_eq!(ddi!(WdfStringCreate, initial, attributes.pointer(), &raw mut string), SUCCESS);
    string
}

fn text_of(string: WDFSTRING) -> String {
    let mut found = UNICODE_STRING::default();
    ddi!(WdfStringGetUnicodeString, string, &raw mut found);
    // SAFETY: the string object has a buffer of this length.
    let units = unsafe { std::slice::from_raw_parts(found.Buffer, usize::from(found.Length / 2)) };
    String::from_utf16_lossy(units)
}

#[test]
fn key_is_created_opened_and_removed() {
    let (bench, file) = with_side_door();
    bench.run(&file, || {
        let parameters = Key::parameters();
        assert_eq!(Key::open(parameters.0, "Sub").err(), Some(STATUS_OBJECT_NAME_NOT_FOUND));
        let below = Key::create(parameters.0, r"Sub\Below").err();
        assert_eq!(below, Some(STATUS_OBJECT_NAME_NOT_FOUND), "only the last part is made");
        let (sub, disposition) = Key::create(parameters.0, "Sub").expect("a new key");
        assert_eq!(disposition, REG_CREATED_NEW_KEY);
        let (again, disposition) = Key::create(parameters.0, "SUB").expect("an existing key");
        assert_eq!(disposition, REG_OPENED_EXISTING_KEY);
        let below = Key::create(parameters.0, r"Sub\Below").expect("a new key").0;
        assert_eq!(sub.remove(), STATUS_CANNOT_DELETE, "the key has a subkey");
        assert_eq!(below.remove(), SUCCESS);
        assert_eq!(sub.remove(), SUCCESS);
        assert_eq!(again.assign("value", REG_BINARY, &[1]), STATUS_KEY_DELETED);
        assert_eq!(Key::open(parameters.0, "Sub").err(), Some(STATUS_OBJECT_NAME_NOT_FOUND));
        again.close();
        parameters.close();
    });
    bench.end_clean();
}

#[test]
fn absolute_path_leads_to_the_service() {
    let (bench, file) = with_side_door();
    bench.run(&file, || {
        let sub = Key::sub();
        assert_eq!(sub.assign("value", REG_BINARY, &[7]), SUCCESS);
        let driver = ddi!(WdfDeviceGetDriver, device().0);
        let path = ddi!(WdfDriverGetRegistryPath, driver);
        // SAFETY: the framework's text ends with a NUL.
        let unit = |index: &usize| unsafe { path.wrapping_add(*index).read() };
        let length = (0..200).take_while(|index| unit(index) != 0).count();
        // SAFETY: the text has this length.
        let service = String::from_utf16_lossy(unsafe { std::slice::from_raw_parts(path, length) });
        let found = Key::open(null_mut(), &format!(r"{service}\parameters\sub")).expect("the key");
        assert_eq!(found.query("value", 1), (SUCCESS, REG_BINARY, vec![7]));
        let missing = Key::open(null_mut(), &format!(r"{service}\Other"));
        assert_eq!(missing.err(), Some(STATUS_OBJECT_NAME_NOT_FOUND));
        assert_eq!(Key::open(null_mut(), "Sub").err(), Some(STATUS_OBJECT_PATH_SYNTAX_BAD));
        found.close();
        sub.close();
    });
    bench.end_clean();
}

#[test]
fn value_is_read_with_its_type_and_length() {
    let (bench, file) = with_side_door();
    bench.run(&file, || {
        let key = Key::sub();
        assert_eq!(key.assign("number", REG_DWORD, &77_u32.to_le_bytes()), SUCCESS);
        assert_eq!(key.query("NUMBER", 64), (SUCCESS, REG_DWORD, vec![77, 0, 0, 0]));
        for room in [0, 2] {
            assert_eq!(key.query("number", room), (STATUS_BUFFER_OVERFLOW, REG_DWORD, vec![0; 4]));
        }
        assert_eq!(key.query("none", 64).0, STATUS_OBJECT_NAME_NOT_FOUND);
        assert_eq!(key.assign("empty", REG_BINARY, &[]), SUCCESS);
        assert_eq!(key.query("empty", 0), (SUCCESS, REG_BINARY, vec![]));
        assert_eq!(key.remove_value("number"), SUCCESS);
        assert_eq!(key.remove_value("number"), STATUS_OBJECT_NAME_NOT_FOUND);
        assert_eq!(key.remove(), SUCCESS);
    });
    bench.end_clean();
}

#[test]
fn counted_string_gets_the_text_and_the_needed_length() {
    let (bench, file) = with_side_door();
    bench.run(&file, || {
        let key = Key::sub();
        let mut name = Text::new("text");
        let (name, mut hello) = (name.counted(), Text::new("hello"));
        let hello = hello.counted();
        let (at, value) = (&raw const name, &raw const hello);
        assert_eq!(ddi!(WdfRegistryAssignUnicodeString, key.0, at, value), SUCCESS);
        assert_eq!(key.query("text", 64).2.len(), 12, "with the NUL");
        assert_eq!(key.query_text("text", 80), (SUCCESS, 12, "hello".into()));
        assert_eq!(key.query_text("text", 10), (STATUS_BUFFER_OVERFLOW, 12, String::new()));
        assert_eq!(key.query_text("text", 0).0, STATUS_INVALID_PARAMETER);
        let mut needed = 0;
        let (needs, none) = (&raw mut needed, null_mut());
        let status = ddi!(WdfRegistryQueryUnicodeString, key.0, at, needs, none);
        assert_eq!((status, needed), (STATUS_BUFFER_OVERFLOW, 12));
        assert_eq!(key.assign("number", REG_DWORD, &[1, 0, 0, 0]), SUCCESS);
        assert_eq!(key.query_text("number", 80).0, STATUS_OBJECT_TYPE_MISMATCH);
        key.close();
    });
    bench.end_clean();
}

#[test]
fn string_object_gets_and_gives_a_text() {
    let (bench, file) = with_side_door();
    bench.run(&file, || {
        let key = Key::sub();
        let string = string(None, device().object());
        let mut name = Text::new("text");
        let name = name.counted();
        let at = &raw const name;
        assert_eq!(ddi!(WdfRegistryQueryString, key.0, at, string), STATUS_OBJECT_NAME_NOT_FOUND);
        assert_eq!(key.assign("text", REG_SZ, b"h\0i\0\0\0"), SUCCESS);
        assert_eq!(ddi!(WdfRegistryQueryString, key.0, at, string), SUCCESS);
        assert_eq!(text_of(string), "hi");
        assert_eq!(key.assign("text", REG_SZ, &[]), SUCCESS);
        assert_eq!(ddi!(WdfRegistryQueryString, key.0, at, string), STATUS_RESOURCE_DATA_NOT_FOUND);
        assert_eq!(key.assign("text", REG_BINARY, b"hi"), SUCCESS);
        assert_eq!(ddi!(WdfRegistryQueryString, key.0, at, string), STATUS_OBJECT_TYPE_MISMATCH);
        assert_eq!(ddi!(WdfRegistryAssignString, key.0, at, string), SUCCESS);
        assert_eq!(key.query("text", 64), (SUCCESS, REG_SZ, b"h\0i\0\0\0".to_vec()));
        ddi!(WdfObjectDelete, string.cast());
        key.close();
    });
    bench.end_clean();
}

#[test]
fn strings_of_a_collection_are_written_and_read() {
    let (bench, file) = with_side_door();
    bench.run(&file, || {
        let key = Key::sub();
        let mut name = Text::new("many");
        let name = name.counted();
        let at = &raw const name;
        let below = attributes().parent(device().object());
        let [written, read] =
            [(); 2].map(|()| Collection::create(below).expect("WdfCollectionCreate succeeds"));
        assert_eq!(ddi!(WdfRegistryAssignMultiString, key.0, at, written.0), SUCCESS);
        assert_eq!(key.query("many", 8), (SUCCESS, REG_MULTI_SZ, vec![0; 4]));
        for text in ["one", "two"] {
            let string = string(Some(text), written.object());
            assert_eq!(written.add(Object(string.cast())), SUCCESS);
        }
        assert_eq!(ddi!(WdfRegistryAssignMultiString, key.0, at, written.0), SUCCESS);
        let mut strings = attributes().parent(read.object());
        let query = |strings, collection: Collection| {
            ddi!(WdfRegistryQueryMultiString, key.0, at, strings, collection.0)
        };
        assert_eq!(query(strings.pointer(), read), SUCCESS);
        let texts: Vec<_> = read.items().iter().map(|item| text_of(item.0.cast())).collect();
        assert_eq!(texts, ["one", "two"]);
        for (kind, bytes, status) in [
            (REG_SZ, &b"x\0\0\0"[..], STATUS_OBJECT_TYPE_MISMATCH),
            (REG_MULTI_SZ, b"", STATUS_RESOURCE_DATA_NOT_FOUND),
            (REG_MULTI_SZ, b"x\0\0\0", STATUS_OBJECT_TYPE_MISMATCH),
            (REG_MULTI_SZ, b"x\0\0\0\0", STATUS_OBJECT_TYPE_MISMATCH),
        ] {
            assert_eq!(key.assign("many", kind, bytes), SUCCESS);
            assert_eq!(query(strings.pointer(), read), status);
        }
        assert_eq!(read.count(), 2);
        assert_eq!(written.add(device().object()), SUCCESS);
        let refused = ddi!(WdfRegistryAssignMultiString, key.0, at, written.0);
        assert_eq!(refused, STATUS_INVALID_PARAMETER, "a member is no string");
        written.object().delete();
        read.object().delete();
        key.close();
    });
    bench.end_clean();
}

#[test]
fn memory_object_gets_and_gives_bytes() {
    let (bench, file) = with_side_door();
    bench.run(&file, || {
        let key = Key::sub();
        let mut name = Text::new("bytes");
        let name = name.counted();
        let at = &raw const name;
        assert_eq!(key.assign("bytes", REG_BINARY, &[1, 2, 3, 4, 5]), SUCCESS);
        let (mut memory, mut kind, mut size): (WDFMEMORY, _, _) = (null_mut(), 0, 0);
        let mut below = attributes().parent(device().object());
        let below = below.pointer();
        let (out, kinds) = (&raw mut memory, &raw mut kind);
        let query = || ddi!(WdfRegistryQueryMemory, key.0, at, 512, below, out, kinds);
        assert_eq!(query(), SUCCESS);
        // SAFETY: a variable of this function.
        let memory = unsafe { out.read() };
        let _ = ddi!(WdfMemoryGetBuffer, memory, &raw mut size);
        // SAFETY: a variable of this function.
        assert_eq!((size, unsafe { kinds.read() }), (5, REG_BINARY));
        for (offset, length, status, bytes) in [
            (1, 2, SUCCESS, &[2, 3][..]),
            (3, 0, SUCCESS, &[4, 5]),
            (4, 2, STATUS_INTEGER_OVERFLOW, &[4, 5]),
            (usize::MAX, 2, STATUS_INTEGER_OVERFLOW, &[4, 5]),
        ] {
            let mut part = WDFMEMORY_OFFSET { BufferOffset: offset, BufferLength: length };
            let part = &raw mut part;
            let written = ddi!(WdfRegistryAssignMemory, key.0, at, REG_BINARY, memory, part);
            assert_eq!(written, status);
            assert_eq!(key.query("bytes", 8), (SUCCESS, REG_BINARY, bytes.to_vec()));
        }
        ddi!(WdfObjectDelete, memory.cast());
        assert_eq!(key.assign("bytes", REG_BINARY, &[]), SUCCESS);
        assert_eq!(query(), STATUS_RESOURCE_DATA_NOT_FOUND);
        key.close();
    });
    bench.end_clean();
}

#[test]
fn value_in_the_hardware_key_is_seen_by_the_test() {
    let (bench, file) = with_side_door();
    bench.run(&file, || {
        let (mut key, none) = (null_mut(), null_mut());
        let (device, kind) = (device().0, PLUGPLAY_REGKEY_DEVICE);
        let out = &raw mut key;
        assert_eq!(ddi!(WdfDeviceOpenRegistryKey, device, kind, KEY_ALL_ACCESS, none, out), 0);
        assert_eq!(Key(key).assign("Made", REG_SZ, b"x\0\0\0"), SUCCESS);
        assert!(Key::create(key, "Below").is_ok());
        Key(key).close();
    });
    let made = bench.node().hardware_key().into_iter().find(|(name, _)| name == "Made");
    assert_eq!(made.map(|(_, value)| value), Some(RegistryValue::Sz("x".into())));
    bench.end_clean();
}

#[test]
fn key_below_the_device_map_is_made_once() {
    let (bench, file) = super::with_side_door();
    bench.run(&file, || {
        let open = || {
            let (mut text, mut key) = (Text::new("SERIALCOMM"), null_mut());
            let (name, none, out) = (text.counted(), null_mut(), &raw mut key);
            let (device, access) = (device().0, KEY_ALL_ACCESS);
            let call = ddi!(WdfDeviceOpenDevicemapKey, device, &raw const name, access, none, out);
            assert_eq!(call, SUCCESS);
            Key(key)
        };
        let key = open();
        assert_eq!(key.assign(r"\Device\Port0", REG_BINARY, &[7]), SUCCESS);
        key.close();
        let again = open();
        assert_eq!(again.query(r"\Device\Port0", 1), (SUCCESS, REG_BINARY, vec![7]));
        again.close();
        let path = Text::new(r"\Registry\Machine\Hardware\DeviceMap\SERIALCOMM");
        let mut path = path.0;
        path.push(0);
        // SAFETY: the path ends with a NUL.
        let there = unsafe { kmdf_host::kernel::routines::RtlCheckRegistryKey(0, path.as_ptr()) };
        assert_eq!(there, SUCCESS);
    });
    bench.end_clean();
}

#[test]
fn registry_call_fails_by_injection() {
    let (bench, file) = with_side_door();
    let call = FaultTarget::Ddi("WdfRegistryAssignValue");
    bench.machine.inject(Fault { call, nth: 1, status: STATUS_INSUFFICIENT_RESOURCES });
    bench.run(&file, || {
        let key = Key::sub();
        assert_eq!(key.assign("value", REG_BINARY, &[1]), STATUS_INSUFFICIENT_RESOURCES);
        assert_eq!(key.query("value", 1).0, STATUS_OBJECT_NAME_NOT_FOUND);
        key.close();
    });
    bench.end_clean();
}

#[test]
fn registry_call_at_dispatch_level_is_reported() {
    let (bench, file) = with_side_door();
    bench.run(&file, || {
        let key = Key::sub();
        let lock = crate::closure_driver::SpinLock::create(attributes().parent(device().object()));
        let lock = lock.expect("a lock");
        lock.acquire();
        let _ = key.query("value", 1);
        lock.release();
        key.close();
    });
    let violations = bench.shut_down();
    let found: Vec<_> = violations.iter().map(|v| (v.rule, v.call.as_str())).collect();
    assert_eq!(found, [(Rule::WrongIrql, "WdfRegistryQueryValue")], "{violations:#?}");
}
