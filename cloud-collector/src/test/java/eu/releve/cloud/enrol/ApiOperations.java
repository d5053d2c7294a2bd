package eu.releve.cloud.enrol;

import java.util.ArrayList;
import java.util.List;

/** Every operation of the API, asked for one building, and who may do it. */
final class ApiOperations {
  private ApiOperations() {}

  /** Who may do an operation; nobody without a log-in where it does not say so. */
  enum Door {
    /** Whoever comes. */
    OPEN,
    /** Whoever is logged in, and sees what is their own. */
    EVERYBODY,
    /** The building's own syndic, and operators; for others there is no such thing. */
    OWN,
    /** Operators. */
    OPERATORS
  }

  record Operation(String method, String path, String body, Door door) {}

  /** All of them. */
  static List<Operation> of(String site, String building, String register, String point) {
    String gateway = "/gateways/gw-" + site;
    String reason = "{\"reason\": \"r\", \"batch\": 1}";
    List<Operation> all = new ArrayList<>();
    accounts(all);
    for (String list : List.of("/buildings", "/gateways", "/groups", "/purposes", "/transfers")) {
      all.add(new Operation("GET", list, "", Door.EVERYBODY));
    }
    String own = "/buildings/" + building;
    for (String path :
        List.of(
            own,
            own + "/registers",
            own + "/carbon",
            own + "/findings",
            "/registers/" + register + "/readings",
            "/points/"
                + point
                + "/consumption?step=day&from=2026-03-01T00:00:00Z&to=2026-03-02T00:00:00Z",
            "/live?building=" + building,
            gateway,
            gateway + "/ledger",
            gateway + "/plan",
            "/groups/1",
            "/groups/1/curve?from=2026-03-01&to=2026-03-02")) {
      all.add(new Operation("GET", path, "", Door.OWN));
    }
    all.add(
        new Operation(
            "POST", "/groups", "{\"name\": \"spring\", \"title\": \"t\"}", Door.EVERYBODY));
    for (String path : List.of("/groups/1/consents", "/groups/1/withdrawals")) {
      String body =
          "{\"building\": %s, \"lot\": \"flat-1\", \"givenBy\": \"g\", \"from\": \"2026-01-01\","
                  .formatted(building)
              + " \"to\": \"2027-01-01\", \"on\": \"2026-06-01\"}";
      all.add(new Operation("POST", path, body, Door.OWN));
    }
    weather(all, own);
    imports(all, own);
    costs(all, own, point);
    gas(all, point);
    validation(all, own);
    closings(all, own);
    points(all, own);
    all.add(new Operation("GET", "/points/" + point + "/similar?month=2026-01", "", Door.OWN));
    otherSources(all, own);
    edits(all, register);
    derived(all, own, "/points/" + point);
    all.add(new Operation("GET", gateway + "/quarantine", "", Door.OPERATORS));
    all.add(new Operation("GET", gateway + "/quarantine/1", "", Door.OPERATORS));
    for (String deed :
        List.of(
            "/quarantine/retries",
            "/quarantine/discards",
            "/decisions",
            "/revocations",
            "/readmissions")) {
      all.add(new Operation("POST", gateway + deed, reason, Door.OPERATORS));
    }
    all.add(new Operation("POST", gateway + "/plan", "{\"plan\": \"site: s\"}", Door.OWN));
    all.add(new Operation("GET", "/transfers/1/export", "", Door.OWN));
    String pairing = "{\"code\": \"0000-0000-0000-0000\", \"organisation\": \"syndic-a\"}";
    all.add(new Operation("POST", "/boxes", pairing, Door.EVERYBODY));
    inTheEnd(all, gateway, reason);
    return all;
  }

  private static void inTheEnd(List<Operation> all, String gateway, String reason) {
    // What an operator may do must not be done before all others have tried.
    all.add(new Operation("POST", "/transfers", "{\"building\": 0}", Door.OPERATORS));
    all.add(new Operation("POST", "/transfers/1/withdrawals", reason, Door.OPERATORS));
    all.add(
        new Operation("POST", gateway + "/rescues", "{\"batches\": [\"AA==\"]}", Door.OPERATORS));
    all.add(new Operation("POST", gateway + "/replacements", reason, Door.OPERATORS));
    String claim = "{\"organisation\": \"syndic-a\"}";
    all.add(new Operation("POST", gateway + "/claims", claim, Door.OPERATORS));
    all.add(new Operation("POST", gateway + "/retirements", reason, Door.OPERATORS));
  }

  private static void gas(List<Operation> all, String point) {
    String path = "/points/" + point + "/gas";
    all.add(new Operation("GET", "/calorific-values", "", Door.EVERYBODY));
    all.add(new Operation("POST", "/calorific-values", "{\"zone\": \"z\"}", Door.EVERYBODY));
    all.add(new Operation("GET", path, "", Door.OWN));
    all.add(new Operation("POST", path, "{\"zone\": \"z\"}", Door.OWN));
    all.add(new Operation("GET", "/points/" + point + "/expected-use", "", Door.OWN));
    all.add(new Operation("POST", "/points/" + point + "/expected-use", "{}", Door.OWN));
    String days = "/corrections?from=2026-03-01&to=2026-04-01";
    all.add(new Operation("GET", path + days, "", Door.OWN));
  }

  private static void weather(List<Operation> all, String own) {
    String days = "/degree-days?base=be-16.5&from=2026-03-01&to=2026-04-01";
    all.add(new Operation("GET", own + days, "", Door.OWN));
    all.add(new Operation("GET", own + "/temperatures", "", Door.OWN));
    String file = "{\"source\": \"s\", \"csv\": \"2026-03-01;4\"}";
    all.add(new Operation("POST", own + "/temperatures", file, Door.OWN));
  }

  private static void derived(List<Operation> all, String own, String point) {
    all.add(new Operation("GET", point + "/levels", "", Door.OWN));
    all.add(new Operation("GET", point + "/peaks", "", Door.OWN));
    all.add(new Operation("POST", own + "/derivations", "", Door.OPERATORS));
  }

  private static void imports(List<Operation> all, String own) {
    all.add(new Operation("POST", "/buildings", "{}", Door.EVERYBODY));
    all.add(new Operation("GET", own + "/imports", "", Door.OWN));
    all.add(new Operation("POST", own + "/imports", "{\"name\": \"f.csv\"}", Door.OWN));
  }

  private static void costs(List<Operation> all, String own, String point) {
    all.add(new Operation("GET", own + "/contracts", "", Door.OWN));
    String contract =
        """
        {"medium": "water", "supplier": "s", "reference": "r", "from": "2026-03-01",
         "lines": [{"kind": "water", "price": "2", "vat": "6"}]}\
        """;
    all.add(new Operation("POST", own + "/contracts", contract, Door.OWN));
    String bill = "{\"name\": \"f.csv\", \"content\": \"releve-bill-1\"}";
    all.add(new Operation("POST", own + "/bills", bill, Door.OWN));
    String month = "/cost?step=month&from=2026-03-01T00:00:00Z&to=2026-04-02T00:00:00Z";
    all.add(new Operation("GET", "/points/" + point + month, "", Door.OWN));
  }

  private static void validation(List<Operation> all, String own) {
    all.add(new Operation("GET", own + "/remarks", "", Door.OWN));
    all.add(new Operation("GET", "/rules", "", Door.EVERYBODY));
    all.add(new Operation("POST", "/rules/spike/limits", "{}", Door.EVERYBODY));
  }

  private static void closings(List<Operation> all, String own) {
    all.add(new Operation("GET", own + "/closings", "", Door.OWN));
    String days = "/closings/list?from=2025-01-01&to=2026-01-01";
    all.add(new Operation("GET", own + days, "", Door.OWN));
    String year = "{\"from\": \"2025-01-01\", \"to\": \"2026-01-01\", \"reason\": \"r\"}";
    all.add(new Operation("POST", own + "/closings", year, Door.OWN));
    all.add(new Operation("GET", "/closings/1", "", Door.OWN));
  }

  private static void accounts(List<Operation> all) {
    all.add(new Operation("GET", "/openapi.yaml", "", Door.OPEN));
    all.add(new Operation("GET", "/status", "", Door.OPEN));
    all.add(new Operation("POST", "/session", "{}", Door.OPEN));
    all.add(new Operation("DELETE", "/session", "", Door.OPEN));
    all.add(new Operation("POST", "/tokens", "{}", Door.EVERYBODY));
    all.add(new Operation("POST", "/accounts", "{}", Door.OPERATORS));
  }

  private static void points(List<Operation> all, String own) {
    String sum =
        "{\"name\": \"whole\", \"title\": \"t\", \"quantity\": \"active-energy-import\","
            + " \"from\": \"2026-01-01\", \"kind\": \"sum\", \"of\": [\"main-elec\"]}";
    all.add(new Operation("POST", own + "/virtual-points", sum, Door.OWN));
    all.add(new Operation("GET", own + "/virtual-points", "", Door.OWN));
    String check = "{\"point\": \"main-elec\", \"reason\": \"none\"}";
    all.add(new Operation("POST", own + "/checks", check, Door.OWN));
    all.add(new Operation("GET", own + "/checks", "", Door.OWN));
    all.add(new Operation("POST", own + "/profiles", "{}", Door.OWN));
    all.add(new Operation("GET", own + "/profiles", "", Door.OWN));
    all.add(
        new Operation("GET", own + "/virtual-points/whole/consumption?step=month", "", Door.OWN));
    all.add(new Operation("GET", own + "/balance?from=2026-01-01&to=2026-02-01", "", Door.OWN));
    String lot = own + "/lots/flat-1";
    String occupancy = "{\"occupant\": \"o\", \"from\": \"2026-01-01\"}";
    all.add(new Operation("POST", lot + "/occupancies", occupancy, Door.OWN));
    all.add(new Operation("GET", lot + "/occupancies", "", Door.OWN));
    all.add(new Operation("GET", lot + "/consumption?from=2026-01-01&to=2026-02-01", "", Door.OWN));
    String end = "{\"day\": \"2026-02-01\", \"reason\": \"r\"}";
    all.add(new Operation("POST", lot + "/occupancies/1/ends", end, Door.OWN));
    all.add(new Operation("POST", lot + "/occupancies/1/erasures", end, Door.OWN));
  }

  private static void otherSources(List<Operation> all, String own) {
    all.add(new Operation("GET", "/imports/1", "", Door.OWN));
    all.add(new Operation("POST", "/imports/1/withdrawals", "{\"reason\": \"r\"}", Door.OWN));
    all.add(new Operation("POST", own + "/readings", "{\"meter\": \"main\"}", Door.OWN));
    all.add(new Operation("GET", own + "/photos/1", "", Door.OWN));
    all.add(new Operation("GET", "/mappings", "", Door.EVERYBODY));
    all.add(new Operation("POST", "/mappings", "{\"name\": \"spring\"}", Door.EVERYBODY));
  }

  private static void edits(List<Operation> all, String register) {
    String path = "/registers/" + register + "/edits";
    all.add(new Operation("GET", path, "", Door.OWN));
    String typed =
        "{\"kind\": \"index\", \"instant\": \"2026-03-01T00:00:00Z\", \"value\": \"0\","
            + " \"reason\": \"r\"}";
    all.add(new Operation("POST", path, typed, Door.OWN));
    all.add(new Operation("POST", "/edits/1/withdrawals", "{\"reason\": \"r\"}", Door.OWN));
  }
}
