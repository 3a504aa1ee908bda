// What Material's script asks of the page before it runs. Material keeps choices in the browser's storage; these
// pages offer none, so there is nothing to look up and nothing is kept.
var __md_scope = new URL(".", document.currentScript.src);
var __md_hash = () => 0;
var __md_get = () => null;
var __md_set = () => {};
