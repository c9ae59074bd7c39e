//! Direct I/O: pages that the driver and the application share, and their MDLs.

use wdk_sys::_WDF_DEVICE_IO_TYPE::WdfDeviceIoDirect;
use wdk_sys::{WDF_IO_TYPE_CONFIG, WDFMEMORY};

use crate::closure_driver::{Bench, Memory, SUCCESS, attributes, ddi, sequential, status};

/// A control code with METHOD_IN_DIRECT, METHOD_OUT_DIRECT.
const CODES: [u32; 2] = [0x22_2001, 0x22_2002];

/// The address and the length of a buffer, as numbers.
fn place((buffer, length): (*mut u8, usize)) -> (usize, usize) {
    (buffer.addr(), length)
}

#[test]
fn direct_control_has_a_system_buffer_and_pages_of_the_caller() {
    let bench = Bench::with_queue(|| {
        sequential().control(|_, request| {
            let input = request.buffer(false, 1).expect("the input");
            let output = request.buffer(true, 1).expect("the pages");
            assert_ne!(place(input).0, place(output).0);
            // SAFETY: the buffer is alive and has so many bytes.
            assert_eq!(unsafe { std::slice::from_raw_parts(input.0, input.1) }, b"abc");
            // SAFETY: the buffer is alive and has so many bytes, and nobody else uses it.
            let output = unsafe { std::slice::from_raw_parts_mut(output.0, output.1) };
            assert_eq!(output, b"xy");
            output[0] = b'!';
            request.complete_with(SUCCESS, 2);
        })
    });
    let file = bench.open();
    for code in CODES {
        let control = file.device_control_over(code, b"abc", b"xy");
        assert_eq!(control.result().expect("a result").data, b"!y");
    }
    bench.end_clean();
}

#[test]
fn failed_direct_request_leaves_what_the_driver_wrote() {
    let bench = Bench::with_queue(|| {
        sequential().control(|_, request| {
            let (output, _) = request.buffer(true, 1).expect("the pages");
            // SAFETY: the buffer has four bytes.
            unsafe { output.write(7) };
            request.complete_with(wdk_sys::STATUS_UNSUCCESSFUL, 1);
        })
    });
    let file = bench.open();
    let data = |code| file.device_control(code, &[], 4).result().expect("a result").data;
    assert_eq!(data(CODES[1]), [7], "the pages are the application's");
    assert_eq!(data(0x22_2000), [0; 0], "the I/O manager copies nothing for an error");
    bench.end_clean();
}

#[test]
fn mdl_of_a_direct_read_describes_the_pages() {
    let bench = Bench::new(|adding| {
        adding.io_type(WdfDeviceIoDirect);
        let queue = sequential().read(|_, request| {
            let mdl = request.mdl(true).expect("the MDL");
            assert!(request.mdl(true) == Ok(mdl), "one MDL for each request");
            // SAFETY: the MDL of the request, which is alive.
            let described = unsafe { mdl.read() };
            assert_eq!((described.ByteCount, described.MdlFlags & 7), (5000, 2));
            let address = map(mdl);
            let (buffer, length) = request.buffer(true, 5000).expect("the pages");
            assert_eq!((address, length), (buffer, 5000));
            // SAFETY: the pages have so many bytes.
            unsafe { buffer.write_bytes(9, length) };
            request.complete_with(SUCCESS, 5000);
        });
        queue.for_everything().create(adding.device());
    });
    let read = bench.open().read(5000);
    assert_eq!(read.result().expect("a result").data, [9; 5000]);
    bench.end_clean();
}

/// MmMapLockedPagesSpecifyCache for the system.
fn map(mdl: wdk_sys::PMDL) -> *mut u8 {
    use kmdf_host::kernel::routines::MmMapLockedPagesSpecifyCache;
    // SAFETY: the MDL of a request, which is alive.
    unsafe { MmMapLockedPagesSpecifyCache(mdl.cast(), 0, 1, std::ptr::null_mut(), 0, 16) }
}

#[test]
fn memory_of_a_direct_write_is_read_only() {
    let bench = Bench::new(|adding| {
        let mut config = WDF_IO_TYPE_CONFIG {
            Size: 16,
            ReadWriteIoType: WdfDeviceIoDirect,
            DeviceControlIoType: WdfDeviceIoDirect,
            DirectTransferThreshold: 0,
        };
        ddi!(WdfDeviceInitSetIoTypeEx, adding.init(), &raw mut config);
        let queue = sequential().write(|_, request| {
            let mut memory: WDFMEMORY = std::ptr::null_mut();
            assert_eq!(ddi!(WdfRequestRetrieveInputMemory, request.0, &raw mut memory), SUCCESS);
            assert_eq!(Memory(memory).bytes(), b"data");
            let mut other = [0_u8; 4];
            let from = (&raw mut other).cast();
            let copied = ddi!(WdfMemoryCopyFromBuffer, memory, 0, from, 4);
            assert_eq!(copied, wdk_sys::STATUS_ACCESS_VIOLATION);
            request.complete_with(SUCCESS, 4);
        });
        queue.for_everything().create(adding.device_with(attributes()));
    });
    bench.allow(crate::closure_driver::Rule::ReadOnlyMemory);
    assert_eq!(status(&bench.open().write(b"data")), SUCCESS);
    bench.end_clean();
}

#[test]
fn type_of_io_that_no_kernel_driver_has_is_reported() {
    let bench = Bench::new(|adding| {
        adding.io_type(wdk_sys::_WDF_DEVICE_IO_TYPE::WdfDeviceIoBufferedOrDirect);
        let mut config = WDF_IO_TYPE_CONFIG::default();
        ddi!(WdfDeviceInitSetIoTypeEx, adding.init(), &raw mut config);
        sequential().read(|_, _| ()).for_everything().create(adding.device());
    });
    let broken: Vec<_> = bench.shut_down().iter().map(|violation| violation.rule).collect();
    assert_eq!(broken, [crate::closure_driver::Rule::WrongConfiguration; 2]);
}
