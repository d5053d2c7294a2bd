package eu.releve.cloud.api;

import eu.releve.cloud.process.Emissions;
import eu.releve.cloud.process.Findings;
import eu.releve.cloud.process.Groups;
import eu.releve.cloud.purpose.Register;
import java.time.InstantSource;
import javax.sql.DataSource;

/** What answers one request, and which path leads to it. */
record Routes(
    DataSource database,
    Api.House house,
    Buildings buildings,
    Series series,
    Consumption consumption,
    Ledgers ledgers,
    Quarantines quarantines,
    Results results,
    Weather weather,
    GroupSheets groups,
    Purposes purposes,
    Gateways gateways,
    Boxes boxes,
    Plans plans,
    Successions successions,
    Sources sources) {
  static Routes on(DataSource database, Api.House house) {
    InstantSource clock = house.clock();
    Buildings buildings = new Buildings(database);
    return new Routes(
        database,
        house,
        buildings,
        new Series(database),
        new Consumption(database, clock),
        new Ledgers(database, house.desk(), clock),
        new Quarantines(database, house.desk()),
        new Results(buildings, new Emissions(database), new Findings(database), clock),
        new Weather(database, buildings, clock),
        new GroupSheets(buildings, new Groups(database, clock)),
        new Purposes(new Register(database)),
        new Gateways(database, house.reception(), clock),
        new Boxes(database, house.reception()),
        new Plans(database, house.plans()),
        new Successions(database, house.reception(), house.desk()),
        new Sources(database, buildings, house.desk().imports(), clock));
  }

  /** What is behind each path. */
  static void open(Doors doors) {
    doors.get("/buildings", (to, asked) -> to.buildings().list(asked));
    doors.get("/buildings/:building", (to, asked) -> to.buildings().one(asked));
    doors.get("/buildings/:building/registers", (to, asked) -> to.buildings().registers(asked));
    doors.get("/registers/:register/readings", (to, asked) -> to.series().readings(asked));
    doors.get("/points/:point/consumption", (to, asked) -> to.consumption().ofPoint(asked));
    doors.get("/gateways/:gateway/ledger", (to, asked) -> to.ledgers().one(asked));
    doors.get("/buildings/:building/carbon", (to, asked) -> to.results().carbon(asked));
    doors.get("/buildings/:building/findings", (to, asked) -> to.results().findings(asked));
    doors.get("/purposes", (to, asked) -> to.purposes().list(asked));
    quarantine(doors);
    gateways(doors);
    successions(doors);
    groups(doors);
    sources(doors);
    weather(doors);
    costs(doors);
    gas(doors);
    validation(doors);
    closings(doors);
    points(doors);
    otherSources(doors);
    edits(doors);
    derived(doors);
  }

  private static void edits(Doors doors) {
    String path = "/registers/:register/edits";
    doors.get(path, (to, asked) -> edits(to).list(asked));
    doors.post(path, (to, asked) -> edits(to).add(asked));
    doors.post("/edits/:edit/withdrawals", (to, asked) -> edits(to).withdraw(asked));
  }

  private static Edits edits(Routes to) {
    return new Edits(to.database(), to.house().clock());
  }

  private static void derived(Doors doors) {
    String point = "/points/:point";
    doors.get(
        point + "/levels",
        (to, asked) -> new PointLevels(to.database(), to.house().clock()).levels(asked));
    doors.get(
        point + "/peaks",
        (to, asked) -> new PointLevels(to.database(), to.house().clock()).peaks(asked));
    doors.post(
        "/buildings/:building/derivations",
        (to, asked) ->
            new Derivations(to.database(), to.buildings(), to.house().clock()).again(asked));
  }

  private static void groups(Doors doors) {
    doors.get("/groups", (to, asked) -> to.groups().list(asked));
    doors.post("/groups", (to, asked) -> to.groups().make(asked));
    doors.get("/groups/:group", (to, asked) -> to.groups().one(asked));
    doors.get("/groups/:group/curve", (to, asked) -> to.groups().curve(asked));
    doors.post("/groups/:group/consents", (to, asked) -> to.groups().consent(asked));
    doors.post("/groups/:group/withdrawals", (to, asked) -> to.groups().withdraw(asked));
  }

  private static void sources(Doors doors) {
    doors.post("/buildings", (to, asked) -> to.sources().make(asked));
    doors.get("/buildings/:building/imports", (to, asked) -> to.sources().list(asked));
    doors.post("/buildings/:building/imports", (to, asked) -> to.sources().take(asked));
  }

  private static void otherSources(Doors doors) {
    doors.get("/imports/:import", (to, asked) -> to.sources().one(asked));
    doors.post("/imports/:import/withdrawals", (to, asked) -> to.sources().withdraw(asked));
    doors.post("/buildings/:building/readings", (to, asked) -> to.handReadings().type(asked));
    doors.getFile(
        "/buildings/:building/photos/:photo",
        (to, asked) -> Doors.Sent.picture(to.handReadings().photo(asked)));
    doors.get("/mappings", (to, asked) -> to.mappings().list(asked));
    doors.post("/mappings", (to, asked) -> to.mappings().save(asked));
  }

  HandReadings handReadings() {
    return new HandReadings(database, house.desk().imports(), house.clock());
  }

  private Mappings mappings() {
    return new Mappings(database, house.desk().imports());
  }

  private static void weather(Doors doors) {
    String path = "/buildings/:building";
    doors.get(path + "/degree-days", (to, asked) -> to.weather().degreeDays(asked));
    doors.get(path + "/temperatures", (to, asked) -> to.weather().files(asked));
    doors.post(path + "/temperatures", (to, asked) -> to.weather().bring(asked));
  }

  private static void costs(Doors doors) {
    String path = "/buildings/:building";
    doors.get(path + "/contracts", (to, asked) -> tariffs(to).list(asked));
    doors.post(path + "/contracts", (to, asked) -> tariffs(to).write(asked));
    doors.post(path + "/bills", (to, asked) -> tariffs(to).bill(asked));
    doors.get("/points/:point/cost", (to, asked) -> Costs.on(to).ofPoint(asked));
  }

  private static Tariffs tariffs(Routes to) {
    return new Tariffs(to.database(), to.buildings(), to.house().clock());
  }

  private static void validation(Doors doors) {
    doors.get("/rules", (to, asked) -> to.validation().rules(asked));
    doors.post("/rules/:rule/limits", (to, asked) -> to.validation().set(asked));
    doors.get("/buildings/:building/remarks", (to, asked) -> to.validation().remarks(asked));
  }

  private Validation validation() {
    return new Validation(database, buildings, house.clock());
  }

  private static void closings(Doors doors) {
    String path = "/buildings/:building/closings";
    doors.get(path, (to, asked) -> closings(to).list(asked));
    doors.getFile(path + "/list", (to, asked) -> closings(to).look(asked));
    doors.post(path, (to, asked) -> closings(to).close(asked));
    doors.getFile("/closings/:closing", (to, asked) -> closings(to).one(asked));
  }

  private static ClosingLists closings(Routes to) {
    return new ClosingLists(to.database(), to.buildings(), to.house().clock());
  }

  private static void points(Doors doors) {
    String path = "/buildings/:building";
    doors.get(path + "/virtual-points", (to, asked) -> to.virtualDefinitions().list(asked));
    doors.post(path + "/virtual-points", (to, asked) -> to.virtualDefinitions().say(asked));
    doors.get(
        path + "/virtual-points/:virtual/consumption",
        (to, asked) ->
            new VirtualFigures(to.database, to.buildings, to.house.clock()).consumption(asked));
    doors.get(path + "/checks", (to, asked) -> to.checks().list(asked));
    doors.post(path + "/checks", (to, asked) -> to.checks().say(asked));
    doors.get(
        path + "/balance",
        (to, asked) ->
            new BalanceSheet(to.database, to.buildings, to.house.clock()).balance(asked));
    doors.get(
        "/points/:point/similar",
        (to, asked) -> new SimilarFigures(to.database, to.house.clock()).ofMonth(asked));
    doors.get(path + "/profiles", (to, asked) -> to.expectations().profiles(asked));
    doors.post(path + "/profiles", (to, asked) -> to.expectations().bring(asked));
    String expected = "/points/:point/expected-use";
    doors.get(expected, (to, asked) -> to.expectations().uses(asked));
    doors.post(expected, (to, asked) -> to.expectations().say(asked));
    String lot = path + "/lots/:lot";
    doors.get(lot + "/occupancies", (to, asked) -> to.occupancies().list(asked));
    doors.post(lot + "/occupancies", (to, asked) -> to.occupancies().say(asked));
    String occupancy = lot + "/occupancies/:occupancy";
    doors.post(occupancy + "/ends", (to, asked) -> to.occupancies().end(asked));
    doors.post(occupancy + "/erasures", (to, asked) -> to.occupancies().erase(asked));
    doors.get(
        lot + "/consumption",
        (to, asked) -> new LotConsumption(to.database, to.house.clock()).byOccupancy(asked));
  }

  private LotOccupancies occupancies() {
    return new LotOccupancies(database, house.clock());
  }

  private Expectations expectations() {
    return new Expectations(database, buildings, consumption, house.clock());
  }

  private PointChecks checks() {
    return new PointChecks(database, buildings, house.clock());
  }

  private VirtualDefinitions virtualDefinitions() {
    return new VirtualDefinitions(database, buildings, house.clock());
  }

  private static void quarantine(Doors doors) {
    String path = "/gateways/:gateway/quarantine";
    doors.get(path, (to, asked) -> to.quarantines().list(asked));
    doors.get(path + "/:batch", (to, asked) -> to.quarantines().one(asked));
    doors.post(path + "/retries", (to, asked) -> to.quarantines().retry(asked));
    doors.post(path + "/discards", (to, asked) -> to.quarantines().discard(asked));
    doors.post("/gateways/:gateway/decisions", (to, asked) -> to.quarantines().decide(asked));
  }

  private static void gateways(Doors doors) {
    String path = "/gateways/:gateway";
    doors.get("/gateways", (to, asked) -> to.gateways().list(asked));
    doors.get(path, (to, asked) -> to.gateways().one(asked));
    doors.post("/boxes", (to, asked) -> to.boxes().pair(asked));
    doors.post(path + "/claims", (to, asked) -> to.gateways().claim(asked));
    doors.post(path + "/revocations", (to, asked) -> to.gateways().revoke(asked));
    doors.post(path + "/readmissions", (to, asked) -> to.gateways().readmit(asked));
    doors.post(path + "/retirements", (to, asked) -> to.gateways().retire(asked));
    doors.get(path + "/plan", (to, asked) -> to.plans().one(asked));
    doors.post(path + "/plan", (to, asked) -> to.plans().push(asked));
  }

  private static void successions(Doors doors) {
    doors.post("/gateways/:gateway/replacements", (to, asked) -> to.successions().replace(asked));
    doors.post("/gateways/:gateway/rescues", (to, asked) -> to.successions().handIn(asked));
    doors.get("/transfers", (to, asked) -> to.successions().transfers(asked));
    doors.post("/transfers", (to, asked) -> to.successions().transfer(asked));
    doors.post("/transfers/:transfer/withdrawals", (to, asked) -> to.successions().withdraw(asked));
  }

  private static void gas(Doors doors) {
    String path = "/points/:point/gas";
    doors.get("/calorific-values", (to, asked) -> to.gasValues().list(asked));
    doors.post("/calorific-values", (to, asked) -> to.gasValues().add(asked));
    doors.get(path, (to, asked) -> to.gas().supplies(asked));
    doors.post(path, (to, asked) -> to.gas().supply(asked));
    doors.get(path + "/corrections", (to, asked) -> to.gas().corrections(asked));
  }

  private GasValues gasValues() {
    return new GasValues(database, house.clock());
  }

  private Gas gas() {
    return new Gas(database, consumption, house.clock());
  }
}
