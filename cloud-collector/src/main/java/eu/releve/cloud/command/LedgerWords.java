package eu.releve.cloud.command;

import com.fasterxml.jackson.databind.JsonNode;
import eu.releve.provisioning.language.Messages;
import java.io.PrintWriter;

/** What a ledger says, for people. */
final class LedgerWords {
  private LedgerWords() {}

  static void print(JsonNode ledger, String gateway, Messages words, PrintWriter out) {
    boolean complete = ledger.path("complete").asBoolean();
    out.println(words.text(complete ? "ledger.complete" : "ledger.incomplete", gateway));
    for (JsonNode epoch : ledger.path("epochs")) {
      out.println(
          words.text(
              "ledger.epoch",
              epoch.path("epoch").asText(),
              text(epoch, "highest"),
              text(epoch, "stored"),
              text(epoch, "quarantined"),
              text(epoch, "discarded"),
              text(epoch, "lost"),
              text(epoch, "missing")));
      if (!epoch.path("setAside").isNull()) {
        out.println(words.text("ledger.set-aside", epoch.path("setAside").asText()));
      }
    }
    for (JsonNode range : ledger.path("ranges")) {
      out.println(
          words.text(
              "ledger.range",
              range.path("epoch").asText(),
              text(range, "fromSeq"),
              text(range, "toSeq"),
              when(range, "since", words),
              when(range, "until", words),
              text(range, "missing"),
              text(range, "lost"),
              text(range, "quarantined"),
              text(range, "discarded")));
    }
    unnumbered(ledger, words, out);
    for (JsonNode silence : ledger.path("silences")) {
      out.println(
          words.text(
              "ledger.silence", when(silence, "since", words), when(silence, "until", words)));
    }
    counted(ledger, "undated", words, out);
    counted(ledger, "waiting", words, out);
    for (JsonNode fork : ledger.path("forks")) {
      out.println(
          words.text(
              "ledger.fork",
              when(fork, "since", words),
              fork.path("epoch").asText(),
              words.text("ledger.fork." + fork.path("kind").asText()),
              fork.path("reason").asText()));
    }
    formats(ledger, gateway, words, out);
    losses(ledger, words, out);
    decisions(ledger, words, out);
    out.println(words.text("ledger.meaning"));
  }

  private static void unnumbered(JsonNode ledger, Messages words, PrintWriter out) {
    for (JsonNode loss : ledger.path("unnumbered")) {
      String since = when(loss, "since", words);
      String until = when(loss, "until", words);
      String reason = loss.path("reason").asText();
      out.println(
          loss.path("readings").asLong() > 0
              ? words.text("ledger.unnumbered", since, until, text(loss, "readings"), reason)
              : words.text("ledger.uncounted", since, until, reason));
    }
  }

  /** Those that name batches: the others are told by the time that they concern. */
  private static void losses(JsonNode ledger, Messages words, PrintWriter out) {
    for (JsonNode loss : ledger.path("losses")) {
      if (!loss.path("fromSeq").isNull()) {
        out.println(
            words.text(
                "ledger.loss",
                when(loss, loss.path("at").isNull() ? "received" : "at", words),
                text(loss, "readings"),
                loss.path("reason").asText()));
      }
    }
  }

  private static void formats(JsonNode ledger, String gateway, Messages words, PrintWriter out) {
    for (JsonNode format : ledger.path("unknownFormats")) {
      boolean isKind = !format.path("kind").isNull();
      out.println(
          words.text(
              isKind ? "ledger.kind" : "ledger.format",
              when(format, "since", words),
              gateway,
              text(format, isKind ? "kind" : "version"),
              text(format, isKind ? "knownKind" : "knownVersion")));
    }
  }

  private static void decisions(JsonNode ledger, Messages words, PrintWriter out) {
    for (JsonNode decision : ledger.path("decisions")) {
      out.println(
          words.text(
              "ledger.decision",
              when(decision, "at", words),
              decision.path("who").asText(),
              words.text("ledger.decision." + decision.path("what").asText()),
              decision.path("epoch").asText(),
              decision.path("seq").isNull() ? "" : text(decision, "seq"),
              decision.path("reason").asText()));
    }
  }

  private static void counted(JsonNode ledger, String what, Messages words, PrintWriter out) {
    if (ledger.path(what).asLong() > 0) {
      out.println(words.text("ledger." + what, text(ledger, what)));
    }
  }

  private static String text(JsonNode node, String field) {
    return Long.toString(node.path(field).asLong());
  }

  private static String when(JsonNode node, String field, Messages words) {
    return node.path(field).isNull() ? words.text("ledger.unknown") : node.path(field).asText();
  }
}
