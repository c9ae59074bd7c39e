//! Configures the linking of the kernel image, where that is what is built.
//!
//! Cargo takes the condition of a build dependency from the machine that builds, so `wdk-build` is
//! there on Windows only. Off Windows, and hosted anywhere, there is nothing to configure.

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
        println!("cargo::error=the WDK is not set up for a kernel image: {error}");
    }
}
