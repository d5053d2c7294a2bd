package eu.releve.cloud.broker;

import eu.releve.measure.GatewayId;
import eu.releve.wire.Receipt;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.SequencedSet;
import java.util.Set;

/**
 * Receipts on their way to a broker, and which gateways wait for one that answers them; at most
 * {@link #GATEWAYS_MAX} of each.
 *
 * <p>A gateway that has just connected asks: only a receipt that was certainly read after that says
 * all that the store has. Of several receipts of one journal the one that was made last is sent.
 */
final class Outbox {
  /** As many as an endpoint of our own holds. */
  static final int GATEWAYS_MAX = 10_000;

  /** One journal of one gateway. */
  record Journal(GatewayId gateway, long epoch) {}

  /**
   * Something to send.
   *
   * @param question that it answers, empty for none; then it has to be read anew.
   */
  record Parcel(Journal journal, Receipt receipt, byte[] question) {}

  private static final class Question {
    private final byte[] data;
    private final Set<Long> answeredEpochs = new HashSet<>();

    Question(byte[] data) {
      this.data = data;
    }
  }

  private final SequencedMap<Journal, Receipt> receipts = new LinkedHashMap<>();
  private final SequencedMap<GatewayId, Question> questions = new LinkedHashMap<>();
  private final SequencedSet<GatewayId> unheard = new LinkedHashSet<>();
  private long dropped;

  synchronized void receipt(GatewayId gateway, Receipt receipt) {
    receipts.put(new Journal(gateway, receipt.epoch()), receipt);
    if (receipts.size() > GATEWAYS_MAX) {
      receipts.pollFirstEntry();
      dropped++;
    }
  }

  /** A gateway wants to hear how far its journal is stored. */
  synchronized void asks(GatewayId gateway, byte[] data) {
    questions.putLast(gateway, new Question(data.clone()));
    unheard.addLast(gateway);
    if (questions.size() > GATEWAYS_MAX) {
      GatewayId first = questions.sequencedKeySet().getFirst();
      forget(first);
      dropped++;
    }
  }

  /** A gateway is gone: nobody waits any more. */
  synchronized void forget(GatewayId gateway) {
    questions.remove(gateway);
    unheard.remove(gateway);
  }

  /** Another connection to the broker: who is there asks anew. */
  synchronized void forgetQuestions() {
    questions.clear();
    unheard.clear();
  }

  /** The next gateway that has asked and for which nothing was looked up yet. */
  synchronized Optional<GatewayId> nextUnheard() {
    return unheard.isEmpty() ? Optional.empty() : Optional.of(unheard.getFirst());
  }

  /** What was looked up for it, if the store knows any journal of it. */
  synchronized void lookedUp(GatewayId gateway, Optional<Receipt> newest) {
    unheard.remove(gateway);
    newest.ifPresent(receipt -> receipts.put(new Journal(gateway, receipt.epoch()), receipt));
  }

  /** The next receipt; it stays until it is {@link #sent}. */
  synchronized Optional<Parcel> next() {
    Map.Entry<Journal, Receipt> first = receipts.firstEntry();
    if (first == null) {
      return Optional.empty();
    }
    Journal journal = first.getKey();
    Question question = questions.get(journal.gateway);
    byte[] answered =
        question == null || question.answeredEpochs.contains(journal.epoch)
            ? new byte[0]
            : question.data.clone();
    return Optional.of(new Parcel(journal, first.getValue(), answered));
  }

  /** A parcel is on its way, or there is nothing to send; a newer receipt stays. */
  synchronized void sent(Parcel parcel) {
    receipts.remove(parcel.journal, parcel.receipt);
    Question question = questions.get(parcel.journal.gateway);
    if (question != null && Arrays.equals(question.data, parcel.question)) {
      question.answeredEpochs.add(parcel.journal.epoch);
    }
  }

  synchronized int size() {
    return receipts.size() + unheard.size();
  }

  synchronized long dropped() {
    return dropped;
  }
}
