//! Leaves the names of functions out of the released wasm: a third of its bytes, of use to no visitor.
//!
//! `strip = true` in the profile would do the same, but takes along the sections that wasm-bindgen needs.

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    let is = |name: &str, value: &str| std::env::var(name).is_ok_and(|found| found == value);
    if is("CARGO_CFG_TARGET_ARCH", "wasm32") && is("PROFILE", "release") {
        println!("cargo:rustc-link-arg-bins=--strip-all");
        for section in ["target_features", "__wasm_bindgen_unstable", "__wasm_split_unstable"] {
            println!("cargo:rustc-link-arg-bins=--keep-section={section}");
        }
    }
}
