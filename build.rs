//! Configures the linking of a kernel image.
//!
//! Cargo decides about a build dependency by the building machine, so `wdk-build` exists on Windows
//! only. For a hosted driver there is nothing to configure. Off Windows a kernel image cannot be
//! built by Cargo alone, and the error says what can.

use std::env;

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-env-changed=WDKContentRoot");
    let target_has = |cfg: &str| env::var_os(cfg).is_some();
    if target_has("CARGO_CFG_WINDOWS") && !target_has("CARGO_CFG_HOSTED") {
        configure_kernel_image();
    }
}

#[cfg(all(windows, not(hosted)))]
fn configure_kernel_image() {
    if let Err(error) = wdk_build::configure_wdk_binary_build() {
        println!("cargo::error=cannot configure a kernel image; is the WDK installed? {error}");
    }
}

/// Off Windows, `cargo kmdf` sets `WDKContentRoot`, links by itself, and needs nothing from here.
#[cfg(not(windows))]
fn configure_kernel_image() {
    if env::var_os("WDKContentRoot").is_none() {
        let target = env::var("TARGET").unwrap_or_default();
        println!(
            "cargo::error=Cargo alone builds the kernel driver for {target} only on Windows with the \
             WDK. Run instead: cargo kmdf build --arch x64 (or arm64). To run the driver here: \
             cargo run --bin echoapp, without --target"
        );
    }
}

/// A build script that is itself hosted meets a kernel target only by mistake.
#[cfg(all(windows, hosted))]
fn configure_kernel_image() {
    println!("cargo::error=this build script was built with --cfg hosted, and its target was not");
}
