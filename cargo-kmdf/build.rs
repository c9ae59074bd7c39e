//! Builds the program again when a file is added to the kit, which the program contains.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=wdk-kit");
}
