package eu.releve.edge.link;

import static org.assertj.core.api.Assertions.assertThat;

import eu.releve.decode.mbus.MbusFrame;
import eu.releve.edge.serial.Framing.Shape;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class MbusFramingTest {
  private static final byte[] TELEGRAM = HexFormat.of().parseHex("68040468080572018016");

  @Test
  void aTelegramIsWholeExactlyWhenItsLastByteIsThere() {
    for (int length = 0; length < TELEGRAM.length; length++) {
      Shape shape = MbusFraming.SLAVES.shape(Arrays.copyOf(TELEGRAM, 300), length);
      assertThat(shape).isInstanceOf(Shape.Wanting.class);
      assertThat(((Shape.Wanting) shape).bytes()).isBetween(1, TELEGRAM.length - length);
    }
    assertThat(shape("68040468080572018016")).isInstanceOf(Shape.Whole.class);
    assertThat(shape("E5")).isInstanceOf(Shape.Whole.class);
  }

  @Test
  void everyOtherByteIsBrokenWithItsReason() {
    assertThat(shape("00")).isEqualTo(new Shape.Broken("start byte 0x00"));
    assertThat(shape("1040014116")).isEqualTo(new Shape.Broken("start byte 0x10"));
    assertThat(shape("68040568")).isEqualTo(new Shape.Broken("header 68 04 05 68"));
    assertThat(shape("68020268")).isEqualTo(new Shape.Broken("header 68 02 02 68"));
    assertThat(shape("68040468080572018116"))
        .isEqualTo(new Shape.Broken("CHECKSUM: computed 80, found 81"));
    assertThat(shape("68040468080572018017"))
        .isEqualTo(new Shape.Broken("STOP: wanted 16, found 17"));
  }

  // EN 13757-7: the identification low byte first, then manufacturer, version and medium as sent.
  @Test
  void aSelectionIsBuiltAsTheStandardSays() {
    assertThat(HexFormat.of().formatHex(new MbusMask("123456782D2C0116").selection()))
        .isEqualTo("680b0b6853fd52785634122d2c01162616");
    assertThat(HexFormat.of().formatHex(MbusMask.of("1234FFFF").bytes()))
        .isEqualTo("ffff3412ffffffff");
    assertThat(MbusFrame.parse(MbusMask.ANY.selection())).isInstanceOf(MbusFrame.LongFrame.class);
  }

  @Test
  void aTelegramSaysWhatItsMeterIsSelectedBy() {
    byte[] header = HexFormat.of().parseHex("785634122d2c011600000000");
    assertThat(MbusMask.of(MbusFraming.longFrame(8, 1, 0x72, header)))
        .contains(new MbusMask("123456782D2C0116"));
    byte[] highFirst = HexFormat.of().parseHex("123456782c2d011600000000");
    assertThat(MbusMask.of(MbusFraming.longFrame(8, 1, 0x76, highFirst)))
        .contains(new MbusMask("123456782D2C0116"));
    byte[] fixed = HexFormat.of().parseHex("7856341200000000000000000000");
    assertThat(MbusMask.of(MbusFraming.longFrame(8, 1, 0x73, fixed)))
        .contains(new MbusMask("12345678FFFFFFFF"));
    assertThat(MbusMask.of(MbusFraming.longFrame(8, 1, 0x78, header))).isEmpty();
    assertThat(MbusMask.of(MbusFraming.longFrame(8, 1, 0x72, new byte[3]))).isEmpty();
  }

  @Test
  void anFMeansAny() {
    MbusMask meter = new MbusMask("123456782D2C0116");
    assertThat(MbusMask.ANY.fits(meter)).isTrue();
    assertThat(MbusMask.of("123FFFF8").fits(meter)).isTrue();
    assertThat(MbusMask.of("123FFFF9").fits(meter)).isFalse();
    assertThat(MbusMask.of("12345678").with(8, 3).fits(meter)).isFalse();
  }

  private static Shape shape(String hex) {
    byte[] bytes = HexFormat.of().parseHex(hex);
    return MbusFraming.SLAVES.shape(Arrays.copyOf(bytes, 300), bytes.length);
  }
}
