//! Both variants on a machine with the real clock, used by many threads of the operating system at
//! the same time, while the devices sleep, wake, and are disabled and removed.
//!
//! The order is not known, so the test checks what holds in any order: every operation completes
//! with a possible status, a read returns the bytes of one write, the driver breaks no rule,
//! nothing is left. The sanitizers run this test.
#![cfg(any(not(windows), hosted))]

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use echo_support::{CONTROL_CODE, INTERFACE, Variant};
use kmdf_host::abi::{
    STATUS_BUFFER_OVERFLOW, STATUS_CANCELLED, STATUS_FILE_CLOSED, STATUS_INVALID_DEVICE_REQUEST,
    STATUS_INVALID_DEVICE_STATE, STATUS_SUCCESS,
};
use kmdf_host::{DeviceNode, File, Machine, NodeStatus, Operation, RegistryValue, describe};

/// The shortest time for which the threads use the devices.
const DURATION: Duration = Duration::from_secs(2);

/// The number of threads of each kind, for each device.
const THREADS: usize = 2;

/// The state that the threads share.
struct Shared {
    machine: Machine,
    over: AtomicBool,
    completed: AtomicUsize,
    cancelled: AtomicUsize,
    refused: AtomicUsize,
    /// Reads that returned bytes.
    read: AtomicUsize,
}

impl Shared {
    fn is_running(&self) -> bool {
        !self.over.load(Ordering::Relaxed)
    }

    /// Operations that completed, were cancelled and were refused, and reads that returned bytes.
    fn counts(&self) -> [usize; 4] {
        let counts = [&self.completed, &self.cancelled, &self.refused, &self.read];
        counts.map(|counter| counter.load(Ordering::Relaxed))
    }

    /// Whether enough has happened for the test to mean something.
    fn has_seen_enough(&self) -> bool {
        let [completed, cancelled, _, read] = self.counts();
        completed > 50 && cancelled > 10 && read > 10
    }

    /// A handle to a device in a new process; `None` if the device cannot be opened now.
    fn open(&self, node: &DeviceNode) -> Option<(kmdf_host::Process, File)> {
        let link = node.interface(&INTERFACE)?;
        let process = self.machine.process();
        let file = process.open(&link).ok()?;
        Some((process, file))
    }

    /// Waits for an operation, and checks what holds for every operation.
    fn finish(&self, operation: &Operation) {
        let result = operation.wait().unwrap_or_else(|error| panic!("{error}"));
        let counter = match result.status {
            STATUS_SUCCESS | STATUS_BUFFER_OVERFLOW | STATUS_INVALID_DEVICE_REQUEST => {
                &self.completed
            }
            STATUS_CANCELLED => &self.cancelled,
            STATUS_FILE_CLOSED | STATUS_INVALID_DEVICE_STATE => &self.refused,
            other => panic!("{operation:?} completed with {}", describe(other)),
        };
        counter.fetch_add(1, Ordering::Relaxed);
        let Some(first) = result.data.first() else { return };
        self.read.fetch_add(1, Ordering::Relaxed);
        assert!(result.data.iter().all(|byte| byte == first), "bytes of two writes in one read");
    }

    /// Writes and reads. The bytes of each write are all the same.
    fn transfer(&self, node: &DeviceNode, seed: u8) {
        let mut round = seed;
        while self.is_running() {
            let Some((_, file)) = self.open(node) else {
                thread::sleep(Duration::from_millis(1));
                continue;
            };
            for length in [100, 4_000, 0, 41_000] {
                round = round.wrapping_add(7);
                let write = file.write(&vec![round; length]);
                let (read, control) = (file.read(5_000), file.device_control(CONTROL_CODE, &[], 0));
                for operation in [write, read, control] {
                    self.finish(&operation);
                }
            }
            file.close();
        }
    }

    /// Cancels one operation, all operations, and by the end of the process; closes a handle with
    /// requests pending.
    fn give_up(&self, node: &DeviceNode) {
        let mut round = 0_u32;
        while self.is_running() {
            let Some((process, file)) = self.open(node) else {
                thread::sleep(Duration::from_millis(1));
                continue;
            };
            let operations = [file.write(&[3; 64]), file.read(64), file.write(&[4; 32])];
            thread::sleep(Duration::from_micros(u64::from(round % 7) * 300));
            match round % 4 {
                0 => operations.iter().for_each(|operation| _ = operation.cancel()),
                1 => _ = file.cancel_all(),
                2 => process.exit(),
                _ => {}
            }
            file.close();
            for operation in &operations {
                self.finish(operation);
            }
            round += 1;
        }
    }

    /// Suspends, stops and disables the device, again and again. A disable is refused while a handle
    /// is open.
    fn change(&self, node: &DeviceNode) {
        type Change = fn(&DeviceNode) -> Result<(), kmdf_host::Error>;
        let changes: [(Change, Change); 3] = [
            (DeviceNode::suspend, DeviceNode::resume),
            (DeviceNode::stop, DeviceNode::start),
            (DeviceNode::disable, DeviceNode::enable),
        ];
        for (down, up) in changes.iter().cycle() {
            if !self.is_running() {
                return;
            }
            match down(node) {
                Ok(()) => {}
                Err(kmdf_host::Error::OutstandingOpen { .. }) => continue,
                Err(error) => panic!("{error}"),
            }
            thread::sleep(Duration::from_millis(3));
            up(node).unwrap_or_else(|error| panic!("{error}"));
            assert_eq!(node.status(), NodeStatus::Started);
            thread::sleep(Duration::from_millis(20));
        }
    }
}

#[test]
fn many_threads_in_real_time_lose_and_leave_nothing() {
    let machine = Machine::real_time();
    let installed = echo_support::this_build!(Variant::AutoSync).install(&machine);
    installed.unwrap_or_else(|error| panic!("{error}"));
    let nodes = Variant::ALL.map(|variant| {
        let period = [("TimerPeriod", RegistryValue::Dword(1))];
        let node = machine.create_device_with(variant.hardware_id(), &period);
        node.unwrap_or_else(|error| panic!("{error}"))
    });
    let counter = || AtomicUsize::new(0);
    let shared = Shared {
        machine,
        over: AtomicBool::new(false),
        completed: counter(),
        cancelled: counter(),
        refused: counter(),
        read: counter(),
    };
    thread::scope(|scope| {
        let shared = &shared;
        let mut threads = Vec::new();
        for node in &nodes {
            for seed in 0..THREADS {
                let seed = u8::try_from(seed * 100).unwrap_or(0);
                threads.push(scope.spawn(move || shared.transfer(node, seed)));
                threads.push(scope.spawn(move || shared.give_up(node)));
            }
            threads.push(scope.spawn(move || shared.change(node)));
        }
        let started = Instant::now();
        // A thread that ends early has failed.
        let is_sound = || {
            shared.machine.violations().is_empty()
                && !threads.iter().any(thread::ScopedJoinHandle::is_finished)
        };
        while is_sound() && (started.elapsed() < DURATION || !shared.has_seen_enough()) {
            thread::sleep(Duration::from_millis(10));
        }
        shared.over.store(true, Ordering::Relaxed);
    });
    // Both devices are removed with requests pending: one by surprise, the other after its close.
    let pending = nodes.each_ref().map(|node| {
        let (_, file) = shared.open(node).unwrap_or_else(|| panic!("{node:?} cannot be opened"));
        (file.write(&[1; 10]), file.write(&[2; 10]), file)
    });
    pending[1].2.close();
    assert!(nodes[0].surprise_remove().is_ok() && nodes[1].remove().is_ok());
    for (write, queued, file) in &pending {
        shared.finish(write);
        shared.finish(queued);
        file.close();
    }
    let violations = shared.machine.shut_down();
    assert!(violations.is_empty(), "{violations:#?}");
    let left = (shared.machine.devices().len(), shared.machine.objects(), shared.machine.pool());
    assert_eq!(left, (0, Vec::new(), Vec::new()), "(devices, objects, pool) after the shutdown");
    println!("completed, cancelled, refused, reads with bytes: {:?}", shared.counts());
}
