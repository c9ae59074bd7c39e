//! Tests of the built kernel images and their packages; `cargo xtask test` builds and runs them.
