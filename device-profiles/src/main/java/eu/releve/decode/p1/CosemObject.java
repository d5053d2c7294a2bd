package eu.releve.decode.p1;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One line of a telegram: {@code A-B:C.D.E(value)(value)...}.
 *
 * @param channel B of its code: 0 for the meter, else the sub-meter's.
 * @param code the whole code without a history field of 255: {@code 1-0:1.8.1}.
 * @param values what is in its brackets, in their order; at least one.
 */
record CosemObject(int channel, String code, List<String> values) {
  private static final Pattern FORM =
      Pattern.compile(
          "(\\d{1,3})-(\\d{1,3}):(\\d{1,3}\\.\\d{1,3}\\.\\d{1,3})(?:\\*255)?((?:\\([^()]*\\))+)");
  private static final Pattern NUMBER =
      Pattern.compile("(-?\\d{1,15}(?:\\.\\d{1,9})?)\\*([A-Za-z0-9/]{1,6})");

  CosemObject {
    values = List.copyOf(values);
  }

  /**
   * A number with the unit that is written behind it.
   *
   * @param unit as the meter writes it.
   */
  record Figure(BigDecimal number, String unit) {}

  /** The object of a line; nothing where it has another form. */
  static Optional<CosemObject> parse(String line) {
    Matcher form = FORM.matcher(line);
    if (!form.matches()) {
      return Optional.empty();
    }
    int channel = Integer.parseInt(form.group(2));
    String inBrackets = form.group(4);
    List<String> values = new ArrayList<>();
    for (int at = 0; at < inBrackets.length(); ) {
      int end = inBrackets.indexOf(')', at);
      values.add(inBrackets.substring(at + 1, end));
      at = end + 1;
    }
    String code = form.group(1) + "-" + channel + ":" + form.group(3);
    return Optional.of(new CosemObject(channel, code, values));
  }

  /** C.D.E of its code. */
  String value() {
    return code.substring(code.indexOf(':') + 1);
  }

  /** The number in those brackets; nothing where there is none. */
  Optional<Figure> number(int index) {
    if (index >= values.size()) {
      return Optional.empty();
    }
    Matcher form = NUMBER.matcher(values.get(index));
    return form.matches()
        ? Optional.of(new Figure(new BigDecimal(form.group(1)), form.group(2)))
        : Optional.empty();
  }
}
