package eu.releve.provisioning.keys;

import java.text.Normalizer;
import java.util.List;
import java.util.Locale;

/** What makers call an address and a key, in four languages; the earlier counts more. */
final class KeyWords {
  private static final List<String> ADDRESSES =
      List.of(
          "secondaryaddress",
          "serialno",
          "serialnumber",
          "serialnr",
          "serial",
          "numerodeserie",
          "numeroserie",
          "noserie",
          "nserie",
          "ndeserie",
          "seriennummer",
          "seriennr",
          "serienummer",
          "radioid",
          "radioaddress",
          "radioadresse",
          "funkadresse",
          "adresseradio",
          "idradio",
          "wmbusid",
          "mbusid",
          "meterid",
          "meterserial",
          "meterserialnumber",
          "identification",
          "identificationnumber",
          "identifiant",
          "deviceid",
          "deviceserial",
          "fabricationnumber",
          "fabriknummer",
          "fabrikationsnummer",
          "numerofabrication",
          "zaehlernummer",
          "zahlernummer",
          "geraetenummer",
          "geratenummer",
          "meternumber",
          "meterno",
          "numerocompteur",
          "nocompteur",
          "ncompteur",
          "compteur",
          "meternummer",
          "address",
          "adresse",
          "adres",
          "meter",
          "device",
          "id",
          "nummer",
          "number",
          "numero");

  private static final List<String> KEYS =
      List.of(
          "dek",
          "aeskey",
          "aes128key",
          "aes128",
          "encryptionkey",
          "enckey",
          "decryptionkey",
          "datakey",
          "wmbuskey",
          "mbuskey",
          "radiokey",
          "omskey",
          "meterkey",
          "cleaes",
          "cledechiffrement",
          "clechiffrement",
          "cledecryptage",
          "cleradio",
          "aesschluessel",
          "aesschlussel",
          "schluessel",
          "schlussel",
          "sleutel",
          "aes",
          "cle",
          "key");

  private KeyWords() {}

  /** How much a name counts as that of an address, 0 most; -1 for another name. */
  static int address(String name) {
    return ADDRESSES.indexOf(plain(name));
  }

  /** How much a name counts as that of a key, 0 most; -1 for another name. */
  static int key(String name) {
    return KEYS.indexOf(plain(name));
  }

  /** Small letters and digits alone, without accents. */
  private static String plain(String name) {
    return Normalizer.normalize(name, Normalizer.Form.NFD)
        .toLowerCase(Locale.ROOT)
        .replaceAll("[^a-z0-9]", "");
  }
}
