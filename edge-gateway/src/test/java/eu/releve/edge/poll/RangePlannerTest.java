package eu.releve.edge.poll;

import static org.assertj.core.api.Assertions.assertThat;

import eu.releve.edge.link.RegisterRange;
import eu.releve.measure.Phase;
import eu.releve.measure.Quantity;
import eu.releve.measure.RegisterName;
import eu.releve.measure.Resolution;
import eu.releve.measure.Unit;
import eu.releve.profile.Access;
import eu.releve.profile.ModbusRegister;
import eu.releve.profile.ModbusRegister.DataType;
import eu.releve.profile.ModbusRegister.WordOrder;
import eu.releve.profile.Requests;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RangePlannerTest {
  @Test
  void neighboursAreReadTogetherAcrossAHoleOfSixteenWords() {
    assertThat(plan(List.of(register(3, 18, DataType.U32), register(3, 0, DataType.U32))))
        .containsExactly(new RegisterRange(3, 0, 20));
    assertThat(plan(List.of(register(3, 0, DataType.U32), register(3, 19, DataType.U32))))
        .containsExactly(new RegisterRange(3, 0, 2), new RegisterRange(3, 19, 2));
  }

  @Test
  void functionsAreNeverMixed() {
    assertThat(plan(List.of(register(4, 0, DataType.U16), register(3, 1, DataType.U16))))
        .containsExactly(new RegisterRange(3, 1, 1), new RegisterRange(4, 0, 1));
  }

  @Test
  void aRegisterThatWouldNotFitWholeBeginsTheNextRange() {
    List<ModbusRegister> registers = new ArrayList<>();
    for (int at = 0; at < 124; at += 4) {
      registers.add(register(3, at, DataType.U64));
    }
    registers.add(register(3, 124, DataType.U32));
    assertThat(plan(registers))
        .containsExactly(new RegisterRange(3, 0, 124), new RegisterRange(3, 124, 2));
  }

  @Test
  void everyRegisterLiesWholeInARangeAndNoRangeIsTooLong() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    List<DataType> types = List.of(DataType.values());
    for (int round = 0; round < 500; round++) {
      List<ModbusRegister> registers = new ArrayList<>();
      for (int i = 0; i <= random.nextInt(60); i++) {
        DataType type = types.get(random.nextInt(types.size()));
        ModbusRegister register = register(3 + random.nextInt(2), random.nextInt(400), type);
        if (registers.stream().noneMatch(register::overlaps)) {
          registers.add(register);
        }
      }
      List<RegisterRange> ranges = plan(registers);
      assertThat(registers)
          .as("seed %d round %d", seed, round)
          .allMatch(register -> ranges.stream().anyMatch(range -> holds(range, register)));
      assertThat(ranges).hasSizeLessThanOrEqualTo(registers.size());
    }
  }

  @Test
  void whatAProfileForbidsIsNotAsked() {
    List<ModbusRegister> registers =
        List.of(
            register(3, 0, DataType.U32),
            register(3, 2, DataType.U32),
            register(3, 8, DataType.U32));
    assertThat(plan(registers, Requests.of(125, 0)))
        .containsExactly(new RegisterRange(3, 0, 4), new RegisterRange(3, 8, 2));
    assertThat(plan(registers, Requests.of(2, 16)))
        .containsExactly(
            new RegisterRange(3, 0, 2), new RegisterRange(3, 2, 2), new RegisterRange(3, 8, 2));
    assertThat(plan(registers, new Requests(125, 16, List.of(2), List.of(), Duration.ZERO)))
        .containsExactly(new RegisterRange(3, 0, 2), new RegisterRange(3, 2, 8));
    var together = List.of(new Requests.Span(3, 2, 8));
    assertThat(plan(registers, new Requests(125, 0, List.of(), together, Duration.ZERO)))
        .containsExactly(new RegisterRange(3, 0, 10));
  }

  private static List<RegisterRange> plan(List<ModbusRegister> registers) {
    return RangePlanner.plan(new Access.Modbus(registers));
  }

  private static List<RegisterRange> plan(List<ModbusRegister> registers, Requests requests) {
    return RangePlanner.plan(new Access.Modbus(registers, requests, List.of(), List.of()));
  }

  private static boolean holds(RegisterRange range, ModbusRegister register) {
    return range.function() == register.function()
        && range.address() <= register.address()
        && register.end() <= range.end();
  }

  private static ModbusRegister register(int function, int address, DataType type) {
    return new ModbusRegister(
        new RegisterName(
            Quantity.VOLTAGE, RegisterName.Extreme.NONE, Phase.L1, 0, address + 1, function),
        function,
        address,
        type,
        WordOrder.HIGH_FIRST,
        BigDecimal.ONE,
        Unit.V,
        Resolution.ONE_STEP,
        List.of());
  }
}
