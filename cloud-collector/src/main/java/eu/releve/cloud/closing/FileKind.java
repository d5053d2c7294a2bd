package eu.releve.cloud.closing;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The files that a list of indexes is handed out as. */
public enum FileKind {
  /** Text with semicolons. */
  CSV("text/csv"),
  /** A workbook. */
  XLSX("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
  /** On paper. */
  PDF("application/pdf");

  private final String type;

  FileKind(String type) {
    this.type = type;
  }

  /** The kind of that name: {@code csv}, {@code xlsx}, {@code pdf}. */
  public static Optional<FileKind> of(String name) {
    return Arrays.stream(values()).filter(kind -> kind.extension().equals(name)).findFirst();
  }

  /** Its media type. */
  public String type() {
    return type;
  }

  /** How its names end. */
  public String extension() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** What the file is called: identifiers and days only, nothing that a header has to quote. */
  public String name(Closing closing) {
    return "%s%s_%s_%s.%s"
        .formatted(
            closing.place().site(),
            closing.place().lot().map(lot -> "_" + lot.name()).orElse(""),
            closing.period().first(),
            closing.period().last(),
            extension());
  }

  /**
   * The file: the same bytes for the same closing and language.
   *
   * @param language one of those there are words in.
   */
  public byte[] of(Closing closing, Locale language) {
    Sheets sheets = new Sheets(closing, language);
    return switch (this) {
      case CSV -> CsvFile.of(sheets);
      case XLSX -> XlsxFile.of(sheets);
      case PDF -> PdfFile.of(sheets);
    };
  }
}
