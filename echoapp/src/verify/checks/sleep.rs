//! Requests around a sleep of the machine.

use std::time::Duration;

use crate::verify::rig::{Rig, succeeded};
use crate::verify::unmet::{Unmet, ensure};

/// How long the machine sleeps.
const SLEEP: Duration = Duration::from_secs(15);

pub fn sleep(rig: &Rig<'_>) -> Result<(), Unmet> {
    let administration = rig.administration()?;
    if !rig.expected.sleep {
        return Err(Unmet::Skipped("--sleep was not given".to_owned()));
    }
    let mut handle = rig.open()?;
    handle.store(b"before")?;
    let held = handle.write(b"held");
    let queued = [handle.read(100), handle.read(100)];
    administration.sleep(SLEEP)?;
    succeeded(&handle.wait(held)?, 4)?;
    for request in queued {
        let read = handle.wait(request)?;
        succeeded(&read, 4)?;
        ensure(read.data == b"held", || "a queued read lost its bytes".to_owned())?;
    }
    super::change::works(rig)
}
