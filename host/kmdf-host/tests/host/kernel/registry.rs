//! The registry by a table of queries.

use std::ptr::null_mut;

use kmdf_host::kernel::routines::Query;
use wdk_sys::{STATUS_OBJECT_NAME_NOT_FOUND, STATUS_OBJECT_TYPE_MISMATCH};

use super::{Text, call, run, wide};
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
