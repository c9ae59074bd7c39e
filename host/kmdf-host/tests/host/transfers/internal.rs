//! Internal control codes from a test, and the IRP of a request.

use crate::closure_driver::{Bench, SUCCESS, ddi, parallel};

/// `METHOD_NEITHER`, `METHOD_BUFFERED`, `METHOD_OUT_DIRECT`
const NEITHER: u32 = 0xB_0003;
const BUFFERED: u32 = 0xB_0004;
const OUT_DIRECT: u32 = 0xB_0192;

/// Where `UserBuffer` and the current stack location lie in an IRP.
const USER_BUFFER: usize = 0x70;
const CURRENT: usize = 0xB8;

/// The word at a place that is an address of the framework.
fn word(place: *mut u8, offset: usize) -> u64 {
    // SAFETY: the IRP and its stack location have these members.
    unsafe { place.wrapping_byte_add(offset).cast::<u64>().read_unaligned() }
}

fn answering() -> Bench {
    Bench::new(|adding| {
        let device = adding.device();
        let queue = parallel(u32::MAX).default(|_, request| {
            let (text, length) = request.buffer(false, 1).expect("an input");
            // SAFETY: the buffer has this length.
            let copy = unsafe { std::slice::from_raw_parts(text, length) }.to_vec();
            assert_eq!(ddi!(WdfRequestGetRequestorMode, request.0), 0, "kernel mode");
            let irp = ddi!(WdfRequestWdmGetIrp, request.0).cast::<u8>();
            let location = std::ptr::with_exposed_provenance_mut::<u8>(
                usize::try_from(word(irp, CURRENT)).expect("an address"),
            );
            assert_eq!(word(location, 0) & 0xFF, 0xF, "IRP_MJ_INTERNAL_DEVICE_CONTROL");
            assert_eq!(word(location, 0x10) & 0xFFFF_FFFF, 6, "the length of the input");
            let room = word(location, 0x8) & 0xFFFF_FFFF;
            if room == 0 {
                if word(location, 0x18) & 3 == 3 {
                    let packet = word(irp, USER_BUFFER);
                    assert_eq!(packet, text.addr() as u64, "the packet of the driver above");
                }
                return request.complete(SUCCESS);
            }
            let (answer, _) = request.buffer(true, copy.len()).expect("an output");
            // SAFETY: the buffer has this room.
            unsafe { answer.copy_from(copy.as_ptr(), copy.len()) };
            request.complete_with(SUCCESS, copy.len() as u64);
        });
        queue.for_everything().create(device);
    })
}

#[test]
fn internal_control_of_each_method_reaches_its_handler() {
    let bench = answering();
    let file = bench.open();
    for code in [NEITHER, BUFFERED, OUT_DIRECT] {
        let result = file.internal_control(code, b"packet", 8).wait().expect("it completes");
        assert_eq!((result.status, &result.data[..]), (SUCCESS, &b"packet"[..]), "{code:#x}");
        let result = file.internal_control(code, b"packet", 0).wait().expect("it completes");
        assert_eq!((result.status, result.data.len()), (SUCCESS, 0));
    }
    file.close();
    bench.end_clean();
}

#[test]
fn packet_of_hid_leads_to_its_report() {
    let bench = Bench::new(|adding| {
        let queue = parallel(u32::MAX).default(|_, request| {
            let irp = ddi!(WdfRequestWdmGetIrp, request.0).cast::<u8>();
            let packet = std::ptr::with_exposed_provenance_mut::<u8>(
                usize::try_from(word(irp, USER_BUFFER)).expect("an address"),
            );
            assert_eq!(word(packet, 8) & 0xFF_FFFF_FFFF, (7 << 32) | 3, "the length and the id");
            let report = std::ptr::with_exposed_provenance_mut::<u8>(
                usize::try_from(word(packet, 0)).expect("an address"),
            );
            // SAFETY: the report has three bytes.
            let bytes = unsafe { std::slice::from_raw_parts_mut(report, 3) };
            assert_eq!(bytes, b"abc");
            bytes[0] = b'A';
            request.complete_with(SUCCESS, 3);
        });
        queue.for_everything().create(adding.device());
    });
    let file = bench.open();
    for code in [NEITHER, OUT_DIRECT] {
        let result = file.hid_control(code, 7, b"abc").wait().expect("it completes");
        assert_eq!((result.status, &result.data[..]), (SUCCESS, &b"Abc"[..]), "{code:#x}");
    }
    file.close();
    bench.end_clean();
}
