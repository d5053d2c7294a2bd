package eu.releve.decode.sunspec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eu.releve.decode.sunspec.SunSpecChain.Block;
import eu.releve.decode.sunspec.SunSpecChain.Header;
import eu.releve.measure.RegisterName;
import eu.releve.profile.ModbusRegister;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SunSpecChainTest {
  private static final String TEXT = "40000 1:66 101:50 120:26 203:105 203:20";

  private final SunSpecChain chain = SunSpecChain.parse(TEXT);

  @Test
  void itIsReadBackAsItWasWrittenAndKnowsWhereItsModelsAre() {
    assertThat(chain).hasToString(TEXT);
    assertThat(SunSpecChain.parse(chain.toString())).isEqualTo(chain);
    assertThat(chain.headers())
        .extracting(Header::address)
        .containsExactly(40_002, 40_070, 40_122, 40_150, 40_257);
  }

  @Test
  void ofEachModelWhatItDemandsIsReadAndWhatIsKnown() {
    RegisterName known = RegisterName.parse("active-power.l2.u1");
    List<Block> blocks = chain.blocks(known::equals);
    assertThat(blocks).extracting(block -> block.header().number()).containsExactly(101, 203);
    assertThat(names(blocks.getFirst()))
        .contains("active-power", "voltage.l1", "active-energy-export")
        .doesNotContain("voltage.l2", "apparent-power");
    assertThat(names(blocks.getLast()))
        .contains("active-power.u1", "active-power.l2.u1", "active-energy-import.u1")
        .doesNotContain("active-power.l1.u1");
    for (Block block : blocks) {
      assertThat(block.registers())
          .allMatch(register -> register.from() >= block.header().address() + Header.WORDS)
          .allMatch(register -> register.until() <= block.header().end());
    }
  }

  @Test
  void peopleAreToldWhatIsNotRead() {
    assertThat(chain.words())
        .isEqualTo(
            "SunSpec at 40000, models 1, 101, 120, 203, 203;"
                + " not read: 120, 203 (of 20 words only)");
    assertThat(chain.isMute()).isFalse();
    assertThat(SunSpecChain.parse("0 1:66 120:26").isMute()).isTrue();
  }

  @Test
  void aHeaderFitsOnlyWhatItWas() {
    Header header = chain.headers().get(1);
    assertThat(header.matches(new byte[] {0, 101, 0, 50}, 0)).isTrue();
    assertThat(header.matches(new byte[] {9, 9, 0, 101, 0, 50}, 2)).isTrue();
    assertThat(header.matches(new byte[] {0, 103, 0, 50}, 0)).isFalse();
    assertThat(header.matches(new byte[] {0, 101, 0, 51}, 0)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "40000",
        "x 1:66",
        "40000 1",
        "40000 0:1",
        "40000 65535:0",
        "65000 1:66 2:999"
      })
  void anotherTextIsNone(String text) {
    assertThatThrownBy(() -> SunSpecChain.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }

  private static List<String> names(Block block) {
    return block.registers().stream().map(ModbusRegister::name).map(Object::toString).toList();
  }
}
