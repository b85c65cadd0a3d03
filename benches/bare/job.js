// What Refscope asks a registry, written as plainly as it can be: no error is explained, nothing is drawn but the list.
const field = (id) => document.getElementById(id).value;
const options = (headers = {}) => ({ headers, credentials: "omit", cache: "no-store", referrerPolicy: "no-referrer" });
const INDEX = "application/vnd.oci.image.index.v1+json";
const MANIFESTS = [
  "application/vnd.oci.image.manifest.v1+json",
  INDEX,
  "application/vnd.docker.distribution.manifest.v2+json",
  "application/vnd.docker.distribution.manifest.list.v2+json",
].join(", ");

async function look() {
  const registry = `http://${field("registry")}`, repository = field("repository");
  const challenge = (await fetch(`${registry}/v2/`, options())).headers.get("WWW-Authenticate");
  const said = Object.fromEntries([...challenge.matchAll(/(\w+)="([^"]*)"/g)].map(([, name, value]) => [name, value]));
  const scope = `repository:${repository}:pull`;
  const basic = `Basic ${btoa(`${field("user")}:${field("password")}`)}`;
  const query = new URLSearchParams({ service: said.service, scope });
  const { token } = await (await fetch(`${said.realm}?${query}`, options({ Authorization: basic }))).json();
  const ask = (path, accept) =>
    fetch(`${registry}/v2/${repository}/${path}`, options({ Authorization: `Bearer ${token}`, Accept: accept }));
  const manifest = await (await ask(`manifests/${field("reference")}`, MANIFESTS)).arrayBuffer();
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", manifest));
  const hex = [...hash].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  const list = ask(`referrers/sha256:${hex}`, INDEX);
  // What older conventions have is asked beside: it depends on the digest alone.
  for (const kind of ["sig", "att", "sbom"]) ask(`manifests/sha256-${hex}.${kind}`, MANIFESTS).then((answer) => answer.arrayBuffer());
  const { manifests } = await (await list).json();
  document.getElementById("list").append(...manifests.map(({ artifactType, digest, size }) => {
    const item = document.createElement("li");
    item.textContent = `${artifactType} ${digest} ${size}`;
    return item;
  }));
  // And what refers to those.
  for (const { digest } of manifests) ask(`referrers/${digest}`, INDEX).then((answer) => answer.arrayBuffer());
}

document.getElementById("form").addEventListener("submit", (event) => {
  event.preventDefault();
  look();
});
