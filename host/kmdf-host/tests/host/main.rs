//! The tests of the host. They are one program, so that the two test drivers are compiled once.

mod cancellation;
mod closure_driver;
mod crashes;
mod exploration;
mod fidelity;
mod image;
mod machines;
mod objects;
mod pnp;
mod queues;
mod raw_driver;
mod rules;
mod scripted;
mod statuses;
mod timers;
