package eu.releve.edge.simulate;

import eu.releve.profile.Access;
import eu.releve.profile.Fingerprint;
import eu.releve.profile.IdentityRegister;
import eu.releve.profile.ModbusRegister.DataType;
import eu.releve.profile.ModbusRegister.WordOrder;
import eu.releve.provisioning.site.Meter;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a Modbus meter says of itself where its family is recognised and its number is read: what a
 * scan asks for. The serial number is the plan's; a meter without one there says none.
 */
final class ModbusIdentity {
  private final Meter meter;
  private final Access.Modbus access;

  ModbusIdentity(Meter meter, Access.Modbus access) {
    this.meter = meter;
    this.access = access;
  }

  /** A run of words that identify; where it stops, others begin. */
  private record Place(int function, int address, byte[] bytes) {
    boolean holds(int function, int address, int count) {
      return this.function == function
          && this.address <= address
          && address + count <= this.address + bytes.length / 2;
    }

    boolean is(int function, int address, int count) {
      return holds(function, address, count) && bytes.length == 2 * count;
    }

    byte[] part(int address, int count) {
      int first = 2 * (address - this.address);
      return Arrays.copyOfRange(bytes, first, first + 2 * count);
    }
  }

  /**
   * Two bytes a word; nothing where not all of it identifies, or where something is measured.
   *
   * <p>Some families answer with what they are where the one word is asked for by itself, and with
   * half of a value where it is part of a longer question.
   */
  Optional<byte[]> read(int function, int address, int count) {
    boolean isValue =
        access.registers().stream()
            .anyMatch(
                register ->
                    register.function() == function
                        && register.address() == address
                        && register.end() == address + count);
    if (isValue) {
      return Optional.empty();
    }
    return places()
        .filter(place -> place.is(function, address, count))
        .findFirst()
        .or(() -> within(function, address, count))
        .map(place -> place.part(address, count));
  }

  private Optional<Place> within(int function, int address, int count) {
    boolean measured =
        access.registers().stream()
            .anyMatch(
                register ->
                    register.function() == function
                        && register.address() < address + count
                        && address < register.end());
    return measured
        ? Optional.empty()
        : places().filter(place -> place.holds(function, address, count)).findFirst();
  }

  private Stream<Place> places() {
    return Stream.concat(
        access.identity().stream().flatMap(register -> said(register).stream()),
        access.fingerprints().stream().flatMap(ModbusIdentity::print));
  }

  private static Stream<Place> print(Fingerprint print) {
    return switch (print) {
      case Fingerprint.Contents its ->
          Stream.of(
              new Place(
                  its.function(),
                  its.address(),
                  HexFormat.of().parseHex(its.contents().getFirst())));
      // The simulator speaks functions 3 and 4 only.
      case Fingerprint.DeviceObject object -> Stream.empty();
    };
  }

  private Optional<Place> said(IdentityRegister register) {
    return register.what() == IdentityRegister.What.SERIAL
        ? meter
            .serial()
            .flatMap(serial -> written(register, serial))
            .map(bytes -> new Place(register.function(), register.address(), bytes))
        : Optional.empty();
  }

  /** Nothing where the register cannot hold it. */
  private static Optional<byte[]> written(IdentityRegister register, String serial) {
    int length = 2 * register.words();
    Optional<byte[]> highFirst =
        switch (register.type()) {
          case ASCII -> text(serial, length);
          case BCD16, BCD32, BCD64 -> decimal(serial, length);
          default -> binary(serial, length);
        };
    return highFirst.map(bytes -> ModbusNumber.ordered(order(register), bytes));
  }

  /** The words of a text follow each other whatever the order of numbers is. */
  private static WordOrder order(IdentityRegister register) {
    if (register.type() != DataType.ASCII) {
      return register.order();
    }
    return register.order().bytesSwapped() ? WordOrder.HIGH_FIRST_SWAPPED : WordOrder.HIGH_FIRST;
  }

  private static Optional<byte[]> text(String serial, int length) {
    byte[] characters = serial.getBytes(StandardCharsets.US_ASCII);
    return characters.length <= length
        ? Optional.of(Arrays.copyOf(characters, length))
        : Optional.empty();
  }

  private static Optional<byte[]> decimal(String serial, int length) {
    return serial.matches("[0-9]{1," + 2 * length + "}")
        ? Optional.of(HexFormat.of().parseHex("0".repeat(2 * length - serial.length()) + serial))
        : Optional.empty();
  }

  private static Optional<byte[]> binary(String serial, int length) {
    if (!serial.matches("[0-9]{1,19}")) {
      return Optional.empty();
    }
    BigInteger number = new BigInteger(serial);
    if (number.bitLength() > 8 * length) {
      return Optional.empty();
    }
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = number.shiftRight(8 * (length - 1 - i)).byteValue();
    }
    return Optional.of(bytes);
  }
}
