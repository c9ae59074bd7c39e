//! WDFDPC.
#![allow(clippy::wildcard_imports, non_snake_case, reason = "the DDIs' names")]

use std::sync::Arc;

use super::arguments::{attributes, hand_out, on_object, sized};
use crate::abi::*;
use crate::framework::attributes::{Allowed, Parent};
use crate::framework::dpc::Dpc;
use crate::framework::object::{Body, Kind};
use crate::handle::Handle;
use crate::machine::Inner;
use crate::names::Argument;
use crate::running::DISPATCH;
use crate::seam;
use crate::upcall::raw;

/// Creates a DPC; IRQL <= `DISPATCH_LEVEL`. The checks are in the framework's order (KMDF behaviour,
/// "DPC objects").
pub(super) unsafe extern "C" fn WdfDpcCreate(
    _: PWDF_DRIVER_GLOBALS,
    config: PWDF_DPC_CONFIG,
    dpc_attributes: PWDF_OBJECT_ATTRIBUTES,
    dpc: *mut WDFDPC,
) -> NTSTATUS {
    const CALL: &str = "WdfDpcCreate";
    seam::fallible(
        CALL,
        DISPATCH,
        |_| (),
        |machine| {
            // SAFETY: the driver's attributes, or NULL.
            let attributes = unsafe { attributes(dpc_attributes) };
            let allowed = Allowed { parent: Parent::Required, level: false, scope: false };
            let attributes = match attributes.check(allowed) {
                Ok(attributes) => attributes,
                Err(status) => return status,
            };
            let pointers = [("Config", config.is_null()), ("Dpc", dpc.is_null())];
            if !machine.required(CALL, &pointers) {
                return STATUS_INVALID_PARAMETER;
            }
            // SAFETY: the driver's configuration, which is not NULL.
            let config = match unsafe { sized(config) } {
                Ok(config) => config,
                Err(status) => return status,
            };
            let how = (config.AutomaticSerialization != 0, false);
            let body = |lock| Body::Dpc(Dpc::new(config.EvtDpcFunc, lock));
            let created = machine.create_deferred(CALL, &attributes, how, body);
            // SAFETY: the driver's variable for the handle.
            unsafe { hand_out(created, dpc) }
        },
    )
}

/// Queues a DPC; FALSE if it is queued already; any IRQL.
pub(super) unsafe extern "C" fn WdfDpcEnqueue(_: PWDF_DRIVER_GLOBALS, dpc: WDFDPC) -> BOOLEAN {
    const CALL: &str = "WdfDpcEnqueue";
    let queued = on_object(CALL, u8::MAX, dpc, Kind::Dpc, |machine, dpc| machine.enqueue_dpc(dpc));
    u8::from(queued.unwrap_or(false))
}

/// Takes a DPC out of the queue; TRUE if it was there. With Wait (`PASSIVE_LEVEL` only), no callback
/// runs after the return, unless the DPC is queued again.
pub(super) unsafe extern "C" fn WdfDpcCancel(
    _: PWDF_DRIVER_GLOBALS,
    dpc: WDFDPC,
    wait: BOOLEAN,
) -> BOOLEAN {
    const CALL: &str = "WdfDpcCancel";
    let what = |m: &Arc<Inner>| [m.name_of(dpc).into(), Argument::Wait(wait != 0)];
    u8::from(seam::call(CALL, u8::MAX, what, |machine| {
        machine.check(CALL, dpc, Kind::Dpc).is_some_and(|dpc| machine.cancel_dpc(dpc, wait != 0))
    }))
}

/// The parent given at creation; IRQL <= `DISPATCH_LEVEL`.
pub(super) unsafe extern "C" fn WdfDpcGetParentObject(
    _: PWDF_DRIVER_GLOBALS,
    dpc: WDFDPC,
) -> WDFOBJECT {
    const CALL: &str = "WdfDpcGetParentObject";
    let parent = on_object(CALL, DISPATCH, dpc, Kind::Dpc, |machine, dpc| machine.parent_of(dpc));
    raw(parent.map_or(Handle::NULL, |(parent, _)| parent))
}

/// The address of the DPC's KDPC; any IRQL.
pub(super) unsafe extern "C" fn WdfDpcWdmGetDpc(_: PWDF_DRIVER_GLOBALS, dpc: WDFDPC) -> PKDPC {
    const CALL: &str = "WdfDpcWdmGetDpc";
    let address = on_object(CALL, u8::MAX, dpc, Kind::Dpc, |machine, dpc| {
        machine.with(|state| state.dpc(dpc).map_or(0, |dpc| dpc.block().address()))
    });
    std::ptr::with_exposed_provenance_mut(address.unwrap_or(0))
}
