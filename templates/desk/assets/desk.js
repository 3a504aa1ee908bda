// What makes long tables short. Everything works without it: then all rows are shown.
//
// A table with class "filtered" gets a line above it: a box for words, and a choice for each column whose heading has
// data-filter. A cell says what it counts as in data-is, several things apart by "|". What is chosen stands in the
// address, behind the #, so that it can be sent to a colleague.

// Material calls its search a dialog and gives it no name.
document.querySelector(".md-search")?.setAttribute("aria-label", "Search");

document.querySelectorAll("table.filtered").forEach(table => {
  const rows = [...table.tBodies[0].rows];
  const heads = [...table.tHead.rows[0].cells];
  const bar = document.createElement("form");
  bar.className = "filters";
  bar.setAttribute("role", "search");
  bar.setAttribute("aria-label", "Filter: " + table.caption.innerText.trim());
  const found = document.createElement("output");
  const fields = [field("words", "Words", Object.assign(document.createElement("input"), {type: "search"}))];

  function field(name, label, control) {
    control.name = name;
    control.id = `filter-${name}`;
    const whole = document.createElement("p");
    whole.append(Object.assign(document.createElement("label"), {htmlFor: control.id, textContent: label}), control);
    bar.append(whole);
    return control;
  }

  const kinds = cell => (cell.dataset.is ?? cell.innerText).split("|").map(kind => kind.trim()).filter(Boolean);

  heads.forEach((head, column) => {
    if (!head.dataset.filter) return;
    const choice = document.createElement("select");
    choice.add(new Option("all", ""));
    const all = new Set(rows.flatMap(row => kinds(row.cells[column])));
    const order = (head.dataset.order ?? "").split("|");
    const place = kind => (order.includes(kind) ? order.indexOf(kind) : order.length);
    [...all].sort((a, b) => place(a) - place(b) || a.localeCompare(b)).forEach(kind => choice.add(new Option(kind, kind)));
    choice.dataset.column = column;
    fields.push(field(head.dataset.filter, head.innerText.trim(), choice));
  });

  const clear = Object.assign(document.createElement("button"), {type: "button", textContent: "Show all"});
  clear.addEventListener("click", () => {
    fields.forEach(one => (one.value = ""));
    apply(true);
  });
  bar.append(clear, found);
  bar.addEventListener("submit", event => event.preventDefault());
  table.closest(".wide").before(bar);

  const texts = rows.map(row => row.innerText.toLowerCase());

  function apply(remember) {
    const words = fields[0].value.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    rows.forEach((row, n) => {
      const is = fields.slice(1).every(one => !one.value || kinds(row.cells[one.dataset.column]).includes(one.value));
      row.hidden = !(is && words.every(word => texts[n].includes(word)));
      shown += !row.hidden;
    });
    found.textContent = `${shown} of ${rows.length} shown`;
    clear.disabled = fields.every(one => !one.value);
    if (remember) {
      const chosen = new URLSearchParams(fields.filter(one => one.value).map(one => [one.name, one.value]));
      history.replaceState(null, "", chosen.size ? `#${chosen}` : location.pathname.split("/").pop() + location.search);
    }
  }

  function restore() {
    const chosen = new URLSearchParams(location.hash.slice(1));
    fields.forEach(one => {
      const value = chosen.get(one.name) ?? "";
      if (one.tagName === "INPUT" || [...one.options].some(option => option.value === value)) one.value = value;
    });
    apply(false);
  }

  bar.addEventListener("input", () => apply(true));
  window.addEventListener("hashchange", restore);
  restore();
});

// "Only what differs" on a comparison.
document.querySelectorAll("table.sides").forEach(table => {
  const same = [...table.querySelectorAll("tr.same")];
  if (!same.length) return;
  const label = document.createElement("label");
  label.className = "only";
  const box = Object.assign(document.createElement("input"), {type: "checkbox"});
  label.append(box, ` Only what differs (${same.length} passages are the same)`);
  box.addEventListener("change", () => same.forEach(row => (row.hidden = box.checked)));
  table.closest(".wide").before(label);
});
