package eu.releve.cloud.cost;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BillFileTest {
  private static final String GOOD =
      """
      releve-bill-1
      number;2026-0117
      medium;electricity
      supplier;Fournisseur
      reference;541448820000000008
      from;2026-01-01
      to;2026-02-01

      kind;register;unit;per;power;times;quantity;price;amount;vat
      energy;active-energy-import.t1;kWh;;;;310;0,25;77,50;6
      energy;active-energy-import.t2;kWh;;;;155;0,18;27,90;6
      fixed;;;month;;;1;5,00;5,00;21
      capacity;;kW;month;12.5;1;12.5;3.75;46,88;21
      """;

  private static String bill(String net, String vat, String gross) {
    return GOOD.replace(
        "to;2026-02-01\n", "to;2026-02-01\nnet;%s\nvat;%s\ngross;%s\n".formatted(net, vat, gross));
  }

  private static List<String> problems(String text) {
    BillFile.Read read = BillFile.ofSeparated(text);
    assertThat(read).isInstanceOf(BillFile.Read.Bad.class);
    return ((BillFile.Read.Bad) read).problems();
  }

  // 105.40 x 6 % = 6.32, 51.88 x 21 % = 10.89.
  @Test
  void aBillThatAddsUpIsAContractForItsDays() {
    BillFile.Read read = BillFile.ofSeparated(bill("157.28", "17.21", "174.49"));
    assertThat(read).as("%s", read).isInstanceOf(BillFile.Read.Good.class);
    BillFile bill = ((BillFile.Read.Good) read).bill();
    assertThat(bill.terms().to()).contains(LocalDate.of(2026, 2, 1));
    assertThat(bill.terms().lines())
        .extracting(Line::id)
        .containsExactly("capacity.power", "energy.t1", "energy.t2", "fixed.month");
    assertThat(bill.number()).isEqualTo("2026-0117");
    assertThat(bill.gross()).isEqualByComparingTo("174.49");
  }

  @Test
  void aCentOfDifferenceIsRoundingAndTwoAreAnError() {
    assertThat(BillFile.ofSeparated(bill("157.29", "17.22", "174.50")))
        .isInstanceOf(BillFile.Read.Good.class);
    assertThat(problems(bill("157.30", "17.21", "174.51")))
        .containsExactly("net: wanted the sum of the amounts, 157.28, found '157.30'");
    assertThat(problems(bill("157.28", "17.24", "174.52")))
        .containsExactly("vat: wanted the VAT of the amounts, 17.21, found '17.24'");
    assertThat(problems(bill("157.28", "17.21", "174.51")))
        .containsExactly("gross: wanted net and vat together, 174.49, found '174.51'");
  }

  @Test
  void eachBadLineIsNamedByItsNumberInTheFile() {
    String bad =
        bill("157.28", "17.21", "174.49")
            .replace("155;0,18;27,90;6", "155;0,18;27,92;6")
            .replace("310;0,25;77,50;6", "310;-0,25;77,50;6")
            .replace("1;5,00;5,00;21", "1;5,00;5,00;121");
    assertThat(problems(bad))
        .containsExactly(
            "line 13: price: wanted a decimal number of 0 to 1000000, found '-0,25'",
            "line 14: amount: wanted quantity times price, 27.90, found '27,92'",
            "line 15: vat: wanted a decimal number of 0 to 100, found '121'");
  }

  @Test
  void whatABillLacksIsNamed() {
    assertThat(problems(bill("157.28", "17.21", "174.49").replace("to;2026-02-01\n", "")))
        .contains("to: wanted a day such as 2026-03-01, found nothing");
    assertThat(problems("releve-bill-1\nnumber;1\n"))
        .containsExactly("lines: wanted 1 to 120, found 0");
    assertThat(problems(bill("157.28", "17.21", "174.49") + "energy;;;;;;;;;;too much\n"))
        .containsExactly("line 17: wanted 10 columns, found 11");
    assertThat(problems(bill("157.28", "17.21", "174.49").replace("number;", "supplier;")))
        .containsExactly("line 4: wanted each name once, found it again");
  }

  @Test
  void theSameBillOfNamedValuesIsReadAlike() {
    Map<String, String> line =
        Map.of(
            "kind",
            "energy",
            "register",
            "active-energy-import",
            "unit",
            "kWh",
            "quantity",
            "100",
            "price",
            "0.2",
            "amount",
            "20.00",
            "vat",
            "6");
    Map<String, String> head =
        Map.of(
            "number",
            "1",
            "medium",
            "electricity",
            "supplier",
            "S",
            "reference",
            "x",
            "from",
            "2026-01-01",
            "to",
            "2026-02-01",
            "net",
            "20",
            "vat",
            "1.20",
            "gross",
            "21.20");
    assertThat(BillFile.of(head, List.of(line))).isInstanceOf(BillFile.Read.Good.class);
    Map<String, String> wrong = new HashMap<>(line);
    wrong.put("amount", "21");
    assertThat(((BillFile.Read.Bad) BillFile.of(head, List.of(wrong))).problems())
        .containsExactly("lines[0].amount: wanted quantity times price, 20.00, found '21'");
  }

  @Test
  void theExampleOfTheReadmeIsAGoodBill() throws Exception {
    String readme = Files.readString(Path.of("README.md"));
    int start = readme.indexOf("```\nreleve-bill-1") + 4;
    assertThat(start).isGreaterThan(4);
    BillFile.Read read =
        BillFile.ofSeparated(readme.substring(start, readme.indexOf("```", start)));
    assertThat(read).as("%s", read).isInstanceOf(BillFile.Read.Good.class);
  }
}
