// The journeys of an appraiser and of those who load, by mouse and by keyboard:
//   node journeys.mjs WITHOUT-ACCOUNTS WITH-ACCOUNTS NAME PASSWORD ISSUER BROWSER [FOLDER-FOR-PICTURES]
// The first address is a desk that wants nobody to sign in; the second one that was just started, with the name and the
// password that it told its first administrator, and that sends people to the issuer, where a provider is started.
import { mkdtemp, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { Desk, expect } from "./desk.mjs";
import { openProvider } from "./provider.mjs";

const [first, second, firstName, firstPassword, issuer, browser, pictures] = process.argv.slice(2);
const [local, staffed] = [first, second].map((address) => address.replace(/\/$/, ""));
const desk = await Desk.open({ addresses: [local, staffed, issuer], browser, pictures });

const download = async (page, click) => {
  const [file] = await Promise.all([page.waitForEvent("download"), click()]);
  return { name: file.suggestedFilename(), bytes: await readFile(await file.path()) };
};

// What accounts were given to sign in with.
const passwords = {};

const signIn = async (page, name, password) => {
  await page.goto(`${staffed}/sign-in`);
  await page.fill("#name", name);
  await page.fill("#password", password);
  await page.keyboard.press("Enter");
  await page.waitForURL((url) => !url.pathname.startsWith("/sign-in"));
};

// Files in a folder that is there for as long as they are used.
const inFolder = async (files, use) => {
  const folder = await mkdtemp(join(tmpdir(), "nop-"));
  try {
    for (const [path, text] of Object.entries(files)) {
      await mkdir(join(folder, path, ".."), { recursive: true });
      await writeFile(join(folder, path), text);
    }
    await use(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
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
      "ket-qua": "/results",
      "ket-qua-don-vi": "/units/an-binh/results",
      "danh-muc-nam-sau": "/checklist",
    };
    for (const [name, path] of Object.entries(pages)) {
      await desk.go(page, path);
      await desk.picture(page, name);
    }
    // On paper there is what somebody reads there, and nothing to click on.
    await page.emulateMedia({ media: "print" });
    for (const path of ["/", "/units/dong-giang", "/units/an-binh/claims/1.5"]) {
      await desk.go(page, path);
      expect(await page.isHidden("nav"), `${path}: no navigation on paper`);
      expect(await page.isHidden("footer"), `${path}: no footer on paper`);
      expect(await page.isVisible("h1"), `${path}: its title on paper`);
    }
    await page.emulateMedia({ media: "screen" });
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
    expect((await page.textContent("h1")).includes("612/QĐ-UBND"), "the decision");
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
      if (read < 20) {
        await page.focus("a[rel='next']:has-text('Mục sau')");
        await page.keyboard.press("Enter");
        await page.waitForFunction(() => !location.search.includes("said"));
      }
    }
    await desk.check(page);
    await desk.go(page, "/units/an-binh/claims/1.5?quote=1");
    await drawn(page);
    await desk.picture(page, "muc-tu-cham");
    await page.locator("#tham-dinh").scrollIntoViewIfNeeded();
    await desk.picture(page, "tham-dinh");
    await desk.go(page, "/appraisals");
    await desk.picture(page, "tien-do-tham-dinh");
    expect((await page.textContent("#bang-progress tbody tr")).includes("An Bình"), "what is left of each unit");
    await desk.go(page, "/units/an-binh");
    const minutes = await download(page, () => page.click("a:has-text('Biên bản tiền kiểm')"));
    expect(minutes.name === "bien-ban-an-binh.docx", minutes.name);
    expect(minutes.bytes.subarray(0, 2).toString() === "PK", "a DOCX");
    const table = await download(page, () => page.click("caption a.export"));
    expect(table.name === "claims.xlsx" && table.bytes.length > 5000, table.name);
  },

  async "appraise twenty claims by mouse, and take the minutes along"() {
    const page = await desk.visitor();
    await desk.go(page, "/");
    await page.click("#bang-units a:has-text('Đông Giang')");
    await page.click("#bang-claims tbody tr:not(.area):not(.criterion) a >> nth=0");
    let recorded = 0;
    while (recorded < 20) {
      await page.waitForSelector("#muc");
      // What others score is not the appraiser's to give points for.
      if ((await page.$("form[action$='/appraisal']")) !== null) {
        await page.click("label:has-text('Đồng ý với điểm tự chấm')");
        await page.click("form[action$='/appraisal'] button:has-text('Lưu')");
        await page.waitForURL("**said=done**");
        expect((await page.textContent("[role='status']")) === "Đã ghi.", "it is recorded");
        recorded += 1;
      }
      if (recorded < 20) {
        await page.click("a[rel='next']:has-text('Mục sau')");
        await page.waitForFunction(() => !location.search.includes("said"));
      }
    }
    await desk.check(page);
    await page.click("p.actions a:has-text('Đông Giang')");
    const minutes = await download(page, () => page.click("a:has-text('Biên bản tiền kiểm')"));
    expect(minutes.name === "bien-ban-dong-giang.docx", minutes.name);
    expect(minutes.bytes.subarray(0, 2).toString() === "PK", "a DOCX");
  },

  async "who does not want keys of one letter turns them off"() {
    const page = await desk.visitor();
    await desk.go(page, "/heat-map");
    await page.focus("button[data-keys]");
    await page.keyboard.press("Enter");
    expect((await page.getAttribute("button[data-keys]", "aria-pressed")) === "false", "they are off");
    await desk.check(page);
    await page.keyboard.press("/");
    await page.keyboard.press("j");
    expect((await page.evaluate(() => document.activeElement.tagName)) === "BUTTON", "no key leads away");
    await desk.go(page, "/heat-map");
    expect((await page.getAttribute("button[data-keys]", "aria-pressed")) === "false", "it is remembered");
    await page.click("button[data-keys]");
    await page.keyboard.press("/");
    await page.waitForURL("**/search");
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
    const page = await desk.visitor({ javaScriptEnabled: false });
    await page.goto(`${local}/units/an-binh`);
    await page.click("tbody a >> nth=0");
    await page.click("a:has-text('Trích dẫn sau')");
    expect((await page.textContent("#trich")).startsWith("Trích dẫn 2"), "the second quote");
    // A form sends files; the server says how far it is when it is asked again.
    await page.goto(`${local}/load`);
    const buffer = Buffer.from("Báo cáo số 301/BC-UBND");
    await page.setInputFiles("#files", { name: "BC 301.txt", mimeType: "text/plain", buffer });
    await page.click("button:has-text('Gửi lên')");
    await page.selectOption("#unit", "an-binh");
    await page.click("button:has-text('Xem trước')");
    while ((await page.$("a:has-text('Xem lại tiến độ')")) !== null) await page.click("a:has-text('Xem lại tiến độ')");
    expect((await page.textContent("main strong")).includes("1 gửi mới"), "what would be done");
    await page.click("button:has-text('Bỏ hết')");
    expect((await page.$("#files")) !== null, "the form is there again");
  },

  async "first start, accounts, and who sees what"() {
    const page = await desk.visitor();
    await page.goto(`${staffed}/`);
    expect(page.url().endsWith("/sign-in"), "nobody is let in unasked");
    await desk.check(page);
    await desk.picture(page, "dang-nhap");
    await page.fill("#name", firstName);
    await page.fill("#password", firstPassword);
    await page.keyboard.press("Enter");
    await page.waitForURL(`${staffed}/`);
    await desk.check(page);

    // The password of the first start is changed at once.
    await page.click("footer a:has-text('Đổi mật khẩu')");
    await desk.check(page);
    await desk.picture(page, "doi-mat-khau");
    const password = "mật khẩu của quản trị";
    await page.fill("#old", firstPassword);
    await page.fill("#new", password);
    await page.click("main button");
    await page.waitForURL("**/sign-in");
    await signIn(page, firstName, password);

    await page.click("nav a:has-text('Tài khoản')");
    for (const [name, shownAs, role, unit] of [
      ["an-binh", "Sở Nội vụ tỉnh An Bình", "unit", "an-binh"],
      ["lan", "Nguyễn Thị Lan, Phòng Cải cách hành chính", "appraiser", undefined],
      ["minh", "Trần Quang Minh, Phòng Kiểm soát thủ tục hành chính", "appraiser", undefined],
    ]) {
      await page.fill("#name", name);
      await page.fill("#shown_as", shownAs);
      await page.selectOption("#role", role);
      if (unit !== undefined) await page.selectOption("#unit", unit);
      if (role === "appraiser") await page.check("input[name='area'][value='1']");
      await page.click("button:has-text('Lập tài khoản')");
      const told = await page.textContent("[role='status']");
      passwords[name] = told.split(" / ").at(-1).trim();
    }
    await desk.check(page);
    await desk.picture(page, "tai-khoan", { without: "[role='status']" });
    await page.click("button:has-text('Đăng xuất')");
    await page.waitForURL("**/sign-in");
    await page.fill("#name", "lan");
    await page.fill("#password", "không phải mật khẩu này");
    await page.keyboard.press("Enter");
    expect((await page.textContent("[role='alert']")).includes("không đúng"), "a wrong password is told");
    await desk.expected(/401/);
    await desk.check(page);
    const gone = await page.goto(`${staffed}/units/an-binh/claims/1.1x`);
    expect(gone.url().endsWith("/sign-in"), "nothing without signing in");
  },

  async "sign in at a provider of OpenID Connect"() {
    const secret = process.env.KIEMCHUNG_OPENID_SECRET;
    const returnTo = `${staffed}/sign-in/openid/return`;
    const provider = await openProvider({ issuer, client: "kiemchung", secret, returnTo });
    try {
      for (const [who, answer] of [["lan", 200], ["ai-do", 401]]) {
        const page = await desk.visitor();
        await page.goto(`${staffed}/sign-in`);
        await page.focus("a[href='/sign-in/openid']");
        await page.keyboard.press("Enter");
        await page.waitForURL(`${issuer}/**`);
        await page.fill("#who", who);
        const back = page.waitForResponse((given) => given.url().startsWith(returnTo));
        await page.click("button");
        const status = (await back).status();
        if (answer === 200) {
          await page.waitForURL(`${staffed}/`);
          expect((await page.textContent("footer")).includes("Nguyễn Thị Lan"), "as the account of that name");
        } else {
          expect(status === answer, `nobody here has this name: ${status}`);
          await desk.expected(/401/);
        }
      }
    } finally {
      provider.closeAllConnections();
      provider.close();
    }
  },

  async "two appraisers do not agree, by mouse and by keyboard"() {
    const claim = `${staffed}/units/an-binh/claims/1.5`;
    const lan = await desk.visitor();
    await signIn(lan, "lan", passwords.lan);
    // The unit is judged once its files are read.
    await lan.goto(claim);
    while ((await lan.$("input[name='stance']")) === null) await lan.goto(claim);
    const old = await lan.context().newPage();
    await old.goto(claim);
    await lan.click("label:has-text('Đồng ý với điểm tự chấm')");
    await lan.click("form[action$='/appraisal'] button:has-text('Lưu')");
    await lan.waitForURL("**said=done**");

    const minh = await desk.visitor();
    await signIn(minh, "minh", passwords.minh);
    await minh.goto(claim);
    await minh.focus("input[name='stance'][value='disagrees']");
    await minh.keyboard.press("Space");
    await minh.keyboard.press("Tab");
    await minh.keyboard.type("0,5");
    await minh.keyboard.press("Tab");
    await minh.keyboard.type("Mới có một giải pháp được phê duyệt.");
    await minh.focus("form[action$='/appraisal'] button:has-text('Lưu')");
    await minh.keyboard.press("Enter");
    await minh.waitForURL("**said=done**");
    await desk.check(minh);
    const said = await minh.textContent("section[aria-labelledby='tham-dinh']");
    expect(said.includes("cho điểm khác nhau"), "the conflict is shown");
    expect(said.includes("lan") && said.includes("minh") && said.includes("0,5"), "both stand side by side");
    await minh.locator("#tham-dinh").scrollIntoViewIfNeeded();
    await desk.picture(minh, "khac-y-kien", { without: "#tham-dinh ~ * time" });

    // What was on a page before does not replace what was said since.
    await old.click("input[name='stance'][value='disagrees']");
    await old.fill("input[name='points']", "1");
    await old.fill("textarea[name='reason']", "Sửa ở trang cũ");
    await old.click("form[action$='/appraisal'] button:has-text('Lưu')");
    await old.waitForSelector(".warning-line[role='status']");
    await desk.expected(/422/);
    expect((await old.inputValue("textarea[name='reason']")) === "Sửa ở trang cũ", "nothing typed is lost");
    await lan.goto(claim);
    const kept = await lan.textContent("section[aria-labelledby='tham-dinh']");
    expect(kept.includes("Đồng ý với điểm tự chấm") && !kept.includes("Sửa ở trang cũ"), "nothing is overwritten");
    await lan.click("nav a:has-text('Tiến độ thẩm định')");
    await desk.check(lan);
    expect((await lan.textContent("#bang-open")).includes("1.5"), "it is among what somebody must come back to");
  },

  async "load and watch, by mouse"() {
    const page = await desk.visitor();
    await signIn(page, firstName, "mật khẩu của quản trị");
    await page.click("nav a:has-text('Nạp hồ sơ')");
    await desk.check(page);
    await desk.picture(page, "nap-ho-so");
    await inFolder(
      {
        "Hồ sơ các tỉnh/Tỉnh An Bình/1.2/BC 302.txt": "Báo cáo số 302/BC-UBND",
        "Hồ sơ các tỉnh/Tỉnh Đông Giang/1.2/BC 303.txt": "Báo cáo số 303/BC-UBND",
        // More than one part.
        "Hồ sơ các tỉnh/Tỉnh Đông Giang/1.3/Phụ lục.txt": `Phụ lục${" ".repeat(5 << 20)}`,
        "Hồ sơ các tỉnh/Sở Lạ/BC 304.txt": "Báo cáo số 304/BC-UBND",
      },
      async (folder) => {
        await page.setInputFiles("#folder", join(folder, "Hồ sơ các tỉnh"));
        await page.click("button:has-text('Gửi lên')");
        await page.waitForSelector("#da-gui");
        expect((await page.textContent("#da-gui")).includes("4 tệp"), "all four are there");
      },
    );
    await desk.check(page);
    await page.click("button:has-text('Xem trước')");
    await page.waitForSelector("text=Xem trước: chưa tệp nào được nạp");
    await desk.check(page);
    await desk.picture(page, "nap-xem-truoc");
    expect((await page.textContent("main strong")).includes("3 gửi mới + 1 chưa biết của đơn vị nào"), "the counts");
    await page.check("input[name='leave_out']");
    await page.click("button:has-text('Nạp vào kho hồ sơ')");
    await page.waitForSelector("#dang-doc");
    await desk.check(page);
    // The figures follow the worker by themselves, and add up.
    const figure = (name) => page.textContent(`[data-figure="${name}"]`);
    await page.waitForFunction(() => document.querySelector('[data-figure="in-full"]').textContent === "3", null, {
      timeout: 120_000,
    });
    const figures = await Promise.all(["files", "not-listed", "to-read", "in-part", "not-read"].map(figure));
    expect(figures.join(" ") === "3 0 0 0 0", `all are read: ${figures}`);
    await desk.picture(page, "nap-xong");
    await page.click("table a:has-text('Tỉnh Đông Giang')");
    await page.waitForURL("**/units/dong-giang/documents");
  },

  async "load and watch, by keyboard, and go on after a cut"() {
    const page = await desk.visitor();
    await signIn(page, "an-binh", passwords["an-binh"]);
    await desk.check(page);
    expect((await page.goto(`${staffed}/units/ha-tan`)).status() === 404, "another unit does not exist");
    await desk.expected(/404/);
    await page.goto(`${staffed}/load`);
    expect((await page.textContent("main")).includes("Tỉnh An Bình"), "whose the files are");
    await inFolder({ "1.2/BC 305.txt": `Báo cáo số 305/BC-UBND${" ".repeat(9 << 20)}` }, async (folder) => {
      // The network is cut in the middle of the file, for longer than the script tries.
      let parts = 0;
      await page.route("**/load/put?**", (route) => {
        parts += 1;
        return parts === 1 ? route.continue() : route.abort();
      });
      await page.setInputFiles("#folder", join(folder, "1.2"));
      await page.focus("button:has-text('Gửi lên')");
      await page.keyboard.press("Enter");
      await page.waitForFunction(() => document.querySelector("#gui-den-dau").textContent.startsWith("Chưa gửi hết"), null, {
        timeout: 60_000,
      });
      await desk.expected(/ERR_FAILED/);
      await page.unroute("**/load/put?**");
      const asked = [];
      page.on("request", (request) => {
        if (request.url().includes("/load/put")) asked.push(new URL(request.url()).searchParams.get("offset"));
      });
      await page.focus("button:has-text('Gửi lên')");
      await page.keyboard.press("Enter");
      await page.waitForSelector("#da-gui");
      expect(asked[0] === `${4 << 20}`, `it goes on behind the first part, not at ${asked[0]}`);
    });
    for (const [button, sign] of [
      ["Xem trước", "text=Xem trước: chưa tệp nào được nạp"],
      ["Nạp vào kho hồ sơ", "#dang-doc"],
    ]) {
      await page.focus(`button:has-text('${button}')`);
      await page.keyboard.press("Enter");
      await page.waitForSelector(sign);
    }
    expect((await page.textContent("main strong")).includes("1 gửi mới"), "it is loaded");
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
