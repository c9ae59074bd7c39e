//! Tests of the app built for Windows; `cargo xtask test` builds it and runs them, under Wine.
