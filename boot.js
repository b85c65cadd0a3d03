// Starts the page. Trunk would do this by an inline script; the Content-Security-Policy allows none.
// The hashed names stand in the preload links that Trunk writes.
const address = (selector) => document.querySelector(selector).href;
const note = document.getElementById("boot");
const say = (words) => {
  note.setAttribute("role", "alert");
  note.textContent = words;
};
try {
  const page = await import(address('link[rel="modulepreload"]'));
  await page.default({ module_or_path: address('link[rel="preload"][type="application/wasm"]') });
  note.remove();
} catch (error) {
  say(
    "Refscope could not start. Its program (a WebAssembly file beside this page) was not loaded or did not run: " +
      "the browser is too old, a filter blocks it, or the copy on this server is incomplete. " +
      "Reload the page; if that does not help, show this line to whoever hosts it. " +
      "Refscope 无法启动：浏览器过旧、被过滤器拦截，或此服务器上的文件不完整。请重新加载页面；如果仍无效，请把这行告知此页面的维护者：" +
      error,
  );
}
// A program that broke off answers nothing any more, and would not say so.
const broken = (error) => {
  if (note.isConnected || !(error instanceof WebAssembly.RuntimeError)) return;
  note.id = "broken";
  note.className = "notice";
  say(
    "Refscope has broken off. What stands here can still be read and copied, but nothing on it answers any more: " +
      "reload the page to go on. Refscope 已中断：此处的内容仍可阅读和复制，但页面不再响应，请重新加载页面。" +
      error,
  );
  document.body.prepend(note);
  note.scrollIntoView();
};
addEventListener("error", ({ error }) => broken(error));
addEventListener("unhandledrejection", ({ reason }) => broken(reason));
