// What all journeys stand on: a browser, the checks that every page must pass, and pictures of pages.
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";

const installed = createRequire(join(process.cwd(), "package.json"));
const { chromium } = installed("playwright-core");

const FLAGS = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

// Rules of WCAG 2.2, levels A and AA, and what axe knows to be good practice.
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

export class Desk {
  static async open({ addresses, browser, pictures }) {
    const desk = new Desk();
    desk.addresses = addresses;
    desk.pictures = pictures;
    desk.axe = await readFile(installed.resolve("axe-core/axe.min.js"), "utf8");
    desk.browser = await chromium.launch({ executablePath: browser, args: FLAGS });
    desk.foreign = [];
    desk.complaints = [];
    return desk;
  }

  // A page of a person who has not been here before, on a small laptop.
  async visitor(more = {}) {
    const context = await this.browser.newContext({
      ...more,
      viewport: { width: 1280, height: 800 },
      locale: "vi-VN",
      acceptDownloads: true,
    });
    // Every page that somebody opens there is watched, not only the first.
    context.on("page", (page) => this.#watch(page));
    return context.newPage();
  }

  #watch(page) {
    page.on("request", (request) => {
      const url = request.url();
      if (!this.addresses.some((address) => url.startsWith(`${address}/`))) this.foreign.push(url);
    });
    page.on("console", (message) => {
      if (message.type() === "error") this.complaints.push(`${page.url()}: ${message.text()}`);
    });
    page.on("pageerror", (error) => this.complaints.push(`${page.url()}: ${error.message}`));
  }

  async go(page, path) {
    const answer = await page.goto(this.addresses[0] + path, { waitUntil: "load" });
    if (answer.status() !== 200) throw new Error(`${path}: ${answer.status()}`);
    await this.check(page);
  }

  // What holds of every page: no rule of accessibility is broken, and nobody has to scroll sideways.
  async check(page) {
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    if (width > 1280) throw new Error(`${page.url()} is ${width} pixels wide`);
    // Evaluated by the debugger, which the page's own policy does not bind.
    await page.evaluate(this.axe);
    const { violations } = await page.evaluate((rules) => axe.run({ runOnly: rules }), RULES);
    if (violations.length > 0) {
      const told = violations.map(({ id, impact, nodes }) => `${id} (${impact}): ${nodes[0].html}`);
      throw new Error(`${page.url()} breaks rules of accessibility:\n  ${told.join("\n  ")}`);
    }
  }

  // Takes a complaint of the browser that a journey provoked off the list; one that did not come is an error.
  async expected(complaint) {
    const others = this.complaints.filter((text) => !complaint.test(text));
    if (others.length === this.complaints.length) throw new Error(`the browser did not say ${complaint}`);
    this.complaints = others;
  }

  // What changes with every run is left out of a picture.
  async picture(page, name, { without } = {}) {
    if (this.pictures === undefined) return;
    const mask = without === undefined ? [] : [page.locator(without)];
    await page.screenshot({ path: join(this.pictures, `${name}.png`), animations: "disabled", mask, maskColor: "#eceff3" });
  }

  async close() {
    await this.browser.close();
    if (this.foreign.length > 0) throw new Error(`asked others: ${this.foreign.join(", ")}`);
    if (this.complaints.length > 0) throw new Error(`the browser complained: ${this.complaints.join("; ")}`);
  }
}

export const expect = (is, what) => {
  if (!is) throw new Error(`expected: ${what}`);
};
