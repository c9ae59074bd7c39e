//! Settings in the device's hardware key.

use std::time::Duration;

use echo_interface::{DEFAULT_PERIOD_MS, MAX_PERIOD_MS, MIN_PERIOD_MS, MODE_VALUE, PERIOD_VALUE};

use super::change::{restart, restart_anyhow, works};
use super::order::requests_take;
use crate::manage::node::State;
use crate::verify::rig::Rig;
use crate::verify::system::Administration;
use crate::verify::unmet::{Unmet, ensure};

/// Two periods, of which one differs from that of the device.
const PERIODS_MS: [u32; 2] = [50, 150];
/// `CM_PROB_FAILED_START` and `CM_PROB_FAILED_ADD`.
const PROBLEMS: [u32; 2] = [10, 31];
/// `STATUS_INVALID_PARAMETER`
const INVALID_PARAMETER: u32 = 0xC000_000D;

/// The access to the settings; the check is skipped for a driver without settings.
fn administration<'a>(rig: &Rig<'a>) -> Result<&'a dyn Administration, Unmet> {
    let administration = rig.administration()?;
    if rig.expected.has_settings() {
        return Ok(administration);
    }
    Err(Unmet::Skipped("the driver of --like has no settings".to_owned()))
}

pub fn period_changed(rig: &Rig<'_>) -> Result<(), Unmet> {
    let administration = administration(rig)?;
    let [first, second] = PERIODS_MS.map(|period| Duration::from_millis(period.into()));
    let period = if rig.expected.period == first { second } else { first };
    let milliseconds = u32::try_from(period.as_millis()).unwrap_or(DEFAULT_PERIOD_MS);
    administration.set_value(PERIOD_VALUE, Some(milliseconds))?;
    restart(rig, administration)?;
    requests_take(rig, period)
}

pub fn period_limits(rig: &Rig<'_>) -> Result<(), Unmet> {
    let administration = administration(rig)?;
    for period in [MAX_PERIOD_MS, MIN_PERIOD_MS] {
        administration.set_value(PERIOD_VALUE, Some(period))?;
        restart(rig, administration)?;
    }
    works(rig)
}

pub fn period_refused(rig: &Rig<'_>) -> Result<(), Unmet> {
    let administration = administration(rig)?;
    for period in [MIN_PERIOD_MS - 1, 60_001, u32::MAX] {
        administration.set_value(PERIOD_VALUE, Some(period))?;
        is_refused(rig, administration, &format!("a period of {period} ms"))?;
    }
    Ok(())
}

pub fn mode_changed(rig: &Rig<'_>) -> Result<(), Unmet> {
    let administration = administration(rig)?;
    let mode = administration.value(MODE_VALUE)?.unwrap_or(0);
    administration.set_value(MODE_VALUE, Some(1 - mode.min(1)))?;
    restart(rig, administration)?;
    super::order::one_handle(rig)?;
    super::cancellation::all(rig)
}

pub fn mode_refused(rig: &Rig<'_>) -> Result<(), Unmet> {
    let administration = administration(rig)?;
    administration.set_value(MODE_VALUE, Some(2))?;
    is_refused(rig, administration, "a mode of 2")
}

pub fn absent(rig: &Rig<'_>) -> Result<(), Unmet> {
    let administration = administration(rig)?;
    administration.set_value(PERIOD_VALUE, None)?;
    administration.set_value(MODE_VALUE, None)?;
    restart(rig, administration)?;
    requests_take(rig, Duration::from_millis(DEFAULT_PERIOD_MS.into()))
}

/// Checks that the device does not start with its settings.
fn is_refused(rig: &Rig<'_>, administration: &dyn Administration, what: &str) -> Result<(), Unmet> {
    restart_anyhow(rig, administration)?;
    let state = administration.state()?;
    let State::Problem { code, status } = state else {
        let told = state.told();
        return Err(Unmet::Failed(format!("with {what}, the device is {told}")));
    };
    let known = PROBLEMS.contains(&code) && status.is_none_or(|status| status == INVALID_PARAMETER);
    ensure(known, || format!("with {what}, the device is {}", state.told()))
}
