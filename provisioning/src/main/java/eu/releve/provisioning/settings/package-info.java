/** What a gateway and a collector are told at their start, from a file and the environment. */
@NullMarked
package eu.releve.provisioning.settings;

import org.jspecify.annotations.NullMarked;
