/** Judges a site plan before a gateway reads it: what is wrong, what it costs, what has changed. */
@NullMarked
package eu.releve.provisioning.survey;

import org.jspecify.annotations.NullMarked;
