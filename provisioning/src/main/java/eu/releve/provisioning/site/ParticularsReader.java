package eu.releve.provisioning.site;

import eu.releve.document.DocumentException;
import eu.releve.document.Mapping;
import java.time.LocalDate;
import java.util.Optional;

/** Reads what is written on a meter and how somebody finds it. */
final class ParticularsReader {
  private ParticularsReader() {}

  static Particulars read(Mapping meter) throws DocumentException {
    Optional<Integer> midYear =
        meter.optionalInteger("mid-year", Particulars.YEAR_MIN, Particulars.YEAR_MAX);
    Optional<String> seal = text(meter, "seal");
    Optional<LocalDate> verifyBy = meter.optionalDate("verify-by");
    Optional<String> place = text(meter, "place");
    Optional<String> access = text(meter, "access");
    return new Particulars(midYear, seal, verifyBy, place, access, text(meter, "photo"));
  }

  private static Optional<String> text(Mapping meter, String key) throws DocumentException {
    Optional<String> text = meter.optionalText(key);
    if (text.isPresent() && text.get().length() > Particulars.CHARACTERS_MAX) {
      throw meter.refuse(
          key,
          "a text of at most %d characters".formatted(Particulars.CHARACTERS_MAX),
          text.get().length() + " characters");
    }
    return text;
  }
}
