package eu.releve.cloud.portal;

import eu.releve.cloud.account.Principal;
import eu.releve.cloud.enrol.Pairing.Outcome;
import eu.releve.cloud.portal.Inventory.Building;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** The boxes of an organisation: who waits, who is online, and for which building. */
final class Boxes {
  private static final int BOXES_MAX = 1_000;

  /** Those that came in, and those whose code nobody has used yet. */
  private static final String LIST =
      """
      select g.id, g.online, g.state_changed_at, g.expected_site, b.sites, b.first,
        c.expires_at, c.used_at is not null, o.title
      from gateway g left join organisation o on o.id = g.organisation
        left join lateral (
          select string_agg(site, ' ' order by site) as sites, min(id) as first
          from building where gateway = g.id) b on true
        left join lateral (
          select expires_at, used_at from claim where gateway = g.id and withdrawn_at is null
          order by made_at desc limit 1) c on true
      where g.retired_at is null and g.files_of is null and (g.organisation = ? or ?)
      union all
      select c.gateway, false, null, null, null, null, c.expires_at, false, o.title
      from claim c left join organisation o on o.id = c.organisation
      where c.organisation = ? and c.used_at is null and c.withdrawn_at is null
        and not exists (
          select from gateway g where g.id = c.gateway and (g.organisation = ? or ?))
      order by 1 limit %d"""
          .formatted(BOXES_MAX);

  private final DataSource database;
  private final Calendar calendar;

  Boxes(DataSource database, Calendar calendar) {
    this.database = database;
    this.calendar = calendar;
  }

  /**
   * A box.
   *
   * @param mood as the health of a building: well, waiting or offline.
   * @param link to its building, empty before it has told of one.
   * @param building what it reads, or is meant for.
   * @param whose its organisation, for operators; else empty.
   * @param problem what somebody has to look at; else empty.
   */
  record Box(
      String name,
      String mood,
      String state,
      String link,
      String building,
      String whose,
      String problem) {}

  /**
   * The fields of the form.
   *
   * @param code as it was typed.
   * @param building as it was typed.
   * @param known buildings of the organisation.
   * @param organisations among which an operator chooses; none for others.
   */
  record Form(String code, String building, List<String> known, List<Choice> organisations) {
    Form {
      known = List.copyOf(known);
      organisations = List.copyOf(organisations);
    }
  }

  /** An organisation to choose. */
  record Choice(int id, String title) {}

  /** What came of pairing. */
  record Notice(boolean isBad, String text) {}

  /** All boxes that the visitor may see. */
  List<Box> list(Principal principal) throws SQLException {
    List<Box> boxes = new ArrayList<>();
    try (Connection connection = database.getConnection();
        PreparedStatement query = connection.prepareStatement(LIST)) {
      query.setInt(1, principal.organisation());
      query.setBoolean(2, principal.isOperator());
      query.setInt(3, principal.organisation());
      query.setInt(4, principal.organisation());
      query.setBoolean(5, principal.isOperator());
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          boxes.add(box(row, principal.isOperator()));
        }
      }
    }
    return boxes;
  }

  private Box box(ResultSet row, boolean isOperator) throws SQLException {
    Messages words = calendar.words();
    boolean isOnline = row.getBoolean(2);
    Optional<Instant> changed = instant(row.getTimestamp(3));
    Optional<String> expected = Optional.ofNullable(row.getString(4));
    Optional<String> sites = Optional.ofNullable(row.getString(5));
    int first = row.getInt(6);
    Optional<Instant> expires = instant(row.getTimestamp(7));
    boolean isUsed = row.getBoolean(8);
    String whose = Optional.ofNullable(row.getString(9)).orElse(words.text("boxes.nobodys"));
    boolean isOver = expires.filter(end -> !end.isAfter(calendar.now())).isPresent();
    String state;
    if (isOnline) {
      state = words.text("boxes.online");
    } else if (changed.isPresent()) {
      state = words.text("boxes.offline", calendar.since(changed.get()));
    } else if (expires.isPresent() && !isUsed) {
      state = words.text(isOver ? "boxes.over" : "boxes.waits", calendar.since(expires.get()));
    } else {
      state = words.text("boxes.enrolled");
    }
    boolean isElsewhere =
        expected.isPresent()
            && sites.isPresent()
            && !List.of(sites.get().split(" ", -1)).contains(expected.get());
    return new Box(
        row.getString(1),
        isOnline ? "well" : changed.isPresent() ? "offline" : "waiting",
        state,
        sites.isPresent() ? "/buildings/" + first : "",
        sites
            .or(() -> expected.map(site -> words.text("boxes.meant", site)))
            .orElse(words.text("boxes.no-building")),
        isOperator ? whose : "",
        isElsewhere ? words.text("boxes.elsewhere", sites.orElse(""), expected.orElse("")) : "");
  }

  private static Optional<Instant> instant(@Nullable Timestamp at) {
    return Optional.ofNullable(at).map(Timestamp::toInstant);
  }

  /** The organisations that an operator may give a box to. */
  List<Choice> organisations() throws SQLException {
    List<Choice> choices = new ArrayList<>();
    try (Connection connection = database.getConnection();
        PreparedStatement query =
            connection.prepareStatement(
                "select id, title from organisation where name <> 'operator' order by title")) {
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          choices.add(new Choice(row.getInt(1), row.getString(2)));
        }
      }
    }
    return choices;
  }

  /** The sites that a form proposes. */
  static List<String> known(List<Building> buildings) {
    return buildings.stream().map(Building::site).distinct().toList();
  }

  /** What came of pairing, in words. */
  static Notice told(Outcome outcome, Messages words) {
    return switch (outcome) {
      case Outcome.Paired paired -> told(paired, words);
      case Outcome.Not not ->
          new Notice(
              true,
              words.text(
                  switch (not.why()) {
                    case UNKNOWN -> "pair.unknown";
                    case EXPIRED -> "pair.expired";
                    case RETIRED -> "pair.retired";
                    case TOO_MANY -> "pair.too-many";
                  }));
    };
  }

  private static Notice told(Outcome.Paired paired, Messages words) {
    String box = paired.gateway().value();
    if (paired.isElsewhere()) {
      return new Notice(
          true,
          words.text(
              "pair.elsewhere",
              box,
              String.join(", ", paired.read()),
              paired.expected().orElseThrow().value()));
    }
    if (!paired.read().isEmpty()) {
      return new Notice(false, words.text("pair.reads", box, String.join(", ", paired.read())));
    }
    return new Notice(
        false,
        paired
            .expected()
            .map(site -> words.text("pair.meant", box, site.value()))
            .orElseGet(() -> words.text("pair.open", box)));
  }
}
