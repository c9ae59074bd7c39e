//! Driver images built byte by byte: the images that the host refuses, and how the others run.

#[cfg(target_arch = "aarch64")]
mod arm64;
#[cfg(target_arch = "x86_64")]
mod binding;
#[cfg(target_arch = "x86_64")]
mod damage;
#[cfg(target_arch = "x86_64")]
mod exports;
#[cfg(target_arch = "x86_64")]
mod refusals;
#[cfg(target_arch = "x86_64")]
mod running;

#[cfg(target_arch = "aarch64")]
#[test]
fn image_of_another_machine_is_refused_with_both_names() {
    use kmdf_host_images::{code::Code, synthetic::Image};

    let image = Image::new(&Code::new().ret());
    // SAFETY: no machine loads the image.
    let error = unsafe { kmdf_host::DriverImage::from_bytes(&image.bytes) };
    let text = error.expect_err("this is not an x86-64 host").to_string();
    let runs = "the host runs images for ARM64 (machine type 0xaa64) only";
    assert_eq!(text, format!("the image is for x64 (machine type 0x8664): {runs}"));
}
