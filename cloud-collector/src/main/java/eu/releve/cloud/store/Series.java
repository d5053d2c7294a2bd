package eu.releve.cloud.store;

import eu.releve.wire.Catalogue;
import java.util.Map;

/** What the numbers of one catalogue mean in this store. */
public final class Series {
  private final Catalogue catalogue;
  private final int building;
  private final int[] registerOfNumber;
  private final long era;

  /**
   * @param catalogue the list.
   * @param building the key of its building.
   * @param registers the register's key for each number of the list.
   * @param era the database whose keys they are.
   */
  Series(Catalogue catalogue, int building, Map<Integer, Integer> registers, long era) {
    this.era = era;
    this.catalogue = catalogue;
    this.building = building;
    int highest = registers.keySet().stream().mapToInt(Integer::intValue).max().orElse(0);
    this.registerOfNumber = new int[highest + 1];
    registers.forEach((number, register) -> registerOfNumber[number] = register);
  }

  /** The list, needed to decode what it numbers. */
  public Catalogue catalogue() {
    return catalogue;
  }

  /** The database whose keys they are. */
  long era() {
    return era;
  }

  int building() {
    return building;
  }

  /** One more than the highest number. */
  int numbers() {
    return registerOfNumber.length;
  }

  /** The register's key, 0 for a number that the list does not have. */
  public int register(int number) {
    return number < registerOfNumber.length ? registerOfNumber[number] : 0;
  }
}
