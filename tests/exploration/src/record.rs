//! The invariants: what every operation and the machine must show when all is over.
//!
//! - Each operation has ended, once, and in a way that the scenario allows. (A request that is
//!   completed twice is a violation that the host reports.)
//! - Nothing succeeds before the first tick but what transfers nothing.
//! - A write that succeeded has transferred all of its bytes.
//! - A read that succeeded has the first bytes of one write, as many as it asked for or as that had:
//!   never a mixture. It is empty only if nothing was stored when it began.
//! - No request was completed under a lock of the driver's, and of the callbacks that the framework
//!   is to serialize no two were active at once.
//! - Nothing is left of what came after the set-up but the stored bytes, and of a device that is
//!   gone nothing.
//! - A device that is started still works.

use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;

use echo_support::Variant;
use kmdf_host::abi::{
    NTSTATUS, STATUS_CANCELLED, STATUS_FILE_CLOSED, STATUS_INSUFFICIENT_RESOURCES,
    STATUS_INVALID_DEVICE_STATE, STATUS_NO_SUCH_DEVICE, STATUS_PENDING, STATUS_SUCCESS,
};
use kmdf_host::{IoResult, Machine, NodeStatus, ObjectInfo, Operation, describe};

use echo_support::{INTERFACE, PERIOD, pattern};

/// How operations may end in a scenario, beside with success.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a question of its own")]
pub struct Allows {
    /// With `STATUS_CANCELLED`, since somebody cancels, exits, or closes.
    pub cancelled: bool,
    /// With `STATUS_FILE_CLOSED`, since a handle is closed while it is used.
    pub closed: bool,
    /// With the statuses of a device that is gone.
    pub gone: bool,
    /// With `STATUS_INSUFFICIENT_RESOURCES`, since calls of the driver fail.
    pub failed: bool,
}

/// What an operation was to do.
enum Kind {
    Write(Vec<u8>),
    /// How many bytes to read.
    Read(usize),
}

/// The operations of a run, and what there was before. Clones are the same record.
#[derive(Clone, Default)]
pub struct Record(Rc<RefCell<Contents>>);

#[derive(Default)]
struct Contents {
    operations: Vec<(Kind, Operation)>,
    /// The bytes that were stored in the set-up.
    stored: Vec<u8>,
    objects: Vec<ObjectInfo>,
}

impl Record {
    /// Notes a write.
    pub fn wrote(&self, bytes: &[u8], operation: Operation) {
        self.0.borrow_mut().operations.push((Kind::Write(bytes.to_vec()), operation));
    }

    /// Notes a read.
    pub fn read(&self, length: usize, operation: Operation) {
        self.0.borrow_mut().operations.push((Kind::Read(length), operation));
    }

    /// Notes which bytes are stored before the threads begin.
    pub(crate) fn has_stored(&self, bytes: &[u8]) {
        self.0.borrow_mut().stored = bytes.to_vec();
    }

    /// Notes what there is before the threads begin.
    pub(crate) fn begins(&self, objects: Vec<ObjectInfo>) {
        self.0.borrow_mut().objects = objects;
    }

    /// Forgets what there was: more will be there in the end.
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
            // A tick for each: one is with the driver, the others wait behind it.
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
                None => return Err(format!("{operation:?} was lost: it never ended")),
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

/// Checks that the driver has completed no request under its lock, and waited for its ticks before
/// it was suspended; and that the framework, where it is to serialize the callbacks, has called one
/// at a time.
fn synchronized(machine: &Machine, variant: Variant) -> Result<(), String> {
    let under_lock = machine.observed().completions_under_lock;
    if under_lock > 0 {
        return Err(format!("{under_lock} requests were completed under a lock of the driver's"));
    }
    let in_a_tick = machine.observed().suspends_in_a_tick;
    if in_a_tick > 0 {
        return Err(format!("{in_a_tick} times a device was suspended in the middle of a tick"));
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
        return Err(format!("the dispatch said {} before", describe(issued)));
    }
    let may = match *status {
        STATUS_SUCCESS if *information > 0 && result.completed_at < PERIOD => {
            return Err("it succeeded before any tick".into());
        }
        STATUS_SUCCESS => return succeeded(kind, *information, data, sources),
        STATUS_CANCELLED => allows.cancelled,
        STATUS_FILE_CLOSED => allows.closed,
        STATUS_NO_SUCH_DEVICE | STATUS_INVALID_DEVICE_STATE => allows.gone,
        STATUS_INSUFFICIENT_RESOURCES => allows.failed,
        _ => false,
    };
    if !may {
        return Err("nothing in this scenario gives that status".into());
    }
    if *information != 0 || !data.is_empty() {
        return Err("a failed operation has transferred nothing".into());
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
        Kind::Write(bytes) => Err(format!("{} bytes were written", bytes.len())),
        Kind::Read(length) => {
            let whole = |source: &&[u8]| source.get(..*length).unwrap_or(source) == data;
            if information != data.len() {
                Err(format!("{} bytes were read", data.len()))
            } else if sources.iter().any(whole) && (sources[0].is_empty() || !data.is_empty()) {
                Ok(())
            } else {
                Err("what was read is not what any write has stored".into())
            }
        }
    }
}

/// Checks that there are no objects but those of the set-up, and of pool blocks one at most: the
/// stored bytes.
fn nothing_new(machine: &Machine, before: &[ObjectInfo]) -> Result<(), String> {
    let mut objects = machine.objects();
    if !before.is_empty() {
        objects.retain(|object| !before.contains(object));
        if !objects.is_empty() {
            return Err(format!("objects are left: {objects:?}"));
        }
    }
    let pool = machine.pool();
    if pool.len() > 1 {
        return Err(format!("more than the stored bytes is left in the pool: {pool:?}"));
    }
    Ok(())
}

fn nothing(machine: &Machine) -> Result<(), String> {
    let left = (machine.objects(), machine.pool());
    if left == (Vec::new(), Vec::new()) {
        return Ok(());
    }
    Err(format!("(objects, pool) that are left of a device that is gone: {left:?}"))
}

/// Checks that each device which is started gives what is stored, and takes new bytes.
fn works(machine: &Machine, sources: &[&[u8]]) -> Result<(), String> {
    let started = machine.devices().iter().filter(|n| n.status() == NodeStatus::Started).count();
    let interfaces = machine.interfaces(&INTERFACE).len();
    if started != interfaces {
        return Err(format!("{started} devices are started, {interfaces} can be opened"));
    }
    // More than can be stored.
    let room = sources.iter().map(|bytes| bytes.len()).max().unwrap_or(0) + 1;
    for path in machine.interfaces(&INTERFACE) {
        let process = machine.process();
        let file = process.open(&path).map_err(|status| format!("open: {}", describe(status)))?;
        let bytes = pattern(5, 200);
        let operations =
            [(Kind::Read(room), file.read(room)), (Kind::Write(bytes.clone()), file.write(&bytes))];
        machine.advance(Duration::from_millis(200));
        for (kind, operation) in operations {
            let result =
                operation.result().ok_or("the device does not complete requests any more")?;
            let ended = ended(&kind, operation.issued(), &result, sources, Allows::default());
            ended.map_err(|what| format!("afterwards, {operation:?}: {what}"))?;
        }
        process.exit();
    }
    Ok(())
}
