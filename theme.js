// What has to be here before the rest of the page.
//
// Before the first paint: the theme that the reader chose, so that the page does not flash in the other one.
try {
  const theme = localStorage.getItem("refscope.theme");
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
} catch {
  // Storage is forbidden here: the system's theme it is.
}

// The browser checks the page's files by their hashes and tells what came of it by an event, at once. boot.js comes
// later and asks here; who reads the page is told of what nobody else speaks of.
{
  const refused = [];
  const say = () => {
    const line = document.getElementById("refused") ?? document.createElement("p");
    line.id = "refused";
    line.className = "notice";
    line.setAttribute("role", "alert");
    line.textContent =
      "A file of this page did not come, or is not the one that the page was built with, so the browser refused it. " +
      "Reload the page; if that does not help, show this line to whoever hosts it. " +
      "此页面的一个文件未能加载，或与构建此页面时的文件不符，因此被浏览器拒绝。请重新加载页面；如果仍无效，请把这行告知此页面的维护者：" +
      refused.join(" ");
    document.body.prepend(line);
  };
  const note = ({ type, target }) => {
    if (!target.integrity) return;
    target.dataset.file = type;
    // Of programs boot.js tells; it cannot of itself.
    if (type === "load" || !(target.src || target.rel === "stylesheet")) return;
    refused.push(target.href ?? target.src);
    if (target.src) document.getElementById("boot")?.remove();
    if (document.body) say();
    else document.addEventListener("DOMContentLoaded", say);
  };
  for (const type of ["load", "error"]) document.addEventListener(type, note, true);
  document.documentElement.dataset.watched = "";
}
