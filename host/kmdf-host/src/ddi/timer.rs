//! WDFTIMER.
#![allow(clippy::wildcard_imports, non_snake_case, reason = "the DDIs' names")]

use std::sync::Arc;

use super::arguments::{attributes, hand_out, on_object, sized_or_older};
use crate::abi::*;
use crate::framework::attributes::{Allowed, Parent};
use crate::framework::object::{Body, Kind};
use crate::framework::queue::LEVEL_PASSIVE;
use crate::framework::timer::Timer;
use crate::handle::Handle;
use crate::machine::Inner;
use crate::names::Argument;
use crate::running::DISPATCH;
use crate::seam;
use crate::upcall::raw;

/// Creates a timer; IRQL <= `DISPATCH_LEVEL`. The checks are in the framework's order (KMDF behaviour,
/// "Creating a timer").
pub(super) unsafe extern "C" fn WdfTimerCreate(
    _: PWDF_DRIVER_GLOBALS,
    config: PWDF_TIMER_CONFIG,
    timer_attributes: PWDF_OBJECT_ATTRIBUTES,
    timer: *mut WDFTIMER,
) -> NTSTATUS {
    const CALL: &str = "WdfTimerCreate";
    seam::fallible(
        CALL,
        DISPATCH,
        |_| (),
        |machine| {
            // SAFETY: the driver's attributes, or NULL.
            let attributes = unsafe { attributes(timer_attributes) };
            let allowed = Allowed { parent: Parent::Required, level: true, scope: false };
            let attributes = match attributes.check(allowed) {
                Ok(attributes) => attributes,
                Err(status) => return status,
            };
            let pointers = [("Config", config.is_null()), ("Timer", timer.is_null())];
            if !machine.required(CALL, &pointers) {
                return STATUS_INVALID_PARAMETER;
            }
            // SAFETY: the driver's configuration, which is not NULL.
            let config = match unsafe { sized_or_older(config, &[24, 32]) } {
                Ok(config) => config,
                Err(status) => return status,
            };
            let high_resolution = config.UseHighResolutionTimer != 0 && config.TolerableDelay != 0;
            if i32::try_from(config.Period).is_err() || high_resolution {
                return STATUS_INVALID_PARAMETER;
            }
            let passive = attributes.level == LEVEL_PASSIVE;
            if passive && config.Period != 0 {
                return STATUS_NOT_SUPPORTED;
            }
            let how = (config.AutomaticSerialization != 0, passive);
            let body = |lock| Body::Timer(Timer::new(&config, lock, passive));
            let created = machine.create_deferred(CALL, &attributes, how, body);
            if created.is_ok() && config.UseHighResolutionTimer != 0 {
                machine.observe_high_resolution();
            }
            // SAFETY: the driver's variable for the handle.
            unsafe { hand_out(created, timer) }
        },
    )
}

/// Starts a timer; negative due times are relative, in 100 ns units; IRQL <= `DISPATCH_LEVEL`.
pub(super) unsafe extern "C" fn WdfTimerStart(
    _: PWDF_DRIVER_GLOBALS,
    timer: WDFTIMER,
    due_time: LONGLONG,
) -> BOOLEAN {
    const CALL: &str = "WdfTimerStart";
    let what = |m: &Arc<Inner>| [m.name_of(timer).into(), Argument::DueTime(due_time)];
    u8::from(seam::call(CALL, DISPATCH, what, |machine| {
        machine.check(CALL, timer, Kind::Timer).is_some_and(|t| machine.start_timer(t, due_time))
    }))
}

/// Stops a timer. With Wait (`PASSIVE_LEVEL` only), no callback runs after the return.
pub(super) unsafe extern "C" fn WdfTimerStop(
    _: PWDF_DRIVER_GLOBALS,
    timer: WDFTIMER,
    wait: BOOLEAN,
) -> BOOLEAN {
    const CALL: &str = "WdfTimerStop";
    let what = |m: &Arc<Inner>| [m.name_of(timer).into(), Argument::Wait(wait != 0)];
    u8::from(seam::call(CALL, DISPATCH, what, |machine| {
        machine.check(CALL, timer, Kind::Timer).is_some_and(|t| machine.stop_timer(t, wait != 0))
    }))
}

/// The parent given at creation; any IRQL.
pub(super) unsafe extern "C" fn WdfTimerGetParentObject(
    _: PWDF_DRIVER_GLOBALS,
    timer: WDFTIMER,
) -> WDFOBJECT {
    const CALL: &str = "WdfTimerGetParentObject";
    let parent =
        on_object(CALL, u8::MAX, timer, Kind::Timer, |machine, timer| machine.parent_of(timer));
    raw(parent.map_or(Handle::NULL, |(parent, _)| parent))
}
