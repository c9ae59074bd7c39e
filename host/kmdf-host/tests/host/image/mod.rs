//! Driver images built byte by byte: the images that the host refuses, and how the others run.

#[cfg(target_arch = "x86_64")]
mod binding;
#[cfg(target_arch = "x86_64")]
mod damage;
mod exports;
#[cfg(target_arch = "x86_64")]
mod refusals;
#[cfg(target_arch = "x86_64")]
mod running;

#[cfg(not(target_arch = "x86_64"))]
#[test]
fn image_for_another_host_is_refused_with_both_architectures() {
    use kmdf_host_images::{code::Code, synthetic::Image};

    let image = Image::new(&Code::new().ret());
    // SAFETY: no machine loads the image.
    let error = unsafe { kmdf_host::DriverImage::from_bytes(&image.bytes) };
    let text = error.expect_err("this is not an x86-64 host").to_string();
    assert!(text.starts_with("images run on x86-64 hosts only; this host is "), "{text}");
    assert!(text.contains("the image is for x64 (machine type 0x8664)"), "{text}");
}
