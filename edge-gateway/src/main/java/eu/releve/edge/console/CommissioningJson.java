package eu.releve.edge.console;

import eu.releve.document.Json;
import eu.releve.edge.commission.Cause;
import eu.releve.edge.commission.CommissionWords;
import eu.releve.edge.commission.Commissioning;
import eu.releve.edge.commission.Commissioning.Sums;
import eu.releve.edge.commission.Entry.Said;
import eu.releve.edge.commission.Line;
import eu.releve.edge.commission.SumCheck;
import eu.releve.edge.commission.SumGroup;
import eu.releve.edge.commission.SumWatch;
import eu.releve.edge.commission.Verdict;
import eu.releve.measure.Unit;
import eu.releve.provisioning.site.SitePlan;
import java.math.BigDecimal;
import java.util.List;
import java.util.stream.Collectors;

/** Commissioning as JSON: figures in steps of their quantity, and the same in words. */
final class CommissioningJson {
  private CommissioningJson() {}

  static void meter(Json json, Line line, SitePlan plan, CommissionWords words) {
    json.put("meter", line.meter().id().value())
        .put("name", line.subject().name())
        .put("bus", line.meter().bus().value())
        .put("condition", line.condition().name());
    line.lot().ifPresent(lot -> json.put("lot", lot.id().value()));
    line.meter().serial().ifPresent(serial -> json.put("serial", serial));
    line.meter().particulars().place().ifPresent(place -> json.put("place", place));
    line.meter().particulars().access().ifPresent(access -> json.put("access", access));
    line.subject()
        .register()
        .ifPresent(
            name ->
                json.put("register", name.toString())
                    .put("step", name.quantity().step().symbol())
                    .put("unit", line.subject().unit().symbol()));
    line.now().ifPresent(said -> said(json, "now", said, words.reading(line, said)));
    line.entry()
        .ifPresent(
            entry -> {
              json.put("display", entry.typed().number().toPlainString())
                  .put("displayUnit", entry.typed().unit().symbol())
                  .put("displayText", words.display(entry.typed()))
                  .put("typedAt", entry.at().instant().toString())
                  .put("clockTrusted", entry.at().trusted());
              entry
                  .before()
                  .ifPresent(said -> said(json, "before", said, words.reading(entry, said)));
              entry
                  .after()
                  .ifPresent(said -> said(json, "after", said, words.reading(entry, said)));
            });
    line.photo().ifPresent(photo -> json.put("photoSha256", photo.sha256()));
    json.put("verdict", line.verdict().getClass().getSimpleName());
    if (line.verdict() instanceof Verdict.Differs differs) {
      json.put("cause", differs.cause().getClass().getSimpleName());
      if (differs.cause() instanceof Cause.WordOrder other) {
        json.put("order", CommissionWords.order(other.order()))
            .put("readOtherwise", Long.toString(other.steps()));
      } else if (differs.cause() instanceof Cause.Sign other) {
        json.put("signed", other.signed()).put("readOtherwise", Long.toString(other.steps()));
      }
    }
    if (line.verdict() instanceof Verdict.Changed changed) {
      json.put("wasConfirmed", changed.confirmed());
    }
    json.put("confirmed", line.verdict().isConfirmed())
        .put("wrong", line.verdict().isWrong())
        .put("said", words.verdict(line, plan));
  }

  private static void said(Json json, String key, Said said, String text) {
    json.put(key, Long.toString(said.value()))
        .put(key + "Text", text)
        .put(key + "At", said.at().instant().toString());
  }

  static void sums(Json json, Commissioning commissioning, CommissionWords words) {
    Sums sums = commissioning.sums();
    json.put("percent", sums.percent());
    sums.since().ifPresent(since -> json.put("since", since.toString()));
    json.put("sums", sums.checks(), (one, check) -> sum(one, check, words));
    json.put(
        "months",
        sums.kept(),
        (one, kept) ->
            one.put("month", kept.month().toString())
                .put("point", kept.point().value())
                .put("quantity", kept.quantity().id())
                .put("finding", kept.kind().name())
                .put("main", whole(kept.main()))
                .put("below", whole(kept.subs()))
                .put("tolerance", whole(kept.tolerance()))
                .put("said", words.kept(kept, unit(kept, sums.checks()))));
  }

  /** A group that the plan has no more is told in the smallest unit. */
  private static Unit unit(SumWatch.Kept kept, List<SumCheck> checks) {
    return checks.stream()
        .map(SumCheck::group)
        .filter(group -> group.main().equals(kept.point()))
        .filter(group -> group.quantity() == kept.quantity())
        .map(SumGroup::unit)
        .findFirst()
        .or(() -> Unit.of(kept.quantity().step().symbol()))
        .orElse(Unit.RATIO);
  }

  private static void sum(Json json, SumCheck check, CommissionWords words) {
    json.put("point", check.group().main().value())
        .put("name", check.group().name())
        .put("quantity", check.group().quantity().id())
        .put("step", check.group().quantity().step().symbol())
        .put("finding", check.kind().name())
        .put("main", whole(check.main()))
        .put("below", whole(check.subs()))
        .put("tolerance", whole(check.tolerance()))
        .put("meters", check.group().subs().size())
        .put(
            "unknown",
            check.unknown().stream().map(meter -> meter.value()).collect(Collectors.joining(" ")))
        .put("wrong", check.isWrong())
        .put("said", words.sum(check));
  }

  private static String whole(BigDecimal steps) {
    return steps.stripTrailingZeros().toPlainString();
  }
}
