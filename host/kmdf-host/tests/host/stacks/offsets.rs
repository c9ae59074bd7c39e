//! The offset on the device of a read or a write, from the application to the lowest driver.

use std::ptr::null_mut;

use super::{filter, filtered, send_on, target};
use crate::closure_driver::{Adding, Bench, Request, SUCCESS, ddi, note, notes, parallel};

/// The offset in the current stack location of a request's IRP.
fn offset_in_irp(request: Request) -> i64 {
    let irp = ddi!(WdfRequestWdmGetIrp, request.0).cast::<u8>();
    // SAFETY: the pointer to the current stack location is there (wdm.h, `IRP`).
    let location = unsafe { irp.wrapping_add(0xB8).cast::<usize>().read_unaligned() };
    let location = std::ptr::with_exposed_provenance::<u8>(location);
    // SAFETY: `Parameters.Read.ByteOffset` is there (wdm.h, `IO_STACK_LOCATION`).
    unsafe { location.wrapping_add(0x18).cast::<i64>().read_unaligned() }
}

/// A function driver that notes the offset of each read and write.
fn function(adding: Adding) {
    let device = adding.device();
    let done = |what, request: Request| {
        note(format!("{what} {} {}", request.offset(), offset_in_irp(request)));
        request.complete(SUCCESS);
    };
    let queue = parallel(u32::MAX)
        .read(move |_, request| done("read", request))
        .write(move |_, request| done("write", request));
    queue.for_everything().create(device);
}

/// A filter that sends reads on, and formats writes for an offset 4,096 bytes further.
fn bench() -> Bench {
    filtered(function, |adding| {
        let queue = parallel(u32::MAX).read(|_, request| send_on(request)).write(|_, request| {
            let mut memory = null_mut();
            let status = ddi!(WdfRequestRetrieveInputMemory, request.0, &raw mut memory);
            assert_eq!(status, SUCCESS);
            let (mut offset, none) = (request.offset() + 4096, null_mut());
            let (below, offset) = (target().0, &raw mut offset);
            let status =
                ddi!(WdfIoTargetFormatRequestForWrite, below, request.0, memory, none, offset);
            assert_eq!(status, SUCCESS);
            let sent = request.on_return(|returned| returned.request.complete(returned.status));
            assert!(sent.send(target()));
        });
        filter(adding, queue);
    })
}

#[test]
fn offset_of_an_application_reaches_the_lowest_driver() {
    let bench = bench();
    let file = bench.open();
    for read in [file.read(1), file.read_at(512, 1)] {
        assert!(read.result().is_some_and(|result| result.status == SUCCESS));
    }
    let write = file.write_at(-1, &[1]);
    assert!(write.result().is_some_and(|result| result.status == SUCCESS));
    file.close();
    bench.end_clean();
    assert_eq!(notes(), ["read 0 0", "read 512 512", "write 4095 4095"]);
}
