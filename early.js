// Before the first paint, and long before the program: the form that stands in index.html. What is typed there stays in
// its fields; what is pressed is noted at the form, and boot.js hands both to the program. Without this script the form is
// not shown (style/base.css).
const root = document.documentElement;
const kept = (name) => {
  try {
    return localStorage.getItem(name);
  } catch {
    // Storage is forbidden here: the browser's language it is.
    return null;
  }
};
// As settings::Tongue has it: the first of the reader's languages that the page speaks.
const speaks = (tag) => (/^en(-|$)/i.test(tag) ? "en" : /^zh(-(?!hant|tw|hk|mo)[^-]*)*$/i.test(tag) && "zh-Hans");
const language = kept("refscope.language") ?? "auto";
const spoken = language === "auto" ? navigator.languages.map(speaks).find(Boolean) : language;
root.dataset.early = spoken === "zh-Hans" ? "unread" : "shown";
if (spoken === "zh-Hans") document.addEventListener("DOMContentLoaded", translate);

// Puts the reader's words in the place of the English ones. They are a file of their own (xtask/src/early.rs); where it
// does not come, the program shows the form.
async function translate() {
  const [address, integrity] = document.querySelector("meta[name=refscope-early]").content.split(" ");
  const answer = await fetch(address, { integrity });
  const words = new Map(Object.entries(await answer.json()));
  const said = (text) => text.replace(text.trim(), (english) => words.get(english) ?? english);
  const early = document.getElementById("early");
  const texts = document.createTreeWalker(early, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) texts.currentNode.data = said(texts.currentNode.data);
  for (const name of ["placeholder", "aria-label"]) {
    for (const element of early.querySelectorAll(`[${name}]`)) element.setAttribute(name, said(element.getAttribute(name)));
  }
  root.lang = spoken;
  root.dataset.early = "shown";
}

const note = (event, name) => {
  const early = event.target.closest("#early");
  if (!early || !name) return;
  early.dataset.pressed = name;
  document.getElementById("boot").dataset.waits = "";
};
document.addEventListener("submit", (event) => {
  // Nothing of the form may get into the address bar.
  event.preventDefault();
  note(event, "look");
});
document.addEventListener("click", (event) => {
  const button = event.target.closest("#early button[type=button]");
  if (button) note(event, button.id);
});
