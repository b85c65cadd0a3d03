//! Mounts the page.

#[cfg(target_arch = "wasm32")]
fn main() {
    leptos::mount::mount_to_body(refscope::view::App);
}

#[cfg(not(target_arch = "wasm32"))]
fn main() {
    eprintln!("Refscope is a web page. Open it with: cargo xtask serve");
    std::process::exit(2);
}
