//! Turns: who is served when.

use std::time::Duration;

use super::arrival::CONTROL_CODE;
use crate::platform::{Completion, Request, Status};
use crate::verify::rig::{Rig, pattern, refused, succeeded};
use crate::verify::unmet::{Unmet, ensure};

/// The number of requests that are outstanding at once.
const REQUESTS: u8 = 5;

pub fn no_bytes(rig: &Rig<'_>) -> Result<(), Unmet> {
    let completion = behind_a_waiting_one(rig, Request::Read(0))?;
    succeeded(&completion, 0)
}

pub fn device_control(rig: &Rig<'_>) -> Result<(), Unmet> {
    let completion = behind_a_waiting_one(rig, Request::Control(CONTROL_CODE))?;
    refused(&completion, Status::InvalidDeviceRequest)
}

/// Sends a request behind one that waits for a tick, and checks that the request waits, too.
fn behind_a_waiting_one(rig: &Rig<'_>, request: Request) -> Result<Completion, Unmet> {
    let mut handle = rig.open()?;
    handle.store(b"before")?;
    let kind = request.kind().name();
    let waiting = handle.write(b"waiting");
    let behind = handle.issue(request);
    let early = handle.is_over(behind)?;
    let overtaken = early && !handle.is_over(waiting)?;
    ensure(!overtaken, || format!("the {kind} ended before the request ahead of it"))?;
    succeeded(&handle.wait(waiting)?, 7)?;
    let completion = handle.wait(behind)?;
    rig.takes(&format!("the {kind}"), completion.latency, rig.expected.period)?;
    Ok(completion)
}

pub fn one_handle(rig: &Rig<'_>) -> Result<(), Unmet> {
    let mut handle = rig.open()?;
    handle.store(b"before")?;
    let writes: Vec<_> = (0..REQUESTS)
        .map(|n| (handle.write(&pattern(10 + usize::from(n), n)), handle.read(100)))
        .collect();
    let mut ticks = 0;
    for (n, (write, read)) in (0..).zip(writes) {
        let expected = pattern(10 + usize::from(n), n);
        ticks += 1;
        let write = handle.wait(write)?;
        succeeded(&write, expected.len())?;
        rig.takes("a write in the queue", write.latency, rig.expected.period * ticks)?;
        ticks += 1;
        let read = handle.wait(read)?;
        succeeded(&read, expected.len())?;
        let same = read.data == expected;
        ensure(same, || "a read does not return the write before it".to_owned())?;
        rig.takes("a read in the queue", read.latency, rig.expected.period * ticks)?;
    }
    Ok(())
}

pub fn two_handles(rig: &Rig<'_>) -> Result<(), Unmet> {
    let mut writer = rig.open()?;
    let mut reader = rig.open()?;
    writer.store(b"before")?;
    let requests: Vec<_> = (0..REQUESTS)
        .map(|n| (writer.write(&pattern(20 + usize::from(n), n)), reader.read(100)))
        .collect();
    for (n, (write, read)) in (0..).zip(requests) {
        let expected = pattern(20 + usize::from(n), n);
        succeeded(&writer.wait(write)?, expected.len())?;
        let read = reader.wait(read)?;
        let same = read.data == expected;
        ensure(same, || "a read does not return the write that came before it".to_owned())?;
        succeeded(&read, expected.len())?;
    }
    Ok(())
}

pub fn latency(rig: &Rig<'_>) -> Result<(), Unmet> {
    requests_take(rig, rig.expected.period)
}

/// Checks that requests, one after the other, take a period each.
pub fn requests_take(rig: &Rig<'_>, period: Duration) -> Result<(), Unmet> {
    // About a second, and more for the longest periods.
    let count = (1_000 / period.as_millis().max(1)).clamp(3, 50);
    let count = u32::try_from(count).unwrap_or(50);
    let mut handle = rig.open()?;
    handle.store(b"latency")?;
    let since = rig.system.now();
    let mut longest = Duration::ZERO;
    for n in 0..count {
        let request =
            if n % 2 == 0 { Request::Read(7) } else { Request::Write(b"latency".to_vec()) };
        let completion = handle.transfer(request)?;
        succeeded(&completion, 7)?;
        longest = longest.max(completion.latency);
    }
    let took = rig.system.now().saturating_sub(since);
    let what = format!("{count} requests, each after the one before (the longest {longest:.1?}),");
    rig.takes(&what, took, period * count)
}
