//! Every place in which two threads of a driver can share bytes.

use std::cell::RefCell;
use std::ptr::{null_mut, with_exposed_provenance, with_exposed_provenance_mut};
use std::rc::Rc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use kmdf_host::explore::Stage;
use wdk_sys::ntddk::{ExAllocatePool2, ExFreePool};
use wdk_sys::{POOL_FLAG_NON_PAGED, UNICODE_STRING, WDFMEMORY, WDFSTRING};

use super::coverage::{Ends, both_ways};
use crate::closure_driver::{
    Adding, Bench, CANCELLED, Device, Driver, Object, Queue, SMALL, SUCCESS, WorkItem, attributes,
    count, counted, ddi, keep, kept, parallel, timer,
};

/// Gives the address of two words that the driver's threads share; is called when the device is
/// added.
type Place = fn(Device) -> usize;

fn device_context(device: Device) -> usize {
    device.object().allocate_context(attributes().context(&SMALL)).1.expose_provenance()
}

fn timer_context(device: Device) -> usize {
    let made = timer(device.object()).attributes(|a| a.context(&SMALL)).create(|_| ());
    made.object().context(&SMALL).expose_provenance()
}

fn work_item_context(device: Device) -> usize {
    let made = WorkItem::create(device.object(), false, |_| ()).expect("a work item");
    made.object().allocate_context(attributes().context(&SMALL)).1.expose_provenance()
}

fn object_context(device: Device) -> usize {
    let made = Object::create(attributes().parent(device.object()).context(&SMALL));
    made.expect("an object").context(&SMALL).expose_provenance()
}

/// As memory to which only a static variable points.
fn pool_block(device: Device) -> usize {
    // SAFETY: in a callback of the driver.
    let block = unsafe { ExAllocatePool2(POOL_FLAG_NON_PAGED, 16, 1) }.expose_provenance();
    let below = attributes().parent(device.object()).watched();
    Object::create(below).expect("an object").on_cleanup(move |_| {
        // SAFETY: the block was allocated above, and no request is left that uses it.
        unsafe { ExFreePool(with_exposed_provenance_mut(block)) };
    });
    block
}

fn memory_object(device: Device) -> usize {
    let mut memory: WDFMEMORY = null_mut();
    let mut buffer = null_mut();
    let mut attributes = attributes().parent(device.object());
    let (pool, attributes) = (wdk_sys::_POOL_TYPE::NonPagedPoolNx, attributes.pointer());
    let at = &raw mut buffer;
    let status = ddi!(WdfMemoryCreate, attributes, pool, 0, 16, &raw mut memory, at);
    assert_eq!(status, SUCCESS);
    buffer.expose_provenance()
}

fn string(device: Device) -> usize {
    let mut text: Vec<u16> = vec![0; 16];
    let source = UNICODE_STRING { Length: 32, MaximumLength: 32, Buffer: text.as_mut_ptr() };
    let mut string: WDFSTRING = null_mut();
    let mut attributes = attributes().parent(device.object());
    let attributes = attributes.pointer();
    let status = ddi!(WdfStringCreate, &raw const source, attributes, &raw mut string);
    assert_eq!(status, SUCCESS);
    let mut found = UNICODE_STRING::default();
    ddi!(WdfStringGetUnicodeString, string, &raw mut found);
    found.Buffer.expose_provenance()
}

fn registry_path(_: Device) -> usize {
    let driver: Driver = kept("driver");
    let path = ddi!(WdfDriverGetRegistryPath, driver.0);
    path.expose_provenance()
}

fn driver_object(_: Device) -> usize {
    let driver: Driver = kept("driver");
    ddi!(WdfDriverWdmGetDriverObject, driver.0).expose_provenance() + 0x70
}

/// Filled in by the control request that the driver holds.
fn request_buffer(_: Device) -> usize {
    0
}

fn word(index: usize) -> &'static AtomicU64 {
    let address: usize = kept("shared");
    // SAFETY: the place is aligned, and lives until the machine is shut down.
    unsafe { &*with_exposed_provenance::<AtomicU64>(address + 8 * index) }
}

fn add(adding: Adding, place: Place) {
    let device = adding.device();
    let queue = parallel(3).read(|queue, request| {
        word(0).store(1, Relaxed);
        let _ = queue.state();
        if word(1).load(Relaxed) == 1 {
            count("seen");
        }
        request.complete(SUCCESS);
    });
    let queue = queue.write(|queue: Queue, request| {
        let _ = queue.state();
        if word(0).load(Relaxed) == 1 {
            word(1).store(1, Relaxed);
        }
        request.complete(SUCCESS);
    });
    let queue = queue.control(|_, request| {
        if kept::<usize>("shared") == 0 {
            let (buffer, _) = request.buffer(false, 16).expect("a buffer of 16 bytes");
            keep("shared", buffer.expose_provenance());
        }
        request.mark(|request| request.complete(CANCELLED));
    });
    queue.for_everything().create(device);
    keep("shared", place(device));
}

/// A read and a write at the same time. The read sets the first word, makes a call, and looks at
/// the second word; the write sets the second one if the first is set.
fn read_and_write(stage: &mut Stage, place: Place, ends: Rc<RefCell<Ends>>) {
    let bench = Bench::on(stage.machine(), move |adding| {
        add(adding, place);
        SUCCESS
    });
    bench.device();
    let held = bench.open();
    let control = held.device_control(0x22_2000, &[0; 16], 0);
    let [reader, writer] = [bench.open(), bench.open()];
    stage.thread("read", move |_| _ = reader.read(1));
    stage.thread("write", move |_| _ = writer.write(&[1]));
    stage.at_end(move |_| {
        bench.check();
        *ends.borrow_mut().entry(format!("seen: {}", counted("seen"))).or_default() += 1;
        let _ = control.cancel();
        Ok(())
    });
}

#[track_caller]
fn assert_shared(place: Place) {
    let [(pruned, few), (all, many)] = both_ways(|stage, ends| read_and_write(stage, place, ends));
    assert_eq!(all.len(), 2, "{all:?}");
    assert!(pruned.keys().eq(all.keys()), "{pruned:?} {all:?}");
    assert!(few < many, "pruning keeps {few} of {many} schedules");
}

macro_rules! places {
    ($($test:ident $place:ident;)*) => {
        $(
            #[test]
            fn $test() {
                assert_shared($place);
            }
        )*
    };
}

places! {
    race_about_a_device_context_is_found device_context;
    race_about_a_timer_context_is_found timer_context;
    race_about_a_work_item_context_is_found work_item_context;
    race_about_an_object_context_is_found object_context;
    race_about_a_pool_block_without_a_pointer_to_it_is_found pool_block;
    race_about_a_memory_object_is_found memory_object;
    race_about_a_string_is_found string;
    race_about_the_registry_path_is_found registry_path;
    race_about_the_driver_object_is_found driver_object;
    race_about_a_request_buffer_is_found request_buffer;
}
