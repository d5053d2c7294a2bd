/** Shows the technician on site what the gateway sees: buses, meters, last values, the journal. */
@NullMarked
package eu.releve.edge.console;

import org.jspecify.annotations.NullMarked;
