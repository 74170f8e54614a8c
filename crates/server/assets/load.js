// Sends folders and large files in parts, so that whoever is cut off goes on where they were; and follows what the
// server does with them. The form does the same without this file, but for going on in the middle of a file.
(() => {
  "use strict";
  const PART = 4 << 20;
  const ANNOUNCED_AT_ONCE = 500;
  const SENT_AT_ONCE = 3;
  const TRIES = 6;
  const LOOK_EVERY_MS = 1000;

  const wait = (ms) => new Promise((done) => setTimeout(done, ms));

  // A refusal, which is not tried again.
  class Refused extends Error {}

  const ask = async (address, options) => {
    for (let attempt = 1; ; attempt += 1) {
      try {
        const answer = await fetch(address, options);
        if (answer.ok) return await answer.json();
        const told = await answer.json().catch(() => ({}));
        if (answer.status < 500) throw new Refused(told.problem ?? "refused");
        throw new Error(answer.statusText);
      } catch (error) {
        if (error instanceof Refused || attempt === TRIES) throw error;
        document.dispatchEvent(new CustomEvent("kiemchung-retry"));
        await wait(250 * 2 ** attempt);
      }
    }
  };

  // Every file below what was dropped, with its path.
  const walk = async (entry) => {
    if (entry.isFile) {
      const file = await new Promise((found, lost) => entry.file(found, lost));
      return [{ path: entry.fullPath.replace(/^\//, ""), file }];
    }
    const reader = entry.createReader();
    const found = [];
    for (;;) {
      const entries = await new Promise((read, failed) => reader.readEntries(read, failed));
      if (entries.length === 0) return found;
      for (const inner of entries) found.push(...(await walk(inner)));
    }
  };

  const form = document.querySelector("#gui");
  if (form !== null) {
    const status = document.querySelector("#gui-den-dau");
    const bar = document.querySelector("#gui-tien-do");
    const drop = document.querySelector("#tha");
    const token = form.elements.token.value;
    const problems = { "too-large": "tooLarge", "too-many": "tooMany", busy: "busy" };
    let isSending = false;

    const send = async (chosen) => {
      if (isSending) return;
      if (chosen.length === 0) {
        status.textContent = form.dataset.nothing;
        return;
      }
      isSending = true;
      const button = form.querySelector("button");
      button.disabled = true;
      const all = { files: chosen.length, bytes: chosen.reduce((sum, { file }) => sum + file.size, 0) };
      const done = { files: 0, bytes: 0 };
      const show = () => {
        const mega = (bytes) => Math.ceil(bytes / (1 << 20)).toString();
        bar.hidden = false;
        bar.max = Math.max(all.bytes, 1);
        bar.value = all.bytes === 0 ? 1 : done.bytes;
        status.textContent = form.dataset.sending
          .replace("{files}", done.files)
          .replace("{all}", all.files)
          .replace("{done}", mega(done.bytes))
          .replace("{bytes}", mega(all.bytes));
      };
      const retrying = () => {
        status.textContent = form.dataset.retrying;
      };
      document.addEventListener("kiemchung-retry", retrying);

      const sendFile = async (file, { number, at }) => {
        let sent = at;
        done.bytes += sent;
        while (sent < file.size) {
          const part = file.slice(sent, sent + PART);
          const put = await ask(`/load/put?file=${number}&offset=${sent}`, {
            method: "POST",
            headers: { "kiemchung-token": token, "content-type": "application/octet-stream" },
            body: part,
          });
          // Where the server has another end than was thought, it says which.
          done.bytes += put.at - sent;
          sent = put.at;
          show();
        }
        done.files += 1;
        show();
      };

      try {
        show();
        for (let from = 0; from < chosen.length; from += ANNOUNCED_AT_ONCE) {
          const some = chosen.slice(from, from + ANNOUNCED_AT_ONCE);
          const files = some.map(({ path, file }) => ({ path, size: file.size, modified_ms: file.lastModified }));
          const { files: puts } = await ask("/load/announce", {
            method: "POST",
            headers: { "kiemchung-token": token, "content-type": "application/json" },
            body: JSON.stringify({ files }),
          });
          const waiting = some.map(({ file }, at) => [file, puts[at]]);
          const sender = async () => {
            for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) await sendFile(...next);
          };
          await Promise.all(Array.from({ length: SENT_AT_ONCE }, sender));
        }
        window.location.assign("/load");
      } catch (error) {
        const isRefused = error instanceof Refused;
        status.textContent = isRefused ? form.dataset[problems[error.message] ?? "refused"] : form.dataset.stopped;
        button.disabled = false;
        isSending = false;
      } finally {
        document.removeEventListener("kiemchung-retry", retrying);
      }
    };

    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const inputs = [form.elements.files, form.elements.folder];
      const files = inputs.flatMap((input) => [...input.files]);
      send(files.map((file) => ({ path: file.webkitRelativePath || file.name, file })));
    });

    drop.hidden = false;
    for (const kind of ["dragenter", "dragover"]) {
      drop.addEventListener(kind, (event) => {
        event.preventDefault();
        drop.classList.add("over");
      });
    }
    drop.addEventListener("dragleave", () => drop.classList.remove("over"));
    drop.addEventListener("drop", async (event) => {
      event.preventDefault();
      drop.classList.remove("over");
      // What was dropped is gone once this returns: entries are taken first, and walked after.
      const items = [...event.dataTransfer.items].filter((item) => item.kind === "file");
      const entries = items.map((item) => item.webkitGetAsEntry?.() ?? null);
      const plain = [...event.dataTransfer.files];
      if (entries.length > 0 && entries.every((entry) => entry !== null)) {
        const found = [];
        for (const entry of entries) found.push(...(await walk(entry)));
        await send(found);
      } else {
        await send(plain.map((file) => ({ path: file.name, file })));
      }
    });
  }

  const followed = document.querySelector("[data-state]");
  if (followed !== null) {
    const follow = async () => {
      for (;;) {
        await wait(LOOK_EVERY_MS);
        const stand = await ask("/load/progress");
        if (stand.state !== followed.dataset.state) {
          window.location.assign("/load");
          return;
        }
        for (const [name, figure] of stand.reading) {
          const shown = followed.querySelector(`[data-figure="${name}"]`);
          if (shown.textContent !== figure) shown.textContent = figure;
        }
        const bar = followed.querySelector("progress");
        if (bar !== null) {
          bar.max = Math.max(stand.bytes, 1);
          bar.value = stand.done;
        }
        if (stand.is_final) return;
      }
    };
    follow().catch(() => {
      // The figures stand still; the link on the page asks anew.
    });
  }
})();
