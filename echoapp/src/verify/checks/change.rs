//! The device's state: disabled, enabled, removed, added.

use std::time::Duration;

use crate::manage::node::State;
use crate::platform::Request;
use crate::verify::rig::{Rig, pattern, succeeded};
use crate::verify::system::{Administration, Change};
use crate::verify::unmet::{Unmet, ensure, failed};

/// Disables and enables the device, which must start. Returns the time before and after the start.
pub fn restart(
    rig: &Rig<'_>,
    administration: &dyn Administration,
) -> Result<(Duration, Duration), Unmet> {
    let times = restart_anyhow(rig, administration)?;
    is_started(administration)?;
    Ok(times)
}

/// Disables and enables the device, which may have a problem afterwards.
pub fn restart_anyhow(
    rig: &Rig<'_>,
    administration: &dyn Administration,
) -> Result<(Duration, Duration), Unmet> {
    disable(administration)?;
    let before = rig.system.now();
    administration.enable()?;
    Ok((before, rig.system.now()))
}

/// Disables the device, which no process has open.
fn disable(administration: &dyn Administration) -> Result<(), Unmet> {
    match administration.disable()? {
        Change::Done => Ok(()),
        Change::Refused(reason) => failed(format!(
            "the device cannot be disabled; close other programs that have it open: {reason}"
        )),
    }
}

fn is_started(administration: &dyn Administration) -> Result<(), Unmet> {
    let state = administration.state()?;
    ensure(state == State::Started, || format!("the device does not start: {}", state.told()))
}

/// Checks that a read before any write succeeds at once with nothing, and that the device works.
fn is_fresh(rig: &Rig<'_>) -> Result<(), Unmet> {
    let mut handle = rig.open()?;
    let read = handle.transfer(Request::Read(100))?;
    succeeded(&read, 0)?;
    rig.at_once("a read before any write", read.latency)?;
    works(rig)
}

/// Checks that the device echoes.
pub fn works(rig: &Rig<'_>) -> Result<(), Unmet> {
    let mut handle = rig.open()?;
    handle.store(&pattern(300, 31))?;
    handle.has_stored(&pattern(300, 31))
}

pub fn fresh_read(rig: &Rig<'_>) -> Result<(), Unmet> {
    let administration = rig.administration()?;
    rig.open()?.store(b"before the restart")?;
    restart(rig, administration)?;
    is_fresh(rig)
}

pub fn first_tick(rig: &Rig<'_>) -> Result<(), Unmet> {
    let administration = rig.administration()?;
    let (before, after) = restart(rig, administration)?;
    let mut handle = rig.open()?;
    succeeded(&handle.transfer(Request::Write(b"first".to_vec()))?, 5)?;
    let now = rig.system.now();
    let (tick, slack) = (rig.expected.first_tick(), rig.system.slack());
    let holds = now + slack >= before + tick && now <= after + tick + slack;
    let took = now.saturating_sub(after);
    if holds { Ok(()) } else { Err(Unmet::Late(format!("the first tick came after {took:.1?}"))) }
}

pub fn disable_open(rig: &Rig<'_>) -> Result<(), Unmet> {
    let administration = rig.administration()?;
    let mut handle = rig.open()?;
    handle.store(b"before")?;
    let (held, queued) = (handle.write(b"held"), handle.read(100));
    match administration.disable()? {
        Change::Refused(_) => {}
        Change::Done => return failed("the device was disabled although a handle is open"),
    }
    is_started(administration)?;
    succeeded(&handle.wait(held)?, 4)?;
    let queued = handle.wait(queued)?;
    succeeded(&queued, 4)?;
    ensure(queued.data == b"held", || "a queued read lost its bytes".to_owned())?;
    works(rig)
}

pub fn disable_pending(rig: &Rig<'_>) -> Result<(), Unmet> {
    let administration = rig.administration()?;
    let mut handle = rig.open()?;
    handle.store(b"before")?;
    let held = handle.write(b"held");
    handle.close();
    disable(administration)?;
    let ended = handle.is_over(held)?;
    ensure(ended, || "the device was disabled with a request pending".to_owned())?;
    let held = handle.wait(held)?;
    succeeded(&held, 4)?;
    administration.enable()?;
    is_started(administration)?;
    is_fresh(rig)
}

pub fn disable_enable(rig: &Rig<'_>) -> Result<(), Unmet> {
    let administration = rig.administration()?;
    rig.open()?.store(b"before")?;
    disable(administration)?;
    let links = rig.system.interfaces()?.len();
    let opened = rig.system.open().is_ok();
    let state = administration.state()?;
    administration.enable()?;
    ensure(links == 0 && !opened, || "a disabled device can be opened".to_owned())?;
    ensure(state != State::Started, || "a disabled device is started".to_owned())?;
    is_started(administration)?;
    is_fresh(rig)
}

pub fn remove_add(rig: &Rig<'_>) -> Result<(), Unmet> {
    let administration = rig.administration()?;
    rig.open()?.store(b"before")?;
    match administration.remove()? {
        Change::Done => {}
        Change::Refused(reason) => {
            return failed(format!("the device cannot be removed: {reason}"));
        }
    }
    let state = administration.state()?;
    let opened = rig.system.open().is_ok();
    administration.add()?;
    ensure(state == State::Absent && !opened, || format!("a removed device is {}", state.told()))?;
    is_started(administration)?;
    is_fresh(rig)
}
