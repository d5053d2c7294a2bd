// Sends a photo as it is when it has been taken, then shows the page anew. Everything else is a form.
for (const input of document.querySelectorAll("input[data-to]")) {
  input.addEventListener("change", async () => {
    if (input.files.length === 1) {
      input.disabled = true;
      await fetch(input.dataset.to, { method: "POST", body: input.files[0] });
      location.reload();
    }
  });
}
