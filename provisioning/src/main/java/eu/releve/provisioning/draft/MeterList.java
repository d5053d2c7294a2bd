package eu.releve.provisioning.draft;

import eu.releve.document.Document;
import eu.releve.document.DocumentException;
import eu.releve.document.Mapping;
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
    Head head = head(TableFile.read(bytes), map);
    List<List<Table.Cell>> rows = head.table.rows();
    RowReader reader = new RowReader(order, head.places, head.headers);
    Assembly assembly = new Assembly(order);
    boolean any = false;
    for (int i = head.row + 1; i < rows.size(); i++) {
      if (rows.get(i).stream().allMatch(cell -> cell.text().isEmpty())) {
        continue;
      }
      any = true;
      reader.read(i + 1, rows.get(i)).ifPresent(assembly::add);
    }
    if (!any) {
      throw new TableException(Why.EMPTY);
    }
    if (!reader.problems().isEmpty()) {
      return new Drafting.Refused(reader.problems());
    }
    return assembly.draft(
        Optional.empty(),
        List.of(order.messages().text("draft.from-list", name)),
        reader.notices());
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
