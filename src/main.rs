//! Mounts the page.

#[cfg(target_arch = "wasm32")]
#[global_allocator]
static MEMORY: refscope::wipe::Wiping<std::alloc::System> = refscope::wipe::Wiping(std::alloc::System);

#[cfg(target_arch = "wasm32")]
fn main() {
    leptos::mount::mount_to_body(|| {
        if let Some(body) = leptos::prelude::document().body() {
            refscope::view::page(&body);
        }
    });
}

#[cfg(not(target_arch = "wasm32"))]
fn main() {
    eprintln!("Refscope is a web page. Open it with: cargo xtask serve");
    std::process::exit(2);
}
