package eu.releve.edge.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import org.apache.fontbox.FontBoxFont;
import org.apache.fontbox.ttf.TTFParser;
import org.apache.fontbox.ttf.TrueTypeFont;
import org.apache.pdfbox.io.RandomAccessReadBuffer;
import org.apache.pdfbox.pdmodel.font.CIDFontMapping;
import org.apache.pdfbox.pdmodel.font.FontMapper;
import org.apache.pdfbox.pdmodel.font.FontMappers;
import org.apache.pdfbox.pdmodel.font.FontMapping;
import org.apache.pdfbox.pdmodel.font.PDCIDSystemInfo;
import org.apache.pdfbox.pdmodel.font.PDFontDescriptor;
import org.jspecify.annotations.Nullable;

/**
 * The one font that the library brings along stands for every other.
 *
 * <p>By itself the library reads every font of the machine at its first page, which takes seconds
 * on a small box, and writes a list of them into somebody's home.
 */
final class OwnFonts implements FontMapper {
  private static final String FONT = "/org/apache/pdfbox/resources/ttf/LiberationSans-Regular.ttf";

  private final TrueTypeFont font;

  private OwnFonts(TrueTypeFont font) {
    this.font = font;
  }

  /** From now on, in this program. */
  static void use() {
    try (InputStream file = FontMapper.class.getResourceAsStream(FONT)) {
      if (file == null) {
        throw new IOException("it is not in the library");
      }
      FontMappers.set(
          new OwnFonts(new TTFParser().parse(new RandomAccessReadBuffer(file.readAllBytes()))));
    } catch (IOException missing) {
      throw new UncheckedIOException(FONT, missing);
    }
  }

  @Override
  public FontMapping<TrueTypeFont> getTrueTypeFont(
      String name, @Nullable PDFontDescriptor descriptor) {
    return new FontMapping<>(font, true);
  }

  @Override
  public FontMapping<FontBoxFont> getFontBoxFont(
      String name, @Nullable PDFontDescriptor descriptor) {
    return new FontMapping<>(font, true);
  }

  @Override
  public CIDFontMapping getCIDFont(
      String name, @Nullable PDFontDescriptor descriptor, @Nullable PDCIDSystemInfo system) {
    return new CIDFontMapping(null, font, true);
  }
}
