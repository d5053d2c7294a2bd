package eu.releve.provisioning.command;

import eu.releve.provisioning.language.Messages;
import eu.releve.provisioning.survey.Change;
import eu.releve.provisioning.survey.Code;
import eu.releve.provisioning.survey.Finding;
import java.util.Locale;

/**
 * Findings and differences in the words of {@code site check} and {@code site diff}, for others who
 * tell of plans.
 *
 * @param messages the commands' words.
 */
public record PlanWords(Messages messages) {
  /** In a language of {@link Messages#LOCALES}. */
  public static PlanWords in(Locale locale) {
    return new PlanWords(Messages.load(PlanWords.class, locale));
  }

  /** What was found, without where. */
  public String text(Finding finding) {
    Object[] words = finding.words().toArray();
    if (finding.code() == Code.LOT_MEDIUM_MISSING) {
      words[1] = messages.text("billed." + finding.words().get(1));
    }
    return messages.text("finding." + finding.code().id(), words);
  }

  /** What is other. */
  public String text(Change change) {
    return messages.text("change." + change.what().id(), change.words().toArray());
  }
}
