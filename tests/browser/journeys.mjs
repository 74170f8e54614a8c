// The journeys of an appraiser, by mouse and by keyboard:
//   node journeys.mjs ADDRESS BROWSER [FOLDER-FOR-PICTURES]
import { readFile } from "node:fs/promises";

import { Desk, expect } from "./desk.mjs";

const [address, browser, pictures] = process.argv.slice(2);
const desk = await Desk.open({ address, browser, pictures });

const download = async (page, click) => {
  const [file] = await Promise.all([page.waitForEvent("download"), click()]);
  return { name: file.suggestedFilename(), bytes: await readFile(await file.path()) };
};

// The image of a page has come in.
const drawn = (page) =>
  page.waitForFunction(() => performance.getEntriesByType("resource").some((entry) => entry.name.includes("/pages/")));

const journeys = {
  async "every page stands"() {
    const page = await desk.visitor();
    const pages = {
      "dot-cham": "/",
      "ban-do": "/heat-map?area=3",
      "tra-danh-sach": "/lookup",
      "tep-chua-doc": "/problems",
      "bo-tieu-chi": "/criteria?with=qd-876-2022-province",
      "don-vi": "/units/dong-giang",
      "tai-lieu-don-vi": "/units/an-binh/documents",
      "muc-chua-ket-luan": "/units/ha-tan/claims/6.1.1",
    };
    for (const [name, path] of Object.entries(pages)) {
      await desk.go(page, path);
      await desk.picture(page, name);
    }
    await desk.go(page, "/?lang=en");
    expect((await page.getAttribute("html", "lang")) === "en", "English by choice");
    await desk.go(page, "/?lang=vi");
  },

  async "find a decision and read it, by mouse"() {
    const page = await desk.visitor();
    await desk.go(page, "/");
    await page.click("nav a:has-text('Tìm tài liệu')");
    await page.fill("#q", "612/QĐ-UBND");
    await page.click("main button");
    await desk.check(page);
    await desk.picture(page, "tim-kiem");
    await page.click(".hits h2 a");
    await desk.check(page);
    await drawn(page);
    await desk.picture(page, "tai-lieu");
    expect(await page.textContent("h1"), "612/QĐ-UBND");
    const words = await page.$$eval("svg.sheet .words text", (all) => all.map((word) => word.textContent));
    expect(words.includes("612/QĐ-UBND"), "the words of the page can be selected");
    const file = await download(page, () => page.click("a:has-text('Tải bản gốc')"));
    expect(file.bytes.subarray(0, 5).toString() === "%PDF-", `the original, not ${file.name}`);
  },

  async "find a decision and read it, by keyboard"() {
    const page = await desk.visitor();
    await desk.go(page, "/");
    await page.keyboard.press("Tab");
    expect((await page.evaluate(() => document.activeElement.className)) === "skip", "the skip link comes first");
    await page.keyboard.press("/");
    await page.waitForURL("**/search");
    await page.keyboard.press("/");
    await page.keyboard.type("612/QĐ-UBND");
    await page.keyboard.press("Enter");
    await page.waitForURL("**/search?q=**");
    await page.keyboard.press("j");
    await page.keyboard.press("Enter");
    await page.waitForURL("**/documents/**");
    expect((await page.textContent("h1")).includes("612/QĐ-UBND"), "the decision");
  },

  async "appraise twenty claims by keyboard, and take the minutes along"() {
    const page = await desk.visitor();
    await desk.go(page, "/units/an-binh");
    await page.keyboard.press("j");
    const first = await page.evaluate(() => document.activeElement.textContent.trim());
    expect(first === "1.1", `the first claim, not ${first}`);
    await page.keyboard.press("Enter");
    for (let read = 1; read <= 20; read += 1) {
      await page.waitForURL("**/claims/**");
      if (read === 5) {
        await desk.check(page);
      }
      // The next quote, where there is one, and back.
      if ((await page.$("a[data-key='n']")) !== null) {
        await page.keyboard.press("n");
        await page.waitForURL("**quote=2**");
        expect((await page.textContent("#trich")).startsWith("Trích dẫn 2"), "the second quote");
        await page.keyboard.press("p");
        await page.waitForURL("**quote=1**");
      }
      // The first choice is to agree; some are given other points, with the reason.
      if (read === 20) {
        await page.focus("input[name='stance'][value='disagrees']");
        await page.keyboard.press("Space");
        await page.focus("input[name='points']");
        await page.keyboard.type("0,25");
        await page.focus("textarea[name='reason']");
        await page.keyboard.type("Tài liệu mới chứng minh được một phần.");
      }
      await page.focus("form[action$='/appraisal'] button:has-text('Lưu')");
      await page.keyboard.press("Enter");
      await page.waitForURL("**said=done**");
      expect((await page.textContent("[role='status']")) === "Đã ghi.", "it is recorded");
      if (read < 20) await page.click("a[rel='next']:has-text('Mục sau')");
    }
    await desk.check(page);
    await desk.go(page, "/units/an-binh/claims/1.5?quote=1");
    await drawn(page);
    await desk.picture(page, "muc-tu-cham");
    await page.locator("#tham-dinh").scrollIntoViewIfNeeded();
    await desk.picture(page, "tham-dinh");
    await desk.go(page, "/units/an-binh");
    const minutes = await download(page, () => page.click("a:has-text('Biên bản tiền kiểm')"));
    expect(minutes.name === "bien-ban-an-binh.docx", minutes.name);
    expect(minutes.bytes.subarray(0, 2).toString() === "PK", "a DOCX");
    const table = await download(page, () => page.click("caption a.export"));
    expect(table.name === "claims.xlsx" && table.bytes.length > 5000, table.name);
  },

  async "look a list up, and take the answer along"() {
    const page = await desk.visitor();
    await desk.go(page, "/lookup");
    await page.fill("#numbers", "322/BC-UBND\n05/KH-UBND\n9999/QĐ-UBND");
    await page.click("button:has-text('Tra cứu')");
    await desk.check(page);
    await desk.picture(page, "ket-qua-tra");
    const answer = await download(page, () => page.click("button[value='xlsx']"));
    expect(answer.name === "tra-cuu.xlsx", answer.name);
  },

  async "everything works without scripts"() {
    const context = await desk.browser.newContext({ javaScriptEnabled: false });
    const page = await context.newPage();
    await page.goto(`${desk.address}/units/an-binh`);
    await page.click("tbody a >> nth=0");
    await page.click("a:has-text('Trích dẫn sau')");
    expect((await page.textContent("#trich")).startsWith("Trích dẫn 2"), "the second quote");
  },
};

let failed = 0;
for (const [name, journey] of Object.entries(journeys)) {
  try {
    await journey();
    console.log(`ok      ${name}`);
  } catch (error) {
    failed += 1;
    console.log(`FAILED  ${name}: ${error.stack}`);
  }
}
try {
  await desk.close();
} catch (error) {
  failed += 1;
  console.log(`FAILED  ${error.message}`);
}
process.exit(failed === 0 ? 0 : 1);
