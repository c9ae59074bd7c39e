//! Drivers with file callbacks: closes, process exits and opens against removals.

use kmdf_host::explore::{Stage, Strategy};
use kmdf_host::{Error, File, Process, describe};
use wdk_sys::{STATUS_NO_SUCH_DEVICE, STATUS_OBJECT_NAME_NOT_FOUND};

use super::{complaints, exhaust, explore};
use crate::closure_driver::{
    Bench, Device, FileObject, INTERFACE, NodeStatus, SMALL, SUCCESS, SpinLock, attributes, keep,
    kept, sequential,
};

/// A change of the device.
#[derive(Debug, Clone, Copy)]
enum Removal {
    /// In good order, unless the device is open.
    Orderly,
    Surprise,
}

/// What a process does meanwhile.
#[derive(Debug, Clone, Copy)]
enum Action {
    Close,
    Exit,
    Open,
}

/// A counter in a context of 16 bytes.
fn counter(context: *mut u8, which: usize) -> &'static mut u8 {
    assert!(!context.is_null(), "the object has its context");
    // SAFETY: the context has 16 bytes, and the schedule runs one thread at a time.
    unsafe { &mut *context.wrapping_add(which) }
}

fn opens(device: Device) -> &'static mut u8 {
    counter(device.object().context(&SMALL), 0)
}

fn closes(device: Device) -> &'static mut u8 {
    counter(device.object().context(&SMALL), 1)
}

/// The stage of a file, in its context.
fn stage_of(file: FileObject) -> &'static mut u8 {
    counter(file.object().context(&SMALL), 0)
}

/// A machine whose driver follows each file from its create to its close, and counts opens and
/// closes in the device's context. Its device has started.
fn with_files(stage: &Stage) -> Bench {
    let bench = without_device(stage);
    bench.device();
    bench
}

fn without_device(stage: &Stage) -> Bench {
    let bench = Bench::on(stage.machine(), |adding| {
        adding.all_pnp_callbacks();
        adding.file_callbacks(attributes().context(&SMALL).watched());
        let device = adding.device_with(attributes().context(&SMALL));
        let queue = sequential().read(|_, request| request.complete(SUCCESS));
        queue.for_everything().create(device);
        SUCCESS
    });
    bench.on_create(|request, file| {
        *stage_of(file) += 1;
        *opens(kept("device")) += 1;
        request.complete(SUCCESS);
    });
    bench.on_file("Cleanup", |file| {
        *stage_of(file) += 1;
        assert_eq!(*stage_of(file), 2, "EvtFileCleanup follows the create");
    });
    bench.on_file("Close", |file| {
        *stage_of(file) += 1;
        assert_eq!(*stage_of(file), 3, "EvtFileClose follows EvtFileCleanup");
        *closes(kept("device")) += 1;
    });
    bench.on_pnp("SelfManagedIoCleanup", |device| {
        assert_eq!(*opens(device), *closes(device), "each file is closed before the removal");
        SUCCESS
    });
    bench
}

/// The thread of the process. `Open` opens in a new process; a refusal is as right as a success.
fn thread(stage: &mut Stage, what: Action, path: String, process: &Process, file: &File) {
    let (process, file) = (process.clone(), file.clone());
    stage.thread("app", move |machine| match what {
        Action::Close => file.close(),
        Action::Exit => process.exit(),
        Action::Open => match machine.process().open(&path) {
            Ok(_) | Err(STATUS_NO_SUCH_DEVICE | STATUS_OBJECT_NAME_NOT_FOUND) => {}
            Err(status) => panic!("open: {}", describe(status)),
        },
    });
}

/// A process and a removal on two threads.
fn against(what: Action, removal: Removal) -> impl Fn(&mut Stage) {
    move |stage| {
        let bench = with_files(stage);
        let (node, process) = (bench.node(), bench.machine.process());
        let path = bench.machine.interfaces(&INTERFACE).remove(0);
        let file = bench.open_in(&process);
        if matches!((what, removal), (Action::Open, Removal::Orderly)) {
            file.close();
        }
        thread(stage, what, path, &process, &file);
        stage.thread("pnp", move |_| match removal {
            Removal::Surprise => node.surprise_remove().expect("started"),
            Removal::Orderly => match node.remove() {
                Ok(()) => assert_eq!(node.status(), NodeStatus::Removed),
                Err(Error::OutstandingOpen { .. }) => {
                    assert_eq!(node.status(), NodeStatus::Started);
                }
                Err(error) => panic!("{error}"),
            },
        });
        stage.at_end(move |_| {
            bench.check();
            Ok(())
        });
    }
}

#[test]
fn close_against_an_orderly_removal_gives_no_complaint() {
    exhaust(&against(Action::Close, Removal::Orderly));
}

#[test]
fn close_against_a_surprise_removal_gives_no_complaint() {
    exhaust(&against(Action::Close, Removal::Surprise));
}

#[test]
fn process_exit_against_an_orderly_removal_gives_no_complaint() {
    exhaust(&against(Action::Exit, Removal::Orderly));
}

#[test]
fn process_exit_against_a_surprise_removal_gives_no_complaint() {
    exhaust(&against(Action::Exit, Removal::Surprise));
}

#[test]
fn open_against_an_orderly_removal_gives_no_complaint() {
    exhaust(&against(Action::Open, Removal::Orderly));
}

#[test]
fn open_against_a_surprise_removal_gives_no_complaint() {
    exhaust(&against(Action::Open, Removal::Surprise));
}

#[test]
fn two_closes_against_a_surprise_removal_give_no_complaint() {
    let situation = |stage: &mut Stage| {
        let bench = with_files(stage);
        let node = bench.node();
        for (name, file) in [("one", bench.open()), ("two", bench.open())] {
            stage.thread(name, move |_| file.close());
        }
        stage.thread("pnp", move |_| node.surprise_remove().expect("started"));
        let node = bench.node();
        stage.at_end(move |_| {
            bench.check();
            match node.status() {
                NodeStatus::Removed => Ok(()),
                status => Err(format!("the device is {status}, and nothing keeps it")),
            }
        });
    };
    let report = explore(Strategy::preemptions(1), &situation);
    assert!(report.is_exhausted(), "{report}");
}

#[test]
fn suspend_and_surprise_removal_take_turns() {
    exhaust(&|stage: &mut Stage| {
        let bench = with_files(stage);
        for name in ["SelfManagedIoSuspend", "SurpriseRemoval"] {
            // A call lets the other thread run.
            bench.on_pnp(name, |device| {
                let _ = opens(device);
                SUCCESS
            });
        }
        bench.on_pnp("D0Exit", |device| {
            *closes(device) += 1;
            SUCCESS
        });
        bench.on_pnp("SelfManagedIoCleanup", |device| {
            assert_eq!(*closes(device), 1, "the device leaves D0 once");
            SUCCESS
        });
        let (one, other) = (bench.node(), bench.node());
        stage.thread("power", move |_| _ = one.suspend());
        stage.thread("pnp", move |_| other.surprise_remove().expect("present"));
        stage.at_end(move |_| {
            bench.check();
            Ok(())
        });
    });
}

/// A driver that uses an object in `EvtFileCleanup`, which its `EvtDeviceReleaseHardware` deletes.
fn cleanup_uses_what_release_hardware_deletes(removal: Removal) -> impl Fn(&mut Stage) {
    move |stage| {
        let bench = without_device(stage);
        bench.on_pnp("PrepareHardware", |device| {
            let below = attributes().parent(device.object());
            keep("lock", SpinLock::create(below).expect("a lock"));
            SUCCESS
        });
        bench.on_file("Cleanup", move |file| {
            *stage_of(file) += 1;
            let lock: SpinLock = kept("lock");
            lock.acquire();
            lock.release();
        });
        bench.on_pnp("ReleaseHardware", move |_| {
            kept::<SpinLock>("lock").object().delete();
            SUCCESS
        });
        bench.device();
        let (node, file) = (bench.node(), bench.open());
        stage.thread("app", move |_| file.close());
        stage.thread("pnp", move |_| match removal {
            Removal::Orderly => _ = node.remove(),
            Removal::Surprise => node.surprise_remove().expect("started"),
        });
        stage.at_end(move |_| {
            bench.check();
            Ok(())
        });
    }
}

#[test]
fn file_cleanup_that_touches_released_hardware_is_found() {
    let situation = cleanup_uses_what_release_hardware_deletes(Removal::Surprise);
    let report = explore(Strategy::exhaustive(), &situation);
    let found = complaints(&report);
    assert!(found.contains("StaleHandle") && found.contains("EvtFileCleanup"), "{report}");
}

#[test]
fn file_cleanup_precedes_release_hardware_in_an_orderly_removal() {
    exhaust(&cleanup_uses_what_release_hardware_deletes(Removal::Orderly));
}

#[test]
fn create_forgotten_when_the_device_vanishes_is_found() {
    let report = explore(Strategy::exhaustive(), &|stage: &mut Stage| {
        let bench = with_files(stage);
        bench.on_create(|request, _| {
            // The bug: nobody completes the create of a device that is being removed.
            if *closes(kept("device")) == 0 {
                request.complete(SUCCESS);
            }
        });
        bench.on_file("Cleanup", |_| {});
        bench.on_file("Close", |_| {});
        bench.on_pnp("SelfManagedIoCleanup", |_| SUCCESS);
        bench.on_pnp("SurpriseRemoval", |device| {
            *closes(device) = 1;
            SUCCESS
        });
        let (node, process) = (bench.node(), bench.machine.process());
        let path = bench.machine.interfaces(&INTERFACE).remove(0);
        stage.thread("app", move |_| _ = process.open(&path));
        stage.thread("pnp", move |_| node.surprise_remove().expect("started"));
        stage.at_end(move |_| {
            bench.check();
            Ok(())
        });
    });
    assert!(complaints(&report).contains("RequestNeverCompleted"), "{report}");
}
