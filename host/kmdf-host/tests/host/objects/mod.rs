//! Objects: contexts, parents, references, the order of deletion, and objects that must not be
//! deleted.
#![allow(clippy::doc_markdown, reason = "names of the DDIs")]

mod collections;
mod contexts;
mod deletion;
mod lookaside;
mod parents;
mod preallocated;
mod registry;
mod sizes;

use crate::closure_driver::{self, Attributes, Bench, Device, Object, attributes};

/// A machine whose device has a side door, and a file for it.
fn with_side_door() -> (Bench, closure_driver::File) {
    let bench = Bench::new(|adding| adding.device().side_door());
    let file = bench.open();
    (bench, file)
}

fn device() -> Device {
    closure_driver::kept("device")
}

/// An object below the device.
fn object(change: impl FnOnce(Attributes) -> Attributes) -> Object {
    let attributes = change(attributes().parent(device().object()));
    Object::create(attributes).expect("WdfObjectCreate succeeds")
}

/// An object below another one, with both callbacks.
fn watched_below(parent: Object) -> Object {
    Object::create(attributes().parent(parent).watched()).expect("WdfObjectCreate succeeds")
}
