// Completion in the query boxes: requests suggestions for the cursor. Tab or Enter inserts the chosen suggestion, Escape
// closes the list.
document.addEventListener("DOMContentLoaded", function () {
  document.querySelectorAll(".node-memory-query").forEach(function (form) {
    const text = form.querySelector("textarea");
    const list = form.querySelector(".node-memory-completion");
    let start = 0;
    let chosen = -1;
    let timer = null;
    let asked = 0;

    function close() {
      list.hidden = true;
      chosen = -1;
      asked++;
    }

    function choose(index) {
      chosen = index;
      Array.from(list.children).forEach(function (item, i) {
        item.setAttribute("aria-selected", i === index ? "true" : "false");
        if (i === index) {
          item.scrollIntoView({ block: "nearest" });
        }
      });
    }

    function take(value) {
      const end = text.selectionStart;
      text.setRangeText(value, start, end, "end");
      text.focus();
      close();
    }

    function show(answer) {
      list.replaceChildren();
      start = answer.start;
      answer.items.forEach(function (suggestion) {
        const item = document.createElement("li");
        item.setAttribute("role", "option");
        const value = document.createElement("code");
        value.textContent = suggestion.value;
        const help = document.createElement("span");
        help.textContent = suggestion.help;
        item.append(value, help);
        item.addEventListener("mousedown", function (event) {
          event.preventDefault();
          take(suggestion.value);
        });
        list.append(item);
      });
      list.hidden = answer.items.length === 0;
      chosen = -1;
    }

    function ask() {
      const mine = ++asked;
      fetch("complete", {
        method: "POST",
        headers: crumb.wrap({ "Content-Type": "application/x-www-form-urlencoded" }),
        body: new URLSearchParams({ text: text.value, cursor: text.selectionStart }),
      })
        .then((response) => (response.ok ? response.json() : null))
        .then(function (answer) {
          if (answer && answer.data && mine === asked) {
            show(answer.data);
          }
        });
    }

    text.addEventListener("input", function () {
      clearTimeout(timer);
      timer = setTimeout(ask, 120);
    });
    text.addEventListener("blur", close);
    text.addEventListener("keydown", function (event) {
      if (event.key === " " && event.ctrlKey) {
        event.preventDefault();
        ask();
      } else if (event.key === "Enter" && event.ctrlKey) {
        form.requestSubmit();
      } else if (!list.hidden) {
        if (event.key === "ArrowDown" || event.key === "ArrowUp") {
          event.preventDefault();
          const step = event.key === "ArrowDown" ? 1 : -1;
          choose((chosen + step + list.children.length) % list.children.length);
        } else if (event.key === "Tab" || (event.key === "Enter" && chosen >= 0)) {
          event.preventDefault();
          take(list.children[Math.max(chosen, 0)].querySelector("code").textContent);
        } else if (event.key === "Escape") {
          close();
        }
      }
    });
  });
});
