// Filters the findings of each check on the page by text, severity and age.
document.addEventListener("DOMContentLoaded", function () {
  document.querySelectorAll(".node-memory-check").forEach(function (check) {
    const filter = check.querySelector(".node-memory-filter");
    if (!filter) {
      return;
    }
    const text = filter.querySelector(".node-memory-filter-text");
    const severity = filter.querySelector(".node-memory-filter-severity");
    const onlyNew = filter.querySelector(".node-memory-filter-new");
    const count = filter.querySelector(".node-memory-filter-count");
    const rows = Array.from(check.querySelectorAll(".node-memory-findings tbody tr"));

    function apply() {
      const words = text.value.toLowerCase().split(/\s+/).filter(Boolean);
      let shown = 0;
      rows.forEach(function (row) {
        const content = row.textContent.toLowerCase();
        const fits =
          words.every((word) => content.includes(word)) &&
          (!severity.value || row.dataset.severity === severity.value) &&
          (!onlyNew || !onlyNew.checked || row.dataset.age === "new");
        row.hidden = !fits;
        shown += fits ? 1 : 0;
      });
      count.textContent = shown + " / " + rows.length;
    }

    filter.addEventListener("input", apply);
    filter.addEventListener("change", apply);
    apply();
  });
});
