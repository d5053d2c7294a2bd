package eu.releve.cloud.api;

/** Why a request is not answered, as RFC 9457 tells it. */
final class Problem extends Exception {
  private static final long serialVersionUID = 1L;

  private final int status;
  private final String title;

  Problem(int status, String title, String detail) {
    super(detail);
    this.status = status;
    this.title = title;
  }

  static Problem badRequest(String detail) {
    return new Problem(400, "Bad request", detail);
  }

  static Problem unauthorised() {
    return new Problem(401, "Not logged in", "wanted a session cookie or Authorization: Bearer");
  }

  static Problem forbidden(String detail) {
    return new Problem(403, "Not allowed", detail);
  }

  static Problem notFound(String what) {
    return new Problem(404, "Not found", "there is no such " + what + ", or not for you");
  }

  int status() {
    return status;
  }

  String title() {
    return title;
  }
}
