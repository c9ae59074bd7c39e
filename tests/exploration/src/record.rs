//! The invariants: what must hold for every operation and for the machine at the end of a schedule.
//!
//! - Each operation has ended once, with a status that the scenario allows. (The host reports a
//!   request that is completed twice as a violation.)
//! - Before the first tick, only operations that transfer no bytes succeed.
//! - A write that succeeded has transferred all its bytes.
//! - A read that succeeded has the first bytes of one write, never a mixture: as many as the read
//!   asked for, or all bytes of a shorter write. The read is empty only if no bytes were stored when
//!   it began.
//! - No request was completed under a lock of the driver, and no two callbacks ran at once that the
//!   framework must serialize.
//! - Of what came after the set-up only the stored bytes are left. Of a removed device nothing is
//!   left.
//! - A started device still works.

use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;

use echo_support::Variant;
use kmdf_host::abi::{
    NTSTATUS, STATUS_CANCELLED, STATUS_FILE_CLOSED, STATUS_INSUFFICIENT_RESOURCES,
    STATUS_INVALID_DEVICE_STATE, STATUS_PENDING, STATUS_SUCCESS,
};
use kmdf_host::{IoResult, Machine, NodeStatus, ObjectInfo, Operation, describe};

use echo_support::{INTERFACE, PERIOD, pattern};

/// How operations may end in a scenario apart from success.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "the statuses are independent of each other")]
pub struct Allows {
    /// With `STATUS_CANCELLED`: the scenario cancels, exits or closes.
    pub cancelled: bool,
    /// With `STATUS_FILE_CLOSED`: the scenario closes a handle in use.
    pub closed: bool,
    /// With `STATUS_INVALID_DEVICE_STATE`: the scenario removes the device.
    pub gone: bool,
    /// With `STATUS_INSUFFICIENT_RESOURCES`: calls of the driver fail.
    pub failed: bool,
}

/// What an operation asked for.
enum Kind {
    Write(Vec<u8>),
    /// The number of bytes to read.
    Read(usize),
}

/// The operations of a run, and the machine's objects before the run. Clones share one record.
#[derive(Clone, Default)]
pub struct Record(Rc<RefCell<Contents>>);

#[derive(Default)]
struct Contents {
    operations: Vec<(Kind, Operation)>,
    /// The bytes that the set-up stored.
    stored: Vec<u8>,
    objects: Vec<ObjectInfo>,
}

impl Record {
    /// Records a write.
    pub fn wrote(&self, bytes: &[u8], operation: Operation) {
        self.0.borrow_mut().operations.push((Kind::Write(bytes.to_vec()), operation));
    }

    /// Records a read.
    pub fn read(&self, length: usize, operation: Operation) {
        self.0.borrow_mut().operations.push((Kind::Read(length), operation));
    }

    /// Records the bytes that are stored before the threads begin.
    pub(crate) fn has_stored(&self, bytes: &[u8]) {
        self.0.borrow_mut().stored = bytes.to_vec();
    }

    /// Records the objects that exist before the threads begin.
    pub(crate) fn begins(&self, objects: Vec<ObjectInfo>) {
        self.0.borrow_mut().objects = objects;
    }

    /// Forgets the objects of the set-up: the scenario adds objects that stay.
    pub(crate) fn forgets(&self) {
        self.0.borrow_mut().objects.clear();
    }

    /// Checks the invariants.
    pub(crate) fn check(
        &self,
        machine: &Machine,
        variant: Variant,
        allows: Allows,
    ) -> Result<(), String> {
        synchronized(machine, variant)?;
        let Contents { operations, stored, objects } = &*self.0.borrow();
        let pending = |(_, operation): &&(Kind, Operation)| operation.result().is_none();
        for _ in 0..operations.iter().filter(pending).count() {
            // One tick for each: the driver holds one request, and the others wait in the queue.
            machine.advance(Duration::from_millis(100));
        }
        let mut sources = vec![&stored[..]];
        sources.extend(operations.iter().filter_map(|(kind, _)| match kind {
            Kind::Write(bytes) => Some(&bytes[..]),
            Kind::Read(_) => None,
        }));
        let asleep = machine.devices().iter().any(|node| node.status() == NodeStatus::Asleep);
        for (kind, operation) in operations {
            match operation.result() {
                Some(result) => {
                    let ended = ended(kind, operation.issued(), &result, &sources, allows);
                    ended.map_err(|complaint| format!("{operation:?}: {complaint}"))?;
                }
                None if asleep => {}
                None => return Err(format!("{operation:?} never ended")),
            }
        }
        if asleep {
            return Ok(());
        }
        let started = machine.devices().iter().any(|node| node.status() == NodeStatus::Started);
        let open = machine.devices().iter().any(|n| n.status() == NodeStatus::SurpriseRemoved);
        if started {
            nothing_new(machine, objects)?;
            works(machine, &sources)
        } else if open {
            Ok(())
        } else {
            nothing(machine)
        }
    }
}

/// Checks that the driver completed no request under its lock and was suspended in no tick, and that
/// no two callbacks of a serialized queue ran at once.
fn synchronized(machine: &Machine, variant: Variant) -> Result<(), String> {
    let under_lock = machine.observed().completions_under_lock;
    if under_lock > 0 {
        return Err(format!("{under_lock} requests were completed under a lock of the driver"));
    }
    let in_a_tick = machine.observed().suspends_in_a_tick;
    if in_a_tick > 0 {
        return Err(format!("a device was suspended during a tick, {in_a_tick} times"));
    }
    let at_once = machine.observed().most_callbacks_at_once;
    if variant == Variant::AutoSync && at_once > 1 {
        return Err(format!("{at_once} callbacks of a synchronized queue ran at once"));
    }
    Ok(())
}

/// Checks how an operation ended.
fn ended(
    kind: &Kind,
    issued: NTSTATUS,
    result: &IoResult,
    sources: &[&[u8]],
    allows: Allows,
) -> Result<(), String> {
    let IoResult { status, information, data, .. } = result;
    if issued != STATUS_PENDING && issued != *status {
        return Err(format!("the call returned {}", describe(issued)));
    }
    let may = match *status {
        STATUS_SUCCESS if *information > 0 && result.completed_at < PERIOD => {
            return Err("the operation succeeded before the first tick".into());
        }
        STATUS_SUCCESS => return succeeded(kind, *information, data, sources),
        STATUS_CANCELLED => allows.cancelled,
        STATUS_FILE_CLOSED => allows.closed,
        STATUS_INVALID_DEVICE_STATE => allows.gone,
        STATUS_INSUFFICIENT_RESOURCES => allows.failed,
        _ => false,
    };
    if !may {
        return Err("the scenario does not allow this status".into());
    }
    if *information != 0 || !data.is_empty() {
        return Err("a failed operation reports transferred bytes".into());
    }
    Ok(())
}

fn succeeded(
    kind: &Kind,
    information: usize,
    data: &[u8],
    sources: &[&[u8]],
) -> Result<(), String> {
    match kind {
        Kind::Write(bytes) if information == bytes.len() => Ok(()),
        Kind::Write(bytes) => Err(format!("expected {} bytes written", bytes.len())),
        Kind::Read(length) => {
            let whole = |source: &&[u8]| source.get(..*length).unwrap_or(source) == data;
            if information != data.len() {
                Err(format!("expected {} bytes, the length of the data", data.len()))
            } else if sources.iter().any(whole) && (sources[0].is_empty() || !data.is_empty()) {
                Ok(())
            } else {
                Err("the bytes read are the bytes of no write".into())
            }
        }
    }
}

/// Checks that only the objects of the set-up are left, and at most one pool block: the stored bytes.
fn nothing_new(machine: &Machine, before: &[ObjectInfo]) -> Result<(), String> {
    let mut objects = machine.objects();
    if !before.is_empty() {
        objects.retain(|object| !before.contains(object));
        if !objects.is_empty() {
            return Err(format!("objects are left that the set-up did not make: {objects:?}"));
        }
    }
    let pool = machine.pool();
    if pool.len() > 1 {
        return Err(format!("expected at most one pool block, the stored bytes; found {pool:?}"));
    }
    Ok(())
}

fn nothing(machine: &Machine) -> Result<(), String> {
    let left = (machine.objects(), machine.pool());
    if left == (Vec::new(), Vec::new()) {
        return Ok(());
    }
    Err(format!("objects and pool blocks of a removed device are left: {left:?}"))
}

/// Checks that each started device returns the stored bytes, and stores new ones.
fn works(machine: &Machine, sources: &[&[u8]]) -> Result<(), String> {
    let started = machine.devices().iter().filter(|n| n.status() == NodeStatus::Started).count();
    let interfaces = machine.interfaces(&INTERFACE).len();
    if started != interfaces {
        return Err(format!("{started} devices are started, {interfaces} can be opened"));
    }
    // Longer than any stored bytes.
    let room = sources.iter().map(|bytes| bytes.len()).max().unwrap_or(0) + 1;
    for path in machine.interfaces(&INTERFACE) {
        let process = machine.process();
        let file = process.open(&path).map_err(|status| format!("open: {}", describe(status)))?;
        let bytes = pattern(5, 200);
        let operations =
            [(Kind::Read(room), file.read(room)), (Kind::Write(bytes.clone()), file.write(&bytes))];
        machine.advance(Duration::from_millis(200));
        for (kind, operation) in operations {
            let result = operation.result().ok_or("the device no longer completes requests")?;
            let ended = ended(&kind, operation.issued(), &result, sources, Allows::default());
            ended.map_err(|what| format!("afterwards, {operation:?}: {what}"))?;
        }
        process.exit();
    }
    Ok(())
}
