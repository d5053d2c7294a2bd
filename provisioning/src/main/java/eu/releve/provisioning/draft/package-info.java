/**
 * Makes site plans: from a list of meters, from what a scan has found, from answers to questions.
 */
@NullMarked
package eu.releve.provisioning.draft;

import org.jspecify.annotations.NullMarked;
