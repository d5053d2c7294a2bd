package eu.releve.cloud.audit;

import eu.releve.measure.GatewayId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/** Writes down who did what, in the transaction in which it happens. */
public final class Audit {
  private Audit() {}

  /** Something that is done to a gateway or by it, or to what a building's figures rest on. */
  public enum Deed {
    /** A code was made. */
    CLAIM_MADE,
    /** Somebody with the label took the box for the own organisation. */
    PAIRED,
    /** A box got a certificate for one. */
    ENROLLED,
    /** And the next. */
    RENEWED,
    /** It got none: an operator decides. */
    WAITS,
    /** An operator let it renew. */
    READMITTED,
    /** An operator shut it out. */
    REVOKED,
    /** Nobody gets in under its name any more. */
    RETIRED,
    /** Somebody wants it to read by another plan. */
    PLAN_PUSHED,
    /** It does not wait for the gateway any more. */
    PLAN_WITHDRAWN,
    REPLACED,
    REPLACES,
    RESCUED,
    TRANSFER_ASKED,
    TRANSFER_WITHDRAWN,
    TRANSFERRED,
    RECEIVED,
    /** Somebody brought daily temperatures for a building. */
    TEMPERATURES_BROUGHT,
    /** Somebody brought a standard profile for a building. */
    PROFILE_BROUGHT,
    /** Somebody said what a point is expected to use in a year. */
    USE_EXPECTED,
    /** A file of another source was stored. */
    IMPORTED,
    /** Somebody typed what a display showed. */
    TYPED,
    /** An import was taken back: its readings do not count any more. */
    IMPORT_WITHDRAWN,
    /** Somebody said how the columns of an organisation's files are read. */
    MAPPING_SAVED,
    /** A contract was typed, changed or withdrawn. */
    CONTRACT_WRITTEN,
    /** A bill was taken, and its prices hold on its days. */
    BILL_TAKEN,
    /** Somebody told what a cubic metre of a zone's gas holds. */
    CALORIFIC_VALUE_TOLD,
    /** Somebody told under which circumstances a point is supplied with gas. */
    GAS_SUPPLY_TOLD,
    /** An organisation has figures checked within another limit. */
    LIMIT_SET,
    /** A period was closed: its list of indexes stays as it is. */
    CLOSED,
    /** Somebody said from what a virtual point is reckoned. */
    VIRTUAL_POINT_SAID,
    /** Somebody said which point's meter checks another's. */
    CHECK_SAID,
    /** Somebody said who uses a lot, from when on. */
    OCCUPANCY_SAID,
    /** Somebody said until when, or that it never was. */
    OCCUPANCY_ENDED,
    /** What names an occupant was taken away. */
    OCCUPANT_ERASED,
    /** Somebody typed over what was read, or left it out. */
    EDITED,
    /** What was read counts again. */
    EDIT_WITHDRAWN,
    /** All figures of a building are made again from its readings. */
    DERIVED_AGAIN;

    /** As it is written down. */
    public String text() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /** One line, under the organisation that the gateway has at that moment. */
  public static void note(
      Connection connection, Instant at, String who, Deed deed, GatewayId gateway, String text)
      throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            """
            insert into audit (at, who, what, gateway, organisation, text)
            values (?, ?, ?, ?, (select organisation from gateway where id = ?), ?)\
            """)) {
      insert.setTimestamp(1, Timestamp.from(at));
      insert.setString(2, who);
      insert.setString(3, deed.text());
      insert.setString(4, gateway.value());
      insert.setString(5, gateway.value());
      insert.setString(6, text);
      insert.executeUpdate();
    }
  }

  /** One line on a building, under the organisation and the gateway that it has at that moment. */
  public static void noteOfBuilding(
      Connection connection, Instant at, String who, Deed deed, String text, int building)
      throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            """
            insert into audit (at, who, what, gateway, organisation, text)
            select ?, ?, ?, gateway, organisation, ? from building where id = ?\
            """)) {
      insert.setTimestamp(1, Timestamp.from(at));
      insert.setString(2, who);
      insert.setString(3, deed.text());
      insert.setString(4, text);
      insert.setInt(5, building);
      insert.executeUpdate();
    }
  }

  /** One line on what an organisation's figures rest on, or everybody's. */
  public static void noteOfOrganisation(
      Connection connection,
      Instant at,
      String who,
      Deed deed,
      String text,
      Optional<Integer> organisation)
      throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            "insert into audit (at, who, what, organisation, text) values (?, ?, ?, ?, ?)")) {
      insert.setTimestamp(1, Timestamp.from(at));
      insert.setString(2, who);
      insert.setString(3, deed.text());
      insert.setObject(4, organisation.orElse(null), Types.INTEGER);
      insert.setString(5, text);
      insert.executeUpdate();
    }
  }
}
