package eu.releve.edge.change;

import eu.releve.measure.GatewayId;
import eu.releve.provisioning.push.PlanReport.Why;
import eu.releve.provisioning.push.PlanSeal;
import eu.releve.provisioning.push.PlanSeal.Opened;
import eu.releve.wire.MalformedBatchException;
import eu.releve.wire.PlanCommand;
import eu.releve.wire.PlanOrder;
import eu.releve.wire.Wire;
import java.io.IOException;
import java.security.cert.X509Certificate;
import java.util.Optional;

/**
 * Reads commands as far as nothing but the command and the pinned authority matter.
 *
 * @param gateway for whom an order must be.
 * @param anchor whose word counts.
 */
record Orders(GatewayId gateway, Anchor anchor) {
  /** What a command is. */
  sealed interface Read {
    /** One that the authority vouches for. */
    record Genuine(PlanOrder order, String plan, X509Certificate authority) implements Read {}

    /** One that is not followed; version and plan are what it claims. */
    record Refused(long version, String plan, Why why, String said) implements Read {}
  }

  Read read(byte[] bytes) {
    PlanCommand command;
    PlanOrder claimed;
    try {
      command = Wire.command(bytes);
      claimed = command.decoded();
    } catch (MalformedBatchException unreadable) {
      return new Read.Refused(0, "", Why.MALFORMED, String.valueOf(unreadable.getMessage()));
    }
    Optional<X509Certificate> pinned;
    try {
      pinned = anchor.pinned();
    } catch (IOException unreadable) {
      return refused(claimed, Why.NOT_ENROLLED, String.valueOf(unreadable.getMessage()));
    }
    if (pinned.isEmpty()) {
      return refused(claimed, Why.NOT_ENROLLED, "no authority is pinned");
    }
    return switch (PlanSeal.open(command, pinned.get())) {
      case Opened.Forged forged -> refused(claimed, Why.SIGNATURE, forged.reason());
      case Opened.OtherPlan other -> refused(other.order(), Why.OTHER_PLAN, "");
      case Opened.Genuine genuine ->
          genuine.order().gateway().equals(gateway)
              ? new Read.Genuine(genuine.order(), command.plan(), pinned.get())
              : refused(genuine.order(), Why.OTHER_GATEWAY, genuine.order().gateway().value());
    };
  }

  private static Read.Refused refused(PlanOrder order, Why why, String said) {
    return new Read.Refused(order.version(), order.plan(), why, said);
  }
}
