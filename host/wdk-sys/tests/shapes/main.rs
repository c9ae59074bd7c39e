//! The shapes of this crate are those of the published one: what bindgen makes of the WDK headers.

mod callbacks;
mod constants;
mod enums;
mod functions;
mod layouts;
