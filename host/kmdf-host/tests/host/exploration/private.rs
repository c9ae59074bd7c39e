//! Pool blocks that a thread allocates for itself, and those that it gives away.

use std::cell::RefCell;
use std::ptr::{with_exposed_provenance, with_exposed_provenance_mut};
use std::rc::Rc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use kmdf_host::explore::Stage;
use wdk_sys::POOL_FLAG_NON_PAGED;
use wdk_sys::ntddk::{ExAllocatePool2, ExFreePool};

use super::coverage::{Ends, both_ways};
use super::exhaust;
use crate::closure_driver::{
    Bench, Object, Queue, Request, SMALL, SUCCESS, attributes, count, counted, keep, kept, parallel,
};

fn allocate() -> usize {
    // SAFETY: in a callback of the driver.
    unsafe { ExAllocatePool2(POOL_FLAG_NON_PAGED, 16, 1) }.expose_provenance()
}

fn free(block: usize) {
    // SAFETY: the block was allocated, and nobody uses it any more.
    unsafe { ExFreePool(with_exposed_provenance_mut(block)) };
}

fn word(block: usize, index: usize) -> &'static AtomicU64 {
    // SAFETY: the block has two words, and lives until the device is removed.
    unsafe { &*with_exposed_provenance::<AtomicU64>(block + 8 * index) }
}

/// Where in the device's context the address of the block is put: not aligned.
const PLACE: usize = 3;

fn put(address: usize) {
    let place = kept::<usize>("context") + PLACE;
    // SAFETY: the context has 16 bytes.
    unsafe { with_exposed_provenance_mut::<usize>(place).write_unaligned(address) };
}

fn get() -> usize {
    let place = kept::<usize>("context") + PLACE;
    // SAFETY: the context has 16 bytes.
    unsafe { with_exposed_provenance::<usize>(place).read_unaligned() }
}

/// A read and a write at the same time.
fn read_and_write(stage: &mut Stage, read: fn(Queue, Request), write: fn(Queue, Request)) -> Bench {
    let bench = Bench::on(stage.machine(), move |adding| {
        let device = adding.device();
        let (_, context) = device.object().allocate_context(attributes().context(&SMALL));
        keep("context", context.expose_provenance());
        let below = attributes().parent(device.object()).watched();
        Object::create(below).expect("an object").on_cleanup(|_| match counted("block") {
            0 => {}
            block => free(block),
        });
        parallel(2).read(read).write(write).for_everything().create(device);
        SUCCESS
    });
    bench.device();
    let [reader, writer] = [bench.open(), bench.open()];
    stage.thread("read", move |_| _ = reader.read(1));
    stage.thread("write", move |_| _ = writer.write(&[1]));
    bench
}

/// Uses a block of its own, and writes to it between its calls if `writes`.
fn use_own_block(request: Request, writes: bool) {
    let block = allocate();
    for value in 1..4 {
        if writes {
            word(block, 0).store(value, Relaxed);
        }
        let _ = request.is_canceled();
    }
    free(block);
    request.complete(SUCCESS);
}

#[test]
fn threads_that_use_blocks_of_their_own_do_not_depend_on_each_other() {
    let [with, without] = [
        |_, request| use_own_block(request, true),
        |_, request| {
            use_own_block(request, false);
        },
    ]
    .map(|work: fn(Queue, Request)| {
        exhaust(&|stage: &mut Stage| drop(read_and_write(stage, work, work)))
    });
    // The writes to the blocks add no orders to those of the calls.
    assert_eq!(with.differing(), without.differing());
}

/// Gives a block away through the context, takes the address back, and then uses the block.
fn give_away(queue: Queue, request: Request) {
    let block = allocate();
    keep("block", block);
    put(block);
    let _ = queue.state();
    put(0);
    let _ = queue.state();
    word(block, 0).store(1, Relaxed);
    let _ = queue.state();
    if word(block, 1).load(Relaxed) == 1 {
        count("seen");
    }
    request.complete(SUCCESS);
}

fn use_what_is_found(queue: Queue, request: Request) {
    let block = get();
    let _ = queue.state();
    if block != 0 && word(block, 0).load(Relaxed) == 1 {
        word(block, 1).store(1, Relaxed);
    }
    request.complete(SUCCESS);
}

#[test]
fn race_about_a_block_that_was_given_away_is_found() {
    let [(pruned, few), (all, many)] = both_ways(|stage, ends: Rc<RefCell<Ends>>| {
        let bench = read_and_write(stage, give_away, use_what_is_found);
        stage.at_end(move |_| {
            bench.check();
            *ends.borrow_mut().entry(format!("seen: {}", counted("seen"))).or_default() += 1;
            Ok(())
        });
    });
    assert_eq!(all.len(), 2, "{all:?}");
    assert!(pruned.keys().eq(all.keys()), "{pruned:?} {all:?}");
    assert!(few < many, "pruning keeps {few} of {many} schedules");
}
