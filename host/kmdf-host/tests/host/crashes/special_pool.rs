//! Accesses that fault in special pool, and accesses that come near.
#![cfg(any(target_os = "linux", target_os = "android", target_vendor = "apple"))]

use std::hint::black_box;
use std::ptr::{with_exposed_provenance, with_exposed_provenance_mut};

use kmdf_host::explore::{Explorer, Strategy};
use kmdf_host::{Access, Cause, Crash, Machine, Rule, SpecialPool};
use wdk_sys::ntddk::{ExAllocatePool2, ExFreePoolWithTag};
use wdk_sys::{POOL_FLAG_NON_PAGED, POOL_FLAG_PAGED};

use super::{check_this_thread, panic_of};
use crate::closure_driver::{
    Bench, LARGE, Object, QueueSpec, Request, SUCCESS, SpinLock, attributes, below_device, count,
    counted, sequential, status, timer,
};
use crate::raw_driver::wdf;

const TAG: u32 = u32::from_le_bytes(*b"test");

/// A machine in special pool with a device that has a queue.
fn bench(special: SpecialPool, queue: impl Fn() -> QueueSpec + Send + Sync + 'static) -> Bench {
    let machine = Machine::new();
    machine.set_special_pool(special).expect("special pool");
    let bench = Bench::on(machine, move |adding| {
        let device = adding.device();
        queue().for_everything().create(device);
        SUCCESS
    });
    bench.device();
    bench
}

/// A machine in special pool whose driver does `work` with each read.
fn reading(special: SpecialPool, work: impl Fn(Request) + Send + Sync + Clone + 'static) -> Bench {
    bench(special, move || {
        let work = work.clone();
        sequential().read(move |_, request| work(request))
    })
}

/// The crash of a read for which the driver does `work`.
#[track_caller]
fn crash_of(special: SpecialPool, work: impl Fn(Request) + Send + Sync + Clone + 'static) -> Crash {
    let bench = reading(special, work);
    let file = bench.open();
    panic_of(|| _ = file.read(8));
    let crash = bench.machine.crash().expect("a crash");
    check_this_thread();
    crash
}

/// Checks the rule, memory and access of a crash, and that the details contain some texts.
#[track_caller]
fn expect(crash: &Crash, rule: Rule, access: Access, memory: &str, texts: &[&str]) {
    let Cause::MemoryMisused { rule: broken, access: seen, memory: which, detail, .. } =
        &crash.cause
    else {
        panic!("{crash}")
    };
    // Not every system tells a write from a read.
    let is_known = *seen != Access::Unknown;
    let (read, write) = (Rule::ReadAfterFree, Rule::WriteAfterFree);
    assert!(*broken == rule || !is_known && rule == read && *broken == write, "{crash}");
    assert!(*seen == access || !is_known, "{crash}");
    assert_eq!(which, memory, "{crash}");
    for text in texts {
        assert!(detail.contains(text), "{text} in {crash}");
    }
}

fn allocate(flags: u64) -> usize {
    // SAFETY: in a callback of the driver.
    let block = unsafe { ExAllocatePool2(flags, 24, TAG) };
    assert!(!block.is_null());
    block.expose_provenance()
}

fn free(block: usize) {
    // SAFETY: the host checks the block.
    unsafe { ExFreePoolWithTag(with_exposed_provenance_mut(block), TAG) }
}

fn read_at(block: usize, offset: isize) -> u8 {
    let place = black_box(with_exposed_provenance::<u8>(block.wrapping_add_signed(offset)));
    // SAFETY: none: the test's driver is wrong on purpose, and never continues.
    unsafe { place.read_volatile() }
}

fn write_at(block: usize, offset: isize) {
    let place = black_box(with_exposed_provenance_mut::<u8>(block.wrapping_add_signed(offset)));
    // SAFETY: none: the test's driver is wrong on purpose, and never continues.
    unsafe { place.write_volatile(1) }
}

#[test]
fn read_behind_pool_names_block_allocation_and_offset() {
    let crash = crash_of(SpecialPool::VerifyEnd, |_| {
        let block = allocate(POOL_FLAG_NON_PAGED);
        // The last 8 bytes before the page's end are there for the alignment.
        assert_ne!(read_at(block, 31), 0);
        read_at(block, 32);
    });
    let allocated = "a read at offset 32, 8 bytes behind the end; allocated by ExAllocatePool2 in \
                     EvtIoRead";
    let memory = "pool 'test', 24 bytes";
    if cfg!(all(target_os = "linux", target_arch = "x86_64")) {
        expect(&crash, Rule::PoolOverrun, Access::Read, memory, &[allocated]);
    } else {
        expect(&crash, Rule::PoolOverrun, Access::Read, memory, &["at offset 32"]);
    }
    let text = crash.to_string();
    assert!(
        text.starts_with("PAGE_FAULT_BEYOND_END_OF_ALLOCATION (0xcd): PoolOverrun: pool 'test'"),
        "{text}"
    );
}

#[test]
fn write_behind_a_context_faults() {
    let crash = crash_of(SpecialPool::VerifyEnd, |_| {
        let object = Object::create(attributes().context(&LARGE)).expect("an object");
        write_at(object.context(&LARGE).expose_provenance(), 64);
    });
    let texts = ["at offset 64, 0 bytes behind the end; allocated by WdfObjectCreate in EvtIoRead"];
    expect(&crash, Rule::PoolOverrun, Access::Write, "context of O1", &texts);
}

#[test]
fn read_before_pool_faults_where_the_start_is_verified() {
    let crash = crash_of(SpecialPool::VerifyStart, |_| {
        read_at(allocate(POOL_FLAG_NON_PAGED), -1);
    });
    let texts = ["at offset -1, 1 bytes before the beginning"];
    expect(&crash, Rule::PoolUnderrun, Access::Read, "pool 'test', 24 bytes", &texts);
}

#[test]
fn write_before_pool_is_found_at_the_free_where_the_end_is_verified() {
    let bench = reading(SpecialPool::VerifyEnd, |request| {
        let block = allocate(POOL_FLAG_NON_PAGED);
        write_at(block, -1);
        free(block);
        request.complete(SUCCESS);
    });
    assert_eq!(status(&bench.open().read(8)), SUCCESS);
    let rules: Vec<_> = bench.shut_down().iter().map(|violation| violation.rule).collect();
    assert_eq!(rules, [Rule::PoolUnderrun]);
}

#[test]
fn use_of_freed_pool_faults_and_names_who_freed_it() {
    let memory = "pool 'test', 24 bytes";
    let texts =
        ["at offset 3 after the free; allocated by ExAllocatePool2 in EvtIoRead, freed by \
         ExFreePoolWithTag in EvtIoRead"];
    let crash = crash_of(SpecialPool::VerifyEnd, |_| {
        let block = allocate(POOL_FLAG_NON_PAGED);
        free(block);
        read_at(block, 3);
    });
    expect(&crash, Rule::ReadAfterFree, Access::Read, memory, &texts);
    assert!(crash.to_string().starts_with("PAGE_FAULT_IN_FREED_SPECIAL_POOL (0xcc): "), "{crash}");
    let crash = crash_of(SpecialPool::VerifyEnd, |_| {
        let block = allocate(POOL_FLAG_NON_PAGED);
        free(block);
        write_at(block, 3);
    });
    expect(&crash, Rule::WriteAfterFree, Access::Write, memory, &texts);
}

#[test]
fn read_of_the_buffer_of_a_completed_request_faults() {
    let crash = crash_of(SpecialPool::VerifyEnd, |request| {
        let (buffer, _) = request.buffer(true, 1).expect("a buffer");
        let buffer = buffer.expose_provenance();
        request.complete(SUCCESS);
        read_at(buffer, 0);
    });
    let texts = ["freed by WdfRequestComplete in EvtIoRead"];
    expect(&crash, Rule::ReadAfterFree, Access::Read, "buffer of R1", &texts);
}

#[test]
fn copy_from_freed_memory_faults_in_the_call() {
    let bench = reading(SpecialPool::VerifyEnd, |request| {
        let block = allocate(POOL_FLAG_NON_PAGED);
        free(block);
        let mut memory = std::ptr::null_mut();
        let status = wdf!(WdfRequestRetrieveOutputMemory, request.0, &raw mut memory);
        assert_eq!(status, SUCCESS);
        let block = with_exposed_provenance_mut(block);
        let _ = wdf!(WdfMemoryCopyFromBuffer, memory, 0, block, 8);
    });
    let file = bench.open();
    panic_of(|| _ = file.read(8));
    let violations = bench.machine.violations();
    let [violation] = &violations[..] else { panic!("{violations:#?}") };
    assert_eq!(violation.call, "WdfMemoryCopyFromBuffer");
    assert_eq!(violation.subject.to_string(), "pool 'test', 24 bytes");
    assert!(violation.detail.ends_with("in the host, in a call of the driver"), "{violation}");
}

#[test]
fn paged_pool_faults_after_the_function_acquired_a_spin_lock() {
    let crash = crash_of(SpecialPool::VerifyEnd, |_| {
        let block = allocate(POOL_FLAG_PAGED);
        let lock = SpinLock::create(below_device()).expect("a lock");
        write_at(block, 0);
        lock.acquire();
        read_at(block, 5);
    });
    let texts = ["at offset 5, of paged pool at IRQL 2, after WdfSpinLockAcquire; allocated by \
         ExAllocatePool2 in EvtIoRead"];
    let rule = Rule::PageableMemoryAtRaisedIrql;
    expect(&crash, rule, Access::Read, "pool 'test', 24 bytes", &texts);
    assert!(crash.to_string().starts_with("DRIVER_IRQL_NOT_LESS_OR_EQUAL (0xd1): "), "{crash}");
}

#[test]
fn paged_pool_faults_in_a_dpc() {
    let machine = Machine::new();
    machine.set_special_pool(SpecialPool::VerifyEnd).expect("special pool");
    let bench = Bench::on(machine, |adding| {
        let device = adding.device();
        let block = allocate(POOL_FLAG_PAGED);
        timer(device.object()).create(move |_| write_at(block, 0)).start(-10_000);
        SUCCESS
    });
    bench.device();
    panic_of(|| bench.advance_ms(1));
    let crash = bench.machine.crash().expect("a crash");
    let rule = Rule::PageableMemoryAtRaisedIrql;
    expect(&crash, rule, Access::Write, "pool 'test', 24 bytes", &["at IRQL 2, after -"]);
    assert_eq!(crash.callback, "EvtTimerFunc");
}

#[test]
fn correct_use_of_every_kind_of_memory_is_not_reported() {
    for special in [SpecialPool::VerifyEnd, SpecialPool::VerifyStart] {
        let bench = reading(special, |request| {
            let paged = allocate(POOL_FLAG_PAGED);
            let resident = allocate(POOL_FLAG_NON_PAGED);
            let lock = SpinLock::create(below_device()).expect("a lock");
            for offset in 0..24 {
                write_at(paged, offset);
            }
            lock.acquire();
            assert_eq!(read_at(resident, 23), 0);
            lock.release();
            // At PASSIVE_LEVEL again, the contents are there again.
            assert_eq!(read_at(paged, 23), 1);
            let object = Object::create(attributes().context(&LARGE)).expect("an object");
            write_at(object.context(&LARGE).expose_provenance(), 63);
            object.delete();
            let (buffer, length) = request.buffer(true, 1).expect("a buffer");
            write_at(buffer.expose_provenance(), 7);
            free(paged);
            free(resident);
            drop(black_box(vec![1_u8; 5]));
            request.complete_with(SUCCESS, length as u64);
        });
        for _ in 0..50 {
            let read = bench.open().read(8).wait().expect("completed");
            assert_eq!(read.data, [0, 0, 0, 0, 0, 0, 0, 1]);
        }
        bench.end_clean();
    }
}

#[test]
fn thread_at_dispatch_level_does_not_page_out_the_memory_of_a_lower_one() {
    let machine = Machine::new();
    machine.set_special_pool(SpecialPool::VerifyEnd).expect("special pool");
    let bench = Bench::on(machine, |adding| {
        let device = adding.device();
        let ticks = timer(device.object()).create(|_| _ = count("ticks"));
        let queue = sequential().read(move |_, request| {
            let paged = allocate(POOL_FLAG_PAGED);
            ticks.start(-10_000);
            // The DPC runs before this call.
            ticks.stop(true);
            assert_eq!(counted("ticks"), 1);
            write_at(paged, 0);
            free(paged);
            request.complete(SUCCESS);
        });
        queue.for_everything().create(device);
        SUCCESS
    });
    bench.device();
    bench.before("WdfTimerStop", 1, |machine| {
        machine.advance(std::time::Duration::from_millis(2));
    });
    assert_eq!(status(&bench.open().read(8)), SUCCESS);
    bench.end_clean();
}

#[test]
fn freed_memory_beyond_the_bound_is_given_back() {
    let bench = reading(SpecialPool::VerifyEnd, |request| {
        for _ in 0..5_000 {
            free(allocate(POOL_FLAG_NON_PAGED));
        }
        request.complete(SUCCESS);
    });
    assert_eq!(status(&bench.open().read(8)), SUCCESS);
    let kept = bench.machine.kept();
    let freed = kept.iter().find(|kept| kept.what == "freed blocks").expect("a row");
    assert!((100..=1_000).contains(&freed.count), "{freed:?}");
    bench.end_clean();
}

#[test]
fn exploration_has_no_special_pool() {
    let report = Explorer::new(Strategy::exhaustive()).schedules(1).run(&|stage| {
        let refused = stage.machine().set_special_pool(SpecialPool::VerifyEnd);
        let refused = refused.expect_err("the machine of an exploration");
        assert!(refused.to_string().contains("an exploration reads"), "{refused}");
        stage.thread("idle", |_| ());
    });
    assert!(report.failure().is_none(), "{report}");
}

#[test]
fn mdl_of_a_completed_request_faults() {
    let crash = crash_of(SpecialPool::VerifyEnd, |request| {
        let mdl = request.mdl(true).expect("the MDL");
        request.complete(SUCCESS);
        // SAFETY: the test is about this access.
        black_box(unsafe { mdl.read_volatile() });
    });
    let texts = ["after the free"];
    expect(&crash, Rule::ReadAfterFree, Access::Read, "buffer of R1", &texts);
}
