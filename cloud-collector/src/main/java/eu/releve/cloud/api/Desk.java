package eu.releve.cloud.api;

import eu.releve.cloud.imports.Imports;
import eu.releve.measure.GatewayId;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** What operators decide about what gateways have sent; whoever takes batches in does it. */
public interface Desk {
  /**
   * What became of batches that were decoded again.
   *
   * @param stored how many are stored now.
   * @param still those that stay in quarantine.
   * @param next the batch after which there may be more.
   */
  record Retried(int stored, List<Still> still, OptionalLong next) {
    public Retried {
      still = List.copyOf(still);
    }
  }

  /** A batch that cannot be stored yet, and why. */
  record Still(long batch, String reason) {}

  /**
   * Decodes one batch of a gateway's quarantine again.
   *
   * @param who the account that wants it.
   */
  Retried retry(GatewayId gateway, long batch, String who) throws SQLException;

  /**
   * Decodes what of a gateway is in quarantine again, a thousand batches at most.
   *
   * @param after the batch after which to begin, 0 for the first.
   * @param who the account that wants it.
   */
  Retried retryAfter(GatewayId gateway, long after, String who) throws SQLException;

  /**
   * Throws a batch away; who and why is kept.
   *
   * @return false when that gateway has no such batch in quarantine.
   */
  boolean discard(GatewayId gateway, long batch, String who, String reason) throws SQLException;

  /**
   * Says what the contradictions of a gateway were.
   *
   * @param kept the journal that is right, where two claim to be.
   * @return false when there is no such journal, or nothing to decide.
   */
  boolean decide(GatewayId gateway, OptionalLong kept, String who, String reason)
      throws SQLException;

  /**
   * What became of batches that somebody brought from a box's disk.
   *
   * @param stored how many are stored now, or in quarantine, and were not before.
   * @param known how many were here already.
   * @param waiting how many wait for their catalogue.
   * @param refused why others were not taken.
   */
  record HandedIn(int stored, int known, int waiting, List<String> refused) {
    public HandedIn {
      refused = List.copyOf(refused);
    }
  }

  /**
   * Takes batches that somebody brought from a box's disk, as if the box had sent them.
   *
   * @param gateway one that there is.
   * @param who the account that brings them.
   */
  HandedIn handIn(GatewayId gateway, List<byte[]> batches, String who) throws SQLException;

  /** How many batches of a gateway wait for their catalogue here. */
  long waiting(GatewayId gateway);

  /** Takes files of other sources in; nothing where nothing is taken in. */
  Optional<Imports> imports();

  /** For a collector that only shows: nothing waits, and nothing can be decided. */
  Desk NONE =
      new Desk() {
        @Override
        public Retried retry(GatewayId gateway, long batch, String who) {
          return new Retried(0, List.of(), OptionalLong.empty());
        }

        @Override
        public Retried retryAfter(GatewayId gateway, long after, String who) {
          return new Retried(0, List.of(), OptionalLong.empty());
        }

        @Override
        public boolean discard(GatewayId gateway, long batch, String who, String reason) {
          return false;
        }

        @Override
        public boolean decide(GatewayId gateway, OptionalLong kept, String who, String reason) {
          return false;
        }

        @Override
        public HandedIn handIn(GatewayId gateway, List<byte[]> batches, String who) {
          return new HandedIn(0, 0, 0, List.of("this collector only shows"));
        }

        @Override
        public long waiting(GatewayId gateway) {
          return 0;
        }

        @Override
        public Optional<Imports> imports() {
          return Optional.empty();
        }
      };
}
