package eu.releve.edge.console;

import static eu.releve.edge.console.Html.escaped;

/** Asks for the password, and says where it is to be found. */
final class LoginPage {
  private LoginPage() {}

  /**
   * The main part of the page.
   *
   * @param problem why the last try failed; empty before the first.
   */
  static String of(Words words, String problem) {
    return """
      <section class=login>
      <h2>%s</h2>
      %s<form method=post action="%s">
      <label for=password>%s</label>
      <input id=password name=password type=password required maxlength=100 autofocus
        autocomplete=current-password autocapitalize=none autocorrect=off spellcheck=false>
      <label class=show hidden><input id=show type=checkbox> %s</label>
      <p class=hint>%s</p>
      <button>%s</button>
      </form>
      <details><summary>%s</summary><p>%s</p><p>%s</p></details>
      <p class=plain>%s</p>
      </section>
      """
        .formatted(
            escaped(words.text("login")),
            problem.isEmpty() ? "" : "<p class=problem role=alert>" + escaped(problem) + "</p>\n",
            Entrance.ENTER,
            escaped(words.text("login.password")),
            escaped(words.text("login.show")),
            escaped(words.text("login.form")),
            escaped(words.text("login.enter")),
            escaped(words.text("login.where")),
            escaped(words.text("login.where.detail", "console/" + Password.FIRST)),
            escaped(words.text("login.lost", "console/" + Password.KEPT)),
            escaped(words.text("login.plain")));
  }
}
