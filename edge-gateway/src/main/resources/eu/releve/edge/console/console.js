// Fetches the same page every two seconds and shows its main part; says so when the gateway is gone.
const stale = document.getElementById("stale");

async function refresh() {
  try {
    const answer = await fetch(location.pathname, { cache: "no-store" });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    document.querySelector("main").replaceWith(document.adoptNode(page.querySelector("main")));
    stale.hidden = true;
  } catch {
    stale.hidden = false;
  }
  setTimeout(refresh, 2000);
}

setTimeout(refresh, 2000);
