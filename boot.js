// Starts the page. Trunk would do this by an inline script; the Content-Security-Policy allows none.
// The hashed names stand in the preload links that Trunk writes.
const all = (selector) => [...document.querySelectorAll(selector)];
const note = document.getElementById("boot");
const early = document.getElementById("early");

// Trusted Types: of all texts, one may become a script's address, the inspector's; none markup or code.
const [inspector] = document.querySelector("meta[name=refscope-inspector]").content.split(" ");
globalThis.trustedTypes?.createPolicy("default", { createScriptURL: (url) => (url === inspector ? url : null) });

// A module's hash is checked where the page preloads it, and nowhere else: after a refusal, `import` would fetch the
// module again and run whatever comes. theme.js has noted what has come by now.
const checked = (link) =>
  new Promise((resolve, reject) => {
    if (!link.integrity || !link.relList.supports("modulepreload")) return resolve();
    const hear = {
      load: resolve,
      error: () => reject(new Error(`${link.href}: not there, or not what this page was built with`)),
    };
    if (link.dataset.file) hear[link.dataset.file]();
    else for (const type in hear) link.addEventListener(type, hear[type]);
  });

// What is under the reader's hands in the early form, to be found again by the program's own elements.
const place = (element) =>
  element.id ? `#${element.id}` : element.parentElement.id && `#${element.parentElement.id} > ${element.localName}`;
const changed = (field) =>
  field.type === "checkbox" ? field.checked !== field.defaultChecked
    : field.localName === "select" ? field.selectedIndex > 0 : field.value !== "";

let hands;
document.addEventListener("mounting", () => {
  const focused = early.contains(document.activeElement) ? document.activeElement : null;
  hands = {
    focus: focused && place(focused),
    from: focused?.selectionStart,
    to: focused?.selectionEnd,
    fields: [...early.querySelectorAll("input, select")].filter(changed),
    isOpen: early.querySelector("details").open,
    pressed: early.dataset.pressed,
  };
  early.remove();
}, { once: true });

document.addEventListener("mounted", () => {
  for (const { id, type, value } of hands.fields) {
    const field = document.getElementById(id);
    if (type === "checkbox") {
      field.click();
      continue;
    }
    // A whole reference fills all fields of the image, as where it is pasted later.
    if (["registry", "repository", "reference"].includes(id)) {
      const clipboardData = new DataTransfer();
      clipboardData.setData("text", value);
      if (!field.dispatchEvent(new ClipboardEvent("paste", { clipboardData, cancelable: true }))) continue;
    }
    field.value = value;
    for (const name of ["input", "change"]) field.dispatchEvent(new Event(name, { bubbles: true }));
  }
  if (hands.isOpen) document.getElementById("advanced").open = true;
  const focused = hands.focus && document.querySelector(hands.focus);
  if (focused) {
    focused.focus({ preventScroll: true });
    if (hands.from != null) focused.setSelectionRange(hands.from, hands.to);
  }
  if (hands.pressed) document.getElementById(hands.pressed).click();
  hands = null;
}, { once: true });

// A text that is being composed (Chinese, accents) is composed to its end before its field gives way.
let composed = Promise.resolve();
early.addEventListener("compositionstart", () => {
  composed = new Promise((end) => early.addEventListener("compositionend", end, { once: true }));
});

const say = (words) => {
  note.setAttribute("role", "alert");
  note.textContent = words;
};
// In a function: what makes scripts small knows no `await` outside of one.
const start = async () => {
  try {
    if (!("watched" in document.documentElement.dataset)) throw new Error("theme.js: not there, or not what this page was built with");
    // The form is painted first. (Behind another tab nothing is painted.)
    if (!document.hidden) await new Promise((painted) => requestAnimationFrame(() => setTimeout(painted)));
    // In a page that is built to be hosted they have waited for that (xtask/src/split.rs).
    for (const link of all('link[rel="later-modulepreload"]')) link.rel = "modulepreload";
    const [wasm] = all('link[type="application/wasm"]');
    const modules = all('link[rel="modulepreload"]');
    // Chromium checks no wasm that is preloaded, whatever its link says.
    const program = fetch(wasm.href, { integrity: wasm.integrity });
    // If the modules fail first, nobody else hears of this.
    program.catch(() => {});
    await Promise.all(modules.map(checked));
    const [page, answer] = await Promise.all([import(modules[0].href), program]);
    if (!answer.ok) throw new Error(answer.status);
    await composed;
    await page.default({ module_or_path: answer });
  } catch (error) {
    say(
      "Refscope could not start. Its program (a WebAssembly file beside this page) was not loaded or did not run: " +
        "the browser is too old, a filter blocks it, or the copy on this server is incomplete or was changed. " +
        "Reload the page; if that does not help, show this line to whoever hosts it. " +
        "Refscope 无法启动：浏览器过旧、被过滤器拦截，或此服务器上的文件不完整或被更改。请重新加载页面；如果仍无效，请把这行告知此页面的维护者：" +
        error,
    );
    document.body.prepend(note);
  }
};
start();

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
