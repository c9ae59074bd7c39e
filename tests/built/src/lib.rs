//! Tests of the built images, their packages and the built app. `cargo xtask test` builds and runs
//! them.
