// Starts the page. Trunk would do this by an inline script; the Content-Security-Policy allows none.
// The hashed names stand in the preload links that Trunk writes.
const address = (selector) => document.querySelector(selector).href;
const note = document.getElementById("boot");
try {
  const page = await import(address('link[rel="modulepreload"]'));
  await page.default({ module_or_path: address('link[rel="preload"][type="application/wasm"]') });
  note.remove();
} catch (error) {
  note.setAttribute("role", "alert");
  note.textContent =
    "Refscope could not start. Its program (a WebAssembly file beside this page) was not loaded or did not run: " +
    "the browser is too old, a filter blocks it, or the copy on this server is incomplete. " +
    "Reload the page; if that does not help, show this line to whoever hosts it. " +
    "Refscope 无法启动：浏览器过旧、被过滤器拦截，或此服务器上的文件不完整。请重新加载页面；如果仍无效，请把这行告知此页面的维护者：" +
    error;
}
