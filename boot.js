// Starts the page. Trunk would do this by an inline script; the Content-Security-Policy allows none.
// The hashed names stand in the preload links that Trunk writes; in a page that is built to be hosted they wait until the
// form is there (xtask/src/split.rs).
for (const link of document.querySelectorAll('link[rel^="later-"]')) link.rel = link.rel.slice("later-".length);
const address = (selector) => document.querySelector(selector).href;
const note = document.getElementById("boot");
const early = document.getElementById("early");

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

try {
  const [page, program] = await Promise.all([
    import(address('link[rel="modulepreload"]')),
    fetch(address('link[rel="preload"][type="application/wasm"]')),
  ]);
  if (!program.ok) throw new Error(program.status);
  await composed;
  await page.default({ module_or_path: program });
} catch (error) {
  note.setAttribute("role", "alert");
  note.textContent =
    "Refscope could not start. Its program (a WebAssembly file beside this page) was not loaded or did not run: " +
    "the browser is too old, a filter blocks it, or the copy on this server is incomplete. " +
    "Reload the page; if that does not help, show this line to whoever hosts it. " +
    "Refscope 无法启动：浏览器过旧、被过滤器拦截，或此服务器上的文件不完整。请重新加载页面；如果仍无效，请把这行告知此页面的维护者：" +
    error;
  document.body.prepend(note);
}
