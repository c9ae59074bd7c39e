//! Tests that run the built images in the host, each on a machine of its own architecture. `cargo xtask
//! test` builds and runs them.
//!
//! They are apart from the tests of the files in `tests/built`, which need the packages that build
//! images: these tests are built for ARM64 as well.
