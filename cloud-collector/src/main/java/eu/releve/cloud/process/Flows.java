package eu.releve.cloud.process;

import eu.releve.cloud.derive.QuarterHour;
import eu.releve.cloud.validate.HeatMeter;
import eu.releve.measure.Quantity;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/** Flow and temperature difference of a heat meter, as means of quarter-hours. */
final class Flows {
  private static final double ML_PER_M3 = 1_000_000;
  private static final double MILLI = 1_000;
  private static final String FLOW = Quantity.VOLUME_FLOW.id();
  private static final String DIFFERENCE = Quantity.TEMPERATURE_DIFFERENCE.id();
  private static final String SUPPLY = Quantity.SUPPLY_TEMPERATURE.id();
  private static final String RETURN = Quantity.RETURN_TEMPERATURE.id();

  private final Connection connection;
  private final int point;

  Flows(Connection connection, int point) {
    this.connection = connection;
    this.point = point;
  }

  /** By the begin of the quarter-hour in milliseconds since 1970; those of which both are known. */
  Map<Long, HeatMeter.Flow> between(Instant from, Instant to) throws SQLException {
    Map<Long, Map<String, Double>> means = new HashMap<>();
    try (PreparedStatement query =
        connection.prepareStatement(
            """
            select r.name, floor(extract(epoch from d.instant) / 900)::bigint as quarter,
              avg(d.value)::float8
            from meter m join register r on r.meter = m.id and r.name = any (?)
              join counted d on d.register = r.id and d.instant >= ? and d.instant < ?
            where m.point = ? and d.quality = 0
            group by r.name, quarter\
            """)) {
      query.setArray(
          1, connection.createArrayOf("text", new String[] {FLOW, DIFFERENCE, SUPPLY, RETURN}));
      query.setTimestamp(2, Timestamp.from(from));
      query.setTimestamp(3, Timestamp.from(to));
      query.setInt(4, point);
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          means
              .computeIfAbsent(row.getLong(2) * QuarterHour.MILLIS, first -> new HashMap<>())
              .put(row.getString(1), row.getDouble(3));
        }
      }
    }
    Map<Long, HeatMeter.Flow> flows = new HashMap<>();
    means.forEach(
        (quarter, mean) -> {
          boolean both = mean.containsKey(SUPPLY) && mean.containsKey(RETURN);
          if (mean.containsKey(FLOW) && (both || mean.containsKey(DIFFERENCE))) {
            double apart =
                mean.containsKey(DIFFERENCE)
                    ? mean.getOrDefault(DIFFERENCE, 0.0)
                    : mean.getOrDefault(SUPPLY, 0.0) - mean.getOrDefault(RETURN, 0.0);
            double flow = mean.getOrDefault(FLOW, 0.0);
            flows.put(quarter, new HeatMeter.Flow(flow / ML_PER_M3, apart / MILLI));
          }
        });
    return flows;
  }
}
