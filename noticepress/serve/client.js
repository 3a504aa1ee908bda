// Told by the server of each rebuild: loads a page that changed again, and says what is wrong while something is.
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

  const isChanged = (changed, path) => changed === null || changed.includes(own(path));

  const take = (news) => {
    serial = news.serial;
    document.documentElement.dataset.serial = serial;
    show(news.faults);
    if (isChanged(news.changed, location.pathname)) return void location.reload();
    for (const frame of document.querySelectorAll("iframe[src]")) {
      const place = new URL(frame.src, location.href);
      if (place.origin === location.origin && isChanged(news.changed, place.pathname)) {
        // The address may have been left for another page of the frame: that one stays.
        try { frame.contentWindow.location.reload(); } catch { frame.src = frame.src; }
      }
    }
  };

  // Frames are looked after by the page that holds them.
  if (window.top !== window) return;
  const listen = () => {
    const source = new EventSource(`/-/events?since=${serial}`);
    source.onmessage = (event) => take(JSON.parse(event.data));
    source.onerror = () => {
      source.close();
      setTimeout(listen, 500);
    };
  };
  show(JSON.parse(script.dataset.faults));
  listen();
})();
