package eu.releve.edge.console;

import eu.releve.edge.link.opcua.ServerKeys;
import eu.releve.edge.telegram.Shown;
import eu.releve.measure.MeterId;
import java.math.BigDecimal;
import java.util.Locale;
import java.util.Optional;

/** What a console can ask of the meters; called from several threads. */
public interface Meters {
  /**
   * What a meter said last, decoded field by field, in a language; nothing for one that has said
   * nothing, or whose bus has no telegrams.
   */
  Optional<Shown> telegram(MeterId meter, Locale locale);

  /** Asks a meter out of its turn, soon; false where nobody can ask it. */
  boolean readNow(MeterId meter);

  /** What is known of OPC-UA servers, and may be decided. */
  default ServerKeys servers() {
    return ServerKeys.none();
  }

  /**
   * Sets what the display of a meter says that gives pulses, soon.
   *
   * @param index in the unit of the plan.
   * @return false where the meter gives none, or no display can say that.
   */
  boolean setIndex(MeterId meter, BigDecimal index);

  /** Those of a console that only shows. */
  Meters NONE =
      new Meters() {
        @Override
        public Optional<Shown> telegram(MeterId meter, Locale locale) {
          return Optional.empty();
        }

        @Override
        public boolean readNow(MeterId meter) {
          return false;
        }

        @Override
        public boolean setIndex(MeterId meter, BigDecimal index) {
          return false;
        }
      };
}
