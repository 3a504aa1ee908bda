// <privacy-notice src="…/embed/privacy.html">: shows the notice where it stands, with the style that belongs to it.
// What stands inside the element, a link, is shown until the notice is there, and stays if it cannot be had.
customElements.define("privacy-notice", class extends HTMLElement {
  async connectedCallback() {
    const address = new URL(this.getAttribute("src"), document.baseURI);
    try {
      const answer = await fetch(address, { credentials: "omit", referrerPolicy: "no-referrer" });
      if (!answer.ok || this.shadowRoot) return;
      const text = await answer.text();
      const root = this.attachShadow({ mode: "open" });
      const style = Object.assign(document.createElement("link"), { rel: "stylesheet", crossOrigin: "anonymous" });
      style.href = new URL("notice.css", address);
      const styled = new Promise((done) => { style.onload = style.onerror = done; });
      root.append(style);
      await styled;
      style.insertAdjacentHTML("afterend", text);
      for (const link of root.querySelectorAll('a[href]:not([href^="#"])')) {
        link.href = new URL(link.getAttribute("href"), address);
      }
    } catch { return; } // the link inside stays

    // Anchors do not reach into a shadow tree, so what a browser does for them elsewhere is done here.
    const show = () => {
      const to = location.hash.length > 1 && this.shadowRoot.getElementById(location.hash.slice(1));
      if (!to) return;
      to.tabIndex = -1;
      to.focus({ preventScroll: true });
      to.scrollIntoView();
    };
    this.shadowRoot.addEventListener("click", (event) => {
      const link = event.target.closest('a[href^="#"]');
      if (!link) return;
      event.preventDefault();
      if (location.hash !== link.hash) history.pushState(null, "", link.hash);
      show();
    });
    addEventListener("hashchange", show);
    addEventListener("popstate", show);
    show();
  }
});
