//! Driver images, made up byte by byte: which are refused, and how the others run.

#[cfg(target_arch = "x86_64")]
#[path = "image/binding.rs"]
mod binding;
#[path = "image/bound.rs"]
mod bound;
#[path = "image/code.rs"]
mod code;
#[cfg(target_arch = "x86_64")]
#[path = "image/damage.rs"]
mod damage;
mod raw_driver;
#[cfg(target_arch = "x86_64")]
#[path = "image/refusals.rs"]
mod refusals;
#[cfg(target_arch = "x86_64")]
#[path = "image/running.rs"]
mod running;
#[path = "image/synthetic.rs"]
mod synthetic;

#[cfg(target_arch = "x86_64")]
#[path = "image/loading.rs"]
mod loading;

#[cfg(not(target_arch = "x86_64"))]
#[test]
fn image_on_a_host_of_another_architecture_is_refused_by_both_names() {
    let image = synthetic::Image::new(&code::Code::new().ret());
    // SAFETY: no machine loads the image.
    let error = unsafe { kmdf_host::DriverImage::from_bytes(&image.bytes) };
    let text = error.expect_err("this is not an x86-64 host").to_string();
    assert!(text.starts_with("images run on x86-64 hosts only, and this is "), "{text}");
    assert!(text.contains("the image is for x64 (machine type 0x8664)"), "{text}");
}
