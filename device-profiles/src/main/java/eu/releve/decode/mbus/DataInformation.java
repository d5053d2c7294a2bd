package eu.releve.decode.mbus;

import eu.releve.decode.mbus.DataRecord.Function;

/**
 * The data information block: what the data field looks like and to what it belongs.
 *
 * @param field 0 to 15: the coding of the data.
 */
record DataInformation(int field, Function function, long storage, int tariff, int subunit) {
  private static final int CHAIN_MAX = 10;

  static DataInformation read(int first, Bytes bytes) throws MalformedException {
    long storage = first >> 6 & 0x01;
    int tariff = 0;
    int subunit = 0;
    boolean more = (first & 0x80) != 0;
    for (int i = 0; more; i++) {
      if (i == CHAIN_MAX) {
        throw new MalformedException(
            Refusal.DATA_EXTENSIONS, bytes.position(), "more than 10 data extensions");
      }
      int extension = bytes.next("data extension");
      storage |= (long) (extension & 0x0F) << (1 + 4 * i);
      tariff |= (extension >> 4 & 0x03) << (2 * i);
      subunit |= (extension >> 6 & 0x01) << i;
      more = (extension & 0x80) != 0;
    }
    return new DataInformation(first & 0x0F, function(first >> 4 & 0x03), storage, tariff, subunit);
  }

  private static Function function(int bits) {
    return switch (bits) {
      case 0 -> Function.INSTANTANEOUS;
      case 1 -> Function.MAXIMUM;
      case 2 -> Function.MINIMUM;
      default -> Function.ERROR_STATE;
    };
  }
}
