package eu.releve.edge.identity;

import eu.releve.provisioning.enrol.Enrolment.Outcome;
import eu.releve.provisioning.enrol.EstAnswer;
import eu.releve.provisioning.enrol.EstAnswer.Refused;
import eu.releve.provisioning.enrol.EstAnswer.Wait;
import java.time.Duration;
import java.util.Optional;

/**
 * What stands between a gateway and its certificate.
 *
 * @param kind what it is.
 * @param said what the other end or the machine said, for the log; may be empty.
 * @param retryAfter when the server wants to be asked again, where it said so.
 */
public record Obstacle(Kind kind, String said, Optional<Duration> retryAfter) {
  /** Each has words of its own. */
  public enum Kind {
    /** The claim code is wrong, used or over. */
    CODE(Weight.FINAL),
    /** The certificate was revoked. */
    REVOKED(Weight.FINAL),
    /** The server does not take what was asked for. */
    MALFORMED(Weight.FINAL),
    /** The server is not the one of the label. */
    ANOTHER_AUTHORITY(Weight.NO),
    /** An operator has to decide first. */
    OPERATOR_DECIDES(Weight.NO),
    /** Too many wrong codes were tried. */
    TOO_MANY(Weight.AWAY),
    /** The server works, what it stands on does not. */
    SERVER_AWAY(Weight.AWAY),
    /** Its name is not known. */
    NAME_UNKNOWN(Weight.AWAY),
    /** Nobody listens there. */
    NO_CONNECTION(Weight.AWAY),
    /** It does not answer in time. */
    NO_ANSWER(Weight.AWAY),
    /** Its certificate is not good. */
    NOT_TRUSTED(Weight.AWAY),
    /** The proxy opens no way. */
    PROXY(Weight.AWAY),
    /** What answers is no EST server. */
    NO_EST(Weight.AWAY),
    /** Another attempt of this box is under way. */
    BUSY(Weight.AWAY),
    /** The file with the label holds something else. */
    LABEL_WRONG(Weight.NO),
    /** The label is another gateway's. */
    LABEL_OF_ANOTHER(Weight.NO),
    /** The certificate is another gateway's than the settings say. */
    OTHER_NAME(Weight.NO),
    /** The files with key and certificate cannot be used. */
    FILES(Weight.AWAY);

    private final Weight weight;

    Kind(Weight weight) {
      this.weight = weight;
    }

    /** Whether asking again with the same code changes nothing. */
    public boolean isFinal() {
      return weight == Weight.FINAL;
    }

    /** Whether something is missing that may be there later, and nobody said no. */
    public boolean isAway() {
      return weight == Weight.AWAY;
    }
  }

  private enum Weight {
    FINAL,
    NO,
    AWAY
  }

  static Obstacle of(Kind kind, String said) {
    return new Obstacle(kind, said, Optional.empty());
  }

  /** What an attempt ended with; nothing when it succeeded. */
  public static Optional<Obstacle> of(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Done done -> Optional.empty();
      case Outcome.Already already -> Optional.empty();
      case Outcome.Busy busy -> Optional.of(of(Kind.BUSY, busy.lock()));
      case Outcome.AnotherAuthority other ->
          Optional.of(
              of(
                  Kind.ANOTHER_AUTHORITY,
                  "wanted %s, found %s at %s"
                      .formatted(other.wanted(), other.found(), other.server())));
      case Outcome.NotIssued notIssued -> of(notIssued.answer());
    };
  }

  private static Optional<Obstacle> of(EstAnswer answer) {
    return switch (answer) {
      case EstAnswer.Issued issued -> Optional.empty();
      case Wait wait ->
          Optional.of(new Obstacle(kind(wait), wait.reason(), Optional.of(wait.retryAfter())));
      case Refused no -> Optional.of(of(kind(no), no.reason()));
      case EstAnswer.Unreachable away ->
          Optional.of(of(Kind.valueOf(away.why().name()), away.cause()));
    };
  }

  private static Kind kind(Wait wait) {
    if (wait.status() == Wait.ACCEPTED) {
      return Kind.OPERATOR_DECIDES;
    }
    return wait.status() < 500 ? Kind.TOO_MANY : Kind.SERVER_AWAY;
  }

  private static Kind kind(Refused no) {
    return switch (no.status()) {
      case Refused.CODE -> Kind.CODE;
      case Refused.REVOKED -> Kind.REVOKED;
      default -> Kind.MALFORMED;
    };
  }

  @Override
  public String toString() {
    return kind + (said.isEmpty() ? "" : " (" + said + ")");
  }
}
