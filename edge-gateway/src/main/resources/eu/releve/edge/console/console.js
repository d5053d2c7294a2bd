// Fetches the same page every two seconds and shows its main part; says so when the gateway is gone.
// A session that has ended leads to the log-in page, which stays as it is.
const stale = document.getElementById("stale");

async function refresh() {
  try {
    const answer = await fetch(location.pathname, { cache: "no-store" });
    if (answer.redirected) {
      location.assign(answer.url);
      return;
    }
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    document.querySelector("main").replaceWith(document.adoptNode(page.querySelector("main")));
    stale.hidden = true;
  } catch {
    stale.hidden = false;
  }
  setTimeout(refresh, 2000);
}

setTimeout(refresh, 2000);
