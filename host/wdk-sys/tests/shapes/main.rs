//! The shapes of this crate are those of the published crate, which bindgen makes from the WDK.

mod callbacks;
mod constants;
mod enums;
mod functions;
mod layouts;
