// Serves a register filled from the samples, opens every kind of page in Debian's chromium at laptop and phone width with
// script switched off for the page itself, and fails on: an accessibility fault (axe-core, WCAG 2.2 A and AA), HTML that
// is not valid, a page wider than the phone, a sentence key shown instead of its sentence, a component that none of
// govuk-frontend's fixtures has in that shape, a hint that no field names, a dead link inside the site.
import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { createRequire } from "node:module";
import { chromium } from "playwright-core";
import { HtmlValidate } from "html-validate";

const require = createRequire(import.meta.url);
const here = dirname(fileURLToPath(import.meta.url));
const binary = resolve(process.argv[2]);
const data = mkdtempSync(join(tmpdir(), "candour-browser-"));
const samples = resolve(here, "../../samples");
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

const filled = spawnSync(binary, ["--data", data, "demo", "--samples", samples, "--fill-only"], { encoding: "utf8" });
if (filled.status !== 0) throw new Error(`the demo register could not be filled: ${filled.stderr}`);
// One document waits, so that the inbox has something to show.
const waiting = resolve(here, "../labelled/reports/r02_ottermouth_ocr.txt");
const received = spawnSync(binary, ["--data", data, "--json", "import", "--review", waiting], { encoding: "utf8" });
const inbox = JSON.parse(received.stdout.split("\n")[0]).proposal;
if (!inbox) throw new Error(`no document could be put in the inbox: ${received.stdout}${received.stderr}`);
// One thing is held, and another was.
const told = (...args) => spawnSync(binary, ["--data", data, "--json", ...args], { encoding: "utf8" }).stdout;
told("hold", "place", "REC-2", "--ground", "inquiry", "--why", "Notice under section 21.");
const hold = JSON.parse(told("hold", "list")).holds[0].id;
told("hold", "lift", hold, "--why", "It has reported.");
told("hold", "place", "REC-1", "--ground", "inquest", "--why", "Letter of the coroner's officer, 3 May.");
// Someone who may see every desk: the operator, who is a clerk and a contributor too.
const person = { email: "olive@example.org", password: "correct horse battery" };
let invitation;
for (const role of [["operator"], ["clerk", "--body", "northmere-police"], ["contributor", "--body", "northmere-police"], ["assurer", "--body", "office-for-custody-and-policing-review"], ["clerk", "--body", "office-for-custody-and-policing-review"], ["approver", "--body", "office-for-custody-and-policing-review"]]) {
  const said = spawnSync(binary, ["--data", data, "--json", "user", "add", person.email, "--name", "Olive Operator", "--role", ...role], { encoding: "utf8" });
  if (said.status !== 0) throw new Error(`nobody could be invited: ${said.stderr}`);
  invitation = JSON.parse(said.stdout.split("\n")[0]).link ?? invitation;
}
const server = spawn(binary, ["--data", data, "--json", "serve", "--listen", "127.0.0.1:0"]);
const base = await new Promise((found, failed) => {
  server.stdout.on("data", (line) => found(`http://${JSON.parse(String(line).split("\n")[0]).listening}`));
  server.on("exit", (code) => failed(new Error(`the server ended with ${code}`)));
});

const pages = [
  "/", "/recommendations", "/recommendations?position=rejected", "/search", "/analysis", "/analysis?to=northmere-police&words=custody", "/search?words=custody&to=northmere-police&position=accepted", "/search?words=nothinglikethis+custody", "/search?kind=standards&words=ethics",
  "/dashboard", "/dashboard/pack", "/bodies/office-for-custody-and-policing-review/dashboard?side=by", "/recommendations/REC-1", "/recommendations/REC-8", "/recommendations/REC-24", "/recommendations/REC-24/compare", "/likeness", "/themes", "/themes/custody", "/themes/ligatures-and-cell-safety", "/themes/unnamed", "/suggestions", "/data", "/due", "/due?on=2024-06-01&to=northmere-police", "/reused-answers", "/standards/equality-act-2010/section-26", "/bodies", "/bodies/northmere-police", "/bodies/northmere-police/dashboard", "/bodies/harrowdale-police/pack", "/sources", "/sources/SRC-1",
  "/standards", "/standards/code-of-ethics-2014", "/meetings", "/meetings/MTG-1", "/documents", "/documents/DOC-1",
  "/documents/DOC-1/text", "/documents/DOC-23", "/case-outcomes", "/about", "/inbox", `/inbox/${inbox}`, "/erase", "/holds", "/body", "/body?body=Nobody+at+all", "/body?body=Northmere+Police", "/no-such-page",
  "/sign-in", "/recover", "/work", "/account", "/account/code", "/people", "/people/letters", "/people?body=northmere-police",
  "/actions", "/actions?all=1", "/answers", "/answers/new?body=northmere-police&rec=REC-26", "/oversight", "/making/new?body=northmere-police", "/matters/REC-26/northmere-police", "/search?sort=changed",
];
const validator = new HtmlValidate({ extends: ["html-validate:recommended"], rules: { "no-trailing-whitespace": "off", "long-title": "off", "no-inline-style": "error", "prefer-native-element": "off", "no-redundant-role": "off", "text-content": "off", "no-raw-characters": "off", "require-sri": "off", "form-dup-name": ["error", { shared: ["radio", "checkbox", "submit"] }], "tel-non-breaking": "off" } });
const keys = new Set(readFileSync(resolve(here, "../../crates/candour/strings/en.ftl"), "utf8").split("\n").map((l) => l.split(" =")[0]).filter((k) => /^[a-z0-9-]+-[a-z0-9-]+$/.test(k)));
const css = await (await fetch(base + (/href="(\/assets\/[^"]+\.css)"/.exec(await (await fetch(base + "/")).text()) ?? ["", "/no-stylesheet"])[1])).text();
const components = resolve(here, "../../crates/candour/assets/node_modules/govuk-frontend/dist/govuk/components");
const fixtures = readdirSync(components).map((name) => join(components, name, "fixtures.json")).filter(existsSync).map((f) => JSON.parse(readFileSync(f, "utf8"))).flatMap((c) => c.fixtures.map((f) => f.html));
const known = new Set(fixtures.join(" ").match(/govuk-[a-z0-9_-]+/g));
const blocks = readdirSync(components).filter((name) => existsSync(join(components, name, "fixtures.json"))).map((name) => `govuk-${name}`);
// How the parts of components stand in some pieces of HTML, or on the page where none are given: a line for each part, of what the
// element is, its class, the nearest part of the same component around it, and the attributes it has (not those for scripts).
const shapes = ([blocks, pieces]) => {
  const part = (e) => [...e.classList].find((c) => !c.includes("--") && blocks.includes(c.split("__")[0]));
  const roots = pieces ? pieces.map((html) => new DOMParser().parseFromString(html, "text/html").body) : [document.body];
  return roots.flatMap((root) => [...root.querySelectorAll("[class*='govuk-']")].filter(part).map((e) => {
    const own = part(e), block = own.split("__")[0];
    let around = e.parentElement;
    while (around && !(part(around) ?? "").match(`^${block}(__|$)`)) around = around.parentElement;
    const attributes = e.getAttributeNames().filter((a) => a !== "class" && !a.startsWith("data-"));
    return { is: `${e.localName}.${own}${own.includes("__") ? ` in ${around ? part(around) : "nothing"}` : ""}`, attributes, html: e.outerHTML.slice(0, 120) };
  }));
};
const faults = [];
const links = new Set();
const asked = new Set();
let checks = 0;
const MATTER = "/matters/REC-26/northmere-police";
// What is begun in forms, so that its pages can be looked at: an answer, a recommendation and evidence that few may read.
const begun = async (page) => {
  const made = [];
  await page.goto(`${base}/answers/new?body=northmere-police&rec=REC-26`);
  await page.selectOption("select[name=position-REC-26]", "accepted");
  await page.fill("#list", "The Head of Custody will report after the hearing");
  await page.click("button[value=write]");
  made.push(new URL(page.url()).pathname);
  await page.goto(`${base}/making/new?body=northmere-police`);
  await page.fill("#text", "Harrowdale Police keeps a log of every key.");
  await page.click("button[value=write]");
  made.push(new URL(page.url()).pathname);
  await page.goto(base + MATTER);
  await page.fill("#shows", "The statement of a nurse.");
  await page.fill("#link", "https://example.org/statement");
  await page.selectOption("#readers", "restricted");
  await page.click("button[value=evidence]");
  if (!(await page.textContent("main")).includes("Restricted evidence")) faults.push("evidence that few may read was not filed");
  made.push(MATTER + new URL(page.url()).search);
  // Held back until something has happened, and answered while it is.
  await page.goto(`${base}/making/new?body=office-for-custody-and-policing-review`);
  await page.fill("#text", "Northmere Police keeps a log of every key.");
  await page.fill("#addressees", "Northmere Police");
  await page.fill("#embargo", "the inquest has ended");
  await page.selectOption("#power", "paragraph28a");
  await page.click("button[value=write]");
  await page.click("button[value=offer]");
  await page.fill("#post", "Director");
  await page.click("button[value=make]");
  made.push(new URL(page.url()).pathname);
  await page.click("main a.govuk-button");
  await page.selectOption("select[name^=position-HELD]", "accepted");
  await page.fill("#list", "The Head of Custody will keep the log by 31 March 2027");
  await page.click("button[value=write]");
  made.push(new URL(page.url()).pathname);
  if (!(await page.textContent("main")).includes("is not public yet")) faults.push("what is held back was not answered");
  return made;
};
// Looks at a page that is open: its width, what a screen reader meets, its markup and its classes.
const examine = async (page, name, path, html) => {
  const fault = (what) => faults.push(`${name} ${path}: ${what}`);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  if (wide > 0) fault(`${wide} pixels wider than the screen`);
  await page.addScriptTag({ content: axe });
  const result = await page.evaluate(() => window.axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"] }));
  for (const v of result.violations) fault(`axe ${v.id}: ${v.nodes[0].html.slice(0, 160)}`);
  const words = await page.evaluate(() => document.body.innerText);
  for (const word of words.split(/\s+/)) if (keys.has(word)) fault(`shows the key '${word}' instead of its sentence`);
  if (name === "laptop") {
    const report = await validator.validateString(html);
    for (const r of report.results) for (const m of r.messages.filter((m) => m.severity > 1)) fault(`html ${m.ruleId}: ${m.message} (line ${m.line})`);
    for (const href of await page.$$eval("a[href^='/']", (all) => all.map((a) => a.getAttribute("href")))) links.add(href.split("#")[0]);
  }
  // A class that neither the styles nor the package's own fixtures have is a misspelt component.
  const classes = await page.$$eval("[class*='govuk-']", (all) => [...new Set(all.flatMap((e) => [...e.classList]))].filter((c) => c.startsWith("govuk-")));
  for (const c of classes) if (!css.includes(`.${c}`) && !known.has(c)) fault(`the class ${c} is no component's`);
  // A part of a component stands where one of the package's fixtures has it, with the attributes that all of them have.
  for (const found of await page.evaluate(shapes, [blocks, null])) {
    const always = pattern.get(found.is);
    if (!always) fault(`no fixture of the package has ${found.is}: ${found.html}`);
    // A link that looks like a button stays a link: without the package's script it does not answer to the space key.
    else if (found.is !== "a.govuk-button") for (const a of always) if (!found.attributes.includes(a)) fault(`${found.is} lacks ${a}: ${found.html}`);
  }
  for (const html of await page.$$eval(".govuk-hint", (all) => all.filter((e) => !e.id || !document.querySelector(`[aria-describedby~="${CSS.escape(e.id)}"]`)).map((e) => e.outerHTML))) fault(`a hint that no field is described by: ${html}`);
  checks += 1;
};
// What the fixtures have: each shape with the attributes that it has in every fixture.
const pattern = new Map();
const learn = async (page) => {
  for (const f of await page.evaluate(shapes, [blocks, fixtures])) pattern.set(f.is, (pattern.get(f.is) ?? f.attributes).filter((a) => f.attributes.includes(a)));
  if (pattern.size < 150) throw new Error(`the package's fixtures show only ${pattern.size} shapes`);
};
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
});
try {
  for (const [name, viewport] of [["laptop", { width: 1280, height: 900 }], ["phone", { width: 360, height: 740 }]]) {
    const context = await browser.newContext({ viewport, bypassCSP: true });
    const page = await context.newPage();
    page.on("response", (r) => r.status() === 404 && !r.url().endsWith("/no-such-page") && asked.add(new URL(r.url()).pathname));
    if (name === "laptop") {
      await page.goto("about:blank");
      await learn(page);
      await page.goto(base + new URL(invitation).pathname);
      await page.fill("#new-password", person.password);
      await page.click("main button");
    }
    await page.goto(base + "/sign-in");
    await page.fill("#email", person.email);
    await page.fill("#password", person.password);
    await page.click("main button");
    if (!page.url().endsWith("/work")) throw new Error(`signing in led to ${page.url()}`);
    if (name === "laptop") pages.push(...await begun(page));
    for (const path of pages) {
      const response = await page.goto(base + path);
      const expected = path === "/no-such-page" ? 404 : 200;
      if (response.status() !== expected) faults.push(`${name} ${path}: status ${response.status()}`);
      await examine(page, name, path, await response.text());
    }
    // A page that only a form gives.
    await page.goto(base + MATTER);
    const [opened] = await Promise.all([page.waitForResponse((r) => r.url().endsWith("/restricted")), page.click("button[value=open]")]);
    if (opened.status() !== 200) faults.push(`${name} what few may read: status ${opened.status()}`);
    await examine(page, name, "what few may read, opened", await opened.text());
    await context.close();
  }
  for (const href of [...links].filter(Boolean)) {
    const response = await fetch(base + href);
    if (!response.ok) faults.push(`a link to ${href} answers ${response.status}`);
    checks += 1;
  }
  const plain = await browser.newContext({ javaScriptEnabled: false, viewport: { width: 360, height: 740 } });
  const page = await plain.newPage();
  await page.goto(base + "/");
  await page.fill("#words", "custody");
  await page.press("#words", "Enter");
  await page.waitForURL(/words=custody/);
  if (!(await page.textContent("main")).includes("handover between custody shifts")) faults.push("searching without script found nothing");
  checks += 1;
} finally {
  await browser.close();
  server.removeAllListeners("exit");
  server.kill("SIGTERM");
  rmSync(data, { recursive: true, force: true });
}
for (const path of asked) faults.push(`a page has the browser ask for ${path}, which answers 404`);
for (const fault of faults) console.error(fault);
console.log(`browser: ${checks} checks, ${faults.length} faults`);
process.exit(faults.length ? 1 : 0);
