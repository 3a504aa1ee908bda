// Hears the news of each rebuild for all pages of a browser, and passes them on.
"use strict";
const ports = new Set();
let known = null;

const listen = () => {
  const source = new EventSource(`/-/events?since=${known.serial}`);
  source.onmessage = (event) => {
    known = JSON.parse(event.data);
    for (const port of ports) port.postMessage(known);
  };
  source.onerror = () => {
    source.close();
    setTimeout(listen, 500);
  };
};

onconnect = ({ ports: [port] }) => {
  ports.add(port);
  port.onmessage = ({ data: serial }) => {
    if (known === null) {
      known = { serial };
      listen();
    } else if (known.serial !== serial && "faults" in known) {
      // The page was made before the last news, or by a server that has ended: all of it may be another.
      port.postMessage({ ...known, changed: null });
    }
  };
};
