//! The host against recordings of scenes whose steps are in a script.
//!
//! A script has scenes, and a scene has steps of an application and of the person who operates the
//! machine: `read a r1 10` reads 10 bytes from the file `a` as the operation `r1`. The real
//! framework (KMDF 1.33, compiled from its open source, without its verifier) ran the same scenes.
//! All scenes of a script run on one machine, one after the other.

mod buffers;
mod differences;
mod files;
mod idle;
mod mode;
mod nonpnp;
mod player;
mod probe;
mod queues;
mod replay;
mod report;
mod script;
mod small_objects;
mod stacks;
mod toaster;
