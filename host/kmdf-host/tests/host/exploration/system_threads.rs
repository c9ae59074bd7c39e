//! Threads that a driver makes: each begins, waits and ends in every order.

use std::ptr::{null, null_mut, with_exposed_provenance, with_exposed_provenance_mut};
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use kmdf_host::NodeStatus;
use kmdf_host::explore::{Explorer, Report, Stage, Strategy};
use kmdf_host::kernel::routines::Object;
use wdk_sys::POOL_FLAG_NON_PAGED;
use wdk_sys::ntddk::{ExAllocatePool2, ExFreePool};

use super::complaints;
use crate::closure_driver::{Bench, Request, SUCCESS, keep, kept, sequential};

macro_rules! call {
    ($routine:ident $(, $argument:expr)* $(,)?) => {
        // SAFETY: every pointer leads to a live variable of the right layout.
        unsafe { ::kmdf_host::kernel::routines::$routine($($argument),*) }
    };
}

/// What the driver's thread and its callbacks share, in a block of pool.
#[repr(C)]
struct Shared {
    event: [u64; 3],
    /// The request that the thread is to complete; 0 if there is none.
    request: AtomicU64,
    stop: AtomicU64,
    /// The object of the thread.
    thread: AtomicU64,
}

impl Shared {
    fn at(address: usize) -> &'static Self {
        // SAFETY: the block lives until the thread has ended.
        unsafe { &*with_exposed_provenance(address) }
    }

    fn event(&self) -> *mut Object {
        std::ptr::from_ref(&self.event).cast_mut().cast()
    }

    fn thread(&self) -> usize {
        usize::try_from(self.thread.load(Relaxed)).expect("64 bits")
    }

    fn signal(&self) {
        call!(KeSetEvent, self.event(), 0, 0);
    }
}

fn wait(object: *mut Object) {
    call!(KeWaitForSingleObject, object, 0, 0, 0, null());
}

/// How the thread gets to know of its work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Thread {
    Waits,
    Polls,
}

fn complete_what_is_there(shared: &Shared) {
    let request = shared.request.swap(0, Relaxed);
    if request != 0 {
        Request(with_exposed_provenance_mut(usize::try_from(request).expect("64 bits")))
            .complete(SUCCESS);
    }
}

extern "C" fn work_when_signaled(address: usize) {
    let shared = Shared::at(address);
    loop {
        wait(shared.event());
        complete_what_is_there(shared);
        if shared.stop.load(Relaxed) != 0 {
            call!(PsTerminateSystemThread, 0);
        }
    }
}

extern "C" fn work_every_millisecond(address: usize) {
    let shared = Shared::at(address);
    while shared.stop.load(Relaxed) == 0 {
        complete_what_is_there(shared);
        call!(KeDelayExecutionThread, 0, 0, &-10_000);
    }
}

fn start(thread: Thread) {
    let block = allocated();
    let shared = Shared::at(block);
    call!(KeInitializeEvent, shared.event(), 1, 0);
    let routine = match thread {
        Thread::Waits => work_when_signaled as *const () as usize,
        Thread::Polls => work_every_millisecond as *const () as usize,
    };
    let (mut handle, mut object) = (0, 0);
    let no = null_mut();
    let made = &raw mut handle;
    assert_eq!(call!(PsCreateSystemThread, made, 0, no, 0, null_mut(), routine, block), 0);
    let object_of = &raw mut object;
    assert_eq!(call!(ObReferenceObjectByHandle, handle, 0, 0, 0, object_of, null_mut()), 0);
    call!(ZwClose, handle);
    shared.thread.store(object as u64, Relaxed);
    keep("shared", block);
}

fn allocated() -> usize {
    // SAFETY: in a callback of the driver.
    unsafe { ExAllocatePool2(POOL_FLAG_NON_PAGED, 48, 1) }.expose_provenance()
}

/// Ends the thread as a driver does before its device is gone.
fn stop() {
    let shared = Shared::at(kept("shared"));
    shared.stop.store(1, Relaxed);
    shared.signal();
    wait(with_exposed_provenance_mut(shared.thread()));
}

/// Gives back what the driver has of a thread that has ended.
fn let_go() {
    let block: usize = kept("shared");
    call!(ObfDereferenceObject, with_exposed_provenance_mut(Shared::at(block).thread()));
    // SAFETY: the thread, which used the block too, has ended.
    unsafe { ExFreePool(with_exposed_provenance_mut(block)) };
}

/// A device whose thread completes its reads, and an application that reads.
fn explored(thread: Thread, stops: bool, explorer: &Explorer) -> Report {
    let situation = move |stage: &mut Stage| {
        let bench = Bench::on(stage.machine(), move |adding| {
            adding.all_pnp_callbacks();
            let device = adding.device();
            let queue = sequential().unmanaged().read(|_, request| {
                let shared = Shared::at(kept("shared"));
                shared.request.store(request.0.expose_provenance() as u64, Relaxed);
                shared.signal();
            });
            queue.for_everything().create(device);
            SUCCESS
        });
        bench.on_pnp("PrepareHardware", move |_| {
            start(thread);
            SUCCESS
        });
        bench.on_pnp("ReleaseHardware", move |_| {
            if stops {
                stop();
                let_go();
            }
            SUCCESS
        });
        bench.device();
        let file = bench.open();
        let reader = file.clone();
        stage.thread("read", move |_| {
            assert_eq!(reader.read(1).wait().expect("it ends").status, SUCCESS);
        });
        stage.at_end(move |machine| {
            bench.check();
            file.close();
            let node = machine.devices().into_iter().next().expect("a device");
            if node.status() == NodeStatus::Started { Ok(()) } else { Err("not started".into()) }
        });
    };
    explorer.run(&situation)
}

fn exhaustive() -> Explorer {
    Explorer::new(Strategy::exhaustive())
}

#[test]
fn thread_that_waits_for_work_is_explored_to_the_end() {
    let ways = [exhaustive(), exhaustive().without_pruning()];
    let [pruned, every] = ways.map(|explorer| explored(Thread::Waits, true, &explorer));
    assert!(pruned.is_exhausted() && every.is_exhausted(), "{pruned}\n{every}");
    assert_eq!(pruned.differing(), every.differing());
    assert!((2..every.schedules()).contains(&pruned.schedules()), "{pruned}\n{every}");
}

#[test]
fn thread_that_polls_is_explored_to_the_end() {
    let report = explored(Thread::Polls, true, &exhaustive());
    assert!(report.is_exhausted(), "{report}");
}

/// A driver that waits for the end of a thread while its device starts.
fn waiting_for_its_thread(stage: &Stage) -> Bench {
    let bench = Bench::on(stage.machine(), |adding| {
        adding.all_pnp_callbacks();
        adding.device();
        SUCCESS
    });
    bench.on_pnp("PrepareHardware", |_| {
        start(Thread::Waits);
        stop();
        SUCCESS
    });
    bench.on_pnp("ReleaseHardware", |_| {
        let_go();
        SUCCESS
    });
    bench
}

#[test]
fn wait_for_a_thread_before_the_situation_begins_is_explained() {
    let situation = |stage: &mut Stage| {
        let bench = waiting_for_its_thread(stage);
        bench.device();
    };
    let complaints = complaints(&exhaustive().run(&situation));
    assert!(complaints.contains("begins only with the threads of the situation"), "{complaints}");
}

#[test]
fn start_that_waits_for_a_thread_is_explored_in_a_thread() {
    let situation = |stage: &mut Stage| {
        let bench = waiting_for_its_thread(stage);
        stage.thread("start", move |_| _ = bench.device());
    };
    let report = exhaustive().run(&situation);
    assert!(report.is_exhausted(), "{report}");
}

#[test]
fn thread_that_outlives_its_driver_is_found() {
    let complaints = complaints(&explored(Thread::Waits, false, &exhaustive()));
    assert!(complaints.contains("LeakedObject"), "{complaints}");
    assert!(complaints.contains("its routine has not ended"), "{complaints}");
}
