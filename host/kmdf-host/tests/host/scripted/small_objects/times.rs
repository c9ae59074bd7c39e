//! DPCs, work items and timers.

use std::ptr::null_mut;

use wdk_sys::{
    _WDF_EXECUTION_LEVEL, EVT_WDF_TIMER, NTSTATUS, ULONG, ULONG_PTR, WDF_DPC_CONFIG,
    WDF_OBJECT_ATTRIBUTES, WDFDPC, WDFDRIVER, WDFOBJECT, WDFTIMER, WDFWORKITEM,
};

use super::driver::{Own, current, say, say_status, traced};
use crate::raw_driver::{
    attributes, attributes_under, size_of_c, timer_config, wdf, work_item_config,
};

/// A millisecond in the units of a due time, relative to now.
const MS: i64 = -10_000;

fn create_dpc(serialized: bool, attributes: WDF_OBJECT_ATTRIBUTES) -> (NTSTATUS, WDFDPC) {
    let mut config = WDF_DPC_CONFIG {
        Size: size_of_c::<WDF_DPC_CONFIG>(),
        EvtDpcFunc: Some(evt_dpc),
        AutomaticSerialization: u8::from(serialized),
    };
    let (mut attributes, mut dpc) = (attributes, null_mut());
    (wdf!(WdfDpcCreate, &raw mut config, &raw mut attributes, &raw mut dpc), dpc)
}

pub fn create_dpcs(own: &Own) {
    let (status, dpc) = create_dpc(false, traced(attributes_under(own.device.get())));
    own.dpc.set(dpc);
    say_status("DpcCreate", status);
    let status = create_dpc(true, traced(attributes_under(own.queue.get()))).0;
    say_status("DpcCreate with automatic serialization below a passive queue", status);
    say_status("DpcCreate without parent", create_dpc(true, attributes()).0);
}

fn create_work_item(attributes: WDF_OBJECT_ATTRIBUTES) -> (NTSTATUS, WDFWORKITEM) {
    let (mut config, mut attributes) = (work_item_config(Some(evt_work_item)), attributes);
    let mut item = null_mut();
    (wdf!(WdfWorkItemCreate, &raw mut config, &raw mut attributes, &raw mut item), item)
}

pub fn create_work_items(own: &Own, driver: WDFDRIVER) {
    let (status, item) = create_work_item(traced(attributes_under(own.device.get())));
    own.work_item.set(item);
    say_status("WorkItemCreate", status);
    say_status("WorkItemCreate without parent", create_work_item(attributes()).0);
    let status = create_work_item(attributes_under(driver)).0;
    say_status("WorkItemCreate below the driver", status);
}

fn create_timer(
    period_ms: ULONG,
    serialized: bool,
    attributes: WDF_OBJECT_ATTRIBUTES,
) -> (NTSTATUS, WDFTIMER) {
    const TICK: EVT_WDF_TIMER = Some(evt_timer);
    let (mut config, mut attributes) = (timer_config(TICK, period_ms), attributes);
    config.AutomaticSerialization = u8::from(serialized);
    let mut timer = null_mut();
    (wdf!(WdfTimerCreate, &raw mut config, &raw mut attributes, &raw mut timer), timer)
}

fn passive(attributes: WDF_OBJECT_ATTRIBUTES) -> WDF_OBJECT_ATTRIBUTES {
    WDF_OBJECT_ATTRIBUTES {
        ExecutionLevel: _WDF_EXECUTION_LEVEL::WdfExecutionLevelPassive,
        ..attributes
    }
}

pub fn create_timers(own: &Own) {
    let below_queue = traced(attributes_under(own.queue.get()));
    let below_device = traced(attributes_under(own.device.get()));
    let (status, timer) = create_timer(0, false, below_queue);
    own.timer.set(timer);
    say_status("TimerCreate", status);
    let (status, timer) = create_timer(0, false, passive(below_device));
    own.passive_timer.set(timer);
    say_status("TimerCreate passive", status);
    say_status("TimerCreate passive periodic", create_timer(10, false, passive(below_device)).0);
    let (status, timer) = create_timer(10, false, below_device);
    own.periodic_timer.set(timer);
    say_status("TimerCreate periodic", status);
    let status = create_timer(0, true, below_queue).0;
    say_status("TimerCreate with automatic serialization below a passive queue", status);
    let status = create_timer(0, true, passive(below_queue)).0;
    say_status("passive TimerCreate with automatic serialization below a passive queue", status);
    say_status("TimerCreate without parent", create_timer(0, true, attributes()).0);
}

fn is_device(object: WDFOBJECT) -> u8 {
    u8::from(object == current().device.get().cast())
}

extern "C" fn evt_dpc(dpc: WDFDPC) {
    let same = is_device(wdf!(WdfDpcGetParentObject, dpc));
    say!("in the DPC, parent same {same}");
    wdf!(WdfWorkItemEnqueue, current().work_item.get());
}

extern "C" fn evt_work_item(item: WDFWORKITEM) {
    let same = is_device(wdf!(WdfWorkItemGetParentObject, item));
    say!("in the work item, parent same {same}");
}

extern "C" fn evt_timer(timer: WDFTIMER) {
    let own = current();
    own.ticks.set(own.ticks.get() + 1);
    say!("timer {}", own.ticks.get());
    if timer == own.periodic_timer.get() && own.ticks.get() >= 3 {
        let stopped = wdf!(WdfTimerStop, timer, 0);
        say!("stop of a periodic timer in itself {stopped}");
    }
}

pub fn enqueue_dpc() -> ULONG_PTR {
    let queued = wdf!(WdfDpcEnqueue, current().dpc.get());
    say!("DpcEnqueue {queued}");
    queued.into()
}

pub fn cancel_dpc() {
    let cancelled = wdf!(WdfDpcCancel, current().dpc.get(), 0);
    say!("DpcCancel of an idle one {cancelled}");
}

pub fn flush_work_item() {
    wdf!(WdfWorkItemEnqueue, current().work_item.get());
    wdf!(WdfWorkItemFlush, current().work_item.get());
    say!("flushed");
}

/// Does what a control code about a timer asks for.
pub fn on_timer(function: u32) {
    let own = current();
    let start = |timer, due: i64| wdf!(WdfTimerStart, timer, due * MS);
    let stop = |wait: u8| wdf!(WdfTimerStop, own.timer.get(), wait);
    match function {
        11 => {
            own.ticks.set(0);
            say!("TimerStart {}", start(own.timer.get(), 20));
            say!("TimerStart again {}", start(own.timer.get(), 10));
        }
        12 => say!("TimerStop {}", stop(1)),
        13 => {
            own.ticks.set(0);
            start(own.passive_timer.get(), 10);
        }
        14 => {
            own.ticks.set(0);
            start(own.periodic_timer.get(), 5);
        }
        15 => {
            start(own.timer.get(), 500);
            say!("TimerStop of a waiting one {}", stop(0));
            say!("TimerStop of an idle one {}", stop(0));
        }
        16 => _ = start(own.periodic_timer.get(), 300),
        _ => {
            let parent = wdf!(WdfTimerGetParentObject, own.timer.get());
            let same = u8::from(parent == own.queue.get().cast());
            say!("TimerGetParentObject is the queue {same}");
        }
    }
}
