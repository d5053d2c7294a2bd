// Lets whoever copies a password from a label see what is typed; without script the box is not there.
const password = document.getElementById("password");
const show = document.getElementById("show");
show.parentElement.hidden = false;
show.addEventListener("change", () => { password.type = show.checked ? "text" : "password"; });
