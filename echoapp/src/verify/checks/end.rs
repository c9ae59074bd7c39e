//! Handles and processes that end with requests pending.

use crate::platform::Request;
use crate::verify::process;
use crate::verify::rig::{Rig, cancelled, succeeded};
use crate::verify::unmet::Unmet;

pub fn close(rig: &Rig<'_>) -> Result<(), Unmet> {
    let mut other = rig.open()?;
    let mut handle = rig.open()?;
    other.store(b"before")?;
    let held = handle.write(b"held");
    let queued = [handle.read(10), handle.write(b"queued")];
    let since = rig.system.now();
    handle.close();
    for request in queued {
        cancelled(&handle.wait(request)?, 0)?;
    }
    rig.at_once("the cancellation of queued requests", rig.system.now().saturating_sub(since))?;
    let held = handle.wait(held)?;
    succeeded(&held, 4)?;
    rig.takes("the request that waits at a close", held.latency, rig.expected.period)?;
    other.has_stored(b"held")
}

pub fn kill(rig: &Rig<'_>) -> Result<(), Unmet> {
    let mut handle = rig.open()?;
    handle.store(b"before")?;
    let process = rig.system.start_process()?;
    // The process's write has replaced the stored bytes on arrival, whether a tick came or not.
    process.kill()?;
    let read = handle.transfer(Request::Read(process::FIRST_WRITE.len() + 1))?;
    succeeded(&read, process::FIRST_WRITE.len())?;
    // Behind requests that were not cancelled, the read would have waited for many ticks.
    rig.takes(
        "a request after the end of the process",
        read.latency.max(rig.expected.period),
        rig.expected.period,
    )
}
