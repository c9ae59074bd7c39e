//! Configures the linking of a kernel image.
//!
//! Cargo decides about a build dependency by the building machine, so `wdk-build` exists on Windows
//! only. Off Windows, and for a hosted driver, there is nothing to configure.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    #[cfg(all(windows, not(hosted)))]
    configure_kernel_image();
}

#[cfg(all(windows, not(hosted)))]
fn configure_kernel_image() {
    let target_has = |cfg: &str| std::env::var_os(cfg).is_some();
    if !target_has("CARGO_CFG_WINDOWS") || target_has("CARGO_CFG_HOSTED") {
        return;
    }
    if let Err(error) = wdk_build::configure_wdk_binary_build() {
        println!("cargo::error=cannot configure a kernel image; is the WDK installed? {error}");
    }
}
