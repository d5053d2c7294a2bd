package eu.releve.edge.poll;

import eu.releve.decode.sunspec.SunSpecChain;
import eu.releve.decode.sunspec.SunSpecChain.Block;
import eu.releve.decode.sunspec.SunSpecChain.Header;
import eu.releve.edge.link.RegisterRange;
import eu.releve.edge.plan.Piece;
import eu.releve.measure.RegisterName;
import eu.releve.profile.Access;
import eu.releve.profile.Requests;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * How a SunSpec device is read whose chain is known: each model whole and with its header, because
 * a device may refuse a part of one, and no two in one request.
 *
 * @param chain where its models are.
 * @param blocks those that are read; at least one.
 */
record SunSpecLayout(SunSpecChain chain, List<Block> blocks) {
  SunSpecLayout {
    blocks = List.copyOf(blocks);
  }

  /**
   * The layout of a chain of which something is read.
   *
   * @param known what the device is known to have, besides what its models demand.
   */
  static SunSpecLayout of(SunSpecChain chain, Predicate<RegisterName> known) {
    return new SunSpecLayout(chain, chain.blocks(known));
  }

  /** The registers, and between which words no request goes. */
  Access.Modbus access() {
    return new Access.Modbus(
        blocks.stream().flatMap(block -> block.registers().stream()).toList(),
        new Requests(
            Access.Modbus.WORDS_MAX,
            Access.Modbus.WORDS_MAX,
            blocks.stream()
                .flatMap(block -> Stream.of(block.header().address(), block.header().end()))
                .filter(address -> 0 < address && address <= 0xFFFF)
                .toList(),
            List.of(),
            Duration.ZERO),
        List.of(),
        List.of());
  }

  /** What is asked for. */
  List<Piece> pieces() {
    return blocks.stream().flatMap(SunSpecLayout::pieces).toList();
  }

  /** The model with its header; without it where they are too long together; else its registers. */
  private static Stream<Piece> pieces(Block block) {
    Header header = block.header();
    if (header.words() > RegisterRange.WORDS_MAX) {
      return block.registers().stream().map(Piece::of);
    }
    boolean together = Header.WORDS + header.words() <= RegisterRange.WORDS_MAX;
    int from = together ? header.address() : header.address() + Header.WORDS;
    return Stream.of(
        new Piece(new RegisterRange(3, from, header.end() - from), block.registers(), true));
  }

  /** The header of the model in which those words lie. */
  Header headerOf(RegisterRange range) {
    return blocks.stream()
        .map(Block::header)
        .filter(header -> header.address() <= range.address() && range.end() <= header.end())
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("no model has " + range));
  }
}
