//! The tests of the host. They are one program, so that the two test drivers are compiled once.

mod cancellation;
mod closure_driver;
mod control_devices;
mod crashes;
mod devices;
mod exploration;
mod fidelity;
mod image;
mod kernel;
mod machines;
mod objects;
mod pnp;
mod queues;
mod raw_driver;
mod rules;
mod scripted;
mod stacks;
mod statuses;
mod timers;
mod transfers;
