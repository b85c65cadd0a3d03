//! Mounts the page.

#[cfg(target_arch = "wasm32")]
#[global_allocator]
static MEMORY: refscope::wipe::Wiping<std::alloc::System> = refscope::wipe::Wiping(std::alloc::System);

#[cfg(target_arch = "wasm32")]
fn main() {
    // Leptos has its own only once something is mounted.
    wasm_bindgen_futures::spawn_local(async {
        // The early form is there already: nobody sees the page in another language first.
        refscope::view::language::begin().await;
        mount();
    });
}

#[cfg(target_arch = "wasm32")]
fn mount() {
    leptos::mount::mount_to_body(|| {
        let document = leptos::prelude::document();
        let Some(body) = document.body() else { return };
        // boot.js takes the early form away at the first, and at the second gives the page what was typed there.
        let tell = |name| web_sys::Event::new(name).is_ok_and(|event| document.dispatch_event(&event).is_ok());
        tell("mounting");
        refscope::view::page(&body);
        tell("mounted");
    });
}

#[cfg(not(target_arch = "wasm32"))]
fn main() {
    eprintln!("Refscope is a web page. Open it with: cargo xtask serve");
    std::process::exit(2);
}
