package eu.releve.edge.link.opcua;

import static org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.Unsigned.uint;

import eu.releve.edge.clock.BootClock;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import org.eclipse.milo.opcua.sdk.client.OpcUaClient;
import org.eclipse.milo.opcua.sdk.client.OpcUaSession;
import org.eclipse.milo.opcua.stack.core.StatusCodes;
import org.eclipse.milo.opcua.stack.core.UaException;
import org.eclipse.milo.opcua.stack.core.UaSerializationException;
import org.eclipse.milo.opcua.stack.core.types.UaStructuredType;
import org.eclipse.milo.opcua.stack.core.types.builtin.ExtensionObject;
import org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.UInteger;
import org.eclipse.milo.opcua.stack.core.types.structured.DataChangeNotification;
import org.eclipse.milo.opcua.stack.core.types.structured.MonitoredItemNotification;
import org.eclipse.milo.opcua.stack.core.types.structured.NotificationMessage;
import org.eclipse.milo.opcua.stack.core.types.structured.PublishRequest;
import org.eclipse.milo.opcua.stack.core.types.structured.PublishResponse;
import org.eclipse.milo.opcua.stack.core.types.structured.RepublishRequest;
import org.eclipse.milo.opcua.stack.core.types.structured.RepublishResponse;
import org.eclipse.milo.opcua.stack.core.types.structured.ResponseHeader;
import org.eclipse.milo.opcua.stack.core.types.structured.StatusChangeNotification;
import org.eclipse.milo.opcua.stack.core.types.structured.SubscriptionAcknowledgement;
import org.jspecify.annotations.Nullable;

/**
 * Fetches what a subscription has to tell: a few requests wait at the server, each message is
 * acknowledged once it was handed on, and one that is missing is asked for again.
 *
 * <p>A message that came before another that is missing is not acknowledged: if the connection ends
 * meanwhile, the server still has both. While the reader does not keep up, no request is made:
 * values wait at the server, whose queues say when they overflow. Messages arrive on the library's
 * threads; {@link #pump}, {@link #isGone} and {@link #leave} are for the link's.
 */
final class Publishing {
  /** One is on its way while the other is being answered. */
  private static final int REQUESTS = 2;

  private static final long REQUEST_MILLIS = 60_000;

  /** So many missing messages are asked for at once. */
  private static final int REPUBLISHED_MAX = 100;

  /** Nothing more is fetched while so many messages wait for one that is missing. */
  private static final int WAITING_MAX = 100;

  /** A number that is further ahead is none of this subscription. */
  private static final int GAP_MAX = 10_000;

  /** How often one message is asked for. */
  private static final int TRIES_MAX = 3;

  private final OpcUaClient client;
  private final OpcUaSession session;
  private final Inbox inbox;
  private final BootClock clock;
  private final Subscription subscription;
  private final Sequence<Message> sequence;
  private final BitSet told;
  private final BitSet absent;
  private final List<UInteger> unacknowledged = new ArrayList<>();
  private final Set<Long> asked = new HashSet<>();
  private final Set<Long> republished = new HashSet<>();
  private final Map<Long, Integer> tries = new HashMap<>();
  private boolean keeps;
  private OptionalLong notice = OptionalLong.empty();
  private int waiting;
  private boolean gone;
  private boolean left;
  private volatile long heardBootMillis;

  /**
   * A message with the time at which it came.
   *
   * @param serverMillis the server's clock when it sent it.
   */
  private record Message(
      NotificationMessage content, OptionalLong serverMillis, long arrivedBootMillis) {}

  /**
   * What is needed to go on with a subscription over another connection.
   *
   * @param subscription whose.
   * @param next the number of its next message.
   * @param told the places of which the first value has come.
   * @param absent the places of which the last that came says that the node has vanished.
   * @param keeps whether the server was seen to keep messages until they are acknowledged.
   */
  record Kept(Subscription subscription, long next, BitSet told, BitSet absent, boolean keeps) {
    /** One that has told nothing yet. */
    static Kept fresh(Subscription subscription) {
      return new Kept(subscription, 1, new BitSet(), new BitSet(), false);
    }
  }

  Publishing(OpcUaClient client, OpcUaSession session, Kept kept, Inbox inbox, BootClock clock) {
    this.client = client;
    this.session = session;
    this.inbox = inbox;
    this.clock = clock;
    this.subscription = kept.subscription();
    this.sequence = new Sequence<>(kept.next());
    this.told = (BitSet) kept.told().clone();
    this.absent = (BitSet) kept.absent().clone();
    this.keeps = kept.keeps();
    this.heardBootMillis = clock.bootMillis();
  }

  /** Ends it here: what still comes is not taken, and not acknowledged. */
  synchronized Kept leave() {
    left = true;
    return new Kept(
        subscription, sequence.next(), (BitSet) told.clone(), (BitSet) absent.clone(), keeps);
  }

  Subscription subscription() {
    return subscription;
  }

  /** The places of which nothing comes: the server refused them, or their nodes have vanished. */
  synchronized List<Integer> unwatched() {
    BitSet places = (BitSet) absent.clone();
    subscription.items().refused().keySet().forEach(places::set);
    return places.stream().boxed().toList();
  }

  /** When the server was last heard of it, in milliseconds of the boot clock. */
  long heardBootMillis() {
    return heardBootMillis;
  }

  /** Whether the server has given it up. */
  synchronized boolean isGone() {
    return gone;
  }

  /**
   * Lets requests wait at the server, as long as what they bring has a place, and asks again for
   * messages that the server could not give when it was asked.
   */
  synchronized void pump() {
    List.copyOf(tries.keySet()).forEach(this::republish);
    fetchMore();
  }

  private void fetchMore() {
    for (long number : sequence.missing(REPUBLISHED_MAX)) {
      if (!tries.containsKey(number)) {
        republish(number);
      }
    }
    boolean hasRoom = inbox.hasRoom() && sequence.waiting() < WAITING_MAX;
    // Counted beforehand: one that fails at once is tried again with the next call, not in this
    // one.
    int wanted = gone || left || !hasRoom ? 0 : REQUESTS - waiting;
    for (int i = 0; i < wanted; i++) {
      waiting++;
      send();
    }
  }

  private void send() {
    SubscriptionAcknowledgement[] received =
        unacknowledged.stream()
            .map(number -> new SubscriptionAcknowledgement(subscription.id(), number))
            .toArray(SubscriptionAcknowledgement[]::new);
    unacknowledged.clear();
    var request =
        new PublishRequest(
            client.newRequestHeader(session.getAuthenticationToken(), uint(REQUEST_MILLIS)),
            received);
    var unused =
        client
            .sendRequestAsync(request)
            .whenComplete(
                (answer, failed) -> {
                  if (answer instanceof PublishResponse published) {
                    answered(published);
                  } else {
                    failed(status(failed));
                  }
                });
  }

  private static long status(@Nullable Throwable failed) {
    return failed == null
        ? StatusCodes.Bad_UnknownResponse
        : UaException.extractStatusCode(failed).map(code -> code.getValue()).orElse(0L);
  }

  private static boolean isTheEnd(long status) {
    return status == StatusCodes.Bad_NoSubscription
        || status == StatusCodes.Bad_SubscriptionIdInvalid;
  }

  private synchronized void failed(long status) {
    waiting--;
    // All else is the connection's end, which the session tells, or a pause of the server.
    gone |= isTheEnd(status);
  }

  private synchronized void answered(PublishResponse published) {
    waiting--;
    if (left || !subscription.id().equals(published.getSubscriptionId())) {
      return;
    }
    long now = clock.bootMillis();
    heardBootMillis = now;
    NotificationMessage content = published.getNotificationMessage();
    long number = content.getSequenceNumber().longValue();
    ExtensionObject[] data = content.getNotificationData();
    boolean isNews = data != null && data.length > 0;
    if (isNews && isOutOfOrder(number)) {
      inbox.missed();
      gone = true;
      return;
    }
    if (isNews) {
      UInteger[] available = published.getAvailableSequenceNumbers();
      keeps |= available != null && List.of(available).contains(content.getSequenceNumber());
      take(number, new Message(content, millis(published.getResponseHeader()), now));
    } else if (sequence.ahead(number) > 0 && sequence.ahead(number) <= GAP_MAX) {
      // It has nothing to tell, and says what number its next message will have.
      sequence.exists(Sequence.before(number));
    }
    fetchMore();
  }

  /**
   * Whether the server counts otherwise than it did: its messages cannot be told apart any more.
   */
  private boolean isOutOfOrder(long number) {
    long ahead = sequence.ahead(number);
    return ahead > GAP_MAX || (ahead < 0 && !republished.remove(number));
  }

  private static OptionalLong millis(ResponseHeader header) {
    return NodeReading.millis(header.getTimestamp());
  }

  private void take(long number, Message message) {
    handOn(sequence.take(number, message));
  }

  private void handOn(List<Message> ready) {
    for (Message each : ready) {
      deliver(each);
      unacknowledged.add(each.content().getSequenceNumber());
    }
  }

  /**
   * Asks for messages that the server has kept and that never came.
   *
   * @param available their numbers, as of the moment at which it let the subscription go on here.
   */
  synchronized void fetch(UInteger[] available) {
    for (UInteger number : available) {
      long ahead = sequence.ahead(number.longValue());
      if (ahead < 0) {
        unacknowledged.add(number);
      } else if (ahead <= GAP_MAX) {
        sequence.exists(number.longValue());
      }
    }
    notice = OptionalLong.of(sequence.end());
  }

  private void republish(long number) {
    if (gone || left || !asked.add(number)) {
      return;
    }
    var request =
        new RepublishRequest(
            client.newRequestHeader(session.getAuthenticationToken()),
            subscription.id(),
            uint(number));
    var unused =
        client
            .sendRequestAsync(request)
            .whenComplete(
                (answer, failed) -> {
                  if (answer instanceof RepublishResponse again) {
                    republished(number, again);
                  } else {
                    notRepublished(number, status(failed));
                  }
                });
  }

  private synchronized void republished(long number, RepublishResponse again) {
    asked.remove(number);
    tries.remove(number);
    if (left) {
      return;
    }
    if (sequence.isMissing(number) && republished.size() < GAP_MAX) {
      // Its first sending may still be on its way.
      republished.add(number);
    }
    NotificationMessage content = again.getNotificationMessage();
    take(number, new Message(content, millis(again.getResponseHeader()), clock.bootMillis()));
    fetchMore();
  }

  private synchronized void notRepublished(long number, long status) {
    asked.remove(number);
    if (left || !sequence.isMissing(number)) {
      tries.remove(number);
      return;
    }
    gone |= isTheEnd(status);
    // With a connection that ends nothing is lost: the next one asks for the message.
    boolean isAnswer = !Waiting.isOfTheConnection(status) && !isTheEnd(status);
    int tried = tries.merge(number, isAnswer ? 1 : 0, Integer::sum);
    if (status == StatusCodes.Bad_MessageNotAvailable || tried >= TRIES_MAX) {
      tries.remove(number);
      if (!isNotice(number)) {
        inbox.missed();
      }
      handOn(sequence.giveUp(number));
    }
  }

  /**
   * Whether a number is that of no loss: with it the server told the connection before that the
   * subscription goes on elsewhere. Only of one that keeps its messages can that be known.
   */
  private boolean isNotice(long number) {
    return keeps && notice.isPresent() && notice.getAsLong() == number;
  }

  private void deliver(Message message) {
    ExtensionObject[] data = message.content().getNotificationData();
    for (ExtensionObject each : data == null ? new ExtensionObject[0] : data) {
      UaStructuredType content;
      try {
        content = each.decode(client.getStaticEncodingContext());
      } catch (UaSerializationException unreadable) {
        inbox.missed();
        continue;
      }
      if (content instanceof DataChangeNotification changes) {
        MonitoredItemNotification[] items = changes.getMonitoredItems();
        for (MonitoredItemNotification item :
            items == null ? new MonitoredItemNotification[0] : items) {
          deliver(item, message);
        }
      } else if (content instanceof StatusChangeNotification status) {
        gone |= status.getStatus().isBad();
      }
    }
  }

  private void deliver(MonitoredItemNotification item, Message message) {
    OptionalInt ours = subscription.place(item.getClientHandle());
    if (ours.isEmpty()) {
      // The server gave our number to another's subscription, and that one to us.
      gone = true;
      return;
    }
    int place = ours.getAsInt();
    NodeReading reading = NodeReading.of(item.getValue());
    boolean isFirst = !told.get(place);
    // What a node holds when it is back did not come to be held then.
    told.set(place, !reading.isAbsent());
    absent.set(place, reading.isAbsent());
    inbox.put(
        new Told(place, reading, message.serverMillis(), message.arrivedBootMillis(), isFirst));
  }
}
