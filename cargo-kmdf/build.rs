//! Builds the program again when a file is added to the kit, the template or the layer, which the
//! program contains.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    for folder in ["wdk-kit", "template", "../src/wdf"] {
        println!("cargo::rerun-if-changed={folder}");
    }
}
