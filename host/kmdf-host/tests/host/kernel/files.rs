//! Files on the machine's disk, by the calls of the I/O manager for drivers.

use std::ptr::{null, null_mut};

use kmdf_host::kernel::routines::{ObjectAttributes, StatusBlock};
use wdk_sys::{
    STATUS_ACCESS_DENIED, STATUS_END_OF_FILE, STATUS_FILE_IS_A_DIRECTORY,
    STATUS_INFO_LENGTH_MISMATCH, STATUS_INVALID_INFO_CLASS, STATUS_OBJECT_NAME_COLLISION,
    STATUS_OBJECT_NAME_INVALID, STATUS_OBJECT_NAME_NOT_FOUND, STATUS_OBJECT_PATH_NOT_FOUND,
    STATUS_OBJECT_PATH_SYNTAX_BAD, STATUS_SHARING_VIOLATION,
};

use super::{Rule, Text, broken_by, call, run, wide};
use crate::closure_driver::{Bench, SUCCESS, parallel};

const READ: u32 = 0x8000_0000;
const WRITE: u32 = 0x4000_0000;
const OPEN: u32 = 1;
const CREATE: u32 = 2;
const OPEN_IF: u32 = 3;
const OVERWRITE: u32 = 4;
/// `FILE_SYNCHRONOUS_IO_NONALERT | FILE_NON_DIRECTORY_FILE`
const PLAIN: u32 = 0x60;
static YES: u8 = 1;
const END_OF_FILE: u32 = 20;
const STANDARD: u32 = 5;
const POSITION: u32 = 14;

/// Opens a file: the status, the handle, and what the open has done.
fn open(name: &str, access: u32, share: u32, disposition: u32) -> (i32, usize, u64) {
    let mut units = wide(name);
    let used = units.len() - 1;
    let mut text = Text::new(&mut units, used);
    let name = text.counted().addr() as u64;
    let mut attributes = [48_u64, 0, name, 0x240, 0, 0];
    let (mut handle, mut block) = (0, [0_u64; 2]);
    let attributes: *mut ObjectAttributes = attributes.as_mut_ptr().cast();
    let status = call!(
        ZwCreateFile,
        &raw mut handle,
        access,
        attributes,
        block_of(&mut block),
        null_mut(),
        0x80,
        share,
        disposition,
        PLAIN,
        null_mut(),
        0
    );
    (status, handle, block[1])
}

fn block_of(block: &mut [u64; 2]) -> *mut StatusBlock {
    block.as_mut_ptr().cast()
}

fn read(file: usize, offset: Option<i64>) -> (i32, Vec<u8>) {
    let (mut block, mut buffer) = ([0; 2], [0; 16]);
    let offset = offset.as_ref().map_or(null(), std::ptr::from_ref);
    let status = call!(
        ZwReadFile,
        file,
        0,
        0,
        0,
        block_of(&mut block),
        buffer.as_mut_ptr(),
        16,
        offset,
        null()
    );
    (status, buffer[..usize::try_from(block[1]).expect("a length")].to_vec())
}

fn write(file: usize, data: &[u8], offset: Option<i64>) -> i32 {
    let mut block = [0; 2];
    let offset = offset.as_ref().map_or(null(), std::ptr::from_ref);
    let length = u32::try_from(data.len()).expect("a short text");
    let block = block_of(&mut block);
    call!(ZwWriteFile, file, 0, 0, 0, block, data.as_ptr(), length, offset, null())
}

fn set(file: usize, class: u32, value: u64) -> i32 {
    let (mut block, value) = ([0; 2], value.to_le_bytes());
    call!(ZwSetInformationFile, file, block_of(&mut block), value.as_ptr(), 8, class)
}

#[test]
fn bytes_that_are_written_are_read_at_the_position_and_kept() {
    let bench = Bench::new(|adding| {
        let device = adding.device();
        device.side_door();
        parallel(1).read(|_, request| request.complete(0)).for_everything().create(device);
    });
    bench.machine.set_disk_file(r"C:\Data\old.txt", b"old");
    let file = bench.open();
    bench.run(&file, || {
        let (status, file, done) = open(r"\SystemRoot\temp\Log.txt", READ | WRITE, 0, OPEN_IF);
        assert_eq!((status, done), (SUCCESS, 2), "it is created");
        assert_eq!(write(file, b"hello", None), SUCCESS);
        assert_eq!(read(file, None), (STATUS_END_OF_FILE, vec![]));
        assert_eq!(set(file, POSITION, 1), SUCCESS);
        assert_eq!(read(file, None), (SUCCESS, b"ello".to_vec()));
        assert_eq!(write(file, b"!", Some(-1)), SUCCESS, "at the end");
        assert_eq!(read(file, Some(0)), (SUCCESS, b"hello!".to_vec()));
        assert_eq!(set(file, END_OF_FILE, 2), SUCCESS);
        let (mut block, mut told) = ([0; 2], [0_u64; 3]);
        let (block, place) = (block_of(&mut block), told.as_mut_ptr().cast());
        assert_eq!(call!(ZwQueryInformationFile, file, block, place, 24, STANDARD), SUCCESS);
        assert_eq!(told[1], 2, "the end of the file");
        let (mut block, mut told) = ([0; 2], [0_u8; 8]);
        let (block, place) = (block_of(&mut block), told.as_mut_ptr());
        let short = call!(ZwQueryInformationFile, file, block, place, 4, STANDARD);
        let unknown = call!(ZwQueryInformationFile, file, block, place, 8, 99);
        assert_eq!((short, unknown), (STATUS_INFO_LENGTH_MISMATCH, STATUS_INVALID_INFO_CLASS));
        assert_eq!(call!(ZwFlushBuffersFile, file, block), SUCCESS);
        assert_eq!(call!(ZwClose, file), SUCCESS);
        let (status, file, done) = open(r"\??\c:\data\OLD.TXT", READ, 0, OPEN);
        assert_eq!((status, done), (SUCCESS, 1));
        assert_eq!(write(file, b"x", None), STATUS_ACCESS_DENIED);
        assert_eq!(call!(ZwClose, file), SUCCESS);
    });
    file.close();
    assert_eq!(bench.machine.disk_file(r"C:\Windows\Temp\log.txt"), Some(b"he".to_vec()));
    bench.end_clean();
}

#[test]
fn names_dispositions_and_shares_decide_an_open() {
    run(|| {
        let status = |name, disposition| open(name, READ | WRITE, 0, disposition).0;
        let file = r"\DosDevices\C:\Windows\a.txt";
        let cases = [
            (status(file, OPEN), STATUS_OBJECT_NAME_NOT_FOUND),
            (status(file, OVERWRITE), STATUS_OBJECT_NAME_NOT_FOUND),
            (status(r"\??\C:\nowhere\a.txt", CREATE), STATUS_OBJECT_PATH_NOT_FOUND),
            (status(r"\??\D:\a.txt", CREATE), STATUS_OBJECT_PATH_NOT_FOUND),
            (status(r"\??\C:\a?.txt", CREATE), STATUS_OBJECT_NAME_INVALID),
            (status("a.txt", CREATE), STATUS_OBJECT_PATH_SYNTAX_BAD),
            (status(r"\SystemRoot\temp", OPEN), STATUS_FILE_IS_A_DIRECTORY),
        ];
        for (index, (found, expected)) in cases.into_iter().enumerate() {
            assert_eq!(found, expected, "case {index}");
        }
        let (made, first, _) = open(file, READ, 1, CREATE);
        assert_eq!(made, SUCCESS);
        assert_eq!(open(file, READ, 1, CREATE).0, STATUS_OBJECT_NAME_COLLISION);
        assert_eq!(open(file, WRITE, 1, OPEN).0, STATUS_SHARING_VIOLATION, "it shares reads only");
        assert_eq!(
            open(file, READ, 0, OPEN).0,
            STATUS_SHARING_VIOLATION,
            "this one shares nothing"
        );
        let (status, second, _) = open(file, READ, 1, OPEN);
        assert_eq!(status, SUCCESS);
        for file in [first, second] {
            assert_eq!(call!(ZwClose, file), SUCCESS);
        }
    });
}

#[test]
fn handle_that_is_left_or_closed_twice_is_reported() {
    let broken = broken_by(|| {
        let (_, file, _) = open(r"\SystemRoot\temp\a", READ, 0, OPEN_IF);
        assert_eq!(call!(ZwClose, file), SUCCESS);
        assert_eq!(call!(ZwClose, file), wdk_sys::STATUS_INVALID_HANDLE);
        open(r"\SystemRoot\temp\b", READ, 0, OPEN_IF);
    });
    assert_eq!(broken, [Rule::WrongHandleType, Rule::LeakedObject]);
}

#[test]
fn file_call_at_dispatch_level_is_reported() {
    let broken = broken_by(|| {
        let (_, file, _) = open(r"\SystemRoot\temp\a", READ, 0, OPEN_IF);
        let old = call!(KfRaiseIrql, 2);
        let flushed = call!(ZwFlushBuffersFile, file, block_of(&mut [0; 2]));
        assert_ne!(flushed, SUCCESS, "nothing is done");
        call!(KeLowerIrql, old);
        assert_eq!(call!(ZwClose, file), SUCCESS);
    });
    assert_eq!(broken, [Rule::WrongIrql]);
}

#[test]
fn deleted_file_is_gone() {
    let bench = Bench::new(|adding| {
        let device = adding.device();
        device.side_door();
        parallel(1).read(|_, request| request.complete(0)).for_everything().create(device);
    });
    bench.machine.set_disk_file(r"C:\a", b"");
    bench.machine.set_disk_file(r"C:\b", b"");
    let file = bench.open();
    bench.run(&file, || {
        let mut units = wide(r"\??\C:\a");
        let used = units.len() - 1;
        let mut text = Text::new(&mut units, used);
        let mut attributes = [48_u64, 0, text.counted().addr() as u64, 0x240, 0, 0];
        let place: *mut ObjectAttributes = attributes.as_mut_ptr().cast();
        assert_eq!(call!(ZwDeleteFile, place), SUCCESS);
        assert_eq!(call!(ZwDeleteFile, place), STATUS_OBJECT_NAME_NOT_FOUND);
        let (_, file, _) = open(r"\??\C:\b", READ | 0x1_0000, 0, OPEN);
        let mut block = [0; 2];
        let dispose =
            call!(ZwSetInformationFile, file, block_of(&mut block), &raw const YES, 1, 13);
        assert_eq!((dispose, call!(ZwClose, file)), (SUCCESS, SUCCESS));
    });
    file.close();
    let left = [r"C:\a", r"C:\b"].map(|path| bench.machine.disk_file(path));
    assert_eq!(left, [None, None]);
    bench.end_clean();
}

#[test]
fn transfer_with_a_handle_of_an_event_is_refused() {
    let broken = broken_by(|| {
        let (_, file, _) = open(r"\SystemRoot\temp\event.txt", READ | WRITE, 0, CREATE);
        let mut block = [0; 2];
        let (mut buffer, offset) = ([0_u8; 4], 0_i64);
        let read = call!(
            ZwReadFile,
            file,
            0x44,
            0,
            0,
            block_of(&mut block),
            buffer.as_mut_ptr(),
            4,
            &raw const offset,
            null()
        );
        assert_eq!(read, wdk_sys::STATUS_INVALID_HANDLE, "this host makes no events");
        assert_eq!(call!(ZwClose, file), SUCCESS);
    });
    assert_eq!(broken, [Rule::WrongHandleType]);
}
