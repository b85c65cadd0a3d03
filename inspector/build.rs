//! Leaves the names of functions out of the released wasm, as the page's own `build.rs` does: a fifth of its weight.

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    let is = |name: &str, value: &str| std::env::var(name).is_ok_and(|found| found == value);
    if is("CARGO_CFG_TARGET_ARCH", "wasm32") && is("PROFILE", "release") {
        println!("cargo:rustc-link-arg-bins=--strip-all");
        // By these wasm-bindgen learns what it has to know.
        for section in ["target_features", "__wasm_bindgen_unstable"] {
            println!("cargo:rustc-link-arg-bins=--keep-section={section}");
        }
    }
}
