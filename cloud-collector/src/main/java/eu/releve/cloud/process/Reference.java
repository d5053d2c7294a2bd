package eu.releve.cloud.process;

import eu.releve.cloud.process.EmissionFactor.Activity;
import eu.releve.document.Document;
import eu.releve.document.DocumentException;
import eu.releve.document.Mapping;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The dated tables that processors rest on.
 *
 * @param factorsVersion of the table of factors.
 * @param factors in the order of their entries.
 * @param pricesVersion of the table of prices.
 * @param prices in the order of their entries.
 */
public record Reference(
    String factorsVersion, List<EmissionFactor> factors, String pricesVersion, List<Price> prices) {
  private static final Map<String, Activity> ACTIVITIES =
      Stream.of(Activity.values()).collect(Collectors.toMap(Reference::label, each -> each));

  public Reference {
    factors = List.copyOf(factors);
    prices = List.copyOf(prices);
  }

  /** The tables that we bring. */
  public static Reference bundled() {
    try {
      return of(text("factors.yaml"), text("prices.yaml"));
    } catch (DocumentException ours) {
      throw new IllegalStateException("a table that we bring is wrong", ours);
    }
  }

  static Reference of(String factorsText, String pricesText) throws DocumentException {
    Mapping factorTable = Document.load("factors.yaml", factorsText);
    List<EmissionFactor> factors = new ArrayList<>();
    for (Mapping entry : factorTable.mappings("factors")) {
      factors.add(factor(entry));
    }
    Mapping priceTable = Document.load("prices.yaml", pricesText);
    List<Price> prices = new ArrayList<>();
    for (Mapping entry : priceTable.mappings("prices")) {
      prices.add(price(entry));
    }
    Reference reference =
        new Reference(factorTable.text("version"), factors, priceTable.text("version"), prices);
    factorTable.end();
    priceTable.end();
    return reference;
  }

  private static EmissionFactor factor(Mapping entry) throws DocumentException {
    String id = entry.text("id");
    Activity activity = entry.oneOf("activity", ACTIVITIES);
    String region = entry.text("region");
    BigDecimal kg = entry.value("kg", "a decimal number", BigDecimal::new);
    String basis = entry.text("basis");
    String boundary = entry.text("boundary");
    String source = entry.text("source");
    boolean confirmed = entry.flag("confirmed");
    var from = entry.date("from");
    var to = entry.optionalDate("to");
    entry.end();
    return entry.make(
        "id",
        () ->
            new EmissionFactor(
                id, activity, region, kg, basis, boundary, source, confirmed, from, to));
  }

  private static Price price(Mapping entry) throws DocumentException {
    String id = entry.text("id");
    String what = entry.text("what");
    String region = entry.text("region");
    BigDecimal amount = entry.value("amount", "a decimal number", BigDecimal::new);
    String currency = entry.text("currency");
    String basis = entry.text("basis");
    String boundary = entry.text("boundary");
    String source = entry.text("source");
    boolean confirmed = entry.flag("confirmed");
    var from = entry.date("from");
    var to = entry.optionalDate("to");
    entry.end();
    return entry.make(
        "id",
        () ->
            new Price(
                id, what, region, amount, currency, basis, boundary, source, confirmed, from, to));
  }

  /** How an activity is written: {@code district-heat}. */
  static String label(Activity activity) {
    return activity.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The activity that is written so. */
  static Activity activity(String label) {
    return Objects.requireNonNull(ACTIVITIES.get(label), label);
  }

  private static String text(String file) {
    try (InputStream in = Objects.requireNonNull(Reference.class.getResourceAsStream(file), file)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }
}
