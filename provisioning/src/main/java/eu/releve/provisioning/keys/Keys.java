package eu.releve.provisioning.keys;

import eu.releve.decode.mbus.MeterIdentity;
import eu.releve.decode.wmbus.Key;
import eu.releve.provisioning.site.Address;
import eu.releve.provisioning.site.Meter;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Keys by meter; prints how many they are and never one of them. */
public final class Keys {
  /** None. */
  public static final Keys NONE = new Keys(Map.of());

  private final Map<KeyAddress, Key> byAddress;

  /** Those keys. */
  public Keys(Map<KeyAddress, Key> byAddress) {
    this.byAddress = new TreeMap<>(byAddress);
  }

  /** All, by address; not to be changed. */
  public Map<KeyAddress, Key> all() {
    return Collections.unmodifiableMap(byAddress);
  }

  /** The key of a meter that has spoken: by its whole address, else by its identification. */
  public Optional<Key> of(MeterIdentity meter) {
    KeyAddress whole = KeyAddress.of(meter);
    return of(whole).or(() -> of(whole.identification()));
  }

  /** The key under exactly that address. */
  public Optional<Key> of(KeyAddress address) {
    return Optional.ofNullable(byAddress.get(address));
  }

  /**
   * The key of a meter of the plan: by its secondary address, or by its serial number where it is
   * called by another address.
   */
  public Optional<Key> of(Meter meter) {
    return byAddress.entrySet().stream()
        .filter(entry -> isFor(entry.getKey(), meter))
        .map(Map.Entry::getValue)
        .findFirst();
  }

  /** Whether the key under that address is that meter's. */
  public static boolean isFor(KeyAddress address, Meter meter) {
    return secondary(meter).map(address::meets).orElse(false);
  }

  /** By what a meter of the plan is found among keys, where the plan says it. */
  static Optional<Address.Secondary> secondary(Meter meter) {
    return meter.address() instanceof Address.Secondary secondary
        ? Optional.of(secondary)
        : meter
            .serial()
            .flatMap(KeyAddress::parse)
            .map(address -> new Address.Secondary(address.digits()));
  }

  /** These, and those in their place where both have a key. */
  public Keys with(Keys newer) {
    Map<KeyAddress, Key> both = new TreeMap<>(byAddress);
    both.putAll(newer.byAddress);
    return new Keys(both);
  }

  /** How many. */
  public int size() {
    return byAddress.size();
  }

  @Override
  public String toString() {
    return "Keys(" + size() + ")";
  }
}
