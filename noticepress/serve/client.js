// Told of each rebuild: puts a page that changed in the place of the one shown, and says what is wrong while something is.
(() => {
  "use strict";
  const script = document.currentScript;
  let serial = Number(script.dataset.serial);
  const own = (path) => decodeURIComponent(path).replace(/^\//, "").replace(/(^|\/)$/, "$1index.html");
  const bar = document.createElement("section");
  bar.id = "noticepress-faults";
  bar.setAttribute("role", "alert");
  bar.setAttribute("aria-label", "What stops the build");
  const sheet = document.createElement("link");
  sheet.rel = "stylesheet";
  sheet.href = "/-/client.css";
  document.head.append(sheet);

  const piece = (tag, text, name) => {
    const made = document.createElement(tag);
    made.textContent = text;
    if (name) made.className = name;
    return made;
  };

  const show = (faults) => {
    bar.replaceChildren();
    if (!faults.length) return void bar.remove();
    const count = faults.length === 1 ? "One thing stops" : `${faults.length} things stop`;
    bar.append(piece("h2", `${count} the build; this is the last good page`));
    const list = document.createElement("ol");
    for (const fault of faults) {
      const item = document.createElement("li");
      if (fault.place) item.append(piece("code", fault.place, "place"), " ");
      item.append(piece("span", fault.message));
      if (fault.line !== null) item.append(piece("pre", fault.line));
      if (fault.hint) item.append(piece("p", fault.hint, "hint"));
      list.append(item);
    }
    bar.append(list);
    if (!bar.isConnected) document.body.prepend(bar);
  };

  const isChanged = (changed, address) => {
    const place = new URL(address, location.href);
    return place.origin === location.origin && (changed === null || changed.includes(own(place.pathname)));
  };

  // What a page is shown with, but for what the server itself put in.
  const parts = (page) => [...page.querySelectorAll("link[rel~=stylesheet], script:not([type$=json]), img, object, embed")]
    .filter((part) => part !== sheet && !(part.getAttribute("src") || "").startsWith("/-/"));
  const has = (page, tag) => parts(page).some((part) => part.localName === tag);
  const sheets = (page) => parts(page).map((part) => part.getAttribute("href")).join(" ");
  const isWorn = (changed) => parts(document).some((part) => isChanged(changed, part.href || part.src || part.data));

  // The reader's place stays, and so does what was unfolded. A page with scripts is loaded again, as are styles and pictures.
  let turn = 0;
  const renew = async (changed) => {
    const mine = ++turn;
    if (has(document, "script") || isWorn(changed)) return void location.reload();
    const answer = await fetch(location.href, { cache: "no-store" });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (mine !== turn) return;
    if (!answer.ok || has(page, "script") || sheets(page) !== sheets(document)) return void location.reload();
    const unfolded = new Set([...document.querySelectorAll("details[open] > summary")].map((title) => title.textContent));
    for (const title of page.querySelectorAll("details > summary"))
      if (unfolded.has(title.textContent)) title.parentNode.open = true;
    for (const part of page.querySelectorAll("script:not([type$=json])")) part.remove();
    document.documentElement.lang = page.documentElement.lang;
    for (const said of document.head.querySelectorAll("title, meta")) said.remove();
    document.head.append(...page.head.querySelectorAll("title, meta"));
    document.body.replaceChildren(...(bar.isConnected ? [bar] : []), ...page.body.childNodes);
  };

  const take = (news) => {
    serial = news.serial;
    document.documentElement.dataset.serial = serial;
    show(news.faults);
    if (isChanged(news.changed, location.href) || isWorn(news.changed))
      return void renew(news.changed).catch(() => location.reload());
    for (const frame of document.querySelectorAll("iframe[src]")) {
      if (isChanged(news.changed, frame.src)) {
        // The address may have been left for another page of the frame: that one stays.
        try { frame.contentWindow.location.reload(); } catch { frame.src = frame.src; }
      }
    }
  };

  // Frames are looked after by the page that holds them.
  if (window.top !== window) return;
  show(JSON.parse(script.dataset.faults));
  // A browser keeps six connections to a server at most: all its pages share one, where it lets them.
  if (window.SharedWorker) {
    const { port } = new SharedWorker("/-/worker.js");
    port.onmessage = (event) => take(event.data);
    port.postMessage(serial);
    return;
  }
  const listen = () => {
    const source = new EventSource(`/-/events?since=${serial}`);
    source.onmessage = (event) => take(JSON.parse(event.data));
    source.onerror = () => {
      source.close();
      setTimeout(listen, 500);
    };
  };
  listen();
})();
