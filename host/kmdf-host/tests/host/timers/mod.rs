//! Timers and DPCs: their due times, start and stop, and the serialization of their callbacks.
#![allow(clippy::doc_markdown, reason = "names of the DDIs")]

mod creation;
mod dpcs;
mod due;
mod precision;
mod serialization;
mod stopping;
mod work_items;

use crate::closure_driver::{self, Bench, Device, Timer, count, keep, kept};

/// A relative due time of WDF_REL_TIMEOUT_IN_MS.
const fn in_ms(milliseconds: i64) -> i64 {
    milliseconds * -10_000
}

/// A machine with a side door, and the objects that `add` creates on its device.
fn with_side_door(add: impl Fn(Device) + Send + Sync + 'static) -> Bench {
    Bench::new(move |adding| {
        let device = adding.device();
        device.side_door();
        add(device);
    })
}

/// A machine with one timer that counts its ticks.
fn counting(period_ms: u32) -> Bench {
    with_side_door(move |device| {
        let timer = closure_driver::timer(device.object()).period(period_ms);
        keep(
            "timer",
            timer.create(|_| {
                count("ticks");
            }),
        );
    })
}

fn the_timer() -> Timer {
    kept("timer")
}
