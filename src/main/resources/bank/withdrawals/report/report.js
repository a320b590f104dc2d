"use strict";
(function () {
  const table = document.getElementById("reject-table");
  if (!table) return;
  const body = table.tBodies[0];
  const rows = Array.from(body.rows);
  const filter = document.getElementById("filter");
  const shown = document.getElementById("shown");
  const heads = Array.from(table.tHead.rows[0].cells);
  const value = (row, column) => row.cells[column].textContent;
  function sort(column, descending) {
    const numeric = heads[column].classList.contains("number");
    rows.sort((a, b) => {
      const x = value(a, column), y = value(b, column);
      const order = numeric ? (Number(x) || 0) - (Number(y) || 0) : x.localeCompare(y, "en");
      return descending ? -order : order;
    });
    body.append(...rows);
    heads.forEach((head, i) => {
      if (i === column) head.setAttribute("aria-sort", descending ? "descending" : "ascending");
      else head.removeAttribute("aria-sort");
    });
  }
  function show() {
    const wanted = filter.value.toLowerCase();
    let count = 0;
    rows.forEach((row) => {
      row.hidden = !row.textContent.toLowerCase().includes(wanted);
      if (!row.hidden) count++;
    });
    shown.textContent = count + " of " + rows.length;
  }
  heads.forEach((head, i) => head.querySelector("button").addEventListener("click",
    () => sort(i, head.getAttribute("aria-sort") === "ascending")));
  filter.addEventListener("input", show);
  show();
})();
