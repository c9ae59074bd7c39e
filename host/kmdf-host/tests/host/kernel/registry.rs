//! The registry by a table of queries.

use std::ptr::null_mut;

use kmdf_host::kernel::routines::Query;
use wdk_sys::{STATUS_OBJECT_NAME_NOT_FOUND, STATUS_OBJECT_TYPE_MISMATCH};

use super::{Rule, Text, broken_by, call, run, wide};
use crate::closure_driver::SUCCESS;

const SUBKEY: u64 = 1;
const REQUIRED: u64 = 4;
const DIRECT: u64 = 0x20;
const TYPE_CHECK: u64 = 0x100;
const OPTIONAL: u32 = 0x8000_0000;
const SZ: u64 = 1;
const DWORD: u64 = 4;

/// An `RTL_QUERY_REGISTRY_TABLE`: routine, flags, name, entry, type, default, length.
type Row = [u64; 7];

fn query(path: &str, rows: &[Row]) -> i32 {
    query_at(0, path, rows)
}

fn query_at(relative: u32, path: &str, rows: &[Row]) -> i32 {
    let mut table: Vec<Row> = rows.to_vec();
    table.push([0; 7]);
    let (path, table): (_, *mut Query) = (wide(path), table.as_mut_ptr().cast());
    call!(RtlQueryRegistryValues, relative, path.as_ptr(), table, 0, 0)
}

fn place<T>(value: &mut T) -> u64 {
    std::ptr::from_mut(value).expose_provenance() as u64
}

#[test]
fn values_or_their_defaults_are_stored() {
    run(|| {
        let path = r"\Registry\Machine\System\CurrentControlSet\Services\HostTest";
        let (mut number, mut fallback) = (0_u32, 77_u32);
        let mut letters = [0_u16; 8];
        let mut text = Text::new(&mut letters, 0);
        let (mut name, mut other, mut default) = (wide("Size"), wide("Letter"), wide("Z:"));
        let rows = [
            [0, DIRECT, place(&mut name[0]), place(&mut number), DWORD, place(&mut fallback), 4],
            [
                0,
                DIRECT,
                place(&mut other[0]),
                text.counted().addr() as u64,
                SZ,
                place(&mut default[0]),
                0,
            ],
        ];
        assert_eq!(query(path, &rows), SUCCESS);
        assert_eq!((number, letters[..3].to_vec()), (77, wide("Z:")));
        let mut required = rows[0];
        required[1] |= REQUIRED;
        assert_eq!(query(path, &[required]), STATUS_OBJECT_NAME_NOT_FOUND);
        let mut subkey = wide("Nothing");
        let missing = [[0, SUBKEY, place(&mut subkey[0]), 0, 0, 0, 0], rows[0]];
        assert_eq!(query(path, &missing), STATUS_OBJECT_NAME_NOT_FOUND);
    });
}

#[test]
fn key_that_is_missing_fails_unless_it_is_optional() {
    run(|| {
        let (mut number, mut name) = (5_u32, wide("Size"));
        let row = [0, DIRECT, place(&mut name[0]), place(&mut number), 0, 0, 0];
        assert_eq!(query_at(1, "nobody", &[row]), STATUS_OBJECT_NAME_NOT_FOUND);
        assert_eq!(query_at(1 | OPTIONAL, "nobody", &[row]), SUCCESS);
        assert_eq!(query_at(1, "hosttest", &[row]), SUCCESS, "no value, no default");
        assert_eq!(number, 5);
    });
}

#[test]
fn value_of_another_type_is_refused_where_the_type_is_checked() {
    use crate::closure_driver::{Bench, ddi, parallel};
    let bench = Bench::new(|adding| {
        let device = adding.device();
        let driver = ddi!(WdfDeviceGetDriver, device.0);
        let (mut key, mut units) = (null_mut(), wide("Size"));
        let opened =
            ddi!(WdfDriverOpenParametersRegistryKey, driver, 0x2_001f, null_mut(), &raw mut key);
        assert_eq!(opened, SUCCESS);
        let used = units.len() - 1;
        let mut name = Text::new(&mut units, used);
        let assigned = ddi!(WdfRegistryAssignULong, key, name.counted().cast(), 300);
        assert_eq!(assigned, SUCCESS);
        ddi!(WdfRegistryClose, key);
        let path = r"\Registry\Machine\System\CurrentControlSet\Services\HostTest\Parameters";
        let (mut number, mut name) = (0_u32, wide("Size"));
        let row = |kind: u64| {
            let flags = DIRECT | TYPE_CHECK;
            [0, flags, name.as_ptr().addr() as u64, 0, kind << 24, 0, 0]
        };
        let mut right = row(DWORD);
        right[3] = place(&mut number);
        assert_eq!(query(path, &[right]), SUCCESS);
        assert_eq!(number, 300);
        assert_eq!(query(path, &[row(SZ)]), STATUS_OBJECT_TYPE_MISMATCH);
        name.clear();
        parallel(1).read(|_, request| request.complete(0)).for_everything().create(device);
    });
    let rules: Vec<_> = bench.shut_down().iter().map(|violation| violation.rule).collect();
    assert_eq!(rules, [super::Rule::KeyOutsideIsolation], "the key is opened for changes");
}

const NO_VALUE: u64 = 8;
const NO_EXPAND: u64 = 0x10;
const DELETE: u64 = 0x40;
const MULTI_SZ: u32 = 7;

/// What a `QueryRoutine` was told: the value's name, type and length, and the entry's context.
type Told = Vec<(Option<String>, u32, u32, usize)>;

unsafe extern "C" fn routine(
    name: *const u16,
    kind: u32,
    _data: *const u8,
    length: u32,
    context: *mut Told,
    entry: usize,
) -> i32 {
    let name = (!name.is_null()).then(|| super::text_at(name));
    // SAFETY: the test passes the address of its list.
    unsafe { &mut *context }.push((name, kind, length, entry));
    if entry == 99 { STATUS_OBJECT_TYPE_MISMATCH } else { SUCCESS }
}

/// A query that calls the routine above.
fn told(path: &[u16], rows: &[Row]) -> (i32, Told) {
    let mut list = Told::new();
    let callback = (routine as *const ()).expose_provenance() as u64;
    let mut table: Vec<Row> =
        rows.iter().map(|row| [&[callback], &row[1..]].concat()).map(row_of).collect();
    table.push([0; 7]);
    let table: *mut Query = table.as_mut_ptr().cast();
    let context = std::ptr::from_mut(&mut list).expose_provenance();
    (call!(RtlQueryRegistryValues, 4, path.as_ptr(), table, context, 0), list)
}

fn row_of(row: Vec<u64>) -> Row {
    row.try_into().expect("a row has seven members")
}

fn write(path: &[u16], name: &[u16], kind: u32, data: &[u8]) -> i32 {
    let length = u32::try_from(data.len()).expect("a short value");
    let (path, name) = (path.as_ptr(), name.as_ptr());
    call!(RtlWriteRegistryValue, 4, path, name, kind, data.as_ptr(), length)
}

#[test]
fn query_routine_is_told_of_one_value_or_of_all() {
    run(|| {
        let (path, mut port, mut list) = (wide("Ports"), wide("Port"), wide("List"));
        assert_eq!(write(&path, &port, 4, &[1, 0, 0, 0]), SUCCESS);
        let strings: Vec<u8> = "a\0bc\0\0".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(write(&path, &list, MULTI_SZ, &strings), SUCCESS);
        let (port, list) = (place(&mut port[0]), place(&mut list[0]));
        let is = |name: &str, kind, length, entry| (Some(name.to_string()), kind, length, entry);
        let (status, one) = told(&path, &[[0, 0, port, 5, 0, 0, 0]]);
        assert_eq!((status, one), (SUCCESS, vec![is("Port", 4, 4, 5)]));
        let (status, all) = told(&path, &[[0, NO_EXPAND, 0, 6, 0, 0, 0]]);
        let both = vec![is("Port", 4, 4, 6), is("List", MULTI_SZ, 12, 6)];
        assert_eq!((status, all), (SUCCESS, both));
        let (_, each) = told(&path, &[[0, 0, list, 7, 0, 0, 0]]);
        assert_eq!(each, [is("List", 1, 4, 7), is("List", 1, 6, 7)]);
        let (_, none) = told(&path, &[[0, NO_VALUE, port, 8, 0, 0, 0]]);
        assert_eq!(none, [is("Port", 0, 0, 8)]);
    });
}

#[test]
fn query_routine_gets_the_default_and_stops_the_query() {
    run(|| {
        let (path, mut port) = (wide("Ports"), wide("Port"));
        let mut number = 7_u32;
        assert_eq!(write(&path, &port, 4, &[1, 0, 0, 0]), SUCCESS);
        let mut missing = wide("Missing");
        let row = [0, 0, place(&mut missing[0]), 1, DWORD, place(&mut number), 4];
        let default = (Some("Missing".to_string()), 4, 4, 1);
        assert_eq!(told(&path, &[row]), (SUCCESS, vec![default]));
        let required = [0, REQUIRED, row[2], 1, DWORD, row[5], 4];
        assert_eq!(told(&path, &[required]), (STATUS_OBJECT_NAME_NOT_FOUND, vec![]));
        assert_eq!(told(&path, &[[0, 0, row[2], 1, 0, 0, 0]]), (SUCCESS, vec![]), "no default");
        let name = place(&mut port[0]);
        let refused = [0, 0, name, 99, 0, 0, 0];
        let (status, list) = told(&path, &[refused, row]);
        assert_eq!((status, list.len()), (STATUS_OBJECT_TYPE_MISMATCH, 1), "the routine failed");
        assert_eq!(told(&path, &[[0, DELETE, name, 1, 0, 0, 0]]).1.len(), 1);
        assert_eq!(told(&path, &[[0, 0, name, 1, 0, 0, 0]]).1, [], "the value is deleted");
    });
}

#[test]
fn value_by_path_is_written_and_deleted() {
    run(|| {
        let (path, name) = (wide("SERIALCOMM"), wide(r"\Device\Modem0"));
        let there = || call!(RtlCheckRegistryKey, 4, path.as_ptr());
        let delete = || call!(RtlDeleteRegistryValue, 4, path.as_ptr(), name.as_ptr());
        assert_eq!(
            (there(), delete()),
            (STATUS_OBJECT_NAME_NOT_FOUND, STATUS_OBJECT_NAME_NOT_FOUND)
        );
        assert_eq!(write(&path, &name, 1, b"C\0O\0M\0"), SUCCESS, "the key is made");
        assert_eq!(there(), SUCCESS);
        assert_eq!((delete(), delete()), (SUCCESS, STATUS_OBJECT_NAME_NOT_FOUND));
        let deeper = wide(r"SERIALCOMM\More\Still");
        assert_eq!(call!(RtlCreateRegistryKey, 4, deeper.as_ptr()), SUCCESS);
        assert_eq!(call!(RtlCheckRegistryKey, 4, deeper.as_ptr()), SUCCESS);
        let outside = call!(RtlCreateRegistryKey, 9, deeper.as_ptr());
        assert_eq!(outside, wdk_sys::STATUS_INVALID_PARAMETER, "no such root");
    });
}

#[test]
fn value_deleted_above_passive_level_is_reported() {
    let broken = broken_by(|| {
        let old = call!(KfRaiseIrql, 2);
        let (path, name) = (wide("EchoPort"), wide("Value"));
        call!(RtlDeleteRegistryValue, 1, path.as_ptr(), name.as_ptr());
        call!(KeLowerIrql, old);
    });
    assert_eq!(broken, [Rule::WrongIrql]);
}
