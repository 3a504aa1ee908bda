// Opened from disk, a page may not start a worker, and Material's search runs in one. Here the worker's script runs in
// a hidden frame instead, and the two talk as they would: what one posts, the other receives. Nothing is fetched from
// anywhere but this folder. Served by a web server, workers work, and none of this happens.
if (location.protocol === "file:") {
  window.Worker = class extends EventTarget {
    constructor(address) {
      super();
      this.waiting = [];
      this.frame = document.createElement("iframe");
      this.frame.hidden = true;
      this.frame.title = "Search";
      const script = document.createElement("a");
      script.href = address;
      // What the worker posts goes out to the page; "message" events of the frame are what the page posts to it.
      this.frame.srcdoc =
        "<!doctype html><title>Search</title><script>" +
        "var toPage = data => parent.postMessage({worker: true, data: data}, '*');" +
        "addEventListener('message', event => { if (event.data && event.data.worker) event.stopImmediatePropagation(); });" +
        "window.postMessage = toPage;" +
        "window.importScripts = () => {};" +
        "<\/script><script src='" + encodeURI(script.href).replace(/%25/g, "%").replace(/'/g, "%27") + "'><\/script>";
      this.frame.addEventListener("load", () => {
        const waiting = this.waiting;
        this.waiting = null;
        waiting.forEach(data => this.postMessage(data));
      });
      window.addEventListener("message", event => {
        if (event.source === this.frame.contentWindow && event.data && event.data.worker)
          this.dispatchEvent(new MessageEvent("message", {data: event.data.data}));
      });
      (document.body || document.documentElement).append(this.frame);
    }

    postMessage(data) {
      if (this.waiting) this.waiting.push(data);
      // Not by the frame's own postMessage, which the worker's script has for its own.
      else this.frame.contentWindow.dispatchEvent(new MessageEvent("message", {data}));
    }

    terminate() {
      this.frame.remove();
    }
  };
}
