// What Material's script asks of the page before it runs. Material keeps choices in the browser's storage; these
// pages offer none, so there is nothing to look up and nothing is kept.
var __md_scope = new URL(".", document.currentScript.src);
var __md_hash = () => 0;
var __md_get = () => null;
var __md_set = () => {};

// The search opens where it gets the focus. It closes where it loses it, so that it hides nothing that has it.
document.addEventListener("focusin", event => {
  const open = document.getElementById("__search");
  if (open.checked && !event.target.closest("[data-md-component=search]")) open.click();
});
