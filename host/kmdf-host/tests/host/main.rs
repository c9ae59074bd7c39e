//! The tests of the host: one program, so that the two drivers of the tests are compiled once.

mod cancellation;
mod closure_driver;
mod exploration;
mod fidelity;
mod image;
mod machines;
mod objects;
mod pnp;
mod queues;
mod raw_driver;
mod rules;
mod statuses;
mod timers;
