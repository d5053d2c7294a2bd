package eu.releve.provisioning.draft;

import eu.releve.document.Document;
import eu.releve.document.DocumentException;
import eu.releve.document.Mapping;
import eu.releve.measure.MeterId;
import eu.releve.measure.PointId;
import eu.releve.provisioning.draft.TableException.Why;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Makes a plan of a list of meters: all of its rows, or none.
 *
 * <p>A list has at most 10 MiB and 10,000 rows. Its columns are named by the first of its first 20
 * rows that names two of them.
 */
public final class MeterList {
  private static final int HEADER_ROWS_MAX = 20;
  private static final int COLUMNS_MIN = 2;

  private MeterList() {}

  /**
   * The plan that a list makes.
   *
   * @param name of the file, for the plan's heading.
   * @param bytes of the file: XLSX, or text (UTF-8 or Windows-1252) with semicolons, commas or
   *     tabs.
   * @param map what this list calls its columns, where it is something that nobody else calls so.
   * @throws TableException when the file is no list.
   */
  public static Drafting draft(String name, byte[] bytes, Map<Column, String> map, Order order)
      throws TableException {
    return draft(name, bytes, map, List.of(), order);
  }

  /**
   * The same with scans: a row finds bus, address and profile by its serial number, or its profile
   * by its address; what was found and is not in the list is taken as the scan has it.
   *
   * @param scans one of each bus, or none.
   * @throws TableException when the file is no list.
   */
  public static Drafting draft(
      String name, byte[] bytes, Map<Column, String> map, List<ScanList.Scan> scans, Order order)
      throws TableException {
    Head head = head(TableFile.read(bytes), map);
    Findings findings = new Findings();
    ScanList found = new ScanList(order, findings);
    scans.forEach(found::read);
    if (!found.problems().isEmpty()) {
      return new Drafting.Refused(found.problems());
    }
    RowReader reader = new RowReader(order, findings, head.places, head.headers);
    List<RowReader.Said> said = read(head, reader);
    List<RowProblem> problems = new ArrayList<>(reader.problems());
    Assembly assembly = new Assembly(order);
    List<PointId> points = new ArrayList<>();
    for (RowReader.Said each : said) {
      MeterId meter = assembly.add(each);
      points.add(assembly.lastPoint());
      reader.remark(each).ifPresent(remark -> assembly.remark(meter, remark));
    }
    parents(head, said, points, assembly, problems);
    if (!problems.isEmpty()) {
      return new Drafting.Refused(problems);
    }
    List<Drafting.Notice> notices = new ArrayList<>(reader.notices());
    notices.addAll(found.notices());
    for (RowReader.Said left : findings.left()) {
      MeterId meter = assembly.add(left);
      findings.remarkOf(left).ifPresent(remark -> assembly.remark(meter, remark));
      notices.add(
          new Drafting.Notice(
              left.row(),
              Drafting.Notice.What.NOT_LISTED,
              List.of(left.bus().id().value(), left.serial().orElse(left.address().toString()))));
    }
    findings.ends().forEach(assembly::end);
    List<String> heading = new ArrayList<>();
    heading.add(order.messages().text("draft.from-list", name));
    heading.addAll(ScanList.heading(scans, order));
    return assembly.draft(Optional.empty(), heading, notices);
  }

  private static List<RowReader.Said> read(Head head, RowReader reader) throws TableException {
    List<List<Table.Cell>> rows = head.table.rows();
    List<RowReader.Said> said = new ArrayList<>();
    boolean any = false;
    for (int i = head.row + 1; i < rows.size(); i++) {
      if (rows.get(i).stream().allMatch(cell -> cell.text().isEmpty())) {
        continue;
      }
      any = true;
      reader.read(i + 1, rows.get(i)).ifPresent(said::add);
    }
    if (!any) {
      throw new TableException(Why.EMPTY);
    }
    return said;
  }

  /** Puts each point below the one whose name, or whose meter's number, its row has. */
  private static void parents(
      Head head,
      List<RowReader.Said> said,
      List<PointId> points,
      Assembly assembly,
      List<RowProblem> problems) {
    boolean isWhole = problems.isEmpty();
    for (int i = 0; i < said.size(); i++) {
      if (said.get(i).parent().isEmpty()) {
        continue;
      }
      String wanted = said.get(i).parent().get();
      int above = -1;
      for (int j = 0; j < said.size() && above < 0; j++) {
        above = j != i && isCalled(said.get(j), wanted) ? j : -1;
      }
      if (above >= 0) {
        assembly.below(points.get(i), points.get(above));
      } else if (isWhole) {
        // Rows that are wrong are missing here: who is below them is told once they are right.
        problems.add(
            new RowProblem(
                said.get(i).row(),
                head.headers.getOrDefault(Column.PARENT, Column.PARENT.id()),
                RowProblem.What.PARENT_UNKNOWN,
                List.of(wanted)));
      }
    }
  }

  private static boolean isCalled(RowReader.Said said, String wanted) {
    return said.name().map(name -> Naming.plain(name).equals(Naming.plain(wanted))).orElse(false)
        || said.serial().map(serial -> Findings.isSame(serial, wanted)).orElse(false);
  }

  /**
   * What a file of {@code --map} says: {@code serial: "Zählernr. alt"}, one column a line.
   *
   * @throws DocumentException when it names a column that there is not.
   */
  public static Map<Column, String> map(String file, String text) throws DocumentException {
    Mapping document = Document.load(file, text);
    Map<Column, String> map = new EnumMap<>(Column.class);
    for (Column column : Column.values()) {
      document.optionalText(column.id()).ifPresent(header -> map.put(column, header));
    }
    document.end();
    return map;
  }

  /**
   * Where the columns are.
   *
   * @param row of the header, from 0.
   */
  private record Head(
      Table table, int row, Map<Column, Integer> places, Map<Column, String> headers) {}

  private static Head head(List<Table> tables, Map<Column, String> map) throws TableException {
    for (Table table : tables) {
      for (int i = 0; i < Math.min(HEADER_ROWS_MAX, table.rows().size()); i++) {
        Optional<Head> head = head(table, i, map);
        if (head.isPresent()) {
          return head.get();
        }
      }
    }
    throw new TableException(Why.NO_HEADER);
  }

  private static Optional<Head> head(Table table, int row, Map<Column, String> map)
      throws TableException {
    Map<Column, Integer> places = new EnumMap<>(Column.class);
    Map<Column, String> headers = new EnumMap<>(Column.class);
    List<String> twice = new ArrayList<>();
    List<Table.Cell> cells = table.rows().get(row);
    for (int i = 0; i < cells.size(); i++) {
      String header = cells.get(i).text();
      Optional<Column> column = column(header, map);
      if (column.isPresent()) {
        String known = headers.putIfAbsent(column.get(), header);
        if (known == null) {
          places.put(column.get(), i);
        } else {
          twice.add(known + ", " + header);
        }
      }
    }
    if (places.size() < COLUMNS_MIN) {
      return Optional.empty();
    }
    if (!twice.isEmpty()) {
      throw new TableException(Why.COLUMN_TWICE, twice.getFirst());
    }
    for (Map.Entry<Column, String> wanted : map.entrySet()) {
      if (!headers.containsKey(wanted.getKey())) {
        throw new TableException(Why.COLUMN_ABSENT, wanted.getValue());
      }
    }
    return Optional.of(new Head(table, row, places, headers));
  }

  /** What the map says counts alone: its columns have no other name then. */
  private static Optional<Column> column(String header, Map<Column, String> map) {
    if (header.isEmpty()) {
      return Optional.empty();
    }
    String plain = Naming.plain(header);
    for (Map.Entry<Column, String> entry : map.entrySet()) {
      if (Naming.plain(entry.getValue()).equals(plain)) {
        return Optional.of(entry.getKey());
      }
    }
    return Column.named(header).filter(column -> !map.containsKey(column));
  }
}
