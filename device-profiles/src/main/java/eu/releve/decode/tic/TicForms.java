package eu.releve.decode.tic;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Which form the values of a label have (Enedis-NOI-CPT_02E for historique, 54E for standard).
 *
 * <p>The checksum has six bits: it does not see that the seventh of a character has changed, which
 * makes a digit a small letter. The form does.
 */
final class TicForms {
  /** A label itself; it has no small letters. */
  static final Pattern LABEL = Pattern.compile("[A-Z][A-Z0-9+-]{0,8}");

  private static final Map<String, Pattern> KNOWN = new HashMap<>();
  private static final Pattern DATED =
      Pattern.compile("DATE|SMAX[SI]N[123]?(?:-1)?|CCA[SI]N(?:-1)?|UMOY[123]|[DF]PM[123]");

  static {
    known("\\d{12}", "ADCO", "ADSC");
    known("\\d{2}", "ISOUSC");
    known(
        "\\d{9}",
        "BASE", "HCHC", "HCHP", "EJPHN", "EJPHPM", "BBRHCJB", "BBRHPJB", "BBRHCJW", "BBRHPJW",
        "BBRHCJR", "BBRHPJR", "GAZ", "AUTRE", "EAST", "EAIT", "EASF01", "EASF02", "EASF03",
        "EASF04", "EASF05", "EASF06", "EASF07", "EASF08", "EASF09", "EASF10", "EASD01", "EASD02",
        "EASD03", "EASD04", "ERQ1", "ERQ2", "ERQ3", "ERQ4");
    known("BASE|HC\\.\\.|EJP\\.|BBR[ -?]", "OPTARIF");
    known("TH\\.\\.|H[CPN]\\.\\.|PM\\.\\.|H[CP]J[BWR]", "PTEC");
    known("----|BLEU|BLAN|ROUG", "DEMAIN");
    known("\\d{3}", "IINST", "IINST1", "IINST2", "IINST3", "IMAX", "IMAX1", "IMAX2", "IMAX3");
    known("\\d{3}", "ADPS", "ADIR1", "ADIR2", "ADIR3", "IRMS1", "IRMS2", "IRMS3");
    known("\\d{3}", "URMS1", "URMS2", "URMS3", "UMOY1", "UMOY2", "UMOY3", "RELAIS");
    known("\\d{5}", "PAPP", "PMAX");
    known("\\d{5}", "SINSTS", "SINSTS1", "SINSTS2", "SINSTS3", "SINSTI");
    known("\\d{5}", "SMAXSN", "SMAXSN1", "SMAXSN2", "SMAXSN3", "SMAXIN", "CCASN", "CCAIN");
    known("\\d{5}", "SMAXSN-1", "SMAXSN1-1", "SMAXSN2-1", "SMAXSN3-1", "SMAXIN-1");
    known("\\d{5}", "CCASN-1", "CCAIN-1");
    known("[A-Y]", "HHPHC");
    known("[0-9A-F]{6}", "MOTDETAT");
    known("[0-9A-F]{8}", "STGE");
    known("\\d{2}", "VTIC", "PREF", "PCOUP", "NTARF", "NJOURF", "NJOURF+1", "PPOT");
    known("\\d{2}", "DPM1", "DPM2", "DPM3", "FPM1", "FPM2", "FPM3");
    known("\\d{14}", "PRM");
    known("", "DATE");
  }

  private TicForms() {}

  private static void known(String form, String... labels) {
    Pattern pattern = Pattern.compile(form);
    for (String label : labels) {
      KNOWN.put(label, pattern);
    }
  }

  /** Whether groups of that label have a date in standard mode. */
  static boolean isDated(String label) {
    return DATED.matcher(label).matches();
  }

  /** Why that is no value of the label; nothing where it is one, or where no form is known. */
  static Optional<String> objection(String label, String value) {
    Pattern form = KNOWN.get(label);
    return form == null || form.matcher(value).matches()
        ? Optional.empty()
        : Optional.of("'%s' is no value of %s".formatted(value, label));
  }
}
