//! Leaves the names of functions out of the released wasm: a third of its bytes, of use to no visitor.
//!
//! `strip = true` in the profile would do the same, but takes along the sections that wasm-bindgen needs.

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    let is = |name: &str, value: &str| std::env::var(name).is_ok_and(|found| found == value);
    // To be split, a program has to be linked with all that tells its parts; `cargo xtask dist` strips what it writes.
    let is_split = std::env::var_os("CARGO_FEATURE_SPLIT").is_some();
    if is_split {
        println!("cargo:rustc-link-arg-bins=--emit-relocs");
    } else if is("CARGO_CFG_TARGET_ARCH", "wasm32") && is("PROFILE", "release") {
        println!("cargo:rustc-link-arg-bins=--strip-all");
        for section in ["target_features", "__wasm_bindgen_unstable", "__wasm_split_unstable"] {
            println!("cargo:rustc-link-arg-bins=--keep-section={section}");
        }
    }
}
